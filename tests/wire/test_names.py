"""Names and ids a target takes, and the way back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Call, Tool
from ccrouter.wire.names import (
    IdRule,
    Known,
    ToolNames,
    call_id,
    custom_arguments,
    custom_as_function,
    custom_text,
    tool_name,
)

RULES: dict[IdRule, str] = {"openai": r".{1,40}", "anthropic": r"[a-zA-Z0-9_-]{1,64}", "mistral": r"[a-zA-Z0-9]{9}"}
NAME = r"[A-Za-z_][A-Za-z0-9_-]{0,63}"


@given(st.text(max_size=90), st.sampled_from(list(RULES)))
def test_ids_fit_the_target(value: str, rule: IdRule) -> None:
    sent = call_id(value, rule)
    assert re.fullmatch(RULES[rule], sent)
    assert call_id(sent, rule) == sent == call_id(value, rule)


@pytest.mark.parametrize(
    ("value", "rule"), [("toolu_01A", "anthropic"), ("call_abc", "openai"), ("aB3dE6gH9", "mistral"), ("a b:c", "any")]
)
def test_ids_that_fit_stay(value: str, rule: IdRule) -> None:
    assert call_id(value, rule) == value


@pytest.mark.parametrize("rule", list(RULES))
def test_different_ids_stay_different(rule: IdRule) -> None:
    values = [f"call_{n}.{'x' * 60}" for n in range(500)]
    assert len({call_id(v, rule) for v in values}) == 500


@given(st.text(max_size=90), st.none() | st.text(max_size=20))
def test_names_fit_every_target(name: str, namespace: str | None) -> None:
    sent = tool_name(name, namespace)
    assert re.fullmatch(NAME, sent)
    assert tool_name(name, namespace) == sent


@pytest.mark.parametrize(
    ("name", "namespace", "sent"),
    [
        ("Bash", None, "Bash"),
        ("mcp__a-b__c", None, "mcp__a-b__c"),
        ("wait", "agents", "agents__wait"),
        ("wait", "", "wait"),
    ],
)
def test_names_that_fit_stay(name: str, namespace: str | None, sent: str) -> None:
    assert tool_name(name, namespace) == sent


def test_names_that_differ_only_in_what_is_replaced_stay_different() -> None:
    assert len({tool_name(n) for n in ("a.b", "a/b", "a b", "a_b", "x" * 64, "x" * 65, "x" * 66, "1", "t_1", "")}) == 10


def test_the_way_back() -> None:
    tools = [
        Tool(name="read file"),
        Tool(name="wait", namespace="agents"),
        Tool(name="apply_patch", kind="custom"),
        Tool(name="web_search", kind="server"),
    ]
    names = ToolNames(Call(model="m", messages=[], tools=tools))
    assert names.back(tool_name("read file")) == Known("read file", None, "function")
    assert names.back("agents__wait") == Known("wait", "agents", "function")
    assert names.back("apply_patch") == Known("apply_patch", None, "custom")
    assert names.back("web_search") == Known("web_search", None, "function")
    assert names.back("never offered") == Known("never offered", None, "function")
    assert ToolNames(None).back("x") == Known("x", None, "function")


def test_a_freeform_tool_as_a_json_tool() -> None:
    grammar = {"type": "grammar", "syntax": "lark", "definition": "start: begin"}
    tool = custom_as_function(
        Tool(name="apply_patch", kind="custom", description="Edits.", grammar=grammar, namespace="n")
    )
    assert (tool.kind, tool.name, tool.namespace) == ("function", "apply_patch", "n")
    assert tool.description.startswith("Edits.") and "lark grammar:\nstart: begin" in tool.description
    assert tool.schema and tool.schema["required"] == ["input"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_freeform_text_survives_as_arguments(text: str) -> None:
    assert custom_text(custom_arguments(text)) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [("", ""), ("*** Begin", "*** Begin"), ('"quoted"', "quoted"), ('{"patch": "x"}', '{"patch": "x"}')],
)
def test_freeform_arguments_of_a_model_that_forgot_the_object(arguments: str, text: str) -> None:
    assert custom_text(arguments) == text
