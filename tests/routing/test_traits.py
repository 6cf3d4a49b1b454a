"""What is seen of a request, in all four formats."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.parts import Origin
from ccrouter.ir.profile import FORMATS, FormatName
from ccrouter.routing.complexity import complexity
from ccrouter.routing.language import code_share, language
from ccrouter.routing.subagent import without_tag
from ccrouter.routing.traits import Traits, is_background, read_traits
from ccrouter.settings.deployments import Routing, Server, Settings
from ccrouter.settings.tables.routing import RoutingTable
from ccrouter.wire import count, head
from ccrouter.wire.registry import FORMATS as WIRES
from ccrouter.wire.seal import seal

PNG = "iVBORw0KGgo" * 3000
SEALED = seal(Origin("glm", "glm-5.3"), signature="xyz")
SMALL = tuple(RoutingTable().background_models)


def read(format: FormatName, body: dict[str, Any], headers: dict[str, str] | None = None, **routing: Any) -> Traits:
    routing = {"background_models": SMALL, **routing}
    settings = Settings(server=Server(), providers={}, routing=Routing(**routing))
    model = "m" if format == "gemini" else None
    request = head.read(format, json.dumps({"model": "m", **body}).encode(), model=model)
    return read_traits(request, headers or {}, "Claude Code", settings)


# One conversation four times: a system prompt, a question with an image, a tool call, its result.
SYSTEM = "You help.\n\nWorking directory: /home/me/app\nThe rest."
ASKED, FOUND, DATA = "what is that?", "the file is there and that is it", f"data:image/png;base64,{PNG}"
IMAGE = {"type": "image", "source": {"type": "base64", "data": PNG}}
CHAT_CALL = {"id": "1", "type": "function", "function": {"name": "Read", "arguments": "{}"}}
CONVERSATIONS: dict[FormatName, dict[str, Any]] = {
    "anthropic": {
        "max_tokens": 900,
        "system": [{"type": "text", "text": SYSTEM}],
        "thinking": {"type": "enabled", "budget_tokens": 2000},
        "tools": [{"name": "Read", "input_schema": {}}, {"name": "Bash", "input_schema": {}}],
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": ASKED}, IMAGE]},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "…", "signature": SEALED},
                    {"type": "tool_use", "id": "1", "name": "Read", "input": {}},
                ],
            },
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "content": FOUND}]},
            {"role": "system", "content": "a reminder"},
        ],
    },
    "openai_chat": {
        "max_completion_tokens": 900,
        "reasoning_effort": "high",
        "tools": [{"type": "function", "function": {"name": name, "parameters": {}}} for name in ("Read", "Bash")],
        "messages": [
            {"role": "system", "content": SYSTEM},
            {
                "role": "user",
                "content": [{"type": "text", "text": ASKED}, {"type": "image_url", "image_url": {"url": DATA}}],
            },
            {"role": "assistant", "content": None, "tool_calls": [CHAT_CALL]},
            {"role": "tool", "tool_call_id": "1", "content": FOUND},
        ],
    },
    "openai_responses": {
        "max_output_tokens": 900,
        "instructions": SYSTEM,
        "reasoning": {"effort": "xhigh"},
        "tools": [
            {"type": "function", "name": "Read"},
            {"type": "namespace", "name": "n", "tools": [{"type": "function", "name": "Bash"}]},
        ],
        "input": [
            {
                "role": "user",
                "content": [{"type": "input_text", "text": ASKED}, {"type": "input_image", "image_url": DATA}],
            },
            {"type": "reasoning", "summary": [], "encrypted_content": SEALED},
            {"type": "function_call", "call_id": "1", "name": "Read", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "1", "output": FOUND},
        ],
    },
    "gemini": {
        "systemInstruction": {"parts": [{"text": SYSTEM}]},
        "generationConfig": {"maxOutputTokens": 900, "thinkingConfig": {"thinkingLevel": "HIGH"}},
        "tools": [{"functionDeclarations": [{"name": "Read"}, {"name": "Bash"}]}],
        "contents": [
            {"role": "user", "parts": [{"text": ASKED}, {"inlineData": {"mimeType": "image/png", "data": PNG}}]},
            {"role": "model", "parts": [{"functionCall": {"name": "Read", "args": {}}, "thoughtSignature": SEALED}]},
            {"role": "user", "parts": [{"functionResponse": {"name": "Read", "response": {"output": FOUND}}}]},
        ],
    },
}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_conversation_in_every_format(format: FormatName) -> None:
    seen = read(format, CONVERSATIONS[format])
    assert (seen.images, seen.documents, seen.tools, seen.tool_names) == (1, 0, 2, ("Read", "Bash"))
    assert (seen.thinking, seen.max_tokens, seen.pending, seen.turn) == (True, 900, True, "tool")
    assert (seen.depth, seen.project, seen.language, seen.web_search) == (3, "/home/me/app", "en", False)
    assert (seen.bound, seen.origin) == ((False, "") if format == "openai_chat" else (True, "glm/glm-5.3"))
    assert (seen.model, seen.format, seen.client, seen.background) == ("m", format, "claude-code", False)


@pytest.mark.parametrize("format", FORMATS)
def test_a_first_question_and_a_second(format: FormatName) -> None:
    key = {"openai_responses": "input", "gemini": "contents"}.get(format, "messages")
    whole = CONVERSATIONS[format][key]
    start = whole[1:2] if format == "openai_chat" else whole[:1]
    first = read(format, {key: start})
    assert (first.turn, first.pending, first.depth, first.bound, first.tools) == ("start", False, 1, False, 0)
    roles = {"gemini": ("model", "parts", "text")}.get(format, ("assistant", "content", "text"))
    answer = {"role": roles[0], roles[1]: [{roles[2]: "x"}] if format == "gemini" else "x"}
    second = read(format, {key: [*start, answer, start[0]]})
    assert (second.turn, second.pending, second.depth) == ("user", False, 3)
    assert second.lane == first.lane


@pytest.mark.parametrize("format", FORMATS)
def test_the_estimate_agrees_with_the_one_made_of_the_whole_conversation(format: FormatName) -> None:
    text = "def main() -> None:\n    print('größer, 中文 and a few words more')\n" * 300
    body = {
        "anthropic": {"messages": [{"role": "user", "content": text}], "max_tokens": 1},
        "openai_chat": {"messages": [{"role": "user", "content": text}]},
        "openai_responses": {"input": text},
        "gemini": {"contents": [{"role": "user", "parts": [{"text": text}]}]},
    }[format]
    exact = count.estimate(WIRES[format].decode_call({"model": "m", **body}, model="m", stream=False))
    assert read(format, body).tokens == pytest.approx(exact, rel=0.05)
    assert read(format, {**CONVERSATIONS[format]}).tokens == pytest.approx(1700, rel=0.15)  # an image is no text


@pytest.mark.parametrize(
    ("headers", "fields", "session"),
    [
        ({"x-claude-code-session-id": "cc-1", "session-id": "other"}, {}, "cc-1"),
        ({"session-id": "codex-1"}, {}, "codex-1"),
        ({"x-session-id": "oc-1"}, {}, "oc-1"),
        ({"x-session-affinity": "oc-2"}, {}, "oc-2"),
        ({}, {"metadata": {"user_id": '{"device_id":"d","session_id":"in-json"}'}}, "in-json"),
        ({}, {"metadata": {"user_id": "user_ab_account__session_0a1b2c3d-4e5f"}}, "0a1b2c3d-4e5f"),
        ({"thread-id": "t-1"}, {}, "t-1"),
    ],
)
def test_session(headers: dict[str, str], fields: dict[str, Any], session: str) -> None:
    body = {"messages": [{"role": "user", "content": "hi"}], **fields}
    assert read("anthropic", body, headers).session == session


def test_a_session_nobody_names_is_known_by_its_beginning() -> None:
    def session(system: str, *said: str) -> str:
        messages = [{"role": "assistant" if i % 2 else "user", "content": text} for i, text in enumerate(said)]
        return read("openai_chat", {"messages": [{"role": "system", "content": system}, *messages]}).session

    assert session("s", "hi") == session("s", "hi", "hello", "and now?")
    assert len({session("s", "hi"), session("t", "hi"), session("s", "ho")}) == 3
    assert read("openai_responses", {"input": "x", "prompt_cache_key": "k"}).session == "k"


def test_what_shares_a_prompt_cache() -> None:
    def lane(said: str = "hi", model: str = "m", **headers: str) -> str:
        named = {"x-claude-code-session-id": "s"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return read("anthropic", {"model": model, "messages": [{"role": "user", "content": said}]}, named).lane

    assert lane() == lane()
    assert (
        len(
            {
                lane(),
                lane("ho"),
                lane(model="haiku"),
                lane(x_claude_code_agent_id="a1"),
                lane(x_claude_code_session_id="t"),
            }
        )
        == 5
    )


@pytest.mark.parametrize(
    ("text", "project"),
    [
        ("Primary working directory: /home/me/app\\n", "/home/me/app\\n"[:-2]),
        ("<env>\n  Working directory: /a b/c\n</env>", "/a b/c"),
        ("<cwd>/home/me/app/</cwd>", "/home/me/app"),
        ("I'm currently working in the directory: /x/y\n", "/x/y"),
        ("- Working directory: C:\\Users\\me\\app\n", "C:\\Users\\me\\app"),
        ("Working directory: unknown", ""),
        ("nothing", ""),
    ],
)  # fmt: skip
def test_project(text: str, project: str) -> None:
    text = text.replace("\\n", "\n")
    assert read("anthropic", {"system": text, "messages": [{"role": "user", "content": "x"}]}).project == project
    assert (
        read(
            "openai_responses", {"input": [{"role": "user", "content": [{"type": "input_text", "text": text}]}]}
        ).project
        == project
    )


@pytest.mark.parametrize(
    ("headers", "projects", "expected"),
    [
        ({}, {}, "normal"),
        ({"x-ccr-criticality": "HIGH"}, {}, "high"),
        ({"x-ccr-criticality": "nonsense"}, {}, "normal"),
        ({}, {"/home/me/app": "low"}, "low"),
        ({}, {"/home/me": "high"}, "high"),  # the nearest directory above
        ({}, {"/home/me/ap": "high"}, "normal"),
        ({"x-ccr-criticality": "normal"}, {"/home/me/app": "low"}, "normal"),
    ],
)
def test_criticality(headers: dict[str, str], projects: dict[str, str], expected: str) -> None:
    body = {"system": "Working directory: /home/me/app", "messages": [{"role": "user", "content": "x"}]}
    assert read("anthropic", body, headers, criticality=projects).criticality == expected


@pytest.mark.parametrize(
    ("model", "small"),
    [
        ("claude-haiku-4-5", True), ("anthropic/claude-3-5-haiku-20241022", True), ("gpt-5-mini", True), ("gpt-4o-mini-2024", True),
        ("gpt-5-nano", True), ("gemini-3.5-flash-lite", True), ("Claude-Haiku-5-5[1m]", True), ("gemini-2.5-pro", False),
        ("MiniMax-M3", False), ("claude-sonnet-5-5", False), ("gemini-3.8-flash", False),
    ],
)  # fmt: skip
def test_background_by_name(model: str, small: bool) -> None:
    assert is_background(model, SMALL) is small


@pytest.mark.parametrize(
    ("headers", "background", "subagent"),
    [
        ({}, False, False),
        ({"x-claude-code-request-class": "main"}, False, False),
        ({"x-claude-code-request-class": "auxiliary"}, True, False),
        ({"x-claude-code-request-class": "compaction"}, False, False),
        ({"x-claude-1p-request-class": "background-task"}, True, False),
        ({"x-claude-code-request-class": "subagent"}, False, True),
        ({"x-claude-code-agent-id": "a1"}, False, True),
        ({"x-openai-subagent": "collab_spawn", "x-codex-parent-thread-id": "t"}, False, True),
        ({"x-codex-parent-thread-id": "t"}, False, True),
        ({"x-openai-subagent": "review"}, False, True),
        ({"x-openai-subagent": "compact"}, False, False),
        ({"x-openai-subagent": "memory_consolidation"}, True, False),
    ],
)
def test_request_classes(headers: dict[str, str], background: bool, subagent: bool) -> None:
    seen = read("anthropic", {"messages": [{"role": "user", "content": "x"}]}, headers)
    assert (seen.background, seen.subagent) == (background, subagent)


@pytest.mark.parametrize(
    ("format", "fields", "searches"),
    [
        ("anthropic", {"tools": [{"type": "web_search_20250305", "name": "web_search"}]}, True),
        ("anthropic", {"tools": [{"type": "web_search_20250305", "name": "web_search"}, {"name": "Read"}]}, False),
        ("openai_responses", {"tools": [{"type": "web_search"}]}, True),
        ("openai_responses", {"tools": [{"type": "web_search"}, {"type": "function", "name": "exec"}]}, False),  # Codex, always
        ("openai_chat", {"web_search_options": {}}, True),
        ("gemini", {"tools": [{"googleSearch": {}}]}, True),
        ("gemini", {"tools": [{"google_search": {}}, {"function_declarations": [{"name": "f"}]}]}, False),
        ("anthropic", {"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]}, False),
    ],
)  # fmt: skip
def test_web_search_is_what_the_request_is_for(format: FormatName, fields: dict[str, Any], searches: bool) -> None:
    key = {"openai_responses": "input", "gemini": "contents"}.get(format, "messages")
    assert read(format, {key: [{"role": "user", "content": "x"}], **fields}).web_search is searches


@pytest.mark.parametrize(
    ("format", "fields", "thinks"),
    [
        ("anthropic", {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}}, False),  # Claude Code, always
        ("anthropic", {"thinking": {"type": "adaptive"}, "output_config": {"effort": "max"}}, True),
        ("anthropic", {"thinking": {"type": "disabled"}}, False),
        ("openai_chat", {"reasoning_effort": "medium"}, False),
        ("openai_chat", {"reasoning": {"effort": "high"}}, True),
        ("openai_responses", {"reasoning": {"effort": "low", "summary": "auto"}}, False),
        ("gemini", {"generationConfig": {"thinkingConfig": {"thinkingBudget": 8192}}}, False),
        ("gemini", {"generation_config": {"thinking_config": {"thinking_budget": 24576}}}, True),
    ],
)  # fmt: skip
def test_much_thinking(format: FormatName, fields: dict[str, Any], thinks: bool) -> None:
    key = {"openai_responses": "input", "gemini": "contents"}.get(format, "messages")
    assert read(format, {key: [{"role": "user", "content": "x"}], **fields}).thinking is thinks


def test_images_in_tool_results_and_documents_count() -> None:
    image = {"type": "image", "source": {"type": "base64", "data": PNG}}
    document = {"type": "document", "source": {"type": "base64", "data": PNG}}
    content = [{"type": "tool_result", "tool_use_id": "1", "content": [image, image]}, document]
    seen = read("anthropic", {"messages": [{"role": "user", "content": content}]})
    assert (seen.images, seen.documents) == (2, 1)
    assert seen.tokens < 5000


# subagent tags

TAG = "<CCR-SUBAGENT-MODEL>openrouter,qwen/qwen3-coder</CCR-SUBAGENT-MODEL>"


TAGGED = [
    {"type": "text", "text": "a"},
    {"type": "text", "text": TAG + "\nb", "cache_control": {}},
    {"type": "text", "text": TAG},  # nothing is left of it: an empty text would be refused
]
CLEAN = [{"type": "text", "text": "a"}, {"type": "text", "text": "b", "cache_control": {}}]
USER = {"role": "user", "content": TAG}


@pytest.mark.parametrize(
    ("format", "body", "left"),
    [
        ("anthropic", {"system": TAGGED, "messages": [1]}, {"system": CLEAN}),
        ("anthropic", {"system": "x" + TAG, "messages": [1]}, {"system": "x"}),
        (
            "anthropic",
            {"messages": [USER, {"role": "system", "content": TAG + "go"}]},
            {"messages": [USER, {"role": "system", "content": "go"}]},
        ),
        (
            "openai_chat",
            {"messages": [{"role": "developer", "content": TAG + "go"}]},
            {"messages": [{"role": "developer", "content": "go"}]},
        ),
        ("openai_responses", {"instructions": TAG + "\ngo", "input": "x"}, {"instructions": "go"}),
        (
            "gemini",
            {"systemInstruction": {"parts": [{"text": TAG + "go"}]}, "contents": [1]},
            {"systemInstruction": {"parts": [{"text": "go"}]}},
        ),
    ],
)
def test_a_tag_is_read_and_taken_out(format: FormatName, body: dict[str, Any], left: dict[str, Any]) -> None:
    request = head.read(format, json.dumps(body).encode(), model="m")
    seen = read_traits(request, {}, "", Settings(server=Server(), providers={}, routing=Routing()))
    assert (seen.override, seen.subagent) == ("openrouter/qwen/qwen3-coder", True)
    cleaned = without_tag(request)
    assert cleaned.parsed() == body | left
    assert cleaned.parsed() == {name: msgspec.json.decode(raw) for name, raw in cleaned.fields.items()}


def test_a_tag_that_a_user_wrote_is_none() -> None:
    body = json.dumps({"messages": [{"role": "user", "content": TAG}]}).encode()
    request = head.read("anthropic", body, model="m")
    assert without_tag(request) is request
    assert read_traits(request, {}, "", Settings(server=Server(), providers={}, routing=Routing())).override == ""


# language, code, complexity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please read the file and fix the test.", "en"),
        ("Bitte lies die Datei und mach das nicht kaputt.", "de"),
        ("请修复这个测试", "zh"),
        ("テストを直してください", "ja"),
        ("이 테스트를 고쳐 주세요", "ko"),
        ("Исправь, пожалуйста, тест", "ru"),
        ("", ""),
        ("x = 1", ""),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert language(text) == expected


def test_code_share() -> None:
    assert code_share("Please read the file, then tell me what you think of it.") < 0.1
    assert code_share("if (x[i] != null) { return f(x[i], {a: 1}); }") == 1
    assert code_share("{}") == 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, 0.0),
        ({"tokens": 200_000}, 0.35),
        ({"depth": 64}, 0.2),
        ({"tools": 20}, 0.15),
        ({"tools": 900}, 0.15),
        ({"thinking": True}, 0.15),
        ({"code": 1.0}, 0.1),
        ({"images": 3}, 0.05),
        ({"tokens": 10**9, "depth": 999, "tools": 99, "thinking": True, "code": 1.0, "images": 1}, 1.0),
        ({"thinking": True, "background": True}, 0.06),
        ({"tokens": 14_142}, 0.175),  # halfway on the log scale
    ],
)
def test_complexity_is_what_its_formula_says(fields: dict[str, Any], expected: float) -> None:
    usual = {"tokens": 1, "depth": 1, "tools": 0, "thinking": False, "code": 0.0, "images": 0, "background": False}
    assert complexity(**{**usual, **fields}) == expected


# oddities

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["role", "type", "content", "text", "parts", "source", "data", "tools", "name", "output"]), inner, max_size=4
    ),
    max_leaves=20,
)  # fmt: skip


@given(st.sampled_from(FORMATS), st.lists(JSON, min_size=1, max_size=4), JSON, JSON, JSON)
def test_whatever_a_body_holds_it_never_raises(
    format: FormatName, turns: list[Any], tools: Any, system: Any, thinking: Any
) -> None:
    key = {"openai_responses": "input", "gemini": "contents"}.get(format, "messages")
    seen = read(
        format,
        {
            key: turns,
            "tools": tools,
            "system": system,
            "thinking": thinking,
            "generationConfig": thinking,
            "metadata": system,
        },
    )
    assert seen.tokens >= 1
    assert 0 <= seen.complexity <= 1
