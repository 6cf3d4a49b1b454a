"""What the requests window says of a row, worked out without a window: the sum, the bar, the command, the dry run."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic.command import downgrade
from alembic.config import Config
from msgspec import structs

from ccrouter.desktop.requests import curl
from ccrouter.desktop.requests.bill import bill
from ccrouter.desktop.requests.causes import cause
from ccrouter.desktop.requests.costs import entries, source
from ccrouter.desktop.requests.dry import Choice, run, traits_of
from ccrouter.desktop.requests.filters import STATUSES
from ccrouter.desktop.requests.story import Story, tell
from ccrouter.desktop.requests.timeline import stretches, told
from ccrouter.health.vitals import Condition, HealthReport, Vitals
from ccrouter.ir.faults import RULES, Kind
from ccrouter.ir.usage import Usage
from ccrouter.ledger import store
from ccrouter.ledger.capture import CUT, Capture
from ccrouter.ledger.listing import newest
from ccrouter.ledger.reading import reading
from ccrouter.ledger.rows import Entry, PriceUsed
from ccrouter.settings.deployments import Settings
from ccrouter.settings.file import parse
from ccrouter.trouble import Trouble
from desktop.real import SETTINGS
from ledger.ledger_kit import attempt, exchange, written

BODY = msgspec.json.encode(
    {
        "model": "claude-sonnet-4-5",
        "max_tokens": 4000,
        "stream": True,
        "messages": [{"role": "user", "content": "It's $5."}],
    }
)


def story(folder: Path, *attempts: Any, body: bytes | None = None, limit: int = 10_000, **fields: Any) -> Story:
    """As the ledger gives it back."""
    capture = None
    if body is not None:
        capture = Capture(body, limit, [("anthropic-beta", "context-1m"), ("authorization", "Bearer somebody's")])
        capture.sent(b"an answer")
    url = written(folder, Entry(exchange(1, **fields), attempts, capture))
    with reading(url) as connection:
        found = tell(connection, newest(connection)[0].id)
    assert found is not None
    return found


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return parse(SETTINGS.format(url="http://127.0.0.1:9", capture="true"), tmp_path / "config.toml", env={})


def test_a_ledger_of_an_older_version_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    url = written(tmp_path, Entry(exchange(1), (attempt(),)))
    engine = store.writable(url)
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(store.__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        downgrade(config, "0002")
    engine.dispose()
    with reading(url) as connection:
        found = tell(connection, newest(connection)[0].id)
    assert found is not None
    assert (found.plan, found.headers) == (None, ())
    assert len(found.tries) == 1


def test_the_cost_is_worked_out_line_by_line(tmp_path: Path) -> None:
    worked = bill(story(tmp_path).kept)
    assert [(one.what, one.amount, one.each, one.nanos) for one in worked.lines] == [
        ("input", 5, 3000.0, 15_000.0),
        ("cache_read", 1000, 300.0, 300_000.0),
        ("cache_write", 100, 3750.0, 375_000.0),
        ("output", 20, 15_000.0, 300_000.0),
    ]
    assert worked.listed == worked.cost == 990_000


def test_the_sum_is_read_with_its_source_and_the_failed_attempts(tmp_path: Path) -> None:
    one = story(tmp_path, attempt("overloaded", cost=7_000), attempt(cost=990_000))
    lines = entries(one, bill(one.kept))
    assert [line.what for line in lines[-2:]] == ["Total", "Failed attempts, besides"]
    assert lines[0].each == "$3.00"
    assert [line.cost for line in lines] == [
        "$0.000015", "$0.000300", "$0.000375", "$0.000300", "$0.000990", "$0.000007",
    ]  # fmt: skip
    assert source(one, bill(one.kept)) == "Prices: genai-prices 1."


def test_reasoning_is_a_line_of_its_own_and_not_counted_twice(tmp_path: Path) -> None:
    usage = Usage(input=10, output=30, reasoning=20)
    price = PriceUsed(source="override", input=1.0, output=2.0, reasoning=2.0)
    lines = {one.what: one.amount for one in bill(story(tmp_path, usage=usage, price=price, cost=70).kept).lines}
    assert lines == {"input": 10, "output": 10, "reasoning": 20}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"usage": None, "cost": None, "price": None}, "No tokens were counted"),
        ({"cost": None, "price": PriceUsed(source="unknown")}, "No price is known"),
        ({"cost": 5, "price": PriceUsed(source="provider", input=3000.0)}, "Billed by the provider itself"),
        ({"cost": 0, "price": PriceUsed(source="local")}, "costs nothing"),
    ],
)
def test_what_is_not_known_is_said(tmp_path: Path, fields: dict[str, Any], said: str) -> None:
    one = story(tmp_path, **fields)
    assert said in source(one, bill(one.kept))


def test_an_unknown_price_is_no_zero(tmp_path: Path) -> None:
    one = story(tmp_path, cost=None, price=PriceUsed(source="unknown"))
    assert entries(one, bill(one.kept))[-1].cost == "unknown"


def test_the_bar_shows_failures_waits_and_the_stream(tmp_path: Path) -> None:
    one = story(tmp_path, attempt("overloaded", latency=0.2), attempt(latency=0.1), ttft=0.5, duration=2.5)
    drawn = [(part.kind, round(part.begin, 3), round(part.end, 3)) for part in stretches(one)]
    assert drawn == [("failed", 0.0, 0.2), ("wait", 0.2, 0.4), ("first", 0.4, 0.5), ("stream", 0.5, 2.5)]
    assert told(one)[0] == "1. anthropic/claude-sonnet-4-5 · keyring:anthropic: overloaded (529) after 200 ms"
    assert told(one)[-1] == "Stream: 2.0 s, 10 tokens/s"


def test_attempts_beside_each_other_do_not_leave_the_bar(tmp_path: Path) -> None:
    one = story(tmp_path, attempt("left", latency=4.0), attempt(latency=0.4), ttft=0.5, duration=1.0)
    drawn = stretches(one)
    assert [part.end for part in drawn] == sorted(part.end for part in drawn)
    assert drawn[-1].end == 1.0


def test_nothing_was_tried(tmp_path: Path) -> None:
    one = story(tmp_path, provider="", model="", status=402, fault="quota", ttft=None, usage=None, duration=0.1)
    assert [part.kind for part in stretches(one)] == ["wait"]


def test_a_budget_that_refused_speaks_for_itself(tmp_path: Path) -> None:
    said = 'CC Router: This one request is estimated at $2.00, and the budget "b" is $1.00 a day. To go on now: …'
    one = story(tmp_path, provider="", model="", status=402, fault="quota", fault_text=said, ttft=None, usage=None)
    trouble = cause(one.kept)
    assert trouble is not None
    assert trouble.title == "A budget does not allow it"
    assert trouble.reason.startswith("This one request is estimated at $2.00")


@pytest.mark.parametrize("kind", [*Kind, "a word of a later version"])
def test_every_fault_has_words_and_a_next_step(tmp_path: Path, kind: str) -> None:
    one = story(tmp_path, fault=str(kind), fault_text="Upstream says no", status=500)
    trouble = cause(one.kept)
    assert trouble is not None
    assert "Upstream says no" in trouble.reason
    assert trouble.next_step
    assert "{" not in str(trouble)
    assert cause(story(tmp_path / "well").kept) is None


def test_a_client_that_left_is_no_riddle(tmp_path: Path) -> None:
    trouble = cause(story(tmp_path, status=499).kept)
    assert trouble is not None
    assert trouble.title == "The client left"


def test_statuses_that_can_be_filtered_are_those_there_are() -> None:
    assert {rule.status for rule in RULES.values()} <= set(STATUSES)


def test_curl_holds_the_captured_body_and_no_secret(tmp_path: Path) -> None:
    one = story(tmp_path, body=BODY)
    text = curl.command(one, "http://127.0.0.1:3456", ["a note"])
    note, command = text.split("\n", 1)
    assert note == "# a note"
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:3] == ["curl", "http://127.0.0.1:3456/v1/messages", "--no-buffer"]
    assert "authorization: Bearer $CCR_TOKEN" in words
    assert {"anthropic-version: 2023-06-01", "anthropic-beta: context-1m"} < set(words)
    assert "somebody" not in text
    assert '"authorization: Bearer $CCR_TOKEN"' in text  # in double quotes: the shell puts the token in
    assert words[words.index("--data-raw") + 1].encode() == BODY


@pytest.mark.parametrize("format", ["anthropic", "openai_chat", "openai_responses", "gemini"])
def test_without_a_body_a_placeholder_of_the_right_shape_stands_there(tmp_path: Path, format: str) -> None:
    one = story(tmp_path, format=format)
    words = shlex.split(curl.command(one, "http://h:1", []).replace("\\\n", " "))
    body = msgspec.json.decode(words[words.index("--data-raw") + 1])
    assert "PUT THE REQUEST HERE" in str(body)
    url = next(word for word in words if word.startswith("http"))
    assert ("streamGenerateContent" in url) is (format == "gemini")
    assert body.get("stream", False) is (format != "gemini")


def test_a_cut_body_is_known_as_one(tmp_path: Path) -> None:
    one = story(tmp_path, body=BODY + b" " * 9000, limit=1000)
    assert one.request is not None
    assert one.request.endswith(CUT)
    assert curl.was_cut(one.request)
    assert not curl.was_cut(BODY)


def test_a_dry_run_reads_the_captured_body(tmp_path: Path, settings: Settings) -> None:
    one = story(tmp_path, body=BODY)
    dry = run(one, settings, Choice(), None)
    assert dry.basis == "body"
    assert dry.plan.candidates[0].route == "anthropic/claude-sonnet-4-5"
    assert dry.plan.traits.session == one.kept.session
    tokens = dry.plan.traits.tokens
    assert dry.plan.candidates[0].price == pytest.approx((tokens * 3 + 600 * 15) / 1e6)  # an answer of the usual length


def test_a_dry_run_without_a_body_says_what_it_went_by(tmp_path: Path, settings: Settings) -> None:
    one = story(tmp_path)
    assert run(one, settings, Choice(), None).basis == "row"
    assert traits_of(one, settings)[0].tokens == 1105
    recorded = run(one, settings, Choice(), None).plan
    kept = one._replace(plan=recorded)
    assert traits_of(kept, settings) == (recorded.traits, "traits")


def test_a_body_that_was_cut_cannot_be_read_again(tmp_path: Path, settings: Settings) -> None:
    one = story(tmp_path, body=BODY + b" " * 9000, limit=40)
    assert run(one, settings, Choice(), None).basis == "row"


def test_another_strategy_route_or_model(tmp_path: Path, settings: Settings) -> None:
    one = story(tmp_path, body=BODY)
    cheapest = run(one, settings, Choice("strategy", "cost-optimized"), None).plan
    assert cheapest.strategy == "cost-optimized"
    prices = [candidate.price for candidate in cheapest.candidates]
    assert prices == sorted(prices, key=lambda price: price if price is not None else 1e9)
    assert len(prices) == 4
    by_route = run(one, settings, Choice("route", "thrifty"), None).plan
    assert {candidate.route for candidate in by_route.candidates[:2]} == {"deepseek/deepseek-chat", "openai/gpt-5-mini"}
    by_model = run(one, settings, Choice("model", "openai/gpt-5-mini"), None).plan
    assert by_model.candidates[0].route == "openai/gpt-5-mini"


def test_what_is_sick_now_comes_last(tmp_path: Path, settings: Settings) -> None:
    one = story(tmp_path, body=BODY)
    first = run(one, settings, Choice("route", "thrifty"), None).plan.candidates[0]
    ill = Condition(route=first.route, key=first.key, vitals=Vitals(state="open", reason="too many failures", sick=1.0))
    plan = run(one, settings, Choice("route", "thrifty"), HealthReport(at=0.0, deployments=(ill,))).plan
    moved = next(candidate for candidate in plan.candidates if candidate.route == first.route)
    assert plan.candidates[0].route != first.route
    assert moved.health_reason == "too many failures"


def test_nobody_can_serve_it(tmp_path: Path, settings: Settings) -> None:
    off = {name: structs.replace(provider, enabled=False) for name, provider in settings.providers.items()}
    with pytest.raises(Trouble, match="Nothing could serve"):
        run(story(tmp_path, body=BODY), structs.replace(settings, providers=off), Choice(), None)
