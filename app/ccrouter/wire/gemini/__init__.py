"""Google's Gemini API (``generateContent`` / ``streamGenerateContent``), both sides. Source: ai.google.dev/api/generate-content."""

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
from ccrouter.wire.format import Reply
from ccrouter.wire.gemini import answer_in, answer_out, errors, mend, request_in, request_out
from ccrouter.wire.seal import MARK_BYTES


class Gemini:
    name: FormatName = "gemini"
    heartbeat = b"\r\n"  # the Python SDK takes a comment for broken JSON; an empty line it skips

    def decode_call(self, body: dict[str, Any], *, model: str, stream: bool) -> Call:
        return request_in.decode_call(body, model=model, stream=stream)

    def encode_answer(self, answer: Answer, reply: Reply) -> bytes:
        return answer_out.encode_answer(answer, reply)

    def encoder(self, reply: Reply) -> answer_out.Encoder:
        return answer_out.Encoder(reply)

    def encode_error(self, fault: Fault) -> bytes:
        return errors.encode_error(fault)

    def encode_call(self, call: Call, target: Target, warnings: Warnings) -> dict[str, Any]:
        return request_out.encode_call(call, target, warnings)

    def decode_answer(self, body: bytes, origin: Origin, call: Call | None = None) -> Answer:
        return answer_in.decode_answer(body, origin, call)

    def decoder(self, origin: Origin, call: Call | None = None) -> answer_in.Decoder:
        return answer_in.Decoder(origin, call)

    def decode_error(self, status: int, headers: dict[str, str], body: bytes) -> Fault:
        return errors.decode_error(status, headers, body)

    def watchwords(self, profile: Profile) -> tuple[bytes, ...]:
        return (MARK_BYTES,)

    def mend_history(self, body: dict[str, Any], target: Target) -> bool:
        return mend.mend_history(body, target)

    def usage_wish(self, fields: Mapping[str, Raw], profile: Profile) -> dict[str, object]:
        return {}


FORMAT = Gemini()
