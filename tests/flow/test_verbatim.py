"""Same format on both sides: the client's bytes and the provider's bytes go by untouched."""

from __future__ import annotations

import json

import pytest

from flow.pairs import BOTH_WAYS, EACH_CLIENT
from flow.provider import anthropic, chat, gemini, responses
from flow.provider.exchange import KEY
from flow.provider.script import Call, Raw, Say, Think, Usage, content_of, perform
from flow.provider.server import Provider
from flow.raw import body_of, headers_of, path_of, send
from flow.router import MODEL, TOKEN, Router, named

DIALECTS = {"anthropic": anthropic, "openai_chat": chat, "openai_responses": responses, "gemini": gemini}
SCRIPT = [Think("Hm."), Say("Yes: é 🦔 \u2028"), Call("get_time", {"zone": "UTC"})]


def odd(format: str, stream: bool) -> bytes:
    """A request with odd spaces, an unknown field, a float and an order that no encoder would reproduce."""
    body = {"zz_unknown": {"b": 1.1, "a": [1e3]}, **body_of(format, named(format), "é \u2028", stream=stream)}
    if format == "openai_chat" and stream:
        body["stream_options"] = {"include_usage": True}
    members = (f"{json.dumps(name)}:{json.dumps(value, indent=1, ensure_ascii=False)}" for name, value in body.items())
    return f"{{{','.join(members)}}}".replace("1.1,", "1.10,").encode()


@BOTH_WAYS
@EACH_CLIENT
def test_bytes(provider: Provider, router: Router, speaks: str, stream: bool) -> None:
    unknown = [Raw(b'event: of_next_year\ndata: {"type":"of_next_year"}\n\n')] if speaks in ("anthropic",) else []
    script = [*SCRIPT, *(unknown if stream else [])]
    provider.play(script)
    sent = odd(speaks, stream)
    headers = headers_of(speaks) | {"anthropic-beta": "of-next-year-2027", "x-unknown": "kept"}
    reply = send(router, "POST", path_of(speaks, named(speaks), stream=stream), sent, headers)
    assert reply.status == 200

    got = provider.asked[0]
    expected = sent if speaks == "gemini" else sent.replace(named(speaks).encode(), MODEL.encode())
    assert got.body == expected
    assert got.headers["x-unknown"] == "kept"
    assert got.headers["anthropic-beta"] == "of-next-year-2027"
    assert got.headers["host"] == f"127.0.0.1:{provider.port}"

    dialect = DIALECTS[speaks]
    serial = provider.last_serial
    ask = dialect.read(json.loads(expected), MODEL, stream)
    speaker = dialect.Speaker(ask, script, serial)
    if stream:
        answer = b"".join(frame for frame in perform(speaker, script) if isinstance(frame, bytes))
    else:
        answer = json.dumps(speaker.whole(content_of(script))).encode()
    assert reply.body == answer
    assert reply.headers["request-id"] == "req_scripted"


@pytest.mark.parametrize("options", [None, {"include_usage": False, "future": 1}])
def test_usage_that_a_chat_client_does_not_ask_for_is_told_to_us_alone(
    provider: Provider, router: Router, options: dict[str, object] | None
) -> None:
    script = [Say("Yes: é"), Usage(input=1134, cache_read=100, output=77)]
    provider.play(script)
    sent = body_of("openai_chat", named("openai_chat"), stream=True) | ({"stream_options": options} if options else {})
    reply = send(router, "POST", path_of("openai_chat"), sent, headers_of("openai_chat"))

    assert provider.asked[0].json == sent | {
        "model": MODEL,
        "stream_options": {**(options or {}), "include_usage": True},
    }
    speaker = chat.Speaker(chat.read(provider.asked[0].json, MODEL, True), script, provider.last_serial)
    frames = [frame for frame in perform(speaker, script) if isinstance(frame, bytes)]
    assert len([frame for frame in frames if b"1234" in frame]) == 1
    assert reply.body == b"".join(frame for frame in frames if b"1234" not in frame)
    status = send(router, "GET", "/-/status", None, {"x-ccr-token": TOKEN}).json
    recorded = status["recent"][0]
    assert (recorded["input"], recorded["cache_read"], recorded["output"]) == (1134, 100, 77)
    assert not recorded["estimated"]


@EACH_CLIENT
def test_hop_by_hop_headers_stay_here(provider: Provider, router: Router, speaks: str) -> None:
    provider.play([Say("Hi.")])
    hops = {"connection": "keep-alive, x-hop", "x-hop": "1", "keep-alive": "timeout=5", "te": "trailers"}
    hops |= {"proxy-authorization": "Basic eA==", "proxy-connection": "keep-alive"}
    send(router, "POST", path_of(speaks, named(speaks)), body_of(speaks, named(speaks)), headers_of(speaks) | hops)
    got = provider.asked[0].headers
    assert not {"x-hop", "keep-alive", "te", "proxy-authorization", "proxy-connection"} & set(got)
    assert KEY in str(got)


@pytest.mark.parametrize("encoding", ["gzip, deflate, br, zstd", "identity"])
def test_any_accept_encoding(provider: Provider, router: Router, encoding: str) -> None:
    provider.play([Say("Hi.")])
    headers = headers_of("anthropic") | {"accept-encoding": encoding}
    reply = send(router, "POST", path_of("anthropic"), body_of("anthropic", named("gemini")), headers)
    assert reply.json["content"][0]["text"] == "Hi."
