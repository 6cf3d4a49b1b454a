"""A provider fails before its first word: another one answers, and the provider's own log says who was asked, with what."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from flow import survival
from flow.pairs import BOTH_WAYS, EACH_CLIENT, EACH_UPSTREAM
from flow.provider.exchange import KEYS, key_of
from flow.provider.script import (
    Cut,
    EndEarly,
    ErrorFrame,
    Garbage,
    Html,
    Reset,
    Say,
    Script,
    Stall,
    Status,
    Step,
)
from flow.provider.seen import seen
from flow.provider.server import Provider
from flow.raw import error_of
from flow.router import Router, traceback_in
from flow.survival import SPARE, ask, model_of

ANSWER = "The spare one answers."
TOO_LONG = "prompt is too long: 210000 tokens > 200000 maximum"
_number = itertools.count(1)


@pytest.fixture(scope="module")
def the_house(the_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Router]:
    with Router(tmp_path_factory.mktemp("survival"), survival.house(the_provider.url)) as router:
        yield router


@pytest.fixture
def house(the_house: Router, provider: Provider) -> Iterator[Router]:
    before = len(the_house.said)
    yield the_house
    assert traceback_in(the_house.said[before:]) is None


def fresh(provider: str) -> str:
    """A model of that provider's that nothing is known of yet."""
    return f"{provider}/model-{next(_number)}"


def asked(provider: Provider) -> list[tuple[str, str]]:
    """(format, model) of all that was asked, in order."""
    return [(exchange.format, model_of(exchange)) for exchange in provider.asked]


def first_fails(provider: Provider, *failing: Script) -> None:
    """The first model answers with each script in turn, the last for ever; the spare one always answers well."""
    left = list(failing)
    provider.think(
        lambda request: [Say(ANSWER, pieces=1)] if request.model == SPARE else left.pop(0) if len(left) > 1 else left[0]
    )


MOVES_ON: dict[str, Step] = {
    "rate_limited": Status(429, "slow down"),
    "overloaded": Status(529, "Overloaded"),
    "server": Status(500, "boom"),
    "bad gateway": Status(502, "boom"),
    "auth": Status(401, "no such key"),
    "forbidden": Status(403, "not in your country"),
    "quota": Status(402, "Your credit balance is too low"),
    "model_missing": Status(404, "The model does not exist"),
    "too_long": Status(400, TOO_LONG),
    "html": Html(200),
    "html error": Html(502),
    "garbage": Garbage(),
    "reset": Reset(),
    "cut": Cut(),
    "ends early": EndEarly(),
}


@BOTH_WAYS
@EACH_UPSTREAM
@pytest.mark.parametrize("fault", MOVES_ON)
def test_every_fault_before_the_first_word_moves_on(
    house: Router, provider: Provider, fault: str, upstream: str, stream: bool
) -> None:
    """The client speaks the failing provider's format: verbatim there, encoded anew for the spare one."""
    model = fresh(f"first-{upstream}")
    first_fails(provider, [MOVES_ON[fault]])
    reply = ask(house, upstream, model, stream=stream)
    assert reply.status == 200, reply.body
    assert b"spare" in reply.body
    assert reply.headers["x-ccr-route"].endswith(f"spare/{SPARE}")
    assert asked(provider) == [(upstream, model.partition("/")[2]), ("openai_chat", SPARE)]
    assert seen(provider.asked[1]).texts == ["Hello?"]


@EACH_UPSTREAM
@pytest.mark.parametrize("kind", ["overloaded", "rate_limited"])
def test_an_error_frame_before_the_first_word_moves_on(
    house: Router, provider: Provider, kind: str, upstream: str
) -> None:
    first_fails(provider, [ErrorFrame(kind, "Not now")])
    reply = ask(house, upstream, fresh(f"first-{upstream}"), stream=True)
    assert reply.status == 200
    assert b"Not now" not in reply.body
    assert [model for _, model in asked(provider)][1:] == [SPARE]


@BOTH_WAYS
@EACH_UPSTREAM
def test_nobody_listens(house: Router, provider: Provider, upstream: str, stream: bool) -> None:
    first_fails(provider, [Say("never")])
    assert ask(house, upstream, fresh(f"dead-{upstream}"), stream=stream).status == 200
    assert asked(provider) == [("openai_chat", SPARE)]


@BOTH_WAYS
@EACH_UPSTREAM
def test_silence_before_the_head(house: Router, provider: Provider, upstream: str, stream: bool) -> None:
    first_fails(provider, [Stall(20, head=True), Say("late")])
    assert ask(house, upstream, fresh(f"hasty-{upstream}"), stream=stream).status == 200
    assert [model for _, model in asked(provider)][1:] == [SPARE]
    assert provider.wait(lambda: provider.asked[0].hung_up), "the silent provider was left running"


