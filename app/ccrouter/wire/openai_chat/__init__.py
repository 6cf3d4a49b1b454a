"""OpenAI's Chat Completions, both sides: the format most servers speak. See platform.openai.com, "Chat"."""

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
from ccrouter.wire import openai_errors
from ccrouter.wire.format import Decoder, Encoder, Reply
from ccrouter.wire.openai_chat import errors, request_in, request_out, seals, stream_in, stream_out
from ccrouter.wire.seal import MARK_BYTES


class OpenAIChat:
    """The ``Format`` of Chat Completions."""

    name: FormatName = "openai_chat"
    heartbeat = b": keep-alive\n\n"  # a data frame that is no chunk breaks clients; comments reset their idle timers

    def decode_call(self, body: dict[str, Any], *, model: str, stream: bool) -> Call:
        return request_in.decode_call(body, model=model, stream=stream)

    def encode_answer(self, answer: Answer, reply: Reply) -> bytes:
        return stream_out.encode_answer(answer, reply)

    def encoder(self, reply: Reply) -> Encoder:
        return stream_out.ChatEncoder(reply)

    def encode_error(self, fault: Fault) -> bytes:
        return openai_errors.encode_error(fault)

    def encode_call(self, call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
        return request_out.encode_call(call, target, warnings)

    def decode_answer(self, body: bytes, origin: Origin, call: Call | None = None) -> Answer:
        return stream_in.decode_answer(body, origin, call)

    def decoder(self, origin: Origin, call: Call | None = None) -> Decoder:
        return stream_in.ChatDecoder(origin, call)

    def decode_error(self, status: int, headers: dict[str, str], body: bytes) -> Fault:
        return errors.decode_error(status, headers, body)

    def watchwords(self, profile: Profile) -> tuple[bytes, ...]:
        return (MARK_BYTES,)

    def mend_history(self, body: dict[str, Any], target: Target) -> bool:
        return seals.mend_history(body, target)

    def usage_wish(self, fields: Mapping[str, Raw], profile: Profile) -> dict[str, object]:
        return request_in.usage_wish(fields) if profile.stream_usage else {}


FORMAT = OpenAIChat()
