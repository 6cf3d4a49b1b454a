"""``ccr analytics``, ``budget``, ``forecast`` and ``top``: what a person and a script are told, from a real ledger file."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

from ccrouter.ledger.rows import Entry, ExchangeRow
from cli.terminal import Terminal
from ledger.ledger_kit import attempt, exchange, sql, written

CONFIG = """
[ledger]
timezone = "UTC"
[prices]
[providers.anthropic]
api_key = "${ANTHROPIC_API_KEY}"
"""


def keep(terminal: Terminal, *rows: ExchangeRow) -> Path:
    if not terminal.config.exists():
        terminal.write_config(CONFIG)
    data = terminal.home / "data"
    written(data, *(Entry(row, (attempt(provider=row.provider, model=row.model, key=row.key),)) for row in rows))
    return data


def three(terminal: Terminal) -> Path:
    now = time.time()
    return keep(
        terminal,
        exchange(1, at=now, model="opus", cost=2_500_000_000, session="s1"),
        exchange(2, at=now, model="sonnet", cost=500_000_000, session="s1", client="Codex"),
        exchange(3, at=now, model="sonnet", cost=None, session="s2", status=529, fault="overloaded", usage=None),
        exchange(4, at=now - 3 * 86_400, model="haiku", cost=10_000_000, project="/home/me/other"),
    )


def test_an_empty_ledger_is_said(terminal: Terminal) -> None:
    assert "nothing in the ledger yet" in terminal.ccr("analytics", code=1).err
    assert not (terminal.home / "data" / "ledger.sqlite").exists()


def test_today_by_model(terminal: Terminal) -> None:
    three(terminal)
    shown = terminal.ccr("analytics", "today", "--by", "model").out
    opus, sonnet, whole = (
        next(line for line in shown.splitlines() if word in line) for word in ("opus", "sonnet", "all ")
    )
    assert "$2.50" in opus
    assert "50%" in sonnet
    assert "$0.50" in sonnet
    assert "$3.00" in whole
    assert "haiku" not in shown
    assert terminal.ccr("analytics").out == shown


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("provider", {"anthropic": 3.01}),
        ("model", {"anthropic/opus": 2.5, "anthropic/sonnet": 0.5, "anthropic/haiku": 0.01}),
        ("client", {"Claude Code": 2.51, "Codex": 0.5}),
        ("project", {"/home/me/project": 3.0, "/home/me/other": 0.01}),
        ("session", {"s1": 3.01, "s2": 0.0}),
    ],
)
def test_a_week_as_json(terminal: Terminal, by: str, groups: dict[str, float]) -> None:
    three(terminal)
    rows = json.loads(terminal.ccr("analytics", "week", "--by", by, "--format", "json").out)
    assert {row[by]: round(row["cost_usd"], 4) for row in rows} == groups


def test_by_hour_as_csv(terminal: Terminal) -> None:
    three(terminal)
    rows = list(csv.DictReader(io.StringIO(terminal.ccr("analytics", "--by", "hour", "--format", "csv").out)))
    assert [row["requests"] for row in rows] == ["3"]
    assert rows[0]["hour"] == time.strftime("%Y-%m-%d %H:00", time.gmtime())


def test_any_days(terminal: Terminal) -> None:
    three(terminal)
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 3 * 86_400))
    rows = json.loads(terminal.ccr("analytics", "--from", day, "--to", day, "--format", "json").out)
    assert [row["model"] for row in rows] == ["anthropic/haiku"]
    assert "ends before" in terminal.ccr("analytics", "--from", "2026-02-02", "--to", "2026-01-01", code=2).err


def test_an_unknown_price_is_not_shown_as_nothing(terminal: Terminal) -> None:
    keep(terminal, exchange(1, at=time.time(), cost=None, price=None))
    shown = terminal.ccr("analytics").out
    assert "unknown" in shown
    assert "$0" not in shown
    assert "no known price" in shown


def test_export(terminal: Terminal) -> None:
    three(terminal)
    lines = [json.loads(line) for line in terminal.ccr("analytics", "export", "--format", "json").out.splitlines()]
    assert [line["model"] for line in lines] == ["haiku", "opus", "sonnet", "sonnet"]
    assert json.loads(lines[0]["usage"])["cache_read_input_tokens"] == 1000
    assert (lines[1]["cost_nanos"], lines[3]["cost_nanos"], lines[3]["fault"]) == (2_500_000_000, None, "overloaded")
    file = terminal.home / "out.csv"
    terminal.ccr("analytics", "export", "--out", str(file))
    rows = list(csv.DictReader(io.StringIO(file.read_text())))
    assert [row["session"] for row in rows] == ["s1", "s1", "s1", "s2"]
    assert "Choose one of" in terminal.ccr("analytics", "export", "--format", "xml", code=2).err


def test_reprice(terminal: Terminal) -> None:
    """New prices in the settings; the provider's own bills stay as they are."""
    now = time.time()
    bill = {"source": "provider"}
    data = keep(
        terminal,
        exchange(1, at=now, model="own"),
        exchange(2, at=now, model="own", cost=None, price=None),
        exchange(3, at=now, model="own", cost=77, price=_price(**bill)),
    )
    terminal.write_config(CONFIG.replace("[prices]", '[prices."anthropic/own"]\ninput = 1.0\noutput = 10.0'))
    said = terminal.ccr("analytics", "reprice").out
    assert "3 exchanges looked at, 2 changed" in said
    costs = [row[0] for row in sql(data, "SELECT cost FROM exchanges ORDER BY id")]
    assert costs[0] == costs[1] != 990_000
    assert costs[2] == 77
    assert sql(data, "SELECT cost, unpriced FROM rollups") == [(sum(costs), 0)] * 6
    assert sql(data, "SELECT cost, unpriced FROM sessions") == [(sum(costs), 0)]
    assert "0 changed" in terminal.ccr("analytics", "reprice").out


