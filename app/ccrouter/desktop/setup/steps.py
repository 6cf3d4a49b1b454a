"""The list of the wizard's steps at its left: done, here, ahead or left out; those done can be gone back to."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem

from ccrouter.desktop import theme

_SIDE = 20  # pixels


class StepList(QListWidget):
    chosen = Signal(int)

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setSpacing(3)
        self.setAccessibleName(self.tr("Steps"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        for title in titles:
            self.addItem(title)
        widest = max(self.fontMetrics().horizontalAdvance(title) for title in titles)
        self.setFixedWidth(max(150, widest + _SIDE + 50))
        self._here, self._done, self._out = 0, set[int](), set[int]()
        self.itemClicked.connect(self._asked)
        self.itemActivated.connect(self._asked)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._draw)

    def show_steps(self, here: int, done: set[int], left_out: set[int]) -> None:
        self._here, self._done, self._out = here, set(done), set(left_out)
        self._draw()

    def _asked(self, item: QListWidgetItem) -> None:
        place = self.row(item)
        self.setCurrentRow(self._here)
        if place in self._done and place != self._here:
            self.chosen.emit(place)

    def _draw(self) -> None:
        for place in range(self.count()):
            item, here, done = self.item(place), place == self._here, place in self._done
            out = place in self._out
            item.setIcon(self._mark(place, here=here, done=done and not out))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags if here or done else Qt.ItemFlag.NoItemFlags)
            font = item.font()
            font.setBold(here)
            item.setFont(font)
            state = (
                self.tr("here") if here else self.tr("done") if done else self.tr("nothing to choose") if out else ""
            )
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, state)
        self.setCurrentRow(self._here)

    def _mark(self, place: int, *, here: bool, done: bool) -> QIcon:
        colours, ratio = theme.colours(), self.devicePixelRatioF()
        pixmap = QPixmap(QSize(_SIDE, _SIDE) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(1, 1, _SIDE - 2, _SIDE - 2)
        full = colours.accent if here else colours.good if done else ""
        painter.setPen(QPen(QColor(full or colours.muted), 1.2))
        painter.setBrush(QColor(full) if full else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        painter.setPen(QColor("#ffffff" if full else colours.muted))
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "✓" if done and not here else str(place + 1))
        painter.end()
        icon = QIcon(pixmap)
        for mode in (QIcon.Mode.Disabled, QIcon.Mode.Selected):
            icon.addPixmap(pixmap, mode)
        return icon
