"""A line of names, separated by commas, with completion of each: models, routes, strategies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from ccrouter.desktop.settings.fields import Text
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.settings.routing import STRATEGIES


class ListCompleter(QCompleter):
    """Completes what stands behind the last comma; ``many`` False: the whole line."""

    def __init__(self, names: Callable[[], Sequence[str]], *, many: bool) -> None:
        super().__init__()
        self._names, self._many = names, many
        self._model = QStringListModel(self)
        self.setModel(self._model)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setMaxVisibleItems(12)

    def splitPath(self, path: str) -> list[str]:
        names = list(self._names())
        if names != self._model.stringList():
            self._model.setStringList(names)
        return [path.rpartition(",")[2].strip() if self._many else path]

    def pathFromIndex(self, index: Any) -> str:
        name: str = super().pathFromIndex(index)
        entry = self.widget()
        line = entry.text() if self._many and isinstance(entry, QLineEdit) else ""
        before, comma, _ = line.rpartition(",")
        return f"{before}{comma} {name}" if comma else name


class Names(Text):
    """``many``: several, of which one alone is written as a text if ``bare``, else as a list."""

    def __init__(
        self,
        sheet: Sheet,
        path: Path,
        label: str,
        names: Callable[[], Sequence[str]],
        *,
        many: bool = True,
        bare: bool = False,
        hint: str = "",
        tip: str = "",
        note: str = "",
    ) -> None:
        self._many, self._bare = many, bare
        super().__init__(sheet, path, label, parse=self._read, hint=hint, tip=tip, note=note)
        self.entry.setMaximumWidth(16_777_215)
        self.entry.setCompleter(ListCompleter(names, many=many))

    def written_as(self, value: Any) -> str:
        return ", ".join(map(str, value)) if isinstance(value, list) else super().written_as(value)

    def _read(self, text: str) -> Any:
        if not self._many:
            return text
        names = [name for part in text.split(",") if (name := part.strip())]
        return names[0] if self._bare and len(names) == 1 else names


def models(sheet: Sheet) -> list[str]:
    """Every provider/model of the file."""
    providers = sheet.settings.providers.values()
    return [f"{one.name}/{model}" for one in providers if one.enabled and not one.demo for model in one.models]


def targets(sheet: Sheet) -> list[str]:
    """What a rule or a scenario may name: models, routes, strategies."""
    own = sorted(set(STRATEGIES.values()))
    return [*sheet.settings.routing.routes, *own, *models(sheet)]


def routes(sheet: Sheet) -> list[str]:
    return [*sheet.settings.routing.routes, *models(sheet)]
