"""Requests of other clients as Anthropic and its imitators take them."""

from __future__ import annotations

import copy
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from ccrouter.ir.call import Message, Output, Reasoning, Tool, ToolChoice
from ccrouter.ir.parts import Media, Opaque, Part, Text, Thinking, ToolCall, ToolResult
from ccrouter.ir.warnings import Warnings
from wire.anthropic_kit import ELSEWHERE, ORIGIN, call, encode, user

Json = dict[str, Any]
MARK = {"type": "ephemeral"}


def assistant(*parts: Part) -> Message:
    return Message(role="assistant", parts=list(parts))


def back(*parts: Part) -> Message:
    return Message(role="user", parts=list(parts))


def system(text: str) -> Message:
    return Message(role="system", parts=[Text(text=text)])


def tool_call(id: str = "t1", arguments: str = "{}", **more: Any) -> ToolCall:
    return ToolCall(id=id, name="f", arguments=arguments, **more)


def result(id: str = "t1", text: str = "done", **more: Any) -> ToolResult:
    return ToolResult(call_id=id, content=[Text(text=text)], **more)


def text(words: str) -> Json:
    return {"type": "text", "text": words}


def use(id: str = "t1", **given: Any) -> Json:
    return {"type": "tool_use", "id": id, "name": "f", "input": given}


def answered(id: str = "t1", content: Any = "done") -> Json:
    return {"type": "tool_result", "tool_use_id": id, "content": content}


F = Tool(name="f", description="Does f", schema={"type": "object", "properties": {"a": {"type": "string"}}})
NOT_ANSWERED = {"content": "(This call was never answered.)", "is_error": True}
HELLO = {"role": "user", "content": [text("Hello")]}


def as_sent(body: Json) -> list[tuple[str, list[Json]]]:
    return [(m["role"], m["content"]) for m in body["messages"]]


# ── turns ──

