"""OpenAI's Responses API, both sides of it (platform.openai.com, "API reference: Responses")."""

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
from ccrouter.wire import openai_errors, sse
from ccrouter.wire.format import Decoder, Encoder, Reply
from ccrouter.wire.openai_responses import answer_in, answer_out, call_in, call_out, history
from ccrouter.wire.seal import MARK_BYTES


class OpenAIResponses:
    name: FormatName = "openai_responses"
    # Codex counts data events as life and comments not; the SDKs pass over a type they do not know (but the helper
    # `responses.stream` wants response.created first)
    heartbeat = sse.write({"type": "ping"}, "ping")

    def decode_call(self, body: dict[str, Any], *, model: str, stream: bool) -> Call:
        return call_in.decode_call(body, model=model, stream=stream)

    def encode_answer(self, answer: Answer, reply: Reply) -> bytes:
        return answer_out.encode_answer(answer, reply)

    def encoder(self, reply: Reply) -> Encoder:
        return answer_out.Encoder(reply)

    def encode_error(self, fault: Fault) -> bytes:
        return openai_errors.encode_error(fault)

    def encode_call(self, call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
        return call_out.encode_call(call, target, warnings)

    def decode_answer(self, body: bytes, origin: Origin, call: Call | None = None) -> Answer:
        return answer_in.decode_answer(body, origin, call)

    def decoder(self, origin: Origin, call: Call | None = None) -> Decoder:
        return answer_in.Decoder(origin, call)

    def decode_error(self, status: int, headers: dict[str, str], body: bytes) -> Fault:
        return openai_errors.decode_error(status, headers, body)

    def watchwords(self, profile: Profile) -> tuple[bytes, ...]:
        return (MARK_BYTES,)

    def mend_history(self, body: dict[str, Any], target: Target) -> bool:
        return history.mend_history(body, target)

    def usage_wish(self, fields: Mapping[str, Raw], profile: Profile) -> dict[str, object]:
        return {}


FORMAT = OpenAIResponses()
