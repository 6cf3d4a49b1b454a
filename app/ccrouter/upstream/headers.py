"""Request and response headers across the gateway: what travels, what is replaced, what stays behind."""

from __future__ import annotations

from collections.abc import Iterable

from ccrouter.ir.profile import FormatName
from ccrouter.settings.deployments import Provider

# RFC 9110 section 7.6.1, plus what belongs to one hop only in practice
_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade", "host", "content-length", "expect",
}  # fmt: skip
_CREDENTIALS = {"authorization", "x-api-key", "x-goog-api-key", "api-key", "x-ccr-token", "cookie"}
_BROWSER = {"origin", "referer"}
_RESPONSE_STAYS = {"content-encoding", "set-cookie", "alt-svc", "strict-transport-security", "server", "date"}
ANTHROPIC_VERSION = "2023-06-01"

Headers = dict[str, str]


def request_headers(
    provider: Provider, key: str | None, client: Iterable[tuple[str, str]], *, verbatim: bool, stream: bool
) -> Headers:
    """Headers for the provider. ``verbatim``: the client speaks the provider's format, so its own headers (beta flags, user
    agent, unknown ones) go along; our token and hop-by-hop headers never do. ``key`` None = the client's own credentials,
    where the provider is set so, else none."""
    own_credentials = any(ref.kind == "client" for ref in provider.keys)
    headers: Headers = {}
    client = [(name.lower(), value) for name, value in client]
    hop = _HOP | {word.strip().lower() for name, value in client if name == "connection" for word in value.split(",")}
    for name, value in client:
        if name in hop or name in _BROWSER or name.startswith("x-ccr-"):
            continue
        if name in _CREDENTIALS:
            if own_credentials and name in ("authorization", "x-api-key"):
                headers[name] = value
        elif verbatim:
            headers[name] = value
    headers["content-type"] = "application/json"
    headers["accept"] = "text/event-stream" if stream else "application/json"
    headers["accept-encoding"] = "identity"  # a compressed stream would be held back in blocks
    if not verbatim:
        headers["user-agent"] = "cc-router"
    if provider.format == "anthropic":
        headers.setdefault("anthropic-version", ANTHROPIC_VERSION)
    return headers | {k.lower(): v for k, v in provider.headers.items()} | auth_header(provider, key)


def auth_header(provider: Provider, key: str | None) -> Headers:
    if not key or provider.auth == "none":
        return {}
    if provider.auth == "bearer":
        return {"authorization": f"Bearer {key}"}
    return {provider.auth: key}


def response_headers(upstream: Iterable[tuple[str, str]]) -> Headers:
    """What of a same-format provider's headers reaches the client: request ids, rate limits; not the hop's own."""
    return {
        name: value
        for name, value in ((n.lower(), v) for n, v in upstream)
        if name not in _HOP and name not in _RESPONSE_STAYS
    }


def dialect_of(headers: dict[str, str]) -> FormatName:
    """Whose SDK is calling, by the headers only it sends; for paths that do not say."""
    if "x-goog-api-key" in headers or "x-goog-api-client" in headers:
        return "gemini"
    if "anthropic-version" in headers or "x-api-key" in headers:
        return "anthropic"
    return "openai_chat"
