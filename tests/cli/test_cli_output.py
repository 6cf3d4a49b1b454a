"""How tables are printed in terminals of any width: no number is ever broken or left out."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.text import Text

from ccrouter.cli import output

MODEL = "openrouter/anthropic/claude-sonnet-4.5-20251001"
TITLES = ("model", "requests", "ok", "read", "cached", "written", "first word", "p95", "cost", "note")
NUMBERS = ("1,239", "100%", "12,345,678", "83%", "1,234,567", "0.5 s", "12.0 s", "≥ $1,234.56")
ROW = (MODEL, *NUMBERS, "overloaded: the provider asks to be left alone")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize("width", [80, 100, 120, 160, 240])
def test_a_table_fits_its_terminal(
    terminal: None, width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    output.table(TITLES, [ROW, ("all", *NUMBERS, "")], numbers=TITLES[1:9])
    out = Text.from_ansi(capsys.readouterr().out).plain
    lines = out.splitlines()
    assert max(map(cell_len, lines)) <= width
    for number in NUMBERS:
        assert out.count(number) == 2
    assert all(title in lines[0] for title in TITLES[1:9])
    assert MODEL in "".join(line.strip().split("  ")[0] for line in lines[1:])  # folded, maybe


def test_where_nobody_looks_rows_are_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    output.table(TITLES, [ROW], numbers=TITLES[1:9])
    head, line = capsys.readouterr().out.splitlines()
    assert MODEL in line and ROW[-1] in line and "cost" in head
