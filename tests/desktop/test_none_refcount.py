"""PySide6 6.12.0 on Python 3.11 gave away a reference to None with every void call, and qasync makes one a loop turn:
after a few thousand turns the interpreter ended with ``none_dealloc``. That is why pyproject.toml holds PySide6 below it.
"""

from __future__ import annotations

import asyncio
import sys

import pytest

TURNS = 3000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there (PEP 683): nothing to lose")
async def test_turns_of_the_loop_cost_no_reference_to_none():
    await asyncio.sleep(0)
    before = sys.getrefcount(None)
    for turn in range(TURNS):
        await asyncio.sleep(0.001 if turn % 100 == 0 else 0)  # timers of both kinds are made and killed
    lost = before - sys.getrefcount(None)
    assert lost < TURNS / 10
