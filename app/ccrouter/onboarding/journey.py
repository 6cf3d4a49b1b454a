"""One request through the running router, told step by step as a client sees it. A provider other than the demo is paid for it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import aiohttp
import msgspec
from msgspec import Struct

from ccrouter.wire import sse

PATIENCE = 120.0  # seconds of silence


class Routed(Struct, frozen=True):
    """A provider has begun to answer. ``route`` is its provider/model; ``id`` is the exchange's in the ledger; seconds."""

    route: str
    id: str
    after: float


class Said(Struct, frozen=True):
    """Words of the answer, as they came."""

    text: str
    after: float


class Arrived(Struct, frozen=True):
    """The end. ``error`` is what the router said in place of (the rest of) an answer, '' = all is well."""

    after: float
    status: int
    error: str = ""


async def travel(
    url: str, token: str, model: str, words: str, *, max_tokens: int = 200
) -> AsyncIterator[Routed | Said | Arrived]:
    """Ask ``model`` (provider/model) at the router at ``url``. Raises nothing but cancellation; the last step is ``Arrived``."""
    body = {"model": model, "max_tokens": max_tokens, "stream": True, "messages": [{"role": "user", "content": words}]}
    headers = {"x-ccr-token": token, "user-agent": "cc-router"}
    begun = time.monotonic()
    status, error = 0, ""
    try:
        # a session as it is by default: no system proxy sees requests to this machine
        limits = aiohttp.ClientTimeout(total=None, sock_read=PATIENCE)
        async with (
            aiohttp.ClientSession(timeout=limits) as session,
            session.post(f"{url}/v1/messages", json=body, headers=headers) as answer,
        ):
            status = answer.status
            if status == 200:
                route, id = (answer.headers.get(name, "") for name in ("x-ccr-route", "x-ccr-exchange"))
                yield Routed(route, id, time.monotonic() - begun)
                framer = sse.Framer()
                async for piece in answer.content.iter_any():
                    for frame in framer.feed(piece):
                        text, error = _read(frame, error)
                        if text:
                            yield Said(text, time.monotonic() - begun)
            else:
                error = _message(await answer.read()) or answer.reason or ""
    except (aiohttp.ClientError, TimeoutError) as failed:
        error = f"CC Router did not answer ({type(failed).__name__})."
    yield Arrived(time.monotonic() - begun, status, error)


def _read(frame: bytes, error: str) -> tuple[str, str]:
    """The text a frame of an Anthropic stream adds to the answer, and the error it tells of (else the one before)."""
    data = sse.parse(frame).data or b"{}"
    event = msgspec.json.decode(data)
    if event.get("type") == "error":
        return "", _message(data) or "The answer was cut."
    return str(event.get("delta", {}).get("text", "")), error


def _message(body: bytes) -> str:
    try:
        return str(msgspec.json.decode(body)["error"]["message"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return ""
