"""The shipped plugins in the running router, each switched on in the settings and seen doing its work for a client."""

from __future__ import annotations

import hashlib
import hmac
import json
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flow.provider.script import Ask, Say
from flow.provider.server import Provider
from flow.raw import Reply, body_of, headers_of, path_of, send
from flow.router import Router, named, settings
from plugins.sink import Sink, listening

EMAIL = "jane.doe@example.com"


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as made:
        yield made


def router(home: Path, provider: Provider, name: str, own: str = "", more: str = "") -> Router:
    table = f"\n[plugins.{name}]\nenabled = true\n[plugins.{name}.settings]\n{own}\n{more}"
    return Router(home, settings(provider.url) + table)


def ask(router: Router, format: str, text: str, upstream: str = "", *, stream: bool = False, **more: Any) -> Reply:
    model = named(upstream or format)
    body = body_of(format, model, text, stream=stream) | more
    return send(router, "POST", path_of(format, model, stream=stream), body, headers_of(format))


def view(router: Router, name: str) -> dict[str, Any]:
    """What the dashboard is shown of a plugin."""
    snapshot = json.loads(router.command("status", "--json"))
    return {one["name"]: one for one in snapshot["plugins"]}[name]


def until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """A card is good for a second: it may take one more look."""
    end = time.monotonic() + seconds
    while not (seen := true()) and time.monotonic() < end:
        time.sleep(0.2)
    return seen


@pytest.mark.parametrize("format", ["anthropic", "openai_chat", "gemini"])
@pytest.mark.parametrize("stream", [False, True])
def test_response_cache(home: Path, provider: Provider, format: str, stream: bool) -> None:
    with router(home, provider, "response-cache") as running:
        provider.play([Say("Only once.")])
        first = ask(running, format, "the same", stream=stream)
        assert first.status == 200 and len(provider.asked) == 1
        again = ask(running, format, "the same", stream=stream)
        assert (again.status == 200 and b"Only once." in again.body.replace(b'"}', b"")) or b"once" in again.body
        assert len(provider.asked) == 1
        ask(running, format, "another")
        assert len(provider.asked) == 2
        assert until(lambda: dict(view(running, "response-cache")["panels"][0]["rows"])["answered"] == "1")


def test_response_cache_leaves_turns_with_tools_alone(home: Path, provider: Provider) -> None:
    tool = {"name": "Read", "input_schema": {"type": "object", "properties": {}}}
    with router(home, provider, "response-cache") as running:
        provider.play([Say("Fresh.")])
        for _ in range(2):
            ask(running, "anthropic", "read it", tools=[tool])
        assert len(provider.asked) == 2


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(("format", "upstream"), [("anthropic", "anthropic"), ("openai_chat", "gemini")])
def test_pii_redact(home: Path, provider: Provider, format: str, upstream: str, stream: bool) -> None:
    seen: list[str] = []

    def answer(asked: Ask) -> list[Say]:
        seen.append(json.dumps(asked.body))
        mask = asked.text.split()[2]
        return [Say(f"I shall write to {mask} today", pieces=9)]

    with router(home, provider, "pii-redact") as running:
        provider.think(answer)
        reply = ask(running, format, f"Write to {EMAIL} now", upstream, stream=stream)
    assert reply.status == 200
    assert EMAIL not in seen[0] and "Write to" in seen[0]
    text = "".join(pieces(reply, format)) if stream else reply.body.decode()
    assert f"I shall write to {EMAIL} today" in text


def pieces(reply: Reply, format: str) -> Iterator[str]:
    for line in reply.body.decode().splitlines():
        if line.startswith("data: {"):
            said = json.loads(line.removeprefix("data: "))
            if format == "anthropic":
                yield said.get("delta", {}).get("text", "")
            else:
                yield from (choice["delta"].get("content") or "" for choice in said["choices"])


def test_prompt_logger(home: Path, provider: Provider) -> None:
    with router(home, provider, "prompt-logger") as running:
        provider.play([Say("Noted.")])
        ask(running, "anthropic", "for the record")
        ask(running, "openai_chat", "streamed", stream=True)
    file = home / "data" / "plugin-data" / "prompt-logger" / "prompts.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert "for the record" in json.dumps(lines[0]) and "Noted." in json.dumps(lines)
    assert len(lines) == 4  # two requests, two answers
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("format", ["anthropic", "openai_chat", "openai_responses", "gemini"])
def test_rate_limiter(home: Path, provider: Provider, format: str) -> None:
    with router(home, provider, "rate-limiter", "requests = 2") as running:
        provider.play([Say("Yes.")])
        replies = [ask(running, format, f"number {number}") for number in range(3)]
        assert [reply.status for reply in replies] == [200, 200, 429]
        assert 0 < int(replies[2].headers["retry-after"]) <= 60
        assert b"rate-limiter" in replies[2].body and len(provider.asked) == 2
        assert view(running, "rate-limiter")["state"] == "running"


def test_webhook(home: Path, provider: Provider, sink: Sink) -> None:
    with router(home, provider, "webhook", f'url = "{sink.url}"\nsign_with = "a-secret"') as running:
        provider.play([Say("Sent.")])
        asked = ask(running, "anthropic", "never leaves this machine otherwise")
        assert provider.wait(lambda: bool(sink.posts))
    headers, body = sink.posts[0]
    said = json.loads(body)
    assert (said["event"], said["exchange"]["id"]) == ("exchange", asked.headers["x-ccr-exchange"])
    assert headers["x-ccr-signature"] == hmac.new(b"a-secret", body, hashlib.sha256).hexdigest()
    assert b"never leaves" not in body


def test_cost_alerts(home: Path, provider: Provider, sink: Sink) -> None:
    limit = f'[budgets.tiny]\nperiod = "day"\nusd = 0.00001\naction = "warn"\n[prices."{named("anthropic")}"]\ninput = 9.0\noutput = 9.0\n'
    with router(home, provider, "cost-alerts", f'webhook = "{sink.url}"\nrequest_over = 0.00001', limit) as running:
        provider.play([Say("Dear.")])
        ask(running, "anthropic", "how much?")
        assert provider.wait(lambda: len(sink.posts) >= 2)
    told = [f"{body['title']} {body['text']}" for body in sink.bodies()]
    assert any("tiny" in one for one in told), told
    assert any(named("anthropic") in one for one in told), told
