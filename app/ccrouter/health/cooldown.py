"""What they told us: how long a provider wants to be left alone, and what is left of its limits, from response headers.

Read are ``retry-after`` (RFC 9110: seconds or a date), ``retry-after-ms`` (OpenAI, Azure), ``anthropic-ratelimit-*-reset``
(RFC 3339), ``x-ratelimit-reset-*`` (OpenAI and those who follow it: "6m0s"; others: seconds, or Unix time in seconds or
milliseconds), ``ratelimit-reset`` (IETF draft, seconds) and their ``remaining`` twins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from ccrouter.ir.faults import Fault, Kind

LONGEST = (
    3600.0  # seconds; what claims to need longer (a clock that is off, a monthly limit) is asked again after an hour
)
_LASTING = 60.0  # seconds a deployment rests that nothing but a person can mend
_FIRST_REST = 2.0  # seconds after a refusal that names no time; doubled with each further one
_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)(ms|µs|us|s))?", re.I)
_UNIT = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6}


class Limits(NamedTuple):
    """What is left, and the seconds until it is full again. None = the provider does not say."""

    requests_left: int | None = None
    tokens_left: int | None = None
    requests_reset: float | None = None
    tokens_reset: float | None = None


def limits(headers: Mapping[str, str], wall: float) -> Limits:
    """``wall`` is Unix seconds; header names are lower-case. Of several limits of one sort the scarcest counts."""
    scarcest: dict[bool, tuple[int, float | None]] = {}
    for name, value in headers.items():
        if "ratelimit" not in name or "remaining" not in name or not value.strip().isdigit():
            continue
        left, reset = int(value), span(headers.get(name.replace("remaining", "reset"), ""), wall)
        tokens = "token" in name
        if tokens not in scarcest or left < scarcest[tokens][0]:
            scarcest[tokens] = (left, reset)
    requests, requests_reset = scarcest.get(False, (None, None))
    tokens_left, tokens_reset = scarcest.get(True, (None, None))
    return Limits(requests, tokens_left, requests_reset, tokens_reset)


def wait(headers: Mapping[str, str], wall: float) -> float | None:
    """Seconds a refusal asks us to wait; None if its headers do not say."""
    if (ms := _number(headers.get("retry-after-ms", ""))) is not None:
        return _bounded(ms / 1000)
    if after := headers.get("retry-after", "").strip():
        if (seconds := _number(after)) is not None:
            return _bounded(seconds)
        try:
            return _bounded(parsedate_to_datetime(after).timestamp() - wall)
        except (ValueError, OverflowError):
            pass
    resets: list[tuple[bool, float]] = []  # spent?, seconds
    for name, value in headers.items():
        if "ratelimit" in name and "reset" in name and (seconds := span(value, wall)) is not None:
            resets.append((headers.get(name.replace("reset", "remaining"), "").strip() == "0", seconds))
    spent = [seconds for is_spent, seconds in resets if is_spent]
    if spent:
        return max(spent)
    return min((seconds for _, seconds in resets), default=None)


def span(value: str, wall: float) -> float | None:
    """Seconds from now, from "6m0s", "120ms", "30", a Unix time or an RFC 3339 date; None for anything else."""
    value = value.strip()
    if not value:
        return None
    if (number := _number(value)) is not None:
        if number > 1e12:
            number /= 1000
        return _bounded(number - wall if number > 1e9 else number)
    if match := _SPAN.fullmatch(value):
        days, hours, minutes, rest, unit = match.groups()
        seconds = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes or 0) * 60
        return _bounded(seconds + float(rest or 0) * _UNIT[(unit or "s").lower()])
    try:
        return _bounded(datetime.fromisoformat(value).timestamp() - wall)
    except (ValueError, OverflowError):
        return None


def rest(fault: Fault, in_row: int) -> float | None:
    """Seconds a deployment should be left alone after this fault, the ``in_row``-th of its sort; None = not on this ground."""
    match fault.kind:
        case Kind.RATE_LIMITED:
            return _bounded(
                fault.retry_after if fault.retry_after is not None else _FIRST_REST * 2 ** min(in_row - 1, 5)
            )
        case Kind.QUOTA | Kind.MODEL_MISSING:
            return _bounded(fault.retry_after or _LASTING)
        case Kind.OVERLOADED | Kind.SERVER if fault.retry_after:
            return _bounded(fault.retry_after)
        case _:
            return None


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _bounded(seconds: float) -> float:
    return min(max(0.0, seconds), LONGEST)
