"""Answers the very same request from memory for a while: for tests and retries, where nothing new is wanted."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict

import msgspec
from pydantic import BaseModel, Field

from ccrouter.ir.events import Answer
from ccrouter.ir.parts import Text, Thinking, ToolCall
from ccrouter.plugins.api import Answered, Context, Panel, Request, Response
from ccrouter.plugins.hookspecs import hook

MANIFEST = {
    "name": "response-cache",
    "version": "1.0.0",
    "description": "Keeps answers in memory and gives them again to exactly the same request, for a while.",
    "permissions": ["content", "amend"],
}
# Not part of what is asked: they differ from one request to the next that is otherwise the same.
_ASIDE = ("stream", "stream_options", "metadata", "user", "prompt_cache_key", "store", "safety_identifier")


class Choices(BaseModel):
    ttl: float = Field(300.0, gt=0, description="Seconds an answer is kept.")
    entries: int = Field(500, ge=1, description="Answers that are kept at most.")
    with_tools: bool = Field(False, description="Also where tools are offered: an agent may then repeat old deeds.")


class Plugin:
    Settings = Choices

    def __init__(self, context: Context) -> None:
        self._settings: Choices = context.settings
        self._kept: OrderedDict[str, tuple[float, Answer]] = OrderedDict()
        self._asked: OrderedDict[str, str] = OrderedDict()  # exchange → what it asked
        self._hits = self._misses = 0

    @hook(trylast=True)
    async def on_request(self, request: Request) -> Answered | None:
        if request.tools and not self._settings.with_tools:
            return None
        name = _name(request)
        kept = self._kept.get(name)
        if kept is not None and kept[0] > time.monotonic():
            self._hits += 1
            self._kept.move_to_end(name)
            return Answered(answer=kept[1])
        self._misses += 1
        self._asked[request.id] = name
        if len(self._asked) > self._settings.entries:
            self._asked.popitem(last=False)
        return None

    @hook(tryfirst=True)
    async def on_response(self, response: Response) -> None:
        name = self._asked.pop(response.exchange, None)
        answer = response.answer
        plain = all(isinstance(part, (Text, Thinking, ToolCall)) for part in answer.parts)
        if name is None or not plain or answer.finish.stop in ("length", "refusal", "pause") or not answer.parts:
            return  # not asked by us, or not an answer one would want again
        self._kept[name] = (time.monotonic() + self._settings.ttl, answer)
        while len(self._kept) > self._settings.entries:
            self._kept.popitem(last=False)

    @hook
    async def register_panel(self) -> Panel:
        rows = (("kept", str(len(self._kept))), ("answered", str(self._hits)), ("asked on", str(self._misses)))
        return Panel(title="Response cache", rows=rows)


def _name(request: Request) -> str:
    body = {key: value for key, value in request.read().items() if key not in _ASIDE}
    asked = msgspec.json.encode([request.format, request.model, body], order="sorted")
    return hashlib.sha256(asked).hexdigest()
