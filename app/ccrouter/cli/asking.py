"""A change is shown first and made after a yes: asked on a terminal, given as ``--yes`` elsewhere."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ccrouter.trouble import Trouble

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def show_diff(text: str) -> None:
    """A unified diff, in colours where a person looks at it."""
    if not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.syntax import Syntax

    Console().print(Syntax(text, "diff", background_color="default"))


def diff(name: str, old: str, new: str) -> str:
    """A unified diff of one file, '' if there was none."""
    from ccrouter.clients.plan import diff as diff_of

    return diff_of({name: old}, {name: new})


def agreed(question: str, yes: bool) -> bool:
    """Raises Trouble where nobody can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Trouble(
            "Nothing was changed",
            "This needs a yes, and nobody can be asked here.",
            "Add --yes if that is what you want.",
        )
    return typer.confirm(question)
