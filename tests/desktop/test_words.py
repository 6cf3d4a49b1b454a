"""States and numbers as a person reads them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QLocale
from stand_in import DEMO, PROVIDERS, StandIn, exchange

from ccrouter.desktop import words
from ccrouter.desktop.link import View
from ccrouter.trouble import Trouble
from ccrouter.views import BudgetView, DesktopView, LiveView


@pytest.fixture(autouse=True)
def english(qapp):
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


def view(activity="", trouble=None, **fields):
    return View(snapshot=StandIn(3456).set(**fields), activity=activity, trouble=trouble)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (View(), "○ Starting"),
        (View(activity="", trouble=Trouble("a", "b", "c")), "○ Stopped"),
        (view(state="running"), "● 3456 · 0 in flight"),
        (view(state="running", in_flight=2), "● 3456 · 2 in flight"),
        (view(state="running", activity="starting"), "● Running · 3456 · 0 in flight"),
        (view(state="degraded"), "◐ Degraded · 3456 · 0 in flight"),
        (view(state="stopped"), "○ Stopped · 3456"),
        (view(state="stopped", port=0), "○ Stopped"),
        (view(state="stopped", activity="starting"), "○ Starting · 3456"),
        (view(state="running", in_flight=1, activity="stopping"), "● Stopping · 3456 · 1 in flight"),
        (view(state="running", in_flight=1, activity="quitting"), "● Finishing · 3456 · 1 in flight"),
    ],
)
def test_the_status_line(shown, said):
    assert words.status_line(shown) == said


def test_the_tip_holds_the_reason():
    shown = view(state="stopped", trouble=Trouble("Port 3456 is taken", "nginx has it.", "Stop it."))
    assert words.tip(shown) == "CC Router: Stopped · 3456\nPort 3456 is taken. nginx has it. Stop it."


LIVE = LiveView(
    time=0.0, requests_per_second=0.0, tokens_per_second=0.0, in_flight=0, success_rate=None, ttft_p50=None, ttft_p95=None,
    ttft_p99=None, latency_p50=None, latency_p95=None, latency_p99=None, requests_today=3, tokens_today=12_400,
    spend_today=1_840_000_000, unpriced_today=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("title", "state", "live", "said"),
    [
        ("spend", "running", LIVE, "$1.84"),
        ("spend", "running", structs.replace(LIVE, unpriced_today=1), "≥ $1.84"),
        ("tokens", "running", LIVE, "12.4 k tokens"),
        ("none", "running", LIVE, ""),
        ("spend", "stopped", LIVE, ""),
        ("spend", "running", None, ""),
    ],
)
def test_beside_the_icon_stands_what_the_settings_want(title, state, live, said):
    assert words.beside_icon(view(state=state, live=live, desktop=DesktopView(title=title))) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(None, "–"), (0, "0"), (940, "940"), (9_999, "9,999"), (12_400, "12.4 k"), (1_240_000, "1.2 M")],
)
def test_counts(number, said):
    assert words.count(number) == said


@pytest.mark.parametrize(("seconds", "said"), [(None, "–"), (0.0312, "31 ms"), (2.44, "2.4 s"), (75.0, "75.0 s")])
def test_durations(seconds, said):
    assert words.duration(seconds) == said


def test_unknown_tokens_are_not_zero():
    assert words.tokens(exchange(1, input=None, cache_read=None, output=None)) == "–"
    assert words.tokens(exchange(1, input=10, cache_read=20, cache_write=30, output=5, estimated=True)) == "~60 → 5"


def test_earlier_days_carry_their_date():
    assert words.clock_time(time.time()).count(":") == 2
    assert words.clock_time(0.0).startswith("19")


def test_only_the_demo_is_a_first_run():
    assert words.only_demo(view(providers=DEMO))
    assert not words.only_demo(view(providers=PROVIDERS))
    assert not words.only_demo(view(providers=()))  # unknown, not none: the settings could not be read
    assert not words.only_demo(View())


def test_models_stand_under_their_provider():
    assert words.model_groups(view()) == (
        ("Anthropic", ("anthropic/claude-sonnet-4-5", "anthropic/claude-haiku-4-5")),
        ("DeepSeek", ("deepseek/deepseek-chat",)),
    )
    assert words.bare("openrouter/qwen/qwen3-coder") == "qwen/qwen3-coder"


@pytest.mark.parametrize(
    ("nanos", "said"),
    [
        (None, "unknown"),
        (0, "$0.00"),
        (1_840_000_000, "$1.84"),
        (420_000_000, "$0.42"),
        (400_000, "$0.0004"),
        (42_000, "$0.000042"),
        (12, "under $0.000001"),
        (-1_500_000_000, "−$1.50"),
    ],
)
def test_money(nanos, said):
    assert words.money(nanos) == said


def budget(**fields):
    usual = {
        "name": "daily", "period": "day", "scope": "", "unit": "usd", "limit": 5_000_000_000, "used": 3_100_000_000,
        "reserved": 0, "start": 0.0, "resets_at": None, "action": "block", "route": "", "allowed_until": None,
    }  # fmt: skip
    return BudgetView(**(usual | fields))


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (budget(), "▰▰▰▰▰▱▱▱ 62 % of $5.00 today — daily"),
        (budget(used=0, period="week"), "▱▱▱▱▱▱▱▱ 0 % of $5.00 this week — daily"),
        (budget(used=20_000_000_000, period="5h"), "▰▰▰▰▰▰▰▰ 400 % of $5.00 in 5h — daily"),
        (
            budget(unit="tokens", limit=1_000_000, used=500_000, allowed_until=9.0),
            "▰▰▰▰▱▱▱▱ 50 % of 1.0 M tokens today — daily (more allowed until tomorrow)",
        ),
    ],
)
def test_a_budget_as_a_bar(shown, said):
    assert words.budget_bar(shown) == said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"asked": "claude-haiku-4-5-20251001", "scenario": "background", "duration": 0.94, "cost": 400_000},
         "haiku → background → deepseek-chat, 940 ms, $0.0004"),
        ({"asked": "claude-haiku-4-5", "model": "claude-haiku-4-5", "scenario": "default"}, "haiku, 2.4 s"),
        ({"asked": "openrouter/vendor/gpt-5-2025-08-07", "model": "gpt-5"}, "vendor/gpt-5 → gpt-5, 2.4 s"),
        ({"model": "", "fault": "rate_limited: slow down"}, "haiku: failed (rate limited)"),
    ],
)  # fmt: skip
def test_the_last_request_in_words(fields, said):
    assert words.last_request(exchange(1, **fields)) == said


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({}, "● DeepSeek"),
        ({"mood": "ailing", "last_error": "timeout:\n too slow"}, "◐ DeepSeek — timeout: too slow"),
        ({"mood": "down", "last_error": "x" * 100}, f"✕ DeepSeek — {'x' * 69}…"),
        ({"enabled": False, "mood": "down"}, "○ DeepSeek"),
        ({"key": "missing"}, "○ DeepSeek — no key"),
    ],
)
def test_a_provider_in_the_menu(fields, line):
    assert words.provider_line(structs.replace(PROVIDERS[1], **({"key": "stored"} | fields))) == line


def test_over_budget_outranks_the_state_until_more_is_allowed():
    full = budget(used=5_000_000_000)
    assert words.status_line(view(state="running", budgets=(full,))) == "◆ Over budget · 3456 · 0 in flight"
    allowed = structs.replace(full, allowed_until=1e12)
    assert words.status_line(view(state="running", budgets=(allowed,))) == "● 3456 · 0 in flight"


def test_the_menu_offers_every_strategy_of_the_settings():
    from ccrouter.desktop.menus import STRATEGIES
    from ccrouter.settings import routing

    assert set(STRATEGIES) == {"", *routing.STRATEGIES.values()}


def test_a_path_at_home_is_said_as_shells_write_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert words.at_home(tmp_path / ".config" / "cc-router") == str(Path("~/.config/cc-router"))
    assert words.at_home("/etc/hosts") == "/etc/hosts"
    assert words.at_home("") == ""


@pytest.mark.parametrize(("nanos", "said"), [(75.0, "$0.075"), (3000.0, "$3.00"), (37.5, "$0.0375"), (0.0, "$0.00")])
def test_a_unit_price_loses_no_digit(nanos: float, said: str) -> None:
    assert words.million(nanos) == said


def test_sums_and_counts_are_said_to_the_digit() -> None:
    assert words.dollars(375_000, 6) == "$0.000375"
    assert (words.whole(1234567), words.whole(12)) == ("1,234,567", "12")


@pytest.mark.parametrize(
    ("id", "said"), [("claude-code", "Claude Code"), ("Claude Code", "Claude Code"), ("aider", "aider"), ("", "")]
)
def test_a_client_is_said_by_its_name(id: str, said: str) -> None:
    assert words.client(id) == said
