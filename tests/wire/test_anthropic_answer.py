"""Whole answers and errors, read and written."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Tool
from ccrouter.ir.events import Finish
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Opaque, Text, Thinking, ToolCall
from ccrouter.wire.anthropic import FORMAT
from wire.anthropic_kit import ORIGIN, call

Json = dict[str, Any]
SEARCH = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": "q"}}
ANSWER: Json = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5",
    "content": [
        {"type": "thinking", "thinking": "hm", "signature": "EqQB"},
        {"type": "redacted_thinking", "data": "Emw"},
        SEARCH,
        {"type": "text", "text": "Hi", "citations": [{"type": "char_location"}]},
        {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"a": [1, "ü"]}},
        {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}},
    ],
    "stop_reason": "tool_use",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 5,
        "cache_read_input_tokens": 6,
        "cache_creation": {"ephemeral_5m_input_tokens": 3, "ephemeral_1h_input_tokens": 4},
        "output_tokens": 8,
    },
}


def read(body: Any, **more: Any) -> Any:
    return FORMAT.decode_answer(msgspec.json.encode(body), ORIGIN, **more)


def test_a_whole_answer() -> None:
    answer = read(ANSWER)
    assert (answer.id, answer.model, answer.origin) == ("msg_1", "claude-sonnet-4-5", ORIGIN)
    assert answer.parts == [
        Thinking(text="hm", signature="EqQB", origin=ORIGIN),
        Thinking(encrypted="Emw", origin=ORIGIN),
        Opaque(format="anthropic", kind="server_tool_use", raw=SEARCH, origin=ORIGIN),
        Text(text="Hi", citations=[{"type": "char_location"}], origin=ORIGIN),
        ToolCall(id="toolu_1", name="f", arguments='{"a":[1,"ü"]}', origin=ORIGIN),
        ToolCall(id="toolu_1_5", name="f", origin=ORIGIN),
    ]
    assert answer.finish == Finish(stop="tool", raw="tool_use")
    usage = answer.usage
    assert (usage.input, usage.cache_read, usage.cache_write, usage.cache_write_1h) == (5, 6, 7, 4)
    assert usage.raw == ANSWER["usage"]


def test_freeform_calls_are_text_again() -> None:
    body = ANSWER | {
        "content": [{"type": "tool_use", "id": "t", "name": "apply_patch", "input": {"input": "*** Begin"}}]
    }
    (part,) = read(body, call=call(tools=[Tool(name="apply_patch", kind="custom")])).parts
    assert (part.kind, part.arguments) == ("custom", "*** Begin")


NO_ANSWERS: dict[str, tuple[bytes, Kind]] = {
    "page": (b"<!doctype html><title>Sign in to WiFi</title>", Kind.PROTOCOL),
    "nothing": (b"", Kind.PROTOCOL),
    "another shape": (b'{"choices": []}', Kind.PROTOCOL),
    "list": (b"[1]", Kind.PROTOCOL),
    "error with status 200": (b'{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', Kind.OVERLOADED),
    "gateway's error": (b'{"error": "no credits left, payment required", "code": 402}', Kind.SERVER),
}  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_what_is_no_answer_is_a_fault(body: bytes, kind: Kind) -> None:
    with pytest.raises(Fault) as raised:
        FORMAT.decode_answer(body, ORIGIN)
    assert raised.value.kind is kind and raised.value.message


def test_a_captive_portal_is_named() -> None:
    with pytest.raises(Fault, match="Sign in to WiFi"):
        FORMAT.decode_answer(NO_ANSWERS["page"][0], ORIGIN)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ANSWER, "input", "text"]), inner, max_size=4)
    ),
    max_leaves=8,
)
BLOCK = JSON | st.fixed_dictionaries(
    {"type": st.sampled_from(["text", "thinking", "redacted_thinking", "tool_use", "x"])},
    optional=dict.fromkeys(("text", "thinking", "signature", "data", "id", "name", "input", "citations"), JSON),
)


@given(
    st.fixed_dictionaries(
        {"content": st.lists(BLOCK, max_size=3) | JSON}, optional=dict.fromkeys(ANSWER.keys() - {"content"}, JSON)
    )
)
def test_any_object_is_an_answer_or_a_fault(body: Json) -> None:
    try:
        read(body)
    except Fault:
        pass


# ── errors ──


def documented(type: str, message: str) -> bytes:
    return msgspec.json.encode({"type": "error", "error": {"type": type, "message": message}, "request_id": "req_1"})


TOO_LONG = "prompt is too long: 9 tokens > 5 maximum"
ERRORS: dict[str, tuple[int, bytes, Kind, str]] = {
    "overloaded": (529, documented("overloaded_error", "Overloaded"), Kind.OVERLOADED, "Overloaded"),
    "rate limit": (429, documented("rate_limit_error", "Slow"), Kind.RATE_LIMITED, "Slow"),
    "key": (401, documented("authentication_error", "invalid x-api-key"), Kind.AUTH, "invalid x-api-key"),
    "too long": (400, documented("invalid_request_error", TOO_LONG), Kind.TOO_LONG, TOO_LONG),
    "credit": (400, documented("invalid_request_error", "Credit balance is too low"), Kind.QUOTA, "Credit balance is too low"),
    "code and msg": (500, b'{"code":500,"msg":"404 NOT_FOUND","success":false}', Kind.SERVER, "404 NOT_FOUND"),
    "detail": (422, b'{"detail":"bad field"}', Kind.BAD_REQUEST, "bad field"),
    "string": (503, b'{"error":"upstream is away"}', Kind.OVERLOADED, "upstream is away"),
    "empty": (500, b"", Kind.SERVER, "The provider answered with status 500 and no text."),
    "plain words": (502, b"Bad gateway", Kind.SERVER, "Bad gateway"),
}  # fmt: skip


@pytest.mark.parametrize(("status", "body", "kind", "message"), ERRORS.values(), ids=ERRORS.keys())
def test_errors_of_a_provider(status: int, body: bytes, kind: Kind, message: str) -> None:
    fault = FORMAT.decode_error(status, {"retry-after": "7"}, body)
    assert (fault.kind, fault.message, fault.retry_after, fault.upstream_status) == (kind, message, 7.0, status)


@given(st.integers(400, 599), st.binary(max_size=80) | JSON.map(msgspec.json.encode))
def test_any_refusal_is_a_fault(status: int, body: bytes) -> None:
    assert FORMAT.decode_error(status, {}, body).message


TYPES = {
    Kind.BAD_REQUEST: (400, "invalid_request_error"),
    Kind.REFUSED: (400, "invalid_request_error"),
    Kind.AUTH: (401, "authentication_error"),
    Kind.QUOTA: (402, "billing_error"),
    Kind.FORBIDDEN: (403, "permission_error"),
    Kind.MODEL_MISSING: (404, "not_found_error"),
    Kind.TOO_LARGE: (413, "request_too_large"),
    Kind.RATE_LIMITED: (429, "rate_limit_error"),
    Kind.SERVER: (502, "api_error"),
    Kind.CONNECT: (502, "api_error"),
    Kind.CUT_SHORT: (502, "api_error"),
    Kind.PROTOCOL: (502, "api_error"),
    Kind.TIMEOUT: (504, "timeout_error"),
    Kind.OVERLOADED: (529, "overloaded_error"),
}


@pytest.mark.parametrize("kind", [k for k in Kind if k is not Kind.TOO_LONG])
def test_errors_for_a_client(kind: Kind) -> None:
    fault = Fault(kind, "The provider's own words.")
    error = msgspec.json.decode(FORMAT.encode_error(fault))
    status, type_ = TYPES[kind]
    assert fault.status == status
    assert error == {"type": "error", "error": {"type": type_, "message": "The provider's own words."}}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("prompt is too long: 9 tokens > 5 maximum", "prompt is too long: 9 tokens > 5 maximum"),
        ("This model's maximum context length is 5 tokens.", "This model's maximum context length is 5 tokens."),
        ("input length and `max_tokens` exceed context limit: 1 + 2 > 2", "input length and `max_tokens` exceed context limit: 1 + 2 > 2"),
        ("The input token count exceeds the maximum of 5.", "prompt is too long: The input token count exceeds the maximum of 5."),
    ],
)  # fmt: skip
def test_a_full_context_is_said_so_that_claude_code_compacts(said: str, told: str) -> None:
    error = msgspec.json.decode(FORMAT.encode_error(Fault(Kind.TOO_LONG, said, status=400)))["error"]
    assert error == {"type": "invalid_request_error", "message": told}
