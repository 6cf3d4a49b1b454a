"""``ccr statusline``: one line from the ledger and the router, and never a failure."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import msgspec
import pytest

from ccrouter.ledger import store
from ccrouter.ledger.glance import session_spend
from ccrouter.views import BudgetView, Snapshot
from cli.terminal import ROOT, Terminal

SAID = json.dumps({"session_id": "s-1", "model": {"id": "opus-5", "display_name": "Opus"}})


def ledger(folder: Path) -> Path:
    """A ledger with two days of one session, on two models."""
    folder.mkdir(parents=True, exist_ok=True)
    store.writable(store.default_url(folder)).dispose()
    file = folder / "ledger.sqlite"
    connection = sqlite3.connect(file)
    names = ["s-1", "deepseek", "chat", "anthropic", "opus", "", "s-2"]
    connection.executemany("insert into names (id, text) values (?, ?)", enumerate(names, 1))
    for series, provider, model in ((1, 2, 3), (2, 4, 5)):
        connection.execute("insert into series values (?, ?, ?, 6, 6, 6)", (series, provider, model))
    counts = [row[1] for row in connection.execute("pragma table_info(sessions)")]
    rows = [(1, 1, 1, 10, 500_000_000, 0), (2, 1, 2, 20, 1_730_000_000, 1), (2, 7, 1, 30, 9_000_000_000, 0)]
    for day, session, series, last, cost, unpriced in rows:
        row = dict.fromkeys(counts, 0)
        row |= {"day": day, "session": session, "series": series, "first": 1, "last": last, "requests": 1}
        row |= {"cost": cost, "unpriced": unpriced}
        marks = ", ".join("?" * len(row))
        connection.execute(f"insert into sessions ({', '.join(row)}) values ({marks})", tuple(row.values()))
    connection.commit()
    connection.close()
    return file


def test_what_a_session_has_cost(tmp_path: Path) -> None:
    file = ledger(tmp_path)
    assert session_spend(file, "s-1") == (2_230_000_000, 1, 2, "anthropic/opus")
    assert session_spend(file, "s-9") == (0, 0, 0, "")


def test_model_and_spend(terminal: Terminal) -> None:
    ledger(terminal.home / "data")
    assert terminal.ccr("statusline", stdin=SAID).out == "Opus → anthropic/opus · $2.23+ this session\n"


@pytest.mark.parametrize(
    ("said", "line"),
    [(SAID, "Opus"), ("", "CC Router"), ("[]", "CC Router"), ("{", "CC Router"), ('{"model": "x"}', "CC Router")],
)
def test_it_never_fails(terminal: Terminal, said: str, line: str) -> None:
    (terminal.home / "state").mkdir()
    (terminal.home / "state" / "router.json").write_text('{"host": "127.0.0.1", "port": 9}')
    assert terminal.ccr("statusline", stdin=said).out == f"{line}\n"


class Answers(BaseHTTPRequestHandler):
    """What a running router says of itself, made from the admin API's own structs."""

    def do_GET(self) -> None:
        known = self.path == "/-/status" and self.headers["x-ccr-token"] == "t"
        body = msgspec.json.encode(STATUS if known else {})
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def budget(name: str, used: int) -> BudgetView:
    return BudgetView(
        name=name, period="day", scope="all", unit="usd", limit=100, used=used, reserved=0, start=0.0, resets_at=None,
        action="warn", route="", allowed_until=None,
    )  # fmt: skip


STATUS = Snapshot(
    version="1", state="running", host="127.0.0.1", port=1, default_model="", models=(), providers=(),
    budgets=(budget("monthly", 20), budget("daily", 75)),
)  # fmt: skip


def test_the_fullest_budget_of_a_running_router(terminal: Terminal) -> None:
    terminal.environment["CCR_TOKEN"] = "t"
    (terminal.home / "state").mkdir()
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            note = {"host": "127.0.0.1", "port": server.server_port}
            (terminal.home / "state" / "router.json").write_text(json.dumps(note))
            assert terminal.ccr("statusline", stdin=SAID).out == "Opus · daily 75%\n"
        finally:
            server.shutdown()
            thread.join()


def test_little_is_loaded() -> None:
    """It is run all the time: neither the command line nor anything that opens a database or a keyring may come along."""
    code = "import sys, ccrouter.cli.statusline, ccrouter.ledger.glance; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "app", capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"typer", "rich", "sqlalchemy", "keyring", "httpx", "aiohttp", "pydantic", "asyncio"} & set(loaded)
