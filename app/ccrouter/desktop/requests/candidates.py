"""The plan of a request as a table: who was to be tried, in which order, with which scores, and who was out."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.requests.sheet import Sheet, paragraph
from ccrouter.desktop.tables import Column
from ccrouter.desktop.tongue import tr
from ccrouter.routing.explain import PlanRecord, Rejected, Scored


class Candidates(QWidget):
    """Also shows what a dry run found. ``show_routes`` is for rows of which only the order is known."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.why = paragraph(tr("Why"))
        self.facts = Tinted("muted")
        self.facts.setWordWrap(True)
        columns = (
            Column("", lambda row: str(row[0]), right=True, width=4),
            Column(tr("Candidate"), lambda row: row[1].route, width=34),
            Column(tr("Key"), lambda row: row[1].key or "–", width=22),
            Column(tr("Score"), lambda row: _score(row[1].score), right=True, width=8),
            Column(tr("Cost"), lambda row: _score(row[1].cost), right=True, width=8),
            Column(tr("Speed"), lambda row: _score(row[1].performance), right=True, width=8),
            Column(tr("Quality"), lambda row: _score(row[1].quality), right=True, width=9),
            Column(tr("Price"), _price, right=True, width=11),
            Column(tr("Expected"), lambda row: words.duration(row[1].seconds), right=True, width=11),
            Column(tr("Remark"), _remark),
        )
        self.table = Sheet(columns, name, hint=lambda row: "\n".join(p for p in (heard(row[1].why), _remark(row)) if p))
        out = (Column(tr("Out"), lambda row: row.route, width=34), Column(tr("Reason"), lambda row: heard(row.why)))
        self.out = Sheet(out, tr("Not considered"), hint=lambda row: heard(row.why))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        for widget in (self.why, self.facts, self.table, self.out):
            whole.addWidget(widget)

    def show_plan(self, plan: PlanRecord) -> None:
        self.why.setText("; ".join(heard(why) for why in (plan.why, plan.kept) if why))
        facts = [tr("Scenario: {name}").format(name=plan.scenario), tr("strategy: {name}").format(name=plan.strategy)]
        if plan.rule:
            facts.append(tr("rule: {rule}").format(rule=plan.rule))
        facts += plan.notes
        if plan.more:
            facts.append(tr("{count} more candidates are not shown").format(count=plan.more))
        self._show(" · ".join(facts), plan.candidates, plan.rejected)

    def show_routes(self, why: str, routes: tuple[str, ...], note: str) -> None:
        self.why.setText(heard(why))
        self._show(note, tuple(Scored(route=route) for route in routes), (), bare=True)

    def _show(self, facts: str, scored: tuple[Scored, ...], out: tuple[Rejected, ...], *, bare: bool = False) -> None:
        self.why.setVisible(bool(self.why.text()))
        self.facts.setText(facts)
        for column in range(2, len(self.table.records.columns)):
            self.table.setColumnHidden(column, bare)
        self.table.show_rows(tuple(enumerate(scored, 1)))
        self.table.setVisible(bool(scored))
        self.out.show_rows(out)
        self.out.setVisible(bool(out))


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _price(row: tuple[int, Scored]) -> str:
    return words.money(None if row[1].price is None else row[1].price * 1e9)


def _remark(row: tuple[int, Scored]) -> str:
    one = row[1]
    ill = one.health not in ("ok", "unknown")
    return " · ".join(part for part in (one.note, one.health_reason or one.health if ill else "") if part)
