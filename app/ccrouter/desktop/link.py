"""The windows' hold on the router: commands as tasks, one changing view of it as a signal."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, structs
from PySide6.QtCore import QObject, QTimer, Signal

from ccrouter.trouble import Trouble
from ccrouter.views import Snapshot, State

if TYPE_CHECKING:
    from ccrouter.control import Control  # only the name: it brings the engine, and the icon shall not wait for that

MakeControl = Callable[[Callable[[], None]], Awaitable["Control"]]
Activity = Literal["", "starting", "stopping", "switching", "quitting"]

LOOKED_AT = 500  # ms between two looks at the router while someone watches: 2 Hz
UNSEEN = 5000  # ms while only the tray icon shows
STOP_LIMIT = 15.0  # seconds; the engine itself gives running streams 10

log = logging.getLogger(__name__)


class View(Struct, frozen=True, kw_only=True):
    """All that the tray and the window show, at one moment."""

    snapshot: Snapshot | None = None  # None until the settings could be read
    trouble: Trouble | None = None  # the failure that keeps the router from running
    activity: Activity = "starting"

    @property
    def state(self) -> State:
        if self.snapshot is None:
            return "stopped" if self.trouble else "starting"
        return self.snapshot.state

    @property
    def serving(self) -> bool:
        return self.state in ("running", "degraded")

    @property
    def over_budget(self) -> bool:
        """A budget is used up, and nobody has allowed more."""
        budgets = self.snapshot.budgets if self.snapshot is not None else ()
        return self.serving and any(one.fraction >= 1 and one.allowed_until is None for one in budgets)

    @property
    def attached(self) -> bool:
        """The router is another process's, ``ccr serve`` for instance: it outlives this application."""
        return self.serving and self.snapshot is not None and self.snapshot.pid not in (0, os.getpid())

    @property
    def can_start(self) -> bool:
        return not self.activity and self.state == "stopped"

    @property
    def can_stop(self) -> bool:
        return not self.activity and self.serving


class Link(QObject):
    """Owns the ``Control``; everything here must be called while the qasync loop runs.

    Commands run one after another. ``changed`` carries the new ``View`` and is silent when nothing changed;
    ``failed`` carries a ``Trouble`` to show.
    """

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, make_control: MakeControl, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = View()
        self._make_control = make_control
        self._control: Control | None = None
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._looking: asyncio.Task[None] | None = None
        self._watchers: set[str] = set()
        self._clock = QTimer(self)
        self._clock.setInterval(UNSEEN)
        self._clock.timeout.connect(self._tick)

    @property
    def has_control(self) -> bool:
        return self._control is not None

    @property
    def control(self) -> Control:
        """The router itself. Raises Trouble while there is none."""
        if self._control is None:
            raise Trouble(
                self.tr("CC Router is not ready"),
                self.tr("It is still starting, or could not start."),
                self.tr("Wait a moment, or mend what the main window says."),
            )
        return self._control

    def start(self) -> None:
        """Make the control if there is none yet, then serve. Also the *Retry* after a failure."""
        self._clock.start()
        self._command("starting", self._start)

    def stop(self) -> None:
        self._command("stopping", self._stop)

    def choose(self, model: str) -> None:
        """Make ``provider/model`` the default from the next request on."""

        async def switch(control: Control) -> Snapshot:
            return await control.set_default(model)

        self._command("switching", lambda: self._with_control(switch))

    def environment(self, then: Callable[[dict[str, str]], None]) -> None:
        """Hand the variables for coding agents, local token among them, to ``then``."""

        async def fetch() -> None:
            if self._control is not None:
                then(await self._control.environment())

        self.spawn(fetch())

    def watch(self, watcher: str, visible: bool) -> None:
        """Look often while anything is on the screen, seldom when nothing is."""
        (self._watchers.add if visible else self._watchers.discard)(watcher)
        self._clock.setInterval(LOOKED_AT if self._watchers else UNSEEN)
        if visible:
            self.look()

    def look(self) -> None:
        """Take a new snapshot, unless one is being taken."""
        if self._control is None or self.view.activity == "quitting":
            return
        if self._looking is None or self._looking.done():
            self._looking = self.spawn(self._look())

    def _tick(self) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return  # Qt works on between two runs of the loop
        self.look()

    async def close(self) -> None:
        """Stop the router, running streams drained, and let go of it; that of another process goes on."""
        self._clock.stop()
        self._show(activity="quitting")
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._control is not None and not self.view.attached:
            try:
                async with asyncio.timeout(STOP_LIMIT):
                    await self._control.stop()
            except (Trouble, TimeoutError) as error:
                log.warning("The router did not stop cleanly: %s", error)

    async def _start(self) -> None:
        try:
            with self._explained():
                if self._control is None:
                    self._control = await self._make_control(self.stop)
                    self._show(snapshot=await self._control.snapshot())
                self._show(snapshot=await self._control.start(), trouble=None)
        except Trouble as error:
            self._show(trouble=error)
            raise

    async def _stop(self) -> None:
        await self._with_control(lambda control: control.stop())

    async def _look(self) -> None:
        await self._with_control(lambda control: control.snapshot())

    async def _with_control(self, ask: Callable[[Control], Awaitable[Snapshot]]) -> None:
        if self._control is not None:
            self._show(snapshot=await ask(self._control))

    def _command(self, activity: Activity, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def run() -> None:
            async with self._one_at_a_time:
                self._show(activity=activity)
                try:
                    await work()
                finally:
                    if self.view.activity != "quitting":
                        self._show(activity="")

        self.spawn(run())

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run it on the loop; what it raises is shown. It is cancelled when the router closes."""
        task = asyncio.get_running_loop().create_task(self._tell_failures(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # cancelled before it began, nobody else would
        return task

    async def _tell_failures(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            with self._explained():
                await work
        except Trouble as error:
            self.failed.emit(error)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except Trouble:
            raise
        except Exception as error:
            # Ours, not the user's: the log has the traceback, the window must not die of it.
            log.exception("a command of the tray application failed")
            raise Trouble(
                self.tr("Something went wrong inside CC Router"),
                self.tr("An unexpected {name} was raised.").format(name=type(error).__name__),
                self.tr("Try again. If it happens again, please report it with the end of the log."),
            ) from error

    def _show(self, **changes: Any) -> None:
        view = structs.replace(self.view, **changes)
        if view.serving:
            view = structs.replace(view, trouble=None)  # however it came to run, what stopped it is over
        if view != self.view:
            self.view = view
            self.changed.emit(view)
