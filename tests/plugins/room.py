"""A plugins room with plugins written by the test."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import msgspec

from ccrouter.ir.events import Answer, Finish
from ccrouter.ir.parts import Text
from ccrouter.plugins.api import Option, Request, Response
from ccrouter.plugins.manager import Plugins
from ccrouter.settings.deployments import PluginChoice
from ccrouter.settings.paths import Paths

EVERYTHING = ["content", "amend", "refuse", "network", "files", "command"]


def paths(home: Path) -> Paths:
    return Paths(home / "config", home / "data", home / "state", home / "logs")


def put(home: Path, name: str, methods: str, *, permissions: list[str] | None = None, top: str = "") -> None:
    """A plugin as a single file; ``methods`` are those of its class."""
    said = {
        "name": name,
        "version": "1",
        "description": "of a test",
        "permissions": EVERYTHING if permissions is None else permissions,
    }
    head = f"""\
    import asyncio, time
    from pydantic import BaseModel
    from ccrouter.plugins.api import *
    from ccrouter.plugins.hookspecs import hook
    MANIFEST = {said!r}
    """
    body = "class Plugin:\n    def __init__(self, context):\n        self.context = context\n        self.seen = []\n"
    body += textwrap.indent(textwrap.dedent(methods), "    ")
    folder = paths(home).data / "plugins"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(textwrap.dedent(head) + textwrap.dedent(top) + body)


async def secret(reference: str) -> str:
    return reference.removeprefix("secret:")


def room(home: Path) -> Plugins:
    return Plugins(paths(home), secret)


def on(*names: str, timeout: float = 2.0, faults: int = 5, **settings: Any) -> dict[str, PluginChoice]:
    return {name: PluginChoice(enabled=True, timeout=timeout, faults=faults, settings=settings) for name in names}


def request(text: str = "hello", **fields: Any) -> Request:
    body = {"model": "m", "messages": [{"role": "user", "content": text}]}
    given = {"id": "e1", "format": "anthropic", "client": "Claude Code", "model": "m", "raw": msgspec.json.encode(body)}
    return Request(**(given | fields))


def response(text: str, **fields: Any) -> Response:
    answer = Answer(id="a1", model="m", parts=[Text(text=text)], finish=Finish(stop="end"))
    return Response(**({"exchange": "e1", "route": "one/m", "answer": answer} | fields))


OPTIONS = tuple(Option(place=place, route=f"{name}/m") for place, name in enumerate(("one", "two", "three")))
