"""``ccr template``: listed, shown, applied after a yes, undone, saved."""

from __future__ import annotations

import json

import pytest

from cli.terminal import Terminal

CONFIG = '# mine\n[providers.anthropic]\napi_key = "keyring:anthropic"\n\n[routing]\nstrategy = "quality" # best\n'


@pytest.fixture
def configured(terminal: Terminal) -> Terminal:
    terminal.write_config(CONFIG)
    return terminal


def test_the_list(terminal: Terminal) -> None:
    shown = terminal.ccr("template", "list").out
    for title in ("Performance Optimized", "Cost Optimized", "Quality Focused", "Development", "Balanced"):
        assert title in shown
    assert len(json.loads(terminal.ccr("template", "list", "--json").out)) == 5


def test_show_and_diff_change_nothing(configured: Terminal) -> None:
    assert "@best-coding: anthropic/claude-opus-5-5" in configured.ccr("template", "show", "balanced").out
    shown = configured.ccr("template", "diff", "cost-optimized").out
    assert '+action = "downgrade"' in shown
    assert "@cheapest: anthropic/claude-haiku-5-5" in shown
    assert configured.config.read_text() == CONFIG


def test_applied_and_taken_back(configured: Terminal) -> None:
    said = configured.ccr("template", "apply", "cost-optimized", "--yes").out
    assert "Backup: " in said
    assert "# mine" in configured.config.read_text()
    assert "daily" in configured.ccr("budget", "list").out
    assert "already" in configured.ccr("template", "apply", "cost-optimized", "--yes").out
    configured.ccr("template", "undo", "--yes")
    assert configured.config.read_text() == CONFIG
    assert "nothing to undo" in configured.ccr("template", "undo", "--yes", code=1).err


def test_what_was_changed_since_stays(configured: Terminal) -> None:
    configured.ccr("template", "apply", "balanced", "--yes")
    configured.config.write_text(configured.config.read_text().replace('"balanced"', '"performance"') + "# later\n")
    assert "routing.strategy" in configured.ccr("template", "undo", "--yes").out
    left = configured.config.read_text()
    assert 'strategy = "performance"' in left
    assert "weights" not in left
    assert "# later" in left


def test_without_a_yes_nothing_is_written(configured: Terminal) -> None:
    assert "--yes" in configured.ccr("template", "apply", "balanced", code=1).err
    assert configured.config.read_text() == CONFIG


def test_saved_and_applied_elsewhere(configured: Terminal) -> None:
    configured.ccr("template", "save", "mine")
    saved = (configured.config.parent / "templates" / "mine.toml").read_text()
    assert 'strategy = "quality"' in saved
    assert "keyring" not in saved
    configured.write_config('[providers.anthropic]\napi_key = "keyring:anthropic"\n')
    assert '+strategy = "quality"' in configured.ccr("template", "apply", "mine", "--yes").out


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["show", "nope"], "balanced", 2),
        (["save", "../x"], "letters", 2),
        (["save", "x"], "nothing to save", 1),
        (["apply", "balanced"], "ccr setup", 1),
    ],
)
def test_what_cannot_be_done_is_said(terminal: Terminal, words: list[str], said: str, code: int) -> None:
    assert said in terminal.ccr("template", *words, code=code).err
