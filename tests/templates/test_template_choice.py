"""What windows do with templates: look, apply, change over, take back; each takes effect in full with several sets of providers."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ccrouter.prices.book import Book
from ccrouter.settings.file import load
from ccrouter.settings.paths import Paths
from ccrouter.settings.problems import SettingsError
from ccrouter.templating.shelf import SHIPPED
from ccrouter.templating.templates import Templates
from ccrouter.trouble import Trouble

ANTHROPIC = '[providers.anthropic]\napi_key = "keyring:anthropic"\n'
SETS = {
    "one": ANTHROPIC,
    "cloud": ANTHROPIC
    + '[providers.openai]\napi_key = "keyring:openai"\n[providers.gemini]\napi_key = "keyring:gemini"\n'
    + '[providers.deepseek]\napi_key = "keyring:deepseek"\n',
    "local": '[providers.ollama]\nmodels = ["qwen3-coder"]\n',
    "mixed": ANTHROPIC + '[providers.ollama]\nmodels = ["qwen3-coder"]\n',
    "unknown": '[providers.house]\nformat = "openai_chat"\nbase_url = "https://llm.example/v1"\n'
    'api_key = "keyring:house"\nmodels = ["own-model"]\n',
}


@pytest.fixture
def where(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "config", tmp_path / "data", tmp_path / "state", tmp_path / "logs")


def templates(where: Paths, text: str = "") -> Templates:
    where.config.mkdir(exist_ok=True)
    if text:
        where.config_file.write_text(text)
    return Templates(where, lambda settings: Book(settings.prices, settings.providers).comparable, env={})


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("have", SETS)
def test_a_template_takes_effect_and_goes_again(where: Paths, name: str, have: str) -> None:
    desk = templates(where, SETS[have])
    shown = desk.preview(name)
    assert not shown.idle and shown.diff().startswith(f"--- {where.config_file}")
    assert where.config_file.read_text() == SETS[have]
    backup = desk.apply(shown)
    assert backup.read_text() == SETS[have]
    settings = load(where.config_file, env={})
    wanted = desk.get(name).tables
    assert settings.routing.strategy == wanted["routing"]["strategy"]
    for key, value in wanted["routing"]["retry"].items():
        assert getattr(settings.routing.retry, key) == value
    assert {one.name for one in settings.budgets} == set(wanted.get("budgets", {}))
    filled = {role: shown.roles.get(role) for role in ("best-coding", "long-context", "vision", "cheap-fast", "local")}
    for scenario, written in wanted["routing"]["scenarios"].items():
        role = written[0].removeprefix("@")
        expected = bool(shown.roles.get(role))
        assert (scenario in settings.routing.scenarios) is expected, (scenario, filled)
        assert expected or any(f"routing.scenarios.{scenario} = @{role}: " in line for line in shown.left)
    assert desk.preview(name).idle
    desk.undo(desk.preview_undo())
    assert where.config_file.read_text() == SETS[have]


@pytest.mark.parametrize("first", SHIPPED)
@pytest.mark.parametrize("second", SHIPPED)
def test_a_template_replaces_the_one_before_it(where: Paths, first: str, second: str, tmp_path: Path) -> None:
    """Nothing of the first is left: the settings are as if the second alone had been applied."""
    own = (
        SETS["cloud"]
        + '[[routing.rules]]\nwhen = "task.images"\nroute = "gemini/gemini-3-pro"\n[budgets.mine]\nusd = 9.0\nperiod = "week"\n'
    )
    desk = templates(where, own)
    desk.apply(desk.preview(first))
    desk.apply(desk.preview(second))
    alone = Paths(tmp_path / "alone", tmp_path / "data2", tmp_path / "state2", tmp_path / "logs2")
    other = templates(alone, own)
    other.apply(other.preview(second))
    assert tomllib.loads(where.config_file.read_text()) == tomllib.loads(alone.config_file.read_text())
    rules = load(where.config_file, env={}).routing.rules
    assert rules[0].when == "task.images"


def test_what_was_shown_is_what_is_written(where: Paths) -> None:
    desk = templates(where, ANTHROPIC)
    shown = desk.preview("balanced")
    where.config_file.write_text(ANTHROPIC + "# edited meanwhile\n")
    with pytest.raises(Trouble, match="just changed"):
        desk.apply(shown)
    assert where.config_file.read_text() == ANTHROPIC + "# edited meanwhile\n"
    desk.apply(desk.preview("balanced"))
    back = desk.preview_undo()
    where.config_file.write_text(where.config_file.read_text() + "# again\n")
    with pytest.raises(Trouble, match="just changed"):
        desk.undo(back)


def test_one_of_ones_own(where: Paths) -> None:
    desk = templates(where, ANTHROPIC + '[routing]\nstrategy = "quality"\n')
    assert desk.save("mine").read_text().startswith("[template]")
    assert [one.name for one in desk.list()] == sorted([*SHIPPED, "mine"])
    where.config_file.write_text(ANTHROPIC)
    assert '+strategy = "quality"' in desk.preview("mine").diff()


def test_what_cannot_be_done_is_said(where: Paths) -> None:
    desk = templates(where)
    with pytest.raises(Trouble, match="needs models"):
        desk.preview("balanced")
    with pytest.raises(Trouble, match="nothing to undo"):
        desk.preview_undo()
    where.config_file.write_text("[routing\n")
    with pytest.raises(SettingsError):
        desk.preview("balanced")
