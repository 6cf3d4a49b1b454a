"""What screen readers hear, and what they do, where Qt alone would leave them out."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel


class Told(QLabel):
    """A text. Once it has an accessible name, which says what it is and hides the text, the text is its description."""

    def setText(self, text: str) -> None:
        super().setText(text)
        if self.accessibleName():
            self.setAccessibleDescription(text)


def named(box: QComboBox, name: str) -> None:
    """Name a box that has no label of its own. To screen readers on Linux Qt gives what is chosen in place of the name."""
    box.setAccessibleName(name)
    box.setAccessibleDescription(name)


def tick(box: QAbstractButton, on: bool) -> None:
    """Tick it or not, without its being ``toggled``: that says what the user did. Assistive programs do not click."""
    with QSignalBlocker(box):
        box.setChecked(on)
