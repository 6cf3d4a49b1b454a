"""The plugins of a running router, asked and told. With none enabled nothing is imported and every call is a no-op."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from ccrouter.ir.events import Event
from ccrouter.plugins.api import (
    Answered,
    Attempt,
    BudgetAlert,
    Ended,
    HealthChange,
    Notice,
    Option,
    Panel,
    Refusal,
    Request,
    Response,
    Strategy,
    Task,
)  # fmt: skip
from ccrouter.plugins.roster import Roster, Secret
from ccrouter.plugins.seat import NOTHING, Health, Seat
from ccrouter.settings.deployments import PluginChoice
from ccrouter.settings.paths import Paths

log = logging.getLogger(__name__)
_WAITING = 1000  # calls nobody waits for that may be queued


class Plugins:
    """Make it inside the running loop. ``secret`` resolves "keyring:NAME" and "${VARIABLE}"."""

    def __init__(self, where: Paths, secret: Secret) -> None:
        self._roster = Roster(where, secret, self.notify)
        self._later: asyncio.Queue[tuple[str, dict[str, Any]]] | None = None
        self._worker: asyncio.Task[None] | None = None

    # life

    async def start(self, choices: Mapping[str, PluginChoice]) -> None:
        await self.apply(choices)

    async def apply(self, choices: Mapping[str, PluginChoice]) -> None:
        """Run what is enabled now, and no more: called at start and whenever the settings change. Raises nothing."""
        if self._worker is None and any(choice.enabled for choice in choices.values()):
            self._later = asyncio.Queue(_WAITING)
            self._worker = asyncio.get_running_loop().create_task(self._work(self._later))
        await self._roster.apply(choices)

    async def stop(self) -> None:
        """Let what is queued be said (a second at most), then end them all."""
        if self._later is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._later.join()
        await self._roster.close()
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
            self._worker = self._later = None

    def forgive(self, name: str) -> None:
        """Whatever put a plugin out: with the next ``apply`` it is started anew from its file, changed or not."""
        self._roster.forgive(name)

    def health(self) -> tuple[Health, ...]:
        """Of all that are enabled."""
        return self._roster.health()

    def listens(self, hook: str) -> bool:
        """Whether anybody does: what a hook is given need not be made otherwise."""
        return bool(self._roster.listeners(hook))

    # hooks that a request waits for

    async def request(self, view: Request) -> Request | Refusal | Answered:
        """The request as plugins want it, or how one of them ends it."""
        for seat, function, names in self._roster.listeners("on_request"):
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
        for seat, function, names in self._roster.listeners("on_plan"):
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
        for seat, function, names in self._roster.listeners("on_response"):
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
        for seat, function, names in self._roster.listeners("on_stream_event"):
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
        return any(seat.may("amend") for seat, _, _ in self._roster.listeners("on_stream_event"))

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
        for seat, function, names in self._roster.listeners("on_task_end"):
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

    @property
    def strategies(self) -> Mapping[str, tuple[Seat, Strategy]]:
        """By name, each with the plugin that brought it."""
        return self._roster.strategies

    @property
    def providers(self) -> Mapping[str, Mapping[str, Any]]:
        """By name, as they would be written in the settings."""
        return self._roster.providers

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
        for seat, function, _ in self._roster.listeners("register_panel"):
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

    def _queue(self, hook: str, **arguments: Any) -> None:
        wanted = self._roster.listeners(hook) if hook else self._roster.notifiers
        if not wanted or self._later is None:
            return
        try:
            self._later.put_nowait((hook, arguments))
        except asyncio.QueueFull:
            log.warning("plugins do not keep up: a call of %s was left out", hook or "the notifiers")

    async def _work(self, later: asyncio.Queue[tuple[str, dict[str, Any]]]) -> None:
        while True:
            hook, arguments = await later.get()
            try:
                if hook:
                    await self._tell(hook, arguments)
                else:
                    for seat, notifier in tuple(self._roster.notifiers):
                        await seat.call("notifier", notifier, arguments["notice"])
            finally:
                later.task_done()

    async def _tell(self, hook: str, arguments: dict[str, Any]) -> None:
        for seat, function, names in self._roster.listeners(hook):
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
