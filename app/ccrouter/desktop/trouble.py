"""Says what went wrong, why, and what to do next; the application goes on meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from ccrouter.desktop.heard import heard
from ccrouter.trouble import Trouble


class TroubleBox(QMessageBox):
    """One box for the whole application: a newer failure takes the place of the one shown.

    Never modal and never ``exec()``: a nested event loop would stop every running stream's coroutine.
    """

    retry_asked = Signal()
    config_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("CC Router"))
        self.setIcon(QMessageBox.Icon.Warning)
        title = self.findChild(QLabel, "qt_msgbox_label")  # macOS sets it bold itself, and has no such label
        if title is not None:
            font = title.font()
            font.setBold(True)
            title.setFont(font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # Their words come with the trouble, in the language that is spoken then; Qt takes no button without any.
        self._retry = self.addButton("…", QMessageBox.ButtonRole.AcceptRole)
        self._config = self.addButton("…", QMessageBox.ButtonRole.ActionRole)
        self.setEscapeButton(self.addButton(QMessageBox.StandardButton.Close))
        self._retry.clicked.connect(self.retry_asked)
        self._config.clicked.disconnect()  # from the box, which would close: Retry comes after mending the file
        self._config.clicked.connect(self.config_asked)

    def show_error(self, error: Trouble, *, can_retry: bool) -> None:
        self.setText(heard(error.title))
        self.setInformativeText(heard(f"{error.reason}\n\n{error.next_step}"))
        self._retry.setText(self.tr("&Retry"))
        self._config.setText(self.tr("&Open settings file"))
        self._retry.setVisible(can_retry)
        self.setDefaultButton(self._retry if can_retry else QMessageBox.StandardButton.Close)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.show()
        self.raise_()
        self.activateWindow()

    def settled(self) -> None:
        """The router runs: a box that offers to retry has become pointless."""
        if self._retry.isVisibleTo(self):
            self.hide()
