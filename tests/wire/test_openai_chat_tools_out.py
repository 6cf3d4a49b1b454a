"""Tools and the choice among them, for chat providers that know more or less of them."""

from __future__ import annotations

from typing import Any

import pytest

from ccrouter.ir.call import Tool, ToolChoice
from ccrouter.ir.parts import ToolCall
from wire.openai_chat_kit import LS, PATCH, assistant, encode, messages, result, user


def test_tools() -> None:
    body, _ = encode(tools=[Tool(name="ls", schema=LS.schema, strict=True), Tool(name="a.b", namespace="ns"), PATCH])
    named = [t["function"] for t in body["tools"]]
    assert named[0] == {"name": "ls", "parameters": LS.schema, "strict": True}
    assert named[1]["name"].startswith("ns__a_b_")
    assert named[1]["parameters"] == {"type": "object", "properties": {}}
    assert named[2]["parameters"]["required"] == ["input"]
    assert "s: x" in named[2]["description"]


def test_custom_tools_where_they_are_known() -> None:
    turns = [user(), assistant(ToolCall(id="a", name="patch", kind="custom", arguments="*** Begin")), user(result())]
    body, _ = encode(
        *turns, tools=[PATCH], profile={"custom_tools": True}, tool_choice=ToolChoice(mode="named", name="patch")
    )
    assert body["tools"] == [
        {
            "type": "custom",
            "custom": {
                "name": "patch",
                "description": "Patch.",
                "format": {"type": "grammar", "grammar": {"syntax": "lark", "definition": "s: x"}},
            },
        }
    ]
    assert body["tool_choice"] == {"type": "custom", "custom": {"name": "patch"}}
    assert body["messages"][1]["tool_calls"][0]["custom"] == {"name": "patch", "input": "*** Begin"}
    plain = messages(*turns, tools=[PATCH])
    assert plain[1]["tool_calls"][0]["function"] == {"name": "patch", "arguments": '{"input":"*** Begin"}'}


def test_schemas_are_fitted() -> None:
    body, _ = encode(
        tools=[Tool(name="ls", schema={"type": "object", "properties": {"a": {"const": "x"}}}, strict=True)],
        profile={"schema": "plain"},
    )
    function = body["tools"][0]["function"]
    assert function["parameters"]["properties"]["a"] == {"type": "string", "enum": ["x"]}
    assert "strict" not in function


def test_server_tools() -> None:
    search = Tool(name="web_search", kind="server", server="web_search", format="anthropic")
    body, warned = encode(tools=[search])
    assert "tools" not in body
    assert warned == ["tools"]
    body, warned = encode(tools=[search], profile={"server_tools": ("web_search",)})
    assert body["web_search_options"] == {}
    assert warned == []


ALL = ("auto", "none", "required", "named", "allowed")


@pytest.mark.parametrize(
    ("choice", "known", "want", "warns"),
    [
        (ToolChoice(mode="auto"), ALL, "auto", False),
        (ToolChoice(mode="none"), ALL, "none", False),
        (ToolChoice(mode="required"), ALL, "required", False),
        (ToolChoice(mode="named", name="ls"), ALL, {"type": "function", "function": {"name": "ls"}}, False),
        (ToolChoice(mode="named", name="ls"), ("auto", "required"), "required", True),
        (ToolChoice(mode="named", name="ls"), ("auto",), "auto", True),
        (ToolChoice(mode="named", name="ghost"), ALL, "auto", True),
        (ToolChoice(mode="required"), ("auto",), "auto", True),
        (ToolChoice(mode="required"), (), None, True),
        (ToolChoice(mode="auto"), (), None, False),
        (
            ToolChoice(mode="required", allowed=["ls", "ghost"]),
            ALL,
            {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "required", "tools": [{"type": "function", "function": {"name": "ls"}}]},
            },
            False,
        ),
        (ToolChoice(mode="auto", allowed=["ls"]), ("auto", "required"), "auto", True),
        (None, ALL, None, False),
    ],
)
def test_tool_choice(choice: ToolChoice | None, known: tuple[str, ...], want: Any, warns: bool) -> None:
    body, warned = encode(tools=[LS], tool_choice=choice, profile={"tool_choice": known})
    assert body.get("tool_choice") == want
    assert len(body["tools"]) == 1
    assert bool(warned) is warns


def test_no_tools_rather_than_tools_that_must_not_be_called() -> None:
    body, warned = encode(tools=[LS], tool_choice=ToolChoice(mode="none"), profile={"tool_choice": ("auto",)})
    assert body.keys() == {"model", "messages"}
    assert warned == ["tool_choice"]


def test_a_choice_without_tools_is_left_out() -> None:
    assert encode(tools=[], tool_choice=ToolChoice(mode="auto"), parallel=False)[0].keys() == {"model", "messages"}


@pytest.mark.parametrize(
    ("parallel", "profile", "want", "warns"),
    [
        (True, {}, True, False),
        (False, {}, False, False),
        (False, {"parallel_tools": False}, None, True),
        (True, {"parallel_tools": False}, None, False),
        (False, {"refuses": ("parallel_tool_calls",)}, None, True),
    ],
)
def test_parallel_calls(parallel: bool, profile: dict[str, Any], want: bool | None, warns: bool) -> None:
    body, warned = encode(tools=[LS], parallel=parallel, profile=profile)
    assert body.get("parallel_tool_calls") == want
    assert bool(warned) is warns
