"""A bare byte pipe in Python, ``pipe.py UPSTREAM_PORT``: the least that any proxy on this machine can cost. Prints its port."""

from __future__ import annotations

import asyncio
import sys


class Side(asyncio.Protocol):
    def __init__(self, other: Side | None = None) -> None:
        self.other = other
        self.transport: asyncio.Transport | None = None
        self._held: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        if self.other is None:
            asyncio.get_running_loop().create_task(self._connect())

    async def _connect(self) -> None:
        back = Side(self)
        await asyncio.get_running_loop().create_connection(lambda: back, "127.0.0.1", int(sys.argv[1]))
        self.other = back
        for data in self._held:
            self._pass(data)

    def _pass(self, data: bytes) -> None:
        assert self.other is not None and self.other.transport is not None
        self.other.transport.write(data)

    def data_received(self, data: bytes) -> None:
        if self.other is None:
            self._held.append(data)
        else:
            self._pass(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.close()


async def main() -> None:
    server = await asyncio.get_running_loop().create_server(Side, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
