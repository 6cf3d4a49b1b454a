"""``ccr update-check``: is there a newer release? Asked only when you ask; nothing is sent but the question."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

import ccrouter
from ccrouter.cli import output
from ccrouter.cli.output import Json
from ccrouter.trouble import Trouble

_INDEX = "https://pypi.org/pypi/cc-router/json"
_RELEASE = re.compile(r"\d+(\.\d+)*")
_SECONDS = 8.0


def add_to(root: typer.Typer) -> None:
    root.command("update-check")(check)


def check(
    index: Annotated[str, typer.Option("--index", help="Where releases are listed (PyPI's JSON).")] = _INDEX,
    json: Json = False,
) -> None:
    """Look whether there is a newer release."""
    with output.progress("Asking"):
        latest = _latest(index)
    newer = _number(latest) > _number(ccrouter.__version__)
    if json:
        output.as_json(
            {"current": ccrouter.__version__, "latest": latest, "newer": newer, "how": _how() if newer else ""}
        )
    elif newer:
        output.say(f"CC Router {latest} is out; this is {ccrouter.__version__}. Update with: {_how()}")
    else:
        output.say(f"CC Router {ccrouter.__version__} is the newest.")


def _latest(index: str) -> str:
    """Raises Trouble without a network, or where nothing has been released."""
    import httpx

    try:
        answer = httpx.get(index, timeout=_SECONDS, follow_redirects=True, headers={"accept": "application/json"})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Trouble(
            "Whether there is a newer release could not be found out",
            f"{index} did not answer ({type(error).__name__}). You may be offline; everything else works.",
            "Try again later.",
        ) from None
    if answer.status_code == 404:
        raise Trouble("No release is listed", f"{index} knows no such package.", "Try again later.")
    try:
        version = answer.json()["info"]["version"]
    except (ValueError, KeyError, TypeError):
        version = None
    if answer.status_code != 200 or not isinstance(version, str):
        raise Trouble(
            "Whether there is a newer release could not be found out",
            f"{index} answered with status {answer.status_code} and no version.",
            "Try again later.",
        )
    return version


def _number(version: str) -> tuple[int, ...]:
    """The release's numbers; what follows them (rc1, .dev0) does not count."""
    found = _RELEASE.match(version)
    return tuple(map(int, found[0].split("."))) if found else ()


def _how() -> str:
    """The way this copy was most likely installed."""
    place = sys.prefix.replace("\\", "/")
    if getattr(sys, "frozen", False):
        return "brew upgrade --cask cc-router" if sys.platform == "darwin" else "download it again"
    if "/pipx/" in place:
        return "pipx upgrade cc-router"
    if "/uv/tools/" in place:
        return "uv tool upgrade cc-router"
    if "/Cellar/" in place:
        return "brew upgrade cc-router"
    return f"{sys.executable} -m pip install --upgrade cc-router"
