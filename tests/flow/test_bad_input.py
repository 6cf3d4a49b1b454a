"""Requests that are wrong in some way: the right status, the caller's own dialect, and the server lives on."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from flow.pairs import EACH_CLIENT, EACH_UPSTREAM
from flow.provider.script import Say
from flow.provider.server import Provider
from flow.raw import Reply, ask, body_of, error_of, headers_of, path_of, send
from flow.router import Router, named

DEEP = 10_000
MIB = 2**20


def post(router: Router, format: str, body: Any, *, upstream: str = "openai_chat", **headers: str) -> Reply:
    return send(router, "POST", path_of(format, named(upstream)), body, headers_of(format) | headers)


def lives(provider: Provider, router: Router, format: str) -> None:
    provider.play([Say("Still here.")])
    assert b"Still here." in ask(router, format, "openai_chat").body


@pytest.mark.parametrize("body", [b"{not json", b"", b"[]", b'"text"', b"\xff\xfe{}", b"null"], ids=repr)
@EACH_CLIENT
def test_no_json_object(provider: Provider, router: Router, speaks: str, body: bytes) -> None:
    provider.play([Say("never")])
    reply = post(router, speaks, body)
    assert reply.status == 400
    assert error_of(speaks, reply)[1]
    assert provider.log == []
    lives(provider, router, speaks)


WRONG = {
    "anthropic": [{"messages": "x"}, {"messages": [5]}, {"messages": [{"role": "user", "content": 5}]}, {"tools": 5}],
    "openai_chat": [{"messages": "x"}, {"messages": [5]}, {"messages": [{"role": "user", "content": 5}]}, {"tools": 1}],
    "openai_responses": [{"input": 5}, {"input": [5]}, {"input": [{"role": "user", "content": 5}]}, {"tools": "x"}],
    "gemini": [{"contents": "x"}, {"contents": [5]}, {"contents": [{"parts": 5}]}, {"tools": [5]}],
}


@pytest.mark.parametrize("case", range(4))
@EACH_CLIENT
@EACH_UPSTREAM
def test_wrong_types(provider: Provider, router: Router, speaks: str, upstream: str, case: int) -> None:
    """Said by the router where it must translate, by the provider where bytes pass; a 400 either way."""
    provider.play([Say("never")])
    reply = post(router, speaks, body_of(speaks, named(upstream)) | WRONG[speaks][case], upstream=upstream)
    assert reply.status == 400, reply.body
    assert error_of(speaks, reply)[1]


@pytest.mark.parametrize("field", [{"model": 5}, {"stream": "yes"}, {"max_tokens": "many"}], ids=str)
@pytest.mark.parametrize("speaks", ["anthropic", "openai_chat"])
def test_wrong_types_of_plain_fields(provider: Provider, router: Router, speaks: str, field: dict[str, Any]) -> None:
    provider.play([Say("never")])
    reply = post(router, speaks, body_of(speaks, named("gemini")) | field)
    assert reply.status == 400, reply.body
    assert next(iter(field)) in error_of(speaks, reply)[1]


@EACH_CLIENT
@EACH_UPSTREAM
def test_nothing_said(provider: Provider, router: Router, speaks: str, upstream: str) -> None:
    provider.play([Say("never")])
    empty = {"gemini": {"contents": []}, "openai_responses": {"input": []}}.get(speaks, {"messages": []})
    reply = post(router, speaks, body_of(speaks, named(upstream)) | empty, upstream=upstream)
    assert reply.status == 400, reply.body
    assert error_of(speaks, reply)[1]


@pytest.mark.parametrize("speaks", ["anthropic", "openai_chat", "openai_responses"])
def test_no_model_named(provider: Provider, router: Router, speaks: str) -> None:
    provider.play([Say("never")])
    body = body_of(speaks, "")
    del body["model"]
    reply = post(router, speaks, body)
    assert reply.status == 400
    assert "model" in error_of(speaks, reply)[1]


@EACH_CLIENT
def test_an_unknown_model_goes_to_the_default(provider: Provider, router: Router, speaks: str) -> None:
    provider.play([Say("From the default.")])
    model = "claude-model-of-next-year"
    reply = send(router, "POST", path_of(speaks, model), body_of(speaks, model), headers_of(speaks))
    assert (reply.status, provider.asked[0].format) == (200, "openai_chat")


@pytest.mark.parametrize("open_, close", [(b"[", b"]"), (b'{"a":', b"}")], ids=["lists", "objects"])
@EACH_CLIENT
def test_deep_nesting(provider: Provider, router: Router, speaks: str, open_: bytes, close: bytes) -> None:
    provider.play([Say("never")])
    whole = json.dumps(body_of(speaks, named("anthropic")) | {"metadata": 0}).encode()
    deep = open_ * DEEP + b"0" + close * DEEP
    reply = post(router, speaks, whole.replace(b'"metadata": 0', b'"metadata": ' + deep), upstream="anthropic")
    assert reply.status == 400
    assert error_of(speaks, reply)[1]
    lives(provider, router, speaks)


@EACH_CLIENT
@EACH_UPSTREAM
def test_half_an_emoji_is_mended(provider: Provider, router: Router, speaks: str, upstream: str) -> None:
    """Claude Code cuts texts in the middle of a surrogate pair; strict readers refuse the whole request."""
    provider.play([Say("Fine.")])
    reply = ask(router, speaks, upstream, "cut here \ud83e and here \udd94, whole: 🦔")
    assert reply.status == 200, reply.body
    sent = provider.asked[0].body
    assert b"cut here" in sent
    assert b"\\ud83e " not in sent.lower()
    assert "🦔" in json.dumps(json.loads(sent), ensure_ascii=False)


@EACH_CLIENT
def test_a_large_body_is_refused(provider: Provider, router: Router, speaks: str) -> None:
    provider.play([Say("never")])
    reply = ask(router, speaks, "openai_chat", "x" * (64 * MIB + 1))
    assert reply.status == 413
    assert "64 MiB" in error_of(speaks, reply)[1]
    assert provider.log == []
    lives(provider, router, speaks)


@EACH_CLIENT
def test_wrong_content_type(provider: Provider, router: Router, speaks: str) -> None:
    provider.play([Say("never")])
    reply = post(router, speaks, body_of(speaks, "m"), **{"content-type": "text/plain"})
    assert reply.status == 415
    assert "application/json" in error_of(speaks, reply)[1]


@EACH_CLIENT
def test_wrong_method(router: Router, speaks: str) -> None:
    reply = send(router, "GET", path_of(speaks), None, headers_of(speaks))
    assert (reply.status, reply.headers["allow"]) == (405, "POST")
    assert "POST" in error_of(speaks, reply)[1]


@EACH_CLIENT
def test_an_unknown_path(router: Router, speaks: str) -> None:
    path = "/v1beta/nothing" if speaks == "gemini" else "/v1/nothing"
    reply = send(router, "POST", path, {}, headers_of(speaks))
    assert reply.status == 404
    dialect = "openai_chat" if speaks == "openai_responses" else speaks
    assert path in error_of(dialect, reply)[1]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""])
@EACH_CLIENT
def test_a_foreign_host_name(provider: Provider, router: Router, speaks: str, host: str) -> None:
    provider.play([Say("never")])
    reply = post(router, speaks, body_of(speaks, "m"), host=host)
    assert reply.status == 403
    assert error_of(speaks, reply)[1]
    assert provider.log == []


def test_a_web_page_is_refused(provider: Provider, router: Router) -> None:
    provider.play([Say("never")])
    reply = post(router, "openai_chat", body_of("openai_chat", "m"), origin="https://evil.example")
    assert reply.status == 403
    assert not any(name.startswith("access-control") for name in reply.headers)
    preflight = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    reply = send(router, "OPTIONS", "/v1/chat/completions", None, preflight)
    assert reply.status >= 400
    assert not any(name.startswith("access-control") for name in reply.headers)
    assert provider.log == []


@pytest.mark.parametrize(
    "bytes_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"POST /v1/messages HTTP/1.1\r\ncontent-length: x\r\n\r\n",
    ],
    ids=["TLS", "half a line", "length x"],
)
def test_no_http_at_all(provider: Provider, router: Router, bytes_: bytes) -> None:
    with socket.create_connection(("127.0.0.1", router.port), timeout=10) as line:
        line.sendall(bytes_)
        line.shutdown(socket.SHUT_WR)
        while line.recv(4096):
            pass
    lives(provider, router, "anthropic")
