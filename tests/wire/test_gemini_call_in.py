"""Gemini clients' requests, read."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.call import Call, Message, Output, Reasoning, ToolChoice
from ccrouter.ir.faults import Fault, Kind
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.wire.gemini import FORMAT

HI = {"role": "user", "parts": [{"text": "hi"}]}


def read(body: dict[str, Any]) -> Call:
    return FORMAT.decode_call({"contents": [HI]} | body, model="m", stream=False)


def parts(*given_: dict[str, Any], role: str = "user") -> list[Part]:
    [message] = read({"contents": [{"role": role, "parts": list(given_)}]}).messages
    return message.parts


def test_model_and_stream_come_from_the_path() -> None:
    call = FORMAT.decode_call({"contents": [HI]}, model="gemini-x", stream=True)
    assert (call.model, call.stream) == ("gemini-x", True)
    assert call.messages == [Message(role="user", parts=[Text(text="hi")])]


@pytest.mark.parametrize(
    "given_",
    [
        "Be brief.",
        {"role": "user", "parts": [{"text": "Be brief."}]},
        {"text": "Be brief."},
        [{"text": "Be brief."}],
        ["Be brief."],
    ],
)
@pytest.mark.parametrize("spelling", ["systemInstruction", "system_instruction"])
def test_system_in_every_shape_sdks_write(given_: Any, spelling: str) -> None:
    assert read({spelling: given_}).system == [Text(text="Be brief.")]


def test_a_turn_without_a_role_is_the_users_and_function_turns_are_too() -> None:
    call = read({"contents": [{"parts": [{"text": "a"}]}, {"role": "function", "parts": [{"text": "b"}]}]})
    assert [m.role for m in call.messages] == ["user", "user"]


PNG = base64.b64encode(b"\xfb\xff\xfe picture").decode()


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"inlineData": {"mimeType": "image/png", "data": PNG}}, Media(kind="image", mime="image/png", data=PNG)),
        (
            {"inline_data": {"mime_type": "image/png", "data": PNG.replace("+", "-").replace("/", "_").rstrip("=")}},
            Media(kind="image", mime="image/png", data=PNG),
        ),
        (
            {"inlineData": {"mimeType": "application/pdf", "data": "AAAA", "displayName": "a.pdf"}},
            Media(kind="document", mime="application/pdf", data="AAAA", name="a.pdf"),
        ),
        (
            {"inlineData": {"mimeType": "text/plain", "data": base64.b64encode("Grüße".encode()).decode()}},
            Media(kind="document", mime="text/plain", text="Grüße"),
        ),
        ({"inlineData": {"mimeType": "audio/wav", "data": "AAAA"}}, Media(kind="audio", mime="audio/wav", data="AAAA")),
        (
            {"fileData": {"mimeType": "image/png", "fileUri": "https://example.com/a.png"}},
            Media(kind="image", mime="image/png", url="https://example.com/a.png"),
        ),
        (
            {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://bucket/a.mp4"}},
            Media(kind="video", mime="video/mp4", file_id="gs://bucket/a.mp4"),
        ),
        (
            {"fileData": {"fileUri": "https://www.youtube.com/watch?v=x"}},
            Media(kind="video", url="https://www.youtube.com/watch?v=x"),
        ),
        (
            {
                "fileData": {
                    "mimeType": "image/png",
                    "fileUri": "https://generativelanguage.googleapis.com/v1beta/files/x",
                }
            },
            Media(kind="image", mime="image/png", file_id="https://generativelanguage.googleapis.com/v1beta/files/x"),
        ),
        (
            {"executableCode": {"language": "PYTHON", "code": "1"}},
            Opaque(format="gemini", kind="executableCode", raw={"executableCode": {"language": "PYTHON", "code": "1"}}),
        ),
    ],
)
def test_parts(part: dict[str, Any], expected: Part) -> None:
    assert parts(part) == [expected]


def test_chunks_an_sdk_kept_apart_become_one_part_again() -> None:
    history = [
        HI,
        {"role": "model", "parts": [{"text": "I th", "thought": True}]},
        {"role": "model", "parts": [{"text": "ink", "thought": True}]},
        {"role": "model", "parts": [{"text": "Hel"}]},
        {"role": "model", "parts": [{"text": "lo"}, {"functionCall": {"name": "f"}}]},
    ]
    [_, answer] = read({"contents": history}).messages
    assert answer.role == "assistant"
    assert answer.parts == [
        Thinking(text="I think"),
        Text(text="Hello"),
        ToolCall(id="call_1_f", name="f", arguments="{}"),
    ]


def test_the_clients_own_signatures_have_no_known_origin() -> None:
    signed = parts(
        {"functionCall": {"name": "f", "args": {"a": 1}, "id": "x"}, "thoughtSignature": "bmF0aXZl"},
        {"functionCall": {"name": "g", "id": "y"}, "thought_signature": "skip_thought_signature_validator"},
        role="model",
    )
    assert signed == [
        ToolCall(id="x", name="f", arguments='{"a":1}', signature="bmF0aXZl"),
        ToolCall(id="y", name="g", arguments="{}"),
    ]


def answers(contents: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(call id, what was said) of every result."""
    return [
        (p.call_id, "".join(c.text for c in p.content if isinstance(c, Text)))
        for m in read({"contents": contents}).messages
        for p in m.parts
        if isinstance(p, ToolResult)
    ]


