"""``[routing]``: what it means, and each mistake one can make in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccrouter.settings.deployments import Limit, Require, Route, Routing, Rule, Weights
from ccrouter.settings.file import parse
from ccrouter.settings.problems import SettingsError
from ccrouter.settings.quality import UNKNOWN, quality, table

PROVIDERS = """[providers.a]
format = "openai_chat"
base_url = "https://a.example"
models = ["x", "y"]
api_key = "${KEY_A}"
[providers.b]
format = "openai_chat"
base_url = "https://b.example"
models = ["z"]
"""
ABOVE = PROVIDERS.count("\n")  # lines


def routing(text: str) -> Routing:
    return parse(f"{PROVIDERS}{text}", Path("config.toml"), env={}).routing


WHOLE = """[routing]
default = "a/x"
strategy = "highest-quality"
models = ["a,x", "z"]
fallback = ["b/z"]
explicit = "fallback"
background_models = ["*tiny*"]
sticky = false
[routing.scenarios]
think = "good"
long_context = ["b/z", "a/y"]
long_context_threshold = 9000
image = "fastest"
[routing.routes.good]
models = ["a/y"]
strategy = "round_robin"
require = { images = true, context = 100 }
max_price = 0.05
[[routing.rules]]
when = "task.images"
route = "good"
criticality = "low"
[[routing.rules]]
when = "task.depth > 4"
route = ["a/x", "b/z"]
[routing.weights]
cost = 3.0
performance = 0.0
quality = 1.0
[routing.shares]
a = 2.0
"b/z" = 1.0
[routing.limits.a]
rpm = 50
[routing.limits."${KEY_A}"]
tpm = 1000
[routing.quality]
"x*" = 0.9
[routing.projects."/home/ada/bank/"]
criticality = "high"
"""


def test_everything_that_can_be_said() -> None:
    good = Route(
        name="good",
        models=("a/y",),
        strategy="round-robin",
        require=Require(images=True, context=100),
        max_price=50_000_000,
    )
    assert routing(WHOLE) == Routing(
        default="a/x",
        strategy="quality",
        models=("a/x", "b/z"),
        fallback=("b/z",),
        explicit_fallback=True,
        same_model=True,
        background_models=("*tiny*",),
        sticky=False,
        scenarios={
            "image": Route(name="fastest", models=("a/x", "b/z"), strategy="performance"),
            "long_context": Route(name="b/z, a/y", models=("b/z", "a/y"), strategy="quality"),
            "think": good,
        },
        long_context=9000,
        routes={"good": good},
        rules=(
            Rule(when="task.images", route=good, criticality="low"),
            Rule(when="task.depth > 4", route=Route(name="a/x, b/z", models=("a/x", "b/z"), strategy="quality")),
        ),
        weights=Weights(cost=0.75, performance=0.0, quality=0.25),
        shares={"a": 2.0, "b/z": 1.0},
        limits={"a": Limit(rpm=50), "${KEY_A}": Limit(tpm=1000)},
        quality={"x*": 0.9},
        criticality={"/home/ada/bank": "high"},
    )


def test_a_plugins_strategy_may_stand_wherever_one_may() -> None:
    """Whether a plugin offers it is known only when it runs."""
    found = routing("""
        [routing]
        strategy = "plugin:newest"
        [routing.scenarios]
        think = ["a/x", "b/z"]
        [routing.routes.mine]
        strategy = "plugin:oldest"
        [[routing.rules]]
        when = "task.images"
        route = "plugin:oldest"
    """)
    assert found.strategy == found.scenarios["think"].strategy == "plugin:newest"
    assert found.rules[0].route is not None
    assert found.routes["mine"].strategy == found.rules[0].route.strategy == "plugin:oldest"


@pytest.mark.parametrize(
    ("text", "same"),
    [("", False), ("[routing.aliases]\nf = 'a/x'", False), ("[routing]\nstrategy = 'balanced'", True),
     ("[routing]\nfallback = ['b/z']", True), ("[routing]\nfallback = ['b/z']\nsame_model = false", False)],
)  # fmt: skip
def test_the_same_model_elsewhere_stands_in_where_routing_is_spoken_of(text: str, same: bool) -> None:
    assert routing(text).same_model is same


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("[routing]\nstrategy = 'cheepest'", 2, "routing.strategy", 'is not a strategy. Did you mean "cheapest"?'),
        ("[routing]\nstrategy = 'plugin:'", 2, "routing.strategy", "is not a strategy."),
        ("[routing]\nmodels = ['a/x', 'c/x']", 2, "routing.models[1]", "names no provider of this file."),
        ("[routing]\nfallback = ['q']", 2, "routing.fallback[0]", "is not of the form provider/model."),
        ("[routing.scenarios]\nthink = 'gpt'", 2, "routing.scenarios.think", "is neither a strategy, nor a route, nor a model"),
        ("[routing.scenarios]\nthink = []", 2, "routing.scenarios.think", "is an empty list."),
        ("[routing.scenarios]\nthnk = 'a/x'", 2, "routing.scenarios.thnk", 'is not a setting. Did you mean "think"?'),
        ("[routing.scenarios]\nthink = 7", 2, "routing.scenarios.think", "must be a text or a list of texts"),
        ("[routing.routes.cheapest]\nmodels = ['a/x']", 1, "routing.routes.cheapest", "has the name of a strategy."),
        ("[routing.routes.r]", 1, "routing.routes.r", "says nothing."),
        ("[routing.routes.r]\nmodels = []", 2, "routing.routes.r.models", "is an empty list."),
        ("[routing.routes.r]\nmax_price = -1.0", 2, "routing.routes.r.max_price", "must be at least 0."),
        ("[[routing.rules]]\nwhen = 'true'", 1, "routing.rules[0]", "leads nowhere."),
        ("[[routing.rules]]\nroute = 'a/x'", 1, "routing.rules[0]", "needs the key when. Write for example when = "),
        ("[[routing.rules]]\nwhen = 'true'\nroute = 'nowhere'", 3, "routing.rules[0].route", "is neither a strategy, nor a route"),
        ("[routing.weights]\ncost = 0\nperformance = 0\nquality = 0", 1, "routing.weights", "has no weight above 0."),
        ("[routing.shares]\nc = 1.0", 2, "routing.shares.c", "names no provider of this file."),
        ("[routing.shares]\na = -1.0", 2, "routing.shares.a", "must be at least 0."),
        ("[routing.limits.zz]\nrpm = 1", 1, "routing.limits.zz", "is neither a provider of this file nor a key of one."),
        ("[routing.quality]\nx = 1.5", 2, "routing.quality.x", "must be between 0 and 1."),
        ("[routing.projects.'/x']\ncriticality = 'urgent'", 2, 'routing.projects."/x".criticality', "must be one of low, normal, high."),
    ],
)  # fmt: skip
def test_mistakes(text: str, line: int, key: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        routing(text)
    problem = caught.value.problems[0]
    assert (problem.line - ABOVE, problem.key) == (line, key)
    assert f"{problem.what} {problem.mend}".startswith(words)


def test_a_wrong_condition_is_refused_with_its_column_marked() -> None:
    with pytest.raises(SettingsError) as caught:
        routing(
            "[[routing.rules]]\nwhen = 'true'\nroute = 'a/x'\n[[routing.rules]]\nwhen = 'task.complexty < 0.5'\nroute = 'a/x'"
        )
    assert str(caught.value) == (
        f"config.toml:{ABOVE + 5}: routing.rules[1].when: (column 6) speaks of task.complexty, which is no field. "
        "Did you mean task.complexity?\n    task.complexty < 0.5\n         ^"
    )


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("claude-opus-5-5", "claude-opus-5-5"),
        ("anthropic/claude-opus-5.5", "claude-opus-5-5"),
        ("Claude-Opus-5-5-20260923", "claude-opus-5-5"),
        ("accounts/fireworks/models/glm-5p3", "glm-5-3"),
        ("gpt-5", "gpt-5"),
        ("gpt-5-mini-2025-08-07", "gpt-5-mini"),
        ("moonshotai/kimi-k3:free", "kimi-k3"),
        ("claude-sonnet-4-5[1m]", "claude-sonnet-4-5"),
    ],
)
def test_quality_by_name(model: str, named: str) -> None:
    assert quality(model, {}) == table()[named]


def test_quality_of_the_user_goes_first_and_the_unknown_counts_little() -> None:
    assert quality("claude-opus-5-5", {"claude-*": 0.1}) == 0.1
    assert quality("a/b-model", {"a/*": 0.2}) == 0.2
    assert quality("nobody-knows-this", {}) == UNKNOWN
    assert all(0 <= figure <= 1 for figure in table().values())
