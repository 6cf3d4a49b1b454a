"""Whether there is a newer release: asked of a real server, and told once."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import ccrouter
from ccrouter import releases
from ccrouter.trouble import Trouble


class Index(HTTPServer):
    said: bytes = b"{}"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Index)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.said)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def index() -> Iterator[Index]:
    with Index(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def address(index: Index) -> str:
    return f"http://127.0.0.1:{index.server_port}/json"


def listed(index: Index, version: str) -> None:
    index.said = json.dumps({"info": {"version": version}}).encode()


def test_numbers_are_compared_as_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ccrouter, "__version__", "1.9.0")
    versions = {"1.10.0": True, "1.9.0": False, "1.9.1rc1": True, "1.8.99": False, "none": False}
    assert {version: releases.is_newer(version) for version in versions} == versions


def test_an_index_without_a_version_is_trouble(index: Index) -> None:
    with pytest.raises(Trouble, match="no version"):
        releases.newest(address(index))


async def test_it_tells_of_a_newer_one_only_while_that_is_wanted(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "FIRST", 0.01)
    listed(index, "999.0")
    told = asyncio.Queue[tuple[str, str]]()
    looked, wanted = asyncio.Event(), False

    def asked() -> bool:
        looked.set()
        return wanted

    task = asyncio.create_task(releases.watch(asked, lambda *news: told.put_nowait(news), index=address(index)))
    async with asyncio.timeout(10):
        await looked.wait()
        assert told.empty()
        wanted = True
        assert (await told.get())[0] == "999.0"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
