"""What clients of the Messages API send, above all Claude Code, in neutral words."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.anthropic import FORMAT
from ccrouter.wire.seal import seal
from wire.anthropic_kit import ELSEWHERE, decode, encode

Json = dict[str, Any]
MARK = {"type": "ephemeral"}
USER = {"role": "user", "content": "Hi"}


def said(*blocks: Json, role: str = "user") -> list[Part]:
    return decode(messages=[{"role": role, "content": list(blocks)}]).messages[0].parts


BLOCKS: dict[str, tuple[Json, list[Part]]] = {
    "text": ({"type": "text", "text": "a", "cache_control": MARK}, [Text(text="a", cache=MARK)]),
    "image": (
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}},
        [Media(kind="image", mime="image/png", data="AA==")],
    ),
    "image by address": (
        {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
        [Media(kind="image", url="https://example.org/a.png")],
    ),
    "image by file": (
        {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
        [Media(kind="image", file_id="file_1")],
    ),
    "document": (
        {"type": "document", "title": "T", "source": {"type": "base64", "media_type": "application/pdf", "data": "AA=="}},
        [Media(kind="document", mime="application/pdf", data="AA==", name="T")],
    ),
    "document by address": (
        {"type": "document", "source": {"type": "url", "url": "https://example.org/a.pdf"}},
        [Media(kind="document", mime="application/pdf", url="https://example.org/a.pdf")],
    ),
    "document as text": (
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "words"}},
        [Media(kind="document", mime="text/plain", text="words")],
    ),
    "document of blocks": (
        {
            "type": "document",
            "source": {
                "type": "content",
                "content": [
                    {"type": "text", "text": "one"},
                    {"type": "image", "source": {"type": "url", "url": "u"}},
                    {"type": "text", "text": "two"},
                ],
            },
        },
        [Media(kind="document", mime="text/plain", text="one\n\ntwo"), Media(kind="image", url="u")],
    ),
    "thinking": (
        {"type": "thinking", "thinking": "hm", "signature": "EqQB"},
        [Thinking(text="hm", signature="EqQB")],
    ),
    "thinking without a signature": ({"type": "thinking", "thinking": "hm", "signature": ""}, [Thinking(text="hm")]),
    "sealed thinking": (
        {"type": "thinking", "thinking": "hm", "signature": seal(ELSEWHERE, signature="s", id="i")},
        [Thinking(text="hm", signature="s", id="i", origin=ELSEWHERE)],
    ),
    "redacted": ({"type": "redacted_thinking", "data": "Emw"}, [Thinking(encrypted="Emw")]),
    "sealed redacted": (
        {"type": "redacted_thinking", "data": seal(ELSEWHERE, encrypted="e", id="rs_1", text="hidden")},
        [Thinking(text="hidden", encrypted="e", id="rs_1", origin=ELSEWHERE)],
    ),
    "call": (
        {"type": "tool_use", "id": "t", "name": "f", "input": {"b": [1, None], "a": "ü"}},
        [ToolCall(id="t", name="f", arguments='{"b":[1,null],"a":"ü"}')],
    ),
    "search result": (
        {"type": "search_result", "title": "T", "source": "S", "content": [{"type": "text", "text": "found"}]},
        [Text(text="T\nS\n\nfound")],
    ),
    "server tool": (
        {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
        [Opaque(format="anthropic", kind="server_tool_use", raw={"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}})],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("block", "expected"), BLOCKS.values(), ids=BLOCKS.keys())
def test_blocks(block: Json, expected: list[Part]) -> None:
    assert said(block, role="assistant") == expected


RESULTS: dict[str, tuple[Any, list[Any]]] = {
    "nothing": (None, []),
    "string": ("done", [Text(text="done")]),
    "blocks": (
        [
            {"type": "text", "text": "see"},
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}},
        ],
        [Text(text="see"), Media(kind="image", mime="image/png", data="AA==")],
    ),
    "tool reference": ([{"type": "tool_reference", "tool_name": "WebFetch"}], [Text(text="Tool WebFetch is now available.")]),
    "search result": ([{"type": "search_result", "title": "T", "source": "S", "content": []}], [Text(text="T\nS")]),
    "unknown": ([{"type": "browser_state"}], [Opaque(format="anthropic", kind="browser_state", raw={"type": "browser_state"})]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), RESULTS.values(), ids=RESULTS.keys())
def test_tool_results_know_the_name_of_their_tool(content: Any, expected: list[Any]) -> None:
    more = {"is_error": True, "cache_control": MARK}
    call = decode(
        messages=[
            USER,
            {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Read", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": content} | more]},
        ]
    )  # fmt: skip
    assert call.messages[2].parts == [ToolResult(call_id="t", name="Read", content=expected, is_error=True, cache=MARK)]


def test_claude_codes_request() -> None:
    call = decode(
        max_tokens=128000,
        thinking={"type": "adaptive", "display": "omitted"},
        output_config={"effort": "medium"},
        context_management={"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        metadata={"user_id": '{"device_id":"d","session_id":"s"}'},
        system=[
            {"type": "text", "text": "x-anthropic-billing-header: cc_version=2.1;"},
            {"type": "text", "text": "You are an agent.", "cache_control": MARK},
        ],
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
            {"role": "system", "content": "Today is Monday.", "output_config": {"effort": "high"}},
        ],
        tools=[
            {"name": "Bash", "description": "Runs", "input_schema": {"type": "object"}},
            {"name": "DeferredToolPlaceholder", "description": "never call", "input_schema": {}, "defer_loading": True},
        ],
    )
    assert call.max_tokens == 128000
    assert call.reasoning == Reasoning(mode="adaptive", effort="high", show="omitted")  # the later word counts
    assert call.user == '{"device_id":"d","session_id":"s"}'
    assert call.system[1] == Text(text="You are an agent.", cache=MARK)
    assert [(m.role, m.parts) for m in call.messages] == [
        ("user", [Text(text="Hi")]),
        ("system", [Text(text="Today is Monday.")]),
    ]
    assert call.tools[0] == Tool(name="Bash", description="Runs", schema={"type": "object"})
    assert [t.deferred for t in call.tools] == [False, True]


def test_a_tool_that_was_referred_to_is_no_longer_deferred() -> None:
    tools = [{"name": n, "input_schema": {}, "defer_loading": True} for n in ("WebFetch", "Other")]
    result = {
        "type": "tool_result",
        "tool_use_id": "t",
        "content": [{"type": "tool_reference", "tool_name": "WebFetch"}],
    }
    call = decode(tools=tools, messages=[USER, {"role": "user", "content": [result]}])
    assert [(t.name, t.deferred) for t in call.tools] == [("WebFetch", False), ("Other", True)]


def test_system_messages_may_add_and_withdraw_tools() -> None:
    def change(kind: str, tool: Json) -> Json:
        return {"role": "system", "content": [{"type": kind, "tool": tool}]}

    call = decode(
        tools=[{"name": n, "input_schema": {}, "defer_loading": n == "b"} for n in ("a", "b")],
        messages=[
            USER,
            change("tool_addition", {"type": "tool_reference", "name": "b"}),
            change("tool_removal", {"type": "tool_reference", "name": "a"}),
            change("tool_addition", {"type": "tool_definition", "definition": {"name": "c", "input_schema": {}}}),
            {"role": "system", "output_config": {"effort": "low"}},
        ],
    )
    assert [(t.name, t.deferred) for t in call.tools] == [("b", False), ("c", False)]
    assert [m.role for m in call.messages] == ["user"]
    assert call.reasoning == Reasoning(effort="low")


SEARCH = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
TOOLS: dict[str, tuple[Json, Tool]] = {
    "custom": (
        {"type": "custom", "name": "f", "input_schema": {"type": "object"}, "strict": True, "cache_control": MARK},
        Tool(name="f", schema={"type": "object"}, strict=True, cache=MARK),
    ),
    "web search": (
        SEARCH,
        Tool(name="web_search", kind="server", server="web_search", format="anthropic", raw=SEARCH),
    ),
    "bash": (
        {"type": "bash_20250124", "name": "bash"},
        Tool(name="bash", kind="server", format="anthropic", raw={"type": "bash_20250124", "name": "bash"}),
    ),
    "toolset without a name": (
        {"type": "mcp_toolset", "mcp_server_name": "x"},
        Tool(name="mcp_toolset", kind="server", format="anthropic", raw={"type": "mcp_toolset", "mcp_server_name": "x"}),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "tool"), TOOLS.values(), ids=TOOLS.keys())
def test_tools(raw: Json, tool: Tool) -> None:
    assert decode(tools=[raw]).tools == [tool]


SHAPE = {"type": "json_schema", "schema": {"type": "object"}}
FIELDS: dict[str, tuple[Json, str, Any]] = {
    "auto": ({"tool_choice": {"type": "auto"}}, "tool_choice", ToolChoice(mode="auto")),
    "any": ({"tool_choice": {"type": "any"}}, "tool_choice", ToolChoice(mode="required")),
    "none": ({"tool_choice": {"type": "none"}}, "tool_choice", ToolChoice(mode="none")),
    "tool": ({"tool_choice": {"type": "tool", "name": "f"}}, "tool_choice", ToolChoice(mode="named", name="f")),
    "one at a time": ({"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}}, "parallel", False),
    "parallel unsaid": ({"tool_choice": {"type": "auto"}}, "parallel", None),
    "budget": ({"thinking": {"type": "enabled", "budget_tokens": 31999}}, "reasoning", Reasoning(mode="budget", budget=31999)),
    "off": ({"thinking": {"type": "disabled"}}, "reasoning", Reasoning(mode="off")),
    "effort alone": ({"output_config": {"effort": "max"}}, "reasoning", Reasoning(effort="max")),
    "schema": ({"output_config": {"format": SHAPE}}, "output", Output(kind="schema", schema={"type": "object"})),
    "schema, older field": ({"output_format": SHAPE}, "output", Output(kind="schema", schema={"type": "object"})),
    "stop": ({"stop_sequences": ["a", "b"]}, "stop", ["a", "b"]),
    "sampling": ({"top_k": 5}, "top_k", 5),
    "tier": ({"service_tier": "auto"}, "service_tier", "auto"),
    "system string": ({"system": "Be brief."}, "system", [Text(text="Be brief.")]),
    "whole float": ({"max_tokens": 100.0}, "max_tokens", 100),
}  # fmt: skip


@pytest.mark.parametrize(("body", "field", "value"), FIELDS.values(), ids=FIELDS.keys())
def test_fields(body: Json, field: str, value: Any) -> None:
    assert getattr(decode(**body), field) == value


def message(**fields: Any) -> Json:
    return {"messages": [{"role": "user", "content": "Hi"} | fields]}


def block(**fields: Any) -> Json:
    return message(content=[fields])


BAD: list[tuple[Json, str]] = [
    ({"messages": []}, "messages: at least one"),
    ({"messages": "Hi"}, "messages: Input should be a valid list"),
    ({"messages": [1]}, "messages.0: Input should be a valid dictionary"),
    (message(role="tool"), "messages.0.role: "),
    (message(content=None), "messages.0.content: "),
    (message(content=5), "messages.0.content: "),
    (message(content=["Hi"]), "messages.0.content.0: "),
    (block(text="x"), "messages.0.content.0.type: Field required"),
    (block(type="text"), "messages.0.content.0.text: Field required"),
    (block(type="text", text=1), "messages.0.content.0.text: Input should be a valid string"),
    (block(type="image"), "messages.0.content.0.source: "),
    (block(type="image", source={"type": "base64"}), "messages.0.content.0.source.data: "),
    (block(type="image", source={"type": "new"}), "messages.0.content.0.source.type: "),
    (block(type="tool_use", id="t", name="f", input=[1]), "messages.0.content.0.input: "),
    (block(type="tool_use", name="f"), "messages.0.content.0.id: Field required"),
    (block(type="tool_result", content="x"), "messages.0.content.0.tool_use_id: Field required"),
    (block(type="tool_result", tool_use_id="t", content=[{"type": "text"}]), "messages.0.content.0.content.0.text: "),
    ({"system": [{"type": "image"}]}, "system.0.type: "),
    ({"tools": {"a": 1}}, "tools: Input should be a valid list"),
    ({"tools": [{"description": "x"}]}, "tools.0.name: Field required"),
    ({"tools": [{"name": "f", "input_schema": "x"}]}, "tools.0.input_schema: "),
    ({"tool_choice": "auto"}, "tool_choice: "),
    ({"tool_choice": {"type": "tool"}}, "tool_choice.name: Field required"),
    ({"tool_choice": {"type": "new"}}, "tool_choice.type: "),
    ({"max_tokens": "100"}, "max_tokens: Input should be a valid integer"),
    ({"max_tokens": True}, "max_tokens: "),
    ({"max_tokens": -1}, "max_tokens: "),
    ({"temperature": "hot"}, "temperature: Input should be a valid number"),
    ({"thinking": {"type": "new"}}, "thinking.type: "),
    ({"thinking": True}, "thinking: "),
    ({"stop_sequences": [1]}, "stop_sequences.0: "),
    ({"metadata": {"user_id": 1}}, "metadata.user_id: "),
]


@pytest.mark.parametrize(("body", "words"), BAD, ids=lambda v: str(v)[:60])
def test_bad_shapes_name_the_field(body: Json, words: str) -> None:
    with pytest.raises(Fault) as raised:
        decode(**body)
    assert raised.value.kind is Kind.BAD_REQUEST and raised.value.status == 400
    assert raised.value.message.startswith(words)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "role", "content", "source", "input", "id", "name", "tool"]), inner, max_size=4)
    ),
    max_leaves=10,
)  # fmt: skip
BLOCK = JSON | st.fixed_dictionaries(
    {"type": st.sampled_from([*{b["type"] for b, _ in BLOCKS.values()}, "tool_result", "tool_addition", "new"])},
    optional=dict.fromkeys(
        ("text", "source", "id", "name", "input", "tool_use_id", "content", "signature", "data", "tool"), JSON
    ),
)
MESSAGE = JSON | st.fixed_dictionaries(
    {
        "role": st.sampled_from(["user", "assistant", "system"]),
        "content": st.text(max_size=3) | st.lists(BLOCK, max_size=3),
    }
)
NAMES = (
    "system",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "metadata",
    "max_tokens",
    "stop_sequences",
    "output_format",
)


@given(st.fixed_dictionaries({"messages": JSON | st.lists(MESSAGE, max_size=3)}, optional=dict.fromkeys(NAMES, JSON)))
def test_any_body_is_read_or_refused(body: Json) -> None:
    """What was read can also be sent on, to a target that can do everything and to one that can do little."""
    try:
        call = FORMAT.decode_call(msgspec.json.decode(msgspec.json.encode(body)), model="m", stream=True)
    except Fault as fault:
        assert fault.kind is Kind.BAD_REQUEST
        return
    for profile in ({"thinking": "budget", "cache_marks": True}, {"tools": False, "images": False, "output": "none"}):
        roles = [m["role"] for m in encode(call, **profile)["messages"]]
        assert roles[0] == "user" and all(a != b for a, b in pairwise(roles))
