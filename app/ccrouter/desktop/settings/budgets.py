"""The page *Budgets*: limits on what is spent, and how much of each is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.settings.asking import Asking
from ccrouter.desktop.settings.fields import Choice, Text
from ccrouter.desktop.settings.names import Names, routes
from ccrouter.desktop.settings.page import Page, card
from ccrouter.desktop.settings.renaming import head
from ccrouter.desktop.settings.roster import Line, Roster
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import tr
from ccrouter.texts import blocks
from ccrouter.views import BudgetView


def page(sheet: Sheet) -> QWidget:
    roster = Roster(
        tr("Budgets"),
        lambda name: detail(sheet, name, roster.choose),
        empty=tr("No budgets yet. A budget warns you, sends requests to a cheaper model or stops them."),
        add=tr("Add…"),
        remove=tr("Remove"),
    )

    def show() -> None:
        roster.show_lines([Line(name, name) for name in sheet.config.budgets])

    def take_out(name: str) -> None:
        work = sheet.change({("budgets", name): None}, tr("budget {name} removed").format(name=name))
        sheet.attempt(work, ("budgets", name), roster.complaint.say)

    def remove(name: str) -> None:
        roster.confirm(
            tr("Remove the budget “{name}”?").format(name=name),
            tr("It no longer warns or stops anything. What was spent stays in the ledger."),
            tr("Remove"),
            lambda: take_out(name),
        )

    roster.add_asked.connect(lambda: NewBudget(sheet, roster.choose, roster).open())
    roster.remove_asked.connect(remove)
    sheet.read.connect(show)
    show()
    return roster


def detail(sheet: Sheet, name: str, choose: Callable[[str], None]) -> QWidget:
    base: Path = ("budgets", name)
    return Page(
        lambda: Use(sheet, name, choose),
        lambda: card(
            tr("Limit"),
            Names(
                sheet,
                (*base, "period"),
                tr("&Period"),
                lambda: ["day", "week", "month", "session", "5h"],
                many=False,
                note=tr("day, week, month, session, or a number of hours that roll on, such as 5h"),
            ),
            Text(sheet, (*base, "usd"), tr("&Dollars"), parse=float, tip=tr("Either dollars or tokens.")),
            Text(sheet, (*base, "tokens"), tr("or &tokens"), parse=int, tip=tr("In and out together.")),
        ),
        lambda: card(
            tr("What happens"),
            Percents(sheet, (*base, "alerts"), tr("Tell me &at"), unit="%"),
            Choice(
                sheet,
                (*base, "action"),
                tr("When it is &used up"),
                (("warn", tr("Tell me")), ("downgrade", tr("Use a cheaper route")), ("block", tr("Refuse requests"))),
            ),
            Names(
                sheet,
                (*base, "route"),
                tr("The &cheaper route"),
                lambda: routes(sheet),
                many=False,
                hint=tr("provider/model, or the name of a route"),
            ),
        ),
        lambda: card(
            tr("Only for"),
            *(
                Text(sheet, (*base, key), label, hint=tr("all"), tip=tip)
                for key, label, tip in (
                    ("provider", tr("Pro&vider"), tr("A name or a glob.")),
                    ("model", tr("&Model"), tr("A model or provider/model, a name or a glob.")),
                    ("client", tr("C&lient"), tr("Such as claude-code.")),
                    ("project", tr("Pro&ject"), tr("By its directory, or a glob.")),
                    ("key", tr("&Key"), tr("As it is named in the provider's settings.")),
                )
            ),
        ),
    )


class Percents(Text):
    """A list of whole numbers."""

    def __init__(self, sheet: Sheet, path: Path, label: str, *, unit: str) -> None:
        super().__init__(sheet, path, label, parse=_numbers, unit=unit)

    def written_as(self, value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else super().written_as(value)


class Use(Card):
    """How much of a budget is used now."""

    def __init__(self, sheet: Sheet, name: str, choose: Callable[[str], None]) -> None:
        super().__init__(name, head(sheet, ("budgets", name), choose))
        self._sheet, self._name = sheet, name
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName(self.tr("Used of {name}").format(name=name))
        self.said, self.until = QLabel(), Tinted("muted")
        for widget in (self.said, self.bar, self.until):
            self.body.addWidget(widget)
        sheet.viewed.connect(self.write)
        self.write()

    def write(self) -> None:
        snapshot = self._sheet.view.snapshot
        state = next((one for one in snapshot.budgets if one.name == self._name), None) if snapshot else None
        if state is None:
            self.said.setText(self.tr("Not counted yet."))
            self.until.setText("")
            self.bar.setValue(0)
            return
        self.said.setText(
            self.tr("{used} of {limit} used ({percent} %)").format(
                used=_amount(state, state.used), limit=_amount(state, state.limit), percent=round(state.fraction * 100)
            )
        )
        self.bar.setValue(min(100, round(state.fraction * 100)))
        self.bar.setAccessibleDescription(self.said.text())
        resets = (
            self.tr("It resets at {time}.").format(time=words.clock_time(state.resets_at)) if state.resets_at else ""
        )
        self.until.setText(resets)


class NewBudget(Asking):
    """A name and a limit; the rest has good defaults."""

    def __init__(self, sheet: Sheet, then: Any, parent: QWidget) -> None:
        super().__init__(sheet, tr("Add a budget"), tr("&Add"), then, parent)
        self.name, self.usd = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(tr("such as monthly"))
        self.usd.setPlaceholderText("20")
        self.row(tr("&Name"), self.name)
        self.row(tr("&Dollars a month"), self.usd)

    def path(self) -> Path:
        return ("budgets", self.name.text().strip())

    async def done_with(self) -> None:
        name, text = self.name.text().strip(), self.usd.text().strip() or "20"
        self.must_be_new(self.sheet.config.budgets)
        table = {"period": "month", "usd": _number(text)}
        await self.sheet.rewrite(
            lambda file: blocks.added(file, ("budgets", name), table), tr("budget {name} added").format(name=name)
        )


def _amount(state: BudgetView, amount: int) -> str:
    return words.money(amount) if state.unit == "usd" else tr("{count} tokens").format(count=words.count(amount))


def _numbers(text: str) -> list[int]:
    return [int(part.strip().rstrip("%")) for part in text.split(",") if part.strip()]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
