"""A connection to the scripted provider: reads requests from the raw socket, performs the scripts, notices hang-ups."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from flow.provider import anthropic, chat, gemini, responses, rules
from flow.provider.exchange import ROUTES, Exchange, authorised, caller, wants_array
from flow.provider.script import (
    Answers,
    Ask,
    Control,
    Cut,
    EndEarly,
    Garbage,
    Headers,
    Html,
    Reset,
    Script,
    Stall,
    Status,
    content_of,
    drip_of,
    perform,
    split_of,
)

MODELS = ("scripted-large", "scripted-small")
DIALECTS: dict[str, ModuleType] = {
    "anthropic": anthropic,
    "openai_chat": chat,
    "openai_responses": responses,
    "gemini": gemini,
}
PAGE = b"<!doctype html><title>Sign in</title><h1>Please sign in to this network</h1>"
COUNTED = 4321  # what every token-counting endpoint answers


@dataclass
class Scene:
    """What the provider does for one test, and what it saw."""

    answers: Answers
    strict: bool = True  # refuse what the real providers refuse
    log: list[Exchange] = field(default_factory=list)
    listing: float = 0.0  # seconds that a list of models takes


class Connection:
    """One client connection: requests one after the other."""

    def __init__(
        self,
        scene: Callable[[], Scene],
        serial: Callable[[], int],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.scene, self.serial = scene, serial
        self.reader, self.writer = reader, writer
        self.early = b""  # read while watching for a hang-up
        self.extra: dict[str, str] = {}  # headers of the answer

    async def run(self, number: int) -> None:
        try:
            while (exchange := await self._read(number)) is not None:
                scene = self.scene()
                scene.log.append(exchange)
                if not await self._answer_or_hang_up(exchange, scene):
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writer.close()
            with contextlib.suppress(ConnectionError):
                await self.writer.wait_closed()

    async def _read(self, number: int) -> Exchange | None:
        early, self.early = self.early, b""
        try:
            head = early + await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
        }
        if "chunked" in headers.get("transfer-encoding", ""):
            body = b""
            while size := int((await self.reader.readline()).split(b";")[0], 16):
                body += await self.reader.readexactly(size)
                await self.reader.readline()
            await self.reader.readline()
        else:
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Exchange(method, path, headers, body, number)

    async def _answer_or_hang_up(self, exchange: Exchange, scene: Scene) -> bool:
        """Answer, but stop as soon as the client closes. Returns whether the connection can be used again."""
        work = asyncio.ensure_future(self._answer(exchange, scene))
        watch = asyncio.ensure_future(self.reader.read(1))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if watch.done() and not work.done():
                self.early = watch.result() if not watch.exception() else b""
                if not self.early:
                    exchange.hung_up = True
                    return False
            reuse = await work
            exchange.finished = True
            return reuse
        except ConnectionError:
            exchange.hung_up = True
            return False
        finally:
            for task in (work, watch):
                task.cancel()
            await asyncio.gather(work, watch, return_exceptions=True)
            if watch.done() and not watch.cancelled() and not watch.exception():
                self.early = watch.result()

    async def _answer(self, exchange: Exchange, scene: Scene) -> bool:
        path = exchange.path.partition("?")[0]
        for pattern, name, kind in ROUTES:
            if match := pattern.search(path):
                exchange.kind, exchange.format = kind, name or caller(exchange)
                break
        else:
            await self._whole(exchange, 404, {"error": {"message": f"Unknown path {path}"}})
            return True
        dialect = DIALECTS[exchange.format]
        if not authorised(exchange):
            await self._whole(exchange, 401, dialect.error(Status(401, "invalid x-api-key")))
            return True
        if exchange.kind == "models":
            await asyncio.sleep(scene.listing)
            await self._whole(exchange, 200, dialect.models(MODELS))
            return True
        try:
            named = match.groupdict()
            ask = dialect.read(exchange.json, named.get("model"), named.get("verb") == "streamGenerateContent")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            await self._whole(exchange, 400, dialect.error(Status(400, f"cannot be read: {error!r}")))
            return True
        if exchange.kind == "count":
            await self._whole(exchange, 200, {"input_tokens": COUNTED, "totalTokens": COUNTED})
            return True
        if scene.strict and (words := rules.complaint(ask)):
            await self._whole(exchange, 400, dialect.error(Status(400, words)))
            return True
        return await self._perform(exchange, ask, scene.answers(ask), dialect)

    async def _perform(self, exchange: Exchange, ask: Ask, script: Script, dialect: ModuleType) -> bool:
        self.extra = {name: value for step in script if isinstance(step, Headers) for name, value in step.said.items()}
        script = [step for step in script if not isinstance(step, Headers)]
        if isinstance(script[0], Stall) and script[0].head:
            await asyncio.sleep(script[0].seconds)
            script = script[1:]
        match script[0]:
            case Status() as status:
                body = dialect.error(status) if status.body is None else status.body
                await self._whole(exchange, status.code, body, status.headers)
                return True
            case Html(code=code):
                await self._whole(exchange, code, PAGE, {"content-type": "text/html"})
                return True
            case Garbage():
                kind = "text/event-stream" if ask.stream else "application/json"
                await self._whole(exchange, 200, b"\x00\xff{]" * 64, {"content-type": kind})
                return True
            case Reset():
                self._reset()
                return False
            case _:
                speaker = dialect.Speaker(ask, script, self.serial())
        if not ask.stream:
            return await self._deliver(exchange, json.dumps(speaker.whole(content_of(script))).encode(), script)
        return await self._stream(exchange, perform(speaker, script), script)

    async def _deliver(self, exchange: Exchange, body: bytes, script: Script) -> bool:
        """A whole answer; a Stall comes before it, a Cut or Reset in the middle of its body."""
        for step in script:
            match step:
                case Stall(seconds=seconds):
                    await asyncio.sleep(seconds)
                case Cut() | Reset() | EndEarly():
                    exchange.status = 200
                    self._head(200, {"content-type": "application/json", "content-length": str(len(body))})
                    await self._write(exchange, body[: len(body) // 2])
                    if isinstance(step, Reset):
                        self._reset()
                    return False
                case _:
                    pass
        await self._whole(exchange, 200, body)
        return True

    async def _stream(self, exchange: Exchange, frames: Iterator[bytes | Control], script: Script) -> bool:
        split, drip = split_of(script), drip_of(script)
        array = wants_array(exchange)
        kind = "application/json" if array else "text/event-stream; charset=utf-8"
        exchange.status = 200
        self._head(200, {"content-type": kind, "transfer-encoding": "chunked", "cache-control": "no-cache"})
        first = True
        for frame in frames:
            match frame:
                case bytes():
                    if array:
                        frame = (b"[" if first else b",\r\n") + frame.removeprefix(b"data: ").strip()
                    first = False
                    for at in range(0, len(frame), split or len(frame)):
                        part = frame[at : at + (split or len(frame))]
                        await self._write(exchange, b"%x\r\n%s\r\n" % (len(part), part))
                        if split:
                            await asyncio.sleep(0)
                    if drip:
                        await asyncio.sleep(drip)
                case Stall(seconds=seconds):
                    await asyncio.sleep(seconds)
                case Cut():
                    return False
                case Reset():
                    self._reset()
                    return False
                case EndEarly():
                    break
        if array:
            await self._write(exchange, b"1\r\n]\r\n")
        await self._write(exchange, b"0\r\n\r\n")
        return True

    async def _whole(
        self, exchange: Exchange, status: int, body: dict[str, Any] | bytes, headers: dict[str, str] | None = None
    ) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        exchange.status = status
        self._head(status, {"content-type": "application/json", "content-length": str(len(data)), **(headers or {})})
        await self._write(exchange, data)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} Scripted", "request-id: req_scripted", "x-request-id: req_scripted"]
        lines += [f"{name}: {value}" for name, value in {**headers, **self.extra}.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))

    async def _write(self, exchange: Exchange, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()
        exchange.sent += len(data)

    def _reset(self) -> None:
        """Close with RST instead of FIN."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
