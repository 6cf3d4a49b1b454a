"""The table behind the requests: it knows which there are, a number each, and holds the lines of those looked at lately."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from ccrouter.desktop import rows
from ccrouter.desktop.requests.lines import OUTCOME, Line, fields
from ccrouter.desktop.rows import LEFT, RIGHT
from ccrouter.desktop.tables import NOWHERE, Index

HELD = 2_000  # lines
Role = Qt.ItemDataRole
_UNREAD, _FAILED = rows.Line(("…",)), {OUTCOME: "bad"}


class Requests(QAbstractTableModel):
    """Rows by ``Kept.time``, the newest first. A row whose line has not been read yet is blank until ``keep`` brings it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields = fields()
        self._times = array("q")
        self._lines: OrderedDict[int, Line | None] = OrderedDict()  # None: deleted since

    @property
    def newest(self) -> int | None:
        return self._times[0] if self._times else None

    def time(self, row: int) -> int:
        return self._times[row]

    def line(self, row: int) -> Line | None:
        return self._lines.get(self._times[row]) if 0 <= row < len(self._times) else None

    def shown(self, row: int) -> rows.Line:
        """What the table draws."""
        line = self.line(row)
        return _UNREAD if line is None else rows.Line(line.cells, _FAILED if line.failed else {})

    def row(self, time: int) -> int:
        """Where it stands, or -1."""
        place = self._place(time)
        return place if place < len(self._times) and self._times[place] == time else -1

    def begin(self, times: Sequence[int]) -> None:
        """Show these and nothing else."""
        self.beginResetModel()
        self._times = array("q", times)
        self.endResetModel()

    def append(self, times: Sequence[int]) -> None:
        """Older ones were found."""
        if times:
            self.beginInsertRows(NOWHERE, len(self._times), len(self._times) + len(times) - 1)
            self._times.extend(times)
            self.endInsertRows()

    def merge(self, times: Sequence[int]) -> None:
        """Of the newest, those that are not here yet: most come on top, one that took long to end comes further down."""
        top = self.newest
        fresh = [time for time in times if top is None or time > top]
        late = [time for time in times if top is not None and time < top and self.row(time) < 0]
        if fresh:
            self.beginInsertRows(NOWHERE, 0, len(fresh) - 1)
            self._times = array("q", fresh) + self._times
            self.endInsertRows()
        for time in late:
            if (place := self._place(time)) < len(self._times):  # what is older than all comes with ``append``
                self.beginInsertRows(NOWHERE, place, place)
                self._times.insert(place, time)
                self.endInsertRows()

    def missing(self, first: int, last: int) -> list[int]:
        """Of the rows from ``first`` to ``last``, those whose lines must be read."""
        wanted = self._times[max(0, first) : last + 1]
        for time in wanted:
            if time in self._lines:
                self._lines.move_to_end(time)
        return [time for time in wanted if time not in self._lines]

    def keep(self, asked: Sequence[int], found: Mapping[int, Line]) -> None:
        for time in asked:
            self._lines[time] = found.get(time)
        while len(self._lines) > HELD:
            self._lines.popitem(last=False)
        rows = [row for time in (asked[0], asked[-1]) if (row := self.row(time)) >= 0] if asked else []
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), len(self.fields) - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._times)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.fields)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.DisplayRole:
            return self.fields[section].title
        return self._alignment(section) if role == Role.TextAlignmentRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.TextAlignmentRole:
            return self._alignment(index.column())
        if role not in _ANSWERED:
            return None
        line = self._lines.get(self._times[index.row()])
        if line is None:
            return "…" if role == Role.DisplayRole and index.column() == 0 else None
        if role == Role.DisplayRole:
            return line.cells[index.column()]
        # the whole line in a sentence, for the tool tip and for screen readers
        return ", ".join(f"{field.title}: {cell}" for field, cell in zip(self.fields, line.cells, strict=True))

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if self.fields[column].right else LEFT

    def _place(self, time: int) -> int:
        """Where a moment stands or would stand."""
        return bisect_left(self._times, -time, key=lambda one: -one)


_ANSWERED = frozenset({Role.DisplayRole, Role.ToolTipRole, Role.AccessibleDescriptionRole})
