"""How commands print: JSON for programs, tables for people, a bar for whatever takes longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

MARKS = {"✓": "green", "!": "yellow", "✗": "red"}
_PIPED = 400  # columns where there is no terminal
_GAP = 2  # blanks between columns
_WORDS = 18  # columns a cell of words has at least, if it is that long
Json = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


def as_json(value: Any) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[str] = ()) -> None:
    """``numbers`` are the titles whose columns stand right and are never broken.

    Where the words between them would have no room, each row takes two lines: its words, and below them its numbers.
    """
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [list(row) for row in rows]
    right = set(numbers)
    widths = [max(map(cell_len, column)) for column in zip(titles, *cells, strict=True)]
    console = Console(highlight=False)
    if not console.is_terminal:  # a file or a pipe has no width: nothing is broken over lines there
        console.width = _PIPED
    least = [width if title in right else min(width, _WORDS) for title, width in zip(titles, widths, strict=True)]
    if right and sum(least) + _GAP * len(least) > console.width:
        _tall(console, titles, cells, widths, right)
        return
    shown = Table(box=None, padding=(0, _GAP, 0, 0))
    for title, width in zip(titles, least, strict=True):
        number = title in right
        shown.add_column(
            title,
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=number,
            min_width=width if right else None,
        )
    for row in cells:
        shown.add_row(*map(Text, row))
    console.print(shown)


def _tall(
    console: Console, titles: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], right: set[str]
) -> None:
    from rich.text import Text

    head = [title.rjust(width) for title, width in zip(titles, widths, strict=True) if title in right]
    console.print(Text("  " + (" " * _GAP).join(head), style="bold"), soft_wrap=True)
    for row in rows:
        cells = list(zip(titles, row, widths, strict=True))
        words = " · ".join(cell for title, cell, _ in cells if title not in right and cell not in ("", "–"))
        figures = (" " * _GAP).join(cell.rjust(width) for title, cell, width in cells if title in right)
        console.print(Text(words), Text(f"  {figures}"), sep="\n", overflow="fold")


def rows(rows: Iterable[Sequence[str]], *, styles: Mapping[str, str] | None = None) -> None:
    """Lines in columns without a head, the last one wrapped below itself. ``styles`` colour a cell by its text."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table.grid(padding=(0, 1, 0, 0))
    for row in rows:
        if not shown.columns:
            for _ in row[:-1]:
                shown.add_column(no_wrap=True)
            shown.add_column(overflow="fold")
        shown.add_row(*(Text(cell, style=(styles or {}).get(cell, "")) for cell in row))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _PIPED
    console.print(shown)


def seconds(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


@contextmanager
def progress(words: str, total: int | None = None) -> Iterator[Progress]:
    """A bar on stderr, only where a person looks at it. Advance its first task."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty(),
    )  # fmt: skip
    with shown:
        shown.add_task(words, total=total)
        yield shown
