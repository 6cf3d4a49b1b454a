"""Anthropic's Messages API, both sides: what Claude Code speaks, and what Anthropic and its imitators answer in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Raw

from ccrouter.ir.call import Call
from ccrouter.ir.events import Answer
from ccrouter.ir.faults import Fault
from ccrouter.ir.parts import Origin
from ccrouter.ir.profile import FormatName, Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.anthropic.answer import decode_answer, encode_answer
from ccrouter.wire.anthropic.faults import decode_error, encode_error
from ccrouter.wire.anthropic.history import mend_history, watchwords
from ccrouter.wire.anthropic.request_in import decode_call
from ccrouter.wire.anthropic.request_out import encode_call
from ccrouter.wire.anthropic.stream_in import StreamDecoder
from ccrouter.wire.anthropic.stream_out import StreamEncoder
from ccrouter.wire.format import Reply
from ccrouter.wire.sse import write


class AnthropicFormat:
    """See ``wire.format.Format``."""

    name: FormatName = "anthropic"
    heartbeat = write({"type": "ping"}, "ping")

    def decode_call(self, body: dict[str, Any], *, model: str, stream: bool) -> Call:
        return decode_call(body, model=model, stream=stream)

    def encode_answer(self, answer: Answer, reply: Reply) -> bytes:
        return encode_answer(answer, reply)

    def encoder(self, reply: Reply) -> StreamEncoder:
        return StreamEncoder(reply)

    def encode_error(self, fault: Fault) -> bytes:
        return encode_error(fault)

    def encode_call(self, call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
        return encode_call(call, target, warnings)

    def decode_answer(self, body: bytes, origin: Origin, call: Call | None = None) -> Answer:
        return decode_answer(body, origin, call)

    def decoder(self, origin: Origin, call: Call | None = None) -> StreamDecoder:
        return StreamDecoder(origin, call)

    def decode_error(self, status: int, headers: dict[str, str], body: bytes) -> Fault:
        return decode_error(status, headers, body)

    def watchwords(self, profile: Profile) -> tuple[bytes, ...]:
        return watchwords(profile)

    def mend_history(self, body: dict[str, Any], target: Target) -> bool:
        return mend_history(body, target)

    def usage_wish(self, fields: Mapping[str, Raw], profile: Profile) -> dict[str, object]:
        return {}


FORMAT = AnthropicFormat()
