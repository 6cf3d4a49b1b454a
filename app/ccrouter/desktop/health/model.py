"""The table behind the health window: a row for each key of each deployment, changed in place."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QObject, Qt
from PySide6.QtGui import QColor

from ccrouter.desktop import theme, words
from ccrouter.desktop.health import telling
from ccrouter.desktop.heard import heard
from ccrouter.desktop.rows import LEFT, RIGHT, Line
from ccrouter.desktop.tables import NOWHERE, Index
from ccrouter.desktop.tongue import tr
from ccrouter.health.vitals import Condition, HealthReport
from ccrouter.ledger.trying import Key, Tries

Role = Qt.ItemDataRole
SORTED_BY, TRIES = Role.UserRole, Role.UserRole + 1  # roles of our own
_NEVER = float("inf")


class Row(NamedTuple):
    one: Condition
    seen: float  # monotonic seconds when its picture came
    tries: Tries | None

    @property
    def left(self) -> float | None:
        """Seconds until it is tried again, by now."""
        until = self.one.left_alone_for
        return None if until is None else max(0.0, until - (time.monotonic() - self.seen))


class Field(NamedTuple):
    title: str
    text: Callable[[Row], str]
    order: Callable[[Row], Any]  # what it is sorted by
    width: int  # characters
    right: bool = False


def fields() -> tuple[Field, ...]:
    return (
        Field(tr("Model"), lambda row: row.one.route, lambda row: row.one.route, 30),
        Field(tr("Key"), lambda row: heard(row.one.key) or "–", lambda row: row.one.key, 19),
        Field(tr("State"), lambda row: telling.state(row.one, row.left), lambda row: telling.role(row.one), 22),
        Field(tr("Reason"), lambda row: telling.reason(row.one), lambda row: telling.reason(row.one), 0),
        Field(
            tr("Up 1 h"),
            lambda row: telling.share(row.one.hour.uptime),
            lambda row: _known(row.one.hour.uptime),
            9,
            True,
        ),
        Field(
            tr("Up 24 h"),
            lambda row: telling.share(row.one.day.uptime),
            lambda row: _known(row.one.day.uptime),
            9,
            True,
        ),
        Field(
            tr("TTFT p50"),
            lambda row: words.duration(_ttft(row, "p50")),
            lambda row: _known(_ttft(row, "p50")),
            11,
            True,
        ),
        Field(
            tr("TTFT p95"),
            lambda row: words.duration(_ttft(row, "p95")),
            lambda row: _known(_ttft(row, "p95")),
            11,
            True,
        ),
        Field(tr("Tokens/s"), lambda row: telling.speed(_speed(row)), lambda row: _known(_speed(row)), 10, True),
        Field(tr("Errors, last hour"), lambda row: telling.failures(row.tries), _failed, 17),
        Field(
            tr("Limits left"), lambda row: telling.limits(row.one), lambda row: _known(row.one.vitals.requests_left), 20
        ),
    )


STATE, REASON, SPARKS = 2, 3, 9  # places of fields


class Deployments(QAbstractTableModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = fields()
        self._rows: list[Row] = []
        self._tries: Mapping[Key, Tries] = {}

    def row(self, place: int) -> Row | None:
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def line(self, place: int) -> Line:
        """What the table draws."""
        row = self._rows[place]
        texts = ["" if column == SPARKS and row.tries else field.text(row) for column, field in enumerate(self._fields)]
        return Line(texts, {STATE: telling.role(row.one)})

    def place(self, key: Key) -> int:
        """Where it stands, or -1."""
        return next((place for place, row in enumerate(self._rows) if _key(row.one) == key), -1)

    def show_report(self, report: HealthReport) -> None:
        """Rows that are still there stay where they are, and chosen."""
        now = time.monotonic()
        wanted = {_key(one): one for one in report.deployments}
        for place in range(len(self._rows) - 1, -1, -1):
            if _key(self._rows[place].one) not in wanted:
                self.beginRemoveRows(NOWHERE, place, place)
                del self._rows[place]
                self.endRemoveRows()
        known = {_key(row.one): place for place, row in enumerate(self._rows)}
        for key, one in wanted.items():
            if key in known:
                self._rows[known[key]] = Row(one, now, self._tries.get(key))
        if known:
            self._changed(0, len(self._rows) - 1)
        fresh = [Row(one, now, self._tries.get(key)) for key, one in wanted.items() if key not in known]
        if fresh:
            self.beginInsertRows(NOWHERE, len(self._rows), len(self._rows) + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()

    def show_tries(self, tries: Mapping[Key, Tries]) -> None:
        self._tries = tries
        self._rows = [row._replace(tries=tries.get(_key(row.one))) for row in self._rows]
        if self._rows:
            self._changed(0, len(self._rows) - 1, SPARKS, SPARKS)

    def tick(self) -> None:
        """A second has passed: countdowns have moved."""
        for place, row in enumerate(self._rows):
            if row.left is not None:
                self._changed(place, place, STATE, STATE)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._fields)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        match role:
            case Role.DisplayRole:
                return self._fields[section].title
            case Role.ToolTipRole:
                return _HINTS[section]() if section in _HINTS else None
            case Role.TextAlignmentRole:
                return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, field = self._rows[index.row()], self._fields[index.column()]
        if role == SORTED_BY:  # first: sorting asks for it a thousand times
            return field.order(row)
        match role:
            case Role.DisplayRole:
                return field.text(row)
            case Role.TextAlignmentRole:
                return self._alignment(index.column())
            case Role.ForegroundRole if index.column() == STATE:
                return QColor(getattr(theme.colours(), telling.role(row.one)))
            case Role.ToolTipRole:
                return "\n".join(telling.story(row.one))
            case Role.AccessibleDescriptionRole:
                return ", ".join(f"{field.title}: {field.text(row)}" for field in self._fields)
        return row.tries if role == TRIES else None

    def _changed(self, first: int, last: int, left: int = 0, right: int | None = None) -> None:
        right = len(self._fields) - 1 if right is None else right
        self.dataChanged.emit(self.index(first, left), self.index(last, right))

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if self._fields[column].right else LEFT


_HINTS: dict[int, Callable[[], str]] = {
    4: lambda: tr("Share of the last hour's requests that it did not fail"),
    5: lambda: tr("Share of the last day's requests that it did not fail"),
    6: lambda: tr("Half of the answers began within this time"),
    7: lambda: tr("95 % of the answers began within this time"),
    9: lambda: tr("Attempts that failed, in twelve stretches of five minutes"),
    10: lambda: tr("By the provider's own headers, when it last sent any"),
}


def _key(one: Condition) -> Key:
    return one.route, one.key


def _known(value: float | None) -> float:
    """What is not known comes last."""
    return _NEVER if value is None else value


def _ttft(row: Row, which: str) -> float | None:
    now: float | None = getattr(row.one.vitals, f"ttft_{which}")
    day: float | None = getattr(row.one.day, f"ttft_{which}")
    return now if now is not None else day


def _speed(row: Row) -> float | None:
    return row.one.vitals.tokens_per_second or row.one.day.tokens_per_second


def _failed(row: Row) -> float:
    return sum(failed for _, failed in row.tries) if row.tries else -1
