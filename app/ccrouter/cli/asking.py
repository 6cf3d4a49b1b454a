"""A change is shown first and made after a yes: asked on a terminal, given as ``--yes`` elsewhere."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ccrouter.trouble import Trouble

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def show_diff(text: str) -> None:
    """A unified diff, in colours where a person looks at it: the terminal's own, which fit dark and light ones."""
    if not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.text import Text

    shown = Text()
    for line in text.splitlines(keepends=True):
        heading = line.startswith(("--- ", "+++ "))
        shown.append(line, "bold" if heading else _COLOURS.get(line[:1], ""))
    Console(highlight=False).print(shown, end="", soft_wrap=True)


def diff(name: str, old: str, new: str) -> str:
    """A unified diff of one file, '' if there was none."""
    from ccrouter.texts.diff import diff as diff_of

    return diff_of({name: old}, {name: new})


def agreed(question: str, yes: bool, *, json: bool = False) -> bool:
    """Raises Trouble where nobody can be asked; a program that reads JSON is nobody."""
    if yes:
        return True
    if json or not sys.stdin.isatty():
        raise Trouble(
            "Nothing was changed",
            "This needs a yes, and nobody can be asked here.",
            "Add --yes if that is what you want.",
        )
    return typer.confirm(question)
