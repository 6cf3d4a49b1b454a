"""How hard to think, in the word or the number each target understands."""

from __future__ import annotations

import pytest

from ccrouter.ir.call import Reasoning
from ccrouter.ir.profile import Profile
from ccrouter.wire.effort import as_budget, as_effort, nearest, wanted

OFF = Reasoning(mode="off")
ADAPTIVE = Reasoning(mode="adaptive")


def budget(tokens: int) -> Reasoning:
    return Reasoning(mode="budget", budget=tokens)


def effort(word: str) -> Reasoning:
    return Reasoning(effort=word)


@pytest.mark.parametrize(
    ("reasoning", "expected"),
    [
        (None, None),
        (Reasoning(), None),
        (Reasoning(show="auto"), None),
        (OFF, False),
        (Reasoning(mode="off", effort="high"), False),
        (effort("none"), False),
        (effort("low"), True),
        (ADAPTIVE, True),
        (budget(5), True),
        (Reasoning(budget=5), True),
    ],
)
def test_wanted(reasoning: Reasoning | None, expected: bool | None) -> None:
    assert wanted(reasoning) is expected


@pytest.mark.parametrize(
    ("reasoning", "efforts", "word"),
    [
        (None, ("low", "high"), None),
        (effort("high"), ("low", "medium", "high"), "high"),
        (effort("max"), ("low", "medium", "high"), "high"),
        (effort("minimal"), ("low", "medium", "high"), "low"),
        (effort("medium"), ("low", "high"), "low"),  # the weaker of two equals
        (effort("odd"), ("low", "medium", "high"), "medium"),
        (effort("odd"), ("odd",), "odd"),
        (effort("high"), (), None),
        (effort("low"), ("none",), None),
        (ADAPTIVE, ("low", "medium", "high"), "high"),
        (budget(1000), ("minimal", "low", "high"), "minimal"),
        (budget(2000), ("low", "medium", "high"), "low"),
        (budget(31999), ("low", "medium", "high", "xhigh"), "xhigh"),
        (budget(200_000), ("low", "medium", "high"), "high"),
        (OFF, ("none", "low"), "none"),
        (OFF, ("low", "high"), None),
    ],
)
def test_as_effort(reasoning: Reasoning | None, efforts: tuple[str, ...], word: str | None) -> None:
    assert as_effort(reasoning, Profile(efforts=efforts)) == word


@pytest.mark.parametrize(
    ("reasoning", "limit", "max_tokens", "tokens"),
    [
        (None, None, None, None),
        (OFF, None, 8000, 0),
        (budget(5000), None, None, 5000),
        (budget(5000), 4000, None, 4000),
        (budget(5000), None, 5000, 4999),
        (budget(10), None, None, 1024),
        (effort("low"), None, 64000, 2048),
        (effort("high"), None, 64000, 16384),
        (effort("high"), None, 8000, 4000),  # a word leaves half for the answer
        (effort("odd"), None, None, 16384),
        (ADAPTIVE, None, None, 16384),
    ],
)
def test_as_budget(reasoning: Reasoning | None, limit: int | None, max_tokens: int | None, tokens: int | None) -> None:
    assert as_budget(reasoning, Profile(max_thinking=limit), max_tokens) == tokens


def test_nearest_is_exact_where_it_can_be() -> None:
    assert nearest("xhigh", ("low", "xhigh")) == "xhigh"
