"""A wait that lasts too long is ended; what happens between waits does not count."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ccrouter.upstream.silence import Silence


def pieces(*pauses: float) -> Callable[[], Awaitable[bytes]]:
    left = iter(pauses)

    async def read() -> bytes:
        await asyncio.sleep(next(left))
        return b"x"

    return read


async def test_a_wait_longer_than_the_limit_is_ended():
    with Silence(0.05) as silence, pytest.raises(TimeoutError):
        await silence.wait(pieces(30.0))
    assert asyncio.current_task().cancelling() == 0


async def test_many_short_waits_may_together_last_longer():
    stream = pieces(*[0.02] * 10)
    with Silence(0.1) as silence:
        assert b"".join([await silence.wait(stream) for _ in range(10)]) == b"x" * 10


async def test_the_time_between_two_waits_is_free():
    stream = pieces(0.0, 0.0)
    with Silence(0.05) as silence:
        await silence.wait(stream)
        await asyncio.sleep(0.15)
        await silence.wait(stream)


async def test_another_task_may_read_on():
    stream = pieces(0.0, 30.0)
    with Silence(0.05) as silence:
        await asyncio.create_task(silence.wait(stream))
        with pytest.raises(TimeoutError):
            await silence.wait(stream)


async def test_somebody_else_s_cancellation_is_not_taken_for_silence():
    with Silence(5.0) as silence:
        waiting = asyncio.create_task(silence.wait(pieces(30.0)))
        await asyncio.sleep(0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_without_a_limit_it_only_waits():
    with Silence(None) as silence:
        assert await silence.wait(pieces(0.01)) == b"x"
