"""Second step, where another router was found: what would be taken from its settings, what not and why."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton

from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.setup.diffs import Diff
from ccrouter.desktop.setup.page import Page, emptied
from ccrouter.desktop.setup.trip import Trip, change_of, explained
from ccrouter.desktop.ticks import framed
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from ccrouter.imports.importing import Preview, Source


class TakingPage(Page):
    name = "import"

    def __init__(self, trip: Trip) -> None:
        super().__init__(
            trip,
            self.tr("Take over"),
            self.tr("Take over from another router"),
            self.tr("Its own files stay as they are. Keys go to the keyring, all else to CC Router's settings."),
        )
        self._previews: dict[Source, Preview | Trouble] = {}
        self._chosen: Source | None = None
        self._done = False
        self._report = Card()
        self._group = QButtonGroup(self)

    @property
    def needed(self) -> bool:
        found = self.trip.found
        return found is not None and bool(found.sources) and not self._done

    @property
    def action(self) -> str:
        return self.tr("&Take over") if self._usable else self.tr("&Continue")

    @property
    def other(self) -> str:
        return self.tr("&Skip") if self._usable else ""

    @property
    def _usable(self) -> Preview | None:
        seen = self._previews.get(self._chosen) if self._chosen else None
        return None if seen is None or isinstance(seen, Trouble) or self._known(seen) else seen

    def _known(self, preview: Preview) -> bool:
        """It brings nothing new. Routing alone is none where something is set up: the user's own choices stay."""
        there = self.trip.found is not None and bool(self.trip.found.present)
        return preview.idle or preview.old == preview.new or (there and not preview.providers)

    def begin(self) -> None:
        self._done = False

    async def enter(self) -> None:
        found = self.trip.found
        assert found is not None
        imports = self.trip.onboarding.imports()
        self._previews.clear()
        for source in found.sources:
            try:
                with explained():
                    self._previews[source] = await asyncio.to_thread(imports.preview, source.path)
            except Trouble as trouble:
                self._previews[source] = trouble
        full = [one for one, seen in self._previews.items() if not isinstance(seen, Trouble) and not self._known(seen)]
        self._chosen = next(iter(full or self._previews), None)
        emptied(self.body)
        if len(self._previews) > 1:
            self.body.addWidget(self._choice())
        self._report = Card()
        self.body.addWidget(self._report)
        self.body.addStretch(1)
        self._show()

    async def leave(self) -> str:
        preview = self._usable
        if preview is None:
            return ""
        imports = self.trip.onboarding.imports()
        what = self.tr("Import from {source}").format(source=self._chosen.title if self._chosen else "")
        with explained():
            async with self.trip.hands.changing(what):
                await imports.apply(preview, self.trip.onboarding.secrets)
        names = ", ".join(preview.providers) or self.tr("routing")
        self.trip.keep(self.tr("taken over: {names}").format(names=names))
        found = await self.trip.look()
        # their keys are tried like all others
        self.trip.wanted = {name for name in preview.providers if name in found.present and found.present[name].enabled}
        self._done = True
        return "keys" if self.trip.wanted else ""

    def instead(self) -> None:
        self.jump_asked.emit("providers")

    def _choice(self) -> Card:
        card, self._group = Card(self.tr("Found")), QButtonGroup(self)
        for source in self._previews:
            button = framed(QRadioButton(f"{source.title}: {source.path}"))
            button.setChecked(source == self._chosen)
            button.toggled.connect(lambda on, source=source: self._choose(source) if on else None)
            self._group.addButton(button)
            card.body.addWidget(button)
        return card

    def _choose(self, source: Source) -> None:
        self._chosen = source
        self._show()

    def _show(self) -> None:
        emptied(self._report.body)
        seen = self._previews.get(self._chosen) if self._chosen else None
        if isinstance(seen, Trouble):
            self._say(self.tr("It cannot be read"), [heard(f"{seen.reason} {seen.next_step}")], "warn", "!")
        elif seen is not None:
            if self._known(seen):
                self._say(self.tr("Nothing is new"), [self.tr("Its providers are there already.")], "muted", "–")
            elif seen.taken:
                self._say(self.tr("Taken over"), seen.taken, "good", "✓")
            if seen.left:
                self._say(self.tr("Left out"), seen.left, "muted", "–")
            if not self._known(seen):
                self._report.body.addWidget(
                    Diff(self.tr("Change of the settings file"), change_of(seen.file, seen.old, seen.new))
                )
        self.changed.emit()

    def _say(self, title: str, lines: list[str], role: str, mark: str) -> None:
        head = QLabel(title)
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        self._report.body.addWidget(head)
        text = Tinted("text" if role == "good" else role, "\n".join(f"{mark}  {_line(line)}" for line in lines))
        text.setWordWrap(True)
        text.setAccessibleName(title)
        text.setAccessibleDescription(text.text())
        self._report.body.addWidget(text)


def _line(line: str) -> str:
    """What was taken or left and, after a colon, why: each is a sentence of its own."""
    return ": ".join(heard(part) for part in line.split(": ", 1))
