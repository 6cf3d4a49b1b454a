"""The models of a provider: which of those it has are offered, found by asking it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from ccrouter.desktop.cards import Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.fields import Complaint
from ccrouter.desktop.settings.sheet import Sheet
from ccrouter.settings.catalog import catalog
from ccrouter.trouble import Trouble


class Models(QWidget):
    """A list to tick. What is ticked is written as ``models``; a name that nobody lists can be added."""

    def __init__(self, sheet: Sheet, provider: str) -> None:
        super().__init__()
        self._sheet, self._provider = sheet, provider
        self._path = ("providers", provider, "models")
        self._found: tuple[str, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Models"))
        self.list.setMinimumHeight(150)
        self.list.setUniformItemSizes(True)
        self.list.itemChanged.connect(self._ticked)
        self.filter, self.name = QLineEdit(), QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(self.tr("Filter models"))
        self.filter.textChanged.connect(self._sift)
        self.name.setPlaceholderText(self.tr("Another model, by the provider's own name"))
        self.name.setAccessibleName(self.tr("Another model"))
        self.name.returnPressed.connect(self._add)
        self.ask = QPushButton(self.tr("&Find models"))
        self.ask.setToolTip(self.tr("Asks the provider for its list of models, which costs nothing."))
        self.ask.setAccessibleDescription(self.ask.toolTip())
        self.ask.clicked.connect(lambda: sheet.spawn(self._discover(), self))
        self.add = QPushButton(self.tr("A&dd"))
        self.add.clicked.connect(self._add)
        self.said, self.complaint = Tinted("muted"), Complaint()
        self.said.setWordWrap(True)
        top, foot = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.ask)
        foot.addWidget(self.name, 1)
        foot.addWidget(self.add)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(top)
        whole.addWidget(self.list)
        whole.addLayout(foot)
        whole.addWidget(self.said)
        whole.addWidget(self.complaint)
        sheet.read.connect(self.show_models)
        self.show_models()

    @property
    def offered(self) -> list[str]:
        known = self._sheet.settings.providers.get(self._provider)
        return list(known.models) if known else []

    def show_models(self) -> None:
        known = self._sheet.settings.providers.get(self._provider)
        entry = catalog().get(known.catalog) if known and known.catalog else None
        offered = self.offered
        names = list(dict.fromkeys((*offered, *(entry.models if entry else ()), *self._found)))
        self.list.blockSignals(True)
        if names != [self.list.item(row).text() for row in range(self.list.count())]:
            row = self.list.currentRow()
            self.list.clear()
            self.list.addItems(names)
            self.list.setCurrentRow(min(row, len(names) - 1))
        for row, name in enumerate(names):
            item = self.list.item(row)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in offered else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._sift()
        if not self._found:
            self._say("" if names else self.tr("None are known. Find them, or add one by its name."))

    def _ticked(self, item: QListWidgetItem) -> None:
        name, offered = item.text(), self.offered
        on = item.checkState() == Qt.CheckState.Checked
        if on != (name in offered):
            self._write([*offered, name] if on else [one for one in offered if one != name], name, on=on)

    def _add(self) -> None:
        if (name := self.name.text().strip()) and name not in self.offered:
            self._write([*self.offered, name], name, on=True)
        self.name.clear()

    def _write(self, models: list[str], name: str, *, on: bool) -> None:
        words = self.tr("{provider}: with {model}") if on else self.tr("{provider}: without {model}")
        self._sheet.spawn(self._try(models, words.format(provider=self._provider, model=name)))

    async def _try(self, models: list[str], what: str) -> None:
        await self._sheet.trying(self._sheet.change({self._path: models}, what), self._path, self.complaint.say)
        if isValid(self):
            self.show_models()

    async def _discover(self) -> None:
        self.ask.setEnabled(False)
        self._say(self.tr("Asking …"))
        try:
            found = await self._sheet.hands.ask(lambda control: control.test_provider(self._provider))
            self._found, wrong = found.models, heard(found.error)
        except Trouble as trouble:
            wrong = heard(f"{trouble.reason} {trouble.next_step}")
        self.ask.setEnabled(True)
        self.complaint.say(wrong)
        listed = self.tr("It lists {count} models. Tick those to offer.").format(count=len(self._found))
        self._say("" if wrong else listed if self._found else self.tr("It lists no models to us. Add them by name."))
        self.show_models()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def _sift(self) -> None:
        wanted = self.filter.text().strip().lower()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text().lower())
