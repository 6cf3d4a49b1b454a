"""Seventh step: which coding agents shall use the router. The change of each one's settings is seen before it is made."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.setup.diffs import Diff
from ccrouter.desktop.setup.page import Page, emptied
from ccrouter.desktop.setup.trip import Trip, explained
from ccrouter.desktop.ticks import framed
from ccrouter.environment import own
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.clients.connections import ClientState, Connections, Step
    from ccrouter.clients.known import Link


class AgentsPage(Page):
    name = "agents"

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Agents"),
            self.tr("Connect your coding agents"),
            self.tr(
                "Only the keys shown are written, a copy of each file is kept, and disconnecting puts back what was there."
            ),
        )
        self._cards: list[AgentCard] = []

    @property
    def needed(self) -> bool:
        found = self.trip.found
        return found is not None and any(one.installed or one.connected for one in found.clients)

    @property
    def action(self) -> str:
        return self.tr("&Connect") if self._chosen else self.tr("&Continue")

    @property
    def other(self) -> str:
        return self.tr("&Not now") if self._chosen else ""

    @property
    def first(self) -> QWidget | None:
        return next((card.tick for card in self._cards if card.tick.isEnabled()), None)

    @property
    def _chosen(self) -> list[AgentCard]:
        return [card for card in self._cards if card.chosen]

    async def enter(self) -> None:
        found = await self.trip.look()
        connections = self.trip.onboarding.connections()
        link = await self._link()
        here = [one for one in found.clients if one.installed or one.connected]
        steps = await asyncio.gather(*(asyncio.to_thread(_step, connections, one, link) for one in here))
        emptied(self.body)
        self._cards = []
        for state, step in zip(here, steps, strict=True):
            card = AgentCard(state, step)
            card.changed.connect(self.changed)
            self._cards.append(card)
            self.body.addWidget(card)
            await asyncio.sleep(0)  # the loop has requests to answer meanwhile
        if missing := [one.client.title for one in found.clients if one not in here]:
            note = Tinted("muted", self.tr("Not found here: {titles}").format(titles=", ".join(missing)))
            note.setWordWrap(True)
            self.body.addWidget(note)
        self.body.addStretch(1)

    async def leave(self) -> str:
        connections = self.trip.onboarding.connections()
        try:
            for card in self._chosen:
                assert card.step is not None
                await asyncio.to_thread(connections.carry_out, card.step)
                title = card.state.client.title
                self.trip.keep(self.tr("{title} connected").format(title=title))
                self.trip.hints += [
                    self.tr("{title}: sessions that are open go on as before; start a new one.").format(title=title),
                    *map(heard, card.state.client.hints),
                ]
        except Trouble:
            await self.enter()  # what was done is done; the rest is worked out anew
            raise
        return ""

    def instead(self) -> None:
        self.jump_asked.emit("try")

    async def _link(self) -> Link:
        from ccrouter.clients.link import link_to

        hands, found = self.trip.hands, self.trip.found
        assert found is not None
        variables = await hands.ask(lambda control: control.environment())
        view = hands.link.view
        url = view.snapshot.url if view.serving and view.snapshot is not None else ""
        with explained():
            return link_to(found.settings, variables["ANTHROPIC_AUTH_TOKEN"], running=url, env=own(os.environ))


def _step(connections: Connections, state: ClientState, link: Link) -> Step | Trouble:
    try:
        return connections.connect(state.client, link)
    except Trouble as trouble:
        return trouble


class AgentCard(Card):
    """One agent to tick, with the change of its files."""

    changed = Signal()

    def __init__(self, state: ClientState, step: Step | Trouble) -> None:
        super().__init__()
        self.state = state
        self.step = None if isinstance(step, Trouble) else step
        title = state.client.title
        idle = self.step is not None and self.step.idle
        self.tick = framed(QCheckBox(title))
        font = self.tick.font()
        font.setBold(True)
        self.tick.setFont(font)
        self.tick.setEnabled(self.step is not None and not idle)
        self.tick.setChecked(self.tick.isEnabled() or idle)
        self._diff = Diff(self.tr("Change of {title}'s settings").format(title=title))
        self.body.addWidget(self.tick)
        if isinstance(step, Trouble):
            words = [heard(step.reason), heard(step.next_step)]
        elif idle:
            words = [self.tr("Connected already.")]
        else:
            words = [*map(str, state.files), *map(heard, step.warnings())]
            if state.changed:
                words.append(self.tr("Changed since by somebody else: {keys}").format(keys=", ".join(state.changed)))
            self._diff.show_diff(step.diff())
        text = Tinted("warn" if isinstance(step, Trouble) else "good" if idle else "muted", "\n".join(words))
        text.setWordWrap(True)
        self.tick.setAccessibleDescription(text.text())
        self.body.addWidget(text)
        self.body.addWidget(self._diff)
        self.tick.toggled.connect(self._toggled)
        self._diff.setVisible(self.chosen)

    @property
    def chosen(self) -> bool:
        return self.tick.isEnabled() and self.tick.isChecked()

    def _toggled(self) -> None:
        self._diff.setVisible(self.chosen)
        self.changed.emit()
