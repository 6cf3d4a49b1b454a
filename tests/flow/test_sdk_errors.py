"""Failures of the provider, as the official SDKs report them, before and in the middle of an answer."""

from __future__ import annotations

import anthropic
import openai
import pytest
from google.genai import errors as google_errors

from flow.pairs import BOTH_WAYS, EACH_CLIENT, EACH_UPSTREAM, every_pair
from flow.provider.exchange import KEY
from flow.provider.script import (
    Cut,
    EndEarly,
    ErrorFrame,
    Garbage,
    Html,
    Reset,
    Say,
    Script,
    Status,
    Step,
)
from flow.provider.server import Provider
from flow.raw import ask, error_of
from flow.router import Router, named
from flow.sdk.clients import CLIENTS
from flow.sdk.words import Client, Question

OVERLOADED = {"anthropic": 529, "openai_chat": 503, "openai_responses": 503, "gemini": 503}


def refused(provider: Provider, client: Client, upstream: str, script: Script, stream: bool) -> tuple[int, str]:
    """The status and words of the SDK's own error."""
    provider.play(script)
    with pytest.raises(Exception) as raised:
        client.ask(named(upstream), Question(), stream=stream)
    status, words = client.failure(raised.value)
    assert status is not None, "said inside a stream that had not begun"
    return status, words


@BOTH_WAYS
@pytest.mark.parametrize("code", [400, 403, 404, 429, 500])
@every_pair
def test_status_and_words_come_through(
    provider: Provider, client: Client, upstream: str, code: int, stream: bool
) -> None:
    status, words = refused(provider, client, upstream, [Status(code, "max_tokens: 9 > 8, says the model")], stream)
    assert status == (502 if code == 500 else code)
    assert "max_tokens: 9 > 8, says the model" in words


@BOTH_WAYS
@every_pair
def test_overload(provider: Provider, client: Client, upstream: str, stream: bool) -> None:
    script = [Status(OVERLOADED[upstream], "Overloaded, try later")]
    status, words = refused(provider, client, upstream, script, stream)
    assert status in (503, 529)
    assert "Overloaded, try later" in words


@pytest.mark.parametrize(
    "broken", [Html(200), Html(502), Garbage(), Reset(), Cut(), EndEarly()], ids=lambda step: type(step).__name__
)
@BOTH_WAYS
@every_pair
def test_what_is_no_answer_at_all(
    provider: Provider, client: Client, upstream: str, broken: Step, stream: bool
) -> None:
    status, words = refused(provider, client, upstream, [broken], stream)
    assert status == 502
    assert "<" not in words, "a web page in an error message"


@EACH_CLIENT
@EACH_UPSTREAM
def test_retry_after(provider: Provider, router: Router, speaks: str, upstream: str) -> None:
    provider.play([Status(429, "slow down", headers={"retry-after": "7"})])
    reply = ask(router, speaks, upstream)
    kind, words = error_of(speaks, reply)
    assert (reply.status, reply.headers["retry-after"]) == (429, "7")
    assert "slow down" in words
    if speaks == "anthropic":
        assert kind == "rate_limit_error"
    if speaks == "gemini":
        assert kind == "RESOURCE_EXHAUSTED"


def test_a_long_wait_is_capped_for_claude_code(provider: Provider, router: Router) -> None:
    provider.play([Status(429, "slow down", headers={"retry-after": "3600"})])
    assert ask(router, "anthropic", "openai_chat").headers["retry-after"] == "60"


@pytest.mark.parametrize(("kind", "statuses"), [("overloaded", (503, 529)), ("rate_limited", (429,))])
@every_pair
def test_an_error_frame_before_the_first_word_is_a_plain_error(
    provider: Provider, client: Client, upstream: str, kind: str, statuses: tuple[int, ...]
) -> None:
    status, words = refused(provider, client, upstream, [ErrorFrame(kind, "Not now")], True)
    assert status in statuses
    assert "Not now" in words


@pytest.mark.parametrize(
    "ending", [ErrorFrame("overloaded", "Overloaded"), Cut(), EndEarly(), Reset()], ids=lambda step: type(step).__name__
)
@every_pair
def test_text_is_kept_and_the_cut_is_said(provider: Provider, client: Client, upstream: str, ending: Step) -> None:
    provider.play([Say("Half of the ans"), ending])
    heard = ""
    with pytest.raises(Exception) as raised:
        for part in client.parts(named(upstream), Question()):
            heard += part
    client.failure(raised.value)
    assert heard == "Half of the ans"


@EACH_CLIENT
@BOTH_WAYS
def test_a_wrong_local_token(router: Router, provider: Provider, speaks: str, stream: bool) -> None:
    provider.play([Say("never")])
    sdk = CLIENTS[speaks](router.url, "some-other-token")
    expected = {
        "anthropic": anthropic.AuthenticationError,
        "openai_chat": openai.AuthenticationError,
        "openai_responses": openai.AuthenticationError,
        "gemini": google_errors.ClientError,
    }[speaks]
    with pytest.raises(expected) as raised:
        sdk.ask(named("openai_chat"), Question(), stream=stream)
    sdk.close()
    assert sdk.failure(raised.value)[0] == 401
    assert provider.log == []


@EACH_CLIENT
@EACH_UPSTREAM
def test_a_refused_provider_key_is_never_repeated(
    provider: Provider, router: Router, speaks: str, upstream: str
) -> None:
    provider.play([Status(401, f"Incorrect API key provided: {KEY}. You can find your key in the console.")])
    reply = ask(router, speaks, upstream)
    assert reply.status == 401
    assert KEY.encode() not in reply.body
    assert "Incorrect API key provided" in error_of(speaks, reply)[1]
    assert KEY not in router.said
