"""The editor of a rule's condition: checked while it is typed, with the place of a mistake marked and names completed."""

from __future__ import annotations

import asyncio
import re

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontDatabase, QKeyEvent, QKeySequence, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.sheet import Sheet
from ccrouter.settings.conditions import FIELDS, Wrong, condition

_PAUSE = 150  # ms without a further key before it is checked
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*$")
NAMES = sorted(f"{group}.{name}" for group, fields in FIELDS.items() for name in fields)


class Editor(QPlainTextEdit):
    """Ctrl+Space completes, Tab goes on, Ctrl+Enter and leaving it are ``done``, Escape is ``given_up``."""

    done = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 12)
        self.setPlaceholderText('task.complexity < 0.5 && !task.images && client.name == "claude-code"')
        self.completer = QCompleter(QStringListModel(NAMES, self), self)
        self.completer.setWidget(self)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.activated.connect(self._complete)
        popup = self.completer.popup()
        assert popup is not None  # a completer makes its list when asked for it
        self._popup = popup

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self._popup
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if popup.isVisible() and (enter or key in (Qt.Key.Key_Tab, Qt.Key.Key_Escape)):
            event.ignore()  # the list takes it
            return
        if enter and control:
            self.done.emit()
            return
        if key == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        asked = bool(control) and key == Qt.Key.Key_Space
        if not asked:
            if event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
                event.ignore()
                return
            super().keyPressEvent(event)
        if asked or event.text().strip():
            self._offer(asked=asked)
        elif popup.isVisible():
            popup.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.done.emit()

    def word(self) -> str:
        """What is being typed, as far back as it can be a name."""
        cursor = self.textCursor()
        found = _WORD.search(cursor.block().text()[: cursor.positionInBlock()])
        return found[0] if found else ""

    def _offer(self, *, asked: bool) -> None:
        word = self.word()
        if not asked and len(word) < 2:
            self._popup.hide()
            return
        self.completer.setCompletionPrefix(word)
        if self.completer.completionCount() == 0 or word in NAMES:
            self._popup.hide()
            return
        self._popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        place = self.cursorRect()
        place.setWidth(self._popup.sizeHintForColumn(0) + 24)
        self.completer.complete(place)

    def _complete(self, name: str) -> None:
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(self.word()))
        cursor.insertText(name)
        self.setTextCursor(cursor)


class Condition(QWidget):
    """The editor and, under it, what is wrong. ``ready`` carries a condition that holds water, once the user is done."""

    ready = Signal(str)

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self._sheet = sheet
        self.editor = Editor()
        self.editor.setAccessibleName(self.tr("Condition"))
        self.said = Tinted("muted")
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.setFocusProxy(self.editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.editor)
        layout.addWidget(self.said)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(lambda: sheet.spawn(self._check(), self))
        self.wrong: Wrong | None = None
        self._stored = ""
        self.editor.textChanged.connect(self._typed)
        self.editor.done.connect(lambda: sheet.spawn(self._done(), self))
        self.editor.given_up.connect(lambda: self.put(self._stored))

    def text(self) -> str:
        return self.editor.toPlainText().strip()

    @property
    def edited(self) -> bool:
        return self.text() != self._stored

    def put(self, text: str) -> None:
        self._stored = text
        if self.editor.toPlainText() != text:
            self.editor.setPlainText(text)

    def _typed(self) -> None:
        self.editor.setExtraSelections([])
        self._pause.start()

    async def _check(self) -> None:
        text = self.text()
        found = await asyncio.to_thread(condition, text) if text else Wrong(1, self.tr("is missing."))
        if text != self.text():
            return  # typed on meanwhile: another check is under way
        self.wrong = found if isinstance(found, Wrong) else None
        self._mark()

    async def _done(self) -> None:
        if not self.edited:
            return
        self._pause.stop()
        await self._check()
        if self.wrong is None:
            self.ready.emit(self.text())

    def _mark(self) -> None:
        wrong = self.wrong
        if wrong is None:
            self.said.tint("good")
            self.said.setText(self.tr("The condition can be used."))
            self.editor.setExtraSelections([])
            self.editor.setAccessibleDescription(self.said.text())
            return
        self.said.tint("bad")
        self.said.setText(
            self.tr("Column {column}: it {what} {mend}").format(
                column=wrong.column, what=heard(wrong.what), mend=heard(wrong.mend)
            )
        )
        self.editor.setAccessibleDescription(self.said.text())
        text = self.editor.toPlainText()
        begin = min(len(text) - len(text.lstrip()) + wrong.column - 1, max(0, len(text) - 1))
        length = len(found[0]) if (found := re.match(r"[\w.]+|\S", text[begin:])) else 1
        mark = QTextEdit.ExtraSelection()
        mark.format = QTextCharFormat()
        mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        mark.format.setUnderlineColor(QColor(theme.colours().bad))
        mark.format.setForeground(QColor(theme.colours().bad))
        mark.cursor = QTextCursor(self.editor.document())
        mark.cursor.setPosition(begin)
        mark.cursor.setPosition(min(begin + length, len(text)), QTextCursor.MoveMode.KeepAnchor)
        self.editor.setExtraSelections([mark])
