"""Python's cycle collector, run by the loop alone: what it frees may be a widget, and those die in their own thread or crash.

Python itself collects in whatever thread happens to allocate, and ours read databases and files. The thresholds are Python's
own; only a full collection waits longer, for it is one long turn of the loop.
"""

from __future__ import annotations

import gc
import importlib
import time
from types import ModuleType

FULL_AFTER = 600.0  # seconds between two full collections

_loading: list[str] = []  # modules


class Collector:
    """``begin`` and ``end`` are called when the loop first runs and when it is closed, ``turn`` after each of its turns."""

    def __init__(self) -> None:
        self._young, self._middle, self._old = gc.get_threshold()
        self._full_at = time.monotonic()
        self._begun = False

    def begin(self) -> None:
        if not self._begun and gc.isenabled():
            self._begun = True
            gc.disable()

    def end(self) -> None:
        if self._begun:
            self._begun = False
            gc.enable()

    def turn(self) -> None:
        young, middle, old = gc.get_count()
        if young <= self._young or _loading:
            return
        if middle <= self._middle:
            gc.collect(0)
        elif old <= self._old or time.monotonic() - self._full_at < FULL_AFTER:
            gc.collect(1)
        else:
            gc.collect()
            self._full_at = time.monotonic()


def set_aside() -> None:
    """What is there now stays: a router that has started and a window that was made are looked through no more, for that
    alone takes tens of milliseconds. Costs next to nothing."""
    gc.freeze()


def load(module: str) -> ModuleType:
    """Import it, on a thread. The loop collects nothing meanwhile, and looks through nothing that came with it: that would be
    one turn of 30 ms for the engine."""
    _loading.append(module)
    try:
        return importlib.import_module(module)
    finally:
        set_aside()
        _loading.remove(module)


def take_back() -> None:
    """The application ends: what was set aside may go."""
    gc.unfreeze()
