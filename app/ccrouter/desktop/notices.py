"""The window *Notices*: what happened, newest first, with what may be done about it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from ccrouter.desktop import theme, words
from ccrouter.desktop.cards import Card, Tinted
from ccrouter.desktop.frame import Frame
from ccrouter.desktop.hands import Hands
from ccrouter.desktop.heard import heard
from ccrouter.desktop.link import View
from ccrouter.desktop.notice_list import NOTICE, NoticeList, weight
from ccrouter.desktop.notifications import Act, act, action_words
from ccrouter.desktop.spoken import Told
from ccrouter.views import Notice, NoticeAction


def make(hands: Hands) -> Frame:
    return NoticesWindow(hands)


class NoticesWindow(Frame):
    """Opening it marks all as read."""

    name = "notices"

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self._hands = hands
        self._all: tuple[Notice, ...] = ()
        self._newest: tuple[Notice, ...] | None = None
        self.setWindowTitle(self.tr("Notices"))
        self.resize(760, 560)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("Kind of notice"))
        for words_of, kinds in self._choices():
            self.kinds.addItem(words_of, kinds)
        self.search = QLineEdit(placeholderText=self.tr("Find in notices"), clearButtonEnabled=True)
        self.search.setAccessibleName(self.tr("Find in notices"))
        self.clear = QPushButton(self.tr("C&lear all"))
        self.clear.setAccessibleDescription(self.tr("Forgets every notice"))
        self.list = NoticeList()
        self.detail = _Detail(lambda action, notice: act(hands, self.window_asked.emit, action, notice))
        self.kinds.currentIndexChanged.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.clear.clicked.connect(lambda: hands.spawn(self._clear()))
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self._lay_out()
        self._filter()

    def write(self, view: View) -> None:
        notices = view.snapshot.notices if view.snapshot is not None else ()
        if notices != self._newest or (view.snapshot is not None and view.snapshot.unread):
            self._newest = notices
            self._hands.spawn(self._read())

    async def _read(self) -> None:
        if not self._hands.link.has_control:
            return
        self._all = await self._hands.ask(lambda control: control.notices())
        await self._hands.ask(lambda control: control.read_notices())
        self._filter()

    async def _clear(self) -> None:
        await self._hands.ask(lambda control: control.clear_notices())
        self._all = ()
        self._filter()
        self._hands.link.look()

    def _filter(self) -> None:
        kinds, sought = self.kinds.currentData(), self.search.text().casefold()
        kept = self.list.currentIndex().data(NOTICE) if self.list.currentIndex().isValid() else None
        rows = [
            one
            for one in self._all
            if (not kinds or one.kind in kinds)
            and sought in heard(f"{one.title}\n{one.text} {one.next_step}").casefold()
        ]
        self.list.notices.show_rows(rows)
        self.clear.setEnabled(bool(self._all))
        self.list.say_if_empty(
            self.tr("None of the notices matches.")
            if self._all
            else self.tr(
                "Nothing to report.\nWhen a budget runs low, a provider fails or a key is refused, it is said here."
            )
        )
        if rows:
            self.list.setCurrentIndex(self.list.notices.index(rows.index(kept) if kept in rows else 0))
        else:
            self.detail.show_notice(None)

    def _chosen(self, now: QModelIndex) -> None:
        self.detail.show_notice(now.data(NOTICE) if now.isValid() else None)

    def _choices(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            (self.tr("All"), ()),
            (self.tr("Budgets and forecasts"), ("budget", "forecast")),
            (self.tr("Providers and keys"), ("provider_down", "provider_recovered", "key_rejected", "failover_storm")),
            (self.tr("Settings and updates"), ("settings", "update")),
        )

    def _lay_out(self) -> None:
        show = QLabel(self.tr("&Show"))
        show.setBuddy(self.kinds)
        top = QHBoxLayout()
        top.addWidget(show)
        top.addWidget(self.kinds)
        top.addWidget(self.search, 1)
        top.addWidget(self.clear)
        card = Card(margins=(1, 6, 1, 6))
        card.body.addWidget(self.list)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        whole.setSpacing(theme.SPACE)
        whole.addLayout(top)
        whole.addWidget(card, 1)
        whole.addWidget(self.detail)


class _Detail(Card):
    """The chosen notice in full, and its buttons."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self._act = act
        self.title, self.when = Told(), Tinted("muted")
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.text = Told()
        self.next_step = Told()
        self.buttons = QHBoxLayout()
        for label in (self.title, self.text, self.next_step):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.title.setAccessibleName(self.tr("Notice"))
        self.text.setAccessibleName(self.tr("What happened"))
        self.next_step.setAccessibleName(self.tr("What to do"))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.when)
        self.body.addLayout(head)
        self.body.addWidget(self.text)
        self.body.addWidget(self.next_step)
        self.body.addLayout(self.buttons)

    def show_notice(self, notice: Notice | None) -> None:
        self.setVisible(notice is not None)
        if notice is None:
            return
        self.title.setText(heard(notice.title))
        self.when.setText(f"{weight(notice)} · {words.clock_time(notice.time)}")
        self.text.setText(heard(notice.text))
        self.next_step.setText(heard(notice.next_step))
        self.next_step.setVisible(bool(notice.next_step))
        while (item := self.buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        for action in notice.actions:
            self.buttons.addWidget(self._button(action, notice))
        self.buttons.addStretch(1)

    def _button(self, action: NoticeAction, notice: Notice) -> QPushButton:
        button = QPushButton(action_words(action))
        button.clicked.connect(lambda: self._act(action, notice))
        return button
