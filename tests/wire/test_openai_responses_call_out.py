"""Requests written for a Responses provider, from clients of any other format."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Message, Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.warnings import Warnings
from wire.openai_responses_kit import ELSEWHERE, ORIGIN, PNG, Json, assistant, call, encode, user

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}}
WEATHER = Tool(name="get_weather", description="Looks.", schema=SCHEMA)
PATCH = Tool(name="apply_patch", kind="custom", grammar={"type": "grammar", "syntax": "lark", "definition": "start: x"})
CALLED = ToolCall(id="call_1", name="get_weather", arguments='{"city":"Köln"}')


def answered(*content: Text | Media | Opaque, **more: Any) -> Message:
    return user(ToolResult(call_id="call_1", content=list(content), **more))


def text(words: str) -> Json:
    return {"type": "input_text", "text": words}


def warned(asked: Any, **profile: Any) -> tuple[Json, list[str]]:
    warnings = Warnings()
    return encode(asked, warnings, **profile), [w.field for w in warnings.items]


def test_a_turn_with_a_tool() -> None:
    asked = call(
        user(Text(text="Weather?")),
        assistant(
            Thinking(text="Look.", encrypted="E", id="rs_1", origin=ORIGIN),
            Text(text="One moment."),
            Text(text="!"),
            CALLED,
        ),
        user(ToolResult(call_id="call_1", content=[Text(text="sunny")]), Text(text="And now?")),
        Message(role="system", parts=[Text(text="Be brief.")]),
        system=[Text(text="x-anthropic-billing-header: v=1;"), Text(text="You help."), Text(text="Well.")],
        tools=[WEATHER],
        tool_choice=ToolChoice(mode="auto"),
        parallel=True,
        stream=True,
        max_tokens=9,
        reasoning=Reasoning(mode="adaptive", effort="max"),
        cache_key="k",
    )

    body = encode(asked, thinking="effort", efforts=("low", "medium", "high", "xhigh"), system_role="developer")

    assert body == {
        "model": "gpt-5.5",
        "instructions": "You help.\n\nWell.",
        "input": [
            {"type": "message", "role": "user", "content": [text("Weather?")]},
            {
                "type": "reasoning",
                "id": "rs_1",
                "summary": [{"type": "summary_text", "text": "Look."}],
                "encrypted_content": "E",
            },
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "One moment."}, {"type": "output_text", "text": "!"}],
            },
            {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": '{"city":"Köln"}'},
            {"type": "function_call_output", "call_id": "call_1", "output": "sunny"},
            {"type": "message", "role": "user", "content": [text("And now?")]},
            {"type": "message", "role": "developer", "content": [text("Be brief.")]},
        ],
        "tools": [
            {
                "type": "function",
                "name": "get_weather",
                "description": "Looks.",
                "parameters": SCHEMA,
                "strict": False,
            }
        ],
        "tool_choice": "auto",
        "parallel_tool_calls": True,
        "reasoning": {"effort": "xhigh", "summary": "auto"},
        "include": ["reasoning.encrypted_content"],
        "max_output_tokens": 16,
        "prompt_cache_key": "k",
        "stream": True,
        "store": False,
    }


@pytest.mark.parametrize(
    ("part", "profile", "written"),
    [
        (Thinking(text="a", encrypted="E", origin=ELSEWHERE), {}, None),
        (Thinking(text="a", signature="S"), {}, None),
        (Thinking(text="a", encrypted="E"), {}, None),  # whose, nobody knows
        (Thinking(text="a", origin=ORIGIN), {}, None),
        (Thinking(encrypted="E", origin=ORIGIN), {}, {"type": "reasoning", "summary": [], "encrypted_content": "E"}),
        (
            Thinking(text="a", origin=ORIGIN),
            {"reasoning_back": "tools"},
            {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "a"}]},
        ),
        (
            Thinking(text="a"),
            {"reasoning_back": "always"},
            {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "a"}]},
        ),
        (Thinking(text="a", origin=ELSEWHERE), {"reasoning_back": "always"}, None),
    ],
)
def test_reasoning_goes_to_its_origin_or_nowhere(part: Thinking, profile: Json, written: Json | None) -> None:
    body, fields = warned(call(user(), assistant(part, CALLED), answered(Text(text="x"))), **profile)

    assert body["input"][1:-2] == ([written] if written else [])
    assert fields == ([] if written else ["messages"])


def test_reasoning_that_nothing_follows_is_left_out() -> None:
    cut = assistant(Text(text="a"), Thinking(encrypted="E", origin=ORIGIN))
    body, fields = warned(call(user(), cut, user()))

    assert [item["type"] for item in body["input"]] == ["message", "message", "message"]
    assert fields == ["messages"]


@pytest.mark.parametrize(
    ("content", "output"),
    [
        ([], ""),
        ([Text(text="a"), Text(text="b")], "a\nb"),
        (
            [Text(text="a"), Media(kind="image", mime="image/png", data=PNG, detail="low")],
            [text("a"), {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}", "detail": "low"}],
        ),
        (
            [Opaque(format="anthropic", kind="tool_reference", raw={"tool_name": "WebFetch"})],
            "The tool WebFetch can be used now.",
        ),
    ],
)
def test_tool_results(content: list[Text | Media | Opaque], output: Any) -> None:
    body, fields = warned(call(user(), assistant(CALLED), answered(*content)))

    assert body["input"][-1] == {"type": "function_call_output", "call_id": "call_1", "output": output}
    assert fields == []


def test_a_failed_tool_says_so() -> None:
    def output(words: str) -> str:
        asked = call(user(), assistant(CALLED), answered(Text(text=words), is_error=True))
        return str(encode(asked)["input"][-1]["output"])

    assert output("no such file") == "Error:\nno such file"
    assert output("<tool_use_error>no</tool_use_error>") == "<tool_use_error>no</tool_use_error>"


@pytest.mark.parametrize(
    ("media", "profile", "written"),
    [
        (Media(kind="image", url="https://x.org/a"), {}, {"type": "input_image", "image_url": "https://x.org/a"}),
        (Media(kind="image", url="https://x.org/a"), {"images": False}, None),
        (
            Media(kind="document", mime="application/pdf", data="JVBE"),
            {"documents": True},
            {"type": "input_file", "filename": "document.pdf", "file_data": "data:application/pdf;base64,JVBE"},
        ),
        (
            Media(kind="document", url="https://x.org/a.pdf"),
            {"documents": True},
            {"type": "input_file", "file_url": "https://x.org/a.pdf"},
        ),
        (Media(kind="document", mime="application/pdf", data="JVBE"), {}, None),
        (Media(kind="document", text="words", name="a.txt"), {}, text("a.txt:\nwords")),
        (
            Media(kind="audio", mime="audio/mp3", data="UklG"),
            {"audio": True},
            {"type": "input_audio", "input_audio": {"data": "UklG", "format": "mp3"}},
        ),
        (Media(kind="video", url="https://x.org/v"), {"audio": True}, None),
        (Media(kind="image", file_id="file_of_another"), {}, None),
    ],
)
def test_media(media: Media, profile: Json, written: Json | None) -> None:
    body, fields = warned(call(user(Text(text="Look:"), media)), **profile)

    said = body["input"][0]["content"]
    assert said[0] == text("Look:")
    if written:
        assert (said[1], fields) == (written, [])
    else:
        assert "left out" in said[1]["text"]
        assert fields == ["messages"]


def test_calls_and_results_are_always_in_pairs() -> None:
    lone = ToolCall(id="call_2", name="get_weather")
    orphan = ToolResult(call_id="call_9", name="f", content=[Text(text="late")])
    body, fields = warned(call(user(), assistant(CALLED, lone), answered(Text(text="a")), user(orphan)))

    assert body["input"][1:] == [
        {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": '{"city":"Köln"}'},
        {"type": "function_call", "call_id": "call_2", "name": "get_weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_2", "output": "No result: this call was never run."},
        {"type": "function_call_output", "call_id": "call_1", "output": "a"},
        {"type": "message", "role": "user", "content": [text("Result of an earlier f call:"), text("late")]},
    ]
    assert fields == ["messages", "messages"]


def test_ids_are_cut_alike_on_both_sides() -> None:
    long = "toolu_" + "x" * 90
    made = ToolCall(id=long, name="f")
    items = encode(call(user(), assistant(made), user(ToolResult(call_id=long, content=[]))))["input"]

    assert items[1]["call_id"] == items[2]["call_id"] != long
    assert len(items[1]["call_id"]) <= 64


def test_a_freeform_tool_where_it_is_known_and_where_not() -> None:
    made = ToolCall(id="call_1", name="apply_patch", arguments="*** Begin", kind="custom")
    asked = call(user(), assistant(made), answered(Text(text="ok"), kind="custom"), tools=[PATCH])

    native, plain = encode(asked, custom_tools=True), encode(asked)

    assert native["tools"] == [{"type": "custom", "name": "apply_patch", "description": "", "format": PATCH.grammar}]
    assert native["input"][1:] == [
        {"type": "custom_tool_call", "call_id": "call_1", "name": "apply_patch", "input": "*** Begin"},
        {"type": "custom_tool_call_output", "call_id": "call_1", "output": "ok"},
    ]
    assert plain["tools"][0]["type"] == "function"
    assert "start: x" in plain["tools"][0]["description"]
    assert plain["input"][1]["arguments"] == '{"input":"*** Begin"}'
    assert plain["input"][2]["type"] == "function_call_output"


def test_namespaces_are_written_in_front() -> None:
    body = encode(
        call(
            user(),
            assistant(ToolCall(id="call_1", name="wait", namespace="agents")),
            answered(),
            tools=[Tool(name="wait", namespace="agents")],
            tool_choice=ToolChoice(mode="named", name="wait", namespace="agents"),
        )
    )

    assert body["tools"][0]["name"] == body["input"][1]["name"] == body["tool_choice"]["name"] == "agents__wait"


@pytest.mark.parametrize(
    ("tool", "known", "written"),
    [
        (
            Tool(
                name="web_search", kind="server", server="web_search", raw={"allowed_domains": ["a.org"], "max_uses": 8}
            ),
            ("web_search",),
            {"type": "web_search", "filters": {"allowed_domains": ["a.org"]}},
        ),
        (
            Tool(name="code", kind="server", server="code_execution"),
            ("code_execution",),
            {"type": "code_interpreter", "container": {"type": "auto"}},
        ),
        (Tool(name="web_search", kind="server", server="web_search"), (), None),
        (Tool(name="memory", kind="server", server=""), ("web_search",), None),
    ],
)
def test_server_tools(tool: Tool, known: tuple[str, ...], written: Json | None) -> None:
    body, fields = warned(call(tools=[tool]), server_tools=known)

    assert body.get("tools", []) == ([written] if written else [])
    assert fields == ([] if written else [f"tools[{tool.name}]"])


def test_deferred_tools_wait_until_they_are_referred_to() -> None:
    fetch = Tool(name="WebFetch", deferred=True)
    reference = Opaque(format="anthropic", kind="tool_reference", raw={"tool_name": "WebFetch"})

    before = encode(call(tools=[WEATHER, fetch]))
    after = encode(call(user(), assistant(CALLED), answered(reference), tools=[WEATHER, fetch]))

    assert [t["name"] for t in before["tools"]] == ["get_weather"]
    assert [t["name"] for t in after["tools"]] == ["get_weather", "WebFetch"]


@pytest.mark.parametrize(
    ("choice", "known", "written"),
    [
        (ToolChoice(mode="auto"), None, "auto"),
        (ToolChoice(mode="none"), None, "none"),
        (ToolChoice(mode="required"), None, "required"),
        (ToolChoice(mode="named", name="get_weather"), None, {"type": "function", "name": "get_weather"}),
        (ToolChoice(mode="named", name="web_search"), None, {"type": "web_search"}),
        (ToolChoice(mode="named", name="unheard"), None, "required"),
        (ToolChoice(mode="named", name="get_weather"), ("auto", "required"), "required"),
        (ToolChoice(mode="named", name="get_weather"), ("auto",), "auto"),
        (ToolChoice(mode="required"), ("auto",), "auto"),
        (
            ToolChoice(mode="auto", allowed=["get_weather", "x"]),
            None,
            {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "get_weather"}]},
        ),
    ],
)
def test_tool_choice(choice: ToolChoice, known: tuple[str, ...] | None, written: Any) -> None:
    search = Tool(name="web_search", kind="server", server="web_search")
    profile = {"tool_choice": known} if known else {}
    body = encode(call(tools=[WEATHER, search], tool_choice=choice), server_tools=("web_search",), **profile)

    assert body["tool_choice"] == written


@pytest.mark.parametrize(
    ("asked", "profile", "written", "fields"),
    [
        ({"max_tokens": 128000}, {"max_output": 64000}, {"max_output_tokens": 64000}, []),
        ({}, {"max_output": 64000, "max_tokens_required": True}, {"max_output_tokens": 64000}, []),
        ({"temperature": 0.2, "top_p": 0.9}, {}, {"temperature": 0.2, "top_p": 0.9}, []),
        ({"temperature": 0.2, "top_p": 0.9}, {"refuses": ("temperature",)}, {"top_p": 0.9}, ["temperature"]),
        ({"stop": ["x"], "top_k": 5, "seed": 1}, {}, {}, ["top_k", "seed", "stop"]),
        ({"frequency_penalty": 0.0, "presence_penalty": 1.0}, {}, {}, ["frequency_penalty", "presence_penalty"]),
        ({"service_tier": "standard_only"}, {}, {}, []),
        ({"service_tier": "priority"}, {}, {"service_tier": "priority"}, []),
        ({"user": "u"}, {}, {"user": "u"}, []),
        ({"tools": [WEATHER]}, {"tools": False}, {}, ["tools"]),
        ({"parallel": False, "tools": []}, {}, {}, []),
        ({"reasoning": Reasoning(effort="high")}, {}, {}, ["reasoning"]),
        (
            {"reasoning": Reasoning(effort="high")},
            {"thinking": "effort"},
            {"reasoning": {"effort": "high"}, "include": ["reasoning.encrypted_content"]},
            [],
        ),
        (
            {"reasoning": Reasoning(mode="adaptive", effort="high", show="omitted")},
            {"thinking": "effort"},
            {"reasoning": {"effort": "high"}, "include": ["reasoning.encrypted_content"]},
            [],
        ),
        (
            {"reasoning": Reasoning(mode="budget", budget=31999, show="detailed")},
            {"thinking": "effort"},
            {
                "reasoning": {"effort": "high", "summary": "detailed"},
                "include": ["reasoning.encrypted_content"],
            },
            [],
        ),
        (
            {"reasoning": Reasoning(mode="off")},
            {"thinking": "effort", "efforts": ("none", "low")},
            {"reasoning": {"effort": "none"}, "include": ["reasoning.encrypted_content"]},
            [],
        ),
        (
            {"reasoning": Reasoning(mode="off")},
            {"thinking": "effort"},
            {"include": ["reasoning.encrypted_content"]},
            ["reasoning"],
        ),
        (
            {"output": Output(kind="schema", schema=SCHEMA, name="my_answer", strict=True, verbosity="low")},
            {},
            {
                "text": {
                    "format": {"type": "json_schema", "name": "my_answer", "schema": SCHEMA, "strict": True},
                    "verbosity": "low",
                }
            },
            [],
        ),
        (
            {"output": Output(kind="schema", schema=SCHEMA)},
            {"output": "json"},
            {"text": {"format": {"type": "json_object"}}},
            ["text.format"],
        ),
        ({"output": Output(kind="json")}, {"output": "none"}, {}, ["text.format"]),
        ({"system": [Text(text="B")]}, {"system_prompt": "A"}, {"instructions": "A\n\nB"}, []),
    ],
)
def test_settings(asked: Json, profile: Json, written: Json, fields: list[str]) -> None:
    body, warned_of = warned(call(**asked), **profile)

    always = {"model", "input", "stream", "store"}
    assert {k: v for k, v in body.items() if k not in always} == written
    assert warned_of == fields


def test_a_long_user_id_is_hashed_to_what_openai_takes() -> None:
    assert len(encode(call(user="x" * 65))["user"]) == 64


def test_system_words_in_mid_conversation_where_the_target_takes_none() -> None:
    asked = call(user(), Message(role="system", parts=[Text(text="Now.")]))

    assert encode(asked, system_anywhere=False)["input"][1] == {
        "type": "message",
        "role": "user",
        "content": [text("Now.")],
    }


PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, text=st.text(max_size=5)),
    st.builds(Thinking, text=st.text(max_size=5), encrypted=st.sampled_from([None, "E"]), origin=st.just(ORIGIN)),
    st.builds(Media, kind=st.sampled_from(["image", "document"]), data=st.just(PNG)),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Message]:
    """Turns as agents send them: a question, an answer with calls, their results."""
    turns: list[Message] = []
    for turn in range(draw(st.integers(1, 4))):
        turns.append(user(Text(text=f"question {turn}"), *draw(st.lists(PARTS, max_size=2))))
        ids = [f"call_{turn}_{n}" for n in range(draw(st.integers(0, 3)))]
        calls = [ToolCall(id=id_, name="f", arguments=draw(st.sampled_from(["", "{}"]))) for id_ in ids]
        turns.append(assistant(*draw(st.lists(PARTS, max_size=3)), *calls))
        if ids:
            turns.append(user(*[ToolResult(call_id=id_, content=[Text(text="ok")]) for id_ in ids]))
    return turns


@given(histories(), st.integers(1, 3))
def test_each_request_is_a_prefix_of_the_next(history: list[Message], less: int) -> None:
    asked = [i for i, m in enumerate(history) if m.role == "user"]
    earlier = history[: asked[-min(less, len(asked))] + 1]

    whole = encode(call(*history))["input"]
    first = encode(call(*earlier))["input"]

    assert whole[: len(first)] == first
    assert encode(call(*history)) == encode(call(*history))
