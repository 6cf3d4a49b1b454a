"""Notices as the system's own notifications: the wanted kinds, not in quiet hours, never a swarm of one kind."""

from __future__ import annotations

import asyncio
import html
import importlib
import logging
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ccrouter.desktop.hands import Hands
from ccrouter.desktop.heard import heard
from ccrouter.desktop.link import View
from ccrouter.desktop.tongue import tr
from ccrouter.resources import resource
from ccrouter.settings.deployments import Notifications as Wishes
from ccrouter.trouble import Trouble
from ccrouter.views import Notice, NoticeAction

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

log = logging.getLogger(__name__)
Act = Callable[[NoticeAction, Notice], None]


def action_words(action: NoticeAction) -> str:
    """As a button says it."""
    words = {
        "dashboard": tr("Open dashboard"),
        "requests": tr("Show requests"),
        "health": tr("Show health"),
        "settings": tr("Open settings"),
        "about": tr("About this version"),
        "allow_budget": tr("Allow until tomorrow"),
    }
    return words[action]


class Notifications(QObject):
    """Given every view; shows what is new since the application started. ``fallback`` shows a title and a text without buttons."""

    window_asked = Signal(str)

    def __init__(
        self,
        hands: Hands,
        fallback: Callable[[str, str], None],
        parent: QObject | None = None,
        *,
        now: float | None = None,
    ) -> None:
        super().__init__(parent)
        self._hands = hands
        self._fallback = fallback
        self._native = Native()
        self._wishes = Wishes()
        self._shown: dict[str, float] = {}  # when one of that kind was shown last, Unix seconds
        self._seen = time.time() if now is None else now

    def heed(self, view: View) -> None:
        notices = view.snapshot.notices if view.snapshot is not None else ()
        fresh = [one for one in notices if one.time > self._seen]
        if fresh:
            self._seen = fresh[0].time
            self._hands.spawn(self._tell(fresh[::-1]))

    def close(self) -> None:
        self._native.close()

    async def _tell(self, notices: Sequence[Notice]) -> None:
        try:
            self._wishes = (await self._hands.settings()).notifications
        except (
            Trouble
        ) as trouble:  # a file with a mistake, which may be just what is to be told: the wishes of before count
            log.debug("%s", trouble)
        for notice in notices:
            if not wanted(notice, self._wishes, self._shown.get(notice.kind), datetime.now()):
                continue
            self._shown[notice.kind] = notice.time
            if not await self._native.show(notice, self._act):
                self._fallback(heard(notice.title), _body(notice))

    def _act(self, action: NoticeAction, notice: Notice) -> None:
        act(self._hands, self.window_asked.emit, action, notice)


def act(hands: Hands, open_window: Callable[[str], object], action: NoticeAction, notice: Notice) -> None:
    """Do what a notice's button says."""

    async def allow() -> None:
        await hands.ask(lambda control: control.allow_budget(notice.key))
        hands.link.look()

    if action == "allow_budget":
        hands.spawn(allow())
    else:
        open_window(action)


def wanted(notice: Notice, wishes: Wishes, last: float | None, clock: datetime) -> bool:
    """Is it to be shown? ``last`` is when one of its kind was (Unix seconds), ``clock`` the local time."""
    if not wishes.enabled or notice.kind in wishes.off:
        return False
    if last is not None and notice.time - last < wishes.interval:
        return False
    return wishes.quiet is None or not _within(f"{clock:%H:%M}", *wishes.quiet)


def _within(clock: str, begin: str, end: str) -> bool:
    """Over midnight, if it ends before it begins. Times are HH:MM, and compare as such."""
    return begin <= clock < end if begin <= end else clock >= begin or clock < end


def _body(notice: Notice) -> str:
    return heard(f"{notice.text}\n{notice.next_step}".strip())


class Native:
    """macOS: UNUserNotificationCenter; Linux: org.freedesktop.Notifications; Windows: toasts. Loaded when first needed."""

    def __init__(self) -> None:
        self._library: Any = None
        self._notifier: DesktopNotifier | None = None

    async def show(self, notice: Notice, act: Act) -> bool:
        """False if this system cannot: no service on the bus, or not allowed to."""
        try:
            return await self._show(notice, act)
        except Exception as error:  # noqa: BLE001  # whatever a system has against it, there is the tray's message
            log.info("no native notification: %s", error)
            return False

    def close(self) -> None:
        """Let go of the message bus: the library itself never does."""
        bus = getattr(getattr(self._notifier, "_backend", None), "bus", None)
        if bus is not None:
            bus.disconnect()

    async def _show(self, notice: Notice, act: Act) -> bool:
        if self._notifier is None:
            self._library = await asyncio.to_thread(importlib.import_module, "desktop_notifier")
            icon = self._library.Icon(path=resource("icons/app.png"))
            self._notifier = self._library.DesktopNotifier(app_name="CC Router", app_icon=icon)
        library, notifier = self._library, self._notifier
        went: list[bool] = []
        await notifier.send(
            title=heard(notice.title),
            # Linux servers take the text for markup
            message=html.escape(_body(notice), quote=False) if sys.platform == "linux" else _body(notice),
            urgency=library.Urgency.Critical if notice.severity == "error" else library.Urgency.Normal,
            buttons=[
                library.Button(title=action_words(action), on_pressed=lambda action=action: act(action, notice))
                for action in notice.actions
            ],
            on_clicked=lambda: act(next((a for a in notice.actions if a != "allow_budget"), "dashboard"), notice),
            on_dispatched=lambda: went.append(True),
        )
        return bool(went)
