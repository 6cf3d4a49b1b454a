"""Rules, scenarios, budgets and the ledger in the running router: the provider's own log says who was asked."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ccrouter.ledger import listing, store
from ccrouter.routing.explain import read
from flow.provider.script import Say, Usage
from flow.provider.server import Provider
from flow.raw import Reply, body_of, error_of, headers_of, path_of, send
from flow.router import Router, settings
from flow.survival import model_of

ROUTING = """
[routing.scenarios]
think = "up-anthropic/thinker"
[[routing.rules]]
when = "request.model.startsWith('small') && !task.images"
route = ["up-gemini/cheap"]
[[routing.rules]]
when = "task.criticality === 'high'"
route = "careful"
[routing.routes.careful]
models = ["up-openai_responses/careful"]
[prices."up-openai_chat/*"]
input = 1.0
output = 2.0
[budgets.all]
period = "day"
client = "spender"
usd = 0.0015
action = "block"
"""


@pytest.fixture(scope="module")
def the_steered(the_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    with Router(tmp_path_factory.mktemp("steered"), settings(the_provider.url) + ROUTING) as router:
        yield router


def ask(router: Router, provider: Provider, model: str, headers: dict[str, str] | None = None, **more: Any) -> Reply:
    provider.play([Say("Fine.", pieces=1), Usage(input=1000, output=500)])
    body = body_of("anthropic", model, stream=True) | more
    return send(router, "POST", path_of("anthropic"), body, headers_of("anthropic") | (headers or {}))


def test_a_rule_decides_and_says_so(the_steered: Router, provider: Provider) -> None:
    reply = ask(the_steered, provider, "small-one")
    assert [(e.format, model_of(e)) for e in provider.asked] == [("gemini", "cheap")]
    assert reply.headers["x-ccr-route"].startswith("rule ") and reply.headers["x-ccr-route"].endswith("up-gemini/cheap")


def test_criticality_comes_from_a_header_that_stays_here(the_steered: Router, provider: Provider) -> None:
    ask(the_steered, provider, "any", {"x-ccr-criticality": "high"})
    assert [(e.format, model_of(e)) for e in provider.asked] == [("openai_responses", "careful")]
    assert "x-ccr-criticality" not in provider.asked[0].headers


def test_a_scenario_decides(the_steered: Router, provider: Provider) -> None:
    thinking = {"thinking": {"type": "enabled", "budget_tokens": 2000}, "max_tokens": 4000}
    ask(the_steered, provider, "any", **thinking)
    assert [(e.format, model_of(e)) for e in provider.asked] == [("anthropic", "thinker")]


def test_a_subagents_tag_is_followed_and_taken_out(the_steered: Router, provider: Provider) -> None:
    tag = "<CCR-SUBAGENT-MODEL>up-anthropic,chosen</CCR-SUBAGENT-MODEL>"
    ask(the_steered, provider, "any", system=f"{tag}You are a helper.")
    assert [(e.format, model_of(e)) for e in provider.asked] == [("anthropic", "chosen")]
    assert b"CCR-SUBAGENT" not in provider.asked[0].body and b"You are a helper." in provider.asked[0].body


def test_a_spent_budget_blocks_in_the_dialect_and_says_when_it_ends(the_steered: Router, provider: Provider) -> None:
    spender = {"user-agent": "spender/1.0"}
    assert ask(the_steered, provider, "up-openai_chat/paid", spender).status == 200
    for speaks in ("anthropic", "openai_chat", "openai_responses", "gemini"):
        body = body_of(speaks, "up-openai_chat/paid")
        path = path_of(speaks, "up-openai_chat/paid")
        reply = send(the_steered, "POST", path, body, headers_of(speaks) | spender)
        message = error_of(speaks, reply)[1]
        assert reply.status == 402 and "all" in message and "reset" in message.lower(), message
    assert len(provider.asked) == 1
    assert ask(the_steered, provider, "up-openai_chat/paid").status == 200  # others are not meant


def test_the_ledger_has_the_providers_own_figures(the_steered: Router, provider: Provider) -> None:
    reply = ask(the_steered, provider, "up-openai_chat/counted")
    wanted = reply.headers["x-ccr-exchange"]
    row = _row(the_steered.home, wanted)
    # 1,000 tokens in at $1 and 500 out at $2 a million: $0.002 = 2,000,000 nano-dollars
    assert row == (1000, 500, 2_000_000)


def _row(home: Path, exchange: str) -> tuple[int, int, int]:
    for _ in range(100):
        with (
            contextlib.suppress(sqlite3.OperationalError),  # its tables are made when the first rows come
            contextlib.closing(sqlite3.connect(f"file:{home}/data/ledger.sqlite?mode=ro", uri=True)) as ledger,
        ):
            query = "select input, output, cost from exchanges where key = ?"
            if found := ledger.execute(query, (bytes.fromhex(exchange),)).fetchone():
                return found  # type: ignore[no-any-return]
        time.sleep(0.05)
    raise AssertionError(f"exchange {exchange} is not in the ledger")


def test_why_a_request_went_where_it_went_is_kept(the_steered: Router, provider: Provider) -> None:
    reply = ask(the_steered, provider, "small-one", messages=[{"role": "user", "content": "Mend it, please."}])
    _row(the_steered.home, reply.headers["x-ccr-exchange"])
    engine = store.readable(f"sqlite:///{the_steered.home}/data/ledger.sqlite")
    with engine.connect() as connection:
        found = listing.one(connection, reply.headers["x-ccr-exchange"])
        assert found is not None
        raw = listing.plan(connection, found[0].time)
    engine.dispose()
    assert raw is not None and b"Mend it" not in raw, "a plan holds no contents"
    told = read(raw)
    assert told.rule == "request.model.startsWith('small') && !task.images"
    assert [one.route for one in told.candidates] == ["up-gemini/cheap", "up-openai_chat/scripted-large"]
    assert (told.traits.model, told.candidates[0].health) == ("small-one", "ok")
    # as many tokens out as were allowed at $2 a million, and the few that went in at $1
    assert told.candidates[1].price == pytest.approx((told.traits.tokens + 2 * (told.traits.max_tokens or 0)) / 1e6)


def test_status_tells_of_it(the_steered: Router, provider: Provider) -> None:
    ask(the_steered, provider, "small-one")
    status = json.loads(send(the_steered, "GET", "/-/status", None, headers_of("anthropic")).body)
    assert status["recent"][0]["provider"] == "up-gemini"


def test_metrics_are_there_for_prometheus(the_steered: Router, provider: Provider) -> None:
    ask(the_steered, provider, "small-one")
    reply = send(the_steered, "GET", "/-/metrics", None, headers_of("anthropic"))
    assert reply.status == 200 and b'ccr_requests_total{model="cheap",provider="up-gemini"' in reply.body
    assert send(the_steered, "GET", "/-/metrics").status == 401


def test_a_budget_may_be_exceeded_until_tomorrow(the_steered: Router, provider: Provider) -> None:
    spender = {"user-agent": "spender/1.0"}
    for _ in range(2):
        ask(the_steered, provider, "up-openai_chat/paid", spender)
    assert ask(the_steered, provider, "up-openai_chat/paid", spender).status == 402
    unknown = send(the_steered, "POST", "/-/budget/allow", {"budget": "nothing"}, headers_of("anthropic"))
    assert unknown.status == 404
    allowed = send(the_steered, "POST", "/-/budget/allow", {"budget": "all"}, headers_of("anthropic"))
    assert allowed.json["allowed_until"] > time.time()
    assert ask(the_steered, provider, "up-openai_chat/paid", spender).status == 200


def test_a_changed_budget_holds_at_once(provider: Provider, home: Path) -> None:
    text = settings(provider.url, default="openai_chat")
    prices = '\n[prices."up-openai_chat/*"]\ninput = 1.0\noutput = 2.0\n'
    with Router(home, text + prices) as router:
        assert ask(router, provider, "up-openai_chat/paid").status == 200
        tight = '[budgets.tight]\nperiod = "day"\nusd = 0.0001\naction = "block"\n'
        (home / "config" / "config.toml").write_text(text + prices + tight, encoding="utf-8")
        send(router, "POST", "/-/reload", {}, headers_of("anthropic"))
        assert provider.wait(lambda: ask(router, provider, "up-openai_chat/paid").status == 402)


def test_a_request_dearer_than_a_whole_budget_is_told_so_and_a_notice_made(provider: Provider, home: Path) -> None:
    prices = '\n[prices."up-openai_chat/*"]\ninput = 1.0\noutput = 2.0\n'
    small = '[budgets.small]\nperiod = "day"\nusd = 0.0001\naction = "block"\n'
    with Router(home, settings(provider.url, default="openai_chat") + prices + small) as router:
        for speaks in ("anthropic", "openai_chat", "openai_responses", "gemini"):
            path, body = path_of(speaks, "up-openai_chat/paid"), body_of(speaks, "up-openai_chat/paid")
            reply = send(router, "POST", path, body, headers_of(speaks))
            message = error_of(speaks, reply)[1]
            assert reply.status == 402 and "This one request is estimated at $0.00" in message, message
            assert 'the budget "small" is $0.000100 a day' in message and "ccr budget allow small" in message, message
        assert not provider.asked
        listed = json.loads(send(router, "GET", "/-/status", None, headers_of("anthropic")).body)["notices"]
        told = [one for one in listed if one["kind"] == "budget"]
        assert [one["title"] for one in told] == ["Budget small refused a request"], "it is told once"
        assert "ccr budget allow small" in told[0]["next_step"]


def test_a_budget_of_the_only_provider_says_what_to_do_too(provider: Provider, home: Path) -> None:
    prices = '\n[prices."up-openai_chat/*"]\ninput = 1.0\noutput = 2.0\n'
    one = '[budgets.one]\nperiod = "day"\nusd = 0.0001\naction = "block"\nprovider = "up-*"\n'
    with Router(home, settings(provider.url, default="openai_chat") + prices + one) as router:
        reply = ask(router, provider, "up-openai_chat/paid")
        assert reply.status == 402 and "ccr budget allow one" in error_of("anthropic", reply)[1], reply.body
