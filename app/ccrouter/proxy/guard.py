"""Who may speak to the port: this machine, by a loopback name, with the local token, and no web page."""

from __future__ import annotations

import hmac
import re
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from ccrouter.ir.faults import Fault, Kind

_LOOPBACK = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\]|[a-z0-9-]+\.localhost)(:\d+)?", re.I)
_CREDENTIALS = ("authorization", "x-api-key", "x-goog-api-key", "api-key")
_PATH_TOKEN = re.compile(r"/t/([^/]+)(/.*)")


class Visitor(NamedTuple):
    """A request that may come in: ``path`` without a token prefix, ``query`` without a key, ``headers`` (lower-case names, as
    they came) without anything that held the local token."""

    path: str
    query: str
    headers: list[tuple[str, str]]


def forbidden(message: str) -> Fault:
    return Fault(Kind.FORBIDDEN, message, status=403, code="permission_error")


def check_host(headers: dict[str, str], allowed: str) -> None:
    """Refuse DNS rebinding and web pages. ``allowed`` is the configured host; a remote one is the user's explicit choice.

    Raises:
        Fault: FORBIDDEN.
    """
    host = headers.get("host", "")
    if not _LOOPBACK.fullmatch(host) and _name(host) != allowed.strip("[]"):
        raise forbidden(
            f"CC Router answers to loopback names only, not to the Host {host[:80]!r}. Use http://127.0.0.1."
        )
    origin = headers.get("origin")
    if origin and not _LOOPBACK.fullmatch(urlsplit(origin).netloc):
        raise forbidden("CC Router does not answer web pages (the request carries an Origin from elsewhere).")


def admit(target: str, headers: list[tuple[str, str]], token: str) -> Visitor:
    """Find the local token wherever this client carries it, and take it out.

    It may be an API key (``x-api-key``, ``Authorization: Bearer``, ``x-goog-api-key``, ``?key=``), or, so that the client's own
    credentials can travel on, ``x-ccr-token`` or the path prefix ``/t/<token>/``.

    Raises:
        Fault: AUTH.
    """
    path, _, query = target.partition("?")
    known = False
    if match := _PATH_TOKEN.fullmatch(path):
        known = _same(unquote(match[1]), token)
        path = match[2]
    kept: list[tuple[str, str]] = []
    for name, value in headers:
        if name == "x-ccr-token" or name in _CREDENTIALS:
            if _same(value.removeprefix("Bearer ").removeprefix("bearer ").strip(), token):
                known = True
                continue
            if name == "x-ccr-token":
                continue
        kept.append((name, value))
    if "key=" in query:
        key = parse_qs(query).get("key", [""])[0]
        known = known or _same(key, token)
        query = "&".join(part for part in query.split("&") if not part.startswith("key="))
    if not known:
        raise Fault(
            Kind.AUTH,
            "CC Router: the local token is missing or wrong. Run `ccr activate` for the right environment, or `ccr code`.",
            status=401,
            code="authentication_error",
        )
    return Visitor(path, query, kept)


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _name(host: str) -> str:
    return host.rsplit(":", 1)[0].strip("[]") if ":" in host else host
