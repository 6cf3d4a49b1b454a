"""Responses requests, read: the SDKs' forms and the three dialects of Codex."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Call, Message, Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.openai_responses import FORMAT
from ccrouter.wire.seal import seal
from wire.openai_responses_kit import ELSEWHERE, ORIGIN, PNG, Json, decode, golden_json


def parts(item: Json) -> list[Part]:
    return decode(input=[item]).messages[0].parts


def content(*given: Json) -> list[Part]:
    return parts({"role": "user", "content": list(given)})


def test_codex_with_functions_and_a_namespace() -> None:
    call = decode(golden_json("codex_functions.json"))

    assert [t.text for t in call.system] == ["You are a coding agent."]
    assert [m.role for m in call.messages] == ["user", "user", "assistant", "user", "assistant", "user"]
    assert call.messages[2].parts == [
        Thinking(text="Run it.", encrypted="gAAAAABnative", id="rs_1"),
        ToolCall(id="call_1", name="exec_command", arguments='{"cmd":"ls"}', item_id="fc_1"),
        ToolCall(id="call_2", name="wait_agent", arguments='{"ids":["a"]}', namespace="multi_agent_v1", item_id="fc_2"),
    ]
    assert call.messages[3].parts == [
        ToolResult(call_id="call_1", name="exec_command", content=[Text(text="a.txt")]),
        ToolResult(call_id="call_2", name="wait_agent", content=[Text(text="done")]),
    ]
    seen = Media(kind="image", mime="image/png", data=PNG)
    assert call.messages[5].parts == [ToolResult(call_id="call_3", name="view_image", content=[seen])]
    assert [(t.name, t.namespace, t.kind, t.server) for t in call.tools] == [
        ("exec_command", None, "function", ""),
        ("wait_agent", "multi_agent_v1", "function", ""),
        ("web_search", None, "server", "web_search"),
    ]
    assert (call.tool_choice, call.parallel, call.cache_key) == (ToolChoice(mode="auto"), True, "thread-1")
    assert call.reasoning == Reasoning(effort="medium", show="auto")
    assert call.output == Output(verbosity="low")


def test_codex_with_a_freeform_tool_and_a_search_of_its_own() -> None:
    call = decode(golden_json("codex_custom.json"))

    patch, search = call.tools[1:]
    assert (patch.kind, patch.name, patch.grammar and patch.grammar["syntax"]) == ("custom", "apply_patch", "lark")
    assert (search.kind, search.server, search.raw and search.raw["execution"]) == ("server", "", "client")
    made, result = (m.parts[0] for m in call.messages[1:])
    assert made == ToolCall(
        id="call_P", name="apply_patch", arguments="*** Begin Patch\n*** End Patch\n", kind="custom", item_id="ctc_1"
    )
    assert result == ToolResult(call_id="call_P", name="apply_patch", content=[Text(text="Success.")], kind="custom")


def test_codex_lite_brings_its_tools_and_its_effort_in_the_input() -> None:
    call = decode(golden_json("codex_lite.json"))

    assert [t.text for t in call.system] == ["You are a coding agent."]
    assert [(t.namespace, t.name, t.kind) for t in call.tools] == [("functions", "exec", "custom")]
    assert call.tool_choice == ToolChoice(mode="auto")
    assert call.parallel is False
    assert call.reasoning == Reasoning(effort="high", show="auto")  # the update replaces the request's "low"
    assert [m.role for m in call.messages] == ["user"]


@pytest.mark.parametrize(
    ("given", "system", "messages"),
    [
        ({"input": "Hi", "instructions": "Be kind."}, ["Be kind."], [("user", "Hi")]),
        ({"input": [{"role": "developer", "content": "A"}, {"role": "user", "content": "B"}]}, ["A"], [("user", "B")]),
        (
            {
                "instructions": "I",
                "input": [
                    {"role": "system", "content": [{"type": "input_text", "text": "A"}]},
                    {"role": "user", "content": "B"},
                    {"role": "developer", "content": "C"},
                    {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "D"}]},
                ],
            },
            ["I", "A"],
            [("user", "B"), ("system", "C"), ("assistant", "D")],
        ),
        # nothing but instructions: the last is what is asked
        ({"input": [{"role": "developer", "content": "Say hi."}]}, [], [("user", "Say hi.")]),
    ],
)
def test_who_says_what(given: Json, system: list[str], messages: list[tuple[str, str]]) -> None:
    call = decode(given)

    assert [t.text for t in call.system] == system
    assert [(m.role, "".join(p.text for p in m.parts if isinstance(p, Text))) for m in call.messages] == messages


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"type": "input_text", "text": "a"}, Text(text="a")),
        ({"type": "refusal", "refusal": "no"}, Text(text="no")),
        (
            {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}", "detail": "high"},
            Media(kind="image", mime="image/png", data=PNG, detail="high"),
        ),
        ({"type": "input_image", "image_url": "https://x.org/a.png"}, Media(kind="image", url="https://x.org/a.png")),
        ({"type": "input_image", "image_url": {"url": "https://x.org/a"}}, Media(kind="image", url="https://x.org/a")),
        ({"type": "input_image", "file_id": "file_1"}, Media(kind="image", file_id="file_1")),
        (
            {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"},
            Media(kind="document", mime="application/pdf", data="JVBE", name="a.pdf"),
        ),
        ({"type": "input_file", "file_data": "JVBE"}, Media(kind="document", mime="application/pdf", data="JVBE")),
        ({"type": "input_file", "file_url": "https://x.org/a.pdf"}, Media(kind="document", url="https://x.org/a.pdf")),
        (
            {"type": "input_file", "file_data": "data:text/plain;base64," + base64.b64encode("Ä".encode()).decode()},
            Media(kind="document", mime="text/plain", text="Ä"),
        ),
        (
            {"type": "input_audio", "input_audio": {"data": "UklG", "format": "wav"}},
            Media(kind="audio", mime="audio/wav", data="UklG"),
        ),
        (
            {"type": "input_hologram", "x": 1},
            Opaque(format="openai_responses", kind="input_hologram", raw={"type": "input_hologram", "x": 1}),
        ),
    ],
)
def test_content_parts(given: Json, read: Part) -> None:
    assert content(given) == [read]


@pytest.mark.parametrize(
    ("given", "choice"),
    [
        ("auto", ToolChoice(mode="auto")),
        ("none", ToolChoice(mode="none")),
        ("required", ToolChoice(mode="required")),
        ({"type": "function", "name": "f"}, ToolChoice(mode="named", name="f")),
        ({"type": "function", "function": {"name": "f"}}, ToolChoice(mode="named", name="f")),
        ({"type": "custom", "name": "p", "namespace": "n"}, ToolChoice(mode="named", name="p", namespace="n")),
        ({"type": "web_search"}, ToolChoice(mode="named", name="web_search")),
        (
            {
                "type": "allowed_tools",
                "mode": "required",
                "tools": [{"type": "function", "name": "f"}, {"type": "mcp"}],
            },
            ToolChoice(mode="required", allowed=["f", "mcp"]),
        ),
    ],
)
def test_tool_choice(given: Any, choice: ToolChoice) -> None:
    assert decode(tools=[{"type": "function", "name": "f"}], tool_choice=given).tool_choice == choice


def test_no_tools_drop_the_choice_too() -> None:
    call = decode(tools=[], tool_choice="auto", parallel_tool_calls=True)

    assert (call.tools, call.tool_choice, call.parallel) == ([], None, None)


def test_tools_in_the_chat_form_are_read_as_well() -> None:
    schema = {"type": "object"}
    nested = {"type": "function", "function": {"name": "f", "description": "d", "parameters": schema}, "strict": None}

    assert decode(tools=[nested]).tools == [Tool(name="f", description="d", schema=schema)]


def test_settings() -> None:
    call = decode(
        max_output_tokens=50, temperature=0.5, top_p=1, user="u", safety_identifier="s", service_tier="flex", metadata={"a": "b"},
        reasoning={"effort": "none"}, text={"format": {"type": "json_schema", "name": "n", "schema": {"type": "object"}, "strict": True}},
    )  # fmt: skip

    assert (call.max_tokens, call.temperature, call.top_p, call.user, call.service_tier) == (50, 0.5, 1, "s", "flex")
    assert call.reasoning == Reasoning(mode="off", effort="none")
    assert call.output == Output(kind="schema", name="n", schema={"type": "object"}, strict=True)
    assert call.extra["metadata"] == {"a": "b"}
    assert decode(text={"format": {"type": "json_object"}}).output == Output(kind="json")
    assert decode(text={"format": {"type": "text"}}).output is None


def test_reasoning_under_seal_finds_its_origin() -> None:
    own = seal(ORIGIN, encrypted="E", id="rs_9")
    signed = seal(ELSEWHERE, signature="S")
    shown = [{"type": "summary_text", "text": "Hm"}, {"type": "summary_text", "text": "m."}]
    call = decode(
        input=[
            {"role": "user", "content": "Hi"},
            {"type": "reasoning", "id": "rs_x", "summary": shown, "encrypted_content": own},
            {"type": "reasoning", "id": "rs_y", "summary": [], "encrypted_content": signed},
            {"type": "reasoning", "id": "rs_z", "summary": [], "content": [{"type": "reasoning_text", "text": "raw"}]},
        ]
    )

    assert call.messages[1].parts == [
        Thinking(text="Hmm.", encrypted="E", id="rs_9", origin=ORIGIN),
        Thinking(signature="S", origin=ELSEWHERE),
        Thinking(text="raw", id="rs_z"),
    ]


def test_a_signature_beside_a_call_or_a_text_comes_back_to_it() -> None:
    def beside(name: str, signature: str) -> Json:
        return {"type": "reasoning", "summary": [], "encrypted_content": seal(ELSEWHERE, signature=signature, id=name)}

    call = decode(
        input=[
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "id": "msg_1", "content": [{"type": "output_text", "text": "Sure."}]},
            beside("msg_1", "T"),
            beside("call_1", "S"),
            {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
        ]
    )

    assert call.messages[1].parts == [
        Text(text="Sure.", signature="T", origin=ELSEWHERE),
        ToolCall(id="call_1", name="f", arguments="{}", signature="S", origin=ELSEWHERE),
    ]


def test_items_of_this_format_only_are_kept_apart() -> None:
    search = {"type": "web_search_call", "id": "ws_1", "status": "completed"}
    call = decode(input=[{"type": "compaction", "encrypted_content": "x"}, {"role": "user", "content": "Hi"}, search])

    first, question, second = call.messages[0].parts
    assert isinstance(first, Opaque) and first.kind == "compaction"
    assert question == Text(text="Hi")
    assert second == Opaque(format="openai_responses", kind="web_search_call", raw=search)


def test_history_kept_elsewhere_is_named_and_missed_where_the_input_cannot_stand_alone() -> None:
    last = decode(previous_response_id="resp_1").messages[-1].parts[-1]
    assert isinstance(last, Opaque) and last.kind == "previous_response_id"

    result = {"type": "function_call_output", "call_id": "call_1", "output": "x"}
    with pytest.raises(Fault, match="previous_response_id: earlier turns are not stored here") as caught:
        decode(input=[result, {"role": "user", "content": "go on"}], previous_response_id="resp_1")
    assert caught.value.kind is Kind.BAD_REQUEST
    assert isinstance(decode(input=[result]).messages[0].parts[0], ToolResult)  # the targets mend a lone result


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"input": None}, "input"),
        ({"input": []}, "input"),
        ({"input": 5}, "input"),
        ({"input": ["x"]}, "input[0]"),
        ({"input": [{}]}, "input[0]"),
        ({"input": [{"type": 5}]}, "input[0].type"),
        ({"input": [{"role": "robot", "content": "x"}]}, "input[0].role"),
        ({"input": [{"role": "user", "content": 5}]}, "input[0].content"),
        ({"input": [{"role": "user", "content": [{"text": "x"}]}]}, "input[0].content[0].type"),
        ({"input": [{"role": "user", "content": [{"type": "input_text"}]}]}, "input[0].content[0].text"),
        ({"input": [{"role": "user", "content": [{"type": "input_image"}]}]}, "input[0].content[0]"),
        ({"input": [{"role": "user", "content": [{"type": "input_file"}]}]}, "input[0].content[0]"),
        ({"input": [{"type": "function_call", "name": "f"}]}, "input[0].call_id"),
        ({"input": [{"type": "function_call", "call_id": "c"}]}, "input[0].name"),
        ({"input": [{"type": "function_call_output"}]}, "input[0].call_id"),
        ({"tools": {}}, "tools"),
        ({"tools": [{"type": "function"}]}, "tools[0].name"),
        ({"tools": [{"type": "function", "name": "f", "parameters": []}]}, "tools[0].parameters"),
        ({"tools": [{"type": "namespace", "name": "n", "tools": [5]}]}, "tools[0].tools[0]"),
        ({"tools": [{"type": "function", "name": "f"}], "tool_choice": "maybe"}, "tool_choice"),
        ({"temperature": "hot"}, "temperature"),
        ({"max_output_tokens": 0}, "max_output_tokens"),
        ({"instructions": 5}, "instructions"),
        ({"reasoning": "hard"}, "reasoning"),
        ({"text": {"format": {"type": "yaml"}}}, "text.format.type"),
        ({"text": {"format": {"type": "json_schema"}}}, "text.format.schema"),
        ({"background": True}, "background"),
    ],
)
def test_what_cannot_be_read_is_named(given: Json, path: str) -> None:
    with pytest.raises(Fault) as caught:
        decode(given)

    assert caught.value.kind is Kind.BAD_REQUEST
    assert caught.value.message.startswith(f"{path}: ")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(["", "user", "message", "function_call", "auto", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "role", "content", "name", "call_id", "output", "summary", "tools", "text", "effort"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["input", "tools", "tool_choice", "reasoning", "text", "instructions", "prompt"]), JSON
    )
)
def test_garbage_is_a_call_or_a_fault(body: Json) -> None:
    try:
        call: Call | None = FORMAT.decode_call(body, model="m", stream=True)
    except Fault as fault:
        call = None
        assert fault.kind is Kind.BAD_REQUEST
    assert call is None or all(isinstance(m, Message) and m.parts for m in call.messages)
