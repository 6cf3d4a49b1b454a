"""Why a request went where it went, as it is kept: all figures in it, also those the strategy did not need."""

from __future__ import annotations

import msgspec
import pytest

from ccrouter.ir.usage import Usage
from ccrouter.routing.explain import Rejected, explain, read, recorded
from ccrouter.routing.router import Router
from routing.kit import Prices, Seen, settings, traits, world

LISTED = "strategy = 'priority'\nmodels = ['big/opus', 'open/mini', 'text/shared']\nsame_model = false\n"
PRICES = {"big/opus": 10.0, "text/shared": 0.1}


def test_what_is_kept_says_all() -> None:
    fast = Seen(samples=9, ttft_p50=1.0, tokens_per_second=100.0, error_rate=0.5)
    asked = traits(images=1, tokens=1000, tool_names=("Read",), complexity=0.4)
    plan = Router(settings(LISTED)).plan(asked, world(vitals={"text/shared ${TWO}": fast}))
    assert plan.options[0].nanos is None, "priority does not look at prices"
    kept = read(recorded(asked, plan, Prices(PRICES)))
    assert (kept.traits, kept.scenario, kept.strategy) == (asked, "image", "priority")
    assert kept.rejected == (Rejected(route="open/mini", why="takes no images"),)
    first, second, third = kept.candidates
    assert [(one.route, one.key) for one in kept.candidates] == [
        ("big/opus", "${BIG}"), ("text/shared", "${ONE}"), ("text/shared", "${TWO}"),
    ]  # fmt: skip
    # 1,000 tokens in and 600 expected out at $10 and $50 a million
    assert first.price == pytest.approx(0.04)
    assert second.price == third.price == pytest.approx(0.0004)
    assert (first.cost, second.cost) == (0.0, 1.0), "a hundred times the price"
    assert (first.seconds, third.seconds) == (None, 7.0)
    assert third.performance == 0.5, "the only one measured, and half of its answers fail"
    assert first.quality == pytest.approx(plan.options[0].deployment.quality, abs=0.001)
    assert (first.score, second.score) == (1.0, 0.333)
    assert (first.health, third.health) == ("unknown", "ok")


def test_a_warm_cache_is_in_the_price() -> None:
    router = Router(settings(LISTED))
    router.sessions.note_answer("lane", "big/opus", "${BIG}", Usage(cache_read=1000, output=100), 1000.0)
    asked = traits(tokens=1000, turn="user")
    kept = read(recorded(asked, router.plan(asked, world(now=1001.0)), Prices(PRICES)))
    # 1,000 tokens at a tenth of $10, and 100 expected out as before, at $50 a million
    assert kept.candidates[0].price == pytest.approx(0.001 + 0.005)
    assert kept.kept == "its prompt cache is here"


def test_the_strategys_own_figures_stay_as_they_were() -> None:
    asked = traits(tokens=1000)
    there = world(prices=PRICES)
    plan = Router(settings(LISTED.replace("priority", "balanced"))).plan(asked, there)
    before = explain(asked, plan)
    assert read(recorded(asked, plan, there.price)).candidates == before.candidates


def test_a_plan_over_hundreds_is_kept_short() -> None:
    models = ", ".join(f'"m{n}"' for n in range(300))
    provider = f'[providers.p]\nformat = "openai_chat"\nbase_url = "https://p.example"\nmodels = [{models}]\n'
    asked = traits()
    plan = Router(settings("strategy = 'priority'", provider, "p/m0")).plan(asked, world())
    raw = recorded(asked, plan, Prices({}))
    assert len(read(raw).candidates) == 25 and read(raw).more == 275
    assert len(raw) < 10_000
    whole = Router(settings("strategy = 'priority'", provider, "p/m0")).plan(asked, world(), full=True)
    assert (len(explain(asked, whole).candidates), whole.more) == (300, 0)
    assert (len(plan.candidates), plan.more) == (50, 250), "nobody gets as far as that"


@pytest.mark.parametrize("raw", [b"", b"{}", b'["old"]'])
def test_what_is_no_record_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        read(raw)
