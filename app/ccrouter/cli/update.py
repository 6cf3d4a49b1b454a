"""``ccr update-check``: is there a newer release? Asked only when you ask; nothing is sent but the question."""

from __future__ import annotations

from typing import Annotated

import typer

import ccrouter
from ccrouter import releases
from ccrouter.cli import output
from ccrouter.cli.output import Json


def add_to(root: typer.Typer) -> None:
    root.command("update-check")(check)


def check(
    index: Annotated[str, typer.Option("--index", help="Where releases are listed (PyPI's JSON).")] = releases.INDEX,
    json: Json = False,
) -> None:
    """Look whether there is a newer release."""
    with output.progress("Asking"):
        latest = releases.newest(index)
    newer = releases.is_newer(latest)
    how = releases.how() if newer else ""
    if json:
        output.as_json({"current": ccrouter.__version__, "latest": latest, "newer": newer, "how": how})
    elif newer:
        output.say(f"CC Router {latest} is out; this is {ccrouter.__version__}. Update with: {how}")
    else:
        output.say(f"CC Router {ccrouter.__version__} is the newest.")
