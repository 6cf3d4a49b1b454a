"""What the tray menu does beyond the router's own commands: settings, templates, coding agents, logs, updates."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

import ccrouter
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.heard import heard
from ccrouter.desktop.menus import Offer, strategy_title
from ccrouter.environment import own
from ccrouter.logs import log_file

if TYPE_CHECKING:
    from ccrouter.clients.connections import ClientState, Connections
    from ccrouter.templating.templates import Preview, Templates


class Commands(QObject):
    """Each starts its work and returns at once; a failure is shown as ``Trouble``, a result that cannot be seen is ``told``."""

    told = Signal(str, str)  # title, text
    offered = Signal(object)  # templates: tuple[Offer, ...]
    clients_seen = Signal(object)  # tuple[ClientState, ...]
    login_seen = Signal(bool)

    def __init__(self, hands: Hands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hands = hands
        self._files = asyncio.Lock()  # what was read of them is told before anything changes them

    def look(self) -> None:
        """Read again what the menu shows of files: templates, agents, the login item."""
        self._hands.spawn(self._look())

    def strategy(self, name: str) -> None:
        what = self.tr("Strategy: {name}").format(name=strategy_title(name))
        self._hands.spawn(self._hands.change({("routing", "strategy"): name or None}, what))

    def provider(self, name: str, enabled: bool) -> None:
        said = self.tr("{name} switched on") if enabled else self.tr("{name} switched off")
        key = "providers", name, "enabled"
        self._hands.spawn(self._hands.change({key: None if enabled else False}, said.format(name=name)))

    def template(self, name: str, title: str) -> None:
        self._hands.spawn(self._template(name, title))

    def client(self, name: str, connect: bool) -> None:
        self._hands.spawn(self._connect(name) if connect else self._disconnect(name))

    def undo(self) -> None:
        self._hands.spawn(self._hands.undo())

    def login(self, on: bool) -> None:
        self._hands.spawn(self._login(on))

    def updates(self) -> None:
        self._hands.spawn(self._updates())

    def open_log(self) -> None:
        file = log_file(self._hands.places)
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file if file.exists() else file.parent))):
            self.told.emit(self.tr("No application opens the log"), str(file))

    async def _look(self) -> None:
        from ccrouter.desktop import login_item

        async with self._files:
            offers, states, login = await asyncio.gather(
                self._hands.work(self._offers), self._hands.work(self._states), self._hands.work(login_item.enabled)
            )
            self.offered.emit(offers)
            self.clients_seen.emit(states)
            self.login_seen.emit(login)

    async def _template(self, name: str, title: str) -> None:
        def apply() -> Preview:
            templates = self._templates()
            fitted = templates.preview(name)
            if not fitted.idle:
                templates.apply(fitted)
            return fitted

        fitted = await self._hands.work(apply)
        if fitted.idle:
            self.told.emit(
                self.tr("Nothing to change"),
                self.tr("The settings already are as “{title}” has them.").format(title=title),
            )
            return
        await self._hands.written(self.tr("Template: {title}").format(title=title), fitted.old, fitted.new)

    async def _connect(self, name: str) -> None:
        from ccrouter.clients.known import known
        from ccrouter.clients.link import link_to

        client, settings = known(name), await self._hands.settings()
        environment = await self._hands.ask(lambda control: control.environment())
        snapshot = await self._hands.ask(lambda control: control.snapshot())

        def connect() -> list[str]:
            connections = self._connections()
            link = link_to(settings, environment["ANTHROPIC_AUTH_TOKEN"], running=snapshot.url)
            step = connections.connect(client, link)
            warnings = step.warnings()
            connections.carry_out(step)
            return [heard(one) for one in (*warnings, *client.hints)]

        async with self._files:
            said = await self._hands.work(connect)
            self.clients_seen.emit(await self._hands.work(self._states))
        if said:
            self.told.emit(self.tr("{client} now uses CC Router").format(client=client.title), "\n\n".join(said))

    async def _disconnect(self, name: str) -> None:
        from ccrouter.clients.known import known

        client = known(name)

        def disconnect() -> list[str]:
            connections = self._connections()
            step = connections.disconnect(client)
            connections.carry_out(step)
            return [f"{one.name} ({one.file})" for one in step.left]

        async with self._files:
            left = await self._hands.work(disconnect)
            self.clients_seen.emit(await self._hands.work(self._states))
        if left:
            text = self.tr("These were changed by another program since, and stay as they are:")
            self.told.emit(
                self.tr("{client} no longer uses CC Router").format(client=client.title), "\n".join([text, *left])
            )

    async def _login(self, on: bool) -> None:
        from ccrouter.desktop import login_item

        async with self._files:
            await self._hands.work(lambda: login_item.set_enabled(on))
            self.login_seen.emit(await self._hands.work(login_item.enabled))

    async def _updates(self) -> None:
        from ccrouter import releases

        newest = await self._hands.work(releases.newest)
        if releases.is_newer(newest):
            title = self.tr("CC Router {version} is out").format(version=newest)
            text = self.tr("This is {version}. Update with:\n{command}")
            self.told.emit(title, text.format(version=ccrouter.__version__, command=releases.how()))
        else:
            text = self.tr("CC Router {version} is the newest.").format(version=ccrouter.__version__)
            self.told.emit(self.tr("No newer version"), text)

    def _templates(self) -> Templates:
        from ccrouter.prices.book import Book
        from ccrouter.templating.templates import Templates

        return Templates(
            self._hands.places,
            lambda settings: Book(settings.prices, settings.providers).comparable,
            env=own(os.environ),
            file=self._hands.config,
        )

    def _offers(self) -> tuple[Offer, ...]:
        return tuple(
            Offer(one.name, heard(one.title or one.name), heard(one.about)) for one in self._templates().list()
        )

    def _connections(self) -> Connections:
        from ccrouter.clients.connections import Connections

        return Connections(self._hands.places, os.environ)

    def _states(self) -> tuple[ClientState, ...]:
        return tuple(self._connections().states())
