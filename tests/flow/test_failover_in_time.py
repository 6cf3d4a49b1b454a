"""Waiting, hedging, leaving alone and coming back: what failover does over time."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from flow import survival
from flow.provider.exchange import Exchange
from flow.provider.script import Call, Cut, Say, Stall, Status, Step, Think, Usage
from flow.provider.script import Script as Steps
from flow.provider.seen import seen
from flow.provider.server import Provider
from flow.raw import headers_of, send
from flow.router import Router
from flow.sdk.clients import CLIENTS
from flow.survival import ask, model_of

ONLY, FIRST, SECOND = "only/m-only", "first/m-first", "second/m-second"


def lone(url: str, more: str = "") -> str:
    return survival.settings([survival.provider("only", "anthropic", url)], [ONLY], more=more)


def two(url: str, *, health: str = "checks = false", more: str = "") -> str:
    providers = [survival.provider("first", "anthropic", url), survival.provider("second", "openai_chat", url)]
    return survival.settings(providers, [FIRST, SECOND], health=health, more=more)


def models(provider: Provider) -> list[str]:
    return [model_of(exchange) for exchange in provider.asked]


def health(router: Router) -> dict[str, dict[str, Any]]:
    """``GET /-/health``, by route."""
    reply = send(router, "GET", "/-/health", headers=headers_of("openai_chat"))
    assert reply.status == 200
    return {one["route"]: one for one in reply.json["deployments"]}


@pytest.mark.parametrize("stream", [False, True])
def test_the_only_one_is_tried_again_after_a_pause(provider: Provider, home: Path, stream: bool) -> None:
    with Router(home, lone(provider.url)) as router:
        provider.play([Status(500)], [Status(529)], [Say("Third time.", pieces=1)])
        begun = time.monotonic()
        reply = ask(router, "anthropic", ONLY, stream=stream)
        assert b"Third time." in reply.body
        assert time.monotonic() - begun >= 0.25 + 0.5  # half of each back-off at least: waiting was real
        assert len(provider.asked) == 3


def test_retry_after_is_waited_for(provider: Provider, home: Path) -> None:
    with Router(home, lone(provider.url)) as router:
        provider.play([Status(429, headers={"retry-after": "1"})], [Say("Now.", pieces=1)])
        begun = time.monotonic()
        assert ask(router, "anthropic", ONLY, stream=False).status == 200
        assert time.monotonic() - begun >= 1.0


def test_a_reset_time_is_passed_on_as_retry_after(provider: Provider, home: Path) -> None:
    """It is too long for us to wait; the client may."""
    with Router(home, lone(provider.url)) as router:
        limits = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "20s"}
        provider.play([Status(429, headers=limits)])
        reply = ask(router, "anthropic", ONLY, stream=False)
        assert (reply.status, reply.headers["retry-after"]) == (429, "20")
        assert len(provider.asked) == 1


def test_tries_again_are_rationed(provider: Provider, home: Path) -> None:
    """Twenty clients meet a provider that is down: three more tries are made, not forty."""
    with Router(home, lone(provider.url, "[routing.retry]\nbackoff = 0.05")) as router:
        provider.play([Status(500)])
        with ThreadPoolExecutor(20) as pool:
            replies = list(pool.map(lambda _: ask(router, "anthropic", ONLY, stream=False), range(20)))
        assert {reply.status for reply in replies} == {502}
        assert 20 < len(provider.asked) <= 23


def test_the_only_one_is_asked_however_sick(provider: Provider, home: Path) -> None:
    with Router(home, lone(provider.url, "[routing.retry]\nsame = 0")) as router:
        provider.play([Status(500)])
        for _ in range(6):
            ask(router, "anthropic", ONLY, stream=False)
        assert health(router)[ONLY]["vitals"]["state"] == "open"
        provider.play([Say("Well again.")])
        assert ask(router, "anthropic", ONLY, stream=False).status == 200
        assert health(router)[ONLY]["vitals"]["outstanding"] == 0


def test_a_failing_one_is_left_alone_and_found_again(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url, health="checks = false\nopen_for = 0.7")) as router:
        sick: Step = Status(500)
        provider.think(lambda ask: [sick] if ask.model == "m-first" else [Say("Second.")])
        for _ in range(8):
            assert ask(router, "anthropic", FIRST, stream=True).status == 200
        assert models(provider).count("m-first") == 5  # then it was left alone
        assert models(provider).count("m-second") == 8
        found = health(router)[FIRST]
        assert (found["vitals"]["state"], found["last_error"]) == ("open", "server: scripted failure")
        assert found["hour"]["uptime"] == 0
        time.sleep(0.8)
        provider.play([Say("First again.")])
        for _ in range(3):
            assert ask(router, "anthropic", FIRST, stream=True).status == 200
        assert models(provider) == ["m-first"] * 3
        time.sleep(0.3)
        assert health(router)[FIRST]["vitals"]["state"] == "ok"


def test_a_cut_in_mid_answer_counts_as_sick(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url)) as router:
        provider.think(lambda ask: [Say("Half"), Cut()] if ask.model == "m-first" else [Say("Whole.")])
        for _ in range(6):
            ask(router, "anthropic", FIRST, stream=True)
        assert models(provider) == ["m-first"] * 5 + ["m-second"]


def test_all_out_the_least_sick_is_used(provider: Provider, home: Path) -> None:
    """Both rest for what they asked; the one that is back sooner is tried, and nobody is refused unasked."""
    with Router(home, two(provider.url)) as router:
        provider.think(lambda ask: [Status(429, headers={"retry-after": "90" if ask.model == "m-first" else "30"})])
        assert ask(router, "anthropic", FIRST, stream=False).status == 429
        provider.play([Say("All right.")])
        assert ask(router, "anthropic", FIRST, stream=False).status == 200
        assert models(provider) == ["m-second"]


def test_what_is_in_force_survives_a_restart(provider: Provider, home: Path) -> None:
    config = two(provider.url)
    with Router(home, config) as router:
        provider.think(lambda ask: [Status(500)] if ask.model == "m-first" else [Say("Second.")])
        for _ in range(5):
            ask(router, "anthropic", FIRST, stream=False)
    provider.play([Say("Any.")])
    with Router(home, config) as router:
        found = health(router)[FIRST]
        assert (found["vitals"]["state"], found["last_error"]) == ("open", "server: scripted failure")
        assert ask(router, "anthropic", FIRST, stream=False).status == 200
        assert models(provider) == ["m-second"]


def test_free_checks_find_a_provider_that_is_back(provider: Provider, home: Path) -> None:
    """Only lists of models are asked for, and only while something is left alone."""
    with Router(home, two(provider.url, health="check_every = 1")) as router:
        provider.think(lambda ask: [Stall(0.05, head=True), Status(401, "invalid x-api-key")])
        for _ in range(5):
            ask(router, "anthropic", FIRST, stream=False)
        provider.play([Say("Back.")])
        assert provider.wait(lambda: any(exchange.kind == "models" for exchange in provider.log), 5)
        assert provider.wait(lambda: health(router)[FIRST]["vitals"]["state"] == "half_open", 5)
        assert not provider.asked, "a completion costs money"
        assert ask(router, "anthropic", FIRST, stream=False).status == 200
        assert models(provider) == ["m-first"]


# hedging


HEDGED = "[routing.hedge]\nenabled = true\nshare = 1.0"


def warm(router: Router, provider: Provider) -> None:
    """Twenty quick answers, so that it is known what is usual."""
    provider.play([Say("quick")])
    for _ in range(25):
        ask(router, "anthropic", FIRST, stream=True)
    time.sleep(1.1)  # figures are worked out once a second


def late_first(request: Any) -> Steps:
    return [Stall(30), Say("late")] if request.model == "m-first" else [Say("prompt", pieces=1)]


def test_a_late_first_word_starts_the_next_one_too(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url, more=HEDGED)) as router:
        warm(router, provider)
        provider.think(late_first)
        reply = ask(router, "anthropic", FIRST, stream=True)
        assert b"prompt" in reply.body
        assert reply.headers["x-ccr-route"].endswith(SECOND)
        assert models(provider) == ["m-first", "m-second"]
        assert provider.wait(lambda: provider.asked[0].hung_up, 2), "the late one still runs"
        assert health(router)[FIRST]["vitals"]["outstanding"] == 0


def test_no_hedging_unless_asked_for_and_not_beyond_its_share(provider: Provider, home: Path) -> None:
    share = "[routing.hedge]\nenabled = true\nshare = 0.01"
    slow: Steps = [Stall(0.4), Say("slow")]
    for more in ("", share):
        with Router(home, two(provider.url, more=more)) as router:
            warm(router, provider)
            provider.play(slow)
            assert ask(router, "anthropic", FIRST, stream=True).status == 200
            assert models(provider) == ["m-first"]


def test_a_hedge_that_fails_does_not_hurt(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url, more=HEDGED)) as router:
        warm(router, provider)
        provider.think(lambda ask: [Stall(0.6), Say("first", pieces=1)] if ask.model == "m-first" else [Status(500)])
        assert b"first" in ask(router, "anthropic", FIRST, stream=True).body
        assert models(provider) == ["m-first", "m-second"]


def test_both_fail(provider: Provider, home: Path) -> None:
    with Router(home, two(provider.url, more=f"{HEDGED}\n[routing.retry]\nsame = 0")) as router:
        warm(router, provider)
        provider.think(lambda ask: [Stall(0.3, head=True), Status(500)] if ask.model == "m-first" else [Status(529)])
        assert ask(router, "anthropic", FIRST, stream=True).status in (502, 529)
        assert sorted(models(provider)) == ["m-first", "m-second"]


# a provider that flaps, and a conversation that wanders


def test_soak_beside_a_flapping_provider(provider: Provider, home: Path) -> None:
    """It fails, recovers, cuts and stalls by turns for some seconds; nobody notices but those cut in mid-answer."""
    with Router(home, two(provider.url, health="checks = false\nopen_for = 0.2\nopen_most = 0.5")) as router:
        begun = time.monotonic()
        moods: list[Steps] = [[Say("ok")], [Status(500)], [Status(429)], [Cut()], [Stall(0.1, head=True), Say("ok")]]
        provider.think(
            lambda ask: (
                moods[int((time.monotonic() - begun) / 0.3) % len(moods)] if ask.model == "m-first" else [Say("ok")]
            )
        )

        def one(number: int) -> int:
            return ask(router, "anthropic", FIRST, stream=number % 2 == 0).status

        with ThreadPoolExecutor(8) as pool:
            statuses: list[int] = []
            while time.monotonic() - begun < 6:
                statuses += pool.map(one, range(40))
        assert set(statuses) == {200}
        used = models(provider)
        assert used.count("m-first") > 20 and used.count("m-second") > 20
        assert {one["vitals"]["outstanding"] for one in health(router).values()} == {0}


def test_every_request_that_has_a_healthy_candidate_is_answered() -> None:
    """A short run of the script; the long one is ``tests/bench/survive.py`` with no argument."""
    script = Path(__file__).parents[1] / "bench" / "survive.py"
    run = subprocess.run([sys.executable, str(script), "1500"], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stdout + run.stderr[-3000:]


@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_that_moves_from_glm_to_claude_to_gpt_and_back(
    provider: Provider, home: Path, stream: bool
) -> None:
    """Each turn only one of them is up. Signatures go back to their makers and to nobody else; tool ids stay joined."""
    formats = {"glm": "anthropic", "claude": "anthropic", "gpt": "openai_responses"}
    providers = [survival.provider(name, format, provider.url) for name, format in formats.items()]
    config = survival.settings(providers, [f"{name}/{name}-model" for name in formats])
    tools = [{"name": "get_time", "input_schema": {"type": "object", "properties": {"zone": {"type": "string"}}}}]
    messages: list[dict[str, Any]] = [{"role": "user", "content": "What time is it?"}]
    asked: list[tuple[str, Exchange]] = []
    with Router(home, config) as router:
        sdk = CLIENTS["anthropic"](router.url, "local-token-of-this-test").sdk  # type: ignore[attr-defined]
        for turn, up in enumerate(("glm", "claude", "gpt", "claude", "glm", "gpt")):
            says = [
                Think(f"{up} thinks", signature=f"c2lnbmVk{up}{turn}"),
                Call("get_time", {"zone": f"Z{turn}"}),
                Usage(),
            ]
            provider.think(lambda ask, up=up, says=says: says if ask.model == f"{up}-model" else [Status(529)])
            request = {
                "model": "any-name", "max_tokens": 8000, "messages": messages, "tools": tools,
                "thinking": {"type": "enabled", "budget_tokens": 2048},
            }  # fmt: skip
            if stream:
                with sdk.messages.stream(**request) as events:
                    answer = events.get_final_message()
            else:
                answer = sdk.messages.create(**request)
            calls = [block for block in answer.content if block.type == "tool_use"]
            assert [call.input for call in calls] == [{"zone": f"Z{turn}"}]
            assert model_of(provider.asked[-1]) == f"{up}-model"
            asked.append((up, provider.asked[-1]))
            results = [{"type": "tool_result", "tool_use_id": calls[0].id, "content": f"T{turn}"}]
            messages.append({"role": "assistant", "content": [b.model_dump(exclude_none=True) for b in answer.content]})
            messages.append({"role": "user", "content": results})
        sdk.close()
    for turn, (up, exchange) in enumerate(asked):
        said = seen(exchange)
        assert said.calls == [("get_time", {"zone": f"Z{before}"}) for before in range(turn)]
        assert said.results == [("get_time", f"T{before}") for before in range(turn)]
        body = json.dumps(exchange.json)
        for before, (maker, _) in enumerate(asked[:turn]):
            assert (f"c2lnbmVk{maker}{before}" in body) == (maker == up), f"turn {turn} at {up}: {maker}'s signature"