def test_delete(terminal: Terminal) -> None:
    data = three(terminal)
    assert "needs a yes" in terminal.ccr("analytics", "delete", code=1).err
    assert sql(data, "SELECT count(*) FROM exchanges") == [(4,)]
    assert "Deleted 4 exchanges" in terminal.ccr("analytics", "delete", "--yes").out
    assert sql(data, "SELECT count(*) FROM exchanges") == [(0,)]


def test_budgets(terminal: Terminal) -> None:
    three(terminal)
    terminal.ccr("budget", "set", "daily", "--period", "day", "--usd", "4", "--action", "block")
    assert "[budgets.daily]" in terminal.config.read_text()
    (shown,) = json.loads(terminal.ccr("budget", "list", "--json").out)
    assert (shown["used"], shown["limit"], shown["action"]) == (3_000_000_000, 4_000_000_000, "block")
    assert "75%" in terminal.ccr("budget", "list").out
    terminal.ccr("budget", "set", "daily", "--tokens", "9000")
    (shown,) = json.loads(terminal.ccr("budget", "list", "--json").out)
    assert (shown["unit"], shown["used"], shown["limit"]) == ("tokens", 2250, 9000)
    assert "may be exceeded until" in terminal.ccr("budget", "allow", "daily").out
    assert json.loads(terminal.ccr("budget", "list", "--json").out)[0]["allowed_until"]
    assert "holds again" in terminal.ccr("budget", "allow", "daily", "--off").out
    assert json.loads(terminal.ccr("budget", "list", "--json").out)[0]["allowed_until"] is None
    terminal.ccr("budget", "remove", "daily")
    assert "There are no budgets" in terminal.ccr("budget", "list").out


def test_budgets_before_the_first_request(terminal: Terminal) -> None:
    terminal.ccr("budget", "set", "m", "--usd", "5")
    assert "$0.00 of $5.00" in terminal.ccr("budget", "list").out


def test_wrong_budgets_are_refused(terminal: Terminal) -> None:
    for words, reason in (
        (("--period", "year", "--usd", "1"), "is no period"),
        (("--period", "day"), "needs one limit"),
        (("--usd", "1", "--action", "downgrade"), "needs a route"),
        (("--usd", "1", "--provider", "nobody"), "is no provider"),
    ):
        assert reason in terminal.ccr("budget", "set", "b", *words, code=2).err
    assert "no budget" in terminal.ccr("budget", "remove", "b", code=1).err


def test_forecast(terminal: Terminal) -> None:
    now = time.time()
    rows = [exchange(n, at=now - n * 3600, cost=1_000_000_000) for n in range(24 * 20)]
    keep(terminal, *rows)
    terminal.ccr("budget", "set", "m", "--usd", "100000")
    found: dict[str, Any] = json.loads(terminal.ccr("forecast", "--json").out)
    assert found["spent_month"] >= found["spent_today"] > 0
    assert found["month"]["low"] <= found["month"]["expected"] <= found["month"]["high"]
    assert 18e9 < found["today"]["expected"] < 30e9
    assert "80 % certainty" in terminal.ccr("forecast").out


def test_forecast_with_too_little(terminal: Terminal) -> None:
    three(terminal)
    keep(terminal, exchange(9, at=time.time()))
    assert "so far" in terminal.ccr("forecast").out


def test_top_without_a_router(terminal: Terminal) -> None:
    assert "not running" in terminal.ccr("top", code=4).err


def _price(**fields: Any) -> Any:
    from ccrouter.ledger.rows import PriceUsed

    return PriceUsed(**fields)


def test_export_as_parquet(terminal: Terminal) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    three(terminal)
    file = terminal.home / "out.parquet"
    terminal.ccr("analytics", "export", "--format", "parquet", "--out", str(file))
    table = parquet.read_table(file)
    assert {name: str(table.schema.field(name).type) for name in ("model", "cost_nanos", "ttft", "stream", "price_input")} == {
        "model": "string", "cost_nanos": "int64", "ttft": "double", "stream": "bool", "price_input": "double",
    }  # fmt: skip
    rows = table.to_pylist()
    lines = [json.loads(line) for line in terminal.ccr("analytics", "export", "--format", "json").out.splitlines()]
    assert rows == lines
    assert "cannot go to a terminal" in terminal.ccr("analytics", "export", "--format", "parquet", code=2).err


def test_parquet_without_its_package(terminal: Terminal) -> None:
    """A folder with a pyarrow that cannot be imported stands before the real one."""
    three(terminal)
    (terminal.home / "pyarrow.py").write_text("raise ImportError")
    terminal.environment["PYTHONPATH"] = f"{terminal.home}:{terminal.environment['PYTHONPATH']}"
    said = terminal.ccr("analytics", "export", "--format", "parquet", "--out", "x.parquet", code=1).err
    assert "cc-router[parquet]" in said
