"""Who takes part: plugins are started, told of new settings, put out and ended here, and their hooks are wired."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ccrouter.plugins.api import Context, Notice, Notifier, Strategy
from ccrouter.plugins.seat import Health, Seat
from ccrouter.settings.deployments import PluginChoice
from ccrouter.settings.paths import Paths
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    import pluggy

    from ccrouter.plugins.finder import Found

log = logging.getLogger(__name__)
Secret = Callable[[str], Awaitable[str]]


class Listener(NamedTuple):
    """One plugin's function for a hook, and the names of the arguments it wants."""

    seat: Seat
    function: Callable[..., Any]
    names: tuple[str, ...]


class Roster:
    """``notify`` is what plugins tell a person by; ``strategies``, ``providers`` and ``notifiers`` are what they add."""

    def __init__(self, where: Paths, secret: Secret, notify: Callable[[Notice], None]) -> None:
        self._where = where
        self._secret = secret
        self._notify = notify
        self._hooks: pluggy.PluginManager | None = None
        self._seats: dict[str, Seat] = {}
        self._broken: dict[str, Health] = {}  # enabled, but they could not be started
        self._on: dict[str, tuple[Listener, ...]] = {}
        self._choices: dict[str, PluginChoice] = {}
        self._forgiven: set[str] = set()
        self.strategies: dict[str, tuple[Seat, Strategy]] = {}
        self.providers: dict[str, Mapping[str, Any]] = {}
        self.notifiers: list[tuple[Seat, Notifier]] = []

    async def apply(self, choices: Mapping[str, PluginChoice]) -> None:
        """Start, tell and end plugins until those run that are enabled, and no more. Raises nothing."""
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

    async def close(self) -> None:
        """End them all."""
        for name in list(self._choices):
            await self._remove(name)
        self._choices = {}
        self._rewire()
        await self._registrations()

    def forgive(self, name: str) -> None:
        """The next ``apply`` starts it anew."""
        self._forgiven.add(name)

    def health(self) -> tuple[Health, ...]:
        """Of those that run or were put out, then of those that could not be started."""
        return (*(seat.health() for seat in self._seats.values()), *self._broken.values())

    def listeners(self, hook: str) -> Sequence[Listener]:
        """In the order to call them."""
        return self._on.get(hook, ())

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
                self._secret, self._notify,
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
        for one, function, _ in self.listeners("on_startup"):
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
        self.notifiers = [one for one in self.notifiers if one[0] is not seat]
        self.strategies = {name: one for name, one in self.strategies.items() if one[0] is not seat}
        title, text = f"The plugin {seat.name} was disabled", f"It had {seat.reason}."
        self._notify(Notice(title=title, text=text, level="warning"))

    def _manager(self) -> pluggy.PluginManager:
        if self._hooks is None:
            import pluggy

            from ccrouter.plugins.hookspecs import PROJECT, Hooks

            self._hooks = pluggy.PluginManager(PROJECT)
            self._hooks.add_hookspecs(Hooks)
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
            listeners = tuple(
                Listener(seat, one.function, tuple(one.argnames))
                for one in sorted(getattr(self._hooks.hook, name).get_hookimpls(), key=turn)
                if (seat := self._seats.get(one.plugin_name)) is not None and not seat.reason
            )
            if listeners:
                self._on[name] = listeners

    async def _registrations(self) -> None:
        self.strategies, self.providers, self.notifiers = {}, {}, []
        for seat, function, _ in self.listeners("register_strategy"):
            if isinstance(said := await seat.call("register_strategy", function), Mapping):
                self.strategies |= {name: (seat, one) for name, one in said.items()}
        for seat, function, _ in self.listeners("register_provider"):
            if isinstance(said := await seat.call("register_provider", function), Mapping):
                self.providers |= said
        for seat, function, _ in self.listeners("register_notifier"):
            if callable(said := await seat.call("register_notifier", function)):
                self.notifiers.append((seat, said))
