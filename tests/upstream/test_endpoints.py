"""Base URLs as people write them."""

from __future__ import annotations

import pytest

from ccrouter.upstream.endpoints import count_tokens, generate, is_loopback


@pytest.mark.parametrize(
    ("format", "base", "url"),
    [
        ("anthropic", "https://api.anthropic.com", "https://api.anthropic.com/v1/messages"),
        ("anthropic", "https://api.anthropic.com/v1/", "https://api.anthropic.com/v1/messages"),
        ("anthropic", "https://api.z.ai/api/anthropic", "https://api.z.ai/api/anthropic/v1/messages"),
        ("openai_chat", "http://127.0.0.1:11434", "http://127.0.0.1:11434/v1/chat/completions"),
        ("openai_chat", "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions"),
        ("openai_chat", "https://api.z.ai/api/paas/v4", "https://api.z.ai/api/paas/v4/chat/completions"),
        ("openai_chat", "https://x.test/v1/chat/completions", "https://x.test/v1/chat/completions"),
        ("openai_responses", "https://api.openai.com/v1", "https://api.openai.com/v1/responses"),
        ("gemini", "https://g.test", "https://g.test/v1beta/models/m:generateContent"),
        ("gemini", "https://g.test/v1beta", "https://g.test/v1beta/models/m:generateContent"),
    ],
)
def test_each_way_of_writing_a_base_url_works(format: str, base: str, url: str) -> None:
    assert generate(format, base, "m", stream=False) == url  # type: ignore[arg-type]


def test_gemini_streams_by_path_and_escapes_the_model() -> None:
    url = generate("gemini", "https://g.test", "a b/c", stream=True)
    assert url == "https://g.test/v1beta/models/a%20b/c:streamGenerateContent?alt=sse"


def test_counting_exists_where_the_format_has_it() -> None:
    assert count_tokens("anthropic", "https://a", "m") == "https://a/v1/messages/count_tokens"
    assert count_tokens("gemini", "https://g", "m") == "https://g/v1beta/models/m:countTokens"
    assert count_tokens("openai_chat", "https://o", "m") is None


@pytest.mark.parametrize(
    ("url", "local"), [("http://127.0.0.1:1", True), ("http://[::1]:1/v1", True), ("https://localhost.evil", False)]
)
def test_loopback(url: str, local: bool) -> None:
    assert is_loopback(url) is local
