"""The application's plain boxes: something to know, and a question. Never modal: a nested loop would stop every stream."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox


class _Box(QMessageBox):
    def __init__(self, icon: QMessageBox.Icon) -> None:
        super().__init__()
        self.setIcon(icon)
        self.setWindowTitle(self.tr("CC Router"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def raise_up(self, title: str, text: str) -> None:
        self.setText(title)
        self.setInformativeText(text)
        self.show()
        self.raise_()
        self.activateWindow()


class InfoBox(_Box):
    """A newer piece of news takes the place of the one shown."""

    def __init__(self) -> None:
        super().__init__(QMessageBox.Icon.Information)
        self.setStandardButtons(QMessageBox.StandardButton.Ok)

    def say(self, title: str, text: str) -> None:
        self.raise_up(title, text)


class Question(_Box):
    """Does something if the answer is yes; closing the box is a no."""

    def __init__(self) -> None:
        super().__init__(QMessageBox.Icon.Question)
        self._then: Callable[[], None] = lambda: None
        self.yes = self.addButton("", QMessageBox.ButtonRole.AcceptRole)
        no = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(QMessageBox.StandardButton.Cancel)
        self.setEscapeButton(no)
        self.yes.clicked.connect(lambda: self._then())

    def ask(self, title: str, text: str, yes: str, then: Callable[[], None]) -> None:
        self._then = then
        self.yes.setText(yes)
        self.raise_up(title, text)