def called(*names: str, **ids: str) -> dict[str, Any]:
    calls = [{"functionCall": {"name": n}} for n in names]
    return {"role": "model", "parts": calls + [{"functionCall": {"name": n, "id": i}} for n, i in ids.items()]}


def answered(*said: tuple[str, str], id: str | None = None) -> dict[str, Any]:
    extra = {"id": id} if id else {}
    made = [{"functionResponse": {"name": n, "response": {"output": t}} | extra} for n, t in said]
    return {"role": "user", "parts": made}


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        ([called("f", "g"), answered(("f", "1"), ("g", "2"))], [("call_1_f", "1"), ("call_2_g", "2")]),
        ([called("f", "f"), answered(("f", "1"), ("f", "2"))], [("call_1_f", "1"), ("call_2_f", "2")]),
        ([called("f", "g"), answered(("g", "2"), ("f", "1"))], [("call_2_g", "2"), ("call_1_f", "1")]),
        ([called(f="own"), answered(("f", "1"), id="own")], [("own", "1")]),
        ([called("f"), answered(("f", "1"), id="only-in-answer")], [("call_1_f", "1")]),
        (
            [called("f"), answered(("f", "1")), called("f"), answered(("f", "2"))],
            [("call_1_f", "1"), ("call_2_f", "2")],
        ),
        ([answered(("f", "1"))], [("result_1", "1")]),
        ([called("f"), HI, called("f"), answered(("f", "2"))], [("call_2_f", "2")]),
        ([called(f="late"), HI, called("f"), answered(("g", "1"), id="late")], [("late", "1")]),
    ],
)
def test_results_find_their_calls(contents: list[dict[str, Any]], expected: list[tuple[str, str]]) -> None:
    assert answers([HI, *contents]) == expected


@pytest.mark.parametrize(
    ("response", "text", "error"),
    [
        ({"output": "done"}, "done", False),
        ({"result": {"a": [1]}}, '{"a":[1]}', False),
        ({"name": "f", "content": "done"}, "done", False),
        ({"error": "no such file"}, "no such file", True),
        ({"stdout": "a", "exit": 0}, '{"stdout":"a","exit":0}', False),
        ({}, "{}", False),
        (None, "", False),
    ],
)
def test_what_a_tool_said(response: Any, text: str, error: bool) -> None:
    [_, result] = parts({"functionCall": {"name": "f"}}, {"functionResponse": {"name": "f", "response": response}})
    assert result == ToolResult(call_id="call_1_f", name="f", content=[Text(text=text)], is_error=error)


