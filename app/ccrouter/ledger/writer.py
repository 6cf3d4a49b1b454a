"""One thread that writes: a bounded queue in, one transaction a batch out. The request path pays a queue put.

SQLAlchemy is imported on this thread. A disk that is full or read-only stops the writing, never the requests: entries wait
in the queue, what no longer fits is only counted, and ``state`` says so until it works again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import Entry
from ccrouter.trouble import Trouble
from ccrouter.views import LedgerView

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ccrouter.ledger.pen import Pen
    from ccrouter.ledger.telemetry import Telemetry

log = logging.getLogger(__name__)

QUEUE, BATCH, LINGER = 20_000, 100, 0.25  # entries, entries, seconds
_AGAIN = 2.0  # seconds between two tries after a failure
_TIDY = 6 * 3600.0  # seconds between two looks for rows that are too old

Job = Callable[["Connection"], None]


class Keep(NamedTuple):
    """Days that rows and bodies are kept; 0 = for ever."""

    rows: int = 0
    bodies: int = 7


class Writer:
    def __init__(self, url: str, calendar: Calendar, keep: Keep, otlp: str = "") -> None:
        self._url = url
        self._calendar = calendar
        self._keep = keep
        self._otlp = otlp  # an OpenTelemetry collector's base URL
        self._waiting: deque[Entry | Job] = deque()
        self._wake = threading.Event()  # something came after nothing had, or should be done now
        self._asleep = True  # nothing waits: the next to put must wake the thread, those after it need not
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._written = self._lost = self._held = 0
        self._trouble = ""
        self._stopping = threading.Event()
        self._hurry = threading.Event()  # do not wait for a batch to fill
        self._give_up = 0.0
        self._tidy_at = 0.0

    def start(self) -> None:
        self._thread.start()

    def put(self, entry: Entry) -> None:
        """Hand over; never waits. From any thread. An append, and once a batch a wake-up: a thread woken for every entry
        would take the interpreter from the loop each time."""
        if len(self._waiting) >= QUEUE:
            self._lost += 1
            return
        self._waiting.append(entry)
        if self._asleep:
            self._wake.set()

    def ask(self, job: Job) -> None:
        """Have ``job`` called on the writer's thread, in a transaction, when all that was put before has been written."""
        if len(self._waiting) >= QUEUE:
            log.warning("the ledger is too far behind to be read")
            return
        self._waiting.append(job)
        self._hurry.set()
        self._wake.set()

    def stop(self, grace: float = 5.0) -> None:
        """Write what waits, at most ``grace`` seconds long, and end. Blocks: call it off the loop."""
        self._give_up = time.monotonic() + grace
        self._stopping.set()
        self._hurry.set()
        self._wake.set()
        self._thread.join(grace + 5)

    def state(self) -> LedgerView:
        waiting = len(self._waiting) + self._held
        return LedgerView(written=self._written, waiting=waiting, lost=self._lost, trouble=self._trouble)

    def _run(self) -> None:
        from ccrouter.ledger.pen import Pen

        pen = Pen(self._url, self._calendar)
        telemetry = self._telemetry() if self._otlp else None
        while not (self._stopping.is_set() and not self._waiting):
            batch, job = self._next()
            self._held = len(batch)
            if telemetry:
                for entry in batch:
                    telemetry.add(entry.exchange)
            if batch:
                self._deliver(pen, batch)
            self._held = 0
            if job:
                self._do(pen, job)
            elif not batch and not self._stopping.is_set():
                self._look_after(pen)
        pen.close()
        if telemetry:
            telemetry.close()

    def _next(self) -> tuple[list[Entry], Job | None]:
        """What came within a quarter of a second, at most a hundred entries; a job ends the batch. Sleeps while nothing comes."""
        if not self._waiting and not self._stopping.is_set():
            self._asleep = True
            if not self._waiting:  # it may have come before the flag was up
                self._wake.wait(max(0.0, self._tidy_at - time.monotonic()))
            self._wake.clear()
            self._asleep = False
        if len(self._waiting) < BATCH and not self._stopping.is_set():
            self._hurry.wait(LINGER)
        self._hurry.clear()
        batch: list[Entry] = []
        while self._waiting and len(batch) < BATCH:
            found = self._waiting.popleft()
            if not isinstance(found, Entry):
                return batch, found
            batch.append(found)
        return batch, None

    def _deliver(self, pen: Pen, batch: list[Entry]) -> None:
        """Write a batch. If one of its entries cannot be written, it must not take the others with it."""
        try:
            if self._try(lambda: pen.write(batch)):
                self._written += len(batch)
            else:
                self._lost += len(batch)
        except Exception as error:
            if len(batch) > 1:
                for entry in batch:
                    self._deliver(pen, [entry])
            else:
                log.exception("an exchange could not be kept", exc_info=error)
                self._lost += 1

    def _telemetry(self) -> Telemetry | None:
        from ccrouter.ledger.telemetry import Telemetry

        try:
            return Telemetry.to(self._otlp)
        except Trouble as trouble:
            log.warning("%s", trouble)
            return None

    def _do(self, pen: Pen, job: Job) -> None:
        try:
            self._try(lambda: pen.call(job))
        except Exception:
            log.exception("the ledger could not be asked")

    def _try(self, act: Callable[[], None]) -> bool:
        """Do it, however long the database is out of order; False if ``stop`` ended the trying. Raises what else is wrong."""
        from ccrouter.ledger.pen import out_of_order

        while True:
            try:
                act()
            except Exception as error:
                if not out_of_order(error):
                    raise
                self._unwell(error)
                if self._gave_up():
                    return False
            else:
                self._well()
                return True

    def _look_after(self, pen: Pen) -> None:
        """While nothing waits: open the database, and delete what is too old."""
        if time.monotonic() < self._tidy_at:
            return
        try:
            pen.tidy(self._keep)
        except Exception as error:  # noqa: BLE001
            self._unwell(error)
            self._tidy_at = time.monotonic() + _AGAIN
            return
        self._tidy_at = time.monotonic() + _TIDY
        self._well()

    def _gave_up(self) -> bool:
        """Wait a little before the next try; True if the time to stop has come."""
        if not self._stopping.wait(_AGAIN):
            return False
        time.sleep(min(0.2, max(0.0, self._give_up - time.monotonic())))
        return time.monotonic() >= self._give_up

    def _unwell(self, error: Exception) -> None:
        reason = str(getattr(error, "orig", None) or error).split("\n", 1)[0]
        trouble = (
            f"Requests are answered, but what they cost is not being kept: {reason}. "
            f"Free some space or make the ledger's folder writable; what waits is then written."
        )
        if trouble != self._trouble:
            log.error("%s (%s)", trouble, self._url.rpartition("@")[2])
        self._trouble = trouble

    def _well(self) -> None:
        if self._trouble:
            log.info("the ledger is being written again")
        self._trouble = ""
