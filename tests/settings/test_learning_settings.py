"""``[routing.learning]``, and the priors it begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccrouter.settings import quality
from ccrouter.settings.deployments import Learning, Routing
from ccrouter.settings.file import parse
from ccrouter.settings.priors import prior, table
from ccrouter.settings.problems import SettingsError

BASE = '[providers.a]\nformat = "openai_chat"\nbase_url = "https://a.example"\napi_key = "${K}"\nmodels = ["m"]\n'


def routing(text: str) -> Routing:
    return parse(BASE + "[routing.learning]\n" + text, Path("config.toml")).routing


def test_it_only_suggests_until_it_is_switched_on() -> None:
    assert routing("").learning == Learning(enabled=False, scenarios=(), explore=0.05, verifier=())


def test_everything_that_can_be_said() -> None:
    said = 'enabled = true\nscenarios = ["background", "think"]\nexplore = 0.02\nverifier = ["pytest", "-q"]'
    expected = Learning(enabled=True, scenarios=("background", "think"), explore=0.02, verifier=("pytest", "-q"))
    assert routing(said).learning == expected


def test_it_does_not_change_who_stands_in() -> None:
    assert not routing("enabled = true").same_model


@pytest.mark.parametrize("text", ["explore = 0.06", "explore = -0.01", 'scenarios = ["everything"]', "verifier = 3"])
def test_mistakes(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        routing(text)
    assert f"learning.{text.split(' =')[0]}" in str(caught.value)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("claude-sonnet-4-5-20250929", 0.706),
        ("anthropic/claude-sonnet-4.5", 0.706),
        ("openrouter/z-ai/glm-4.5", 0.542),
        ("gpt-5", 0.65),
        ("gpt-5-mini", 0.598),
    ],
)
def test_listed(model: str, expected: float) -> None:
    assert prior(model, {}) == expected


def test_a_longer_name_in_the_table_of_quality_is_another_model() -> None:
    """claude-opus-4-8 is not claude-opus-4."""
    for name in ("claude-opus-4-8", "gpt-5-1", "gpt-5-6-sol"):
        assert prior(name, {}) not in table().models.values()
        assert prior(name, {}) == pytest.approx(min(0.9, 2.0 * quality.quality(name, {}) - 0.05))


def test_the_unknown_and_the_user() -> None:
    assert prior("nobody/knows-this", {}) == pytest.approx(0.45)
    assert prior("nobody/knows-this", {"knows-*": 0.4}) == pytest.approx(0.75)
    assert prior("nobody/knows-this", {"knows-*": 1.0}) == 0.9
    assert prior("nobody/knows-this", {"knows-*": 0.0}) == 0.1


def test_the_line_is_the_one_through_what_both_tables_have() -> None:
    from statistics import linear_regression

    known = table()
    pairs = [(figure, known.models[name]) for name, figure in quality.table().items() if name in known.models]
    fitted = linear_regression([x for x, _ in pairs], [y for _, y in pairs])
    assert (known.line.slope, known.line.offset) == pytest.approx((fitted.slope, fitted.intercept), abs=0.05)
