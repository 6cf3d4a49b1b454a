"""Conditions of rules: what they may speak of, and where a wrong one is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.settings.conditions import FIELDS, Condition, Wrong, condition, context, marked, mend


@pytest.mark.parametrize(
    "text",
    [
        "task.complexity < 0.5 && !task.images",
        "task.criticality === 'high'",
        'task.criticality !== "low"',
        "request.model.startsWith('claude-haiku') || client.name == 'codex'",
        "task.tool_names.exists(name, name.startsWith('mcp__'))",
        "'WebFetch' in task.tool_names",
        "size(task.tool_names) > 20 ? task.tokens > 1000 : false",
        "time.weekday >= 6 || time.hour < 8",
        "session.project.matches('^/home/.*bank') // the bank",
        "task.tokens > 60000 && task.complexity < 1",
        "request.model == 'a === b'",
    ],
)
def test_good_conditions(text: str) -> None:
    assert isinstance(condition(text), Condition)


@pytest.mark.parametrize(
    ("text", "column", "what", "mend"),
    [
        ("task.complexty < 1", 6, "speaks of task.complexty, which is no field.", "Did you mean task.complexity?"),
        ("tsk.complexity < 1", 1, "speaks of tsk, which is no field.", "Did you mean task?"),
        ("task.tokens > 1 && clients.name == 'x'", 20, "speaks of clients, which is no field.", "Did you mean client?"),
        ("task['tokens'] > 1", 1, "takes task whole.", "Name one of its fields, such as task.complexity."),
        ("request.model.toLower() == 'x'", 15, "calls toLower, which is no function here.", "Known here: "),
        ("request.model.startWith('x')", 15, "calls startWith, which is no function here.", "Did you mean startsWith?"),
        ("task.tokens >", 14, "is not valid CEL: unexpected end.", ""),
        ("task.tokens > 1 and task.images", 17, "says and.", "CEL says &&."),
        ("task.tokens", 1, "is neither true nor false.", "Compare it with something"),
        ("task.tokens + 1.5 > 2", 1, "cannot be worked out: no such overload", "Compare like with like"),
        ("!task.tokens", 1, "cannot be worked out: no such overload", "Compare like with like"),
        ("", 1, "is not valid CEL: unexpected end.", ""),
        ("task.tokens > 1 &&\n  task.nope", 27, "speaks of task.nope, which is no field.", "Known here: task."),
        ("task.tokens > 1 &&\n  (true", 27, "is not valid CEL: ", ""),
        ("x.tokens > 1 || [1].exists(x, x > 0)", 1, "speaks of x, which is no field.", ""),
    ],
)  # fmt: skip
def test_bad_conditions(text: str, column: int, what: str, mend: str) -> None:
    wrong = condition(text)
    assert isinstance(wrong, Wrong)
    assert wrong.column == column
    assert wrong.what.startswith(what)
    assert wrong.mend.startswith(mend)


def test_the_place_is_marked() -> None:
    assert marked("task.nope", 6) == "\n    task.nope\n         ^"
    assert marked("true &&\n task.nope", 15) == "\n     task.nope\n          ^"


def test_mending_moves_nothing() -> None:
    assert mend("a === 'b === c' && d !== \"!==\"") == "a ==  'b === c' && d !=  \"!==\""


def test_every_field_can_be_read() -> None:
    fields = {f"{group}.{name}": value for group, names in FIELDS.items() for name, value in names.items()}
    for field, value in fields.items():
        written = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else repr(value)  # type: ignore[arg-type]
        compiled = condition(f"{field} == {written}")
        assert isinstance(compiled, Condition), field
        assert compiled.program.execute(context(FIELDS)) is True, field


@given(st.text(alphabet="task.okensimg <>=!&|()'\"[]{}+-*/%?:,0123456789\\\n", max_size=40))
def test_any_text_is_good_or_wrong_at_a_place_within_it(text: str) -> None:
    found = condition(text)
    if isinstance(found, Wrong):
        assert 1 <= found.column <= len(text) + 1
        assert found.what
        assert marked(text, found.column).endswith("^")
