"""A scripted provider: all four wire formats on one port, every fault a network can have, a full log."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Self

from flow.provider.connection import Connection, Scene
from flow.provider.exchange import Exchange
from flow.provider.script import Answers, Say, Script

HELLO = "Hello from the scripted provider."


class Provider:
    """Runs in a thread of its own, so that tests may be plain functions or coroutines. Use it as a context manager."""

    def __init__(self) -> None:
        self.scene = Scene(lambda _: [Say(HELLO)])
        self.port = 0
        self.last_serial = 0  # of the answers given
        self._connections = count(1)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    # what tests use

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> list[Exchange]:
        """Every request since ``play``."""
        return self.scene.log

    @property
    def asked(self) -> list[Exchange]:
        """The requests for an answer (no counting, no model lists)."""
        return [exchange for exchange in self.log if exchange.kind == "answer"]

    def play(self, *scripts: Script) -> None:
        """Forget the log; answer request n with script n, and all further ones with the last."""
        left = list(scripts)
        self.think(lambda _: left.pop(0) if len(left) > 1 else left[0])

    def think(self, answers: Answers, *, strict: bool = True) -> None:
        """Forget the log; let ``answers`` choose a script for each request."""
        self.scene = Scene(answers, strict)

    def wait(self, condition: Callable[[], bool], seconds: float = 10.0) -> bool:
        """Whether ``condition`` came true in time."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    # the server

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        open_now: dict[asyncio.StreamWriter, asyncio.Task[None] | None] = {}

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            open_now[writer] = asyncio.current_task()
            connection = Connection(lambda: self.scene, self._serial, reader, writer)
            await connection.run(next(self._connections))
            del open_now[writer]

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()
        tasks = [task for task in open_now.values() if task]
        for writer in open_now:
            writer.transport.abort()
        await asyncio.gather(*tasks)

    def _serial(self) -> int:
        self.last_serial += 1
        return self.last_serial
