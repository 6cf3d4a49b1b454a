"""The test bed itself: the official SDKs understand the scripted provider without a router between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flow.provider.exchange import KEY
from flow.provider.script import (
    FORMATS,
    Call,
    Cut,
    ErrorFrame,
    Interleaved,
    Say,
    Split,
    Stall,
    Status,
    Stop,
    Think,
    Usage,
)
from flow.provider.server import Provider
from flow.sdk.clients import CLIENTS
from flow.sdk.words import TOOLS, Client, Question

CALLS = (Call("get_weather", {"city": "Łódź", "days": 2}), Call("get_time", {"zone": "UTC"}))
ASKED = [(call.name, call.args) for call in CALLS]


@pytest.fixture(params=FORMATS)
def direct(request: pytest.FixtureRequest, provider: Provider) -> Iterator[Client]:
    sdk = CLIENTS[request.param](provider.url, KEY)
    yield sdk
    sdk.close()


@pytest.mark.parametrize("stream", [False, True])
def test_everything_an_answer_can_hold(provider: Provider, direct: Client, stream: bool) -> None:
    provider.play([Think("Let me see."), Say("Looking it up."), *CALLS, Usage(10, 5, 0, 20, 4)])
    heard = direct.ask("m", Question(tools=TOOLS, think=True), stream=stream)
    assert (heard.text, heard.thinking) == ("Looking it up.", "Let me see.")
    assert heard.asked_for == ASKED
    assert (heard.stop, heard.input, heard.cache_read, heard.output) == ("tool", 10, 5, 20)
    provider.play([Say("Rain.")])
    heard = direct.go_on("m", Question(tools=TOOLS), heard, {"get_weather": "rain", "get_time": "12:00"}, stream=stream)
    assert (heard.text, heard.stop) == ("Rain.", "end")


def test_interleaved_calls_in_single_bytes(provider: Provider, direct: Client) -> None:
    provider.play([Interleaved(CALLS), Split(1)])
    assert direct.ask("m", Question(tools=TOOLS), stream=True).asked_for == ASKED


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("reason", ["length", "refusal"])
def test_stop_reasons(provider: Provider, direct: Client, reason: str, stream: bool) -> None:
    provider.play([Say("Part of it"), Stop(reason)])
    assert direct.ask("m", Question(), stream=stream).stop == reason


def test_errors(provider: Provider, direct: Client) -> None:
    provider.play([Status(429, "slow down", headers={"retry-after": "7"})])
    with pytest.raises(Exception, match="slow down") as raised:
        direct.ask("m", Question(), stream=False)
    assert direct.failure(raised.value)[0] == 429
    provider.play([Say("Half an"), ErrorFrame("overloaded", "Overloaded")])
    with pytest.raises(Exception, match="Overloaded"):
        list(direct.parts("m", Question()))


def test_a_hang_up_is_noticed(provider: Provider, direct: Client) -> None:
    provider.play([Say("Half an"), Stall(30), Say(" answer")])
    parts = direct.parts("m", Question())
    next(parts)
    parts.close()
    assert provider.wait(lambda: provider.log[0].hung_up)


def test_a_cut_is_seen(provider: Provider, direct: Client) -> None:
    provider.play([Say("Half an"), Cut()])
    with pytest.raises(Exception, match=r"peer closed|incomplete|Connection|closed"):
        list(direct.parts("m", Question()))


def test_what_a_real_provider_refuses(provider: Provider) -> None:
    provider.play([Say("never")])
    client = CLIENTS["anthropic"](provider.url, KEY)
    with pytest.raises(Exception, match="max_tokens") as raised:
        client.ask("m", Question(max_tokens=0), stream=False)
    assert client.failure(raised.value)[0] == 400
    client.close()
