"""A table of names and values of the settings: aliases, shares, headers. Each row is written as it is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.settings.fields import Check, Complaint, Entry
from ccrouter.desktop.settings.names import ListCompleter
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import tr


class Pairs(QWidget):
    """The table at ``path``. An empty row at the end takes a new one; ``names`` and ``values`` complete what is typed."""

    def __init__(
        self,
        sheet: Sheet,
        path: Path,
        titles: tuple[str, str],
        *,
        parse: Callable[[str], Any] = str,
        names: Callable[[], Sequence[str]] | None = None,
        values: Callable[[], Sequence[str]] | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__()
        self.sheet, self.path, self.titles = sheet, path, titles
        self.check = check
        self._parse, self._names, self._values = parse, names, values
        self._shown: dict[str, Any] | None = None
        self.rows: list[tuple[Entry, Entry, QPushButton]] = []
        self.complaint = Complaint()
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        for column, title in enumerate(titles):
            self._grid.addWidget(Tinted("muted", title), 0, column)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._grid)
        whole.addWidget(self.complaint)
        sheet.read.connect(self.show_value)
        self.show_value()

    def show_value(self) -> None:
        table = self.sheet.written(self.path)
        table = table if isinstance(table, dict) else {}
        if table == self._shown:
            return
        focus = next((i for i, (name, value, _) in enumerate(self.rows) if name.hasFocus() or value.hasFocus()), None)
        self._shown = dict(table)
        for widgets in self.rows:
            for widget in widgets:
                self._grid.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for name, value in (*table.items(), ("", "")):
            self._add(name, value)
        if focus is not None:
            self.rows[min(focus, len(self.rows) - 1)][0].setFocus()

    def _add(self, name: str, value: Any) -> None:
        place = len(self.rows) + 1
        key, content = (
            Entry(str(name)),
            Entry("" if value == "" else f"{value:g}" if isinstance(value, float) else str(value)),
        )
        for entry, title, complete in ((key, self.titles[0], self._names), (content, self.titles[1], self._values)):
            entry.setAccessibleName(
                tr("{title} of {row}").format(title=title, row=name) if name else tr("New {title}").format(title=title)
            )
            entry.setPlaceholderText("" if name else tr("New"))
            entry.editingFinished.connect(lambda: self._done(key, content, str(name)))
            if complete is not None:
                entry.setCompleter(ListCompleter(complete, many=False))
        remove = QPushButton(tr("Remove"))
        remove.setAccessibleName(tr("Remove {name}").format(name=name) if name else tr("Remove"))
        remove.setEnabled(bool(name))
        remove.clicked.connect(lambda: self._write({str(name): None}, tr("{name} removed").format(name=name)))
        for column, widget in enumerate((key, content, remove)):
            self._grid.addWidget(widget, place, column)
        self.rows.append((key, content, remove))

    def _done(self, key: Entry, content: Entry, was: str) -> None:
        """Written once both are there; a name that was emptied is a row that goes."""
        name, text = key.text().strip(), content.text().strip()
        if not (key.isModified() or content.isModified()) or bool(name) != bool(text):
            return
        key.setModified(False)
        content.setModified(False)
        try:
            value = self._parse(text)
        except ValueError:
            value = text
        changes = {was: None} if was and was != name else {}
        self._write({**changes, **({name: value} if name else {})}, f"{name or was}: {text}")

    def _write(self, changes: dict[str, Any], what: str) -> None:
        self.sheet.spawn(self._try(changes, what))

    async def _try(self, changes: dict[str, Any], what: str) -> None:
        await self.sheet.trying(self._checked(changes, what), self.path, self.complaint.say)

    async def _checked(self, changes: dict[str, Any], what: str) -> None:
        if self.check is not None:
            kept = {name: value for name, value in ((self._shown or {}) | changes).items() if value is not None}
            await self.check(kept)
        await self.sheet.change({(*self.path, name): value for name, value in changes.items()}, what)
