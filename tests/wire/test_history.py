"""Which result answers which call, which tools may be seen, what is stripped from a system prompt."""

from __future__ import annotations

import pytest

from ccrouter.ir.call import Call, Message, Tool
from ccrouter.ir.parts import Opaque, Part, Text, ToolCall, ToolResult
from ccrouter.wire.history import pair, referred, shown_tools, without_billing


def called(*ids: str) -> Message:
    return Message(role="assistant", parts=[ToolCall(id=i, name="ls") for i in ids])


def answered(*ids: str) -> Message:
    return Message(role="user", parts=[ToolResult(call_id=i, content=[]) for i in ids])


@pytest.mark.parametrize(
    ("messages", "pairs"),
    [
        pytest.param([called("a", "b"), answered("b", "a")], {(0, 0): (1, 1), (0, 1): (1, 0)}, id="any order"),
        pytest.param([called("a"), answered()], {}, id="no result"),
        pytest.param([answered("a"), called("a")], {}, id="a result before its call"),
        pytest.param([called("a"), answered("a", "a")], {(0, 0): (1, 0)}, id="a second result is an orphan"),
        pytest.param([called("a"), answered(), called("a"), answered("a")], {(2, 0): (3, 0)}, id="an id used again"),
        pytest.param(
            [called("a", "a"), answered("a", "a")], {(0, 0): (1, 0), (0, 1): (1, 1)}, id="one id twice in a turn"
        ),
        pytest.param(
            [called("a"), called("b"), answered("b"), answered("a")], {(0, 0): (3, 0), (1, 0): (2, 0)}, id="late"
        ),
    ],
)
def test_pair(messages: list[Message], pairs: dict[tuple[int, int], tuple[int, int]]) -> None:
    found = pair(messages)
    assert found.used == set(pairs.values())
    assert found.answers.keys() == pairs.keys()
    for call, (i, j) in pairs.items():
        assert found.answers[call] is messages[i].parts[j]


def reference(name: object) -> Opaque:
    return Opaque(format="anthropic", kind="tool_reference", raw={"type": "tool_reference", "tool_name": name})


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (reference("fetch"), "fetch"),
        (reference(None), None),
        (Opaque(format="anthropic", kind="other", raw={"tool_name": "x"}), None),
        (Text(text="fetch"), None),
    ],
)
def test_referred(part: Part, name: str | None) -> None:
    assert referred(part) == name


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (Text(text="fetch"), ["ls"]),
        (ToolResult(call_id="a", content=[reference("fetch")]), ["ls", "fetch"]),
        (ToolCall(id="a", name="fetch"), ["ls", "fetch"]),
    ],
)
def test_deferred_tools_are_shown_once_met(part: Part, shown: list[str]) -> None:
    tools = [Tool(name="ls"), Tool(name="fetch", deferred=True), Tool(name="placeholder", deferred=True)]
    call = Call(model="m", messages=[Message(role="user", parts=[part])], tools=tools)
    assert [tool.name for tool in shown_tools(call)] == shown


def test_billing_block() -> None:
    billing = Text(text="x-anthropic-billing-header: cc_version=2.1.330.abc; cc_entrypoint=cli;")
    prompt = [Text(text="You are."), Text(text="See x-anthropic-billing-header: in the docs.")]
    assert without_billing([billing, *prompt]) == prompt
