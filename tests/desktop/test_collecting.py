"""Python's cycle collector runs on the loop's thread alone: a widget that dies in another takes the process with it."""

from __future__ import annotations

import asyncio
import gc
import threading
from typing import ClassVar


class Cycle:
    """Only the cycle collector can free it; it notes on which thread that was."""

    died_on: ClassVar[list[int]] = []

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.died_on.append(threading.get_ident())


def garbage(cycles: int) -> int:
    """Enough new objects for many collections, were they allowed here."""
    for _ in range(cycles):
        Cycle()
    return len([[] for _ in range(200_000)])


async def test_threads_never_collect_and_the_loop_does(eventually) -> None:
    Cycle.died_on.clear()
    await asyncio.to_thread(garbage, 200)
    assert not gc.isenabled()
    await eventually(lambda: garbage(0) and len(Cycle.died_on) == 200)
    assert set(Cycle.died_on) == {threading.get_ident()}


def test_outside_of_the_loop_python_collects_as_usual() -> None:
    assert gc.isenabled()
