"""The plugins of a running router, behind one small facade. With none enabled nothing is imported and every call is a no-op."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import structs

from ccrouter.ir.events import Event
from ccrouter.plugins.api import (
    Answered,
    Attempt,
    BudgetAlert,
    Context,
    Ended,
    HealthChange,
    Notice,
    Notifier,
    Option,
    Panel,
    Refusal,
    Request,
    Response,
    Strategy,
    Task,
)  # fmt: skip
from ccrouter.plugins.seat import NOTHING, Health, Seat
from ccrouter.settings.deployments import PluginChoice
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    import pluggy

    from ccrouter.plugins.finder import Found

log = logging.getLogger(__name__)
_WAITING = 1000  # calls nobody waits for that may be queued
Secret = Callable[[str], Awaitable[str]]


class Plugins:
    """Make it inside the running loop. ``secret`` resolves "keyring:NAME" and "${VARIABLE}"."""

    def __init__(self, where: Paths, secret: Secret) -> None:
        self._where = where
        self._secret = secret
        self._hooks: pluggy.PluginManager | None = None
        self._seats: dict[str, Seat] = {}
        self._broken: dict[str, Health] = {}  # enabled, but they could not be started
        self._on: dict[str, list[tuple[Seat, Callable[..., Any], tuple[str, ...]]]] = {}
        self._later: asyncio.Queue[tuple[str, dict[str, Any]]] | None = None
        self._worker: asyncio.Task[None] | None = None
        self._choices: dict[str, PluginChoice] = {}
        self._forgiven: set[str] = set()
        self.strategies: dict[str, tuple[Seat, Strategy]] = {}
        self.providers: dict[str, Mapping[str, Any]] = {}
        self._notifiers: list[tuple[Seat, Notifier]] = []

    # life

    async def start(self, choices: Mapping[str, PluginChoice]) -> None:
        await self.apply(choices)

    async def apply(self, choices: Mapping[str, PluginChoice]) -> None:
        """Run what is enabled now, and no more: called at start and whenever the settings change. Raises nothing."""
        wanted = {name: choice for name, choice in choices.items() if choice.enabled}
        for name in [name for name in self._choices if name not in wanted]:
            await self._remove(name)
        if wanted:
            from ccrouter.plugins import finder

            known = await asyncio.to_thread(finder.find, self._where)  # looks through all that is installed
            for name, choice in wanted.items():
                if choice != self._choices.get(name) or name in self._forgiven:
                    await self._change(name, choice, known.get(name))
        self._choices = wanted
        self._forgiven.clear()
        self._rewire()
        await self._registrations()

    async def stop(self) -> None:
        """Let what is queued be said (a second at most), then end them all."""
        if self._later is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._later.join()
        for name in list(self._choices):
            await self._remove(name)
        self._choices = {}
        self._rewire()
        await self._registrations()
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
            self._worker = self._later = None

    def forgive(self, name: str) -> None:
        """Whatever put a plugin out: with the next ``apply`` it is started anew from its file, changed or not."""
        self._forgiven.add(name)

    def health(self) -> tuple[Health, ...]:
        """Of all that are enabled."""
        return (*(seat.health() for seat in self._seats.values()), *self._broken.values())

    def listens(self, hook: str) -> bool:
        """Whether anybody does: what a hook is given need not be made otherwise."""
        return hook in self._on

    # hooks that a request waits for

    async def request(self, view: Request) -> Request | Refusal | Answered:
        """The request as plugins want it, or how one of them ends it."""
        for seat, function, names in self._on.get("on_request", ()):
            shown = view if seat.may("content") else structs.replace(view, raw=b"{}")
            result = await seat.call("on_request", function, *_pick(names, request=shown))
            match result:
                case Request() if result is not shown:
                    if not seat.may("amend"):
                        seat.fault("on_request", 'changed a request without the permission "amend"')
                        continue
                    view = result if seat.may("content") else structs.replace(result, raw=view.raw)
                case Refusal():
                    if seat.may("refuse"):
                        return structs.replace(result, plugin=seat.name)
                    seat.fault("on_request", 'refused without the permission "refuse"')
                case Answered():
                    if seat.may("amend"):
                        return structs.replace(result, plugin=seat.name)
                    seat.fault("on_request", 'answered without the permission "amend"')
                case _ if result is not None and result is not NOTHING and result is not shown:
                    seat.fault("on_request", f"gave back a {type(result).__name__}")
        return view

    async def plan(self, view: Request, options: Sequence[Option]) -> Sequence[Option]:
        """The options in the order to try them; those left out were vetoed."""
        for seat, function, names in self._on.get("on_plan", ()):
            shown = view if seat.may("content") else structs.replace(view, raw=b"{}")
            result = await seat.call("on_plan", function, *_pick(names, request=shown, options=tuple(options)))
            if result is None or result is NOTHING:
                continue
            if not seat.may("amend"):
                seat.fault("on_plan", 'changed the order without the permission "amend"')
                continue
            if (kept := _known(result, options)) is None:
                seat.fault("on_plan", "gave back something else than the options it was given")
                continue
            options = kept
        return options

    async def response(self, view: Response) -> Response:
        """A whole answer as plugins want it. After a stream: ``response_later``."""
        for seat, function, names in self._on.get("on_response", ()):
            if not seat.may("content"):
                continue
            result = await seat.call("on_response", function, *_pick(names, response=view))
            if isinstance(result, Response) and result is not view:
                if seat.may("amend"):
                    view = result
                else:
                    seat.fault("on_response", 'changed an answer without the permission "amend"')
        return view

    def stream_event(self, exchange: str, event: Event) -> Sequence[Event]:
        """One event of a stream, as plugins want it."""
        events: Sequence[Event] = (event,)
        for seat, function, names in self._on.get("on_stream_event", ()):
            if not seat.may("content"):
                continue
            after: list[Event] = []
            for one in events:
                result = seat.call_now("on_stream_event", function, *_pick(names, exchange=exchange, event=one))
                changed = seat.may("amend") and isinstance(result, (list, tuple))
                after.extend(result if changed else (one,))
            events = after
        return events

    @property
    def amends_streams(self) -> bool:
        """Whether a stream may be changed on its way: then it must not go by verbatim."""
        return any(seat.may("amend") for seat, _, _ in self._on.get("on_stream_event", ()))

    # hooks that nobody waits for

    def attempt(self, view: Attempt) -> None:
        self._queue("on_attempt", attempt=view)

    def response_later(self, view: Response) -> None:
        """A streamed answer that is over: it can be looked at, not changed."""
        self._queue("on_response", response=view)

    def exchange_end(self, view: Ended) -> None:
        self._queue("on_exchange_end", ended=view)

    async def verdict(self, view: Task) -> bool | None:
        """Whether a task was done, as the first plugin says that can tell."""
        for seat, function, names in tuple(self._on.get("on_task_end", ())):
            shown = view if seat.may("content") else structs.replace(view, answer=None)
            result = await seat.call("on_task_end", function, *_pick(names, task=shown))
            if isinstance(result, bool):
                return result
            if result is not None and result is not NOTHING:
                seat.fault("on_task_end", f"gave back a {type(result).__name__}")
        return None

    def budget(self, view: BudgetAlert) -> None:
        self._queue("on_budget", alert=view)

    def health_change(self, view: HealthChange) -> None:
        self._queue("on_health_change", change=view)

    # what plugins add

    def order(self, strategy: str, options: Sequence[Option], view: Request) -> Sequence[Option]:
        """Options as a plugin's strategy orders them, those it does not name last; unchanged if there is none of that name."""
        if strategy not in self.strategies:
            return options
        seat, function = self.strategies[strategy]
        places = seat.call_now(f"strategy {strategy}", function, tuple(options), view)
        if places is NOTHING or not isinstance(places, Sequence):
            return options
        ranks = {place: rank for rank, place in enumerate(places)}
        return sorted(options, key=lambda option: ranks.get(option.place, len(ranks)))

    def notify(self, notice: Notice) -> None:
        """Tell a person, by every notifier there is."""
        self._queue("", notice=notice)

    async def panels(self) -> dict[str, Panel]:
        """The cards, by the plugin that shows them."""
        found = {}
        for seat, function, _ in tuple(self._on.get("register_panel", ())):
            if not isinstance(panel := await seat.call("register_panel", function), Panel):
                continue
            try:
                rows = tuple((str(name), str(value)) for name, value in panel.rows)
            except (TypeError, ValueError):
                seat.fault("register_panel", "gave back rows that are not pairs")
                continue
            found[seat.name] = Panel(title=str(panel.title), rows=rows)
        return found

    # inside

    async def _change(self, name: str, choice: PluginChoice, found: Found | None) -> None:
        """Start a plugin, or tell a running one of its new settings."""
        from ccrouter.plugins import finder
        from ccrouter.plugins.making import made, validated

        seat = self._seats.get(name)
        try:
            if found is None or found.manifest is None:
                reason = found.trouble if found else "No such plugin is installed."
                raise Trouble(f"{name} cannot be used", reason, "`ccr plugin list` shows those there are.")
            goes_on = seat is not None and not seat.reason and name not in self._forgiven
            if seat is not None and goes_on and hasattr(seat.plugin, "on_settings"):
                settings = validated(type(seat.plugin), name, choice.settings)
                seat.choice = choice
                await seat.call("on_settings", seat.plugin.on_settings, settings)
                self._broken.pop(name, None)
                return
            kind = await asyncio.to_thread(finder.load, found)
            settings = validated(kind, name, choice.settings)
            context = Context(
                name, settings, self._where.data / "plugin-data" / name, logging.getLogger(f"ccrouter.plugin.{name}"),
                self._secret, self.notify,
            )  # fmt: skip
            plugin = made(kind, name, context)
        except Trouble as trouble:
            log.error("plugin %s was not started: %s", name, trouble)
            self._broken[name] = Health(name=name, state="disabled", reason=f"{trouble.reason} {trouble.next_step}")
            if seat is not None and seat.reason:
                await self._remove(name, forget=False)
            return
        await self._remove(name)
        seat = Seat(found.manifest, choice, plugin, self._out)
        try:
            self._manager().register(plugin, name)
            self._manager().check_pending()
        except Exception as error:  # noqa: BLE001  # pluggy refuses a hook or an argument it does not know
            log.error("plugin %s was not started: %s", name, error)
            self._broken[name] = Health(name=name, state="disabled", reason=str(error).replace("\n", " "))
            if self._manager().has_plugin(name):
                self._manager().unregister(name=name)
            return
        self._seats[name] = seat
        self._rewire()
        for one, function, _ in self._on.get("on_startup", ()):
            if one is seat:
                await seat.call("on_startup", function)

    async def _remove(self, name: str, *, forget: bool = True) -> None:
        if forget:
            self._broken.pop(name, None)
        seat = self._seats.pop(name, None)
        if seat is None or self._hooks is None:
            return
        if self._hooks.has_plugin(name):
            self._hooks.unregister(name=name)
        if callable(close := getattr(seat.plugin, "close", None)):
            await seat.call("close", close)

    def _out(self, seat: Seat) -> None:
        """It has had too many faults; its place is kept, so that its state can be shown."""
        self._rewire()
        self._notifiers = [one for one in self._notifiers if one[0] is not seat]
        self.strategies = {name: one for name, one in self.strategies.items() if one[0] is not seat}
        title, text = f"The plugin {seat.name} was disabled", f"It had {seat.reason}."
        self.notify(Notice(title=title, text=text, level="warning"))

    def _manager(self) -> pluggy.PluginManager:
        if self._hooks is None:
            import pluggy

            from ccrouter.plugins.hookspecs import PROJECT, Hooks

            self._hooks = pluggy.PluginManager(PROJECT)
            self._hooks.add_hookspecs(Hooks)
        if self._worker is None:
            self._later = asyncio.Queue(_WAITING)
            self._worker = asyncio.get_running_loop().create_task(self._work())
        return self._hooks

    def _rewire(self) -> None:
        """Who listens to what, in the order of the settings; those that are out do not."""
        self._on = {}
        if self._hooks is None:
            return
        from ccrouter.plugins.hookspecs import NAMES

        places = {name: place for place, name in enumerate(self._choices)}

        def turn(one: pluggy.HookImpl) -> tuple[bool, bool, int]:
            return one.trylast, not one.tryfirst, places.get(one.plugin_name, len(places))

        for name in NAMES:
            listeners = [
                (seat, one.function, tuple(one.argnames))
                for one in sorted(getattr(self._hooks.hook, name).get_hookimpls(), key=turn)
                if (seat := self._seats.get(one.plugin_name)) is not None and not seat.reason
            ]
            if listeners:
                self._on[name] = listeners

    async def _registrations(self) -> None:
        self.strategies, self.providers, self._notifiers = {}, {}, []
        for seat, function, _ in tuple(self._on.get("register_strategy", ())):
            if isinstance(said := await seat.call("register_strategy", function), Mapping):
                self.strategies |= {name: (seat, one) for name, one in said.items()}
        for seat, function, _ in tuple(self._on.get("register_provider", ())):
            if isinstance(said := await seat.call("register_provider", function), Mapping):
                self.providers |= said
        for seat, function, _ in tuple(self._on.get("register_notifier", ())):
            if callable(said := await seat.call("register_notifier", function)):
                self._notifiers.append((seat, said))

    def _queue(self, hook: str, **arguments: Any) -> None:
        wanted = hook in self._on if hook else self._notifiers
        if not wanted or self._later is None:
            return
        try:
            self._later.put_nowait((hook, arguments))
        except asyncio.QueueFull:
            log.warning("plugins do not keep up: a call of %s was left out", hook or "the notifiers")

    async def _work(self) -> None:
        later = self._later
        assert later is not None
        while True:
            hook, arguments = await later.get()
            try:
                if hook:
                    await self._tell(hook, arguments)
                else:
                    for seat, notifier in tuple(self._notifiers):
                        await seat.call("notifier", notifier, arguments["notice"])
            finally:
                later.task_done()

    async def _tell(self, hook: str, arguments: dict[str, Any]) -> None:
        for seat, function, names in tuple(self._on.get(hook, ())):
            if hook != "on_response" or seat.may("content"):
                await seat.call(hook, function, *_pick(names, **arguments))


def _pick(names: tuple[str, ...], **arguments: Any) -> list[Any]:
    return [arguments[name] for name in names]


def _known(result: Any, options: Sequence[Option]) -> list[Option] | None:
    """The options a plugin gave back, each once; None if it made some up."""
    by_place = {option.place: option for option in options}
    try:
        places = list(dict.fromkeys(one.place for one in result))
    except (TypeError, AttributeError):
        return None
    return [by_place[place] for place in places] if by_place.keys() >= set(places) else None
