"""Finds a model among hundreds: type a few letters of it, arrow keys, Return."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.tongue import plain

WALKING = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}


class Finder(QWidget):
    """A small window; every word that is typed must be in the name. Return or a click chooses, Escape leaves."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.resize(460, 420)
        self._models: tuple[str, ...] = ()
        self._shown = QStringListModel(self)
        self.search = QLineEdit(clearButtonEnabled=True)
        self.list = QListView()
        self.list.setModel(self._shown)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.found = Tinted("muted")
        self._label = QLabel()
        self._label.setBuddy(self.search)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        for widget in (self._label, self.search, self.list, self.found):
            whole.addWidget(widget)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.clicked.connect(self._choose)
        self.search.installEventFilter(self)

    def open_over(self, models: tuple[str, ...], default: str) -> None:
        """Show all the models (provider/model); the default is marked at first."""
        self._models = models
        self._speak()
        self.search.clear()
        self._filter("")
        if default in models:
            self.list.setCurrentIndex(self._shown.index(models.index(default)))
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows walk the list while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in WALKING:
            QApplication.sendEvent(self.list, event)
            return True
        return super().eventFilter(watched, event)

    def _speak(self) -> None:
        """In the language that is spoken when it opens."""
        self.setWindowTitle(self.tr("Default model"))
        self._label.setText(self.tr("&Find a model"))
        self.search.setAccessibleName(plain(self._label.text()))
        self.search.setPlaceholderText(self.tr("Part of its name, or of its provider's"))
        self.list.setAccessibleName(self.tr("Models"))

    def _filter(self, text: str) -> None:
        sought = text.casefold().split()
        found = [one for one in self._models if all(word in one.casefold() for word in sought)]
        self._shown.setStringList(found)
        self.list.setCurrentIndex(self._shown.index(0))
        said = self.tr("{count} of {all} models").format(count=len(found), all=len(self._models))
        self.found.setText(said if found else self.tr("No model has this in its name."))
        self.search.setAccessibleDescription(self.found.text())

    def _choose(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.close()
            self.chosen.emit(index.data())
