"""The figures on top: spent today and this month, requests, the median answer; live between two looks at the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ccrouter.desktop import theme, words
from ccrouter.desktop.cards import Figure
from ccrouter.desktop.dashboard.question import Ask
from ccrouter.ledger import histogram
from ccrouter.views import BudgetView, LiveView, Snapshot

if TYPE_CHECKING:
    from ccrouter.desktop.dashboard.answers import Answer

_NEAR = 0.8  # of a budget


class Headline(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._today = Figure(self.tr("Spent today"))
        self._month = Figure(self.tr("This month"))
        self._requests = Figure(self.tr("Requests"))
        self._times = Figure(self.tr("Median answer"))
        self._answer: Answer | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        for figure in (self._today, self._month, self._requests, self._times):
            row.addWidget(figure, 1)

    def show_answer(self, answer: Answer, snapshot: Snapshot | None) -> None:
        self._answer = answer
        ahead = answer.outlook.month
        note = (
            self.tr("forecast {amount} ({low} to {high})").format(
                amount=_round(ahead.expected), low=_round(ahead.low), high=_round(ahead.high)
            )
            if ahead is not None
            else self.tr("a forecast needs three days")
        )
        budget = answer.ask.budget("month")
        over = budget is not None and ahead is not None and ahead.expected > budget.limit
        self._month.show_figure(words.money(answer.month.cost), note, "warn" if over else "muted")
        self.show_snapshot(snapshot)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """Twice a second: only what may have changed is written."""
        live = snapshot.live if snapshot is not None else None
        answer = self._answer
        everything = answer is None or not answer.ask.where
        if snapshot is not None and live is not None and everything:
            self._show_today(live.spend_today, live.unpriced_today, Ask(budgets=snapshot.budgets).budget("day"))
        elif answer is not None:
            self._show_today(answer.today.cost, answer.today.unpriced, answer.ask.budget("day"))
        if answer is not None:
            self._show_requests(answer, live if everything else None)
            self._show_times(answer, live if everything else None)

    def _show_today(self, nanos: int, unpriced: int, budget: BudgetView | None) -> None:
        role, notes = "muted", []
        if budget is not None:
            notes.append(self.tr("of {limit} daily budget").format(limit=words.money(budget.limit)))
            role = "bad" if nanos >= budget.limit else "warn" if nanos >= _NEAR * budget.limit else "muted"
        if unpriced:
            notes.append(self.tr("%n without a known price", "requests", unpriced))
        self._today.show_figure(words.money(nanos), " · ".join(notes) or self.tr("no daily budget"), role)

    def _show_requests(self, answer: Answer, live: LiveView | None) -> None:
        whole = answer.whole
        notes = [self.tr("{share} failed").format(share=words.percent(1 - (whole.success_rate or 0)))]
        if not whole.failures:
            notes = [self.tr("none failed")] if whole.requests else []
        if live is not None:
            notes.append(self.tr("{count} in flight").format(count=live.in_flight))
        self._requests.show_figure(
            words.count(whole.requests), " · ".join(notes), "bad" if _ill(whole.success_rate) else "muted"
        )

    def _show_times(self, answer: Answer, live: LiveView | None) -> None:
        pace = answer.pace
        half = histogram.percentiles(pace.durations)[0] if pace is not None else None
        word = histogram.percentiles(pace.ttfts)[0] if pace is not None else None
        notes = [self.tr("first word {time}").format(time=words.duration(word))] if word is not None else []
        if live is not None and live.latency_p50 is not None:
            notes.append(self.tr("last minute {time}").format(time=words.duration(live.latency_p50)))
        if pace is None:
            notes = [self.tr("too many requests to work it out")]
        self._times.show_figure(words.duration(half), " · ".join(notes))


def _ill(success: float | None) -> bool:
    return success is not None and success < 0.95


def _round(nanos: float) -> str:
    """A forecast is not known to the cent."""
    return words.money(nanos) if nanos < 10e9 else f"${words.count(round(nanos / 1e9))}"
