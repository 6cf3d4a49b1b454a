"""A client's own bytes on their way to a provider of the same format."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from ccrouter.ir.parts import Origin
from ccrouter.wire.anthropic import FORMAT
from ccrouter.wire.seal import MARK, seal
from wire.anthropic_kit import ELSEWHERE, ORIGIN, target

Json = dict[str, Any]
TEXT = {"type": "text", "text": "x"}
USE = {"type": "tool_use", "id": "t", "name": "f", "input": {}}
RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "ok"}]}


def thinking(signature: str, words: str = "hm") -> Json:
    return {"type": "thinking", "thinking": words, "signature": signature}


def redacted(data: str) -> Json:
    return {"type": "redacted_thinking", "data": data}


def body(*content: Json) -> Json:
    return {
        "model": "m",
        "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": list(content)}],
    }


SAME_PROVIDER = Origin(ORIGIN.provider, "another-model")
BLOCKS: dict[str, tuple[Json, Json | None]] = {
    "native signature stays": (thinking("EqQB"), thinking("EqQB")),
    "native state stays": (redacted("Emw"), redacted("Emw")),
    "unsigned stays": (thinking(""), thinking("")),
    "own seal is opened": (thinking(seal(ORIGIN, signature="EqQB")), thinking("EqQB")),
    "own state is opened": (redacted(seal(ORIGIN, encrypted="Emw")), redacted("Emw")),
    "another's goes": (thinking(seal(ELSEWHERE, signature="s")), None),
    "another's state goes": (redacted(seal(ELSEWHERE, encrypted="e")), None),
    "another model's goes": (thinking(seal(SAME_PROVIDER, signature="s")), None),
    "damaged seal goes": (thinking(MARK + "!!"), None),
    "own, never signed, goes": (thinking(seal(ORIGIN)), None),
}


@pytest.mark.parametrize(("block", "expected"), BLOCKS.values(), ids=BLOCKS.keys())
def test_blocks(block: Json, expected: Json | None) -> None:
    given = body(block, TEXT)
    changed = FORMAT.mend_history(given, target())
    assert given == body(*([expected] if expected else []), TEXT)
    assert changed is (expected != block)


def test_reasoning_a_provider_wants_back_unsigned() -> None:
    given = body(thinking(seal(ORIGIN)), TEXT)
    assert FORMAT.mend_history(given, target(reasoning_back="tools"))
    assert given == body(thinking(""), TEXT)


def test_a_message_left_empty_is_removed() -> None:
    given = body(thinking(seal(ELSEWHERE)))
    given["messages"].append({"role": "user", "content": []})
    assert FORMAT.mend_history(given, target())
    assert given["messages"] == [{"role": "user", "content": "Hi"}, {"role": "user", "content": []}]


@pytest.mark.parametrize(
    "shape", [{}, {"messages": 1}, {"messages": [1, {"content": 2}, {"content": [3, {}, {"type": []}]}]}]
)
def test_odd_shapes_are_left_alone(shape: Json) -> None:
    before = copy.deepcopy(shape)
    assert not FORMAT.mend_history(shape, target(system_anywhere=False))
    assert shape == before


JSON = st.recursive(
    st.none() | st.integers() | st.sampled_from(["user", "system", "assistant", MARK, seal(ELSEWHERE), seal(ORIGIN, signature="s")]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["role", "content", "text", "signature", "data"]), inner, max_size=4)
    ),
    max_leaves=8,
)  # fmt: skip
BLOCK = JSON | st.fixed_dictionaries(
    {"type": st.sampled_from(["thinking", "redacted_thinking", "text", "tool_use"]) | JSON},
    optional=dict.fromkeys(("signature", "data", "thinking", "text"), JSON),
)
MESSAGE = JSON | st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system"]), "content": st.lists(BLOCK, max_size=3) | JSON}
)


@any_of(st.lists(MESSAGE, max_size=4), JSON, JSON)
def test_any_body_is_mended_or_left(messages: list[Any], thinking: Any, management: Any) -> None:
    given = {"messages": messages, "thinking": thinking, "context_management": management}
    before = copy.deepcopy(given)
    changed = FORMAT.mend_history(given, target(system_anywhere=False, thinking="budget"))
    assert changed or given == before


# ── thinking by budget ──

ENABLED = {"type": "enabled", "budget_tokens": 2000}
EDITS = {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}, {"type": "clear_tool_uses_20250919"}]}


@pytest.mark.parametrize(
    ("signature", "style", "stays"),
    [
        (seal(ELSEWHERE, signature="s"), "budget", False),
        (seal(ELSEWHERE, signature="s"), "adaptive", True),
        (seal(ORIGIN, signature="s"), "budget", True),
    ],
)
def test_thinking_stops_for_a_tool_turn_another_model_began(signature: str, style: str, stays: bool) -> None:
    given = body(thinking(signature), USE) | {"thinking": ENABLED, "context_management": EDITS}
    given["messages"].append(RESULT)
    assert FORMAT.mend_history(given, target(thinking=style))
    assert given["thinking"] == (ENABLED if stays else {"type": "disabled"})
    assert len(given["context_management"]["edits"]) == (2 if stays else 1)


# ── system messages in mid-conversation ──


def reminder(text: str) -> Json:
    return {"type": "text", "text": f"<system-reminder>\n{text}\n</system-reminder>"}


def test_system_messages_become_reminders_where_the_role_is_refused() -> None:
    marked = {"type": "text", "text": "b", "cache_control": {"type": "ephemeral"}}
    given = {
        "messages": [
            {"role": "user", "content": "Hi"},
            {"role": "system", "content": "a"},
            {"role": "system", "content": [marked]},
            {"role": "assistant", "content": [USE]},
            RESULT,
            {"role": "system", "content": "c"},
            {"role": "assistant", "content": "ok"},
            {"role": "system", "content": "d"},
        ]
    }
    assert FORMAT.mend_history(given, target(system_anywhere=False))
    assert given["messages"] == [
        {"role": "user", "content": [{"type": "text", "text": "Hi"}, reminder("a"), marked | reminder("b")]},
        {"role": "assistant", "content": [USE]},
        {"role": "user", "content": [*RESULT["content"], reminder("c")]},
        {"role": "assistant", "content": "ok"},
        {"role": "user", "content": [reminder("d")]},
    ]


def test_system_messages_stay_where_the_role_is_taken() -> None:
    given = {"messages": [{"role": "user", "content": "Hi"}, {"role": "system", "content": "a"}]}
    assert not FORMAT.mend_history(given, target(system_anywhere=True))
    assert given["messages"][1]["role"] == "system"
