"""The tray menu's submenus. Each is changed in place while it is open, and only where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ccrouter.desktop import words
from ccrouter.desktop.heard import heard
from ccrouter.desktop.link import View
from ccrouter.desktop.tongue import tr

if TYPE_CHECKING:
    from ccrouter.clients.connections import ClientState

MANY = 30  # models beyond which a menu shows those in use, and a window finds the others
STRATEGIES = (
    "", "priority", "round-robin", "weighted", "cost-optimized", "performance", "quality", "load-balanced", "balanced",
    "sticky",
)  # fmt: skip


def literal(text: str) -> str:
    """A name in a menu: its ``&`` is no mnemonic."""
    return text.replace("&", "&&")


def strategy_title(name: str) -> str:
    titles = {
        "": tr("As listed"),
        "priority": tr("Priority, then failover"),
        "round-robin": tr("Round robin"),
        "weighted": tr("Weighted"),
        "cost-optimized": tr("Cheapest"),
        "performance": tr("Fastest"),
        "quality": tr("Best quality"),
        "load-balanced": tr("Load-balanced"),
        "balanced": tr("Balanced"),
        "sticky": tr("Sticky"),
    }
    return titles.get(name, name.removeprefix("plugin:"))


class Choices(QMenu):
    """One of several, by a value of its own."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = QActionGroup(self)
        self._group.triggered.connect(lambda action: self.chosen.emit(action.data()))

    def offer(self, value: str, text: str, hint: str = "") -> QAction:
        action = QAction(literal(text), self._group)
        action.setData(value)
        action.setCheckable(True)
        action.setToolTip(hint)
        self.addAction(action)
        return action

    def check(self, value: str) -> None:
        for action in self._group.actions():
            action.setChecked(action.data() == value)

    def wipe(self) -> None:
        for action in self._group.actions():
            self._group.removeAction(action)
        self.clear()


class Models(Choices):
    """Grouped by provider. Of very many only those in use; *Find…* has them all."""

    find_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._groups: tuple[words.Group, ...] = ()

    def speak(self) -> None:
        self.setTitle(tr("Default &model"))
        self._groups = ()  # filled anew by the next view

    def show_view(self, view: View) -> None:
        groups, default = words.model_groups(view), view.snapshot.default_model if view.snapshot is not None else ""
        many = sum(len(group.models) for group in groups) > MANY
        shown = _in_use(view, groups) if many else groups
        if shown != self._groups:
            self._groups = shown
            self._fill(shown, many)
        self.menuAction().setEnabled(bool(groups) and view.activity in ("", "starting"))
        self.check(default)

    def _fill(self, groups: tuple[words.Group, ...], many: bool) -> None:
        self.wipe()
        if many:
            self.addAction(tr("&Find…"), self.find_asked.emit)
        for group in groups:
            # A heading and not addSection(): most tray hosts draw a section's title as a bare line.
            self.addSeparator()
            self.addAction(literal(group.title)).setEnabled(False)
            for model in group.models:
                self.offer(model, words.bare(model))


def _in_use(view: View, groups: tuple[words.Group, ...]) -> tuple[words.Group, ...]:
    snapshot = view.snapshot
    assert snapshot is not None
    used = {f"{one.provider}/{one.model}" for one in snapshot.recent} | {snapshot.default_model}
    kept = [words.Group(one.title, tuple(model for model in one.models if model in used)) for one in groups]
    return tuple(one for one in kept if one.models)


class Strategies(Choices):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        for name in STRATEGIES:
            self.offer(name, "")

    def speak(self) -> None:
        self.setTitle(tr("&Strategy"))
        for action in self._group.actions():
            action.setText(literal(strategy_title(action.data())))

    def show_view(self, view: View) -> None:
        name = view.snapshot.desktop.strategy if view.snapshot is not None else ""
        if name.startswith("plugin:") and all(action.data() != name for action in self._group.actions()):
            self.offer(name, strategy_title(name))
        self.check(name)
        self.menuAction().setEnabled(view.snapshot is not None)


class Offer(NamedTuple):
    name: str
    title: str
    about: str


class Templates(QMenu):
    """Filled from outside: templates are read from files."""

    chosen = Signal(str, str)  # name, title

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self.setToolTipsVisible(True)
        self.menuAction().setEnabled(False)

    def speak(self) -> None:
        self.setTitle(tr("&Template"))

    def show_offers(self, offers: Sequence[Offer]) -> None:
        if tuple(offers) == self._offers:
            return
        self._offers = tuple(offers)
        self.clear()
        for offer in offers:
            action = self.addAction(literal(offer.title))
            action.setToolTip(offer.about)
            action.triggered.connect(lambda _, offer=offer: self.chosen.emit(offer.name, offer.title))
        self.menuAction().setEnabled(bool(offers))


class Switches(QMenu):
    """Things that are on or off. A click only asks: the mark follows what really happened."""

    switched = Signal(str, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions: dict[str, QAction] = {}
        self.setToolTipsVisible(True)

    def show_switches(self, switches: Sequence[tuple[str, str, str, bool, bool]]) -> None:
        """Each is name, text, hint, on, and whether it can be switched."""
        if [one[0] for one in switches] != list(self._actions):
            self.clear()
            self._actions = {name: self._switch(name) for name, *_ in switches}
        for name, text, hint, on, possible in switches:
            action = self._actions[name]
            action.setText(literal(text))
            action.setToolTip(hint)
            action.setChecked(on)
            action.setEnabled(possible)
        self.menuAction().setEnabled(bool(switches))

    def _switch(self, name: str) -> QAction:
        action = self.addAction("")
        action.setCheckable(True)
        action.triggered.connect(lambda on: self._asked(action, name, on))
        return action

    def _asked(self, action: QAction, name: str, on: bool) -> None:
        action.setChecked(not on)
        self.switched.emit(name, on)


class Providers(Switches):
    def speak(self) -> None:
        self.setTitle(tr("&Providers"))

    def show_view(self, view: View) -> None:
        providers = view.snapshot.providers if view.snapshot is not None else ()
        self.show_switches(
            [
                (one.name, words.provider_line(one), heard(one.last_error) or one.base_url, one.enabled, True)
                for one in providers
                if not one.demo
            ]
        )


class Clients(Switches):
    """Coding agents, by what their own settings say; filled from outside, for that is read from files."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.menuAction().setEnabled(False)

    def speak(self) -> None:
        self.setTitle(tr("C&onnect"))

    def show_states(self, states: Sequence[ClientState], *, serving: bool) -> None:
        self.show_switches([_client(one, serving) for one in states])


def _client(state: ClientState, serving: bool) -> tuple[str, str, str, bool, bool]:
    title, hint = state.client.title, heard(state.trouble)
    if state.trouble:
        title = tr("{title} — cannot be connected").format(title=title)
    elif state.changed:
        title = tr("{title} — changed since").format(title=title)
        hint = tr("Set by another program since: {keys}").format(keys=", ".join(state.changed))
    elif not state.installed:
        title = tr("{title} — not installed").format(title=title)
    possible = state.connected or (serving and state.installed and not state.trouble)
    return state.client.name, title, hint, state.connected and not state.changed, possible
