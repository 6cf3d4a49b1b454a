"""``ccr config show|edit|backup|restore``: only valid settings are taken over, and the old ones can be had again."""

from __future__ import annotations

import json
import shlex
import sys

from cli.terminal import Terminal

OLD, NEW = "# mine\n[server]\nport = 4000\n", "[server]\nport = 5000\n"


def editor(terminal: Terminal, text: str) -> None:
    """An editor that writes ``text``."""
    script = f"import sys, pathlib; pathlib.Path(sys.argv[1]).write_text({text!r})"
    terminal.environment["EDITOR"] = shlex.join([sys.executable, "-c", script])


def test_show(terminal: Terminal) -> None:
    assert "ccr setup" in terminal.ccr("config", "show", code=1).err
    terminal.write_config(OLD)
    assert terminal.ccr("config", "show").out == OLD
    effective = json.loads(terminal.ccr("config", "show", "--effective").out)
    assert (effective["server"]["port"], effective["server"]["host"]) == (4000, "127.0.0.1")


def test_edit_takes_valid_settings_over_and_keeps_the_old(terminal: Terminal) -> None:
    terminal.write_config(OLD)
    editor(terminal, NEW)
    assert "saved" in terminal.ccr("config", "edit").out
    assert terminal.config.read_text() == NEW
    terminal.ccr("config", "restore")
    assert terminal.config.read_text() == OLD
    terminal.ccr("config", "restore")  # what was there before is a copy too
    assert terminal.config.read_text() == NEW


def test_edit_refuses_mistakes(terminal: Terminal) -> None:
    terminal.write_config(OLD)
    editor(terminal, "[server]\nprot = 1\n")
    assert "server.prot" in terminal.ccr("config", "edit", code=2).err
    assert terminal.config.read_text() == OLD
    assert [one.name for one in terminal.config.parent.iterdir()] == ["config.toml"]  # no draft is left


def test_an_editor_that_fails_or_changes_nothing(terminal: Terminal) -> None:
    terminal.write_config(OLD)
    terminal.environment["EDITOR"] = "false"
    assert "Nothing was changed" in terminal.ccr("config", "edit", code=1).err
    terminal.environment["EDITOR"] = "true"
    assert "Nothing was changed" in terminal.ccr("config", "edit").out
    terminal.environment["EDITOR"] = "no-such-editor"
    terminal.ccr("config", "edit", code=1)


def test_backups_are_listed_and_chosen(terminal: Terminal) -> None:
    terminal.ccr("config", "backup", code=1)
    terminal.write_config(OLD)
    kept = json.loads(terminal.ccr("config", "backup", "--json").out)["backup"]
    assert terminal.ccr("config", "backup").out.strip() == kept  # the same text once
    terminal.write_config(NEW)
    terminal.ccr("config", "restore", kept)
    assert terminal.config.read_text() == OLD
    assert kept in json.loads(terminal.ccr("config", "restore", "--list", "--json").out)
    terminal.ccr("config", "restore", "no-such-file", code=1)
