"""The wizard's window: steps at the left, one page at a time, one default button. Each step is done when it is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ccrouter.desktop import theme
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.heard import heard
from ccrouter.desktop.setup.agents import AgentsPage
from ccrouter.desktop.setup.budget import BudgetPage
from ccrouter.desktop.setup.keys import KeysPage
from ccrouter.desktop.setup.look import LookPage
from ccrouter.desktop.setup.page import Page
from ccrouter.desktop.setup.providers import ProvidersPage
from ccrouter.desktop.setup.steps import StepList
from ccrouter.desktop.setup.taking import TakingPage
from ccrouter.desktop.setup.template import TemplatePage
from ccrouter.desktop.setup.trial import TryPage
from ccrouter.desktop.setup.trip import Trip
from ccrouter.trouble import Trouble

PAGES: tuple[type[Any], ...] = (
    LookPage, TakingPage, ProvidersPage, KeysPage, TemplatePage, BudgetPage, AgentsPage, TryPage,
)  # fmt: skip


class SetupWindow(Frame):
    name = "setup"

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Set up CC Router"))
        self.resize(940, 680)
        self.setMinimumSize(780, 520)
        self._hands, self._trip = hands, Trip(hands, self)
        self._pages: list[Page] = []
        self._stack = QStackedWidget()
        self._here, self._done, self._out = 0, set[int](), set[int]()
        self._filling: asyncio.Task[None] | None = None  # the page that comes up; cancelled when another does
        self._doing: asyncio.Task[None] | None = None  # what a page was left for
        self._trouble = TroubleCard()
        self._kept = Tinted("muted")
        self._kept.setWordWrap(True)
        self._kept.setAccessibleName(self.tr("Kept so far"))
        self._close, self._back = QPushButton(), QPushButton(self.tr("&Back"))
        self._other, self._next = QPushButton(), QPushButton()
        self._next.setDefault(True)
        self._close.clicked.connect(self.close)
        self._back.clicked.connect(self._go_back)
        self._other.clicked.connect(lambda: self._page.instead())
        self._next.clicked.connect(self._proceed)
        self._trip.kept_changed.connect(self._say_kept)

    def build(self) -> Iterator[None]:
        for kind in PAGES:
            page: Page = kind(self._trip)
            self._pages.append(page)
            self._stack.addWidget(page)
            page.changed.connect(self._show_buttons)
            page.leave_asked.connect(self._proceed)
            page.jump_asked.connect(self._jump)
            yield
        self._steps = StepList([page.step for page in self._pages])
        self._steps.chosen.connect(self._go)
        self._lay_out()
        self._say_kept()

    @property
    def _page(self) -> Page:
        return self._pages[self._here]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous() and (self._doing is None or self._doing.done()):
            self._begin()

    def hideEvent(self, event: Any) -> None:
        super().hideEvent(event)
        if event.spontaneous():
            return
        if self._filling is not None:
            self._filling.cancel()
        if self._doing is not None and self._page.may_be_cut:
            self._doing.cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        (focus if isinstance(focus, QPushButton) and focus.isEnabled() else self._next).click()

    def _begin(self) -> None:
        """Each opening starts with a look: what is there is shown, and only added to."""
        self._trip.begin()
        self._done.clear()
        for page in self._pages:
            if isinstance(page, KeysPage | TakingPage):
                page.begin()
        self._go(0)

    def _proceed(self) -> None:
        if self._page.ready and not self._busy:
            self._doing = self._hands.spawn(self._carefully(self._leave, self._page))
            self._show_buttons()

    async def _leave(self, page: Page) -> None:
        to = await page.leave()
        if page is not self._page or not self.isVisible() or to == page.name:
            return
        self._done.add(self._here)
        self._jump(to) if to else self._go(self._after(self._here))

    def _jump(self, name: str) -> None:
        """To a step by its name; ``end`` closes."""
        if name == "end":
            self.close()
            return
        place = next(place for place, page in enumerate(self._pages) if page.name == name)
        self._done.add(self._here)
        self._go(place if self._pages[place].needed else self._after(place))

    def _go_back(self) -> None:
        before = [place for place in range(self._here) if self._pages[place].needed]
        if before:
            self._go(before[-1])

    def _go(self, place: int) -> None:
        if self._filling is not None:
            self._filling.cancel()
        self._here = place
        self._trouble.hide()
        self._stack.setCurrentIndex(place)
        self._out = {one for one, page in enumerate(self._pages) if self._trip.found is not None and not page.needed}
        self._steps.show_steps(place, self._done, self._out)
        self._filling = self._hands.spawn(self._carefully(self._fill, self._page))
        self._show_buttons()

    async def _fill(self, page: Page) -> None:
        await page.enter()
        if page is self._page:
            first = page.first
            if first is not None and first.isEnabled():
                _focus(first)

    async def _carefully(self, work: Callable[[Page], Coroutine[Any, Any, None]], page: Page) -> None:
        """A Trouble is said on the page it is of."""
        me = asyncio.current_task()
        try:
            await work(page)
        except Trouble as trouble:
            self._trouble.show_trouble(trouble)
        finally:
            if me is self._filling:
                self._filling = None
            if me is self._doing:
                self._doing = None
            self._show_buttons()
            if not self._busy and not self._stack.isAncestorOf(self.focusWidget()):
                self._next.setFocus()  # it could not keep the focus while it could not be pressed

    def _after(self, place: int) -> int:
        return next(later for later in range(place + 1, len(self._pages)) if self._pages[later].needed)

    @property
    def _busy(self) -> bool:
        return self._filling is not None or self._doing is not None

    def _show_buttons(self) -> None:
        page = self._page
        self._next.setText(page.action)
        self._next.setEnabled(page.ready and not self._busy)
        self._other.setText(page.other)
        self._other.setVisible(bool(page.other))
        self._other.setEnabled(not self._busy)
        self._back.setEnabled(self._doing is None and any(one.needed for one in self._pages[: self._here]))
        if self._doing is not None:
            self._trouble.hide()

    def _say_kept(self) -> None:
        kept = self._trip.kept
        self._kept.setText(self.tr("Kept: {what}").format(what="; ".join(kept)) if kept else "")
        self._close.setText(self.tr("C&lose") if kept else self.tr("Cance&l"))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._close, None, self._back, self._other, self._next):
            if button is None:
                buttons.addWidget(self._kept, 1)
            else:
                buttons.addWidget(button)
        self._kept.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        right = QVBoxLayout()
        right.setSpacing(theme.SPACE)
        right.addWidget(self._stack, 1)
        right.addWidget(self._trouble)
        right.addLayout(buttons)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 18, 18, 14)
        whole.setSpacing(18)
        whole.addWidget(self._steps)
        whole.addLayout(right, 1)


def _focus(widget: QWidget) -> None:
    """Of what has just come into a layout too: Qt shows that an event later, and what is not shown cannot have the focus."""
    top = widget
    while (above := top.parentWidget()) is not None and not above.isVisible():
        top = above
    top.show()
    widget.setFocus()


class TroubleCard(Card):
    """What went wrong on this page, why, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self._title, self._words = Tinted("bad"), QLabel()
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self._title)
        self.body.addWidget(self._words)
        self.setAccessibleName(self.tr("Trouble"))
        self.hide()

    def show_trouble(self, trouble: Trouble) -> None:
        self._title.setText(heard(trouble.title))
        self._words.setText(heard(f"{trouble.reason} {trouble.next_step}"))
        self.setAccessibleDescription(str(trouble))
        self.show()
