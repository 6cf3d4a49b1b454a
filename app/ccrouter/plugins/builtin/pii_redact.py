"""Takes e-mail addresses, phone and card numbers and the like out of requests, and puts them back into the answers.

Each value gets a stand-in made of its kind and its hash under a secret of this run: the same value the same stand-in in
every turn, so that prompt caches hold and the model can tell two of them apart.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, Field, field_validator

from ccrouter.ir.events import Delta, Event, PartEnd, PartStart
from ccrouter.ir.parts import Text, Thinking, ToolCall
from ccrouter.plugins.api import Context, Panel, Request, Response
from ccrouter.plugins.hookspecs import hook

MANIFEST = {
    "name": "pii-redact",
    "version": "1.0.0",
    "description": "Masks personal data before a request leaves this machine, and unmasks it in the answer.",
    "permissions": ["content", "amend"],
}
Kind = Literal["email", "phone", "card", "iban", "ssn", "ip"]
_PATTERNS: dict[str, str] = {
    "email": r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    "card": r"(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])",
    "iban": r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b",
    "ssn": r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])",
    "phone": r"(?<![\w.+])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]?\d{2,4}){1,4}(?![\w.])",
    "ip": r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])",
}
_STAND_IN = re.compile(r"PII_[A-Z]+_[0-9a-f]{10}")
_BEGUN = re.compile(r"P(?:I(?:I(?:_[A-Z]*(?:_[0-9a-f]{0,9})?)?)?)?$")  # the beginning of one, at the end of a piece
# Never looked into: ids, names, signatures, and the data of images.
_LEFT = (
    "id",
    "name",
    "model",
    "type",
    "signature",
    "data",
    "tool_use_id",
    "call_id",
    "encrypted_content",
    "thoughtSignature",
)
_MOST = 20_000  # values remembered


class Choices(BaseModel):
    kinds: list[Kind] = Field(["email", "phone", "card", "iban", "ssn"], description="What is masked.")
    patterns: list[str] = Field([], description="Regular expressions of your own for what else is masked.")
    allow: list[str] = Field([], description="Texts that may pass, such as your own public address.")

    @field_validator("patterns")
    @classmethod
    def _readable(cls, patterns: list[str]) -> list[str]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"a pattern is no regular expression: {error}") from None
        return patterns


class Plugin:
    Settings = Choices

    def __init__(self, context: Context) -> None:
        settings: Choices = context.settings
        wanted = set[str](settings.kinds)
        patterns = [(kind, pattern) for kind, pattern in _PATTERNS.items() if kind in wanted]
        patterns += [("own", pattern) for pattern in settings.patterns]
        self._patterns = [(kind, re.compile(pattern)) for kind, pattern in patterns]
        self._allowed = frozenset(settings.allow)
        self._salt = os.urandom(16)
        self._values: OrderedDict[str, str] = OrderedDict()  # stand-in → value
        self._held: dict[tuple[str, int], str] = {}  # exchange and part → text kept back: it may be half a stand-in
        self._calls: set[tuple[str, int]] = set()  # parts whose text is JSON

    @hook(tryfirst=True)
    def on_request(self, request: Request) -> Request | None:  # plain: a long conversation takes a while
        body = request.read()
        masked = self._walk(body)
        return None if masked == body else request.amended(body=masked)

    @hook(trylast=True)
    async def on_response(self, response: Response) -> Response | None:
        if response.streamed:
            return None
        parts = [self._unmasked(part) for part in response.answer.parts]
        return msgspec.structs.replace(response, answer=msgspec.structs.replace(response.answer, parts=parts))

    @hook
    def on_stream_event(self, exchange: str, event: Event) -> Sequence[Event] | None:
        match event:
            case PartStart(index=index, part=ToolCall()):
                self._calls.add((exchange, index))
            case Delta(index=index, text=text) if text:
                place = (exchange, index)
                whole = self._held.pop(place, "") + text
                if begun := _BEGUN.search(whole):
                    self._held[place] = whole[begun.start() :]
                    whole = whole[: begun.start()]
                return [msgspec.structs.replace(event, text=self._restore(whole, quoted=place in self._calls))]
            case PartEnd(index=index):
                self._calls.discard((exchange, index))
                if rest := self._held.pop((exchange, index), ""):
                    return [Delta(index=index, text=rest), event]
        return None

    @hook
    async def on_exchange_end(self, ended: Any) -> None:
        """What a cut stream left."""
        for kept in (self._held, self._calls):
            for place in [place for place in kept if place[0] == ended.exchange.id]:
                self._held.pop(place, None)
                self._calls.discard(place)

    @hook
    async def register_panel(self) -> Panel:
        return Panel(title="Masked personal data", rows=(("values", str(len(self._values))),))

    def _walk(self, value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return value if key in _LEFT else self._mask(value)
        if isinstance(value, list):
            return [self._walk(one, key) for one in value]
        if isinstance(value, dict):
            return {name: self._walk(one, name) for name, one in value.items()}
        return value

    def _mask(self, text: str) -> str:
        for kind, pattern in self._patterns:
            text = pattern.sub(lambda found, kind=kind: self._stand_in(kind, found[0]), text)  # type: ignore[misc]
        return text

    def _stand_in(self, kind: str, value: str) -> str:
        if value in self._allowed or (kind == "card" and not _luhn(value)) or _STAND_IN.search(value):
            return value
        mark = hashlib.blake2b(value.encode(), key=self._salt, digest_size=5).hexdigest()
        name = f"PII_{kind.upper()}_{mark}"
        self._values[name] = value
        self._values.move_to_end(name)
        while len(self._values) > _MOST:
            self._values.popitem(last=False)
        return name

    def _restore(self, text: str, *, quoted: bool = False) -> str:
        def value(found: re.Match[str]) -> str:
            kept = self._values.get(found[0], found[0])
            return json.dumps(kept)[1:-1] if quoted else kept

        return _STAND_IN.sub(value, text)

    def _unmasked(self, part: Any) -> Any:
        match part:
            case Text() | Thinking():
                return msgspec.structs.replace(part, text=self._restore(part.text))
            case ToolCall():
                return msgspec.structs.replace(part, arguments=self._restore(part.arguments, quoted=True))
        return part


def _luhn(number: str) -> bool:
    """The check digit of card numbers (ISO/IEC 7812-1, annex B)."""
    digits = [int(sign) for sign in reversed(number) if sign.isdigit()]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10
