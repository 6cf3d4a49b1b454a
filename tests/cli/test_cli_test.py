"""``ccr test``: what is right is said, what is wrong is said with what to do, and --free costs nothing."""

from __future__ import annotations

import json

import pytest

from cli.bench import FORMATS, bench, scripted
from cli.terminal import Terminal
from flow.provider.exchange import KEY
from flow.provider.script import Ask as Asked
from flow.provider.script import Call, Say, Script, Status, Usage
from flow.provider.server import Provider

__all__ = ["bench", "scripted"]


def helpful(ask: Asked) -> Script:
    words = Call("get_time", {"city": "Paris"}) if ask.tools else Say("1 2 3 4 5 6 7 8 9 ready")
    return [words, Usage(input=30, output=20)]


@pytest.mark.parametrize("format", FORMATS)
def test_every_probe_passes_in_every_format(bench: Terminal, scripted: Provider, format: str) -> None:
    scripted.think(helpful)
    read = json.loads(bench.ccr("test", f"up-{format}", "--json").out)
    assert read["ok"]
    assert [check["state"] for check in read["checks"]] == ["ok"] * 5
    assert [check["name"] for check in read["checks"]] == ["key", "models", "answer", "stream", "tools"]
    assert read["ttft"] > 0
    assert len(scripted.asked) == 3
    assert "get_time" in read["checks"][-1]["said"]


def test_the_price_is_said_first(bench: Terminal, scripted: Provider) -> None:
    scripted.think(helpful)
    bench.write_config(bench.config.read_text() + '[prices]\n"up-anthropic/*" = { input = 1.0, output = 10.0 }\n')
    first, *rest = bench.ccr("test", "up-anthropic").out.split("\n")
    assert "price at most $0.00" in first
    assert any("cost $0.00069" in line for line in rest)  # three times 30 in at 1 and 20 out at 10 dollars a million


def test_free_asks_for_the_list_only(bench: Terminal, scripted: Provider) -> None:
    scripted.think(helpful)
    shown = bench.ccr("test", "up-openai_chat", "--free").out
    assert "✓ models" in shown
    assert scripted.log
    assert not scripted.asked


def test_a_refused_key_is_said_with_its_mend_and_without_the_key(bench: Terminal, scripted: Provider) -> None:
    scripted.think(helpful)
    bench.environment["PROVIDER_KEY"] = "wrong-key-0123456789"
    done = bench.ccr("test", "up-anthropic", code=1)
    assert "✗ models" in done.out
    assert "ccr key set up-anthropic" in done.out
    assert "wrong-key" not in done.out + done.err


def test_no_key_at_all(bench: Terminal) -> None:
    del bench.environment["PROVIDER_KEY"]
    assert "ccr key set up-gemini" in bench.ccr("test", "up-gemini", code=1).out


def test_a_model_that_uses_no_tool_fails_that_probe(bench: Terminal, scripted: Provider) -> None:
    scripted.think(lambda _: [Say("one two three")])
    read = json.loads(bench.ccr("test", "up-openai_chat", "--json", code=1).out)
    assert {check["name"]: check["state"] for check in read["checks"]}["tools"] == "failed"
    assert "tools = false" in read["checks"][-1]["mend"]


def test_an_overloaded_provider(bench: Terminal, scripted: Provider) -> None:
    scripted.play([Status(529, "Overloaded, try later.")])
    done = bench.ccr("test", "up-anthropic", code=1)
    assert "Overloaded, try later." in done.out
    assert "→" in done.out
    assert KEY not in done.out


def test_an_unknown_provider_names_the_close_one(bench: Terminal) -> None:
    assert '"up-gemini"' in bench.ccr("test", "up-gemin", code=2).err


def test_the_demo_provider_can_be_tested(terminal: Terminal) -> None:
    assert "✓ stream" in terminal.ccr("test", "demo").out
