"""Google's error object, both ways."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire.gemini import FORMAT


def decode(error: dict[str, Any], status: int) -> Fault:
    return FORMAT.decode_error(status, {}, json.dumps({"error": error}).encode())


PER_MINUTE = {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": "RequestsPerMinute"}]}
PER_DAY = {
    "@type": "type.googleapis.com/google.rpc.QuotaFailure",
    "violations": [{"quotaId": "RequestsPerDayPerModel"}],
}
RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.4s"}
USED_UP = "You exceeded your current quota, please check your plan and billing details."


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (400, {"status": "INVALID_ARGUMENT", "message": "Invalid value at 'contents'"}, Kind.BAD_REQUEST),
        (
            400,
            {
                "status": "INVALID_ARGUMENT",
                "message": "API key not valid. Please pass a valid API key.",
                "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}],
            },
            Kind.AUTH,
        ),
        (
            400,
            {
                "status": "INVALID_ARGUMENT",
                "message": "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).",
            },
            Kind.TOO_LONG,
        ),
        (
            400,
            {"status": "FAILED_PRECONDITION", "message": "User location is not supported for the API use."},
            Kind.FORBIDDEN,
        ),
        (403, {"status": "PERMISSION_DENIED", "message": "no"}, Kind.FORBIDDEN),
        (404, {"status": "NOT_FOUND", "message": "models/x is not found for API version v1beta"}, Kind.MODEL_MISSING),
        (429, {"status": "RESOURCE_EXHAUSTED", "message": USED_UP, "details": [PER_MINUTE, RETRY]}, Kind.RATE_LIMITED),
        (429, {"status": "RESOURCE_EXHAUSTED", "message": USED_UP, "details": [PER_DAY, RETRY]}, Kind.QUOTA),
        (429, {"status": "RESOURCE_EXHAUSTED", "message": USED_UP + " limit: 0", "details": [RETRY]}, Kind.QUOTA),
        (429, {"status": "RESOURCE_EXHAUSTED", "message": USED_UP}, Kind.QUOTA),
        (429, {"status": "RESOURCE_EXHAUSTED", "message": "Resource has been exhausted"}, Kind.RATE_LIMITED),
        (500, {"status": "INTERNAL", "message": "An internal error has occurred."}, Kind.SERVER),
        (503, {"status": "UNAVAILABLE", "message": "The model is overloaded."}, Kind.OVERLOADED),
        (504, {"status": "DEADLINE_EXCEEDED", "message": "too slow"}, Kind.TIMEOUT),
    ],
)
def test_kinds(status: int, error: dict[str, Any], kind: Kind) -> None:
    fault = decode(error | {"code": status}, status)
    assert (fault.kind, fault.message, fault.upstream_status) == (kind, error["message"], status)


def test_the_delay_is_read_in_seconds() -> None:
    assert (
        decode({"status": "RESOURCE_EXHAUSTED", "message": "slow", "details": [PER_MINUTE, RETRY]}, 429).retry_after
        == 34.4
    )


def test_a_page_is_told_as_a_page() -> None:
    fault = FORMAT.decode_error(502, {}, b"<html><title>Bad Gateway</title></html>")
    assert fault.kind is Kind.SERVER
    assert "Bad Gateway" in fault.message


@given(
    st.integers(400, 599),
    st.binary(max_size=60)
    | st.sampled_from(
        [b'{"error":1}', b'{"error":{"details":[1,{"violations":2,"reason":[]}]}}', b'{"error":{"details":3}}', b"[]"]
    ),
)
def test_any_body_is_a_fault(status: int, body: bytes) -> None:
    assert FORMAT.decode_error(status, {}, body).message


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_googles_word_and_keeps_the_sentence(kind: Kind) -> None:
    error = json.loads(FORMAT.encode_error(Fault(kind, "What happened.")))["error"]
    assert error["message"] == "What happened."
    assert error["code"] == Fault(kind, "").status
    assert error["status"].isupper()


def test_a_delay_is_said_the_way_clients_read_it() -> None:
    body = FORMAT.encode_error(Fault(Kind.RATE_LIMITED, "Slow down.", retry_after=17))
    assert json.loads(body)["error"] == {
        "code": 429,
        "message": "Slow down.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17s"}],
    }
    assert FORMAT.decode_error(429, {}, body).retry_after == 17
