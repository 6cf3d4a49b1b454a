"""A page of the settings window: cards of fields, one below the other, made one after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFormLayout, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.settings.fields import Field

LABELS = 170  # pixels for the labels, the same on all cards so that the controls stand in one line
APART = 15  # ms between two bits of a page: each is laid out and drawn before the next is made
AT_ONCE = 3  # rows of a card that are made together

Row = Field | QWidget | QLayout


class Page(QScrollArea):
    """It scrolls when the window is small, and what has the focus is scrolled into view.

    Its cards are made by ``makers``, in a turn of the loop each, for a large page takes several times what a single turn may;
    so are the rows of a card that are callables, a few at once. They come at the end, so that nothing moves that is there
    already. Whoever needs all of them now calls ``finish``.
    """

    def __init__(self, *makers: Callable[[], QWidget]) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        inner = QWidget()
        inner.setAutoFillBackground(False)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        self.column.setSpacing(theme.SPACE)
        self.column.addStretch(1)
        self.setWidget(inner)
        self._makers, self._form = deque(makers), Form()
        self._clock = QTimer(self, interval=APART)
        self._clock.timeout.connect(self._more)
        self._clock.start()

    def finish(self) -> None:
        """Make what is still to come."""
        while self._clock.isActive():
            self._more()

    def _more(self) -> None:
        if self._form.waiting:
            self._form.more()
        elif self._makers:
            card = self._makers.popleft()()
            self.column.insertWidget(self.column.count() - 1, card)
            card.show()  # the layout would do it in a later turn
            self._form = card if isinstance(card, Form) else Form()
        if not (self._makers or self._form.waiting):
            self._clock.stop()

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if moved and focus is not None:
            self.ensureWidgetVisible(focus)
        return moved


class Form(Card):
    """A card of fields: labels left, controls right; if none of the first rows has a label the controls stand left."""

    def __init__(self, title: str = "", rows: Sequence[Row | Callable[[], Row] | None] = (), note: str = "") -> None:
        super().__init__(title)
        if note:
            said = Tinted("muted", note)
            said.setWordWrap(True)
            self.body.addWidget(said)
        self.waiting = deque(row for row in rows if row is not None)  # to be made, or to be put in
        self._form: Rows | None = None
        if self.waiting:
            self.more()

    def more(self) -> None:
        """Some of the rows that are waiting."""
        rows = [self.waiting.popleft() for _ in range(min(AT_ONCE, len(self.waiting)))]
        made = [row() if callable(row) else row for row in rows]
        if self._form is None:
            self._form = Rows(made)
            self.body.addWidget(self._form)
        else:
            self._form.add(made)


def card(title: str, *rows: Row | Callable[[], Row] | None, note: str = "") -> Form:
    """A card with a row for each field, its label at the left; anything else takes the whole width. None is left out."""
    return Form(title, rows, note)


class Rows(QWidget):
    """The rows themselves."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 2, 0, 2)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._labelled = any(isinstance(row, Field) and row.label.text() for row in rows)
        self.add(rows)

    def add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if isinstance(row, Field) and self._labelled:
                row.label.setMinimumWidth(LABELS)
                row.label.setMaximumWidth(LABELS)
                row.label.setWordWrap(True)
                self._form.addRow(row.label, row)
                row.label.show()
            else:
                self._form.addRow(row)
            if isinstance(row, QWidget):
                row.show()
