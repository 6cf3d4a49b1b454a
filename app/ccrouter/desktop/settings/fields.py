"""A bound field: one key of the settings file and the control that shows and changes it.

A field shows what the file says, writes when the user is done (Enter, leaving it, a choice), says under itself what is
wrong with a value that was refused, and follows changes from elsewhere unless it is just being edited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.spoken import tick
from ccrouter.desktop.tongue import plain, tr

Check = Callable[[Any], Awaitable[None]]  # raises Trouble for a value that must not be written


class Complaint(Tinted):
    """What was wrong with the last try; takes no room while nothing was."""

    def __init__(self) -> None:
        super().__init__("bad")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def say(self, text: str) -> None:
        """Also of a try that outlived its field: then nobody is left to be told."""
        if not isValid(self):
            return
        self.setText(text)
        self.setVisible(bool(text))
        if text:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


class Field(QWidget):
    """``path`` in the file; ``label`` carries the mnemonic and is the control's accessible name; ``tip`` explains it."""

    def __init__(
        self, sheet: Sheet, path: Path, label: str, control: QWidget, *, tip: str = "", note: str = ""
    ) -> None:
        super().__init__()
        self.sheet, self.path, self.control, self.title = sheet, path, control, plain(label)
        self.label = QLabel(label)
        self.label.setBuddy(control)
        self.label.setToolTip(tip)
        self.check: Check | None = None
        self._writing = 0  # changes under way: what the file says is about to be old
        self._complaint: Complaint | None = None
        self._stale = False  # the file has changed while it was out of sight
        control.setAccessibleName(self.title)
        control.setAccessibleDescription(tip or note)
        control.setToolTip(tip)
        self.setFocusProxy(control)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(control)
        if note:
            said = Tinted("muted", note)
            said.setWordWrap(True)
            layout.addWidget(said)
        sheet.read.connect(self._after_read)

    def put(self, value: Any) -> None:
        """Show a value in the control."""
        raise NotImplementedError

    def wanted(self) -> Any:
        """The control's value as it would be written; None = the key goes."""
        raise NotImplementedError

    def current(self) -> Any:
        """What ``wanted`` says while nothing is edited."""
        return self.sheet.value(self.path)

    @property
    def edited(self) -> bool:
        """Whether the user has begun what is not written yet."""
        return False

    @property
    def complaint(self) -> Complaint:
        """Made when there is first something to complain of."""
        if self._complaint is None:
            self._complaint = Complaint()
            self._column.addWidget(self._complaint)
        return self._complaint

    def complain(self, text: str) -> None:
        """Also of a try that outlived the field: then nobody is left to be told."""
        if isValid(self) and (text or self._complaint is not None):
            self.complaint.say(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.show_value()

    def _after_read(self) -> None:
        """A page that is not seen is brought up to date when it is: all of them together take too long for one turn."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.show_value()

    def show_value(self) -> None:
        if not self.edited:
            self.complain("")
            self.put(self.current())

    def commit(self) -> None:
        if self._writing or self.wanted() != self.current():
            self._writing += 1
            self.sheet.spawn(self._write(self.wanted()))
        else:
            self.revert()

    def revert(self) -> None:
        """Back to what the file says."""
        self.complain("")
        self.put(self.current())

    def words(self, value: Any) -> str:
        """The value, for the entry *Undo …*."""
        return tr("default") if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def changes(self, value: Any) -> dict[Path, Any]:
        """What is written for a value."""
        return {self.path: value}

    async def _write(self, value: Any) -> None:
        what = tr("{label}: {value}").format(label=self.title, value=self.words(value))
        try:
            written = await self.sheet.trying(self._checked(value, what), self.path, self.complain)
        finally:
            self._writing -= 1
        if not isValid(self):
            return  # another page was turned to meanwhile
        if not written:
            self.refused()
        elif not self.edited:
            self.put(self.current())

    async def _checked(self, value: Any, what: str) -> None:
        if self.check is not None:
            await self.check(value)
        await self.sheet.change(self.changes(value), what)

    def refused(self) -> None:
        """Nothing was written: a choice goes back, while a text stays to be mended."""
        self.put(self.current())


class Entry(QLineEdit):
    """A line whose Ctrl+Z undoes typing first, and once there is none the last change of the settings; Escape gives up."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            if undo and not (self.isUndoAvailable() and self.isModified()):
                event.ignore()
                return False
        return super().event(event)


class Text(Field):
    """A line of text or, with ``parse``, a number. Empty means the default, which it shows in grey."""

    def __init__(
        self,
        sheet: Sheet,
        path: Path,
        label: str,
        *,
        parse: Callable[[str], Any] = str,
        hint: str = "",
        tip: str = "",
        note: str = "",
        unit: str = "",
    ) -> None:
        self.entry = Entry()
        super().__init__(sheet, path, label, self.entry, tip=tip, note=note)
        self._parse, self._hint, self._unit = parse, hint, unit
        if parse is not str:
            self.entry.setMaximumWidth(160)
        if unit:
            self.label.setText(f"{label} ({unit})")
        self.entry.editingFinished.connect(self._finished)
        self.entry.installEventFilter(self)
        self.show_value()

    @property
    def edited(self) -> bool:
        return self.entry.isModified()

    def put(self, value: Any) -> None:
        self.entry.setText(self.written_as(value))
        default = self.sheet.value(self.path)
        self.entry.setPlaceholderText(self._hint or ("" if default is None else self.written_as(default)))

    def written_as(self, value: Any) -> str:
        """A value as one types it."""
        if isinstance(value, float):
            return f"{value:g}"
        return "" if value is None else str(value)

    def wanted(self) -> Any:
        text = self.entry.text().strip()
        try:
            return self._parse(text) if text else None
        except ValueError:
            return text  # the settings' own check says what is wanted

    def current(self) -> Any:
        return self.sheet.written(self.path)

    def refused(self) -> None:
        """The text stays, and is taken for edited."""
        self.entry.setModified(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if (
            escape
            and event.type() == QEvent.Type.KeyPress
            and (self.edited or (self._complaint is not None and self._complaint.text()))
        ):
            self.revert()
            return True
        return super().eventFilter(watched, event)

    def _finished(self) -> None:
        if self.edited:
            self.entry.setModified(False)
            self.commit()


class Switch(Field):
    """A check box; its label is the box's own."""

    def __init__(self, sheet: Sheet, path: Path, label: str, *, tip: str = "", note: str = "") -> None:
        self.box = QCheckBox(label)
        super().__init__(sheet, path, label, self.box, tip=tip, note=note)
        self.label.setText("")
        self.box.toggled.connect(self.commit)
        self.show_value()

    def put(self, value: Any) -> None:
        tick(self.box, bool(value))

    def wanted(self) -> bool:
        return self.box.isChecked()

    def words(self, value: Any) -> str:
        return tr("on") if value else tr("off")


class Choice(Field):
    """One of a few values, each with its words. The value None deletes the key."""

    def __init__(
        self,
        sheet: Sheet,
        path: Path,
        label: str,
        choices: Sequence[tuple[Any, str]],
        *,
        tip: str = "",
        note: str = "",
    ) -> None:
        self.box = QComboBox()
        for value, words in choices:
            self.box.addItem(words, value)
        super().__init__(sheet, path, label, self.box, tip=tip, note=note)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a wheel over a page scrolls it and changes nothing
        self.box.installEventFilter(self)
        self.box.activated.connect(self.commit)
        self.show_value()

    def put(self, value: Any) -> None:
        place = next((i for i in range(self.box.count()) if self.box.itemData(i) == value), -1)
        if place < 0 and value is not None:  # written in the file, and not among what is offered
            self.box.addItem(str(value), value)
            place = self.box.count() - 1
        self.box.setCurrentIndex(place)

    def wanted(self) -> Any:
        return self.box.currentData()

    def words(self, value: Any) -> str:
        return self.box.itemText(self.box.findData(value)) or super().words(value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not self.box.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