def test_a_picture_in_or_beside_a_result_is_kept() -> None:
    inline = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}
    response = {"name": "f", "response": {"output": "see"}, "parts": [inline]}
    [_, result, beside] = parts({"functionCall": {"name": "f"}}, {"functionResponse": response}, inline)
    picture = Media(kind="image", mime="image/png", data="AAAA")
    assert isinstance(result, ToolResult)
    assert result.content == [Text(text="see"), picture]
    assert beside == picture


def test_function_tools_in_both_schema_languages() -> None:
    openapi = {
        "type": "OBJECT",
        "properties": {
            "type": {"type": "STRING", "nullable": True, "enum": ["OBJECT"]},
            "list": {"type": "ARRAY", "items": {"anyOf": [{"type": "INTEGER"}, {"type": "BOOLEAN"}]}, "minItems": "1"},
        },
        "propertyOrdering": ["type", "list"],
    }
    json_schema = {"$schema": "x", "type": "object", "properties": {"a": {"type": ["string", "null"]}}}
    group = {
        "functionDeclarations": [
            {"name": "f", "description": "does", "parameters": openapi},
            {"name": "g", "parametersJsonSchema": json_schema},
            {"name": "h"},
        ]
    }
    f, g, h = read({"tools": [group]}).tools
    assert (f.name, f.description, f.kind) == ("f", "does", "function")
    assert f.schema == {
        "type": "object",
        "properties": {
            "type": {"type": ["string", "null"], "enum": ["OBJECT"]},
            "list": {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "minItems": 1},
        },
    }
    assert g.schema == json_schema
    assert h.schema is None


def test_what_google_runs_itself_is_a_server_tool() -> None:
    tools = read(
        {"tools": [{"google_search": {}}, {"urlContext": {}}, {"codeExecution": {}}, {"googleMaps": {}}]}
    ).tools
    assert {t.kind for t in tools} == {"server"}
    assert [t.server for t in tools] == ["web_search", "web_fetch", "code_execution", ""]
    assert tools[0].raw == {"googleSearch": {}}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"mode": "AUTO"}, ToolChoice(mode="auto")),
        ({"mode": "NONE"}, ToolChoice(mode="none")),
        ({"mode": "ANY"}, ToolChoice(mode="required")),
        ({"mode": "ANY", "allowedFunctionNames": ["f"]}, ToolChoice(mode="named", name="f")),
        ({"mode": "any", "allowed_function_names": ["f", "g"]}, ToolChoice(mode="required", allowed=["f", "g"])),
        ({"mode": "VALIDATED", "allowedFunctionNames": ["f"]}, ToolChoice(mode="auto", allowed=["f"])),
        ({"mode": "MODE_UNSPECIFIED"}, None),
        ({}, None),
    ],
)
def test_tool_choice(config: dict[str, Any], expected: ToolChoice | None) -> None:
    assert read({"toolConfig": {"functionCallingConfig": config}}).tool_choice == expected


def test_generation_config_in_either_spelling_and_with_numbers_as_strings() -> None:
    call = read(
        {
            "generation_config": {
                "temperature": 1, "topP": 0.95, "top_k": 64.0, "maxOutputTokens": "2048", "stop_sequences": ["END"],
                "seed": 7, "presencePenalty": 0.5, "frequency_penalty": 0.25,
            }
        }
    )  # fmt: skip
    assert (call.temperature, call.top_p, call.top_k, call.max_tokens) == (1.0, 0.95, 64, 2048)
    assert (call.stop, call.seed, call.presence_penalty, call.frequency_penalty) == (["END"], 7, 0.5, 0.25)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            {"thinkingLevel": "HIGH", "includeThoughts": True},
            Reasoning(mode="adaptive", effort="high", show="summarized"),
        ),
        ({"thinking_level": "minimal"}, Reasoning(mode="adaptive", effort="minimal", show="omitted")),
        ({"thinkingBudget": 8192, "includeThoughts": True}, Reasoning(mode="budget", budget=8192, show="summarized")),
        ({"thinkingBudget": -1}, Reasoning(mode="adaptive", show="omitted")),
        ({"thinkingBudget": 0}, Reasoning(mode="off")),
        (
            {"thinkingLevel": "THINKING_LEVEL_UNSPECIFIED", "includeThoughts": True},
            Reasoning(mode="adaptive", show="summarized"),
        ),
        ({"thinkingLevel": "THINKING_LEVEL_UNSPECIFIED"}, None),
        ({}, None),
    ],
)
def test_thinking(config: dict[str, Any], expected: Reasoning | None) -> None:
    assert read({"generationConfig": {"thinkingConfig": config}}).reasoning == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"responseMimeType": "application/json"}, Output(kind="json")),
        ({"responseMimeType": "text/plain"}, None),
        (
            {"responseMimeType": "application/json", "responseSchema": {"type": "STRING"}},
            Output(kind="schema", schema={"type": "string"}),
        ),
        ({"responseJsonSchema": {"type": "OBJECT"}}, Output(kind="schema", schema={"type": "object"})),
    ],
)
def test_output(config: dict[str, Any], expected: Output | None) -> None:
    assert read({"generationConfig": config}).output == expected


