"""Fourth step: a key for each chosen provider, tried for real before it is kept."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QWidget

from ccrouter.desktop.setup.keycard import KeyCard
from ccrouter.desktop.setup.page import Page
from ccrouter.desktop.setup.trip import Trip
from ccrouter.onboarding.catalog import entries
from ccrouter.onboarding.steps import Chosen


class KeysPage(Page):
    name = "keys"

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Keys"),
            self.tr("Keys, tried for real"),
            self.tr(
                "A key goes straight to the system's keyring once its provider has taken it. "
                "It is asked for its list of models, which costs nothing."
            ),
        )
        self._cards: dict[str, KeyCard] = {}
        self.body.addStretch(1)

    @property
    def needed(self) -> bool:
        return bool(self.trip.wanted)

    @property
    def ready(self) -> bool:
        cards = self._cards.values()
        return not any(card.busy for card in cards) and any(card.good or card.untried for card in cards)

    @property
    def first(self) -> QWidget | None:
        return next((card.field for card in self._cards.values() if card.wants_key), None)

    async def enter(self) -> None:
        known, found = entries(), self.trip.found
        assert found is not None
        for name in [name for name in self._cards if name not in self.trip.wanted]:
            self._drop(name)
        order = [name for name in (*known, *found.present) if name in self.trip.wanted]
        for place, name in enumerate(dict.fromkeys(order)):
            if name not in self._cards:
                card = KeyCard(self.trip, name, list(known).index(name) if name in known else place)
                card.changed.connect(self.changed)
                self._cards[name] = card
                self.body.insertWidget(place, card)
        await asyncio.gather(*(card.enter() for card in self._cards.values()))

    async def leave(self) -> str:
        if untried := [card for card in self._cards.values() if card.untried]:
            await asyncio.gather(*(card.try_key() for card in untried))
            return self.name  # what came of it is to be seen first
        chosen = [
            Chosen(name=name, key=card.reference, offered=card.offered)
            for name, card in self._cards.items()
            if card.good
        ]
        await self.trip.set_up(chosen)
        return ""

    def begin(self) -> None:
        for name in list(self._cards):
            self._drop(name)

    def _drop(self, name: str) -> None:
        card = self._cards.pop(name)
        card.hide()
        self.body.removeWidget(card)
        card.deleteLater()
