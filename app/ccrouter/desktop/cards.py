"""Cards: the rounded panels that the windows' contents stand on, with a title or a large figure."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.spoken import Told


class Tinted(Told):
    """A text in one of the theme's colours, in light and in dark; ``role`` is a field of ``theme.Colours``."""

    def __init__(self, role: str = "muted", text: str = "") -> None:
        super().__init__(text)
        self._role = role
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._tint)
        self._tint()

    def tint(self, role: str) -> None:
        if role != self._role:
            self._role = role
            self._tint()

    def _tint(self) -> None:
        palette = self.palette()
        palette.setColor(self.foregroundRole(), QColor(getattr(theme.colours(), self._role)))
        self.setPalette(palette)


class Card(QWidget):
    """A rounded panel; fill ``body``. ``title`` may be empty, ``beside`` stands right of it; ``margins`` in pixels, from the left."""

    def __init__(
        self, title: str = "", beside: QWidget | None = None, *, margins: tuple[int, int, int, int] = (14, 10, 14, 12)
    ) -> None:
        super().__init__()
        self.title = QLabel(title)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*margins)
        whole.setSpacing(6)
        self.body = QVBoxLayout()
        if title or beside is not None:
            head = QHBoxLayout()
            head.addWidget(self.title)
            head.addStretch(1)
            if beside is not None:
                head.addWidget(beside)
            whole.addLayout(head)
        whole.addLayout(self.body, 1)
        if title:
            self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QBrush(QColor(colours.card)))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), theme.ROUND, theme.ROUND)
        painter.end()


class Figure(Card):
    """One number that matters: what it is, the number, and a line beneath."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._what = Tinted("muted", title)
        self._number, self._note = QLabel("–"), Tinted("muted")
        font = self._number.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        self._number.setFont(font)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self._what, self._number, self._note):
            self.body.addWidget(label)
        self.setAccessibleName(title)

    def show_figure(self, number: str, note: str = "", role: str = "muted") -> None:
        if (number, note) != (self._number.text(), self._note.text()):
            self._number.setText(number)
            self._note.setText(note)
            self.setAccessibleDescription(f"{number} {note}".strip())
        self._note.tint(role)