def test_what_only_gemini_has_is_remembered_for_a_warning() -> None:
    body = {
        "safetySettings": [{"category": "X", "threshold": "OFF"}],
        "cachedContent": "cachedContents/1",
        "generationConfig": {"candidateCount": 2, "speechConfig": {}, "responseModalities": ["TEXT"]},
    }
    assert read(body).extra["gemini_only"] == [
        "safetySettings",
        "cachedContent",
        "generationConfig.candidateCount",
        "generationConfig.speechConfig",
    ]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"contents": None}, "contents"),
        ({"contents": "hi"}, "contents"),
        ({"contents": [1]}, "contents[0]"),
        ({"contents": [{"role": "wizard", "parts": []}]}, "contents[0].role"),
        ({"contents": [{"parts": "hi"}]}, "contents[0].parts"),
        ({"contents": [{"parts": [{"text": 1}]}]}, "contents[0].parts[0].text"),
        ({"contents": [{"parts": [{"functionCall": {"args": {}}}]}]}, "contents[0].parts[0].functionCall.name"),
        ({"contents": [{"parts": [{"inlineData": {"data": 1}}]}]}, "contents[0].parts[0].inlineData.data"),
        ({"contents": [{"parts": [{"fileData": {"mimeType": "a/b"}}]}]}, "contents[0].parts[0].fileData.fileUri"),
        ({"systemInstruction": {"parts": [{"inlineData": {}}]}}, "systemInstruction.parts[0]"),
        ({"tools": [{"functionDeclarations": [{}]}]}, "tools[0].functionDeclarations[0].name"),
        ({"tools": "all"}, "tools"),
        ({"generationConfig": {"temperature": "hot"}}, "generationConfig.temperature"),
        ({"generationConfig": {"topK": True}}, "generationConfig.topK"),
        ({"generationConfig": {"maxOutputTokens": "inf"}}, "generationConfig.maxOutputTokens"),
        ({"generationConfig": {"stopSequences": [1]}}, "generationConfig.stopSequences[0]"),
        ({"toolConfig": []}, "toolConfig"),
    ],
)
def test_a_mistake_is_named_by_its_path(body: dict[str, Any], path: str) -> None:
    with pytest.raises(Fault) as caught:
        read(body)
    assert caught.value.kind is Kind.BAD_REQUEST
    assert caught.value.message.startswith(f"{path}: ")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=True) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["parts", "text", "role", "functionCall", "functionResponse", "inlineData", "fileData", "name", "args",
                 "response", "id", "thought", "thoughtSignature", "functionDeclarations", "parameters", "type", "items",
                 "functionCallingConfig", "mode", "thinkingConfig", "thinkingBudget", "mimeType", "data", "temperature"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings"]),
        JSON,
    )
)
def test_garbage_is_a_call_or_a_fault(body: dict[str, Any]) -> None:
    try:
        call = FORMAT.decode_call(body, model="m", stream=False)
    except Fault as fault:
        assert fault.kind is Kind.BAD_REQUEST
    else:
        assert msgspec.json.encode(call.messages)
