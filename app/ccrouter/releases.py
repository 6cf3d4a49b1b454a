"""Is there a newer release? Asked of PyPI, and nothing is sent but the question."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from collections.abc import Callable

import ccrouter
from ccrouter.trouble import Trouble

INDEX = "https://pypi.org/pypi/cc-router/json"
FIRST, EVERY = 60.0, 86_400.0  # seconds: after the start, between two questions
_RELEASE = re.compile(r"\d+(\.\d+)*")
_SECONDS = 8.0

log = logging.getLogger(__name__)


def newest(index: str = INDEX) -> str:
    """The newest release's version; waits for the network. Raises Trouble without one, or where nothing has been released."""
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


def is_newer(version: str) -> bool:
    """Than this program. What follows the numbers (rc1, .dev0) does not count."""
    return _number(version) > _number(ccrouter.__version__)


def how() -> str:
    """The command that updates this copy, by the way it was most likely installed."""
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


async def watch(wanted: Callable[[], bool], tell: Callable[[str, str], None], *, index: str = INDEX) -> None:
    """Ask a minute after the start and then once a day, while the user wants it; ``tell(version, how)`` of a newer one."""
    wait = FIRST
    while True:
        await asyncio.sleep(wait)
        wait = EVERY
        if not wanted():
            wait = FIRST  # it may be switched on meanwhile
            continue
        try:
            found = await asyncio.to_thread(newest, index)
        except Trouble as trouble:
            log.info("%s", trouble)
        else:
            if is_newer(found):
                tell(found, how())


def _number(version: str) -> tuple[int, ...]:
    found = _RELEASE.match(version)
    return tuple(map(int, found[0].split("."))) if found else ()
