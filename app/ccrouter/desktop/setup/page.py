"""What every step of the wizard is: a title, what it is about, a body, and what *Continue* does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.setup.trip import Trip


class Page(QWidget):
    """``enter`` fills it; ``leave`` does the whole of what it is for, or raises Trouble and has done nothing."""

    changed = Signal()  # what its buttons say or whether they can be pressed
    leave_asked = Signal()  # as if Continue had been pressed
    jump_asked = Signal(str)  # to another step, by name

    name = ""
    may_be_cut = False  # closing the window ends what it was left for; else that is brought to its end

    def __init__(self, trip: Trip, step: str, title: str, about: str) -> None:
        super().__init__()
        self.trip, self.step = trip, step
        self.title = QLabel(title)
        font = self.title.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        self.title.setFont(font)
        self.about = Tinted("muted", about)
        self.about.setWordWrap(True)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 6, 0)  # the scroll bar's distance
        self.body.setSpacing(theme.SPACE)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        for part in (self._scroll.viewport(), inside):
            part.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(self.title)
        whole.addWidget(self.about)
        whole.addSpacing(4)
        whole.addWidget(self._scroll, 1)

    @property
    def action(self) -> str:
        """What the default button says."""
        return self.tr("&Continue")

    @property
    def other(self) -> str:
        """What the second button says, '' = there is none. It calls ``instead``."""
        return ""

    @property
    def ready(self) -> bool:
        """The default button can be pressed."""
        return True

    @property
    def needed(self) -> bool:
        """False: there is nothing to choose here, and the step is left out."""
        return True

    @property
    def first(self) -> QWidget | None:
        """The control that a keyboard user wants first; None = the default button."""
        return None

    async def enter(self) -> None:
        """Called each time it comes up."""

    async def leave(self) -> str:
        """Do it; the name of the next step comes back, '' = the one that follows, its own = stay. Raises Trouble."""
        return ""

    def instead(self) -> None:
        """The second button."""


def filled(layout: QVBoxLayout, *widgets: QWidget) -> None:
    """Put widgets into an empty layout, the rest of the height below them."""
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)


def emptied(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
