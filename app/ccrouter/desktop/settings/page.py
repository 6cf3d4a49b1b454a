"""A page of the settings window: cards of fields, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.settings.fields import Field

LABELS = 170  # pixels for the labels, the same on all cards so that the controls stand in one line


class Page(QScrollArea):
    """Fill it with ``add``; it scrolls when the window is small, and what has the focus is scrolled into view."""

    def __init__(self, *parts: QWidget) -> None:
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
        for part in parts:
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.setWidget(inner)

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        focus = self.focusWidget()
        if moved and focus is not None:
            self.ensureWidgetVisible(focus)
        return moved


def card(title: str, *rows: Field | QWidget | QLayout | None, note: str = "") -> Card:
    """A card with a row for each field, its label at the left; anything else takes the whole width."""
    made = Card(title)
    if note:
        said = Tinted("muted", note)
        said.setWordWrap(True)
        made.body.addWidget(said)
    if rows:
        made.body.addWidget(Rows([row for row in rows if row is not None]))
    return made


class Rows(QWidget):
    """Labels left, controls right; where no row has a label the controls stand left."""

    def __init__(self, rows: Sequence[Field | QWidget | QLayout]) -> None:
        super().__init__()
        form = QFormLayout(self)
        form.setContentsMargins(0, 2, 0, 2)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(9)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        labelled = any(isinstance(row, Field) and row.label.text() for row in rows)
        for row in rows:
            if isinstance(row, Field) and labelled:
                row.label.setMinimumWidth(LABELS)
                row.label.setMaximumWidth(LABELS)
                row.label.setWordWrap(True)
                form.addRow(row.label, row)
            else:
                form.addRow(row)
