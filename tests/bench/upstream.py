"""A provider that costs next to nothing: canned bytes over a bare asyncio protocol. Prints its port.

``POST …/messages`` speaks Anthropic, ``…/chat/completions`` Chat. With ``"stream":true`` it sends ``FRAMES`` text frames, one
every ``pace`` milliseconds (query ``?pace=``, 0 = all at once).
"""

from __future__ import annotations

import asyncio
import json
import sys

FRAMES = 100


def sse(payload: dict[str, object], event: str = "") -> bytes:
    data = f"data: {json.dumps(payload)}\n\n".encode()
    return (f"event: {event}\n".encode() if event else b"") + data


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


USAGE = {"input_tokens": 500, "output_tokens": FRAMES}
MESSAGE: dict[str, object] = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [{"type": "text", "text": "word " * 40}],
    "stop_reason": "end_turn", "stop_sequence": None, "usage": USAGE,
}  # fmt: skip
ANTHROPIC = [
    sse({"type": "message_start", "message": {**MESSAGE, "content": [], "stop_reason": None}}, "message_start")
    + sse(
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        "content_block_start",
    ),
    *[
        sse(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": f"word {i} "}},
            "content_block_delta",
        )
        for i in range(FRAMES)
    ],
    sse({"type": "content_block_stop", "index": 0}, "content_block_stop")
    + sse(
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": FRAMES}},
        "message_delta",
    )
    + sse({"type": "message_stop"}, "message_stop"),
]
HEAD: dict[str, object] = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
CHAT = [
    *[
        sse({**HEAD, "choices": [{"index": 0, "delta": {"content": f"word {i} "}, "finish_reason": None}]})
        for i in range(FRAMES)
    ],
    sse({**HEAD, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    + sse({**HEAD, "choices": [], "usage": {"prompt_tokens": 500, "completion_tokens": FRAMES}})
    + b"data: [DONE]\n\n",
]
WHOLE_CHAT = {
    **HEAD, "object": "chat.completion", "usage": {"prompt_tokens": 500, "completion_tokens": 40},
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "word " * 40}, "finish_reason": "stop"}],
}  # fmt: skip


def json_answer(value: object) -> bytes:
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


WHOLE = {"messages": json_answer(MESSAGE), "completions": json_answer(WHOLE_CHAT)}
STREAMS = {k: [chunk(f) for f in v] for k, v in {"messages": ANTHROPIC, "completions": CHAT}.items()}
STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


class Canned(asyncio.Protocol):
    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._data = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._data += data
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._data[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._data) < end + 4 + length:
            return
        body = bytes(self._data[end + 4 : end + 4 + length])
        del self._data[: end + 4 + length]
        kind = "messages" if b"/messages" in head.split(b"\r\n", 1)[0] else "completions"
        if b'"stream":true' in body.replace(b" ", b""):
            self._transport.write(STREAM_HEAD)
            self._next(STREAMS[kind], 0)
        else:
            self._transport.write(WHOLE[kind])

    def _next(self, frames: list[bytes], at: int) -> None:
        if self._transport.is_closing():
            return
        if not self._pace:
            self._transport.write(b"".join(frames) + b"0\r\n\r\n")
            return
        self._transport.write(frames[at] + (b"0\r\n\r\n" if at + 1 == len(frames) else b""))
        if at + 1 < len(frames):
            asyncio.get_running_loop().call_later(self._pace, self._next, frames, at + 1)


async def main() -> None:
    pace = float(sys.argv[1]) / 1000 if len(sys.argv) > 1 else 0.0
    server = await asyncio.get_running_loop().create_server(lambda: Canned(pace), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
