"""``ccr config``: where the file is, what is wrong with it, its schema; and the command line as a whole."""

from __future__ import annotations

import json

import ccrouter
from cli.terminal import ROOT, Terminal

BROKEN = '[server]\nprot = 3456\n\n[providers.openai]\napi_key = "sk-literal-key-0123456789"\n'


def test_path_is_under_ccr_home(terminal: Terminal) -> None:
    assert terminal.ccr("config", "path").out == f"{terminal.config}\n"


def test_no_file_is_valid(terminal: Terminal) -> None:
    assert "the defaults apply" in terminal.ccr("config", "validate").out
    assert not terminal.config.exists()


def test_a_valid_file(terminal: Terminal) -> None:
    terminal.write_config("[server]\nport = 4000\n")
    assert terminal.ccr("config", "validate").out == f"{terminal.config}: valid.\n"


def test_every_mistake_is_named_with_its_line(terminal: Terminal) -> None:
    terminal.write_config(BROKEN)
    said = terminal.ccr("config", "validate", code=2).err
    assert f"{terminal.config}:2: server.prot" in said
    assert '"port"' in said  # what was meant
    assert "sk-literal" not in said
    assert terminal.config.read_text() == BROKEN


def test_mistakes_as_json(terminal: Terminal) -> None:
    terminal.write_config(BROKEN)
    read = json.loads(terminal.ccr("config", "validate", "--json", code=2).out)
    assert read["file"] == str(terminal.config)
    assert (read["problems"][0]["line"], read["problems"][0]["key"]) == (2, "server.prot")


def test_another_file_is_checked_in_its_place(terminal: Terminal) -> None:
    other = terminal.home / "other.toml"
    other.write_text(BROKEN)
    assert f"{other}:2" in terminal.ccr("config", "validate", str(other), code=2).err


def test_the_schema_is_the_shipped_one(terminal: Terminal) -> None:
    assert json.loads(terminal.ccr("config", "schema").out) == json.loads(
        (ROOT / "resources/config.schema.json").read_text()
    )


def test_version(terminal: Terminal) -> None:
    for words in (["version"], ["--version"]):
        assert terminal.ccr(*words).out == f"CC Router {ccrouter.__version__}\n"


def test_help_names_every_command(terminal: Terminal) -> None:
    shown = terminal.ccr("--help").out
    for command in ("serve", "app", "code", "activate", "status", "key", "config", "version"):
        assert f"│ {command} " in shown


def test_an_unknown_command_is_refused(terminal: Terminal) -> None:
    assert "No such command 'serv'" in terminal.ccr("serv", code=2).err


def test_a_session_without_a_screen_is_told_what_else_there_is(terminal: Terminal) -> None:
    for words in ([], ["app"]):
        said = terminal.ccr(*words, code=1).err
        assert "DISPLAY" in said
        assert "ccr serve" in said
