"""Templates: each takes effect in full on the providers somebody really has, says what it left out, and can be taken back."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ccrouter.resources import resource
from ccrouter.settings.file import Edited, parse, preview
from ccrouter.settings.paths import Paths
from ccrouter.settings.routing import STRATEGIES
from ccrouter.templating.roles import LONG, ROLES, Model, models
from ccrouter.templating.shelf import SHIPPED, Shelf, original, undone
from ccrouter.templating.template import Resolved, fragment, read, resolve
from ccrouter.trouble import Trouble

PROVIDERS = """
[providers.anthropic]
api_key = "keyring:anthropic"
models = ["claude-opus-5-5", "claude-haiku-5-5"]
[providers.deepseek]
api_key = "keyring:deepseek"
models = ["deepseek-v4-pro"]
[providers.ollama]
models = ["qwen3-coder"]
[providers.off]
format = "openai_chat"
base_url = "https://off.example/v1"
api_key = "keyring:off"
models = ["best-of-all"]
enabled = false
"""
PRICES = {"claude-opus-5-5": 40.0, "claude-haiku-5-5": 8.0, "deepseek-v4-pro": 3.0}
THEIRS = """
[routing]
default = "anthropic/claude-opus-5-5"
strategy = "weighted" # mine
[routing.scenarios]
web_search = "anthropic/claude-opus-5-5"
[routing.aliases]
fast = "ollama/qwen3-coder"
[[routing.rules]]
when = "task.tokens > 5"
route = "anthropic/claude-opus-5-5"
"""


def price(provider: str, model: str) -> float | None:
    return PRICES.get(model)


def fitted(name: str, tmp_path: Path, text: str = PROVIDERS) -> tuple[Resolved, Edited]:
    template = read(name, resource(f"templates/{name}.toml").read_text(encoding="utf-8"))
    settings = parse(text, Path("config.toml"), env={})
    resolved = resolve(template, models(settings, price), settings.providers, tomllib.loads(text))
    file = tmp_path / "config.toml"
    file.write_text(text)
    return resolved, preview(file, resolved.changes, env={})


@pytest.mark.parametrize("name", SHIPPED)
def test_every_template_is_valid_with_any_providers(name: str, tmp_path: Path) -> None:
    for text in (PROVIDERS, PROVIDERS + THEIRS, PROVIDERS.partition("[providers.deepseek]")[0]):
        resolved, edited = fitted(name, tmp_path, text)
        assert "@" not in edited.new.replace("@role", "")
        assert edited.settings.routing.strategy in STRATEGIES.values()
        for part in resolved.left:
            assert ": " in part


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_a_template_says_is_lost(name: str, tmp_path: Path) -> None:
    """Where every role has a model, each key of the template is in the settings."""
    resolved, _ = fitted(name, tmp_path)
    template = read(name, resource(f"templates/{name}.toml").read_text(encoding="utf-8"))
    assert set(keys(template.tables)) <= {key for key, value in resolved.changes.items() if value is not None}
    assert resolved.left == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_no_template_sends_requests_away_by_a_guess(name: str) -> None:
    template = read(name, resource(f"templates/{name}.toml").read_text(encoding="utf-8"))
    for rule in template.tables["routing"].get("rules", []):
        assert not re.search(r"complexity|code|language|depth", rule["when"])  # facts, not measures
    assert template.about.endswith(".")
    assert template.title.lower().replace(" ", "-") == name


def test_what_the_cost_template_does(tmp_path: Path) -> None:
    _, edited = fitted("cost-optimized", tmp_path)
    routing = edited.settings.routing
    assert routing.strategy == "cost-optimized"
    assert routing.scenarios["background"].models == (
        "ollama/qwen3-coder",
        "deepseek/deepseek-v4-pro",
        "anthropic/claude-haiku-5-5",
    )
    assert routing.retry.same == 1
    (budget,) = edited.settings.budgets
    assert (budget.period, budget.nanos, budget.action, budget.route) == (
        "day",
        5_000_000_000,
        "downgrade",
        "ollama/qwen3-coder",
    )


def test_what_the_performance_template_does(tmp_path: Path) -> None:
    routing = fitted("performance-optimized", tmp_path)[1].settings.routing
    assert (routing.strategy, routing.explore, routing.hedge.enabled) == ("performance", 0.1, True)
    assert routing.retry.deadline == 120
    assert routing.scenarios["background"].models == ("anthropic/claude-haiku-5-5",)
    assert routing.fallback[0] == "anthropic/claude-opus-5-5"


def test_what_the_quality_development_and_balanced_templates_do(tmp_path: Path) -> None:
    quality = fitted("quality-focused", tmp_path)[1].settings.routing
    assert (quality.strategy, quality.retry.same, quality.scenarios["think"].models[0]) == (
        "quality",
        3,
        "anthropic/claude-opus-5-5",
    )
    development = fitted("development", tmp_path)[1].settings
    assert development.routing.models[0] == "ollama/qwen3-coder"
    assert development.budgets[0].action == "warn"
    balanced = fitted("balanced", tmp_path)[1].settings.routing
    assert (balanced.strategy, balanced.weights.performance) == ("balanced", 0.4)


def test_what_belongs_to_the_user_stays_and_the_rest_is_decided_anew(tmp_path: Path) -> None:
    routing = fitted("balanced", tmp_path, PROVIDERS + THEIRS)[1].settings.routing
    assert routing.strategy == "balanced"
    assert "web_search" not in routing.scenarios
    assert routing.default == "anthropic/claude-opus-5-5"
    assert routing.aliases == {"fast": "ollama/qwen3-coder"}
    assert len(routing.rules) == 1


def test_rules_of_the_user_go_before_those_of_a_template(tmp_path: Path) -> None:
    first = fitted("cost-optimized", tmp_path, PROVIDERS + THEIRS)[1]
    assert first.settings.routing.rules[0].when == "task.tokens > 5"
    assert len(first.settings.routing.rules) == 2
    again = fitted("cost-optimized", tmp_path, first.new)[1]
    assert tomllib.loads(again.new) == tomllib.loads(first.new)  # and no rule stands there twice


def test_what_has_no_model_is_left_out_with_its_why(tmp_path: Path) -> None:
    text = '[providers.groq]\napi_key = "keyring:groq"\nmodels = ["never-heard-of"]\n'
    resolved, edited = fitted("cost-optimized", tmp_path, text)
    assert edited.settings.routing.strategy == "cost-optimized"
    assert edited.settings.budgets[0].action == "warn"  # there is nothing to go down to
    said = "\n".join(resolved.left)
    assert "budgets.daily.route = @cheapest: the price of none of your models is known" in said
    assert f"routing.scenarios.long_context = @long-context: no model of yours is known to hold {LONG:,} tokens" in said


def test_a_template_of_another_machine_says_what_is_missing_here(tmp_path: Path) -> None:
    text = '[routing]\nmodels = ["elsewhere/m", "ollama/qwen3-coder"]\n[routing.routes.far]\nmodels = ["elsewhere/m"]\n'
    text += '[[routing.rules]]\nwhen = "task.images"\nroute = "elsewhere/m"\n[routing.scenarios]\nthink = "@sorcery"\n'
    settings = parse(PROVIDERS, Path("config.toml"), env={})
    resolved = resolve(read("theirs", text), models(settings, price), settings.providers, {})
    assert resolved.changes == {("routing", "models"): ["ollama/qwen3-coder"]}
    assert sum("you have no provider elsewhere" in line for line in resolved.left) == 3
    assert any("there is no role @sorcery" in line for line in resolved.left)


def model(route: str, **facts: Any) -> Model:
    usual: dict[str, Any] = {
        "quality": 0.5,
        "price": None,
        "context": None,
        "images": False,
        "local": False,
        "small": False,
    }
    return Model(route=route, **usual | facts)


@pytest.mark.parametrize(
    ("role", "order"),
    [
        ("best-coding", ["best", "good", "small"]),
        ("best-value", ["good", "best"]),
        ("cheapest", ["local", "small", "good", "best"]),
        ("cheap-fast", ["small"]),
        ("long-context", ["best"]),
        ("vision", ["good"]),
        ("local", ["local"]),
    ],
)
def test_who_fills_a_role(role: str, order: list[str]) -> None:
    have = [
        model("unknown", quality=0.25),
        model("small", quality=0.4, price=2.0, small=True),
        model("best", quality=0.95, price=40.0, context=1_000_000),
        model("good", quality=0.8, price=10.0, images=True, context=200_000),
        model("local", quality=0.2, price=0.0, local=True),
    ]
    assert [one.route for one in ROLES[role][0](have)] == order
    assert ROLES[role][0]([]) == []


def test_models_that_are_off_or_only_a_demo_fill_no_role() -> None:
    settings = parse(PROVIDERS, Path("config.toml"), env={})
    routes = {one.route for one in models(settings, price)}
    assert routes == {
        "anthropic/claude-opus-5-5",
        "anthropic/claude-haiku-5-5",
        "deepseek/deepseek-v4-pro",
        "ollama/qwen3-coder",
    }


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(Paths(tmp_path / "config", tmp_path / "data", tmp_path / "state", tmp_path / "logs"))


def test_taking_a_template_back(shelf: Shelf, tmp_path: Path) -> None:
    resolved, edited = fitted("balanced", tmp_path, PROVIDERS + THEIRS)
    backup = shelf.note("balanced", edited, resolved.changes)
    assert backup.read_text() == edited.old
    applied = shelf.last()
    assert original(applied, edited.new) == edited.old  # to the last character while nobody else was there

    later = tomllib.loads(edited.new)
    later["routing"]["strategy"] = "quality"
    later["routing"]["aliases"]["new"] = "ollama/qwen3-coder"
    assert original(applied, edited.new + "# later\n") is None
    changes, left = undone(applied, later)
    assert left == [("routing", "strategy")]
    assert changes["routing", "scenarios", "web_search"] == "anthropic/claude-opus-5-5"
    assert changes["routing", "weights"] is None
    assert changes["budgets", "monthly"] is None
    assert ("routing", "aliases", "new") not in changes
    shelf.forget()
    with pytest.raises(Trouble, match="nothing to undo"):
        shelf.last()


def test_saving_and_finding_ones_own(shelf: Shelf) -> None:
    text = fragment("mine", tomllib.loads(PROVIDERS + THEIRS))
    assert "keyring" not in text
    assert "example" not in text
    shelf.save("mine", text)
    assert shelf.names() == sorted([*SHIPPED, "mine"])
    mine = shelf.get("mine")
    assert mine.title == "mine"
    assert mine.tables["routing"]["aliases"] == {"fast": "ollama/qwen3-coder"}
    with pytest.raises(Trouble, match="There are balanced"):
        shelf.get("yours")
    shelf.save("mine", "[")
    with pytest.raises(Trouble, match="cannot be read"):
        shelf.get("mine")


def keys(table: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [
        key
        for name, value in table.items()
        for key in (keys(value, (*above, name)) if isinstance(value, dict) else [(*above, name)])
    ]


def test_the_record_is_plain_data(shelf: Shelf, tmp_path: Path) -> None:
    resolved, edited = fitted("cost-optimized", tmp_path)
    shelf.note("cost-optimized", edited, resolved.changes)
    assert msgspec.json.encode(shelf.last())
    assert dict(shelf.last().new) == resolved.changes
