"""Slow readers, lost clients, silence, big bodies, many at once."""

from __future__ import annotations

import base64
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from flow.pairs import EACH_CLIENT, EACH_UPSTREAM, every_pair
from flow.provider.script import FORMATS, Call, Flood, Say, Split, Stall
from flow.provider.seen import seen
from flow.provider.server import Provider
from flow.raw import ask, streaming, until
from flow.router import TOKEN, Router, named
from flow.sdk.clients import CLIENTS
from flow.sdk.words import Client, Question

MIB = 2**20


@EACH_CLIENT
@EACH_UPSTREAM
def test_a_client_that_hangs_up_cancels_the_provider(
    provider: Provider, router: Router, speaks: str, upstream: str
) -> None:
    provider.play([Say("Some"), Stall(60), Say("thing")])
    with streaming(router, speaks, named(upstream)) as line:
        until(line, b"e")
        assert provider.wait(lambda: len(provider.asked) == 1)
    assert provider.wait(lambda: provider.asked[0].hung_up, 2)


@EACH_CLIENT
def test_a_client_that_hangs_up_before_the_first_word(provider: Provider, router: Router, speaks: str) -> None:
    provider.play([Stall(60, head=True), Say("late")])
    with streaming(router, speaks, named("openai_chat")):
        assert provider.wait(lambda: len(provider.asked) == 1)
    assert provider.wait(lambda: provider.asked[0].hung_up, 2)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc for the memory of the process")
@pytest.mark.parametrize("upstream", ["anthropic", "openai_chat"])
def test_a_slow_reader_does_not_grow_memory(provider: Provider, router: Router, upstream: str) -> None:
    """200 MB wait upstream while the client reads nothing: what lies between is bounded."""
    total = 200 * MIB
    provider.play([Say("warm")])
    ask(router, "anthropic", upstream, stream=True)
    before = router.memory()
    provider.play([Flood(total)])
    with streaming(router, "anthropic", named(upstream), buffer=64 * 1024) as line:
        until(line, b"message_start")
        exchange = provider.asked[0]
        sent = -1
        while sent != exchange.sent:  # until the pipe is full
            sent = exchange.sent
            time.sleep(0.5)
        assert 0 < sent < total // 4, "the provider was read far ahead of the client"
        assert router.memory() - before < total // 8
    assert provider.wait(lambda: provider.asked[0].hung_up)


def test_silence_is_filled_with_what_each_client_bears(provider: Provider, router: Router) -> None:
    """All formats at the same time, plain and through the SDKs: heartbeats come after about fifteen seconds of silence,
    before the first word and in the middle of the answer."""
    provider.play([Stall(17), Say("At ", pieces=1), Stall(17), Say("last.", pieces=1)])

    def plain(format: str) -> tuple[bytes, bytes]:
        body = ask(router, format, "openai_chat", stream=True).body
        before, _, rest = body.partition(b"At ")
        return before, rest.partition(b"last.")[0]

    def through_sdk(format: str) -> str:
        sdk = CLIENTS[format](router.url, TOKEN)
        try:
            return sdk.ask(named("openai_chat"), Question(), stream=True).text
        finally:
            sdk.close()

    with ThreadPoolExecutor(2 * len(FORMATS)) as pool:
        silences = pool.map(plain, FORMATS)
        texts = pool.map(through_sdk, FORMATS)
        heard = dict(zip(FORMATS, silences, strict=True))
        assert list(texts) == ["At last."] * len(FORMATS)
    for silence in heard["anthropic"]:
        assert b"event: ping\ndata: " in silence
    for silence in heard["openai_chat"]:
        assert re.search(rb"^:", silence, re.M)  # an unknown data event breaks OpenCode and the SDK
    early, later = heard["openai_responses"]
    assert re.match(rb":", early)  # the SDK's helper wants response.created as the first event
    assert b"event: ping\ndata: " in later  # Codex does not count comments as life
    early, later = heard["gemini"]
    assert early.startswith((b"\n", b"\r\n"))  # anything else breaks the SDK
    assert re.search(rb"(\r?\n){3}", later)


@every_pair
def test_a_20_mb_image(provider: Provider, client: Client, upstream: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + os.urandom(64) * (15 * MIB // 64)
    assert len(base64.b64encode(picture)) > 20_000_000
    provider.play([Say("Big.")])
    assert client.ask(named(upstream), Question(image=picture), stream=True).text == "Big."
    assert seen(provider.asked[0]).images == [picture]


@every_pair
def test_a_large_answer(provider: Provider, client: Client, upstream: str) -> None:
    text = "0123456789abcdef" * (MIB // 16)
    provider.play([Say(text, pieces=50), Call("get_time", {"zone": text}), Split(4099)])
    tools = {"get_time": {"type": "object", "properties": {"zone": {"type": "string"}}}}
    heard = client.ask(named(upstream), Question(tools=tools), stream=True)
    assert heard.text == text
    assert heard.asked_for == [("get_time", {"zone": text})]


def test_many_at_once(provider: Provider, router: Router) -> None:
    """Every pair four times, at the same time; each gets its own answer."""
    provider.think(lambda request: [Say(f"Answer to {request.text}"), Split(7)])
    pairs = [(client, upstream) for client in FORMATS for upstream in FORMATS] * 4

    def one(number: int) -> bool:
        client, upstream = pairs[number]
        reply = ask(router, client, upstream, f"question-{number}-", stream=number % 2 == 0)
        whole = reply.body.decode()
        others = [f"question-{other}-" for other in range(len(pairs)) if other != number]
        return reply.status == 200 and f"question-{number}-" in _joined(whole) and not any(o in whole for o in others)

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(one, range(len(pairs))))


def _joined(stream: str) -> str:
    """The stream's text with what stands between its pieces taken out, for a plain search."""
    found = re.findall(r'"(?:text|content|delta)":\s*"([^"]*)"', stream)
    return "".join(found)
