"""What people should know, newest last: published by the engine, kept over restarts, heard by windows and plugins."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from ccrouter.settings import atomic
from ccrouter.views import Notice

KEPT = 500
SETTLE = 0.5  # seconds between two writings of the file: news comes in swarms

log = logging.getLogger(__name__)
Listener = Callable[[Notice], None]


class _File(Struct):
    notices: list[Notice]
    seen: float = 0.0  # Unix seconds of the newest one that somebody has looked at


class Notices:
    """Called on the loop only. ``file`` is read by ``load`` and written on a thread; losing it loses the history alone."""

    def __init__(self, file: Path, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now
        self._kept: deque[Notice] = deque(maxlen=KEPT)
        self._seen = 0.0
        self._listeners: list[Listener] = []
        self._settling: asyncio.TimerHandle | None = None
        self._saving: asyncio.Task[None] | None = None

    def load(self) -> None:
        """What an earlier run left; a file that cannot be read is begun anew."""
        try:
            said = msgspec.json.decode(self._file.read_bytes(), type=_File)
        except FileNotFoundError:
            return
        except (OSError, msgspec.DecodeError) as error:
            log.warning("the earlier notices could not be read: %s", error)
            return
        self._kept = deque(said.notices, maxlen=KEPT)
        self._seen = said.seen

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have ``listener`` told of every new notice, on the loop; what comes back ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, notice: Notice) -> Notice:
        """Keep it and tell everybody; it comes back with its time."""
        last = self._kept[-1].time if self._kept else 0.0
        notice = structs.replace(notice, time=max(self._now(), last + 1e-3))
        self._kept.append(notice)
        log.log(logging.INFO if notice.severity == "info" else logging.WARNING, "%s: %s", notice.title, notice.text)
        for listener in tuple(self._listeners):
            try:
                listener(notice)
            except Exception:  # a listener's bug must not cost an answer
                log.exception("a notice could not be told")
        self._save_soon()
        return notice

    def newest(self, count: int = KEPT) -> tuple[Notice, ...]:
        """Newest first."""
        return tuple(notice for notice, _ in zip(reversed(self._kept), range(count), strict=False))

    @property
    def unread(self) -> int:
        return sum(notice.time > self._seen for notice in self._kept)

    def mark_read(self) -> None:
        """Somebody looks at them now."""
        if self.unread:
            self._seen = self._kept[-1].time
            self._save_soon()

    def clear(self) -> None:
        if self._kept:
            self._kept.clear()
            self._save_soon()

    async def close(self) -> None:
        """Have everything written."""
        if self._settling is not None:
            self._settling.cancel()
            self._save_now()
        if self._saving is not None:
            await self._saving

    def _save_soon(self) -> None:
        if self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(SETTLE, self._save_now)

    def _save_now(self) -> None:
        self._settling = None
        self._saving = asyncio.get_running_loop().create_task(self._save_after(self._saving))

    async def _save_after(self, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await earlier  # an older state must not be written over a newer one
        await asyncio.to_thread(self._save, self._said())

    def _said(self) -> str:
        return msgspec.json.encode(_File(list(self._kept), self._seen)).decode()

    def _save(self, said: str) -> None:
        try:
            atomic.write(self._file, said)
        except OSError as error:
            log.warning("the notices could not be saved: %s", error)