@EACH_UPSTREAM
def test_silence_after_the_first_word_ends_the_answer(house: Router, provider: Provider, upstream: str) -> None:
    """After it nothing is tried again, by anybody."""
    first_fails(provider, [Say("Half of the ans"), Stall(20), Say("wer")])
    body = ask(house, upstream, fresh(f"hasty-{upstream}"), stream=True).body
    assert b"error" in body
    assert len(provider.asked) == 1


@pytest.mark.parametrize("ending", [Cut(), Reset(), EndEarly(), ErrorFrame()], ids=lambda step: type(step).__name__)
@EACH_UPSTREAM
@EACH_CLIENT
def test_after_the_first_word_nothing_is_tried_again(
    house: Router, provider: Provider, speaks: str, upstream: str, ending: Step
) -> None:
    first_fails(provider, [Say("Half of the ans"), ending])
    body = ask(house, speaks, fresh(f"first-{upstream}"), stream=True).body
    assert b"spare" not in body
    assert len(provider.asked) == 1


@BOTH_WAYS
@EACH_UPSTREAM
@pytest.mark.parametrize(
    ("code", "words"), [(400, "temperature: Input should be less than 1"), (413, "the body has more than 20 MB")]
)
def test_what_the_client_did_wrong_is_told_at_once(
    house: Router, provider: Provider, code: int, words: str, upstream: str, stream: bool
) -> None:
    first_fails(provider, [Status(code, words, kind="request_too_large" if code == 413 else None)])
    reply = ask(house, upstream, fresh(f"first-{upstream}"), stream=stream)
    assert (reply.status, error_of(upstream, reply)[1]) == (code, words)
    assert len(provider.asked) == 1


@BOTH_WAYS
@pytest.mark.parametrize("upstream", ["openai_chat", "openai_responses"])
def test_what_a_provider_will_not_answer_is_not_asked_elsewhere(
    house: Router, provider: Provider, upstream: str, stream: bool
) -> None:
    """Others would refuse it as well, and shopping around for one that does not is nothing to do unasked."""
    first_fails(provider, [Status(400, "against the rules of use", kind="content_policy_violation")])
    reply = ask(house, upstream, fresh(f"first-{upstream}"), stream=stream)
    assert (reply.status, error_of(upstream, reply)[1]) == (400, "against the rules of use")
    assert len(provider.asked) == 1


@EACH_CLIENT
@EACH_UPSTREAM
def test_every_client_gets_its_own_format_from_the_spare(
    house: Router, provider: Provider, speaks: str, upstream: str
) -> None:
    marks = {
        "anthropic": b"message_stop",
        "openai_chat": b"[DONE]",
        "openai_responses": b"response.completed",
        "gemini": b"finishReason",
    }
    first_fails(provider, [Status(503, "no")])
    reply = ask(house, speaks, fresh(f"first-{upstream}"), stream=True)
    assert reply.status == 200
    assert marks[speaks] in reply.body


@EACH_UPSTREAM
@pytest.mark.parametrize("code", [429, 401])
def test_a_refused_key_gives_way_to_the_next(house: Router, provider: Provider, code: int, upstream: str) -> None:
    provider.play([Status(code, "no more")], [Status(code, "no more")], [Say("The third key does.")])
    model = fresh(f"keys-{upstream}")
    assert ask(house, upstream, model, stream=False).status == 200
    assert [key_of(exchange) for exchange in provider.asked] == list(KEYS)
    assert {one for _, one in asked(provider)} == {model.partition("/")[2]}
    # two keys rest now: the third is asked first
    provider.play([Say("Again.")])
    assert ask(house, upstream, model, stream=False).status == 200
    if code == 429:
        assert [key_of(exchange) for exchange in provider.asked] == [KEYS[2]]


def test_a_provider_that_is_down_is_not_asked_with_every_key_first(house: Router, provider: Provider) -> None:
    first_fails(provider, [Status(500, "down")])
    assert ask(house, "anthropic", fresh("keys-anthropic"), stream=False).status == 200
    assert [model for _, model in asked(provider)][1:] == [SPARE]


def test_the_client_is_told_what_it_can_act_on(house: Router, provider: Provider) -> None:
    """The first is rate-limited, the spare one's key is wrong: waiting helps, so the client hears of the limit."""
    provider.think(
        lambda ask: (
            [Status(401, "key?")] if ask.model == SPARE else [Status(429, "slow", headers={"retry-after": "30"})]
        )
    )
    reply = ask(house, "anthropic", fresh("first-anthropic"), stream=False)
    assert (reply.status, reply.headers["retry-after"]) == (429, "30")
