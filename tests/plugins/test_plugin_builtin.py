"""The shipped plugins, each doing its work through the facade, as the gateway would have it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ccrouter.ir.events import Answer, Delta, Event, Finish, PartEnd, PartStart
from ccrouter.ir.parts import Text, ToolCall
from ccrouter.plugins import finder, trying
from ccrouter.plugins.api import Answered, BudgetAlert, Ended, HealthChange, Refusal, Request
from ccrouter.plugins.manager import Plugins
from ccrouter.views import ExchangeView
from plugins.room import on, paths, request, response, room
from plugins.sink import Sink, listening

NEEDED: dict[str, dict[str, Any]] = {"webhook": {"url": "http://127.0.0.1:9/"}}


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as made:
        yield made


async def running(home: Path, name: str, **settings: Any) -> Plugins:
    plugins = room(home)
    await plugins.start(on(name, **settings))
    assert [one.state for one in plugins.health()] == ["running"], plugins.health()
    return plugins


def ended(*, fault: str = "", cost: int | None = None) -> Ended:
    view = ExchangeView(
        id="e1", time=1.0, client="Codex", format="openai_responses", asked="m", why="", provider="one", model="m",
        status=200, fault=fault,
    )  # fmt: skip
    return Ended(exchange=view, cost=cost)


ALERT = BudgetAlert(
    name="daily", percent=100, used=10_000_000_000, limit=10_000_000_000, unit="usd", period="day", action="block"
)


async def test_every_shipped_plugin_passes_its_trial(tmp_path: Path) -> None:
    for name, found in finder.find(paths(tmp_path)).items():
        results = await trying.run(found, NEEDED.get(name, {}), paths(tmp_path))
        bad = [one for one in results if not one.ok and "ConnectError" not in one.said]
        assert not bad, (name, bad)
        assert len(results) > 1


async def test_rate_limiter(tmp_path: Path) -> None:
    plugins = await running(tmp_path, "rate-limiter", requests=2, limits={"Codex": 1})
    asks = [await plugins.request(request(client=client)) for client in ("a", "a", "a", "Codex", "Codex", "b")]
    assert [type(one) for one in asks] == [Request, Request, Refusal, Request, Refusal, Request]
    refused = asks[2]
    assert isinstance(refused, Refusal)
    assert refused.status == 429 and refused.retry_after is not None and 0 < refused.retry_after <= 60
    assert (await plugins.panels())["rate-limiter"].rows[0] == ("refused", "2")
    await plugins.apply(on("rate-limiter", by="session", tokens=100))
    asks = [await plugins.request(request(session="s", tokens=60)) for _ in range(2)]
    assert [type(one) for one in asks] == [Request, Refusal]
    await plugins.stop()


async def test_response_cache_answers_the_very_same_request_and_no_other(tmp_path: Path) -> None:
    plugins = await running(tmp_path, "response-cache")
    await plugins.request(request("one", id="e1"))
    await plugins.response(response("the answer", exchange="e1"))
    again = await plugins.request(request("one", id="e2"))
    assert isinstance(again, Answered)
    assert again.answer.parts == [Text(text="the answer")]
    assert isinstance(await plugins.request(request("two", id="e3")), Request)
    assert isinstance(await plugins.request(request("one", id="e4", model="other")), Request)
    assert isinstance(await plugins.request(request("one", id="e5", tools=3)), Request)
    await plugins.stop()


async def test_response_cache_keeps_no_answer_that_was_cut_and_none_past_its_time(tmp_path: Path) -> None:
    plugins = await running(tmp_path, "response-cache", ttl=0.000001)
    await plugins.request(request("one", id="e1"))
    cut = msgspec.structs.replace(response("half").answer, finish=Finish(stop="length"))
    await plugins.response(response("", exchange="e1", answer=cut))
    await plugins.request(request("two", id="e2"))
    await plugins.response(response("whole", exchange="e2"))
    assert isinstance(await plugins.request(request("one", id="e3")), Request)
    assert isinstance(await plugins.request(request("two", id="e4")), Request)
    await plugins.stop()


PRIVATE = "Write to jane.doe@example.com, call +49 30 1234567, pay with 4111 1111 1111 1111."


async def masked(plugins: Plugins, text: str) -> str:
    passed = await plugins.request(request(text))
    assert isinstance(passed, Request)
    words: str = passed.read()["messages"][0]["content"]
    return words


async def test_pii_redact_masks_and_restores(tmp_path: Path) -> None:
    plugins = await running(tmp_path, "pii-redact")
    words = await masked(plugins, PRIVATE)
    for value in ("jane", "1234567", "4111"):
        assert value not in words
    assert await masked(plugins, PRIVATE) == words  # the same every turn
    assert (await plugins.response(response(words))).answer.parts == [Text(text=PRIVATE)]
    assert await masked(plugins, "version 1.2.3, order 1234567890123, ISO-8601 2026-01-02") == (
        "version 1.2.3, order 1234567890123, ISO-8601 2026-01-02"
    )
    await plugins.stop()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 20, 1000])
async def test_pii_redact_restores_streams_cut_anywhere(tmp_path: Path, size: int) -> None:
    plugins = await running(tmp_path, "pii-redact")
    words = await masked(plugins, PRIVATE) + " PI PII_ PII_EMAIL_ P"
    events: list[Event] = [PartStart(index=0, part=Text(text=""))]
    events += [Delta(index=0, text=words[at : at + size]) for at in range(0, len(words), size)]
    events.append(PartEnd(index=0))
    out = [one for event in events for one in plugins.stream_event("e1", event)]
    assert "".join(one.text for one in out if isinstance(one, Delta)) == f"{PRIVATE} PI PII_ PII_EMAIL_ P"
    assert isinstance(out[-1], PartEnd)
    await plugins.stop()


async def test_pii_redact_keeps_the_arguments_of_calls_valid_json(tmp_path: Path) -> None:
    plugins = await running(tmp_path, "pii-redact", kinds=[], patterns=[r'Jo "the \w+" Doe'])
    name = await masked(plugins, 'Jo "the cat" Doe')
    call = ToolCall(id="c1", name="greet", arguments=json.dumps({"name": name}))
    answer = Answer(parts=[call])
    restored = (await plugins.response(response("", answer=answer))).answer.parts[0]
    assert isinstance(restored, ToolCall)
    assert json.loads(restored.arguments) == {"name": 'Jo "the cat" Doe'}
    plugins.stream_event("e1", PartStart(index=0, part=ToolCall(id="c1", name="greet")))
    (event,) = plugins.stream_event("e1", Delta(index=0, text=json.dumps({"name": name})))
    assert isinstance(event, Delta) and json.loads(event.text) == {"name": 'Jo "the cat" Doe'}
    await plugins.stop()


async def test_prompt_logger_writes_lines_only_the_user_may_read(tmp_path: Path) -> None:
    plugins = await running(tmp_path, "prompt-logger", only_client="Claude Code")
    await plugins.request(request("hello", id="e1"))
    await plugins.request(request("not me", id="e2", client="Codex"))
    await plugins.response(response("hi", exchange="e1"))
    plugins.response_later(response("nor me", exchange="e2", streamed=True))
    await plugins.stop()
    file = tmp_path / "data/plugin-data/prompt-logger/prompts.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["kind"] for line in lines] == ["request", "answer"]
    assert lines[0]["body"]["messages"][0]["content"] == "hello"
    assert lines[1]["parts"][0]["text"] == "hi"
    assert file.stat().st_mode & 0o077 == 0


async def test_webhook_posts_signed_figures(tmp_path: Path, sink: Sink) -> None:
    import hashlib
    import hmac

    plugins = await running(tmp_path, "webhook", url=f"secret:{sink.url}", sign_with="secret:k", failures_only=True)
    plugins.exchange_end(ended())
    plugins.exchange_end(ended(fault="server: no"))
    plugins.health_change(HealthChange(route="one/m", key="", before="ok", after="open"))
    plugins.budget(ALERT)
    await plugins.stop()
    assert [body["event"] for body in sink.bodies()] == ["exchange", "health", "budget"]
    headers, body = sink.posts[0]
    assert headers["x-ccr-signature"] == hmac.new(b"k", body, hashlib.sha256).hexdigest()
    assert json.loads(body)["exchange"]["fault"] == "server: no"


async def test_cost_alerts_tell_every_channel_even_if_one_fails(
    tmp_path: Path, sink: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    plugins = await running(
        tmp_path, "cost-alerts", slack="secret:http://127.0.0.1:9/hidden", discord=f"secret:{sink.url}", webhook=sink.url,
        request_over=1.0,
    )  # fmt: skip
    plugins.budget(ALERT)
    plugins.exchange_end(ended(cost=500_000_000))
    plugins.exchange_end(ended(cost=2_500_000_000))
    plugins.exchange_end(ended(cost=None))
    await plugins.stop()
    told = [json.dumps(body) for body in sink.bodies()]
    assert len(told) == 4
    assert "$10.00 of $10.00 a day. Requests are refused until it resets." in told[0]
    assert any("$2.50" in one for one in told)
    assert "hidden" not in caplog.text


async def test_cost_alerts_by_mail(tmp_path: Path) -> None:
    lines: list[str] = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """As much of SMTP (RFC 5321) as one message needs."""
        writer.write(b"220 here\r\n")
        in_data = False
        while line := (await reader.readline()).decode():
            lines.append(line.rstrip())
            in_data = line.lower() == "data\r\n" or (in_data and line != ".\r\n")
            if line.lower() == "data\r\n":
                writer.write(b"354 go on\r\n")
            elif not in_data:
                writer.write(b"221 bye\r\n" if line.lower() == "quit\r\n" else b"250 ok\r\n")
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    mail = {"host": "127.0.0.1", "port": port, "sender": "ccr@example.com", "to": ["me@example.com"], "tls": False}
    plugins = await running(tmp_path, "cost-alerts", email=mail)
    plugins.budget(ALERT)
    await plugins.stop()
    server.close()
    assert "Subject: Budget daily: 100 % used" in lines
    assert any(line.lower().startswith("rcpt to:<me@example.com>") for line in lines)
    assert any("$10.00 of $10.00" in line for line in lines)
