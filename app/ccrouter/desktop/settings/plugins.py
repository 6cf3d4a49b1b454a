"""The page *Plugins*: what there is, what it may do, how it fares, and its own settings."""

from __future__ import annotations

import asyncio
from typing import Any

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.fields import Switch
from ccrouter.desktop.settings.page import Page, Rows, card
from ccrouter.desktop.settings.plugin_form import Plugin, fields
from ccrouter.desktop.settings.roster import Line, Roster
from ccrouter.desktop.settings.sheet import Sheet
from ccrouter.desktop.tongue import tr
from ccrouter.plugins.api import PERMISSIONS
from ccrouter.trouble import Trouble
from ccrouter.views import PluginView

MARKS = {"running": "●", "disabled": "◐", "off": "○"}


def page(sheet: Sheet) -> QWidget:
    roster = Roster(
        tr("Plugins"),
        lambda name: detail(sheet, name),
        empty=tr("No plugins were found, or the router is stopped. `ccr plugin install` adds one."),
    )

    def show() -> None:
        roster.show_lines([Line(one.name, heard(one.title), MARKS[one.state]) for one in views(sheet)])

    sheet.viewed.connect(show)
    show()
    return roster


def views(sheet: Sheet) -> tuple[PluginView, ...]:
    return sheet.view.snapshot.plugins if sheet.view.snapshot is not None else ()


def detail(sheet: Sheet, name: str) -> QWidget:
    plugin = Plugin(sheet, name)
    view = next(one for one in views(sheet) if one.name == name)
    return Page(lambda: State(sheet, plugin, view), lambda: permissions(view), lambda: Form(sheet, plugin))


def permissions(view: PluginView) -> Card:
    may = [tr("It {does}.").format(does=heard(PERMISSIONS[word])) for word in view.permissions if word in PERMISSIONS]
    return card(tr("What it may do"), note="\n".join(may) or tr("It asks for no permissions."))


class State(Card):
    """Whether it runs, and how its calls went."""

    def __init__(self, sheet: Sheet, plugin: Plugin, view: PluginView) -> None:
        super().__init__(f"{heard(view.title)} {view.version}".strip())
        self._sheet, self._name = sheet, view.name
        said = QLabel(heard(view.description))
        said.setWordWrap(True)
        self.body.addWidget(said)
        self.switch = Switch(sheet, ("plugins", view.name, "enabled"), self.tr("&Run this plugin"))
        self.switch.check = plugin.may_run
        self.body.addWidget(Rows([self.switch]))
        self.said, self.fault = Tinted("muted"), Tinted("bad")
        self.again = QPushButton(self.tr("Start it &again"))
        self.again.setToolTip(self.tr("Its faults are forgiven."))
        self.again.clicked.connect(lambda: sheet.attempt(self._again(), (), self.fault.setText))
        for widget in (self.said, self.fault):
            widget.setWordWrap(True)
            self.body.addWidget(widget)
        self.body.addWidget(self.again)
        sheet.viewed.connect(self.write)
        self.write()

    def write(self) -> None:
        view = next((one for one in views(self._sheet) if one.name == self._name), None)
        if view is None:
            return
        lines = {
            "off": self.tr("It does not run."),
            "running": self.tr("It runs."),
            "disabled": self.tr("It was put out."),
        }
        said = lines[view.state]
        if view.calls:
            said += " " + self.tr("{calls} calls, {faults} faults; {mean} each, {slowest} the slowest.").format(
                calls=words.count(view.calls),
                faults=words.count(view.faults),
                mean=words.duration(view.mean),
                slowest=words.duration(view.slowest),
            )
        self.said.setText(said)
        wrong = " ".join(part for part in (view.reason, view.last_fault if view.state != "off" else "") if part)
        self.fault.setText(heard(wrong))
        self.fault.setVisible(bool(wrong))
        self.again.setVisible(view.state == "disabled")

    async def _again(self) -> None:
        await self._sheet.hands.ask(lambda control: control.set_plugin(self._name, True))


class Form(Card):
    """Its own settings, made from what its own model says of them."""

    def __init__(self, sheet: Sheet, plugin: Plugin) -> None:
        super().__init__(self.tr("Its settings"))
        self._sheet, self._plugin = sheet, plugin
        self._holder = QVBoxLayout()
        self.said = Tinted("muted", self.tr("Looking …"))
        self.said.setWordWrap(True)
        self.body.addWidget(self.said)
        self.body.addLayout(self._holder)
        sheet.spawn(self._load(), self)

    async def _load(self) -> None:
        try:
            schema: dict[str, Any] = await asyncio.to_thread(self._plugin.schema)
        except Trouble as trouble:
            self.said.tint("bad")
            self.said.setText(heard(f"{trouble.reason} {trouble.next_step}"))
            return
        made = fields(self._sheet, self._plugin, schema)
        self.said.setText("" if made else self.tr("It has none."))
        self.said.setVisible(not made)
        if made:
            self._holder.addWidget(Rows(made))
