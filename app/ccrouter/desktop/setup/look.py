"""First step: what is on this machine already, and what can be made of it without a question."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar

from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.setup import said
from ccrouter.desktop.setup.badges import Dot
from ccrouter.desktop.setup.page import Page, emptied
from ccrouter.desktop.setup.trip import Trip, explained
from ccrouter.onboarding.catalog import entries
from ccrouter.onboarding.steps import Chosen
from ccrouter.trouble import Trouble

TEMPLATE = "balanced"  # what is suggested to newcomers


class LookPage(Page):
    name = "look"

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Look around"),
            self.tr("Welcome to CC Router"),
            self.tr("One address for all your coding agents, any provider behind it. Here is what is on this machine."),
        )
        self._looked = self._failed = False
        self._hint = Tinted("text")
        self._hint.setWordWrap(True)
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    @property
    def ready(self) -> bool:
        return self._looked

    @property
    def quick(self) -> bool:
        """Nothing needs to be asked: *Continue* can set it all up."""
        found = self.trip.found
        return (
            self._looked
            and found is not None
            and not found.present
            and not found.sources
            and bool(self.trip.suggested())
        )

    @property
    def other(self) -> str:
        if self._failed:
            return self.tr("Look &again")
        return self.tr("Choose step by &step") if self.quick else ""

    async def enter(self) -> None:
        self._looked = self._failed = False
        emptied(self.body)
        busy = QProgressBar()
        busy.setRange(0, 0)
        busy.setTextVisible(False)
        busy.setFixedHeight(4)
        busy.setAccessibleName(self.tr("Looking around"))
        self.body.addWidget(busy)
        self.body.addStretch(1)
        self.changed.emit()
        trip = self.trip
        try:
            await trip.look()
            with explained():
                trip.local, trip.prices = await asyncio.gather(
                    trip.onboarding.local(), asyncio.to_thread(trip.onboarding.prices)
                )
        except Trouble:
            self._failed = True
            raise
        trip.wanted = trip.suggested()
        self._looked = True
        self._show()
        self.changed.emit()

    async def leave(self) -> str:
        if not self.quick:
            return ""
        return await self._all_at_once()

    def instead(self) -> None:
        self.jump_asked.emit("look" if self._failed else "providers")

    async def _all_at_once(self) -> str:
        """Every suggested provider that takes its key, and the usual template; questions only where something is wrong."""
        trip, names = self.trip, sorted(self.trip.wanted)
        references = {name: trip.reference(name) for name in names}
        with explained():
            keys = [await trip.onboarding.key_at(reference) for reference in references.values()]
            results = await asyncio.gather(*(trip.onboarding.check(n, k) for n, k in zip(names, keys, strict=True)))
        trip.checked = dict(zip(names, results, strict=True))
        if not all(result.ok for result in results):
            return "keys"  # there it is said what is wrong
        await trip.set_up([Chosen(name=n, key=references[n], offered=trip.checked[n].models) for n in names])
        await trip.apply_template(TEMPLATE)
        return "agents"

    def _show(self) -> None:
        found = self.trip.found
        assert found is not None
        emptied(self.body)
        known = entries()
        card = Card()
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        card.body.addLayout(grid)
        agents = [one for one in found.clients if one.installed]
        here = [f"{known[name].title} ({said.models(result.models)})" for name, result in self.trip.local.items()]
        rows = [
            (self.tr("Coding agents"), [one.client.title for one in agents], self.tr("None found in the search path")),
            (
                self.tr("Keys in the environment"),
                [f"{known[name].title} ({variable})" for name, variable in found.variables.items()],
                self.tr("None"),
            ),
            (self.tr("Model servers here"), here, self.tr("Neither Ollama nor LM Studio nor another answers")),
            (
                self.tr("Other routers"),
                [f"{one.title} ({one.path})" for one in found.sources],
                self.tr("None"),
            ),
            (self.tr("Set up already"), [one.title or one.name for one in found.present.values()], self.tr("Nothing")),
        ]
        for row, (what, there, otherwise) in enumerate(rows):
            dot, name, value = Dot("good" if there else "border"), QLabel(what), Tinted("text" if there else "muted")
            value.setText("\n".join(there) or otherwise)
            value.setWordWrap(True)
            value.setAccessibleName(what)
            value.setAccessibleDescription(value.text())
            grid.addWidget(dot, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(card)
        self._hint = Tinted("text", self._next())
        self._hint.setWordWrap(True)
        self.body.addWidget(self._hint)
        self.body.addStretch(1)

    def _next(self) -> str:
        found = self.trip.found
        assert found is not None
        if self.quick:
            known = entries()
            return self.tr(
                "Continue sets up {providers} with what was found, and routing that balances price, speed and quality. "
                "Each is first asked for its list of models, which costs nothing."
            ).format(providers=", ".join(known[name].title for name in sorted(self.trip.wanted)))
        if found.sources:
            return self.tr("Next, see what can be taken over from the other router.")
        if found.present:
            return self.tr("Nothing of what is set up is taken away: go on to add to it.")
        return self.tr("Next, choose a provider that you have a key for.")
