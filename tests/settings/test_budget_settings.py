"""``[budgets]`` and ``[ledger]`` compiled, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from ccrouter.settings.deployments import Budget, LedgerSettings, Settings
from ccrouter.settings.file import edit, parse
from ccrouter.settings.problems import SettingsError

PROVIDERS = '[providers.deepseek]\napi_key = "${KEY}"\n[routing.routes.cheap]\nmodels = ["deepseek/deepseek-chat"]\n'


def read(text: str) -> Settings:
    return parse(PROVIDERS + text, Path("config.toml"), env={})


def test_a_budget() -> None:
    (budget,) = read(
        '[budgets.team]\nperiod = "5h"\nusd = 2.5\nprovider = "deepseek"\nproject = "/home/me/*"\nalerts = [100, 80]\n'
    ).budgets
    assert budget == Budget(
        name="team",
        period="rolling",
        hours=5,
        nanos=2_500_000_000,
        provider="deepseek",
        project="/home/me/*",
        alerts=(80, 100),
    )
    assert (budget.unit, budget.limit, budget.scope) == ("usd", 2_500_000_000, "provider deepseek, project /home/me/*")


def test_defaults() -> None:
    settings = read("[budgets.m]\ntokens = 1000\n")
    assert settings.budgets == (Budget(name="m", period="month", tokens=1000),)
    assert (settings.budgets[0].unit, settings.budgets[0].scope, settings.budgets[0].alerts) == (
        "tokens",
        "all",
        (50, 80, 90, 100),
    )
    assert settings.ledger == LedgerSettings()


@pytest.mark.parametrize(
    ("written", "route"),
    [("cheap", "cheap"), ("deepseek/deepseek-chat", "deepseek/deepseek-chat"), ("deepseek,x", "deepseek/x")],
)
def test_where_a_downgrade_goes(written: str, route: str) -> None:
    (budget,) = read(f'[budgets.m]\nusd = 1.0\naction = "downgrade"\nroute = "{written}"\n').budgets
    assert budget.route == route


def test_the_ledger() -> None:
    ledger = read(
        '[ledger]\nkeep_days = 30\ncapture = true\ntimezone = "Asia/Kolkata"\nurl = "sqlite:////x/y.sqlite"\n'
    ).ledger
    assert ledger == LedgerSettings(keep_days=30, capture=True, timezone="Asia/Kolkata", url="sqlite:////x/y.sqlite")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[budgets.m]\n", "needs one limit"),
        ("[budgets.m]\nusd = 1.0\ntokens = 5\n", "needs one limit"),
        ("[budgets.m]\nusd = 0.0\n", "budgets.m.usd"),
        ('[budgets.m]\nusd = 1.0\nperiod = "year"\n', "is no period"),
        ('[budgets.m]\nusd = 1.0\nperiod = "0h"\n', "is no period"),
        ("[budgets.m]\nusd = 1.0\nalerts = [0]\n", "no percentage"),
        ('[budgets.m]\nusd = 1.0\nprovider = "nobody"\n', "is no provider"),
        ('[budgets.m]\nusd = 1.0\naction = "downgrade"\n', "needs a route"),
        ('[budgets.m]\nusd = 1.0\naction = "downgrade"\nroute = "nowhere"\n', "neither a provider/model nor a route"),
        ('[budgets."a b"]\nusd = 1.0\n', "is no name for a budget"),
        ('[ledger]\ntimezone = "Mars/Olympus"\n', "is no time zone"),
        ('[ledger]\nurl = "postgresql://me:secret@host/db"\n', "must not hold a password"),
        ('[ledger]\nurl = "/home/me/ledger.sqlite"\n', "is no database URL"),
    ],
)
def test_mistakes(text: str, what: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(text)
    assert what in str(caught.value)
    assert "secret" not in str(caught.value)


def test_editing_one_keeps_the_comments_of_the_others(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(PROVIDERS + "# for the family\n[budgets.home]\nusd = 5.0 # enough\n")
    edit(file, {("budgets", "work", "usd"): 9.0, ("budgets", "work", "period"): "day"}, env={})
    edit(file, {("budgets", "home", "usd"): 6.0}, env={})
    assert "# for the family" in file.read_text()
    assert {budget.name: budget.nanos for budget in parse(file.read_text(), file, env={}).budgets} == {
        "home": 6_000_000_000,
        "work": 9_000_000_000,
    }
    edit(file, {("budgets", "work"): None}, env={})
    assert [budget.name for budget in parse(file.read_text(), file, env={}).budgets] == ["home"]


@pytest.mark.parametrize("written", ["Claude Code", "claude-code"])
def test_a_client_is_named_in_words_or_as_rules_name_it(written: str) -> None:
    (budget,) = read(f'[budgets.c]\nusd = 1.0\nclient = "{written}"\n').budgets
    assert (budget.client, budget.scope) == ("claude-code", "client claude-code")
