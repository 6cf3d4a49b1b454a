"""``ccr analytics savings``, ``optimize`` and ``refresh-prices``: figures worked out by hand from a known ledger."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from ccrouter.ir.usage import Usage
from ccrouter.prices.feed import Feed
from cli.terminal import Terminal
from cli.test_cli_analytics import keep
from ledger.ledger_kit import exchange
from prices.test_feed import GOOD

CONFIG = """
[ledger]
timezone = "UTC"
[providers.big]
format = "anthropic"
base_url = "https://big.example/v1"
models = ["best"]
[providers.small]
format = "openai_chat"
base_url = "https://small.example/v1"
models = ["fair"]
[routing]
default = "big/best"
[routing.quality]
best = 0.9
fair = 0.4
[prices]
reference = "big/best"
[prices."big/best"]
input = 10.0
output = 50.0
[prices."small/fair"]
input = 1.0
output = 5.0
"""
DOLLAR = 1_000_000_000


def asked(terminal: Terminal) -> Path:
    """Ten days: 100 requests by default and 10 in the background at $0.10 each on the best, and one that named its model."""
    terminal.write_config(CONFIG)
    now = time.time()
    usual: dict[str, Any] = {
        "provider": "big", "model": "best", "why": "default", "task": "default", "usage": Usage(input=5000, output=1000),
        "cost": DOLLAR // 10,
    }  # fmt: skip
    rows = [exchange(n, at=now - 8_640 * n - 10, **usual) for n in range(100)]
    rows += [exchange(200 + n, at=now - 8_640 * n - 20, **usual | {"task": "background"}) for n in range(10)]
    rows += [exchange(300, at=now - 30, **usual | {"why": "named", "cost": DOLLAR})]
    rows += [exchange(400, at=now - 864_000 + 1, **usual | {"cost": None, "price": None})]
    return keep(terminal, *rows)


def test_what_the_reference_would_have_cost(terminal: Terminal) -> None:
    """5,000 in and 1,000 out: 10 x 0.005 + 50 x 0.001 = $0.10 there, whatever was paid."""
    asked(terminal)
    keep(
        terminal, exchange(500, at=time.time(), provider="small", model="fair", usage=Usage(input=5000), cost=5_000_000)
    )
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 20 * 86_400))
    found = json.loads(terminal.ccr("analytics", "savings", "--from", day, "--json").out)
    assert (found["requests"], found["left_out"]) == (112, 1)
    assert found["spent"] == 110 * DOLLAR // 10 + DOLLAR + 5_000_000
    assert found["reference_cost"] == 111 * DOLLAR // 10 + 50_000_000
    assert found["saved"] == found["reference_cost"] - found["spent"]
    shown = terminal.ccr("analytics", "savings", "--from", day, "--reference", "small/fair").out
    assert "small/fair" in shown
    assert "paid more" in shown
    assert "bucket by bucket" in shown  # the method


def test_a_reference_is_needed_and_has_a_price(terminal: Terminal) -> None:
    asked(terminal)
    terminal.write_config(CONFIG.replace('reference = "big/best"\n', ""))
    assert "--reference" in terminal.ccr("analytics", "savings", code=2).err
    assert "is not known" in terminal.ccr("analytics", "savings", "--reference", "no/body", code=1).err


def test_the_best_choice_within_a_budget(terminal: Terminal) -> None:
    """A month of it: 300 + 30 requests at $0.10, and $3 for those that name their model. On the small one they are a tenth."""
    asked(terminal)
    found = json.loads(terminal.ccr("analytics", "optimize", "--budget", "34", "--json").out)
    assert found["asked"]["days"] == pytest.approx(10, rel=0.01)
    assert (found["asked"]["fixed"], found["asked"]["fixed_nanos"], found["asked"]["unpriced"]) == (1, DOLLAR, 1)
    assert found["optimum"]["feasible"]
    changes = {change["key"][-1]: change["after"] for change in found["optimum"]["changes"]}
    assert changes == {"background": "small/fair"}
    assert found["saving"] == pytest.approx(10 * DOLLAR * (0.1 - 0.01))
    shown = terminal.ccr("analytics", "optimize", "--budget", "34").out
    assert "saves $2.7" in shown
    assert '+background = "small/fair"' in shown
    assert "--apply" in shown
    assert terminal.config.read_text() == CONFIG


def test_a_budget_that_is_enough_changes_nothing(terminal: Terminal) -> None:
    asked(terminal)
    shown = terminal.ccr("analytics", "optimize", "--budget", "100").out
    assert "the same" in shown
    assert "+++" not in shown
    assert "No choice keeps within" in terminal.ccr("analytics", "optimize", "--budget", "1").out


def test_it_is_written_with_a_backup(terminal: Terminal) -> None:
    asked(terminal)
    assert "nobody can be asked" in terminal.ccr("analytics", "optimize", "--budget", "34", "--apply", code=1).err
    assert terminal.config.read_text() == CONFIG
    said = terminal.ccr("analytics", "optimize", "--budget", "34", "--apply", "--yes").out
    assert 'background = "small/fair"' in terminal.config.read_text()
    (kept,) = (terminal.home / "data" / "backups").glob("config-*.toml")
    assert kept.read_text() == CONFIG
    assert str(kept) in said
    terminal.ccr("config", "restore")
    assert terminal.config.read_text() == CONFIG


def test_nothing_to_choose(terminal: Terminal) -> None:
    terminal.write_config(CONFIG)
    keep(terminal, exchange(1, at=time.time(), why="named"))
    assert "name a model themselves" in terminal.ccr("analytics", "optimize", "--budget", "5", code=1).err


def test_what_a_model_cannot_do_is_not_given_to_it(terminal: Terminal) -> None:
    """The small one takes no images."""
    terminal.write_config(CONFIG + "[providers.small.profile]\nimages = false\n")
    now = time.time()
    usual: dict[str, Any] = {
        "provider": "big", "model": "best", "why": "default", "usage": Usage(input=5000, output=1000), "cost": DOLLAR,
    }  # fmt: skip
    keep(
        terminal,
        exchange(1, at=now - 100, **usual, task="image"),
        exchange(2, at=now - 99, **usual, task="default", images=True),
        exchange(3, at=now - 98, **usual, task="background"),
    )
    found = json.loads(terminal.ccr("analytics", "optimize", "--budget", "0.01", "--json").out)
    assert not found["optimum"]["feasible"]
    routes = {choice["kind"]: choice["route"] for choice in found["optimum"]["choices"]}
    assert routes == {"image": "big/best", "default": "big/best", "background": "small/fair"}


class Origin(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.body)  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def origin() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Origin)
    server.body = GOOD  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_newer_prices(terminal: Terminal, origin: HTTPServer) -> None:
    """They are used by the commands at once, and data that is not good changes nothing."""
    terminal.write_config(f'[prices]\nfeed = "http://127.0.0.1:{origin.server_port}/prices.json"\n')
    data = keep(
        terminal, exchange(1, at=time.time(), provider="openai", model="gpt-5", usage=Usage(input=100), cost=None)
    )
    assert "are priced anew" in terminal.ccr("analytics", "refresh-prices").out
    assert "1 changed" in terminal.ccr("analytics", "reprice").out
    (row,) = [json.loads(line) for line in terminal.ccr("analytics", "export", "--format", "json").out.splitlines()]
    assert row["cost_nanos"] == 100 * 1500
    assert row["price_version"].startswith("feed ")
    origin.body = b"[]"  # type: ignore[attr-defined]
    assert "not used" in terminal.ccr("analytics", "refresh-prices", code=1).err
    assert (data / "prices.json").read_bytes() == GOOD


def test_prices_older_than_the_program_are_not_used(tmp_path: Path, origin: HTTPServer) -> None:
    feed = Feed(tmp_path, f"http://127.0.0.1:{origin.server_port}/prices.json")
    asyncio.run(feed.fetch())
    assert feed.stored() is not None
    os.utime(feed.file, (1, 1))
    assert feed.stored() is None
