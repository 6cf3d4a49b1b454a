"""Last step: one real request, from this window through the router to a provider and back, seen on its way."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.setup.page import Page
from ccrouter.desktop.setup.travel import Station, Travel
from ccrouter.desktop.setup.trip import Trip, explained
from ccrouter.desktop.tongue import plain
from ccrouter.onboarding.journey import Arrived, Routed, Said, travel
from ccrouter.trouble import Trouble
from ccrouter.views import ExchangeView

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 200  # tokens of the answer
_RECORDED = 5.0  # seconds: the ledger writes a moment after the answer


class TryPage(Page):
    name = "try"
    may_be_cut = True

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Try it"),
            self.tr("Send a request and see it travel"),
            self.tr("It takes the way of every request: to CC Router, on to a provider, and back."),
        )
        self._words = QLineEdit(self.tr("Say hello in one short sentence."))
        self._model = QComboBox()
        self._model.currentIndexChanged.connect(lambda: self.trip.hands.spawn(self._say_price()))
        self._price = Tinted("muted")
        self._travel = Travel()
        self._travel.setAccessibleName(self.tr("The request's way"))
        self._answer, self._facts, self._hints = Tinted("text"), Tinted("muted"), Tinted("muted")
        for text, name in (
            (self._answer, self.tr("Answer")),
            (self._facts, self.tr("Times, tokens and cost")),
            (self._hints, self.tr("Good to know")),
        ):
            text.setWordWrap(True)
            text.setAccessibleName(name)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self._sending = self._arrived = False
        self._lay_out()

    @property
    def action(self) -> str:
        return self.tr("&Finish") if self._arrived else self.tr("&Send")

    @property
    def other(self) -> str:
        return self.tr("Send &again") if self._arrived else self.tr("Finish &without")

    @property
    def ready(self) -> bool:
        return not self._sending

    async def enter(self) -> None:
        found = await self.trip.look()
        view = self.trip.hands.link.view
        default = found.settings.routing.default or "demo/echo"
        offered = view.snapshot.models if view.snapshot is not None else ()
        self._model.blockSignals(True)
        self._model.clear()
        self._model.addItems(list(dict.fromkeys([default, *offered])))
        self._model.blockSignals(False)
        self._arrived = False
        self._answer.clear()
        self._facts.clear()
        self._hints.setText("\n".join(dict.fromkeys(self.trip.hints)))
        self._hints.setVisible(bool(self.trip.hints))
        self._show()
        await self._say_price()

    async def leave(self) -> str:
        if self._arrived:
            return "end"
        await self._send()
        return self.name

    def instead(self) -> None:
        if self._arrived:
            self._arrived = False
            self.leave_asked.emit()
        else:
            self.jump_asked.emit("end")

    async def _send(self) -> None:
        hands, view = self.trip.hands, self.trip.hands.link.view
        if not view.serving or view.snapshot is None:
            raise Trouble(
                self.tr("CC Router is not running"),
                words.reason(view) or self.tr("It has been stopped."),
                self.tr("Start it from the tray or the main window, then send again."),
            )
        token = (await hands.ask(lambda control: control.environment()))["ANTHROPIC_AUTH_TOKEN"]
        self._sending = True
        self._answer.clear()
        self._facts.clear()
        routed: Routed | None = None
        first: float | None = None
        self._show(sent=True)
        self.changed.emit()
        try:
            model, question = self._model.currentText(), self._words.text().strip() or "Hello"
            async for step in travel(view.snapshot.url, token, model, question, max_tokens=MOST):
                match step:
                    case Routed():
                        routed = step
                    case Said():
                        first = step.after if first is None else first
                        self._answer.setText(self._answer.text() + step.text)
                    case Arrived():
                        await self._end(step, routed, first)
                        return
                self._show(sent=True, routed=routed, first=first)
        finally:
            self._sending = False
            self.changed.emit()

    async def _end(self, end: Arrived, routed: Routed | None, first: float | None) -> None:
        self._show(sent=True, routed=routed, first=first, end=end)
        if end.error:
            raise Trouble(
                self.tr("The request was not answered"),
                heard(end.error),
                self.tr("Go back and check the provider's key and models, or choose another model, then send again."),
            )
        self._arrived = True
        assert routed is not None
        exchange, cost = await self._recorded(routed.id)
        facts = [self.tr("Whole answer after {time}").format(time=words.duration(end.after))]
        if exchange is not None:
            facts.insert(0, self.tr("First word after {time}").format(time=words.duration(exchange.ttft)))
            facts.append(self.tr("Tokens {tokens}").format(tokens=words.tokens(exchange)))
        facts.append(self.tr("Cost {cost}").format(cost=words.money(cost)))
        if exchange is not None and exchange.why:
            facts.append(self.tr("Chosen: {why}").format(why=heard(exchange.why)))
        self._facts.setText(" · ".join(facts))

    async def _recorded(self, id: str) -> tuple[ExchangeView | None, int | None]:
        """The exchange as it was remembered, and its cost in nano-dollars (None = not known)."""
        hands = self.trip.hands
        end = asyncio.get_running_loop().time() + _RECORDED
        while True:
            recent = (await hands.ask(lambda control: control.snapshot())).recent
            exchange = next((one for one in recent if one.id == id), None)
            kept = await hands.read(lambda connection: _kept(connection, id))
            if kept is not None or asyncio.get_running_loop().time() > end:
                return exchange, kept[0] if kept is not None else None
            await asyncio.sleep(0.1)

    async def _say_price(self) -> None:
        route, question = self._model.currentText(), self._words.text()
        try:
            with explained():
                most = await asyncio.to_thread(self.trip.onboarding.at_most, route, question, MOST) if route else None
        except Trouble:
            most = None  # the settings have mistakes by now: the steps that write them say so
        if route == self._model.currentText():
            price = words.money(most)
            self._price.setText(self.tr("Costs at most {price}").format(price=price) if most is not None else "")

    def _show(
        self,
        *,
        sent: bool = False,
        routed: Routed | None = None,
        first: float | None = None,
        end: Arrived | None = None,
    ) -> None:
        snapshot = self.trip.hands.link.view.snapshot
        bad = end is not None and bool(end.error)
        route = routed.route if routed else self._model.currentText()
        provider = route.rpartition(" ")[2]
        self._travel.show_stations(
            Station(self.tr("This window"), self.tr("asks") if sent else "", "done" if sent else "ahead"),
            Station(
                self.tr("CC Router"),
                f"{snapshot.host}:{snapshot.port}" if snapshot is not None else "",
                "ahead" if not sent else "done" if routed else "failed" if bad else "now",
            ),
            Station(
                self.tr("Provider"),
                provider,
                "ahead" if not routed else "done" if first is not None or end else "now",
            ),
            Station(
                self.tr("Answer"),
                words.duration(end.after) if end else words.duration(first) if first is not None else "",
                "ahead" if end is None and first is None else "now" if end is None else "failed" if bad else "done",
            ),
        )

    def _lay_out(self) -> None:
        ask, grid = Card(), QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(12)
        rows: tuple[tuple[str, QWidget], ...] = ((self.tr("&Question"), self._words), (self.tr("&Model"), self._model))
        for row, (text, field) in enumerate(rows):
            label = QLabel(text)
            label.setBuddy(field)
            field.setAccessibleName(plain(text))
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
        ask.body.addLayout(grid)
        ask.body.addWidget(self._price)
        way = Card()
        way.body.addWidget(self._travel)
        way.body.addWidget(self._answer)
        way.body.addWidget(self._facts)
        self.body.addWidget(ask)
        self.body.addWidget(way)
        self.body.addWidget(self._hints)
        self.body.addStretch(1)


def _kept(connection: Connection, id: str) -> tuple[int | None] | None:
    from ccrouter.ledger import listing

    found = listing.one(connection, id)
    return (found[0].cost,) if found is not None else None
