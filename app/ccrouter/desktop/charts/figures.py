"""A chart's figures as a table to be read, and as rows for a spreadsheet."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ccrouter.desktop.charts import times
from ccrouter.desktop.charts.units import Unit
from ccrouter.desktop.tongue import tr
from ccrouter.ledger.calendar import Calendar

if TYPE_CHECKING:
    from ccrouter.desktop.charts.plot import Plot

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
Sheet = list[list[str]]  # the first row is the head


def to_read(plot: Plot, unit: Unit, calendar: Calendar) -> Sheet:
    """Newest first; nothing measured is a dash."""
    rows = [[tr("Time"), *(one.title for one in plot.series)]]
    for place in reversed(range(len(plot.begins))):
        values = (
            (one.unit or unit).read(value) if (value := float(one.values[place])) == value else "–"
            for one in plot.series
        )
        rows.append([times.bucket(float(plot.begins[place]), plot.level, calendar, plot.every), *values])
    return rows


def to_save(plot: Plot, calendar: Calendar) -> Sheet:
    """Oldest first, bare numbers, times as ISO 8601 with the user's offset."""
    rows = [["from", "to", *(one.name or one.title for one in plot.series)]]
    for place in range(len(plot.begins)):
        when = (moment(float(edge[place]), calendar) for edge in (plot.begins, plot.ends))
        values = (number(float(one.values[place])) for one in plot.series)
        rows.append([*when, *values])
    return rows


def moment(seconds: float, calendar: Calendar) -> str:
    local: datetime = calendar.local(seconds)
    return local.isoformat(timespec="seconds")


def number(value: float | None) -> str:
    """As spreadsheets read it; nothing if it is not known."""
    return "" if value is None or value != value else f"{value:.9f}".rstrip("0").rstrip(".")


class Cells(QAbstractTableModel):
    """A sheet to look at."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet: Sheet = [[]]

    def show_sheet(self, sheet: Sheet) -> None:
        if sheet != self._sheet:
            self.beginResetModel()
            self._sheet = sheet
            self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._sheet) - 1

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._sheet[0])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._sheet[0][section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | Qt.AlignmentFlag | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._sheet[index.row() + 1][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
