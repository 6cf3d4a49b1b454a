"""The settings window: pages in a list at the left, what can be undone at the bottom, and no button to save."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ccrouter.desktop import theme
from ccrouter.desktop.frame import Frame, Key
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.heard import heard
from ccrouter.desktop.link import View
from ccrouter.desktop.settings import advanced, budgets, general, notifications, plugins, providers, routing
from ccrouter.desktop.settings.fields import Complaint, Field
from ccrouter.desktop.settings.page import Page
from ccrouter.desktop.settings.roster import ROW, Roster
from ccrouter.desktop.settings.sheet import Path, Sheet

Make = Callable[[Sheet], QWidget]


class Spot(NamedTuple):
    """A page by its place in the list, what is chosen on it, and the field that has the focus; both may be empty."""

    page: int
    chosen: str
    field: Path


class SettingsWindow(Frame):
    """A page is made when it is first turned to."""

    name = "settings"

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.sheet = Sheet(hands, self)
        self.setWindowTitle(self.tr("Settings"))
        self.resize(980, 680)
        self._makers: list[Make] = []
        self._made: dict[int, QWidget] = {}
        self._wrong = Complaint()
        self._undo = QPushButton(self)
        self._undo.clicked.connect(self._undo_last)
        self._said = QLabel(self.tr("Changes are written at once and used from the next request on."))
        self._open = QPushButton(self.tr("Open settings &file"), self)
        self._open.clicked.connect(hands.open_config)
        self.pages = QListWidget(self)  # after the buttons: Tab goes from here to the page
        self._stack = QStackedWidget(self)
        self.pages.setAccessibleName(self.tr("Pages"))
        self.pages.setFixedWidth(140)
        self._shortcut(Key.Undo, self._undo_last)
        for title, make in (
            (self.tr("Providers"), providers.page),
            (self.tr("Routing"), routing.page),
            (self.tr("Budgets"), budgets.page),
            (self.tr("Notifications"), notifications.page),
            (self.tr("Plugins"), plugins.page),
            (self.tr("General"), general.page),
            (self.tr("Advanced"), advanced.page),
        ):
            self._makers.append(make)
            item = QListWidgetItem(title)
            item.setSizeHint(QSize(0, ROW + 4))
            self.pages.addItem(item)
        self._lay_out()
        self.sheet.read.connect(self._after_read)
        hands.settings_changed.connect(self._show_undo)
        self.seen.connect(self.sheet.watch)
        self.pages.currentRowChanged.connect(self.turn_to)
        self.pages.setCurrentRow(0)
        self.pages.setFocus()
        self._show_undo()

    def write(self, view: View) -> None:
        self.sheet.show_view(view)

    def spot(self) -> Spot:
        focus: QWidget | None = self.focusWidget()
        while focus is not None and not isinstance(focus, Field):
            focus = focus.parentWidget()
        page = self._stack.currentWidget()
        chosen = page.key if isinstance(page, Roster) else ""
        return Spot(self.pages.currentRow(), chosen, focus.path if focus is not None else ())

    def turn_to_spot(self, spot: Spot) -> None:
        def find() -> None:
            page = self._stack.currentWidget()
            if isinstance(page, Roster):
                page.choose(spot.chosen)
            self.finish()
            for field in self.findChildren(Field):
                if field.path == spot.field and field.isVisible():
                    field.setFocus()

        self.pages.setCurrentRow(spot.page)
        self.sheet.read.connect(find, Qt.ConnectionType.SingleShotConnection)  # when there is something to find

    def finish(self) -> None:
        """Make at once what is still to come of its pages."""
        for page in self.findChildren(Page):
            page.finish()

    def turn_to(self, place: int) -> QWidget:
        """The page at ``place`` of the list, made if need be."""
        if place not in self._made:
            self._made[place] = page = self._makers[place](self.sheet)
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._made[place])
        return self._made[place]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colours().page))
        painter.end()

    def _undo_last(self) -> None:
        self.sheet.spawn(self.sheet.undo())

    def _after_read(self) -> None:
        said = self.tr("The settings file has a mistake; what was in force before stays. {mistake}")
        self._wrong.say(said.format(mistake=heard(self.sheet.wrong)) if self.sheet.wrong else "")
        self._show_undo()

    def _show_undo(self) -> None:
        what = self.sheet.hands.undoable
        short = what if len(what) <= 60 else f"{what[:59]}…"
        self._undo.setText(
            self.tr("&Undo “{what}”").format(what=short.replace("&", "&&")) if what else self.tr("&Undo")
        )
        self._undo.setToolTip(what)
        self._undo.setEnabled(bool(what))

    def _lay_out(self) -> None:
        self.pages.setFrameShape(QListWidget.Shape.NoFrame)
        self.pages.viewport().setAutoFillBackground(False)
        self._said.setWordWrap(True)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE)
        foot.addWidget(self._undo)
        foot.addWidget(self._said, 1)
        foot.addWidget(self._open)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self._wrong)
        right.addWidget(self._stack, 1)
        right.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.SPACE, 0, 0, 0)
        whole.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(0, theme.SPACE, 0, theme.SPACE)
        left.addWidget(self.pages)
        whole.addLayout(left)
        whole.addLayout(right, 1)
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
