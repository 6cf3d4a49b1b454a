"""What the last 100 requests would have cost with the settings as they are being changed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import structs
from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QLabel

from ccrouter.desktop import words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.sheet import Sheet
from ccrouter.environment import own
from ccrouter.settings.file import preview
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.health.vitals import HealthReport
    from ccrouter.ledger.listing import Kept
    from ccrouter.prices.shelf import Shelf
    from ccrouter.proxy.rehearsal import Rehearsal

REQUESTS = 100
_PAUSE = 200  # ms without a further change before it is worked out

Changes = Mapping[tuple[str, ...], Any]


class Preview(Card):
    """``propose`` what is not written yet, or nothing for the settings as they are."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(self.tr("The last {count} requests").format(count=REQUESTS))
        self._sheet = sheet
        self._changes: Changes = {}
        self._shelf: Shelf | None = None
        self._task: asyncio.Task[None] | None = None
        self.headline, self.detail = QLabel(), Tinted("muted")
        font = self.headline.font()
        font.setPointSizeF(font.pointSizeF() * 1.25)
        font.setBold(True)
        self.headline.setFont(font)
        for label in (self.headline, self.detail):
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.setToolTip(
            self.tr(
                "Each of them is planned again with these settings, in the order in which they came, and charged the same "
                "tokens at the list price of its time. Where it would have gone elsewhere, tokens read from a cache count "
                "as read from one only if the conversation would have been there already. Speeds are those measured now; "
                "budgets and what was learnt are left aside. Failed requests and unknown prices are left out."
            )
        )
        self.setAccessibleDescription(self.toolTip())
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._begin)
        sheet.read.connect(lambda: self.propose({}))
        self.propose({})

    def propose(self, changes: Changes) -> None:
        self._changes = changes
        self._pause.start()

    def _begin(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = self._sheet.spawn(self._work_out(self._changes), self)

    async def _work_out(self, changes: Changes) -> None:
        from ccrouter.ledger import listing

        hands = self._sheet.hands
        kept = await hands.read(lambda connection: listing.newest(connection, REQUESTS)) or []
        try:
            report = await hands.ask(lambda control: control.health())
        except Trouble:
            report = None  # a router that is stopped measures nothing
        try:
            result = await asyncio.to_thread(self._rehearse, kept, changes, report)
        except Trouble as trouble:
            self._show(heard(trouble.title), heard(trouble.reason))
            return
        self._say(result, proposed=bool(changes))

    def _rehearse(self, kept: Sequence[Kept], changes: Changes, report: HealthReport | None) -> Rehearsal:
        from ccrouter.prices.book import Book
        from ccrouter.proxy.rehearsal import rehearse
        from ccrouter.settings.problems import SettingsError

        try:
            settings = preview(self._sheet.hands.config, changes, env=own(os.environ)).settings
        except SettingsError as error:
            raise Trouble(self.tr("This cannot be used"), error.problems[0].what, error.problems[0].mend) from error
        # how fast and how faulty they are counts, not that one happens to be left alone at this moment
        measured = (
            {(one.route, one.key): structs.replace(one.vitals, state="ok", sick=0.0) for one in report.deployments}
            if report is not None
            else {}
        )
        book = Book(settings.prices, settings.providers, self._shelf)
        self._shelf = book.shelf
        return rehearse(kept, settings, book, lambda keys: [measured.get(key) for key in keys])

    def _say(self, result: Rehearsal, *, proposed: bool) -> None:
        if not result.requests:
            self._show(
                self.tr("Nothing to compare yet"), self.tr("No request with a known price has been answered so far.")
            )
            return
        if not result.enough:
            told = self.tr("Only {count} answered requests have a known price; from 20 on a comparison says something.")
            self._show(self.tr("Too little to tell"), told.format(count=result.requests))
            return
        with_ = (
            self.tr("This would have cost {would}") if proposed else self.tr("These settings would have cost {would}")
        )
        headline = with_.format(would=words.money(result.would))
        if result.change is not None:
            headline = self.tr("{said}, {change}").format(said=headline, change=percent(result.change))
        lines = [
            self.tr("{count} requests cost {cost}; {moved} of them would have gone to another model.").format(
                count=result.requests, cost=words.money(result.cost), moved=result.moved
            ),
            self.tr("Quality of the models on average: {before} before, {after} then (of 1).").format(
                before=QLocale().toString(result.quality, "f", 2),
                after=QLocale().toString(result.would_quality, "f", 2),
            ),
        ]
        if result.unseen:
            told = self.tr("Rules that ask for {fields} are judged without it: the ledger does not keep it.")
            lines.append(told.format(fields=", ".join(result.unseen)))
        if result.left_out:
            lines.append(self.tr("{count} failed or have no known price.").format(count=result.left_out))
        self._show(headline, " ".join(lines))

    def _show(self, headline: str, detail: str) -> None:
        self.headline.setText(headline)
        self.detail.setText(detail)
        self.headline.setAccessibleDescription(detail)


def percent(change: float) -> str:
    """``−34 %``, ``+5 %``."""
    figure = round(abs(change) * 100)
    return "±0 %" if not figure else f"{'−' if change < 0 else '+'}{figure} %"
