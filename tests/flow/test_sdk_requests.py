"""What a provider of each format receives when an official SDK asks through the router."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from flow.pairs import BOTH_WAYS, EACH_CLIENT, every_pair
from flow.provider.exchange import KEY
from flow.provider.script import FORMATS, Call, Say, Think
from flow.provider.seen import Seen, seen
from flow.provider.server import Provider
from flow.router import MODEL, named
from flow.sdk.words import TOOLS, Client, Question

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ANSWER = {
    "type": "object",
    "properties": {"title": {"type": "string"}},
    "required": ["title"],
    "additionalProperties": False,
}
SIGNATURE = "c2VjcmV0LXN0YXRlLW9mLXRoZS1wcm92aWRlcg=="
RESULTS = {"get_weather": "rain", "get_time": "12:00"}


def ask(provider: Provider, client: Client, upstream: str, question: Question, *, stream: bool = False) -> Seen:
    provider.play([Say('{"title": "x"}')])
    client.ask(named(upstream), question, stream=stream)
    assert len(provider.asked) == 1
    assert provider.asked[0].format == upstream
    return seen(provider.asked[0])


@BOTH_WAYS
@every_pair
def test_words_and_numbers(provider: Provider, client: Client, upstream: str, stream: bool) -> None:
    question = Question("How so?", system="Be brief.", max_tokens=777, temperature=0.5)
    found = ask(provider, client, upstream, question, stream=stream)
    assert found.texts == ["How so?"]
    assert found.system == "Be brief."
    assert (found.max_tokens, found.temperature) == (777, 0.5)
    sent = provider.asked[0]
    if upstream != "gemini":
        assert sent.json["model"] == MODEL
        assert bool(sent.json.get("stream")) is stream
    assert KEY in str(sent.headers)


@every_pair
def test_tools_and_an_image(provider: Provider, client: Client, upstream: str) -> None:
    found = ask(provider, client, upstream, Question("What is it?", tools=TOOLS, image=PIXEL))
    assert found.images == [PIXEL]
    assert list(found.tools) == list(TOOLS)
    for name, schema in TOOLS.items():
        assert found.tools[name]["required"] == schema["required"]
        assert set(found.tools[name]["properties"]) == set(schema["properties"])


@pytest.mark.parametrize("must", ["any", "none", "get_time"])
@every_pair
def test_tool_choice(provider: Provider, client: Client, upstream: str, must: str) -> None:
    assert ask(provider, client, upstream, Question(tools=TOOLS, must=must)).must == must


@every_pair
def test_a_schema_for_the_answer(provider: Provider, client: Client, upstream: str) -> None:
    found = ask(provider, client, upstream, Question(schema=ANSWER))
    assert found.schema is not None
    assert found.schema["properties"] == ANSWER["properties"]


@every_pair
def test_thinking_is_asked_for(provider: Provider, client: Client, upstream: str) -> None:
    assert ask(provider, client, upstream, Question(think=True)).thinks


@every_pair
def test_no_thinking_is_asked_for(provider: Provider, client: Client, upstream: str) -> None:
    assert not ask(provider, client, upstream, Question()).thinks


@pytest.mark.parametrize("upstream", ["anthropic", "openai_chat", "gemini"])
@pytest.mark.parametrize("speaks", ["anthropic", "openai_chat", "gemini"])
def test_stop_sequences(provider: Provider, client: Client, upstream: str) -> None:
    """Responses has none."""
    assert ask(provider, client, upstream, Question(stop=("END", "###"))).stop == ["END", "###"]


@BOTH_WAYS
@every_pair
def test_tool_results_go_back(provider: Provider, client: Client, upstream: str, stream: bool) -> None:
    calls = (Call("get_weather", {"city": "Oslo"}), Call("get_time", {"zone": "UTC"}))
    provider.play([Say("Looking."), *calls], [Say("It rains at noon.")])
    question = Question(tools=TOOLS)
    first = client.ask(named(upstream), question, stream=stream)
    second = client.go_on(named(upstream), question, first, RESULTS, stream=stream)
    assert (second.text, second.stop) == ("It rains at noon.", "end")
    found = seen(provider.asked[1])
    assert found.calls == [(call.name, call.args) for call in calls]
    assert found.results == list(RESULTS.items())


@BOTH_WAYS
@every_pair
def test_signed_thinking_returns_to_its_origin(provider: Provider, client: Client, upstream: str, stream: bool) -> None:
    provider.play([Think("I look it up.", signature=SIGNATURE), Call("get_weather", {"city": "Oslo"})], [Say("Rain.")])
    question = Question(tools=TOOLS, think=True)
    first = client.ask(named(upstream), question, stream=stream)
    client.go_on(named(upstream), question, first, RESULTS, stream=stream)
    body = provider.asked[1].json
    assert signatures(upstream, body) == (["I look it up."] if upstream == "openai_chat" else [SIGNATURE])


def signatures(upstream: str, body: dict[str, Any]) -> list[str]:
    """The provider's state in a request; for Chat, whose providers sign nothing, the reasoning text."""
    match upstream:
        case "anthropic":
            blocks = [block for message in body["messages"] for block in message["content"]]
            return [block["signature"] for block in blocks if block["type"] == "thinking"]
        case "openai_chat":
            return [message["reasoning_content"] for message in body["messages"] if message.get("reasoning_content")]
        case "openai_responses":
            return [item["encrypted_content"] for item in body["input"] if item.get("type") == "reasoning"]
        case _:
            parts = [part for content in body["contents"] for part in content["parts"]]
            return [part["thoughtSignature"] for part in parts if "thoughtSignature" in part]


@pytest.mark.parametrize(
    ("first", "then"), [(one, other) for one in FORMATS if one != "openai_chat" for other in FORMATS if one != other]
)
@EACH_CLIENT
def test_signed_thinking_goes_to_no_other_provider(provider: Provider, client: Client, first: str, then: str) -> None:
    provider.play([Think("I look it up.", signature=SIGNATURE), Call("get_weather", {"city": "Oslo"})], [Say("Rain.")])
    question = Question(tools=TOOLS, think=True)
    heard = client.ask(named(first), question, stream=True)
    client.go_on(named(then), question, heard, RESULTS, stream=True)
    sent = provider.asked[1]
    assert sent.format == then
    assert SIGNATURE.encode() not in sent.body
    if then != "openai_chat":
        assert signatures(then, sent.json) == []
    assert seen(sent).results == [("get_weather", "rain")]
