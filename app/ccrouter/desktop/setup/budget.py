"""Sixth step: when to be told, or to stop, by what is spent."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QWidget

from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.setup.page import Page
from ccrouter.desktop.setup.trip import Trip
from ccrouter.desktop.spoken import named
from ccrouter.desktop.ticks import framed
from ccrouter.settings.deployments import Budget
from ccrouter.settings.tables.money import BudgetTable

NAMES = {"day": "daily", "week": "weekly", "month": "monthly"}  # a budget's name, by its period
USUAL = {"day": 10.0, "week": 50.0, "month": 100.0}  # dollars


class BudgetPage(Page):
    name = "budget"

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Budget"),
            self.tr("How much may it cost?"),
            self.tr("Spending is counted from the providers' own token counts. Budgets end at your midnight."),
        )
        self._on = framed(QCheckBox(self.tr("&Watch what is spent")))
        self._amount = QDoubleSpinBox()
        self._amount.setRange(0.01, 1_000_000)
        self._amount.setDecimals(2)
        self._amount.setPrefix("$")
        self._period, self._action = QComboBox(), QComboBox()
        for name, words in (("day", self.tr("a day")), ("week", self.tr("a week")), ("month", self.tr("a month"))):
            self._period.addItem(words, name)
        for name, words in (
            ("warn", self.tr("Tell me, and go on")),
            ("block", self.tr("Refuse requests until it begins anew")),
        ):
            self._action.addItem(words, name)
        self._there, self._told = Tinted("muted"), Tinted("muted")
        self._there.setWordWrap(True)
        self._period.currentIndexChanged.connect(self._fill)
        self._on.toggled.connect(self._enable)
        self._lay_out()

    @property
    def first(self) -> QWidget | None:
        return self._amount if self._on.isChecked() else self._on

    async def enter(self) -> None:
        found = self.trip.found or await self.trip.look()
        simple = self._simple()
        self._period.setCurrentIndex(self._period.findData(next(iter(simple), "day")))
        self._on.setChecked(bool(simple) or not found.settings.budgets)
        self._fill()
        self._enable()
        others = [one.name for one in found.settings.budgets if one not in simple.values()]
        self._there.setText(self.tr("Also there: {names}").format(names=", ".join(others)) if others else "")
        self._there.setVisible(bool(others))

    async def leave(self) -> str:
        if not self._on.isChecked():
            return ""  # one that is there already stays: the settings window deletes
        period, amount, action = self._period.currentData(), self._amount.value(), self._action.currentData()
        there = self._simple().get(period)
        if there and (there.nanos, there.action) == (round(amount * 1e9), action):
            return ""
        place = ("budgets", there.name if there else self._free_name(period))
        changes: dict[tuple[str, ...], object] = {
            (*place, "period"): period,
            (*place, "usd"): amount,
            (*place, "action"): action,
        }
        if action == "warn" and there is None:
            changes.pop((*place, "action"))  # it is the default
        words = self.tr("${amount} {period}").format(amount=f"{amount:g}", period=self._period.currentText())
        await self.trip.hands.change(changes, self.tr("Budget {words}").format(words=words))
        self.trip.keep(self.tr("budget {words}").format(words=words))
        await self.trip.look()
        return ""

    def _simple(self) -> dict[str, Budget]:
        """Budgets in dollars for everything, by period: those this page can show."""
        found = self.trip.found
        budgets = found.settings.budgets if found else ()
        return {
            one.period: one
            for one in budgets
            if one.nanos is not None
            and one.period in NAMES
            and one.action in ("warn", "block")
            and not (one.provider or one.model or one.client or one.project or one.key)
        }

    def _free_name(self, period: str) -> str:
        found = self.trip.found
        taken = {one.name for one in found.settings.budgets} if found else set()
        name = NAMES[period]
        return name if name not in taken else next(f"{name}-{n}" for n in range(2, 1000) if f"{name}-{n}" not in taken)

    def _fill(self) -> None:
        period = self._period.currentData()
        there = self._simple().get(period)
        nanos = there.nanos if there else None
        self._amount.setValue(USUAL[period] if nanos is None else nanos / 1e9)
        alerts = there.alerts if there else tuple(BudgetTable.model_fields["alerts"].default)
        self._told.setText(self.tr("You are told at {shares} % of it.").format(shares=", ".join(map(str, alerts))))
        self._action.setCurrentIndex(max(0, self._action.findData(there.action if there else "warn")))

    def _enable(self) -> None:
        for field in (self._amount, self._period, self._action):
            field.setEnabled(self._on.isChecked())

    def _lay_out(self) -> None:
        card, grid = Card(), QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(3, 1)
        amount, action = QLabel(self.tr("&At most")), QLabel(self.tr("&Then"))
        amount.setBuddy(self._amount)
        action.setBuddy(self._action)
        self._amount.setAccessibleName(self.tr("At most"))
        named(self._period, self.tr("Period"))
        named(self._action, self.tr("When it is used up"))
        grid.addWidget(amount, 0, 0)
        grid.addWidget(self._amount, 0, 1)
        grid.addWidget(self._period, 0, 2)
        grid.addWidget(action, 1, 0)
        grid.addWidget(self._action, 1, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)
        card.body.addWidget(self._on)
        card.body.addSpacing(4)
        card.body.addLayout(grid)
        card.body.addWidget(self._there)
        card.body.addWidget(self._told)
        self.body.addWidget(card)
        self.body.addStretch(1)
