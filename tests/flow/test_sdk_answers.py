"""What an official SDK makes of an answer that came through the router, from a provider of each format."""

from __future__ import annotations

import pytest

from flow.pairs import BOTH_WAYS, every_pair
from flow.provider.script import Call, Drip, Interleaved, Raw, Say, Split, Stop, Think, Usage
from flow.provider.server import Provider
from flow.router import named
from flow.sdk.words import TOOLS, Client, Question

CALLS = (Call("get_weather", {"city": "Łódź 🌧", "days": 2}), Call("get_time", {"zone": "UTC"}))
ASKED = [(call.name, call.args) for call in CALLS]
LONG = "Zażółć gęślą jaźń 🦔\u2028\u2029\u0085 " * 40


@BOTH_WAYS
@every_pair
def test_a_text(provider: Provider, client: Client, upstream: str, stream: bool) -> None:
    provider.play([Say(LONG, pieces=20), Usage(input=30, cache_read=12, output=9, reasoning=4)])
    heard = client.ask(named(upstream), Question(), stream=stream)
    assert (heard.text, heard.thinking, heard.calls, heard.stop) == (LONG, "", (), "end")
    assert (heard.input, heard.cache_read, heard.output) == (30, 12, 9)


@BOTH_WAYS
@every_pair
def test_thinking_text_and_parallel_calls(provider: Provider, client: Client, upstream: str, stream: bool) -> None:
    provider.play([Think("Let me see."), Say("Looking it up."), *CALLS, Usage(10, 5, 0, 20, 4)])
    heard = client.ask(named(upstream), Question(tools=TOOLS, think=True), stream=stream)
    assert (heard.text, heard.thinking) == ("Looking it up.", "Let me see.")
    assert heard.asked_for == ASKED
    assert (heard.stop, heard.input, heard.cache_read, heard.output) == ("tool", 10, 5, 20)
    identities = [call.id for call in heard.calls if call.id]
    assert len(set(identities)) == len(identities)


@every_pair
def test_interleaved_calls_in_single_bytes(provider: Provider, client: Client, upstream: str) -> None:
    provider.play([Interleaved(CALLS), Split(1)])
    heard = client.ask(named(upstream), Question(tools=TOOLS), stream=True)
    assert (heard.asked_for, heard.stop) == (ASKED, "tool")


@BOTH_WAYS
@every_pair
def test_a_call_without_arguments(provider: Provider, client: Client, upstream: str, stream: bool) -> None:
    provider.play([Call("now", {})])
    tools = {"now": {"type": "object", "properties": {}}}
    heard = client.ask(named(upstream), Question(tools=tools), stream=stream)
    assert (heard.asked_for, heard.stop) == ([("now", {})], "tool")


@BOTH_WAYS
@pytest.mark.parametrize("reason", ["length", "refusal"])
@every_pair
def test_why_it_stopped(provider: Provider, client: Client, upstream: str, reason: str, stream: bool) -> None:
    provider.play([Say("Part of it"), Stop(reason)])
    heard = client.ask(named(upstream), Question(), stream=stream)
    assert (heard.stop, heard.text) == (reason, "Part of it")


@every_pair
def test_slow_small_frames_with_comments_between(provider: Provider, client: Client, upstream: str) -> None:
    comment = [] if upstream == "gemini" else [Raw(b": keep-alive\n\n")]  # Gemini sends none and its SDK bears none
    provider.play([Say("One "), *comment, Say("two "), *comment, Say("three."), Drip(0.01)])
    assert client.ask(named(upstream), Question(), stream=True).text == "One two three."
