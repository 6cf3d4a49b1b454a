"""The page *Notifications*: whether, which, how often, and when not."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QTimeEdit, QWidget

from ccrouter.desktop.settings.fields import Field, Switch, Text
from ccrouter.desktop.settings.page import Page, card
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.spoken import tick
from ccrouter.desktop.tongue import tr
from ccrouter.settings.tables.desktop import NoticeKind

TABLE = "notifications"


def page(sheet: Sheet) -> QWidget:
    return Page(
        lambda: card(
            tr("Notifications"),
            Switch(
                sheet,
                (TABLE, "enabled"),
                tr("&Show notifications"),
                note=tr("What is not shown still stands in the list of notices."),
            ),
            Text(
                sheet,
                (TABLE, "interval"),
                tr("Two of one &kind at least"),
                parse=float,
                unit=tr("seconds apart"),
            ),
            QuietHours(sheet),
        ),
        lambda: card(tr("Which"), Kinds(sheet)),
    )


def kinds() -> dict[str, str]:
    """Every kind of notice, in words."""
    words = {
        "budget": tr("A budget reaches one of its thresholds"),
        "forecast": tr("A budget is expected to run out early"),
        "provider_down": tr("A provider fails"),
        "provider_recovered": tr("A provider has recovered"),
        "key_rejected": tr("A key is rejected"),
        "failover_storm": tr("Many requests in a row had to move on"),
        "settings": tr("The settings file has a mistake"),
        "update": tr("There is a newer version"),
    }
    return {kind: words.get(kind, kind) for kind in get_args(NoticeKind)}


class Kinds(Field):
    """A box for each kind; the file lists those that are off."""

    def __init__(self, sheet: Sheet) -> None:
        boxes = QWidget()
        self.boxes = {kind: QCheckBox(words) for kind, words in kinds().items()}
        grid = QGridLayout(boxes)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (kind, box) in enumerate(self.boxes.items()):
            box.setAccessibleName(kinds()[kind])
            box.toggled.connect(self.commit)
            grid.addWidget(box, place // 2, place % 2)
        super().__init__(sheet, (TABLE, "off"), tr("Shown"), boxes)
        self.setFocusProxy(next(iter(self.boxes.values())))
        self.show_value()

    def put(self, value: list[str]) -> None:
        for kind, box in self.boxes.items():
            tick(box, kind not in value)

    def wanted(self) -> list[str]:
        return [kind for kind, box in self.boxes.items() if not box.isChecked()]

    def words(self, value: list[str]) -> str:
        return tr("without {kinds}").format(kinds=", ".join(kinds()[kind] for kind in value)) if value else tr("all")


class QuietHours(Field):
    """Two times that only count together, and a box that says whether they do."""

    def __init__(self, sheet: Sheet) -> None:
        times = QWidget()
        self.box = QCheckBox(tr("&Quiet from"))
        self.begin, self.end = QTimeEdit(), QTimeEdit()
        for edit, name in ((self.begin, tr("Quiet from")), (self.end, tr("Quiet until"))):
            edit.setAccessibleName(name)
            edit.setDisplayFormat("HH:mm")
            edit.editingFinished.connect(self.commit)
        self.box.setAccessibleName(tr("Quiet hours"))
        self.box.toggled.connect(self.commit)
        row = QHBoxLayout(times)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addWidget(self.begin)
        row.addWidget(QLabel(tr("until")))
        row.addWidget(self.end)
        row.addStretch(1)
        super().__init__(sheet, (TABLE, "quiet_from"), tr("Quiet hours"), times)
        self.setFocusProxy(self.box)
        self.show_value()

    def put(self, value: tuple[str, str] | None) -> None:
        tick(self.box, value is not None)
        begin, end = value or ("22:00", "08:00")
        for edit, text in ((self.begin, begin), (self.end, end)):
            edit.setEnabled(value is not None)
            edit.setTime(QTime.fromString(text, "HH:mm"))

    def wanted(self) -> tuple[str, str] | None:
        if not self.box.isChecked():
            return None
        return self.begin.time().toString("HH:mm"), self.end.time().toString("HH:mm")

    def current(self) -> tuple[str, str] | None:
        begin, end = (self.sheet.value((TABLE, key)) for key in ("quiet_from", "quiet_to"))
        return (begin, end) if begin and end else None

    def changes(self, value: tuple[str, str] | None) -> dict[Path, object]:
        begin, end = value or (None, None)
        return {(TABLE, "quiet_from"): begin, (TABLE, "quiet_to"): end}

    def words(self, value: tuple[str, str] | None) -> str:
        return f"{value[0]} – {value[1]}" if value else tr("none")

    @property
    def edited(self) -> bool:
        return self.begin.hasFocus() or self.end.hasFocus()
