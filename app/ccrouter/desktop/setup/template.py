"""Fifth step: how models are chosen, by a template fitted to those there are."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.setup.diffs import Diff
from ccrouter.desktop.setup.look import TEMPLATE
from ccrouter.desktop.setup.page import Page, emptied
from ccrouter.desktop.setup.trip import Trip, change_of, explained
from ccrouter.desktop.ticks import framed

if TYPE_CHECKING:
    from ccrouter.settings.deployments import Settings
    from ccrouter.templating.template import Template
    from ccrouter.templating.templates import Preview


class TemplatePage(Page):
    name = "template"

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Routing"),
            self.tr("How shall models be chosen?"),
            self.tr("A template is a starting point, fitted to your models. Every line of it can be changed later."),
        )
        self._chosen = ""  # '' = as it is
        self._previews: dict[str, Preview] = {}
        self._group = QButtonGroup(self)
        self._diff = Diff(self.tr("Change of the settings file"))

    @property
    def needed(self) -> bool:
        found = self.trip.found
        return found is not None and sum(len(one.models) for one in found.present.values() if one.enabled) > 1

    @property
    def first(self) -> QWidget | None:
        return self._group.checkedButton()

    async def enter(self) -> None:
        found = self.trip.found
        assert found is not None
        templates = self.trip.onboarding.templates()

        def look() -> tuple[list[Template], dict[str, Preview]]:
            listed = templates.list()
            return listed, {one.name: templates.preview(one.name) for one in listed}

        with explained():
            listed, self._previews = await asyncio.to_thread(look)
        self._chosen = "" if _decided(found.settings) else TEMPLATE
        emptied(self.body)
        self._group = QButtonGroup(self)
        if _decided(found.settings):
            self._add("", self.tr("As it is"), self.tr("Your own choice stays, unchanged."))
        for one in sorted(listed, key=lambda one: one.name != TEMPLATE):
            self._add(one.name, heard(one.title), f"{heard(one.about)} {self._roles(self._previews[one.name])}".strip())
        if not _decided(found.settings):
            about = self.tr("The default model answers whatever asks for a model that nobody lists.")
            self._add("", self.tr("None"), about)
        self._diff = Diff(self.tr("Change of the settings file"))
        self.body.addWidget(self._diff)
        self.body.addStretch(1)
        self._choose(self._chosen)

    async def leave(self) -> str:
        if self._chosen:
            await self.trip.apply_template(self._chosen)
        return ""

    def _add(self, name: str, title: str, about: str) -> None:
        card = Choice(title, about)
        card.button.setChecked(name == self._chosen)
        card.button.toggled.connect(lambda on: self._choose(name) if on else None)
        self._group.addButton(card.button)
        self.body.addWidget(card)

    def _choose(self, name: str) -> None:
        self._chosen = name
        preview = self._previews.get(name)
        self._diff.show_diff(change_of(preview.file, preview.old, preview.new) if preview else "")
        self._diff.setVisible(preview is not None and not preview.idle)

    def _roles(self, preview: Preview) -> str:
        names = {
            "best-coding": self.tr("code"),
            "best-value": self.tr("value"),
            "cheap-fast": self.tr("small tasks"),
            "cheapest": self.tr("cheapest"),
            "long-context": self.tr("long context"),
            "vision": self.tr("images"),
            "local": self.tr("local"),
        }
        taken = [f"{names.get(role, role)}: {models[0]}" for role, models in preview.roles.items() if models]
        return "\n" + " · ".join(taken) if taken else ""


class Choice(Card):
    """One of several, with what it means; a click anywhere on it chooses it."""

    def __init__(self, title: str, about: str) -> None:
        super().__init__()
        self.button = framed(QRadioButton(title))
        font = self.button.font()
        font.setBold(True)
        self.button.setFont(font)
        self.button.setAccessibleDescription(about)
        text = Tinted("muted", about)
        text.setWordWrap(True)
        self.body.addWidget(self.button)
        self.body.addWidget(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.button.setChecked(True)
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)


def _decided(settings: Settings) -> bool:
    """Somebody has chosen how to route already."""
    return bool(settings.routing.strategy or settings.routing.scenarios or settings.routing.fallback)
