"""Calls of any client, written for a Gemini provider."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ccrouter.ir.call import Call, Message, Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.gemini import FORMAT
from ccrouter.wire.gemini.contents_out import NO_RESULT

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
F = Tool(name="f", description="does", schema=SCHEMA)
SEARCH = Tool(name="web_search", kind="server", server="web_search", format="anthropic")
HI = Message(role="user", parts=[Text(text="hi")])
DUMMY = "skip_thought_signature_validator"


def target(model: str = "gemini-2.5-pro", **profile: Any) -> Target:
    return Target(provider="google", model=model, format="gemini", profile=Profile(**profile))


def write(call: Call, to: Target | None = None) -> tuple[dict[str, Any], list[str]]:
    """The body and the fields warned of."""
    warnings = Warnings()
    body = FORMAT.encode_call(call, to or target(), warnings)
    assert msgspec.json.encode(body)
    return body, [w.field for w in warnings.items]


def ask(**fields: Any) -> Call:
    return Call(**({"model": "m", "messages": [HI]} | fields))


def contents(*messages: Message, to: Target | None = None) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = write(ask(messages=list(messages)), to)[0]["contents"]
    return written


def user(*parts: Part) -> Message:
    return Message(role="user", parts=list(parts))


def model(*parts: Part) -> Message:
    return Message(role="assistant", parts=list(parts))


def result(id: str, *content: Any, **more: Any) -> ToolResult:
    return ToolResult(call_id=id, content=list(content) or [Text(text="ok")], **more)


def test_a_plain_call_is_plain() -> None:
    assert write(ask()) == ({"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}, [])


def test_system_without_the_billing_block_and_with_the_providers_own_words() -> None:
    system = [
        Text(text="x-anthropic-billing-header: cc_version=1;"),
        Text(text="Be brief.", cache={"type": "ephemeral"}),
    ]
    body, warned = write(ask(system=system), target(system_prompt="Speak."))
    assert body["systemInstruction"] == {"parts": [{"text": "Speak."}, {"text": "Be brief."}]}
    assert not warned


def test_answers_stand_first_in_the_order_of_the_calls() -> None:
    written = contents(
        HI,
        model(ToolCall(id="1", name="f", arguments='{"a":1}'), ToolCall(id="2", name="g")),
        user(Text(text="also"), result("2", Text(text="two"), is_error=True)),
        Message(role="system", parts=[Text(text="be quick")]),
        user(result("1", Text(text="one"))),
    )
    assert [c["role"] for c in written] == ["user", "model", "user"]
    assert written[1]["parts"] == [
        {"functionCall": {"name": "f", "args": {"a": 1}}},
        {"functionCall": {"name": "g", "args": {}}},
    ]
    assert written[2]["parts"] == [
        {"functionResponse": {"name": "f", "response": {"output": "one"}}},
        {"functionResponse": {"name": "g", "response": {"error": "two"}}},
        {"text": "also"},
        {"text": "<system-reminder>\nbe quick\n</system-reminder>"},
    ]


def test_a_call_without_a_result_and_a_result_without_a_call() -> None:
    body, warned = write(ask(messages=[HI, model(ToolCall(id="1", name="f")), user(result("9", name="g"))]))
    assert body["contents"][2]["parts"] == [
        {"functionResponse": {"name": "f", "response": {"output": NO_RESULT}}},
        {"text": "[Result of g]\nok"},
    ]
    assert warned == ["messages", "messages"]
    assert contents(HI, model(ToolCall(id="1", name="f")))[-1]["role"] == "user"


def test_a_conversation_opens_with_the_user() -> None:
    assert [c["role"] for c in contents(model(Text(text="Hello")), HI)] == ["user", "model", "user"]


def test_pictures_in_results_follow_the_answers() -> None:
    picture = Media(kind="image", mime="image/png", data="AAAA")
    reference = Opaque(format="anthropic", kind="tool_reference", raw={"tool_name": "WebFetch"})
    written = contents(HI, model(ToolCall(id="1", name="f")), user(result("1", Text(text="see"), picture, reference)))
    assert written[2]["parts"] == [
        {"functionResponse": {"name": "f", "response": {"output": "see\nThe tool WebFetch can be called now."}}},
        {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
    ]


@pytest.mark.parametrize(
    ("media", "profile", "expected"),
    [
        (Media(kind="image", data="AA"), {}, {"inlineData": {"mimeType": "image/png", "data": "AA"}}),
        (Media(kind="image", url="https://x/a.png"), {}, {"fileData": {"fileUri": "https://x/a.png"}}),
        (
            Media(kind="document", mime="application/pdf", data="AA"),
            {"documents": True},
            {"inlineData": {"mimeType": "application/pdf", "data": "AA"}},
        ),
        (
            Media(kind="video", mime="video/mp4", file_id="gs://b/v"),
            {},
            {"fileData": {"fileUri": "gs://b/v", "mimeType": "video/mp4"}},
        ),
        (Media(kind="document", text="words", name="a.txt"), {}, {"text": "[a.txt]\nwords"}),
    ],
)
def test_media(media: Media, profile: dict[str, Any], expected: dict[str, Any]) -> None:
    assert contents(user(media), to=target(**profile))[0]["parts"] == [expected]


@pytest.mark.parametrize(
    ("media", "profile"),
    [
        (Media(kind="image", data="AA"), {"images": False}),
        (Media(kind="document", data="AA"), {}),
        (Media(kind="audio", data="AA"), {}),
        (Media(kind="image", file_id="file-1"), {}),
    ],
)
def test_media_a_model_cannot_take_leave_a_word_and_a_warning(media: Media, profile: dict[str, Any]) -> None:
    body, warned = write(ask(messages=[user(media)]), target(**profile))
    assert "left out" in body["contents"][0]["parts"][0]["text"]
    assert warned == ["messages"]


OWN, OTHER = Origin("google", "gemini-3-pro"), Origin("anthropic", "claude")


@pytest.mark.parametrize(
    ("parts", "to", "expected"),
    [
        pytest.param([ToolCall(id="1", name="f", signature="s", origin=OWN)], "gemini-3-pro", ["s"], id="own"),
        pytest.param(
            [ToolCall(id="1", name="f", signature="s", origin=OWN)], "gemini-2.5-pro", [None], id="other model"
        ),
        pytest.param(
            [ToolCall(id="1", name="f", signature="s", origin=OTHER)], "gemini-3-pro", [DUMMY], id="other maker"
        ),
        pytest.param([ToolCall(id="1", name="f", signature="s")], "gemini-3-pro", [DUMMY], id="unknown maker"),
        pytest.param(
            [ToolCall(id="1", name="f"), ToolCall(id="2", name="g")], "gemini-3-pro", [DUMMY, None], id="first"
        ),
        pytest.param([ToolCall(id="1", name="f")], "gemini-flash-latest", [DUMMY], id="latest"),
        pytest.param([ToolCall(id="1", name="f")], "gemini-2.5-pro", [None], id="not asked for"),
        pytest.param(
            [Thinking(text="hm", signature="s", origin=OWN), ToolCall(id="1", name="f")],
            "gemini-3-pro",
            ["s"],
            id="thought",
        ),
        pytest.param([Text(text="hm", signature="s", origin=OWN)], "gemini-3-pro", ["s"], id="text"),
        pytest.param(
            [Text(text="hm"), Thinking(text="", signature="s", origin=OWN)],
            "gemini-3-pro",
            ["s"],
            id="trailing thought",
        ),
        pytest.param(
            [Thinking(text="hm", signature="s", origin=OTHER), Text(text="x")], "gemini-3-pro", [None], id="foreign"
        ),
    ],
)
def test_signatures_go_to_their_origin_only(parts: list[Part], to: str, expected: list[str | None]) -> None:
    written = contents(HI, model(*parts), to=target(to))[1]["parts"]
    assert [p.get("thoughtSignature") for p in written] == expected


def test_foreign_reasoning_is_left_out_with_one_warning() -> None:
    thought = Thinking(text="hm", signature="s", origin=OTHER)
    body, warned = write(ask(messages=[HI, model(thought, Text(text="a"), thought, Text(text="b")), HI]))
    assert body["contents"][1]["parts"] == [{"text": "a"}, {"text": "b"}]
    assert warned == ["messages"]


@pytest.mark.parametrize(
    ("call", "args", "warned"),
    [
        (ToolCall(id="1", name="f", arguments=""), {}, []),
        (ToolCall(id="1", name="f", arguments='{"a":{"b":[1.5]}}'), {"a": {"b": [1.5]}}, []),
        (ToolCall(id="1", name="f", arguments="[1]"), {"input": [1]}, ["arguments"]),
        (ToolCall(id="1", name="f", arguments='{"a'), {"input": '{"a'}, ["arguments"]),
        (ToolCall(id="1", name="f", arguments="*** patch", kind="custom"), {"input": "*** patch"}, []),
    ],
)
def test_arguments_are_an_object(call: ToolCall, args: dict[str, Any], warned: list[str]) -> None:
    body, found = write(ask(messages=[HI, model(call), user(result("1"))]))
    assert body["contents"][1]["parts"][0]["functionCall"]["args"] == args
    assert found == warned


def test_own_blocks_go_back_and_foreign_ones_do_not() -> None:
    raw = {"executableCode": {"language": "PYTHON", "code": "1"}}
    own = Opaque(format="gemini", kind="executableCode", raw=raw)
    foreign = Opaque(format="anthropic", kind="server_tool_use", raw={})
    body, warned = write(ask(messages=[HI, model(own, foreign, Text(text="x"))]))
    assert body["contents"][1]["parts"] == [raw, {"text": "x"}]
    assert warned == ["messages"]


def test_tools_by_the_targets_schema() -> None:
    odd = {"type": "object", "properties": {"a": {"type": "string", "const": "x"}}, "additionalProperties": False}
    tool = Tool(name="f", description="does", schema=odd)
    [group] = write(ask(tools=[tool]), target(schema="full"))[0]["tools"]
    assert group == {"functionDeclarations": [{"name": "f", "description": "does", "parametersJsonSchema": odd}]}
    [group] = write(ask(tools=[tool]), target(schema="gemini"))[0]["tools"]
    [declared] = group["functionDeclarations"]
    assert declared["parameters"]["properties"] == {"a": {"type": "string", "enum": ["x"]}}
    assert "additionalProperties" not in declared["parameters"]


def test_an_object_without_properties_is_not_declared_with_an_empty_list() -> None:
    inner = {"type": "object", "properties": {"free": {"type": "object"}}}
    body, _ = write(ask(tools=[Tool(name="f"), Tool(name="g", schema=inner)]), target(schema="gemini"))
    f, g = body["tools"][0]["functionDeclarations"]
    assert "parameters" not in f
    assert g["parameters"]["properties"] == {"free": {"type": "object"}}


def test_freeform_tools_namespaces_and_deferred_tools() -> None:
    patch = Tool(
        name="apply_patch", kind="custom", grammar={"type": "grammar", "syntax": "lark", "definition": "start: X"}
    )
    tools = [patch, Tool(name="wait", namespace="agents"), Tool(name="later", deferred=True)]
    declared = write(ask(tools=tools))[0]["tools"][0]["functionDeclarations"]
    assert [d["name"] for d in declared] == ["apply_patch", "agents__wait"]
    assert "start: X" in declared[0]["description"]
    assert declared[0]["parametersJsonSchema"]["required"] == ["input"]


@pytest.mark.parametrize(
    ("tools", "to", "expected", "warned"),
    [
        ([SEARCH], target(server_tools=("web_search",)), [{"googleSearch": {}}], []),
        ([SEARCH], target(), None, ["tools"]),
        ([SEARCH, F], target(server_tools=("web_search",)), ["f"], ["tools"]),
        ([SEARCH, F], target("gemini-3-pro", server_tools=("web_search",)), [{"googleSearch": {}}, "f"], []),
        ([F], target(tools=False), None, ["tools"]),
    ],
)
def test_server_tools(tools: list[Tool], to: Target, expected: list[Any] | None, warned: list[str]) -> None:
    body, found = write(ask(tools=tools), to)
    written = body.get("tools")
    names = written and [g["functionDeclarations"][0]["name"] if "functionDeclarations" in g else g for g in written]
    assert names == expected
    assert found == warned
    assert body.get("toolConfig", {}).get("includeServerSideToolInvocations", False) == (len(written or ()) > 1)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (ToolChoice(mode="auto"), {"mode": "AUTO"}),
        (ToolChoice(mode="none"), {"mode": "NONE"}),
        (ToolChoice(mode="required"), {"mode": "ANY"}),
        (ToolChoice(mode="named", name="f"), {"mode": "ANY", "allowedFunctionNames": ["f"]}),
        (ToolChoice(mode="required", allowed=["f", "x"]), {"mode": "ANY", "allowedFunctionNames": ["f"]}),
        (ToolChoice(mode="auto", allowed=["f"]), {"mode": "VALIDATED", "allowedFunctionNames": ["f"]}),
    ],
)
def test_tool_choice(choice: ToolChoice, expected: dict[str, Any]) -> None:
    body, warned = write(ask(tools=[F], tool_choice=choice))
    assert body["toolConfig"] == {"functionCallingConfig": expected}
    assert not warned
    assert "toolConfig" not in write(ask(tool_choice=choice))[0]


@pytest.mark.parametrize(
    ("call", "profile", "field"),
    [
        (ask(tools=[F], tool_choice=ToolChoice(mode="named", name="x")), {}, "tool_choice"),
        (ask(tools=[F], tool_choice=ToolChoice(mode="required")), {"tool_choice": ("auto",)}, "tool_choice"),
        (ask(tools=[F], parallel=False), {}, "parallel_tool_calls"),
        (ask(temperature=1.0), {"refuses": ("temperature",)}, "temperature"),
        (ask(max_tokens=128000), {"max_output": 65536}, "max_tokens"),
        (ask(stop=list("abcdef")), {}, "stop"),
        (ask(service_tier="priority"), {}, "service_tier"),
        (ask(output=Output(kind="json")), {"output": "none"}, "output"),
        (ask(output=Output(kind="schema", schema=SCHEMA)), {"output": "json"}, "output"),
        (ask(output=Output(kind="json"), tools=[F]), {}, "output"),
        (ask(reasoning=Reasoning(mode="adaptive")), {"thinking": "none"}, "thinking"),
    ],
)
def test_what_cannot_be_said_is_warned_of(call: Call, profile: dict[str, Any], field: str) -> None:
    assert write(call, target(**profile))[1] == [field]


def test_generation_config() -> None:
    call = ask(
        max_tokens=100,
        temperature=0.5,
        top_p=0.9,
        top_k=40,
        stop=["END"],
        seed=1,
        frequency_penalty=0.1,
        presence_penalty=0.2,
    )
    assert write(call)[0]["generationConfig"] == {
        "maxOutputTokens": 100, "temperature": 0.5, "topP": 0.9, "topK": 40, "stopSequences": ["END"], "seed": 1,
        "frequencyPenalty": 0.1, "presencePenalty": 0.2,
    }  # fmt: skip


def test_max_tokens_is_clipped_and_filled_where_demanded() -> None:
    assert write(ask(max_tokens=128000), target(max_output=65536))[0]["generationConfig"] == {"maxOutputTokens": 65536}
    required = target(max_output=8192, max_tokens_required=True)
    assert write(ask(), required)[0]["generationConfig"] == {"maxOutputTokens": 8192}


@pytest.mark.parametrize(
    ("output", "profile", "expected"),
    [
        (Output(kind="json"), {}, {"responseMimeType": "application/json"}),
        (
            Output(kind="schema", schema=SCHEMA),
            {},
            {"responseMimeType": "application/json", "responseJsonSchema": SCHEMA},
        ),
        (
            Output(kind="schema", schema=SCHEMA),
            {"schema": "gemini"},
            {"responseMimeType": "application/json", "responseSchema": SCHEMA},
        ),
    ],
)
def test_output(output: Output, profile: dict[str, Any], expected: dict[str, Any]) -> None:
    assert write(ask(output=output), target(**profile))[0]["generationConfig"] == expected


LEVELS = {"thinking": "level", "efforts": ("low", "high")}
BUDGET = {"thinking": "budget", "max_thinking": 24576}


@pytest.mark.parametrize(
    ("reasoning", "profile", "expected"),
    [
        (Reasoning(mode="adaptive", effort="medium"), BUDGET, {"includeThoughts": True, "thinkingBudget": 8192}),
        (Reasoning(mode="adaptive"), BUDGET, {"includeThoughts": True, "thinkingBudget": -1}),
        (Reasoning(mode="adaptive", effort="max"), BUDGET, {"includeThoughts": True, "thinkingBudget": 24576}),
        (Reasoning(mode="budget", budget=4096, show="omitted"), BUDGET, {"thinkingBudget": 4096}),
        (Reasoning(mode="off"), BUDGET, {"thinkingBudget": 128}),
        (Reasoning(mode="off"), BUDGET | {"efforts": ("none", "low")}, {"thinkingBudget": 0}),
        (Reasoning(mode="adaptive", effort="max"), LEVELS, {"includeThoughts": True, "thinkingLevel": "HIGH"}),
        (Reasoning(mode="budget", budget=2000), LEVELS, {"includeThoughts": True, "thinkingLevel": "LOW"}),
        (Reasoning(mode="off"), LEVELS, {"thinkingLevel": "LOW"}),
        (Reasoning(mode="off"), LEVELS | {"efforts": ("none", "low")}, {"thinkingBudget": 0}),
        (Reasoning(), LEVELS, None),
        (None, BUDGET, None),
    ],
)
def test_thinking(reasoning: Reasoning | None, profile: dict[str, Any], expected: dict[str, Any] | None) -> None:
    body, warned = write(ask(reasoning=reasoning), target(**profile))
    assert body.get("generationConfig", {}).get("thinkingConfig") == expected
    assert not warned


@pytest.mark.parametrize("to", ["gemini-2.5-pro", "gemini-3-pro"])
def test_each_turn_is_a_prefix_of_the_next(to: str) -> None:
    history: list[Message] = [HI]
    earlier: list[dict[str, Any]] = []
    for turn in range(4):
        now = contents(*history, to=target(to))
        assert now[: len(earlier)] == earlier
        earlier = now
        calls = [ToolCall(id=f"{turn}-{n}", name="f", arguments='{"a":1}') for n in range(2)]
        history += [
            model(Thinking(text="hm", signature="s", origin=OTHER), Text(text="so"), *calls),
            user(*[result(c.id) for c in calls], Text(text="go on")),
            Message(role="system", parts=[Text(text="a reminder")]),
        ]
        if turn % 2:
            history += [model(Text(text="done")), user(Text(text="next"))]
