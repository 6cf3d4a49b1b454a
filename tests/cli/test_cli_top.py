"""What ``ccr top`` draws."""

from __future__ import annotations

import io

from rich.console import Console

from ccrouter.cli.top import _screen
from ccrouter.views import BudgetView, LedgerView, LiveView, Snapshot

LIVE = LiveView(
    time=0, requests_per_second=1.5, tokens_per_second=80, in_flight=3, success_rate=0.975, ttft_p50=0.4, ttft_p95=1.5,
    ttft_p99=None, latency_p50=4, latency_p95=9, latency_p99=12, requests_today=1200, tokens_today=3_400_000,
    spend_today=12_340_000_000, unpriced_today=2,
)  # fmt: skip
DAILY = BudgetView(
    name="daily", period="day", scope="all", unit="usd", limit=20, used=5, reserved=0, start=0, resets_at=None,
    action="warn", route="", allowed_until=None,
)  # fmt: skip


def drawn(**fields: object) -> str:
    usual = {
        "version": "1",
        "state": "running",
        "host": "127.0.0.1",
        "port": 1,
        "default_model": "",
        "models": (),
        "providers": (),
    }
    console = Console(width=120, file=io.StringIO(), record=True)
    console.print(_screen(Snapshot(**usual | fields)))  # type: ignore[arg-type]
    return console.export_text()


def test_figures() -> None:
    shown = drawn(live=LIVE, budgets=(DAILY,), ledger=LedgerView())
    for words in (
        "1.50/s",
        "3 under way",
        "97.5% answered",
        "80/s",
        "0.40 / 1.50 / – s",
        "≥ $12.34",
        "1,200",
        "25% of its day",
    ):
        assert words in shown


def test_trouble_is_seen() -> None:
    assert "disk is full" in drawn(live=LIVE, ledger=LedgerView(trouble="disk is full"))


def test_a_router_that_has_no_figures_yet() -> None:
    assert "running" in drawn()
