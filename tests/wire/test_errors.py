"""What providers' refusals mean. The sentences are those of their documentation and their servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.faults import Kind
from ccrouter.wire.errors import classify, fault, plain_message, read_json, retry_delay

SAID = [
    # OpenAI
    (401, "invalid_api_key", "Incorrect API key provided: sk-…abcd.", Kind.AUTH),
    (403, "unsupported_country_region_territory", "Country, region, or territory not supported", Kind.FORBIDDEN),
    (404, "model_not_found", "The model `gpt-9` does not exist or you do not have access to it.", Kind.MODEL_MISSING),
    (429, "rate_limit_exceeded", "Rate limit reached for gpt-5 on requests per min.", Kind.RATE_LIMITED),
    (
        429,
        "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing details.",
        Kind.QUOTA,
    ),
    (
        429,
        "rate_limit_exceeded",
        "Request too large for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Requested 40000.",
        Kind.TOO_LONG,
    ),
    (400, "context_length_exceeded", "Your input exceeds the context window of this model.", Kind.TOO_LONG),
    (
        400,
        "unsupported_parameter",
        "Unsupported parameter: 'max_tokens' is not supported with this model.",
        Kind.BAD_REQUEST,
    ),
    (400, "unsupported_value", "'messages[0].role' does not support 'system' with this model.", Kind.BAD_REQUEST),
    (
        400,
        None,
        "max_tokens is too large: 128000. This model supports at most 16384 completion tokens.",
        Kind.BAD_REQUEST,
    ),
    (400, None, "The 'gpt-6' model is not supported when using Codex with a ChatGPT account.", Kind.MODEL_MISSING),
    (400, "billing_hard_limit_reached", "Billing hard limit has been reached", Kind.QUOTA),
    (503, "server_error", "The server is currently overloaded with other requests.", Kind.OVERLOADED),
    (500, "server_error", "The server had an error while processing your request.", Kind.SERVER),
    # Anthropic
    (529, "overloaded_error", "Overloaded", Kind.OVERLOADED),
    (401, "authentication_error", "invalid x-api-key", Kind.AUTH),
    (404, "not_found_error", "model: claude-9", Kind.MODEL_MISSING),
    (413, "request_too_large", "Request exceeds the maximum size", Kind.TOO_LARGE),
    (429, "rate_limit_error", "This would exceed the rate limit of 40,000 input tokens per minute.", Kind.RATE_LIMITED),
    (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", Kind.TOO_LONG),
    (
        400,
        "invalid_request_error",
        "input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000",
        Kind.TOO_LONG,
    ),
    (400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", Kind.QUOTA),
    (400, "invalid_request_error", "messages.1.role: Input should be 'user' or 'assistant'", Kind.BAD_REQUEST),
    (400, "invalid_request_error", "adaptive thinking is not supported on this model", Kind.BAD_REQUEST),
    (400, "invalid_request_error", "This model does not support the effort parameter.", Kind.BAD_REQUEST),
    (
        400,
        "invalid_request_error",
        "max_tokens: 128000 > 64000, the maximum of output tokens for this model",
        Kind.BAD_REQUEST,
    ),
    (None, "overloaded_error", "Overloaded", Kind.OVERLOADED),
    (None, "api_error", "Internal server error", Kind.SERVER),
    # Google
    (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", Kind.AUTH),
    (
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200000) exceeds the maximum number of tokens allowed.",
        Kind.TOO_LONG,
    ),
    (404, "NOT_FOUND", "models/gemini-9 is not found for API version v1beta", Kind.MODEL_MISSING),
    (503, "UNAVAILABLE", "The model is overloaded. Please try again later.", Kind.OVERLOADED),
    (504, "DEADLINE_EXCEEDED", "The request timed out.", Kind.TIMEOUT),
    (403, "PERMISSION_DENIED", "This API method requires billing to be enabled.", Kind.QUOTA),
    # others
    (402, None, "Insufficient Balance", Kind.QUOTA),  # DeepSeek
    (400, "invalid_request_error", "Model Not Exist", Kind.MODEL_MISSING),  # DeepSeek
    (429, "1113", "Insufficient balance or no resource package. Please recharge.", Kind.QUOTA),  # GLM
    (400, "1261", "Prompt exceeds max length", Kind.TOO_LONG),  # GLM
    (400, "1211", "Unknown Model, please check the model code.", Kind.MODEL_MISSING),  # GLM
    (429, "exceeded_current_quota_error", "Your account is suspended, please check your plan.", Kind.QUOTA),  # Kimi
    (429, "engine_overloaded_error", "The engine is currently overloaded.", Kind.OVERLOADED),  # Kimi
    (400, "invalid_request_error", "Your request exceeded model token limit: 131072", Kind.TOO_LONG),  # Kimi
    (400, "invalid_parameter_error", "Range of input length should be [1, 98304]", Kind.TOO_LONG),  # DashScope
    (400, "data_inspection_failed", "Input data may contain inappropriate content.", Kind.REFUSED),  # DashScope
    (400, "400", "qwen/nothing is not a valid model ID", Kind.MODEL_MISSING),  # OpenRouter
    (429, None, "Rate limit reached. Upgrade at https://console.groq.com/settings/billing", Kind.RATE_LIMITED),  # Groq
    (
        413,
        "rate_limit_exceeded",
        "Request too large for model `x` on tokens per minute (TPM): Limit 6000",
        Kind.TOO_LONG,
    ),
    (
        400,
        None,
        "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
        Kind.TOO_LONG,
    ),  # xAI
    (400, "exceed_context_size_error", "the request exceeds the available context size", Kind.TOO_LONG),  # llama.cpp
    (400, None, "`inputs` tokens + `max_new_tokens` must be <= 8193", Kind.TOO_LONG),  # Together
    # by status alone
    (408, None, "?", Kind.TIMEOUT),
    (422, None, "?", Kind.BAD_REQUEST),
    (405, None, "?", Kind.BAD_REQUEST),
    (502, None, "?", Kind.SERVER),
    (522, None, "?", Kind.SERVER),
    (None, None, "?", Kind.SERVER),
    # a word that says next to nothing
    (402, "api_error", "Pay first.", Kind.QUOTA),
    (404, "server_error", "?", Kind.MODEL_MISSING),
    (400, "api_error", "?", Kind.SERVER),
    (None, "api_error", "?", Kind.SERVER),
]


@pytest.mark.parametrize(("status", "code", "message", "kind"), SAID)
def test_classify(status: int | None, code: str | None, message: str, kind: Kind) -> None:
    assert classify(status, code, message) is kind


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after-ms": "soon", "retry-after": "4"}, 4.0),
        ({}, None),
    ],
)
def test_retry_delay(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_delay(headers) == seconds


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Please try again in 6.5s.", 6.5),
        ("Please try again in 1m2.5s.", 62.5),
        ("Please try again in 1h0m3s.", 3603.0),
        ("Please try again in 20ms.", 0.02),
        ("Please try again in 7m.", 420.0),
        ("Please try again in a while.", None),
    ],
)
def test_a_delay_said_in_words(message: str, seconds: float | None) -> None:
    assert fault(429, {}, code="rate_limit_exceeded", message=message).retry_after == pytest.approx(seconds)


def test_a_header_outranks_words_and_an_argument_both() -> None:
    said = "Please try again in 9s."
    assert fault(429, {"retry-after": "3"}, code=None, message=said).retry_after == 3
    assert fault(429, {"retry-after": "3"}, code=None, message=said, retry_after=1).retry_after == 1
    assert fault(500, {}, code=None, message=said).retry_after is None


def test_the_fault_keeps_the_providers_words() -> None:
    found = fault(400, {}, code="invalid_request_error", message="max_tokens: 9 > 8")
    assert (found.message, found.code, found.upstream_status, found.status) == (
        "max_tokens: 9 > 8",
        "invalid_request_error",
        400,
        400,
    )


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"error": 1}', {"error": 1}),
        (b'[{"error": 1}]', {"error": 1}),
        (b"[]", None),
        (b"[1]", None),
        (b"3", None),
        (b"", None),
        (b"<html>", None),
        (b'{"a": "\xff"}', {"a": "\ufffd"}),
        (b"[" * 100_000, None),
    ],
)
def test_read_json(body: bytes, value: object) -> None:
    assert read_json(body) == value


@pytest.mark.parametrize(
    ("status", "body", "part"),
    [
        (502, b"", "status 502 and no text"),
        (None, b"", "empty answer"),
        (200, b"<html><head><title> Sign in &amp; accept\n</title></head>", "titled “Sign in & accept”"),
        (None, b"<!DOCTYPE html><p>hi", "A web page came back instead of an answer:"),
        (502, b"  upstream connect error\n", "upstream connect error"),
        (500, b"\xff\xfe", "\ufffd"),
    ],
)
def test_plain_message(status: int | None, body: bytes, part: str) -> None:
    assert part in plain_message(status, body)


@given(st.none() | st.integers(400, 599), st.binary(max_size=200), st.dictionaries(st.just("retry-after"), st.text()))
def test_any_refusal_is_a_fault(status: int | None, body: bytes, headers: dict[str, str]) -> None:
    found = fault(status, headers, code=None, message=plain_message(status, body))
    assert found.message
    assert 400 <= found.status <= 599
