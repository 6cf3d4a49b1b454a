"""Another name for a provider or a budget: all of the settings that speaks of it follows, in one change that can be undone."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.settings.asking import Asking
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import tr
from ccrouter.environment import own
from ccrouter.settings.rename import Taken, budget_renamed, provider_renamed
from ccrouter.trouble import Trouble


class Renaming(Asking):
    """``then`` is called with the new name."""

    def __init__(self, sheet: Sheet, old: Path, then: Callable[[str], None], parent: QWidget) -> None:
        self._kind, self._old = map(str, old)
        super().__init__(sheet, tr("Rename “{name}”").format(name=self._old), tr("&Rename"), then, parent)
        self.name = QLineEdit(self._old)
        self.name.selectAll()
        told = self._told()
        self.row(tr("&New name"), self.name).setMinimumWidth(90)
        self.name.setAccessibleDescription(told)
        note = Tinted("muted", told)
        note.setWordWrap(True)
        self.form.addRow(note)

    def path(self) -> Path:
        return (self._kind, self.name.text().strip())

    async def done_with(self) -> None:
        new = self.name.text().strip()
        if new == self._old:
            return
        self.must_be_new(self.sheet.settings.providers if self._kind == "providers" else self.sheet.config.budgets)
        said = (
            tr("provider {old} renamed to {new}") if self._kind == "providers" else tr("budget {old} renamed to {new}")
        )
        await self.sheet.rewrite(self._renamed, said.format(old=self._old, new=new))

    def _renamed(self, text: str) -> str | None:
        new = self.name.text().strip()
        if self._kind == "budgets":
            return budget_renamed(text, self._old, new)
        try:
            return provider_renamed(text, self._old, new, env=own(os.environ))
        except Taken as taken:
            raise Trouble(
                tr("The name would be mistaken"),
                tr("The settings speak of {model}, and would then mean this provider.").format(model=taken),
                tr("Choose another name."),
            ) from None

    def _told(self) -> str:
        if self._kind == "budgets":
            return tr(
                "What is spent goes on being counted. More that was allowed until tomorrow has to be allowed anew."
            )
        return tr(
            "Routes, rules, prices and budgets follow, and its key stays where it is. Requests so far keep the old name: "
            "charts show both, and a budget for this provider alone begins anew. Agents that name it themselves have to "
            "be connected anew."
        )


def head(sheet: Sheet, old: Path, then: Callable[[str], None], *others: QPushButton) -> QWidget:
    """The buttons right of a title: *Rename…* and others."""
    rename = QPushButton(tr("Rename…"))
    rename.setAccessibleName(tr("Rename “{name}”").format(name=old[-1]))
    rename.clicked.connect(lambda: Renaming(sheet, old, then, rename.window()).open())
    buttons = QWidget()
    row = QHBoxLayout(buttons)
    row.setContentsMargins(0, 0, 0, 0)
    for button in (rename, *others):
        row.addWidget(button)
    return buttons
