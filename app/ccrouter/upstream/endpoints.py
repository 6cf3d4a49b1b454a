"""Where a provider's endpoints are, from the base URL a person wrote down.

People copy base URLs from many pages: with and without ``/v1``, with and without the last path. Each of these must work.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from ccrouter.ir.profile import FormatName

_VERSION = re.compile(r"/v\d+[a-z0-9]*(/|$)")
_TAILS = re.compile(r"/(chat/completions|responses|messages|models)$")


@lru_cache(maxsize=512)  # base URLs are few; taking one apart for every request would be felt
def root(format: FormatName, base_url: str) -> str:
    """The base URL with its version segment, without a trailing slash."""
    base = _TAILS.sub("", base_url.rstrip("/"))
    path = urlsplit(base).path
    if format == "anthropic":
        return base if path.endswith("/v1") else f"{base}/v1"
    if format == "gemini":
        return base if _VERSION.search(path) else f"{base}/v1beta"
    # OpenAI-compatible servers put their version where they like (…/v4, …/compatible-mode/v1, …/openai): add one only to
    # a bare host
    return base if path else f"{base}/v1"


def generate(format: FormatName, base_url: str, model: str, *, stream: bool) -> str:
    """The URL that answers a conversation."""
    base = root(format, base_url)
    match format:
        case "anthropic":
            return f"{base}/messages"
        case "openai_chat":
            return f"{base}/chat/completions"
        case "openai_responses":
            return f"{base}/responses"
        case "gemini":
            action = "streamGenerateContent?alt=sse" if stream else "generateContent"
            return f"{base}/models/{quote(model, safe='/')}:{action}"


def count_tokens(format: FormatName, base_url: str, model: str) -> str | None:
    """The URL that counts a prompt's tokens for free; None where the format has none."""
    base = root(format, base_url)
    if format == "anthropic":
        return f"{base}/messages/count_tokens"
    if format == "gemini":
        return f"{base}/models/{quote(model, safe='/')}:countTokens"
    return None


def models(format: FormatName, base_url: str) -> str:
    """The URL that lists the provider's models, for free."""
    return f"{root(format, base_url)}/models"


@lru_cache(maxsize=512)
def is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")
