"""The page *General*: where the router listens, how the tray application looks and starts."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from types import ModuleType
from typing import Any

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from ccrouter.desktop.heard import heard
from ccrouter.desktop.settings.fields import Choice, Complaint, Switch, Text
from ccrouter.desktop.settings.page import Page, card
from ccrouter.desktop.settings.sheet import Sheet
from ccrouter.desktop.spoken import tick
from ccrouter.desktop.tongue import tr
from ccrouter.trouble import Trouble

LANGUAGES = (("system", ""), ("en", "English"), ("zh_CN", "简体中文"))  # each in its own words


def page(sheet: Sheet) -> QWidget:
    port = Text(
        sheet,
        ("server", "port"),
        tr("&Port"),
        parse=int,
        tip=tr("TCP port; 0 takes any free one."),
        note=tr(
            "Agents that are connected must be connected anew after it changes; running requests are not disturbed."
        ),
    )
    port.check = lambda value: free(sheet, value)
    title = Choice(
        sheet,
        ("desktop", "title"),
        tr("Beside the &icon"),
        (("none", tr("Nothing")), ("spend", tr("Spend today")), ("tokens", tr("Tokens today"))),
        tip=tr("What stands beside the icon in the menu bar."),
    )
    return Page(
        lambda: card(
            tr("Where it listens"),
            port,
            Text(
                sheet,
                ("server", "host"),
                tr("&Address"),
                tip=tr("Address to listen on. 127.0.0.1 keeps it to this machine."),
            ),
            Switch(
                sheet,
                ("server", "allow_remote"),
                tr("Let other &machines connect"),
                note=tr("They reach your providers with your keys, and the token travels unencrypted."),
            ),
        ),
        lambda: card(
            tr("Appearance"),
            Choice(
                sheet,
                ("desktop", "theme"),
                tr("&Theme"),
                (("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))),
            ),
            Choice(
                sheet,
                ("desktop", "language"),
                tr("&Language"),
                [(value, words or tr("As the system")) for value, words in LANGUAGES],
            ),
            title if sys.platform == "darwin" else None,
        ),
        lambda: card(
            tr("Start and updates"),
            LoginItem() if _login_items() else None,
            Switch(
                sheet,
                ("desktop", "check_updates"),
                tr("Look for &new versions once a day"),
                tip=tr("Asks PyPI whether there is a newer version; nothing else is sent."),
            ),
        ),
    )


async def free(sheet: Sheet, port: Any) -> None:
    """Raises Trouble for a port that another program holds, with which one."""
    from ccrouter.proxy.port import bind

    if isinstance(port, int) and 0 < port <= 65535:
        sock = await asyncio.to_thread(bind, sheet.settings.server.host, port)
        sock.close()


class LoginItem(QWidget):
    """Not in the settings file: the system itself keeps what starts at login."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QCheckBox(self.tr("&Start CC Router at login"))
        self.box.setAccessibleName(self.tr("Start CC Router at login"))
        self.complaint = Complaint()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.box)
        layout.addWidget(self.complaint)
        self.box.setChecked(_module().enabled())
        self.box.toggled.connect(self._switch)

    def _switch(self, on: bool) -> None:
        try:
            _module().set_enabled(on)
            self.complaint.say("")
        except (Trouble, OSError) as error:
            self.complaint.say(heard(str(error)))
        tick(self.box, _module().enabled())


def _login_items() -> bool:
    return importlib.util.find_spec("ccrouter.desktop.login_item") is not None


def _module() -> ModuleType:
    return importlib.import_module("ccrouter.desktop.login_item")