TURNS: dict[str, tuple[list[Message], list[tuple[str, list[Json]]]]] = {
    "same side joined": (
        [user("a"), user("b"), assistant(Text(text="c")), assistant(tool_call()), back(result()), user("d")],
        [("user", [text("a"), text("b")]), ("assistant", [text("c"), use()]), ("user", [answered(), text("d")])],
    ),
    "results stand first": (
        [user(), assistant(tool_call("t1"), tool_call("t2")), back(Text(text="x"), result("t2", "two"), result("t1", "one"))],
        [("user", [text("Hello")]), ("assistant", [use("t1"), use("t2")]),
         ("user", [answered("t1", "one"), answered("t2", "two"), text("x")])],
    ),
    "system in mid-conversation": (
        [user(), assistant(tool_call()), system("Be quick."), back(result())],
        [("user", [text("Hello")]), ("assistant", [use()]),
         ("user", [answered(), text("<system-reminder>\nBe quick.\n</system-reminder>")])],
    ),
    "nothing empty": (
        [user(), assistant(Text(text=" \n")), user(""), user("b"), assistant(Text(text="c"), Text(text="")), user("d")],
        [("user", [text("Hello"), text("b")]), ("assistant", [text("c")]), ("user", [text("d")])],
    ),
    "call never answered": (
        [user(), assistant(tool_call()), user("Go on")],
        [("user", [text("Hello")]), ("assistant", [use()]), ("user", [answered() | NOT_ANSWERED, text("Go on")])],
    ),
    "last call never answered": (
        [user(), assistant(tool_call())],
        [("user", [text("Hello")]), ("assistant", [use()]), ("user", [answered() | NOT_ANSWERED])],
    ),
    "result without a call": (
        [back(result("t9", "lost"), Text(text="b"))],
        [("user", [text("[The tool t9 answered: lost]"), text("b")])],
    ),
    "the same id in two turns": (
        [user(), assistant(tool_call()), back(result(text="1")), assistant(tool_call()), back(result(text="2"))],
        [("user", [text("Hello")]), ("assistant", [use()]), ("user", [answered(content="1")]),
         ("assistant", [use("t1_1")]), ("user", [answered("t1_1", "2")])],
    ),
    "the assistant begins": (
        [assistant(Text(text="Welcome")), user("Hi")],
        [("user", [text("(The conversation begins with the assistant.)")]), ("assistant", [text("Welcome")]), ("user", [text("Hi")])],
    ),
    "an answer to be continued": (
        [user(), assistant(Text(text="{ \n"))],
        [("user", [text("Hello")]), ("assistant", [text("{")])],
    ),
    "arguments that are no object": (
        [user(), assistant(tool_call("a", ""), tool_call("b", "[1]"), tool_call("c", "not json")), back(*(result(i) for i in "abc"))],
        [("user", [text("Hello")]), ("assistant", [use("a"), use("b", input=[1]), use("c", input="not json")]),
         ("user", [answered(i) for i in "abc"])],
    ),
    "freeform call": (
        [user(), assistant(tool_call(arguments="*** Begin", kind="custom")), back(result(kind="custom"))],
        [("user", [text("Hello")]), ("assistant", [use(input="*** Begin")]), ("user", [answered()])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("messages", "expected"), TURNS.values(), ids=TURNS.keys())
def test_turns(messages: list[Message], expected: list[tuple[str, list[Json]]]) -> None:
    assert as_sent(encode(call(*messages, tools=[F]))) == expected


def test_leading_system_messages_join_the_system_prompt() -> None:
    body = encode(call(system("Two."), user(), system=[Text(text="One.", cache=MARK)]), cache_marks=True)
    assert body["system"] == [text("One.") | {"cache_control": MARK}, text("Two.")]
    assert body["messages"] == [HELLO]


def test_only_a_system_prompt_still_has_a_user_turn() -> None:
    assert encode(call(system("Begin.")))["messages"][0]["role"] == "user"


def test_words_a_provider_demands_stand_first() -> None:
    body = encode(call(system=[Text(text="Mine.")]), system_prompt="Theirs.")
    assert body["system"] == [text("Theirs."), text("Mine.")]


@pytest.mark.parametrize("id", ["call_abc.1:x", "x" * 80, ""])
def test_ids_a_provider_refuses_are_mapped_alike_in_call_and_result(id: str) -> None:
    _, asked, told = encode(call(user(), assistant(tool_call(id)), back(result(id)), tools=[F]))["messages"]
    sent = asked["content"][0]["id"]
    assert sent == told["content"][0]["tool_use_id"]
    assert sent.replace("_", "").isalnum() and len(sent) <= 64


def test_turn_n_is_a_prefix_of_turn_n_plus_1() -> None:
    whole = [
        system("You are an agent."),
        user("Write a file"),
        system("Today is Monday."),
        assistant(Thinking(text="hm", signature="s", origin=ORIGIN), Text(text="ok"), tool_call("a b", '{"x": 1}'), tool_call("b")),
        back(result("a b"), result("b", is_error=True), Text(text="reminder")),
        system("Cheaper now."),
        assistant(Thinking(text="hm", origin=ELSEWHERE), tool_call("b")),
        back(ToolResult(call_id="b", content=[Media(kind="image", mime="image/png", data="AA==")])),
        assistant(Text(text="done")),
        user("thanks"),
    ]  # fmt: skip
    ends = [i + 1 for i, m in enumerate(whole[:-1]) if whole[i + 1].role == "assistant"] + [len(whole)]
    asked = [encode(call(*whole[:end], tools=[F])) for end in ends]

    for before, after in pairwise(asked):
        assert list(before) == list(after)
        head = msgspec.json.encode(before | {"messages": before["messages"]})
        assert msgspec.json.encode(after | {"messages": after["messages"][: len(before["messages"])]}) == head


def test_encoding_changes_nothing_it_was_given() -> None:
    given = call(
        user(),
        tools=[
            Tool(name="bash", kind="server", format="anthropic", raw={"type": "bash_20250124", "cache_control": MARK})
        ],
    )
    given.messages[0].parts = [Text(text=str(n), cache=MARK) for n in range(6)]
    before = copy.deepcopy(given)
    encode(given, cache_marks=True)
    assert given == before


# ── reasoning in the history ──


def thought(signature: str) -> Json:
    return {"type": "thinking", "thinking": "hm", "signature": signature}


HISTORY: dict[str, tuple[Thinking, Json, list[Json]]] = {
    "its own": (Thinking(text="hm", signature="s", origin=ORIGIN), {}, [thought("s")]),
    "its own, hidden": (Thinking(encrypted="e", origin=ORIGIN), {}, [{"type": "redacted_thinking", "data": "e"}]),
    "another's": (Thinking(text="hm", signature="s", origin=ELSEWHERE), {}, []),
    "unknown": (Thinking(text="hm", signature="s"), {}, []),
    "unsigned": (Thinking(text="hm", origin=ORIGIN), {}, []),
    "unsigned, wanted back": (Thinking(text="hm", origin=ORIGIN), {"reasoning_back": "tools"}, [thought("")]),
}


@pytest.mark.parametrize(("part", "profile", "expected"), HISTORY.values(), ids=HISTORY.keys())
def test_reasoning_goes_back_to_its_maker_only(part: Thinking, profile: Json, expected: list[Json]) -> None:
    warnings = Warnings()
    body = encode(call(user(), assistant(part, Text(text="x")), user()), warnings, **profile)
    assert body["messages"][1]["content"] == [*expected, text("x")]
    assert bool(warnings) is not bool(expected)


# ── media ──

PNG = Media(kind="image", mime="image/png", data="AA==")
PDF = Media(kind="document", mime="application/pdf", data="AA==", name="a.pdf")
WORDS = Media(kind="document", mime="text/plain", text="words", name="a.txt")
DOCUMENTS = {"documents": True}


def image(**source: str) -> Json:
    return {"type": "image", "source": source}


def document(title: str, **source: str) -> Json:
    return {"type": "document", "source": source, "title": title}


MEDIA: dict[str, tuple[Media, Json, Json]] = {
    "image": (PNG, {}, image(type="base64", media_type="image/png", data="AA==")),
    "jpg": (
        Media(kind="image", mime="image/jpg", data="AA=="),
        {},
        image(type="base64", media_type="image/jpeg", data="AA=="),
    ),
    "address": (Media(kind="image", url="https://e.org/a"), {}, image(type="url", url="https://e.org/a")),
    "own file": (Media(kind="image", file_id="file_1"), {}, image(type="file", file_id="file_1")),
    "pdf": (PDF, DOCUMENTS, document("a.pdf", type="base64", media_type="application/pdf", data="AA==")),
    "words": (WORDS, DOCUMENTS, document("a.txt", type="text", media_type="text/plain", data="words")),
    "words where no documents are taken": (WORDS, {}, text("a.txt\n\nwords")),
}


@pytest.mark.parametrize(("media", "profile", "expected"), MEDIA.values(), ids=MEDIA.keys())
def test_media(media: Media, profile: Json, expected: Json) -> None:
    warnings = Warnings()
    assert encode(call(back(media)), warnings, **profile)["messages"][0]["content"] == [expected]
    assert not warnings.items
    inside = ToolResult(call_id="t1", content=[media, Text(text="x")])
    body = encode(call(user(), assistant(tool_call()), back(inside)), **profile)
    assert body["messages"][2]["content"][0]["content"] == [expected, text("x")]


LEFT_OUT: dict[str, tuple[Media, Json]] = {
    "image a model cannot see": (PNG, {"images": False}),
    "pdf a model cannot read": (PDF, {}),
    "unknown image type": (Media(kind="image", mime="image/bmp", data="AA=="), {}),
    "another provider's file": (Media(kind="image", file_id="file-abc"), {}),
    "sound": (Media(kind="audio", mime="audio/wav", data="AA=="), {}),
}


@pytest.mark.parametrize(("media", "profile"), LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_media_that_cannot_be_sent_leave_a_note(media: Media, profile: Json) -> None:
    warnings = Warnings()
    (block,) = encode(call(back(media)), warnings, **profile)["messages"][0]["content"]
    assert block["type"] == "text" and media.kind in block["text"]
    assert len(warnings) == 1


@pytest.mark.parametrize(("format", "kept"), [("anthropic", True), ("openai_responses", False)])
def test_blocks_of_one_format_go_to_that_format(format: str, kept: bool) -> None:
    warnings = Warnings()
    block = {"type": "container_upload", "file_id": "file_1"}
    body = encode(call(back(Opaque(format=format, kind="x", raw=block), Text(text="a"))), warnings)
    assert body["messages"][0]["content"] == ([block] if kept else []) + [text("a")]
    assert len(warnings) == (0 if kept else 1)


# ── cache marks ──


def test_at_most_four_cache_marks_the_oldest_go_first() -> None:
    warnings = Warnings()
    given = call(
        back(*(Text(text=str(n), cache=MARK) for n in range(3))),
        system=[Text(text="s", cache=MARK)],
        tools=[Tool(name="f", cache=MARK)],
    )
    body = encode(given, warnings, cache_marks=True)
    marked = [b["text"] for b in body["messages"][0]["content"] if "cache_control" in b]
    assert marked == ["1", "2"] and "cache_control" in body["system"][0] and "cache_control" in body["tools"][0]
    assert len(warnings) == 1
    assert b"cache_control" not in msgspec.json.encode(encode(given))


# ── tools ──


def test_tools() -> None:
    warnings = Warnings()
    body = encode(
        call(
            tools=[
                F,
                Tool(name="apply patch", kind="custom", namespace="ns"),
                Tool(name="x", schema={"anyOf": [{"type": "object", "properties": {"a": {"type": "string"}}}]}),
                Tool(name="web_search", kind="server", server="web_search", format="gemini", raw={"google_search": {}}),
                Tool(name="bash", kind="server", format="anthropic", raw={"type": "bash_20250124", "name": "bash"}),
                Tool(name="tool_search", kind="server", format="openai_responses", raw={}),
                Tool(name="later", deferred=True),
            ]
        ),
        warnings,
        server_tools=("web_search",),
    )
    f, patch, choice, search, bash, later = body["tools"]
    assert f == {"name": "f", "description": "Does f", "input_schema": F.schema}
    assert patch["name"].startswith("ns__apply_patch") and patch["input_schema"]["required"] == ["input"]
    assert choice["input_schema"]["type"] == "object" and "anyOf" not in choice["input_schema"]
    assert search == {"type": "web_search_20250305", "name": "web_search"}
    assert bash == {"type": "bash_20250124", "name": "bash"}
    assert later["defer_loading"] is True
    assert [w.field for w in warnings.items] == ["tools[5]"]


def test_a_history_with_calls_declares_their_tools_even_when_the_client_offers_none() -> None:
    body = encode(call(user(), assistant(tool_call()), back(result()), tool_choice=ToolChoice(mode="auto")))
    assert [t["name"] for t in body["tools"]] == ["f"]
    assert body["tool_choice"] == {"type": "none"}


def test_no_tools_no_choice() -> None:
    body = encode(call(tool_choice=ToolChoice(mode="auto"), parallel=False))
    assert "tools" not in body and "tool_choice" not in body


def test_a_model_without_tools_reads_calls_as_text() -> None:
    body = encode(call(user(), assistant(tool_call()), back(result()), tools=[F]), tools=False)
    assert as_sent(body)[1:] == [
        ("assistant", [text("[Called the tool f with {}]")]),
        ("user", [text("[The tool t1 answered: done]")]),
    ]
    assert "tools" not in body


CHOICES: dict[str, tuple[Json, Json, Json | None]] = {
    "auto": ({"tool_choice": ToolChoice(mode="auto")}, {}, {"type": "auto"}),
    "required": ({"tool_choice": ToolChoice(mode="required")}, {}, {"type": "any"}),
    "named": ({"tool_choice": ToolChoice(mode="named", name="f")}, {}, {"type": "tool", "name": "f"}),
    "none": ({"tool_choice": ToolChoice(mode="none"), "parallel": False}, {}, {"type": "none"}),
    "one at a time": ({"parallel": False}, {}, {"type": "auto", "disable_parallel_tool_use": True}),
    "parallel": ({"parallel": True}, {}, None),
    "not told about parallel calls": ({"parallel": False}, {"parallel_tools": False}, None),
    "refused choice": ({"tool_choice": ToolChoice(mode="required")}, {"tool_choice": ("auto",)}, None),
}


@pytest.mark.parametrize(("given", "profile", "expected"), CHOICES.values(), ids=CHOICES.keys())
def test_tool_choice(given: Json, profile: Json, expected: Json | None) -> None:
    assert encode(call(tools=[F], **given), **profile).get("tool_choice") == expected


# ── thinking ──

HIGH = Reasoning(effort="high")
ADAPTIVE, BUDGET = {"thinking": "adaptive"}, {"thinking": "budget"}
DISABLED = {"thinking": {"type": "disabled"}}


def adaptive(effort: str, **more: Any) -> Json:
    return {"thinking": {"type": "adaptive"} | more, "output_config": {"effort": effort}}


def enabled(budget: int) -> Json:
    return {"thinking": {"type": "enabled", "budget_tokens": budget}}


def tokens(budget: int) -> Reasoning:
    return Reasoning(mode="budget", budget=budget)


THINKING: dict[str, tuple[Json, Json, Json]] = {
    "unsaid": ({}, ADAPTIVE, {}),
    "adaptive": ({"reasoning": HIGH}, ADAPTIVE, adaptive("high")),
    "shown": ({"reasoning": Reasoning(effort="xhigh", show="detailed")}, ADAPTIVE, adaptive("high", display="summarized")),
    "shown as asked": ({"reasoning": Reasoning(effort="low", show="omitted")}, ADAPTIVE, adaptive("low", display="omitted")),
    "adaptive from a budget": ({"reasoning": tokens(2000)}, ADAPTIVE, adaptive("low")),
    "off": ({"reasoning": Reasoning(mode="off")}, ADAPTIVE, DISABLED),
    "budget": ({"reasoning": tokens(5000)}, BUDGET, enabled(5000)),
    "budget from a word": ({"reasoning": HIGH}, BUDGET, enabled(16000)),
    "budget below max_tokens": ({"reasoning": tokens(9000), "max_tokens": 8000}, BUDGET, enabled(7999)),
    "budget capped": ({"reasoning": HIGH}, BUDGET | {"max_thinking": 2000}, enabled(2000)),
    "budget off": ({"reasoning": Reasoning(mode="off")}, BUDGET, DISABLED),
    "effort only": ({"reasoning": HIGH}, {"thinking": "effort"}, {"output_config": {"effort": "high"}}),
    "switch": ({"reasoning": Reasoning(mode="off")}, {"thinking": "switch"}, DISABLED),
    "on through tools of another model": (
        {"reasoning": HIGH, "messages": [user(), assistant(tool_call()), back(result())]},
        ADAPTIVE,
        adaptive("high"),
    ),
    "on through tools of its own": (
        {"reasoning": HIGH, "messages": [user(), assistant(Thinking(text="h", signature="s", origin=ORIGIN), tool_call()), back(result())]},
        BUDGET,
        enabled(16000),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "profile", "expected"), THINKING.values(), ids=THINKING.keys())
def test_thinking(given: Json, profile: Json, expected: Json) -> None:
    warnings = Warnings()
    messages = given.get("messages", [])
    rest = {k: v for k, v in given.items() if k != "messages"}
    body = encode(call(*messages, **rest), warnings, **profile)
    assert {k: body[k] for k in ("thinking", "output_config") if k in body} == expected
    assert not warnings.items


NOT_THINKING: dict[str, tuple[Json, list[Message], Json]] = {
    "a model that is not told": ({}, [], {"thinking": "none"}),
    "a forced tool": ({"tools": [F], "tool_choice": ToolChoice(mode="required")}, [], BUDGET),
    "too few tokens": ({"max_tokens": 1024}, [], BUDGET),
    "a tool turn begun without": ({}, [user(), assistant(Text(text="x"), tool_call()), back(result())], BUDGET),
    "an answer to be continued": ({}, [user(), assistant(Text(text="x"))], BUDGET),
}  # fmt: skip


@pytest.mark.parametrize(("given", "messages", "profile"), NOT_THINKING.values(), ids=NOT_THINKING.keys())
def test_thinking_is_turned_off_where_it_would_be_refused(given: Json, messages: list[Message], profile: Json) -> None:
    warnings = Warnings()
    body = encode(call(*messages, reasoning=HIGH, **given), warnings, **profile)
    assert "thinking" not in body
    assert [w.field for w in warnings.items] == ["thinking"]


# ── the rest ──

SAMPLING: dict[str, tuple[Json, Json, Json, list[str]]] = {
    "plain": ({"temperature": 0.2, "top_k": 5}, {}, {"temperature": 0.2, "top_k": 5}, []),
    "one of two": ({"temperature": 0.2, "top_p": 0.9}, {}, {"temperature": 0.2}, ["top_p"]),
    "too hot": ({"temperature": 1.7}, {}, {"temperature": 1}, ["temperature"]),
    "refused": ({"temperature": 0.2, "top_p": 0.9}, {"refuses": ("temperature",)}, {"top_p": 0.9}, ["temperature"]),
    "thinking": (
        {"temperature": 0.2, "top_p": 0.95, "top_k": 5, "reasoning": HIGH},
        {"thinking": "adaptive"},
        {"top_p": 0.95},
        ["temperature", "top_k"],
    ),
    "thinking at 1": ({"temperature": 1, "reasoning": HIGH}, {"thinking": "adaptive"}, {"temperature": 1}, []),
    "unknown here": ({"seed": 3, "presence_penalty": 0.0, "frequency_penalty": 1.0}, {}, {}, ["seed", "frequency_penalty"]),
}  # fmt: skip


@pytest.mark.parametrize(("given", "profile", "expected", "warned"), SAMPLING.values(), ids=SAMPLING.keys())
def test_sampling(given: Json, profile: Json, expected: Json, warned: list[str]) -> None:
    warnings = Warnings()
    body = encode(call(**given), warnings, **profile)
    names = ("temperature", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty")
    assert {k: v for k, v in body.items() if k in names} == expected
    assert [w.field for w in warnings.items] == warned


LIMITS: list[tuple[int | None, int | None, int]] = [
    (None, 64000, 32000),
    (None, 8192, 8192),
    (None, None, 4096),
    (128000, 64000, 64000),
    (128000, None, 128000),
    (500, 64000, 500),
]


@pytest.mark.parametrize(("asked", "limit", "sent"), LIMITS)
def test_max_tokens(asked: int | None, limit: int | None, sent: int) -> None:
    assert encode(call(max_tokens=asked), max_output=limit)["max_tokens"] == sent


FIELDS: dict[str, tuple[Json, Json, Json, int]] = {
    "stop": ({"stop": ["a", " "]}, {}, {"stop_sequences": ["a"]}, 1),
    "stop refused": ({"stop": ["a"]}, {"refuses": ("stop",)}, {}, 1),
    "user": ({"user": "u-1"}, {}, {"metadata": {"user_id": "u-1"}}, 0),
    "user by address": ({"user": "a@example.org"}, {}, {}, 1),
    "user too long": ({"user": "u" * 300}, {}, {}, 1),
    "tier": ({"service_tier": "default"}, {}, {"service_tier": "standard_only"}, 0),
    "unknown tier": ({"service_tier": "flex"}, {}, {}, 1),
    "stream": ({"stream": True}, {}, {"stream": True}, 0),
    "verbosity": ({"output": Output(kind="text", verbosity="low")}, {}, {}, 1),
}


@pytest.mark.parametrize(("given", "profile", "expected", "warned"), FIELDS.values(), ids=FIELDS.keys())
def test_fields(given: Json, profile: Json, expected: Json, warned: int) -> None:
    warnings = Warnings()
    body = encode(call(**given), warnings, **profile)
    assert body == {"model": ORIGIN.model, "max_tokens": 32000, "messages": [HELLO]} | expected
    assert len(warnings) == warned


SHAPE = {
    "$schema": "x",
    "type": "object",
    "properties": {
        "minimum": {"type": "integer", "minimum": 1, "default": {"minimum": 1}},
        "list": {"type": "array", "minItems": 2, "items": {"type": "object", "properties": {}}},
    },
    "required": ["minimum"],
}


def test_the_shape_of_the_answer() -> None:
    body = encode(call(output=Output(kind="schema", schema=SHAPE)), thinking="adaptive")
    assert body["output_config"]["format"] == {
        "type": "json_schema",
        "schema": {
            "type": "object",
            "properties": {
                "minimum": {"type": "integer", "default": {"minimum": 1}},
                "list": {"type": "array", "items": {"type": "object", "properties": {}, "additionalProperties": False}},
            },
            "required": ["minimum"],
            "additionalProperties": False,
        },
    }


@pytest.mark.parametrize("output", [Output(kind="schema", schema=SHAPE), Output(kind="json")])
def test_the_shape_of_the_answer_in_words(output: Output) -> None:
    warnings = Warnings()
    body = encode(call(output=output, system=[Text(text="s")]), warnings, output="none")
    assert body["system"][0] == text("s") and "JSON object" in body["system"][1]["text"]
    assert "output_config" not in body and len(warnings) == 1
