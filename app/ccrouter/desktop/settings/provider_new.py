"""Adds a provider: one of the catalog needs nothing but its key, any other its format and address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from ccrouter.desktop.settings.asking import Asking
from ccrouter.desktop.settings.keys import Secret, put
from ccrouter.desktop.settings.sheet import Path, Sheet
from ccrouter.settings.catalog import Entry, catalog
from ccrouter.texts import blocks
from ccrouter.trouble import Trouble


class NewProvider(Asking):
    """Written first, then the key is stored: a table that is refused leaves nothing in the keyring."""

    def __init__(self, sheet: Sheet, then: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(sheet, "", "", then, parent)
        self.setWindowTitle(self.tr("Add a provider"))
        self.yes.setText(self.tr("&Add"))
        self.kind, self.format = QComboBox(), QComboBox()
        for name, entry in catalog().items():
            self.kind.addItem(
                self.tr("{title} (on this machine)").format(title=entry.title) if entry.local else entry.title, name
            )
        self.kind.addItem(self.tr("Another, by its address"), "")
        for format, words in (
            ("openai_chat", "OpenAI Chat Completions"),
            ("openai_responses", "OpenAI Responses"),
            ("anthropic", "Anthropic Messages"),
            ("gemini", "Gemini"),
        ):
            self.format.addItem(words, format)
        self.name, self.url, self.models, self.secret = QLineEdit(), QLineEdit(), QLineEdit(), Secret()
        self.models.setPlaceholderText(self.tr("optional; can be found later"))
        self.page = QLabel()
        self.page.setOpenExternalLinks(True)
        self.row(self.tr("&Provider"), self.kind)
        self.row(self.tr("&Name"), self.name, self.tr("By which you and the settings call it."))
        self.row(self.tr("&Format"), self.format, self.tr("The dialect the endpoint speaks."))
        self.row(self.tr("&Address"), self.url, self.tr("The endpoint, as the provider's own SDK is given it."))
        self.row(self.tr("&Models"), self.models, self.tr("By the provider's own names, with commas."))
        self.row(self.tr("&Key"), self.secret, self.tr("It is stored in the system's keyring and never shown again."))
        self.form.addRow("", self.page)
        self.kind.currentIndexChanged.connect(self._chosen)
        self._chosen()

    @property
    def entry(self) -> Entry | None:
        return catalog().get(self.kind.currentData())

    def path(self) -> Path:
        return ("providers", self.name.text().strip())

    async def done_with(self) -> None:
        name, key = self.name.text().strip(), self.secret.text().strip()
        self.must_be_new(self.sheet.config.providers)
        table: dict[str, Any] = {}
        if self.entry is None:
            table["format"] = self.format.currentData()
        elif self.entry.name != name:
            table["catalog"] = self.entry.name
        if self._own_address() and (url := self.url.text().strip()):
            table["base_url"] = url
        if key:
            table["api_key"] = f"keyring:{name}"
        elif self.entry is None:
            table["auth"] = "none"
        if listed := [one for part in self.models.text().split(",") if (one := part.strip())]:
            table["models"] = listed
        what = self.tr("provider {name} added").format(name=name)
        await self.sheet.rewrite(lambda text: blocks.added(text, ("providers", name), table), what)
        if key:
            try:
                await put(self.sheet, name, self.secret.taken())
            except Trouble as trouble:  # the provider is there, and its page has the field for its key
                self.sheet.hands.link.failed.emit(trouble)
            await self.sheet.hands.ask(lambda control: control.reload())
            self.sheet.read.emit()

    def _own_address(self) -> bool:
        return self.entry is None or "{" in next(iter(self.entry.formats.values()))

    def _chosen(self) -> None:
        entry = self.entry
        self.name.setText(self._free(entry.name) if entry else "")
        self.form.setRowVisible(self.format, entry is None)
        self.form.setRowVisible(self.url, self._own_address())
        self.form.setRowVisible(self.models, entry is None or not entry.models)
        self.form.setRowVisible(self.secret, entry is None or not entry.local)
        self.url.setText(next(iter(entry.formats.values())) if entry and self._own_address() else "")
        self.url.setPlaceholderText("https://api.example.com/v1")
        page = entry.key_page if entry else ""
        self.page.setText(f'<a href="{page}">{self.tr("Where to get a key")}</a>' if page else "")
        self.page.setToolTip(page)
        self.form.setRowVisible(self.page, bool(page))

    def _free(self, name: str) -> str:
        taken = self.sheet.config.providers
        return next(one for one in (name, *(f"{name}-{i}" for i in range(2, 1000))) if one not in taken)
