"""How much of an answer is taken in, whether it comes with its headers or after them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from ccrouter.ir.faults import Fault, Kind
from ccrouter.upstream.client import Timeouts, Upstream

BODY = b"x" * 100
HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n"


@pytest.mark.parametrize("pause", [0.0, 0.05], ids=["at-once", "in-two"])
@pytest.mark.parametrize(("limit", "fits"), [(100, True), (99, False)])
async def test_an_answer_has_a_size_limit(pause: float, limit: int, fits: bool) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in [HEAD + BODY[:50], BODY[50:]] if pause else [HEAD + BODY]:
            writer.write(piece)
            await asyncio.sleep(pause)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        answered.set()

    answered = asyncio.Event()
    upstream = Upstream()
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        try:
            response = await upstream.send("GET", f"http://127.0.0.1:{port}/", {}, None, Timeouts(5, 5))
            if fits:
                assert await response.read(limit) == BODY
            else:
                with pytest.raises(Fault) as caught:
                    await response.read(limit)
                assert caught.value.kind is Kind.PROTOCOL
            await response.close()
            await answered.wait()
        finally:
            await upstream.close()
