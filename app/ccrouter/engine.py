"""Builds every room from the settings, and runs them: start, reload, stop. Plain coroutines; any asyncio loop will do."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import structs

from ccrouter import __version__, releases
from ccrouter.environment import client_environment, own
from ccrouter.health.board import Board
from ccrouter.health.vitals import HealthChange, HealthReport
from ccrouter.ledger.exposition import exposition
from ccrouter.ledger.ledger import Ledger
from ccrouter.notices import Notices
from ccrouter.plugins import api, finder
from ccrouter.plugins.display import Display
from ccrouter.plugins.making import validated
from ccrouter.plugins.manager import Plugins
from ccrouter.plugins.references import resolved
from ccrouter.prices.book import Book
from ccrouter.prices.fresh import Fresh
from ccrouter.prices.shelf import Shelf
from ccrouter.proxy.admin import Admin, Commands
from ccrouter.proxy.counting import Counter
from ccrouter.proxy.extensions import Extensions
from ccrouter.proxy.gateway import Gateway
from ccrouter.proxy.herald import Herald
from ccrouter.proxy.lessons import Lessons
from ccrouter.proxy.listing import targets
from ccrouter.proxy.live import Live
from ccrouter.proxy.picture import desktop_of, enabled_plugins, providers_of, without_key
from ccrouter.proxy.port import bind
from ccrouter.proxy.recorder import Recorder
from ccrouter.proxy.server import Server
from ccrouter.proxy.watch import Watch
from ccrouter.routing.router import Router
from ccrouter.routing.sessions import Sessions
from ccrouter.running import Running, forget_running, note_running
from ccrouter.settings.compile import added_providers
from ccrouter.settings.deployments import Health, KeyRef, Retry, Settings
from ccrouter.settings.file import Watcher, edit, load
from ccrouter.settings.paths import Paths
from ccrouter.settings.priors import prior
from ccrouter.settings.problems import SettingsError
from ccrouter.settings.secrets import Secrets, SecretsError
from ccrouter.trouble import Trouble
from ccrouter.upstream.client import Upstream
from ccrouter.upstream.demo import Demo
from ccrouter.views import DesktopView, Notice, ProbeView, Snapshot, State

NEWEST = 20  # notices in each snapshot

log = logging.getLogger(__name__)


class Engine:
    """One gateway. ``host`` and ``port`` given here outrank the settings file (command line)."""

    def __init__(
        self,
        config: Path | None,
        where: Paths,
        *,
        host: str | None = None,
        port: int | None = None,
        env: Mapping[str, str] = os.environ,
    ) -> None:
        self.config = config or where.config_file
        self.recorder = Recorder()
        self.board = Board(time.time, Health(), Retry())
        self.board.on_change(self._health_changed)
        self.on_stop_asked: Callable[[], None] = lambda: None  # the admin API's /-/stop
        self._where = where
        self._env = own(env)
        self._override = {k: v for k, v in (("host", host), ("port", port)) if v is not None}
        self.ledger = Ledger(where.data, lambda: self.recorder.in_flight)
        self.ledger.on_forecast.append(lambda reached: self._herald.forecast(reached))
        self._secrets = Secrets(where, env=self._env)
        self._gateway: Gateway | None = None
        self._sessions = Sessions()
        self._shelf: Shelf | None = None
        self._prices = Fresh(where.data, self._use_prices)
        self._lessons: Lessons | None = None
        self.plugins = Plugins(where, lambda reference: resolved(reference, self._secrets))
        self._display = Display(where, self.plugins)
        self.notices = Notices(where.state / "notices.json")
        self.notices.subscribe(self._tell_plugins)
        self._herald = Herald(self.notices, self.board, lambda: self.live)
        self._live: Live | None = None
        self._server: Server | None = None
        self._upstream: Upstream | None = None
        self._demo = Demo()
        self._watching: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._health: Watch | None = None
        self._address = ("", 0)
        self._asked_for = ("", 0)  # what the address came from: its port may be 0
        self._moving, self._reloading = asyncio.Lock(), asyncio.Lock()
        self._started: float | None = None
        self._trouble = ""  # why the settings on disk are not the ones in use
        self._lock = asyncio.Lock()

    @property
    def url(self) -> str:
        host, port = self._address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def live(self) -> Live:
        if self._live is None:
            raise RuntimeError("the engine has not been started")
        return self._live

    async def start(self) -> None:
        """Read the settings and serve. Raises SettingsError, SecretsError, Trouble (port taken: exit code 3)."""
        async with self._lock:
            if self._server is not None:
                return
            try:
                watcher = Watcher(self.config)  # before reading, so that no change falls between
                # on a thread: tens of milliseconds, in which the tray's icon shall answer
                settings = await asyncio.to_thread(load, self.config, env=self._env)
                await self._demo.start()
                await self.plugins.start(settings.plugins)
                self._live = await self._complete(settings)
                sock = bind(self._live.settings.server.host, self._live.settings.server.port)
                self.board.configure(self._live.settings.health, self._live.settings.routing.retry, time.monotonic())
                self._upstream = Upstream()
                self.ledger.start(self._live.settings.ledger, self._live.settings.budgets)
                self.notices.load()
                lessons = self._school(settings)
                gateway = Gateway(
                    lambda: self.live,
                    self._upstream,
                    self.recorder,
                    self.board,
                    self.ledger,
                    lessons,
                    self.plugins,
                    self._herald,
                )
                self._gateway = gateway
                counter = Counter(lambda: self.live, self._upstream)
                commands = Commands(
                    snapshot=self.snapshot,
                    set_default=self.set_default,
                    set_plugin=self.set_plugin,
                    reload=self.reload,
                    stop=self._stop_asked,
                    health=self.health_snapshot,
                    metrics=self._metrics,
                    allow=self.allow_budget,
                    reset_health=self.reset_health,
                    test_provider=self.test_provider,
                    notices=self.notices,
                )
                upstream = self._upstream
                self._server = Server(lambda: self.live, gateway, counter, Admin(commands), lambda: upstream.warmed)
                await self._server.start(sock)
                self._asked_for = (self._live.settings.server.host, self._live.settings.server.port)
                self._address = sock.getsockname()[:2]
                self._started = time.time()
                self._note()
                self._warming = asyncio.get_running_loop().create_task(self._warm(upstream, self._live.book))
                self._watching = asyncio.get_running_loop().create_task(self._watch(watcher))
                self._asking = asyncio.get_running_loop().create_task(
                    releases.watch(lambda: self.live.settings.desktop.check_updates, self._herald.update)
                )
                health = self._where.state / "health.json"
                self._health = Watch(self.board, lambda: self.live, upstream, health, lessons.save)
                self._health.start()
            except BaseException:
                await self._tear_down(0.0)  # half a start leaves nothing running
                raise

    async def stop(self, grace: float = 10.0) -> None:
        """Stop serving; running streams get ``grace`` seconds. Can be started again."""
        async with self._lock:
            await self._tear_down(grace)

    async def _tear_down(self, grace: float) -> None:
        for task in (self._watching, self._warming, self._asking):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        self._watching = self._warming = self._asking = None
        await self._prices.stop()
        try:
            if self._server is not None:
                forget_running(self._where)
                await self._server.stop(grace)
        finally:  # also when somebody could not wait for the grace to end
            self._server = self._started = None
            self.recorder.say()
            await self._demo.stop()
            if self._health is not None:
                await self._health.stop()
                self._health = None
            await self._display.close()
            await self.plugins.stop()
            if self._lessons is not None:
                await self._lessons.stop()
            await self.ledger.stop()
            self._herald.close()
            await self.notices.close()
            if self._upstream is not None:
                await self._upstream.close()
                self._upstream = None

    async def reload(self) -> Snapshot:
        """Read file and keys again; swapped in whole. Raises SettingsError, SecretsError or Trouble, and the old ones stay."""
        async with self._reloading:  # one after another: the file that was read last is the one in force
            return await self._reload()

    async def _reload(self) -> Snapshot:
        try:
            settings = await asyncio.to_thread(load, self.config, env=self._env)
            self._secrets.forget()
            if self._server is not None:
                await self.plugins.apply(settings.plugins)
                await self._display.look()
            live = await self._complete(settings)
            await self._move(live.settings.server.host, live.settings.server.port)
            self._live = live
            self.board.configure(settings.health, settings.routing.retry, time.monotonic())
            if self._server is not None:
                await self.ledger.configure(settings.ledger, settings.budgets)
                await self._prices.configure(settings.prices)
            if self._lessons is not None:
                self._lessons.learner.settings = settings.routing.learning
            self._note()
            self._herald.settings()
            self._trouble = ""
        except (SettingsError, SecretsError, Trouble) as error:
            self._trouble = f"The settings file was not taken over: {error}"
            raise
        log.info("settings read from %s", self.config)
        return await self.snapshot()

    async def _move(self, host: str, port: int) -> None:
        """Listen elsewhere if the settings now say so. Raises Trouble if that port is taken."""
        async with self._moving:
            if self._server is not None and (host, port) != self._asked_for:
                sock = bind(host, port)
                await self._server.move(sock)
                self._asked_for, self._address = (host, port), sock.getsockname()[:2]

    async def set_default(self, model: str) -> Snapshot:
        """Write ``routing.default`` and use it. Raises SettingsError for a model no provider can serve."""
        await asyncio.to_thread(edit, self.config, {("routing", "default"): model}, env=self._env)
        return await self.reload()

    async def set_plugin(self, name: str, enabled: bool) -> Snapshot:
        """Switch a plugin on or off, in the settings file too; one that was put out is started anew.

        Raises Trouble if it cannot be used, SettingsError, SecretsError.
        """
        choice = (await asyncio.to_thread(load, self.config, env=self._env)).plugins.get(name)
        if enabled or choice is None:
            found = await asyncio.to_thread(finder.named, name, self._where)
        if enabled:
            kind = await asyncio.to_thread(finder.load, found)
            validated(kind, name, choice.settings if choice else {})
            self.plugins.forgive(name)
        await asyncio.to_thread(edit, self.config, {("plugins", name, "enabled"): enabled}, env=self._env)
        return await self.reload()

    def allow_budget(self, name: str) -> float:
        """Let a budget be exceeded until tomorrow; until when comes back (Unix seconds). Raises Trouble for an unknown one."""
        names = [budget.name for budget in self.ledger.spend.budgets]
        if name not in names:
            raise Trouble(
                f'There is no budget "{name[:80]}"',
                f"The settings have {', '.join(names)}." if names else "The settings have none.",
                "`ccr budget list` shows them.",
            )
        return self.ledger.allow(name)

    async def snapshot(self) -> Snapshot:
        state, reason = self._state()
        live = self._live
        host, port = self._address if self._server else (self._override.get("host", ""), self._override.get("port", 0))
        settings = live.settings if live else None
        if settings and not self._server:
            host, port = settings.server.host, settings.server.port
        return Snapshot(
            version=__version__,
            state=state,
            reason=reason,
            host=str(host),
            port=int(port),
            default_model=settings.routing.default if settings else "",
            models=tuple(f"{t.provider}/{t.model}" for t in targets(settings)) if settings else (),
            providers=providers_of(live, self.health_snapshot()) if live else (),
            in_flight=self.recorder.in_flight,
            requests=self.recorder.requests,
            failures=self.recorder.failures,
            started=self._started,
            config=str(self.config),
            recent=self.recorder.recent(),
            suggestions=self._lessons.suggestions() if self._lessons else (),
            live=self.ledger.meter.picture(time.time()),
            budgets=self.ledger.spend.states(time.time()),
            ledger=self.ledger.state(),
            outlook=self.ledger.outlook,
            plugins=await self._display.views(enabled_plugins(settings) if settings else set()),
            notices=self.notices.newest(NEWEST),
            unread=self.notices.unread,
            desktop=desktop_of(settings) if settings else DesktopView(),
            pid=os.getpid(),
        )

    def health_snapshot(self) -> HealthReport:
        """The health of every key of every model, at most four pictures a second; ask for it on the loop."""
        providers = self.live.settings.providers.values()
        keys = {on: set[tuple[str, str]]() for on in (True, False)}
        for provider in providers:
            labels = [ref.label for ref in provider.keys] or [""]
            keys[provider.enabled] |= {
                (f"{provider.name}/{model}", label) for model in provider.models for label in labels
            }
        return self.board.snapshot(time.monotonic(), keys[True], keys[False])

    async def reset_health(self, route: str, key_label: str = "") -> HealthReport:
        """Use a key of a deployment again at once, whatever it did. Raises Trouble if nothing is known of it."""
        self._watched().reset(route, key_label)
        return self.health_snapshot()

    async def test_provider(self, provider: str) -> ProbeView:
        """One free check now, also of a provider that is well. Raises Trouble for a name that is no provider's."""
        return await self._watched().test(provider)

    def _watched(self) -> Watch:
        if self._health is None:
            raise Trouble(
                "CC Router is stopped", "Only a running router knows how its providers are.", "Start it first."
            )
        return self._health

    def _health_changed(self, change: HealthChange) -> None:
        said = f"{change.route} {change.key_label}: {change.before} -> {change.after} {change.reason}"
        log.log(logging.WARNING if change.fell_ill else logging.INFO, "%s", said)
        self._herald.health(change)
        self.plugins.health_change(
            api.HealthChange(
                route=change.route, key=change.key_label, before=change.before, after=change.after, reason=change.reason
            )
        )

    def _tell_plugins(self, notice: Notice) -> None:
        if notice.kind != "budget":  # for those they have a hook of their own, and would tell twice
            text = f"{notice.text} {notice.next_step}".rstrip()
            self.plugins.notify(api.Notice(title=notice.title, text=text, level=notice.severity))

    def _metrics(self) -> bytes:
        now = time.time()
        meter, spend = self.ledger.meter, self.ledger.spend
        return exposition(meter.picture(now), meter.totals(), self.ledger.state(), spend.states(now))

    async def environment(self) -> dict[str, str]:
        return client_environment(self.url, self.live.token)

    async def _stop_asked(self) -> Snapshot:
        asyncio.get_running_loop().call_soon(self.on_stop_asked)
        return await self.snapshot()

    def _note(self) -> None:
        """Tell other commands where we serve and where the token is, while we serve."""
        if self._started is not None:
            host, port = self._address
            token = self.live.settings.server.token
            note_running(
                self._where, Running(pid=os.getpid(), host=host, port=port, started=self._started, token=token)
            )

    async def _complete(self, settings: Settings) -> Live:
        """Settings with what only a running engine knows: the demo's address, resolved keys, the token."""
        added, wrong = added_providers(self.plugins.providers, self._env) if self.plugins.providers else ({}, {})
        for name, why in wrong.items():
            log.error("a plugin's provider %s cannot be used: %s", name, why)
        providers = {
            name: structs.replace(p, base_url=self._demo.base_url) if p.demo else p
            for name, p in (added | settings.providers).items()
        }
        server = structs.replace(settings.server, **self._override)
        settings = structs.replace(settings, providers=providers, server=server)
        keys: dict[KeyRef, str | None] = {}
        for ref in {ref for p in providers.values() if p.enabled for ref in p.keys}:
            try:
                keys[ref] = await self._secrets.resolve(ref)
            except SecretsError as error:  # one locked keyring entry must not keep the others from working
                log.warning("%s: %s", ref.label, error)
                keys[ref] = None
        token = await self._secrets.local_token(settings.server.token)
        book = Book(settings.prices, providers, self._shelf)
        self._shelf = book.shelf
        return Live(settings, keys, token, Router(settings, self._sessions), book)

    def _use_prices(self, shelf: Shelf) -> None:
        """Newer price data, from the next request on."""
        self._shelf = shelf
        settings = self.live.settings
        self._live = self.live._replace(book=Book(settings.prices, settings.providers, shelf))
        log.info("newer price data is in use")

    def _school(self, settings: Settings) -> Lessons:
        own = settings.routing.quality
        file = self._where.state / "learning.json"
        judge = Extensions(self.plugins).judge
        self._lessons = Lessons(settings.routing.learning, lambda route: prior(route, own), file, judge)
        return self._lessons

    async def _warm(self, upstream: Upstream, book: Book) -> None:
        """What the first request would otherwise wait for, or have to do without."""
        await upstream.warm()
        await asyncio.to_thread(book.warm)
        await self._prices.configure(self.live.settings.prices)
        await self._display.look()

    async def _watch(self, watcher: Watcher) -> None:
        async for _ in watcher:
            try:
                await self.reload()
            except (SettingsError, SecretsError, Trouble) as error:
                log.error("the changed settings were refused, the old ones stay in force:\n%s", error)
                self._herald.settings_refused(str(error))

    def _state(self) -> tuple[State, str]:
        if self._server is None or self._live is None:
            return "stopped", ""
        if self._trouble:
            return "degraded", self._trouble
        if trouble := self.ledger.state().trouble:
            return "degraded", trouble
        if missing := without_key(self._live):
            return "degraded", f"No key for {', '.join(missing)}. Store one with `ccr key set {missing[0]}`."
        return "running", ""
