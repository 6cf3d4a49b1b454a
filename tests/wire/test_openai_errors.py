"""OpenAI's error object, written for clients and read from providers."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire.openai_errors import decode_error, encode_error


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_words_and_keeps_its_message(kind: Kind) -> None:
    error = msgspec.json.decode(encode_error(Fault(kind, "Word for word.")))["error"]

    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"] == "Word for word."
    assert error["type"] and isinstance(error["type"], str)


@pytest.mark.parametrize(
    "kind", [Kind.RATE_LIMITED, Kind.QUOTA, Kind.AUTH, Kind.MODEL_MISSING, Kind.TOO_LONG, Kind.OVERLOADED, Kind.SERVER]
)
def test_what_one_side_writes_the_other_reads(kind: Kind) -> None:
    fault = Fault(kind, "No.")

    assert decode_error(fault.status, {}, encode_error(fault)).kind is kind


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (429, b'{"error":{"message":"Slow down","type":"requests","code":"rate_limit_exceeded"}}', "rate_limited", "Slow down"),
        (429, b'{"error":{"message":"Pay","type":"insufficient_quota","code":"insufficient_quota"}}', "quota", "Pay"),
        (400, b'{"error":{"message":"Long","code":"context_length_exceeded"}}', "too_long", "Long"),
        (400, b'{"error":"bad thing"}', "bad_request", "bad thing"),
        (404, b'{"detail":"Not Found"}', "model_missing", "Not Found"),
        (500, b'{"error":{"message":"boom","code":500}}', "server", "boom"),
        (503, b"upstream connect error", "overloaded", "upstream connect error"),
    ],
)  # fmt: skip
def test_the_shapes_servers_use(status: int, body: bytes, kind: str, message: str) -> None:
    fault = decode_error(status, {}, body)

    assert (fault.kind, fault.message, fault.upstream_status) == (kind, message, status)


def test_a_page_is_named_as_one_and_the_wait_is_read() -> None:
    page = decode_error(502, {"retry-after": "7"}, b"<html><title>Sign in</title></html>")

    assert "Sign in" in page.message
    assert page.retry_after == 7.0


@given(st.integers(100, 599), st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["error", "message", "code", "type"]), inner),
).map(msgspec.json.encode))  # fmt: skip
def test_whatever_the_body_it_becomes_a_fault_with_words(status: int, body: bytes) -> None:
    assert decode_error(status, {}, body).message
