"""What a chat provider is sent, for each thing its profile says."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import msgspec
import pytest

from ccrouter.ir.call import Call, Message, Output, Reasoning, Tool
from ccrouter.ir.parts import Media, Opaque, Origin, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.profile import Profile, Target
from ccrouter.ir.warnings import Warnings
from ccrouter.wire.openai_chat import FORMAT
from wire.openai_chat_kit import HERE, LS, MARK, PATCH, PDF, PNG, assistant, encode, messages, result, system, user


def test_the_least() -> None:
    body, warned = encode()
    assert body == {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}
    assert warned == []


def test_streaming_asks_for_usage_where_it_is_known() -> None:
    assert encode(stream=True)[0]["stream_options"] == {"include_usage": True}
    body, _ = encode(stream=True, profile={"stream_usage": False})
    assert body["stream"] is True
    assert "stream_options" not in body


# — the system prompt —————————————————————————————————————————————————————————————————————————————————————————————————
BILLING = Text(text="x-anthropic-billing-header: cc_version=2.1.330.abc; cc_entrypoint=cli;")
PROMPT = [BILLING, Text(text="You are.", cache=MARK), Text(text="Rules.")]


@pytest.mark.parametrize(
    ("profile", "want"),
    [
        ({}, {"role": "system", "content": "You are.\n\nRules."}),
        ({"system_role": "developer"}, {"role": "developer", "content": "You are.\n\nRules."}),
        ({"system_prompt": "First."}, {"role": "system", "content": "First.\n\nYou are.\n\nRules."}),
        (
            {"cache_marks": True},
            {
                "role": "system",
                "content": [
                    {"type": "text", "text": "You are.", "cache_control": MARK},
                    {"type": "text", "text": "Rules."},
                ],
            },
        ),
    ],
)
def test_system_prompt(profile: dict[str, Any], want: dict[str, Any]) -> None:
    assert messages(profile=profile, system=PROMPT)[0] == want


def test_a_system_message_in_mid_conversation() -> None:
    turns = (user(), assistant(Text(text="Yes")), system(Text(text="New.")), user())
    assert messages(*turns)[2] == {"role": "system", "content": "New."}
    assert messages(*turns, profile={"system_anywhere": False})[2] == {
        "role": "user",
        "content": "<system-reminder>\nNew.\n</system-reminder>",
    }


# — tools in the history ———————————————————————————————————————————————————————————————————————————————————————————————
def test_results_follow_their_calls_in_the_order_of_the_calls() -> None:
    got = messages(
        user(),
        assistant(Text(text="Look."), ToolCall(id="a", name="ls", arguments='{"p":1}'), ToolCall(id="b", name="pwd")),
        user(Text(text="And hurry."), result("b", Text(text="two")), result("a", Text(text="one"))),
    )
    assert got[1:] == [
        {
            "role": "assistant",
            "content": "Look.",
            "tool_calls": [
                {"id": "a", "type": "function", "function": {"name": "ls", "arguments": '{"p":1}'}},
                {"id": "b", "type": "function", "function": {"name": "pwd", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "a", "content": "one"},
        {"role": "tool", "tool_call_id": "b", "content": "two"},
        {"role": "user", "content": "And hurry."},
    ]


def test_calls_and_results_that_have_lost_each_other() -> None:
    body, warned = encode(user(), assistant(ToolCall(id="a", name="ls")), user(result("ghost"), Text(text="Go on")))
    assert body["messages"][2:] == [
        {"role": "tool", "tool_call_id": "a", "content": "[There is no result: the call was not carried out.]"},
        {"role": "user", "content": "[Result of the tool call ghost]\n\nfile\n\nGo on"},
    ]
    assert warned == ["messages[1]", "messages[2]"]


def test_an_id_used_again_in_a_later_turn_is_a_new_call() -> None:
    got = messages(
        user(),
        assistant(ToolCall(id="call_0", name="ls")),
        user(Text(text="Never mind.")),
        assistant(ToolCall(id="call_0", name="ls")),
        user(result("call_0")),
    )
    assert [m["content"] for m in got if m["role"] == "tool"] == [
        "[There is no result: the call was not carried out.]",
        "file",
    ]


@pytest.mark.parametrize(
    ("rule", "id_", "kept"),
    [("openai", "toolu_1", True), ("openai", "x" * 41, False), ("mistral", "toolu_1", False), ("any", "a.b:c", True)],
)
def test_ids_are_fitted_on_both_sides(rule: str, id_: str, kept: bool) -> None:
    got = messages(user(), assistant(ToolCall(id=id_, name="ls")), user(result(id_)), profile={"tool_id": rule})
    assert got[1]["tool_calls"][0]["id"] == got[2]["tool_call_id"]
    assert (got[2]["tool_call_id"] == id_) is kept


def test_an_error_says_so() -> None:
    got = messages(user(), assistant(ToolCall(id="a", name="ls")), user(result("a", is_error=True)))
    assert got[2]["content"] == "Error:\nfile"
    told = messages(
        user(), assistant(ToolCall(id="a", name="ls")), user(result("a", Text(text="Error: no"), is_error=True))
    )
    assert told[2]["content"] == "Error: no"


def test_images_in_results_move_to_the_next_user_message() -> None:
    turns = (
        user(),
        assistant(ToolCall(id="a", name="shot"), ToolCall(id="b", name="ls")),
        user(result("a", Text(text="Taken."), PNG), result("b"), Text(text="And?")),
    )
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}
    got = messages(*turns)
    assert [m["role"] for m in got] == ["user", "assistant", "tool", "tool", "user"]
    assert got[2]["content"] == "Taken.\n[The attachment is in the next user message.]"
    assert got[4]["content"] == [
        {"type": "text", "text": "[From the result of shot]"},
        image,
        {"type": "text", "text": "And?"},
    ]
    inline = messages(*turns, profile={"tool_result_images": True})
    assert inline[2]["content"] == [{"type": "text", "text": "Taken."}, image]
    blind, warned = encode(*turns, profile={"images": False})
    assert blind["messages"][2]["content"] == "Taken.\n[image left out]"
    assert warned == ["messages[1]"]


def test_a_tool_reference_shows_a_deferred_tool() -> None:
    deferred = Tool(name="fetch", schema={"type": "object"}, deferred=True)
    never = Tool(name="placeholder", deferred=True)
    found = Opaque(format="anthropic", kind="tool_reference", raw={"type": "tool_reference", "tool_name": "fetch"})
    turns = [user(), assistant(ToolCall(id="a", name="search")), user(result("a", found))]
    body, warned = encode(*turns, tools=[LS, deferred, never])
    assert [t["function"]["name"] for t in body["tools"]] == ["ls", "fetch"]
    assert body["messages"][2]["content"] == "The tool fetch is available now."
    assert warned == []
    assert [t["function"]["name"] for t in encode(tools=[LS, deferred, never])[0]["tools"]] == ["ls"]


def test_a_model_without_tools_reads_them_as_text() -> None:
    body, warned = encode(
        user(),
        assistant(ToolCall(id="a", name="ls", arguments='{"p":1}')),
        user(result("a", name="ls")),
        profile={"tools": False},
        tools=[LS],
    )
    assert body["messages"][1:] == [
        {"role": "assistant", "content": '[Called ls with {"p":1}]'},
        {"role": "user", "content": "[Result of ls]\n\nfile"},
    ]
    assert "tools" not in body
    assert warned == ["tools"]


def test_arguments_that_are_no_object_are_wrapped() -> None:
    body, warned = encode(user(), assistant(ToolCall(id="a", name="ls", arguments="[1]")), user(result()))
    assert body["messages"][1]["tool_calls"][0]["function"]["arguments"] == '{"input":"[1]"}'
    assert warned == ["messages[1]"]


# — media, opaque blocks ———————————————————————————————————————————————————————————————————————————————————————————————
LEFT_OUT = [{"type": "text", "text": "[document left out: a.pdf]"}]


@pytest.mark.parametrize(
    ("part", "profile", "want", "warns"),
    [
        (PNG, {}, [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBO"}}], False),
        (
            Media(kind="image", url="https://x/y", detail="high"),
            {},
            [{"type": "image_url", "image_url": {"url": "https://x/y", "detail": "high"}}],
            False,
        ),
        (PNG, {"images": False}, "[image left out]", True),
        (PDF, {}, "[document left out: a.pdf]", True),
        (
            PDF,
            {"documents": True},
            [{"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"}}],
            False,
        ),
        (Media(kind="document", file_id="file_1"), {"documents": True}, "[document left out]", True),
        (Media(kind="document", text="words", name="a.txt"), {}, "a.txt:\nwords", False),
        (Media(kind="document", mime="text/plain", data="d29yZHM="), {}, "words", False),
        (
            Media(kind="audio", mime="audio/wav", data="UklG"),
            {"audio": True},
            [{"type": "input_audio", "input_audio": {"data": "UklG", "format": "wav"}}],
            False,
        ),
        (Media(kind="audio", mime="audio/ogg", data="T2dn"), {"audio": True}, "[audio left out]", True),
        (Media(kind="video", url="https://x/y"), {}, "[video left out]", True),
        (Opaque(format="openai_chat", kind="later", raw={"type": "later"}), {}, [{"type": "later"}], False),
    ],
)
def test_media(part: Part, profile: dict[str, Any], want: Any, warns: bool) -> None:
    body, warned = encode(user(part), profile=profile)
    assert body["messages"][0]["content"] == want
    assert bool(warned) is warns


def test_foreign_blocks_are_left_out_with_a_warning() -> None:
    block = Opaque(format="anthropic", kind="server_tool_use", raw={"type": "server_tool_use"})
    body, warned = encode(user(), assistant(block, Text(text="Found.")), user())
    assert body["messages"][1] == {"role": "assistant", "content": "Found."}
    assert warned == ["messages[1]"]


# — reasoning ——————————————————————————————————————————————————————————————————————————————————————————————————————————
TURNS = (
    user(),
    assistant(Thinking(text="Look first."), ToolCall(id="a", name="ls")),
    user(result()),
    assistant(Text(text="Done.")),
    assistant(ToolCall(id="b", name="ls")),
    user(result("b")),
)


@pytest.mark.parametrize(
    ("profile", "want"),
    [
        ({}, [None, None, None]),
        ({"reasoning_back": "tools"}, ["Look first.", None, " "]),
        ({"reasoning_back": "always"}, ["Look first.", " ", " "]),
        ({"reasoning_back": "tools", "reasoning_field": "reasoning"}, ["Look first.", None, " "]),
    ],
)
def test_reasoning_goes_back(profile: dict[str, Any], want: list[str | None]) -> None:
    said = [m for m in messages(*TURNS, profile=profile) if m["role"] == "assistant"]
    assert [m.get(profile.get("reasoning_field", "reasoning_content")) for m in said] == want


def test_state_goes_back_to_its_origin_only() -> None:
    entry = {"type": "reasoning.text", "signature": "sig", "format": "anthropic-claude-v1", "index": 0}
    closed = {"type": "reasoning.encrypted", "data": "xyz", "id": "rs_1"}
    parts = [
        Thinking(text="Hm.", signature=msgspec.json.encode(entry).decode(), origin=HERE),
        Thinking(encrypted=msgspec.json.encode(closed).decode(), origin=HERE),
        Thinking(text="Elsewhere.", signature="sig2", origin=Origin("p", "other")),
        ToolCall(id="a", name="ls", signature="ts", origin=HERE),
        ToolCall(id="b", name="ls", signature="ts2", origin=Origin("q", "m")),
    ]
    said = messages(user(), assistant(*parts), user(result(), result("b")))[1]
    assert said["reasoning_details"] == [{**entry, "text": "Hm."}, closed]
    assert said["tool_calls"][0]["extra_content"] == {"google": {"thought_signature": "ts"}}
    assert "extra_content" not in said["tool_calls"][1]


THINK = Reasoning(mode="adaptive", effort="high")
BUDGET = Reasoning(mode="budget", budget=5000)
OFF = Reasoning(mode="off")


@pytest.mark.parametrize(
    ("style", "reasoning", "want"),
    [
        ("effort", THINK, {"reasoning_effort": "high"}),
        ("effort", Reasoning(mode="adaptive", effort="max"), {"reasoning_effort": "high"}),
        ("effort", BUDGET, {"reasoning_effort": "medium"}),
        ("level", THINK, {"reasoning_effort": "high"}),
        ("switch", THINK, {"thinking": {"type": "enabled"}}),
        ("switch", OFF, {"thinking": {"type": "disabled"}}),
        ("enable_thinking", BUDGET, {"enable_thinking": True, "thinking_budget": 5000}),
        ("enable_thinking", Reasoning(mode="adaptive"), {"enable_thinking": True}),
        ("enable_thinking", OFF, {"enable_thinking": False}),
        ("openrouter", THINK, {"reasoning": {"effort": "high"}}),
        ("openrouter", BUDGET, {"reasoning": {"max_tokens": 5000}}),
        ("openrouter", Reasoning(mode="adaptive"), {"reasoning": {"enabled": True}}),
        ("openrouter", OFF, {"reasoning": {"enabled": False}}),
        ("budget", BUDGET, {"thinking": {"type": "enabled", "budget_tokens": 5000}}),
        ("budget", OFF, {"thinking": {"type": "disabled"}}),
        ("effort", None, {}),
    ],
)
def test_how_to_think(style: str, reasoning: Reasoning | None, want: dict[str, Any]) -> None:
    body, warned = encode(profile={"thinking": style}, reasoning=reasoning)
    assert {k: v for k, v in body.items() if k not in ("model", "messages")} == want
    assert warned == []


def test_a_switch_with_an_effort_beside_it() -> None:
    profile = {"thinking": "switch", "accepts": ("reasoning_effort",), "efforts": ("high", "max")}
    assert encode(reasoning=THINK, profile=profile)[0]["reasoning_effort"] == "high"
    assert "reasoning_effort" not in encode(reasoning=OFF, profile=profile)[0]


def test_a_thinking_budget_stays_below_the_clipped_answer() -> None:
    body, _ = encode(
        reasoning=Reasoning(mode="budget", budget=31_999),
        max_tokens=32_000,
        profile={"thinking": "enable_thinking", "max_output": 8192},
    )
    assert body["thinking_budget"] < body["max_tokens"] == 8192


@pytest.mark.parametrize(("style", "reasoning"), [("none", THINK), ("effort", OFF)])
def test_a_wish_to_think_that_cannot_be_told(style: str, reasoning: Reasoning) -> None:
    body, warned = encode(profile={"thinking": style}, reasoning=reasoning)
    assert body.keys() == {"model", "messages"}
    assert warned == ["reasoning"]


def test_an_empty_message_is_still_a_message() -> None:
    assert messages(Message(role="user", parts=[])) == [{"role": "user", "content": ""}]


# — limits, sampling, shape ————————————————————————————————————————————————————————————————————————————————————————————
@pytest.mark.parametrize(
    ("tokens", "profile", "want", "warns"),
    [
        (100, {}, {"max_tokens": 100}, False),
        (100, {"max_tokens_name": "max_completion_tokens"}, {"max_completion_tokens": 100}, False),
        (128_000, {"max_output": 8192}, {"max_tokens": 8192}, True),
        (None, {"max_output": 8192}, {}, False),
        (None, {"max_output": 8192, "max_tokens_required": True}, {"max_tokens": 8192}, False),
        (100, {"refuses": ("max_tokens",)}, {}, True),
    ],
)
def test_max_tokens(tokens: int | None, profile: dict[str, Any], want: dict[str, int], warns: bool) -> None:
    body, warned = encode(max_tokens=tokens, profile=profile)
    assert {k: v for k, v in body.items() if "max" in k} == want
    assert bool(warned) is warns


SAMPLING: dict[str, Any] = {
    "temperature": 0.5, "top_p": 0.9, "frequency_penalty": 0.1, "presence_penalty": 0.2, "seed": 7, "stop": ["x"], "user": "u",
}  # fmt: skip


def test_sampling() -> None:
    body, warned = encode(**SAMPLING)
    assert {k: body[k] for k in SAMPLING} == SAMPLING
    assert warned == []


@pytest.mark.parametrize("name", SAMPLING)
def test_refused_parameters_are_left_out(name: str) -> None:
    body, warned = encode(**SAMPLING, profile={"refuses": (name,)})
    assert body.keys() >= SAMPLING.keys() - {name}
    assert name not in body
    assert warned == [name]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("top_k", "top_k", 40),
        ("service_tier", "service_tier", "flex"),
        ("prompt_cache_key", "cache_key", "k"),
        ("verbosity", "output", Output(verbosity="low")),
    ],
)
def test_rare_parameters_only_where_accepted(name: str, field: str, value: Any) -> None:
    body, warned = encode(**{field: value})
    assert name not in body
    assert warned == [name]
    body, warned = encode(**{field: value}, profile={"accepts": (name,)})
    assert name in body
    assert warned == []


def test_at_most_four_stop_sequences() -> None:
    body, warned = encode(stop=["1", "2", "3", "4", "5"])
    assert body["stop"] == ["1", "2", "3", "4"]
    assert warned == ["stop"]


def test_a_long_user_id_is_hashed() -> None:
    body, _ = encode(user='{"device_id":"' + "d" * 64 + '"}')
    assert len(body["user"]) == 64
    assert "device" not in body["user"]


SCHEMA = {"type": "object", "properties": {"title": {"type": "string"}}}


def test_the_answers_shape() -> None:
    shape = Output(kind="schema", schema=SCHEMA, name="a title", strict=True)
    body, warned = encode(output=shape)
    form = body["response_format"]["json_schema"]
    assert (form["schema"], form["strict"], form["name"].startswith("a_title_")) == (SCHEMA, True, True)
    assert warned == []
    body, warned = encode(output=shape, profile={"output": "json"})
    assert body["response_format"] == {"type": "json_object"}
    assert '{"type":"object","properties":{"title":{"type":"string"}}}' in body["messages"][0]["content"]
    assert warned == ["response_format"]
    body, warned = encode(output=shape, profile={"output": "none"})
    assert "response_format" not in body
    assert body["messages"][0]["role"] == "system"
    assert encode(output=Output(kind="json"))[0]["response_format"] == {"type": "json_object"}
    assert encode(output=Output(kind="json"), profile={"output": "json"})[1] == []


# — prompt caches ——————————————————————————————————————————————————————————————————————————————————————————————————————
LONG = [
    user(Text(text="Context."), Text(text="Do it.", cache=MARK)),
    assistant(Thinking(text="Hm.", signature="s", origin=HERE), Text(text="On it."), ToolCall(id="a", name="shot")),
    user(result("a", Text(text="ok"), PNG), Text(text="Next.")),
    system(Text(text="Remember.")),
    assistant(ToolCall(id="b", name="ls", arguments="{}"), ToolCall(id="c", name="ls")),
    user(result("c"), result("b", is_error=True)),
    assistant(Text(text="Done."), Text(text="Really.")),
    user(PDF, Text(text="Thanks.")),
]
PROFILES: list[dict[str, Any]] = [
    {},
    {"cache_marks": True},
    {"system_anywhere": False},
    {"reasoning_back": "tools", "tool_result_images": True},
    {"tools": False},
]


def unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [unmarked(v) for v in value]
    return {k: unmarked(v) for k, v in value.items() if k != "cache_control"} if isinstance(value, dict) else value


@pytest.mark.parametrize("profile", PROFILES)
def test_each_turn_begins_with_all_of_the_turn_before(profile: dict[str, Any]) -> None:
    ends = [1, 3, 4, 6, 8]  # where the client asks: after a user or system message
    bodies = []
    for turn, end in enumerate(ends):
        moved = copy.deepcopy(LONG[:end])
        last = moved[-1].parts[-1]
        if isinstance(last, Text | ToolResult):
            last.cache = MARK  # the client's mark moves on with the conversation
        billing = Text(text=f"x-anthropic-billing-header: cc_version=2.1.330.{turn};")
        bodies.append(unmarked(encode(*moved, profile=profile, system=[billing, Text(text="You are.")], tools=[LS])[0]))
    for before, after in itertools.pairwise(bodies):
        assert after["messages"][: len(before["messages"])] == before["messages"]
        assert after.get("tools") == before.get("tools")


def test_marks_stay_where_the_client_put_them() -> None:
    turns = [user(Text(text="a", cache=MARK)), assistant(ToolCall(id="a", name="ls")), user(result("a", cache=MARK))]
    body, _ = encode(*turns, profile={"cache_marks": True}, tools=[Tool(name="ls", cache=MARK)])
    assert body["messages"][0]["content"] == [{"type": "text", "text": "a", "cache_control": MARK}]
    assert body["messages"][2]["content"] == [{"type": "text", "text": "file", "cache_control": MARK}]
    assert body["tools"][0]["cache_control"] == MARK
    assert b"cache_control" not in msgspec.json.encode(encode(*turns, tools=[Tool(name="ls", cache=MARK)])[0])


def test_the_call_is_not_changed() -> None:
    call = Call(model="x", messages=copy.deepcopy(LONG), system=[Text(text="s")], tools=[LS, PATCH])
    before = msgspec.json.encode(call)
    target = Target(provider="p", model="m", format="openai_chat", profile=Profile(cache_marks=True))
    first = FORMAT.encode_call(call, target, Warnings())
    assert FORMAT.encode_call(call, target, Warnings()) == first
    assert msgspec.json.encode(call) == before
