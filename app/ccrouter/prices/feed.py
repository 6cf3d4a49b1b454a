"""Newer price data, if the user wants it: fetched on a schedule, checked before it is used, the last good one kept.

The one file of this room that does I/O. The format is that of the ``genai-prices`` data file.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

import msgspec

from ccrouter.prices.shelf import Shelf
from ccrouter.settings import atomic
from ccrouter.trouble import Trouble

if TYPE_CHECKING:
    from genai_prices.data_snapshot import DataSnapshot

log = logging.getLogger(__name__)

EVERY = {"daily": 86_400.0, "weekly": 7 * 86_400.0}  # seconds, by the setting's words
AGAIN = 3_600.0  # seconds until the next try after a failed one
_LARGEST = 32 * 1024 * 1024  # the real file has 2 MB
_TIMEOUT = 60.0
_DEAREST = 10_000  # USD per million tokens; nothing costs that, a mistaken unit would
_NEEDED = ("anthropic", "google", "openai")


class Feed:
    """One file of price data: where it comes from, and where the last good one is kept."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """``url`` "" = where the package's own authors publish it."""
        self.file = folder / "prices.json"
        self._url = url

    def stored(self) -> Shelf | None:
        """The last good data, None if there is none, it can no longer be used, or this program brought newer data with it.

        Blocks for about a second.
        """
        try:
            if self.file.stat().st_mtime < _shipped():
                return None
            return read(self.file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, Trouble) as error:
            log.warning("The stored price data is not used: %s", error)
            return None

    def stored_at(self) -> float | None:
        """When the stored data was fetched, Unix seconds; None if there is none."""
        try:
            return self.file.stat().st_mtime
        except OSError:
            return None

    def age(self, now: float) -> float | None:
        """Seconds since then, ``now`` in Unix seconds."""
        stored = self.stored_at()
        return None if stored is None else now - stored

    async def fetch(self) -> Shelf:
        """Fetches, checks and stores. Raises Trouble, and then what was stored stays as it is."""
        data = await self._download()
        shelf = await asyncio.to_thread(read, data)
        try:
            await asyncio.to_thread(atomic.write, self.file, data.decode("utf-8"))
        except OSError as error:
            log.warning("The price data could not be kept: %s", error)
        return shelf

    async def keep_fresh(self, every: float, use: Callable[[Shelf], None]) -> None:
        """Fetches whenever the stored data is older than ``every`` seconds, until cancelled."""
        while True:
            age = self.age(time())
            wait = every - age if age is not None and age >= 0 else 0.0
            if wait > 0:
                await asyncio.sleep(min(wait, every))
                continue
            try:
                use(await self.fetch())
            except Trouble as trouble:
                log.warning("%s", trouble)
                await asyncio.sleep(AGAIN)
            else:
                await asyncio.sleep(every)

    async def _download(self) -> bytes:
        import httpx

        url = self._url or _usual_url()
        data = bytearray()
        try:
            async with (
                asyncio.timeout(_TIMEOUT),
                httpx.AsyncClient(follow_redirects=True) as client,
                client.stream("GET", url) as response,
            ):
                response.raise_for_status()
                async for piece in response.aiter_bytes():
                    data += piece
                    if len(data) > _LARGEST:
                        raise _unusable("It is larger than 32 MB.")
        except httpx.HTTPStatusError as error:
            raise _unreachable(f"The server answered {error.response.status_code}.") from None
        except (httpx.HTTPError, TimeoutError, OSError) as error:
            raise _unreachable(f"{type(error).__name__}: {error}") from error
        return bytes(data)


def read(data: bytes) -> Shelf:
    """Price data as a shelf. Raises Trouble for anything that is not plainly good price data."""
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _unusable("It is not JSON.") from None
    snapshot = _snapshot(raw)
    priced = {one.id: sum(bool(model.prices) for model in one.models) for one in snapshot.providers}
    if missing := [name for name in _NEEDED if not priced.get(name)]:
        raise _unusable(f"It has no prices for {', '.join(missing)}.")
    shipped = sum(len(one.models) for one in Shelf().load().providers)
    if sum(priced.values()) * 2 < shipped:
        raise _unusable("It has less than half of the models that are shipped.")
    if strange := _strange(raw):
        raise _unusable(f"A price of {strange} cannot be right.")
    return Shelf(snapshot, version="feed " + hashlib.sha256(data).hexdigest()[:12])


def _snapshot(raw: Any) -> DataSnapshot:
    import pydantic
    from genai_prices.data_snapshot import DataSnapshot

    # Not public, but what the package's own updater reads a fetched file with; pyproject pins the version.
    from genai_prices.types import _providers_from_raw

    if not isinstance(raw, list):
        raise _unusable("It is not a list of providers.")
    try:
        return DataSnapshot(_providers_from_raw(raw), from_auto_update=True)
    except (pydantic.ValidationError, ValueError, TypeError, AssertionError, LookupError) as error:
        raise _unusable(f"It is not in the expected format ({type(error).__name__}).") from error


def _strange(raw: Any, key: str = "") -> str | None:
    """The first price per million tokens that is negative or absurd, as written."""
    if isinstance(raw, dict):
        return next((found for name, value in raw.items() if (found := _strange(value, name))), None)
    if isinstance(raw, list):
        return next((found for value in raw if (found := _strange(value, key))), None)
    if key.endswith("_mtok") or key in ("base", "price"):
        with contextlib.suppress(TypeError, ValueError):
            return None if 0 <= float(raw) <= _DEAREST else str(raw)
    return None


def _shipped() -> float:
    """When the data inside the package was installed, Unix seconds."""
    from importlib.util import find_spec

    found = find_spec("genai_prices")
    return Path(found.origin).stat().st_mtime if found and found.origin else 0.0


def _usual_url() -> str:
    from genai_prices.update_prices import DEFAULT_UPDATE_URL

    return DEFAULT_UPDATE_URL


def _unreachable(reason: str) -> Trouble:
    return Trouble(
        "Newer price data could not be fetched",
        reason,
        'The prices known so far stay in use. It is tried again in an hour; write refresh = "off" under [prices] to stop that.',
    )


def _unusable(reason: str) -> Trouble:
    return Trouble(
        "The price data that was fetched is not used",
        reason,
        "The prices known so far stay in use. Look at feed under [prices].",
    )
