"""A small window that asks for a few things and stays open until they are right."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from ccrouter.desktop.settings.fields import Complaint
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.desktop.tongue import plain
from ccrouter.trouble import Trouble


class Asking(QDialog):
    """Subclasses add rows. ``accept`` runs ``done`` (which raises Trouble for what is wrong), then closes and calls ``then``."""

    def __init__(self, sheet: Sheet, title: str, yes: str, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.sheet, self._then = sheet, then
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.complaint = Complaint()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.yes = self._buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addLayout(self.form)
        whole.addWidget(self.complaint)
        whole.addWidget(self._buttons)
        self.yes.setDefault(True)  # only now: a button outside of its dialog cannot be its default
        self.setMinimumWidth(460)

    def row(self, label: str, widget: QWidget, tip: str = "") -> QLabel:
        said = QLabel(label)
        said.setBuddy(widget)
        widget.setAccessibleName(plain(label))
        widget.setAccessibleDescription(tip)
        widget.setToolTip(tip)
        self.form.addRow(said, widget)
        return said

    def path(self) -> Path:
        """Of what is asked for."""
        raise NotImplementedError

    async def done_with(self) -> None:
        """Do it. Raises Trouble."""
        raise NotImplementedError

    def must_be_new(self, known: Collection[str]) -> None:
        """Raises Trouble for a name that is taken."""
        name = str(self.path()[-1])
        if name in known:
            raise Trouble(
                self.tr("The name is taken"),
                self.tr("There is one called {name} already.").format(name=name),
                self.tr("Choose another name."),
            )

    def accept(self) -> None:
        self.yes.setEnabled(False)
        self.sheet.spawn(self._accept())

    async def _accept(self) -> None:
        path = self.path()
        right = await self.sheet.trying(self.done_with(), path, self.complaint.say)
        if not isValid(self):
            return  # closed meanwhile
        self.yes.setEnabled(True)
        if right:
            super().accept()
            self._then(str(path[-1]))
