"""The ledger as the engine sees it: start, record, stop; budgets and live figures. Databases are loaded on its own thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ccrouter.ledger.budgets import Scope
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.capture import Capture
from ccrouter.ledger.foresight import Foresight
from ccrouter.ledger.live import Meter
from ccrouter.ledger.rows import AttemptRow, Entry, ExchangeRow
from ccrouter.ledger.spend import Reservation, Spend
from ccrouter.ledger.writer import Keep, Writer
from ccrouter.settings.deployments import Budget, LedgerSettings
from ccrouter.views import LedgerView, OutlookView, ReachedView

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Ledger:
    """All methods are called on the loop; none but ``stop`` and ``seeded`` waits for anything."""

    def __init__(self, data: Path, in_flight: Callable[[], int] = lambda: 0) -> None:
        self._data = data  # the folder of the file, where the settings name no database
        self._in_flight = in_flight
        self._settings = LedgerSettings()
        self._writer: Writer | None = None
        self._calendar = Calendar()
        self._seeded = asyncio.Event()
        self._granted: dict[str, float] = {}  # exceptions that are not yet written: what is read meanwhile lacks them
        self._last = LedgerView()
        self.spend = Spend()
        self.meter = Meter(self._calendar, in_flight)
        self._foresight = Foresight()

    @property
    def outlook(self) -> OutlookView | None:
        """The newest forecast, worked out every five minutes and soon after a jump in spend; None before the first."""
        return self._foresight.newest

    @property
    def on_forecast(self) -> list[Callable[[ReachedView], None]]:
        """Append to be told, on the loop, when a budget is first expected to be used up before its period ends: once a
        budget and period ("will be reached at 16:40")."""
        return self._foresight.listeners

    @property
    def url(self) -> str:
        return url(self._settings, self._data)

    def start(self, settings: LedgerSettings, budgets: tuple[Budget, ...]) -> None:
        """Begin writing on a thread of its own, and have the budgets filled from the rows (``seeded`` says when)."""
        self._settings = settings
        self._calendar = Calendar.of(settings.timezone)
        self.meter = Meter(self._calendar, self._in_flight)
        self.spend = Spend()
        self._seeded = asyncio.Event()
        if settings.enabled:
            self._writer = Writer(
                self.url, self._calendar, Keep(settings.keep_days, settings.capture_days), settings.otlp
            )
            self._writer.start()
            self._foresight.start(self.url, self._calendar, lambda: self.spend.budgets)
        self._seed(self.spend.configure(budgets, self._calendar), meter=True)

    async def configure(self, settings: LedgerSettings, budgets: tuple[Budget, ...]) -> None:
        """Take over changed settings. A budget that is new or changed is filled from the rows."""
        if settings != self._settings:
            kept = self.spend
            await self.stop()
            self.start(settings, ())
            self.spend = kept
        self._seed(self.spend.configure(budgets, self._calendar), meter=False)

    async def seeded(self, patience: float = 3.0) -> bool:
        """Wait until budgets know what was spent before this start. False if the database does not answer in time."""
        if self._seeded.is_set():
            return True
        try:
            await asyncio.wait_for(self._seeded.wait(), patience)
        except TimeoutError:
            return False
        return True

    def capture(self, request: bytes, headers: Sequence[tuple[str, str]] = ()) -> Capture | None:
        """Where to collect an exchange's bodies; None unless the user wants them kept."""
        if not self._settings.capture or self._writer is None:
            return None
        return Capture(request, self._settings.capture_kb * 1024, headers)

    def allow(self, budget: str) -> float:
        """Let a budget be exceeded until tomorrow, also after a restart; until when comes back (Unix seconds)."""
        until = self.spend.allow_until_tomorrow(budget, time.time())
        if self._writer is not None:
            self._granted[budget] = until
            loop = asyncio.get_running_loop()

            def keep(connection: Connection) -> None:
                from ccrouter.ledger import allowances

                allowances.write(connection, budget, until)
                loop.call_soon_threadsafe(self._granted.pop, budget, None)

            self._writer.ask(keep)
        return until

    def record(
        self,
        row: ExchangeRow,
        attempts: tuple[AttemptRow, ...] = (),
        reservation: Reservation | None = None,
        capture: Capture | None = None,
        plan: Callable[[], bytes] | None = None,
    ) -> None:
        """Count an exchange that has ended: one queue put, and sums in memory.

        The last attempt is the exchange's own; what earlier ones were billed is charged to their own provider.
        """
        now = time.time()
        self.meter.add(row, attempts, now)
        tokens = row.usage.prompt + row.usage.output if row.usage else 0
        if reservation is not None:
            self.spend.release(reservation)
        self.spend.charge(scope_of(row, row), row.cost, tokens, row.time / 1e6, now)
        self._foresight.spent(row.cost or 0)
        for attempt in attempts[:-1]:
            if attempt.cost:
                self.spend.charge(scope_of(row, attempt), attempt.cost, 0, row.time / 1e6, now)
        if self._writer is not None:
            self._writer.put(Entry(row, attempts, capture, plan))

    def state(self) -> LedgerView:
        return self._writer.state() if self._writer else self._last

    async def stop(self, grace: float = 5.0) -> None:
        """Write what waits and end the thread."""
        await self._foresight.stop()
        writer, self._writer = self._writer, None
        if writer is not None:
            await asyncio.to_thread(writer.stop, grace)
            self._last = writer.state()

    def _seed(self, budgets: list[Budget], *, meter: bool) -> None:
        writer, loop, calendar, spend = self._writer, asyncio.get_running_loop(), self._calendar, self.spend
        if writer is None:
            self._seeded.set()
            return

        def look(connection: Connection) -> None:
            from ccrouter.ledger import allowances, seeding

            now = time.time()
            allowed = allowances.read(connection)
            found = [(budget, seeding.uses(connection, budget, calendar, now)) for budget in budgets]
            today = (calendar.day(now), *seeding.today(connection, calendar, now)) if meter else None

            def take() -> None:
                spend.allowances(allowed | self._granted)
                for budget, uses in found:
                    spend.seed(budget, uses, now)
                if today:
                    self.meter.seed(*today)
                self._seeded.set()

            loop.call_soon_threadsafe(take)

        writer.ask(look)


def url(settings: LedgerSettings, data: Path) -> str:
    """Where the ledger is, as SQLAlchemy wants it said."""
    return settings.url or f"sqlite:///{data / 'ledger.sqlite'}"


def scope_of(row: ExchangeRow, answered: ExchangeRow | AttemptRow) -> Scope:
    return Scope(
        provider=answered.provider,
        model=answered.model,
        key=answered.key,
        client=row.client,
        project=row.project,
        session=row.session,
    )
