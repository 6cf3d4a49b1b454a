"""What a chat client may send, in neutral words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Call, Message, Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Origin, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.openai_chat import FORMAT
from ccrouter.wire.seal import seal

HI = {"role": "user", "content": "Hi"}
MARK = {"type": "ephemeral"}


def read(*messages: dict[str, Any], **body: Any) -> Call:
    return FORMAT.decode_call({"messages": list(messages) or [HI], **body}, model="m", stream=bool(body.get("stream")))


def user(*parts: Any) -> Message:
    return Message(role="user", parts=list(parts))


def test_system_prompt_and_later_system_messages() -> None:
    call = read(
        {"role": "system", "content": "Be brief."},
        {"role": "developer", "content": [{"type": "text", "text": "Rules.", "cache_control": MARK}]},
        HI,
        {"role": "system", "content": "New rules."},
    )
    assert call.system == [Text(text="Be brief."), Text(text="Rules.", cache=MARK)]
    assert call.messages == [user(Text(text="Hi")), Message(role="system", parts=[Text(text="New rules.")])]


@pytest.mark.parametrize(
    ("part", "want"),
    [
        ({"type": "text", "text": "x"}, Text(text="x")),
        ({"type": "text", "text": "x", "cache_control": MARK}, Text(text="x", cache=MARK)),
        ({"type": "refusal", "refusal": "No."}, Text(text="No.")),
        (
            {"type": "image_url", "image_url": {"url": "data:image/PNG;base64,AAA=", "detail": "low"}},
            Media(kind="image", mime="image/png", data="AAA=", detail="low"),
        ),
        ({"type": "image_url", "image_url": "https://x/y.png"}, Media(kind="image", url="https://x/y.png")),
        (
            {"type": "image_url", "image_url": {"url": "data:image/svg+xml,<svg/>"}},
            Media(kind="image", url="data:image/svg+xml,<svg/>"),
        ),
        ({"type": "video_url", "video_url": {"url": "https://x/y.mp4"}}, Media(kind="video", url="https://x/y.mp4")),
        (
            {"type": "input_audio", "input_audio": {"data": "UklG", "format": "mp3"}},
            Media(kind="audio", mime="audio/mpeg", data="UklG"),
        ),
        (
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"}},
            Media(kind="document", mime="application/pdf", data="JVBE", name="a.pdf"),
        ),
        ({"type": "file", "file": {"file_data": "JVBE"}}, Media(kind="document", mime="application/pdf", data="JVBE")),
        ({"type": "file", "file": {"file_id": "file-1"}}, Media(kind="document", file_id="file-1")),
        ({"type": "later", "x": 1}, Opaque(format="openai_chat", kind="later", raw={"type": "later", "x": 1})),
    ],
)
def test_content_parts(part: dict[str, Any], want: Any) -> None:
    assert read({"role": "user", "content": [part]}).messages == [user(want)]


def test_a_mark_on_the_message_marks_its_end() -> None:
    call = read({"role": "user", "content": "Hi", "cache_control": MARK})
    assert call.messages == [user(Text(text="Hi", cache=MARK))]


def test_a_tool_turn() -> None:
    call = read(
        HI,
        {
            "role": "assistant",
            "content": None,
            "reasoning_content": "I should look.",
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "ls", "arguments": '{"p": 1}'}},
                {"id": "b", "type": "custom", "custom": {"name": "patch", "input": "*** Begin"}},
                {"id": "c", "type": "function", "function": {"name": "pwd", "arguments": {}}},
            ],
        },
        {"role": "tool", "tool_call_id": "a", "content": "file"},
        {"role": "tool", "tool_call_id": "b", "content": [{"type": "text", "text": "done"}]},
        {"role": "user", "content": "Go on"},
        {"role": "tool", "tool_call_id": "c", "content": None},
    )
    assert call.messages[1:] == [
        Message(
            role="assistant",
            parts=[
                Thinking(text="I should look."),
                ToolCall(id="a", name="ls", arguments='{"p": 1}'),
                ToolCall(id="b", name="patch", arguments="*** Begin", kind="custom"),
                ToolCall(id="c", name="pwd", arguments="{}"),
            ],
        ),
        user(
            ToolResult(call_id="a", name="ls", content=[Text(text="file")]),
            ToolResult(call_id="b", name="patch", kind="custom", content=[Text(text="done")]),
        ),
        user(Text(text="Go on")),
        user(ToolResult(call_id="c", name="pwd", content=[])),
    ]


def test_the_old_function_call_pairs_by_name() -> None:
    call = read(
        HI,
        {"role": "assistant", "content": None, "function_call": {"name": "ls", "arguments": "{}"}},
        {"role": "function", "name": "ls", "content": "file"},
        {"role": "assistant", "content": None, "function_call": {"name": "ls", "arguments": "{}"}},
        {"role": "function", "name": "ls", "content": "file2"},
        functions=[{"name": "ls", "parameters": {"type": "object"}}],
        function_call={"name": "ls"},
    )
    ids = [p.id if isinstance(p, ToolCall) else p.call_id for m in call.messages[1:] for p in m.parts]  # type: ignore[union-attr]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert call.tools == [Tool(name="ls", schema={"type": "object"})]
    assert call.tool_choice == ToolChoice(mode="named", name="ls")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"reasoning_content": "a"}, "a"),
        ({"reasoning": "b"}, "b"),
        (
            {
                "reasoning_details": [
                    {"type": "reasoning.text", "text": "c"},
                    {"type": "reasoning.summary", "summary": "d"},
                ]
            },
            "cd",
        ),
        ({"reasoning": "b", "reasoning_details": [{"type": "reasoning.text", "text": "b"}]}, "b"),
        (
            {
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": "e"}]},
                    {"type": "text", "text": "x"},
                ]
            },
            "e",
        ),
    ],
)
def test_reasoning_in_every_dialect(fields: dict[str, Any], text: str) -> None:
    call = read(HI, {"role": "assistant", "content": "x", **fields})
    assert call.messages[1].parts == [Thinking(text=text), Text(text="x")]


def test_sealed_state_comes_back_with_its_origin() -> None:
    origin = Origin("anthropic", "claude")
    details = [{"type": "reasoning.encrypted", "data": seal(origin, signature="sig", text="Hm."), "index": 0}]
    extra = {"google": {"thought_signature": seal(Origin("g", "gemini"), signature="ts")}}
    call = read(
        HI,
        {
            "role": "assistant",
            "content": "x",
            "reasoning_content": "Hm.",
            "reasoning_details": details,
            "tool_calls": [{"id": "a", "function": {"name": "ls", "arguments": ""}, "extra_content": extra}],
        },
    )
    assert call.messages[1].parts == [
        Thinking(text="Hm.", signature="sig", origin=origin),
        Text(text="x"),
        ToolCall(id="a", name="ls", signature="ts", origin=Origin("g", "gemini")),
    ]


def test_tools() -> None:
    grammar = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: x"}}
    search = {"type": "web_search", "web_search": {"enable": True}}
    call = read(
        tools=[
            {
                "type": "function",
                "function": {"name": "ls", "description": "d", "parameters": {"a": 1}, "strict": True},
            },
            {"type": "function", "function": {"name": "pwd"}, "cache_control": MARK},
            {"type": "function", "name": "flat", "parameters": {"b": 1}},
            {"type": "custom", "custom": {"name": "patch", "description": "p", "format": grammar}},
            search,
        ],
        web_search_options={"search_context_size": "low"},
    )
    assert call.tools == [
        Tool(name="ls", description="d", schema={"a": 1}, strict=True),
        Tool(name="pwd", cache=MARK),
        Tool(name="flat", schema={"b": 1}),
        Tool(
            kind="custom",
            name="patch",
            description="p",
            grammar={"type": "grammar", "syntax": "lark", "definition": "start: x"},
        ),
        Tool(name="web_search", kind="server", server="web_search", format="openai_chat", raw=search),
        Tool(
            name="web_search",
            kind="server",
            server="web_search",
            format="openai_chat",
            raw={"web_search_options": {"search_context_size": "low"}},
        ),
    ]


@pytest.mark.parametrize(
    ("choice", "want"),
    [
        ("auto", ToolChoice(mode="auto")),
        ("none", ToolChoice(mode="none")),
        ("required", ToolChoice(mode="required")),
        ("any", ToolChoice(mode="required")),
        (None, None),
        ({"type": "function", "function": {"name": "ls"}}, ToolChoice(mode="named", name="ls")),
        ({"type": "custom", "custom": {"name": "patch"}}, ToolChoice(mode="named", name="patch")),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {
                    "mode": "required",
                    "tools": [
                        {"type": "function", "function": {"name": "ls"}},
                        {"type": "custom", "custom": {"name": "p"}},
                    ],
                },
            },
            ToolChoice(mode="required", allowed=["ls", "p"]),
        ),
    ],
)
def test_tool_choice(choice: Any, want: Any) -> None:
    assert read(tool_choice=choice).tool_choice == want


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ({}, None),
        ({"reasoning_effort": "high"}, Reasoning(mode="adaptive", effort="high")),
        ({"reasoning_effort": "none"}, Reasoning(mode="off")),
        ({"reasoning": {"effort": "low", "exclude": True}}, Reasoning(mode="adaptive", effort="low", show="omitted")),
        ({"reasoning": {"max_tokens": 4000}}, Reasoning(mode="budget", budget=4000)),
        ({"reasoning": {"enabled": False}}, Reasoning(mode="off")),
        ({"thinking": {"type": "enabled"}}, Reasoning(mode="adaptive")),
        ({"thinking": {"type": "enabled", "budget_tokens": 2000}}, Reasoning(mode="budget", budget=2000)),
        ({"thinking": {"type": "disabled"}}, Reasoning(mode="off")),
        ({"enable_thinking": True, "thinking_budget": 50}, Reasoning(mode="budget", budget=50)),
        ({"enable_thinking": False}, Reasoning(mode="off")),
        ({"chat_template_kwargs": {"enable_thinking": False}}, Reasoning(mode="off")),
        ({"thinking": {"type": "enabled"}, "reasoning_effort": "low"}, Reasoning(mode="adaptive", effort="low")),
    ],
)
def test_reasoning_knobs(fields: dict[str, Any], want: Reasoning | None) -> None:
    assert read(**fields).reasoning == want


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ({"response_format": {"type": "text"}}, None),
        ({"response_format": {"type": "json_object"}}, Output(kind="json")),
        ({"verbosity": "low"}, Output(verbosity="low")),
        (
            {
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": "n", "schema": {"a": 1}, "strict": True},
                }
            },
            Output(kind="schema", name="n", schema={"a": 1}, strict=True),
        ),
    ],
)
def test_output(fields: dict[str, Any], want: Output | None) -> None:
    assert read(**fields).output == want


def test_plain_parameters() -> None:
    call = read(
        max_tokens=10, max_completion_tokens=20, temperature=1, top_p=0.5, top_k=7, stop="end", seed=3,
        frequency_penalty=0.1, presence_penalty=0.2, parallel_tool_calls=False, user="u", safety_identifier="s",
        prompt_cache_key="k", service_tier="flex", store=True, metadata={"a": "b"}, n=1, modalities=["text"],
    )  # fmt: skip
    assert (call.max_tokens, call.temperature, call.top_p, call.top_k, call.stop, call.seed) == (
        20,
        1.0,
        0.5,
        7,
        ["end"],
        3,
    )
    assert (call.frequency_penalty, call.presence_penalty, call.parallel) == (0.1, 0.2, False)
    assert (call.user, call.cache_key, call.service_tier, call.extra) == ("s", "k", "flex", {})
    assert read(max_tokens=5.0, stop=["a", "b"]).max_tokens == 5


def test_what_no_other_format_has_is_kept_to_be_warned_of() -> None:
    assert read(n=3, logit_bias={"1": 2}, logprobs=False, modalities=["text", "audio"], seed=None).extra == {
        "n": 3,
        "logit_bias": {"1": 2},
        "modalities": ["text", "audio"],
    }


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ({"stream": True}, False),
        ({"stream": True, "stream_options": {"include_usage": True}}, True),
        ({"stream": True, "usage": {"include": True}}, True),
        ({}, True),
    ],
)
def test_usage_only_for_those_who_ask(fields: dict[str, Any], want: bool) -> None:
    assert read(**fields).include_usage is want


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": "hi"}, "messages"),
        ({"messages": [1]}, "messages[0]"),
        ({"messages": [{"role": "robot"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
        ({"messages": [HI, {"role": "user", "content": [{"no": 1}]}]}, "messages[1].content[0]"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages[0].content[0].image_url.url"),
        ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages[0].content[0].text"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0].tool_call_id"),
        ({"messages": [{"role": "assistant", "tool_calls": [{}]}]}, "messages[0].tool_calls[0].id"),
        ({"messages": [{"role": "assistant", "tool_calls": [{"id": "a"}]}]}, "messages[0].tool_calls[0].function.name"),
        ({"messages": [HI], "temperature": "hot"}, "temperature"),
        ({"messages": [HI], "max_tokens": 1.5}, "max_tokens"),
        ({"messages": [HI], "seed": True}, "seed"),
        ({"messages": [HI], "stop": [1]}, "stop"),
        ({"messages": [HI], "tools": {}}, "tools"),
        ({"messages": [HI], "tools": [{"type": "function", "function": {}}]}, "tools[0].function.name"),
        ({"messages": [HI], "tools": [{}]}, "tools[0].type"),
        ({"messages": [HI], "tool_choice": "maybe"}, "tool_choice"),
        ({"messages": [HI], "response_format": {"type": "xml"}}, "response_format"),
        ({"messages": [HI], "user": 5}, "user"),
        ({"messages": [HI], "parallel_tool_calls": "no"}, "parallel_tool_calls"),
    ],
)
def test_a_mistake_is_named_by_its_path(body: dict[str, Any], path: str) -> None:
    with pytest.raises(Fault) as caught:
        FORMAT.decode_call(body, model="m", stream=False)
    assert caught.value.kind is Kind.BAD_REQUEST
    assert caught.value.message.startswith(f"{path}: ")


WORDS = st.sampled_from(["role", "content", "type", "text", "function", "name", "id", "tool_calls", "messages", "tools",
    "image_url", "url", "file", "reasoning_details", "reasoning", "user", "assistant", "tool", "system", "custom",
    "response_format", "tool_choice", "thinking", "stop", "extra_content", "google", "thought_signature"])  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=30,
)


@given(st.dictionaries(WORDS, JSON), st.lists(JSON, max_size=4))
def test_anything_is_a_call_or_a_fault(body: dict[str, Any], messages: list[Any]) -> None:
    try:
        FORMAT.decode_call({**body, "messages": [HI, *messages]}, model="m", stream=False)
    except Fault as fault:
        assert fault.kind is Kind.BAD_REQUEST
