"""Who decides, what is out and why, and in which order the rest is tried."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from ccrouter.ir.faults import Fault, Kind
from ccrouter.routing.options import Advised, Option, World
from ccrouter.routing.router import Router
from routing.kit import PROVIDERS, Seen, planned, routes, settings, traits, world

SCENARIOS = """
[routing.scenarios]
background = "open/mini"
think = "big/haiku"
long_context = ["text/shared", "big/opus"]
long_context_threshold = 5000
web_search = "open/shared"
image = "big/haiku"
subagent = "text/shared"
"""
PRICES = {"big/opus": 15.0, "big/haiku": 1.0, "open/shared": 0.5, "open/mini": 0.1, "text/shared": 0.6}


# with nothing but a default and aliases, a name is served as in routing/plan.py: the chosen one and its keys


@pytest.mark.parametrize(
    ("asked", "expected", "why"),
    [
        ("open/mini", ["open/mini"], "named by the client"),
        ("shared", ["open/shared"], "open lists it"),
        ("fast", ["text/shared", "text/shared"], "alias fast"),
        ("gpt-99", ["open/mini"], "default"),
    ],
)
@pytest.mark.parametrize("tokens", [100, 10_000_000])  # nothing is judged: the provider's own error tells the client
def test_without_routing_settings(asked: str, expected: list[str], why: str, tokens: int) -> None:
    aliases = "[routing.aliases]\nfast = 'text/shared'"
    plan = planned(aliases, default="open/mini", model=asked, tokens=tokens, images=1)
    assert (routes(plan), {c.why for c in plan.candidates}) == (expected, {why})
    assert [c.key.label for c in plan.candidates if c.key and c.route == "text/shared"] in ([], ["${ONE}", "${TWO}"])


# scenarios


@pytest.mark.parametrize(
    ("fields", "first", "why"),
    [
        ({}, "big/opus", "default"),
        ({"background": True}, "open/mini", "scenario background"),
        ({"thinking": True}, "big/haiku", "scenario think"),
        ({"tokens": 5000}, "text/shared", "scenario long_context"),
        ({"tokens": 4999}, "big/opus", "default"),
        ({"web_search": True}, "open/shared", "scenario web_search"),
        ({"images": 2}, "big/haiku", "scenario image"),
        ({"subagent": True}, "text/shared", "scenario subagent"),
        ({"background": True, "thinking": True}, "open/mini", "scenario background"),
        ({"images": 1, "tokens": 9000}, "big/haiku", "scenario image"),
        ({"background": True, "tools": 3}, "big/opus", "default"),  # mini has no tools: on to the next that can
        ({"background": True, "thinking": True, "tools": 3}, "big/haiku", "scenario think"),
        ({"background": True, "model": "haiku"}, "open/mini", "scenario background"),  # before a listed name
        (
            {"background": True, "model": "big/haiku"},
            "big/haiku",
            "named by the client",
        ),  # never before an explicit one
        ({"subagent": True, "override": "open/shared"}, "open/shared", "named for the subagent"),
        ({"override": "nobody/x"}, "big/opus", "default"),
    ],
)
def test_scenarios(fields: dict[str, Any], first: str, why: str) -> None:
    plan = planned(SCENARIOS, **fields)
    assert (plan.candidates[0].route, plan.candidates[0].why) == (first, why)


def test_a_scenario_may_name_a_route_or_a_strategy() -> None:
    both = "[routing.routes.pair]\nmodels = ['open/mini', 'text/shared']\nstrategy = 'cost-optimized'\n[routing.scenarios]\n"
    assert planned(both + "think = 'pair'", world(prices=PRICES), thinking=True).candidates[0].route == "open/mini"
    assert planned(both + "think = 'cheapest'", world(prices=PRICES), thinking=True).candidates[0].route == "open/mini"


def test_the_default_scenario_takes_what_no_other_takes_but_not_a_listed_name() -> None:
    routing = "[routing.scenarios]\ndefault = ['text/shared', 'big/haiku']"
    assert planned(routing).candidates[0].why == "scenario default"
    assert planned(routing, model="opus").candidates[0].route == "big/opus"


# rules


RULES = """
[[routing.rules]]
when = "session.project == '/home/ada/bank'"
criticality = "high"
[[routing.rules]]
when = "task.criticality === 'high'"
route = "highest-quality"
[[routing.rules]]
when = "request.model.startsWith('claude-haiku') || client.name == 'codex'"
route = ["open/mini", "text/shared"]
[[routing.rules]]
when = "task.complexity < 0.5 && !task.images && time.weekday > 5"
route = "cheapest-available"
"""


@pytest.mark.parametrize(
    ("fields", "first", "rule"),
    [
        ({}, "big/opus", ""),
        ({"criticality": "high"}, "best/claude-opus-5-5", "task.criticality === 'high'"),
        ({"project": "/home/ada/bank"}, "best/claude-opus-5-5", "task.criticality === 'high'"),
        (
            {"model": "claude-haiku-9"},
            "open/mini",
            "request.model.startsWith('claude-haiku') || client.name == 'codex'",
        ),
        ({"client": "codex"}, "open/mini", "request.model.startsWith('claude-haiku') || client.name == 'codex'"),
        (
            {"client": "codex", "tools": 1},
            "text/shared",
            "request.model.startsWith('claude-haiku') || client.name == 'codex'",
        ),
        ({"client": "codex", "model": "big/haiku"}, "big/haiku", ""),
    ],
)
def test_the_first_rule_that_holds_wins(fields: dict[str, Any], first: str, rule: str) -> None:
    best = '[providers.best]\nformat = "anthropic"\nbase_url = "https://best.example"\nmodels = ["claude-opus-5-5"]\n'
    plan = planned(RULES, providers=PROVIDERS + best, **fields)
    assert (plan.candidates[0].route, plan.rule) == (first, rule)


def test_a_rule_that_cannot_be_worked_out_is_passed_over_and_said() -> None:
    rules = (
        "[[routing.rules]]\nwhen = 'task.tokens == 1000 || task.tokens / task.image_count > 3'\nroute = 'text/shared'"
    )
    plan = planned(rules)
    assert plan.candidates[0].route == "big/opus"
    assert "division by zero" in plan.notes[0]


# strategies and what they choose among


@pytest.mark.parametrize(
    ("routing", "fields", "first"),
    [
        ("strategy = 'cheapest'", {}, "open/mini"),
        ("strategy = 'cheapest'", {"tools": 1}, "open/shared"),
        ("strategy = 'cheapest'", {"model": "opus"}, "open/mini"),  # a strategy is asked for, not this very model
        ("strategy = 'cheapest'\nkeep_names = true", {"model": "opus"}, "big/opus"),
        ("strategy = 'cheapest'\nkeep_names = true", {"model": "shared"}, "open/shared"),
        ("strategy = 'cheapest'\nmodels = ['big/opus', 'text/shared']", {}, "text/shared"),
        ("strategy = 'priority'\nmodels = ['big/haiku', 'text/shared']", {}, "big/haiku"),
        ("strategy = 'cheapest'", {"model": "big/opus"}, "big/opus"),
    ],
)
def test_what_a_strategy_chooses_among(routing: str, fields: dict[str, Any], first: str) -> None:
    assert planned(routing, world(prices=PRICES), **fields).candidates[0].route == first


def test_the_price_counts_what_is_cached_and_what_is_expected() -> None:
    plan = planned("strategy = 'cheapest'\nmodels = ['big/haiku']", world(prices=PRICES), tokens=1000, thinking=True)
    assert plan.options[0].nanos == 1000 * (1000 + 5 * 1500)


def test_round_robin_takes_keys_in_turn() -> None:
    router = Router(settings("strategy = 'round-robin'\nmodels = ['text/shared', 'big/haiku']\nsame_model = false"))
    seen = [router.plan(traits(lane=str(i)), world()).candidates[0] for i in range(6)]
    assert [c.key.label if c.key else "" for c in seen] == ["${ONE}", "${TWO}", "${BIG}"] * 2


def test_the_least_busy_key_comes_first() -> None:
    vitals = {"text/shared ${ONE}": Seen(outstanding=2), "text/shared ${TWO}": Seen(outstanding=1)}
    plan = planned("strategy = 'load-balanced'\nmodels = ['text/shared']\nsame_model = false", world(vitals=vitals))
    assert [c.key.label for c in plan.candidates if c.key] == ["${TWO}", "${ONE}", "${BIG}"][:2]


@pytest.mark.parametrize("left", [{"requests_left": 0}, {"tokens_left": 99}])
def test_a_key_without_quota_left_comes_last(left: dict[str, int]) -> None:
    vitals = {"text/shared ${ONE}": Seen(**left), "text/shared ${TWO}": Seen(outstanding=50)}  # type: ignore[arg-type]
    plan = planned("strategy = 'load-balanced'\nmodels = ['text/shared']\nsame_model = false", world(vitals=vitals))
    assert plan.candidates[0].key and plan.candidates[0].key.label == "${TWO}"


@pytest.mark.parametrize(
    ("limit", "after"),
    [
        ("rpm = 2", ["${ONE}", "${ONE}", "${TWO}"]),
        ("tpm = 250", ["${ONE}", "${ONE}", "${TWO}"]),
        ("rpm = 9", ["${ONE}"] * 3),
    ],
)
def test_limits_of_a_key_hold_for_a_minute_and_in_every_strategy(limit: str, after: list[str]) -> None:
    router = Router(settings(f"same_model = false\n[routing.limits.'${{ONE}}']\n{limit}"))
    used = []
    for second in range(3):
        candidate = router.plan(traits(model="text/shared"), world(now=1000.0 + second)).candidates[0]
        router.note_start(candidate, 100, 1000.0 + second)
        used.append(candidate.key.label if candidate.key else "")
    assert used == after
    later = router.plan(traits(model="text/shared"), world(now=1061.5)).candidates[0]
    assert later.key and later.key.label == "${ONE}"


def test_now_and_then_another_than_the_fastest_is_tried() -> None:
    vitals = {"big/haiku": Seen(samples=9, ttft_p50=0.2), "big/opus": Seen(samples=9, ttft_p50=9.0)}
    router = Router(
        settings("strategy = 'fastest'\nmodels = ['big/opus', 'big/haiku']\nexplore = 0.1\nsame_model = false")
    )
    random = Random(1)
    plans = [router.plan(traits(lane=str(i)), world(vitals=vitals, random=random)) for i in range(2000)]
    slow = [plan for plan in plans if plan.candidates[0].route == "big/opus"]
    assert 0.08 < len(slow) / 2000 < 0.12
    assert slow[0].candidates[0].why == "strategy performance; tried to see how it does now"


# capabilities, price ceilings, budgets


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"tokens": 1001}, "its context holds 1,000 tokens, the request has about 1,001"),
        ({"images": 1}, "takes no images"),
        ({"tools": 2}, "cannot call tools"),
    ],
)
def test_what_cannot_serve_a_request_is_out_before_it_is_tried(fields: dict[str, Any], why: str) -> None:
    plan = planned("strategy = 'priority'\nmodels = ['open/mini', 'big/haiku']", **fields)
    assert routes(plan) == ["big/haiku"]
    assert plan.rejected == (("open/mini", why),)


@pytest.mark.parametrize(
    ("require", "why"),
    [
        ("images = true", "takes no images"),
        ("tools = true", "cannot call tools"),
        ("documents = true", "takes no documents"),
        ("context = 5000", "holds 1,000 tokens, the route wants 5,000"),
    ],
)
def test_routes_demand_capabilities(require: str, why: str) -> None:
    route = f"[routing.routes.r]\nmodels = ['open/mini']\nrequire = {{ {require} }}\n[routing.scenarios]\ndefault = 'r'"
    plan = planned(route)
    assert routes(plan) == ["big/opus"]
    assert plan.rejected == (("open/mini", why),)
    assert plan.notes == ("scenario default: nothing there can serve this request",)


@pytest.mark.parametrize(
    ("prices", "why"),
    [
        ({"big/opus": 15.0, "open/mini": 0.1}, "about $0.0465, over the route's ceiling of $0.0010"),
        ({"open/mini": 0.1}, "its price is not known, and the route has a ceiling"),
    ],
)
def test_what_is_too_dear_is_out(prices: dict[str, float], why: str) -> None:
    route = (
        "[routing.routes.r]\nmodels = ['big/opus', 'open/mini']\nmax_price = 0.001\n[routing.scenarios]\nthink = 'r'"
    )
    plan = planned(route, world(prices=prices), default="open/shared", thinking=True, max_tokens=600)
    assert routes(plan) == ["open/mini", "open/shared"]
    assert plan.rejected == (("big/opus", why),)


def test_what_a_budget_bars_is_never_tried() -> None:
    barred = world(barred=lambda route, label: "the budget is spent" if route.startswith("big/") else "")
    plan = planned("strategy = 'priority'", barred)
    assert routes(plan)[0] == "open/shared"
    assert "big/opus" not in routes(plan)
    assert dict(plan.rejected)["big/opus (${BIG})"] == "the budget is spent"


def test_nothing_left_is_a_fault_that_says_why() -> None:
    with pytest.raises(Fault, match="the budget is spent") as caught:
        planned("", world(barred=lambda route, label: "the budget is spent"))
    assert caught.value.kind is Kind.QUOTA


def test_a_budget_may_send_everything_elsewhere() -> None:
    cheap = "[routing.routes.cheap]\nmodels = ['open/mini']"
    for asked in ("opus", "big/opus"):
        plan = planned(cheap, world(detour="cheap"), model=asked)
        assert (plan.candidates[0].route, plan.candidates[0].why) == ("open/mini", "downgraded to cheap")


def test_nobody_can_serve_it_and_the_default_is_tried_all_the_same() -> None:
    plan = planned("strategy = 'priority'\nmodels = ['open/mini']", default="open/mini", tokens=1001)
    assert routes(plan) == ["open/mini"]
    assert plan.why == "default, though it may be unable"
    assert plan.rejected == ()


# health


def test_the_sick_come_last_and_the_least_sick_first_among_them() -> None:
    vitals = {"big/opus": Seen(state="open", sick=0.9), "big/haiku": Seen(state="cooldown", sick=0.2)}
    plan = planned(
        "strategy = 'priority'\nmodels = ['big/opus', 'big/haiku', 'open/shared']\nsame_model = false",
        world(vitals=vitals),
    )
    assert routes(plan) == ["open/shared", "big/haiku", "big/opus"]


def test_all_sick_is_no_refusal() -> None:
    vitals = {route: Seen(state="open", sick=sick) for route, sick in (("big/opus", 0.9), ("text/shared", 0.5))}
    plan = planned("fallback = ['text/shared']", world(vitals=vitals))
    assert routes(plan) == ["text/shared", "text/shared", "big/opus"]


def test_a_sick_key_lets_the_next_key_of_the_same_deployment_go_first() -> None:
    plan = planned("", world(vitals={"text/shared ${ONE}": Seen(state="cooldown")}), model="text/shared")
    assert [c.key.label for c in plan.candidates if c.key] == ["${TWO}", "${ONE}"]


def test_half_open_is_tried_in_its_place() -> None:
    plan = planned("fallback = ['text/shared']", world(vitals={"big/opus": Seen(state="half_open")}))
    assert routes(plan)[0] == "big/opus"


def test_what_the_user_switched_off_is_out() -> None:
    off = PROVIDERS.replace("[providers.text]", "[providers.text]\nenabled = false")
    plan = planned("fallback = ['text/shared', 'big/haiku']\nsame_model = false", providers=off)
    assert routes(plan) == ["big/opus", "big/haiku"]
    assert plan.rejected == (("text/shared", "its provider is switched off"),)


# the rest of the chain


def test_the_same_model_elsewhere_follows_the_one_with_fewest_errors_first() -> None:
    third = '[providers.third]\nformat = "openai_chat"\nbase_url = "https://t"\nmodels = ["shared"]\n'
    vitals = {
        "text/shared": Seen(error_rate=0.3, samples=9, ttft_p50=0.1),
        "third/shared": Seen(samples=9, ttft_p50=0.5),
    }
    plan = planned("same_model = true", world(vitals=vitals), providers=PROVIDERS + third, model="shared")
    assert routes(plan) == ["open/shared", "third/shared", "text/shared", "text/shared"]
    assert plan.candidates[1].why == "open lists it; the same model elsewhere"


def test_the_fallback_comes_after_the_choice() -> None:
    plan = planned("fallback = ['text/shared', 'big/opus', 'big/haiku']\nsame_model = false")
    assert routes(plan) == ["big/opus", "text/shared", "text/shared", "big/haiku"]
    assert plan.candidates[-1].why == "default; fallback"


def test_an_explicit_model_has_only_its_own_keys_unless_the_user_says_otherwise() -> None:
    assert routes(planned("fallback = ['big/opus']", model="text/shared")) == ["text/shared"] * 2
    wide = planned("fallback = ['big/opus']\nexplicit = 'fallback'", model="text/shared")
    assert routes(wide) == ["text/shared", "text/shared", "big/opus"]


def test_a_client_may_ask_for_a_route_by_its_name() -> None:
    plan = planned("[routing.routes.cheap]\nmodels = ['open/mini']", model="cheap")
    assert (plan.candidates[0].route, plan.candidates[0].why) == ("open/mini", "route cheap")


def test_the_learner_may_suggest() -> None:
    def learner(scenario: str, seen: object, options: object) -> Advised:
        return Advised("big/haiku", f"learnt for {scenario}")

    plan = planned("strategy = 'priority'\nmodels = ['big/opus', 'big/haiku']", world(learner=learner), thinking=True)
    assert (plan.candidates[0].route, plan.candidates[0].why) == ("big/haiku", "strategy priority; learnt for think")


def test_a_plugins_strategy_orders_what_may_be_tried() -> None:
    asked: list[tuple[str, list[str], list[int | None]]] = []

    def ordered(name: str, options: Sequence[Option]) -> Sequence[Option]:
        asked.append((name, [option.deployment.route for option in options], [option.nanos for option in options]))
        return sorted(options, key=lambda option: option.deployment.route, reverse=True)

    listed = "strategy = 'plugin:backwards'\nmodels = ['big/opus', 'open/mini', 'big/haiku']\nsame_model = false"
    plan = planned(listed, world(ordered=ordered, prices={"big/opus": 1.0}), images=1)
    assert routes(plan) == ["big/opus", "big/haiku"], "what takes no images was not even offered"
    assert plan.rejected == (("open/mini", "takes no images"),)
    assert asked == [("backwards", ["big/opus", "big/haiku"], [3_100_000, None])]
    assert [option.total for option in plan.options] == [1.0, 0.5]
    assert plan.strategy == "plugin:backwards"


@pytest.mark.parametrize("there", [world(), world(ordered=lambda name, options: None)])
def test_a_strategy_that_no_plugin_offers_is_said_and_the_listed_order_kept(there: World) -> None:
    plan = planned("strategy = 'plugin:gone'\nmodels = ['big/haiku', 'big/opus']\nsame_model = false", there)
    assert routes(plan) == ["big/haiku", "big/opus"]
    assert plan.notes == ("no running plugin offers the strategy gone: as listed",)


def test_the_same_input_gives_the_same_plan() -> None:
    def once() -> list[str]:
        router = Router(settings("strategy = 'weighted'"))
        return [routes(router.plan(traits(lane=str(i)), world(random=Random(i))))[0] for i in range(50)]

    assert once() == once()
    assert len(set(once())) > 2
