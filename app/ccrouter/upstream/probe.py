"""Free checks: can a provider be reached, does it take our key, which models does it list? Never a completion, which costs.

Where there is no list of models, or no key of ours to ask for it with, the connection alone is tried: address, TCP, TLS, and
that an HTTP server answers.
"""

from __future__ import annotations

import time
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from ccrouter.ir.faults import Fault
from ccrouter.settings.deployments import Provider
from ccrouter.upstream.client import Timeouts, Upstream
from ccrouter.upstream.endpoints import models
from ccrouter.upstream.headers import request_headers
from ccrouter.wire.errors import read_json
from ccrouter.wire.registry import FORMATS

PATIENCE = 10.0  # seconds
_LIST = 4 * 1024 * 1024  # bytes; aggregators list hundreds of models with long descriptions
# Reached, but it has no such list, or not for us: that says nothing against it. 401 and 403 do: the key is not taken.
_NO_LIST = frozenset({400, 404, 405, 406, 410, 422, 429, 501})


class ProbeResult(NamedTuple):
    """``latency`` is seconds to the whole answer; ``error`` is a sentence, "" if all is well.

    ``how`` says what an answer proves: "models" that the key is taken too, "connection" only that somebody is there.
    """

    ok: bool
    latency: float
    models: tuple[str, ...] = ()
    error: str = ""
    how: Literal["models", "connection"] = "models"


async def probe(upstream: Upstream, provider: Provider, key: str | None) -> ProbeResult:
    """Ask for the list of models. Raises nothing; what goes wrong is the result."""
    begun = time.monotonic()
    headers = request_headers(provider, key, (), verbatim=False, stream=False)
    del headers["content-type"]
    try:
        response = await upstream.send(
            "GET", models(provider.format, provider.base_url), headers, None, Timeouts(PATIENCE, PATIENCE)
        )
        try:
            body = await response.read(_LIST)
        finally:
            await response.close()
    except Fault as fault:
        return ProbeResult(False, time.monotonic() - begun, error=fault.message)
    took = time.monotonic() - begun
    if response.status < 300:
        return ProbeResult(True, took, _listed(body))
    if response.status in _NO_LIST:
        return ProbeResult(True, took, how="connection")
    said = FORMATS[provider.format].decode_error(response.status, response.headers, body).message
    if key:
        said = said.replace(key, "[key]")
    return ProbeResult(False, took, error=said)


async def reach(upstream: Upstream, provider: Provider) -> ProbeResult:
    """Try the connection alone; no key travels. Raises nothing. Any answer will do, also a refusal."""
    begun = time.monotonic()
    parts = urlsplit(provider.base_url)
    try:
        response = await upstream.send(
            "GET", f"{parts.scheme}://{parts.netloc}/", {}, None, Timeouts(PATIENCE, PATIENCE)
        )
        await response.close()
    except Fault as fault:
        return ProbeResult(False, time.monotonic() - begun, error=fault.message, how="connection")
    return ProbeResult(True, time.monotonic() - begun, how="connection")


def _listed(body: bytes) -> tuple[str, ...]:
    """Model names: ``data[].id`` (Anthropic, OpenAI) or ``models[].name`` with its prefix (Gemini)."""
    answer = read_json(body) or {}
    entries = answer.get("data") or answer.get("models")
    names = []
    for entry in entries if isinstance(entries, list) else []:
        name = (entry.get("id") or entry.get("name")) if isinstance(entry, dict) else None
        if isinstance(name, str):
            names.append(name.removeprefix("models/"))
    return tuple(names)
