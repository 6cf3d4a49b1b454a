"""The one loop: asyncio on Qt's event loop."""

from __future__ import annotations

import asyncio
import heapq
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

import PySide6.QtWidgets  # noqa: F401  before qasync, which takes the first Qt binding that is imported
import qasync  # type: ignore[import-untyped]
from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ccrouter.desktop.collecting import Collector

THREADS = 4
LEFTOVERS = 100  # cancelled timers that may wait for their time, if they are not half of all

Notifiers = dict[int, tuple[QSocketNotifier, asyncio.Handle]]  # by file descriptor


class Loop(qasync.QEventLoop):  # type: ignore[misc]
    """qasync with asyncio's own two queues, one Qt timer for each, and sockets that call back without a detour.

    qasync itself makes and kills a Qt timer for every callback (10 µs instead of 3), switches a socket's notifier off
    and on for every event, and leaves a cancelled timer running until it is due: a router that guards every wait with
    a timeout of minutes would carry tens of thousands.
    """

    def __init__(self, qt: QApplication) -> None:
        self._readers: Notifiers = {}
        self._writers: Notifiers = {}
        self.watch: Callable[[float], None] | None = None  # told the seconds that each callback took
        self._collector = Collector()
        self._going = False  # Qt's own events may be worked off between two runs of the loop: ours wait then
        super().__init__(qt)
        self._ready: Any  # deque of handles to run at the next turn; this queue and the next are BaseEventLoop's
        self._scheduled: list[asyncio.TimerHandle]  # a heap by time
        self._timer_cancelled_count: int
        self._turn = QTimer(singleShot=True, interval=0)
        self._turn.timeout.connect(self._run_ready)
        self._turn_comes = False
        self._alarm = QTimer(singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._alarm.timeout.connect(self._run_due)
        # Threads as they are needed; qasync's own executor would start ten at once.
        self.set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="ccr"))

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._append(handle)
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._scheduled, timer)
        if self._scheduled[0] is timer:
            self._set_alarm()
        return timer

    def _add_reader(self, fd: Any, callback: Callable[..., Any], *args: Any) -> asyncio.Handle:
        return self._listen(self._readers, QSocketNotifier.Type.Read, fd, callback, args)

    def _add_writer(self, fd: Any, callback: Callable[..., Any], *args: Any) -> asyncio.Handle:
        return self._listen(self._writers, QSocketNotifier.Type.Write, fd, callback, args)

    def _remove_reader(self, fd: Any) -> bool:
        return self._ignore(self._readers, fd)

    def _remove_writer(self, fd: Any) -> bool:
        return self._ignore(self._writers, fd)

    def _listen(
        self, notifiers: Notifiers, kind: QSocketNotifier.Type, fd: Any, callback: Callable[..., Any], args: Any
    ) -> asyncio.Handle:
        self._check_closed()
        self._ignore(notifiers, fd)
        handle = asyncio.Handle(callback, args, self)
        notifier = QSocketNotifier(_number(fd), kind)
        notifier.activated.connect(lambda *_: self._run(handle) if self._going else None)
        notifiers[_number(fd)] = notifier, handle
        return handle

    def _ignore(self, notifiers: Notifiers, fd: Any) -> bool:
        listening = notifiers.pop(_number(fd), None)
        if listening is None:
            return False
        notifier, handle = listening
        handle.cancel()
        notifier.setEnabled(False)
        self.call_soon(notifier.deleteLater)  # not now: it may be the one that is calling back
        return True

    def run_forever(self) -> Any:
        self._collector.begin()  # ended by close(): until then threads of ours may still be at work
        self._going = True
        self._turn.start()
        try:
            return super().run_forever()
        finally:
            self._going = False
            self._collector.end()

    def close(self) -> None:
        super().close()
        for notifier, _ in (*self._readers.values(), *self._writers.values()):
            notifier.setEnabled(False)
        self._turn.stop()
        self._alarm.stop()
        self._collector.end()

    def _append(self, handle: asyncio.Handle) -> None:
        self._ready.append(handle)
        if not self._turn_comes:
            self._turn_comes = True
            self._turn.start()

    def _run_ready(self) -> None:
        if not self._going:
            return
        self._turn_comes = False
        for _ in range(len(self._ready)):  # what these add waits for the next turn, so that the windows get theirs
            if self._ready:  # a nested Qt loop may have been here
                handle = self._ready.popleft()
                if not handle._cancelled:
                    self._run(handle)
        self._collector.turn()

    def _run(self, handle: asyncio.Handle) -> None:
        if self.watch is None:
            handle._run()
            return
        begun = time.perf_counter()
        handle._run()
        if self.watch is not None:
            self.watch(time.perf_counter() - begun)

    def _run_due(self) -> None:
        now = self.time() + 0.0005  # Qt counts milliseconds
        while self._scheduled and self._scheduled[0].when() <= now:
            timer = heapq.heappop(self._scheduled)
            if timer.cancelled():
                self._timer_cancelled_count -= 1
            else:
                self._append(timer)
        self._set_alarm()

    def _set_alarm(self) -> None:
        if self._scheduled:
            wait = self._scheduled[0].when() - self.time()
            self._alarm.start(min(max(0, round(wait * 1000)), 2**31 - 1))

    def _timer_handle_cancelled(self, timer: asyncio.TimerHandle) -> None:
        """``TimerHandle.cancel`` calls this. One cancelled between its time and its turn counts, too: that costs a sweep."""
        self._timer_cancelled_count += 1
        if self._timer_cancelled_count > max(LEFTOVERS, len(self._scheduled) // 2):
            self._timer_cancelled_count = 0
            self._scheduled = [one for one in self._scheduled if not one.cancelled()]
            heapq.heapify(self._scheduled)


def _number(fd: Any) -> int:
    return fd if isinstance(fd, int) else int(fd.fileno())


def on_signals(then: Callable[[], None]) -> None:
    """Call ``then`` on the running loop at every SIGINT and SIGTERM."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":  # no add_signal_handler there; the next poll's turn of the loop delivers it
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(then))
        else:
            loop.add_signal_handler(number, then)
