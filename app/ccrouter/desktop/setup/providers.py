"""Third step: which providers to use. Each with its price, whether its key is there already, and where one gets a key."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.setup import said
from ccrouter.desktop.setup.badges import Badge
from ccrouter.desktop.setup.page import Page
from ccrouter.desktop.setup.trip import Trip
from ccrouter.desktop.ticks import framed
from ccrouter.onboarding.catalog import entries
from ccrouter.onboarding.steps import Found
from ccrouter.settings.catalog import Entry

COLUMNS = 2


class ProvidersPage(Page):
    name = "providers"

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Providers"),
            self.tr("Choose your providers"),
            self.tr("Tick those you have a key for, or run yourself. More can be added at any time."),
        )
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("Find a provider"))
        self._filter.setAccessibleName(self.tr("Find a provider"))
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._lay_out)
        self._grid = QGridLayout()
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._cards: list[ProviderCard] = []
        self.body.addWidget(self._filter)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)

    @property
    def ready(self) -> bool:
        found = self.trip.found
        return bool(self.trip.wanted) or (found is not None and bool(found.present))

    @property
    def first(self) -> QWidget | None:
        return self._filter if not self.trip.wanted else None

    async def enter(self) -> None:
        found = self.trip.found or await self.trip.look()
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        states = {name: self._state(name, found) for name in entries()}
        places = {name: place for place, name in enumerate(entries())}
        for name in sorted(places, key=lambda name: not states[name]):  # what is there already stands first
            entry = entries()[name]
            price = said.price(self.trip.prices.get(name), local=entry.local)
            card = ProviderCard(entry, places[name], price, states[name], chosen=name in self.trip.wanted)
            card.toggled.connect(lambda on, name=name: self._choose(name, on))
            self._grid.addWidget(card, len(self._cards) // COLUMNS, len(self._cards) % COLUMNS)
            self._cards.append(card)
            await asyncio.sleep(0)  # the loop has requests to answer meanwhile
        self._lay_out()

    def _state(self, name: str, found: Found) -> str:
        """What there is of a provider already, '' = nothing."""
        if name in found.present and name not in self.trip.wanted:
            return self.tr("Set up already")
        if name in self.trip.stored:
            return self.tr("Key in the keyring")
        if name in found.variables:
            return self.tr("Key in {variable}").format(variable=found.variables[name])
        if name in self.trip.local:
            return self.tr("Answers now: {models}").format(models=said.models(self.trip.local[name].models))
        return ""

    def _choose(self, name: str, on: bool) -> None:
        (self.trip.wanted.add if on else self.trip.wanted.discard)(name)
        self.trip.checked.pop(name, None)
        self.changed.emit()

    def _lay_out(self) -> None:
        words = self._filter.text().strip().lower()
        while self._grid.takeAt(0) is not None:
            pass
        shown = [card for card in self._cards if words in card.entry.title.lower() or words in card.entry.name]
        for card in self._cards:
            card.setVisible(card in shown)
        for place, card in enumerate(shown):
            self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        before: QWidget = self._filter
        for card in shown:  # Tab goes as one reads
            for control in card.controls:
                QWidget.setTabOrder(before, control)
                before = control


class ProviderCard(Card):
    """One provider to tick; a click anywhere on it does."""

    toggled = Signal(bool)

    def __init__(self, entry: Entry, place: int, price: str, state: str, *, chosen: bool) -> None:
        super().__init__()
        self.entry, self.state = entry, state
        self._tick = framed(QCheckBox(entry.title.replace("&", "&&")))
        font = self._tick.font()
        font.setBold(True)
        self._tick.setFont(font)
        self._tick.setChecked(chosen)
        self._tick.toggled.connect(self.toggled)
        self._tick.setAccessibleName(entry.title)
        self._tick.setAccessibleDescription(f"{price}. {state}".strip())
        cost = Tinted("muted", price)
        cost.setWordWrap(True)
        beside = QVBoxLayout()
        beside.setSpacing(3)
        beside.addWidget(self._tick)
        beside.addWidget(cost)
        if state:
            note = Tinted("good", state)
            note.setWordWrap(True)
            beside.addWidget(note)
        self.controls: list[QWidget] = [self._tick]
        if entry.key_page:
            link = KeyLink(entry)
            beside.addWidget(link)
            self.controls.append(link)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Badge(entry.title, place), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        self.body.addLayout(row)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._tick.toggle()
            self._tick.setFocus(Qt.FocusReason.MouseFocusReason)


class KeyLink(QLabel):
    """Opens the page where one gets a key; in the theme's colour, for the system's own is hard to read on dark."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._page = entry.key_page
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(entry.key_page)
        self.setAccessibleName(self.tr("Get a key for {title}").format(title=entry.title))
        self.linkActivated.connect(lambda url: QDesktopServices.openUrl(QUrl(url)))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        self.setText(f'<a style="color:{theme.colours().accent}" href="{self._page}">{self.tr("Get a key")} ↗</a>')
