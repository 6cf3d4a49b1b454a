"""What failover keeps to: who is tried again and who is not, one probe, a deployment's own pace, the deadline, keys' limits."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flow import survival
from flow.pairs import EACH_UPSTREAM
from flow.provider.exchange import KEYS, key_of
from flow.provider.script import (
    FORMATS,
    Cut,
    EndEarly,
    Garbage,
    Headers,
    Html,
    Raw,
    Reset,
    Say,
    Stall,
    Status,
    Step,
)
from flow.provider.server import Provider
from flow.router import Router
from flow.survival import ask, model_of

FIRST, SECOND = "first/m-first", "second/m-second"
AGAIN, ONCE = 3, 1  # attempts that one request makes at the only deployment there is
TRIES: dict[str, tuple[Step, int]] = {
    "overloaded": (Status(529, "Overloaded"), AGAIN),
    "server": (Status(500, "boom"), AGAIN),
    "html error": (Html(502), AGAIN),
    "reset": (Reset(), AGAIN),
    "cut_short": (Cut(), AGAIN),
    "ends early": (EndEarly(), AGAIN),
    "timeout": (Stall(20, head=True), ONCE),
    "rate_limited": (Status(429, "slow down"), ONCE),
    "auth": (Status(401, "no such key"), ONCE),
    "forbidden": (Status(403, "not in your country"), ONCE),
    "quota": (Status(402, "Your credit balance is too low"), ONCE),
    "model_missing": (Status(404, "The model does not exist"), ONCE),
    "too_long": (Status(400, "prompt is too long: 210000 tokens > 200000 maximum"), ONCE),
    "bad_request": (Status(400, "temperature: Input should be less than 1"), ONCE),
}
CASES = [(fault, stream, *case) for fault, case in TRIES.items() for stream in (False, True)] + [
    ("protocol", False, Garbage(), ONCE),
    ("protocol", True, Raw(b'event: message_start\ndata: {"type": \n\n'), ONCE),
    ("nothing readable", True, Garbage(), AGAIN),  # a stream without a single frame has been cut short
]
_number = itertools.count(1)


@pytest.fixture(scope="module")
def the_lonely(the_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    """A provider of each format, none of which has another to stand in for it."""
    hasty = "first_byte_timeout = 0.5"
    providers = [survival.provider(format, format, the_provider.url) for format in FORMATS]
    providers += [survival.provider(f"hasty-{format}", format, the_provider.url, more=hasty) for format in FORMATS]
    text = survival.settings(providers, ["gemini/any"], more="[routing.retry]\nbackoff = 0.02")
    alone = text.replace('explicit = "fallback"', "")
    with Router(tmp_path_factory.mktemp("lonely"), alone) as router:
        yield router


@EACH_UPSTREAM
@pytest.mark.parametrize(("fault", "stream", "step", "attempts"), CASES)
def test_what_is_tried_again_at_the_same_deployment(
    the_lonely: Router, provider: Provider, fault: str, stream: bool, step: Step, attempts: int, upstream: str
) -> None:
    """By the provider's own log. A new model each, so that none knows of the others' faults."""
    provider.think(lambda _: [step, Say("late")])
    model = f"model-{next(_number)}"
    host = f"hasty-{upstream}" if fault == "timeout" else upstream
    assert ask(the_lonely, upstream, f"{host}/{model}", stream=stream).status >= 400
    assert [model_of(exchange) for exchange in provider.asked] == [model] * attempts


def two(url: str, *, health: str = "", more: str = "") -> str:
    providers = [survival.provider("first", "anthropic", url), survival.provider("second", "openai_chat", url)]
    return survival.settings(providers, [FIRST, SECOND], health=f"checks = false\n{health}", more=more)


def models(provider: Provider) -> list[str]:
    return [model_of(exchange) for exchange in provider.asked]


def test_a_half_open_one_gets_one_probe_however_many_ask(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url, health="open_for = 0.5")) as router:
        provider.think(lambda request: [Status(500)] if request.model == "m-first" else [Say("Second.")])
        for _ in range(5):
            ask(router, "anthropic", FIRST, stream=False)
        time.sleep(0.6)
        provider.think(
            lambda request: [Stall(1.0, head=True), Say("Back.")] if request.model == "m-first" else [Say("Second.")]
        )
        with ThreadPoolExecutor(12) as pool:
            replies = list(pool.map(lambda n: ask(router, "anthropic", FIRST, stream=n % 2 == 0), range(12)))
        assert {reply.status for reply in replies} == {200}
        assert Counter(models(provider)) == {"m-first": 1, "m-second": 11}
        ask(router, "anthropic", FIRST, stream=False)
        assert models(provider)[-1] == "m-first", "it was well: all may go there again"


def warm(router: Router, provider: Provider) -> None:
    """Quick answers enough, so that it is known what is usual."""
    provider.play([Say("quick")])
    for _ in range(25):
        ask(router, "anthropic", FIRST, stream=True)
    time.sleep(1.1)  # figures are worked out once a second


def test_who_is_usually_quick_is_not_waited_for_as_long_as_the_settings_allow(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url, health="first_byte_least = 0.2")) as router:
        warm(router, provider)
        provider.think(lambda ask: [Stall(20), Say("late")] if ask.model == "m-first" else [Say("prompt", pieces=1)])
        assert b"prompt" in ask(router, "anthropic", FIRST, stream=True).body
        assert models(provider) == ["m-first", "m-second"]
        assert provider.wait(lambda: provider.asked[0].hung_up)


def test_the_deadline_holds_for_all_attempts_together(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url, more="[routing.retry]\ndeadline = 0.5")) as router:
        provider.play([Stall(20, head=True), Say("never")])
        assert ask(router, "anthropic", FIRST, stream=False).status == 504
        assert models(provider) == ["m-first"], "no time was left for the other"
        assert provider.wait(lambda: provider.asked[0].hung_up)


def test_what_a_hedge_cost_is_in_the_ledger(provider: Provider, home: Path) -> None:
    """The overtaken one has read the prompt, and bills it."""
    prices = "\n".join(f'[prices."{name}/*"]\ninput = 1000.0\noutput = 1000.0' for name in ("first", "second"))
    hedged = f"[routing.hedge]\nenabled = true\nshare = 1.0\n{prices}"
    with Router(home, two(provider.url, more=hedged)) as router:
        warm(router, provider)
        provider.think(
            lambda request: [Stall(30), Say("late")] if request.model == "m-first" else [Say("prompt", pieces=1)]
        )
        exchange = ask(router, "anthropic", FIRST, stream=True).headers["x-ccr-exchange"]
        assert models(provider) == ["m-first", "m-second"]
    query = (
        "select names.text, attempts.cost from exchanges join attempts on attempts.exchange = exchanges.id "
        "join names on names.id = attempts.outcome where exchanges.key = ? order by attempts.place"
    )
    with contextlib.closing(sqlite3.connect(home / "data" / "ledger.sqlite")) as ledger:
        (left, extra), (well, cost) = ledger.execute(query, (bytes.fromhex(exchange),)).fetchall()
    assert (left, well) == ("left", "ok")
    assert extra > 0 and cost > 0


# several keys of one provider


def keyed(url: str, format: str, more: str = "") -> str:
    strategy = 'strategy = "load-balanced"\nmodels = ["many/m"]'
    many = survival.provider("many", format, url, key=survival.THREE)
    return survival.settings([many], ["many/m"], more=f"{strategy}\n{more}")


@pytest.mark.parametrize(
    ("format", "headers"),
    [
        ("openai_chat", {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "50s"}),
        ("openai_chat", {"x-ratelimit-remaining-tokens": "1", "x-ratelimit-reset-tokens": "50s"}),
        ("anthropic", {"anthropic-ratelimit-requests-remaining": "0"}),
        ("anthropic", {"anthropic-ratelimit-input-tokens-remaining": "1"}),
    ],
)
def test_a_key_that_says_nothing_is_left_is_passed_over(
    provider: Provider, home: Path, format: str, headers: dict[str, str]
) -> None:
    with Router(home, keyed(provider.url, format)) as router:
        provider.play(*[[Say("fine"), Headers(headers)]] * 2, [Say("fine")])
        for number in range(6):
            assert ask(router, format, "any", stream=False, text=f"A conversation of its own, {number}").status == 200
        assert [key_of(exchange) for exchange in provider.asked] == [KEYS[0], KEYS[1], *[KEYS[2]] * 4]


def test_keys_are_used_up_to_their_own_limits_and_then_all_the_same(provider: Provider, home: Path) -> None:
    limits = "\n".join(
        f'[routing.limits."${{{name}}}"]\nrpm = {rpm}'
        for name, rpm in (("PROVIDER_KEY", 1), ("PROVIDER_KEY_2", 2), ("PROVIDER_KEY_3", 3))
    )
    with Router(home, keyed(provider.url, "openai_chat", limits)) as router:
        provider.play([Say("fine")])
        for number in range(7):
            assert ask(router, "openai_chat", "any", stream=False, text=f"Another one, {number}").status == 200
        used = [key_of(exchange) for exchange in provider.asked]
    assert Counter(used[:6]) == {KEYS[0]: 1, KEYS[1]: 2, KEYS[2]: 3}
    assert len(used) == 7, "with all limits spent it is tried, not refused"


def test_who_has_least_under_way_is_next(provider: Provider, home: Path) -> None:
    with Router(home, keyed(provider.url, "openai_chat")) as router:
        provider.play([Stall(1.0, head=True), Say("slow")])
        with ThreadPoolExecutor(9) as pool:
            running = [
                pool.submit(ask, router, "openai_chat", "any", stream=False, text=f"At once, {n}") for n in range(9)
            ]
            assert {one.result().status for one in running} == {200}
        assert Counter(key_of(exchange) for exchange in provider.asked) == dict.fromkeys(KEYS, 3)
