"""Fixed models on the user's own log: what each cost, how often it succeeded, how fast it was, and which another one beats."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import median

from msgspec import Struct, structs


class Outcome(Struct, frozen=True, kw_only=True):
    """One exchange of the log. ``nanos`` and ``seconds`` None = not known."""

    route: str  # provider/model
    success: bool
    nanos: int | None = None  # nano-dollars
    seconds: float | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """One model. ``low`` and ``high`` bound its success with 95 % (Wilson's interval)."""

    route: str
    requests: int
    success: float
    low: float
    high: float
    nanos: float | None  # mean cost of a request, of those whose cost is known
    seconds: float | None  # median
    beaten_by: str = ""  # a model at least as good in all three and better in one


def standings(log: Iterable[Outcome], least: int = 10) -> list[Standing]:
    """Cheapest first; models with fewer than ``least`` requests are left out: they show nothing but luck.

    Different models were asked different things, so this compares what happened, not what each would have done.
    """
    groups: dict[str, list[Outcome]] = {}
    for one in log:
        groups.setdefault(one.route, []).append(one)
    found = [_standing(route, rows) for route, rows in groups.items() if len(rows) >= least]
    found.sort(key=lambda one: (one.nanos is None, one.nanos or 0.0, -one.success, one.route))
    return [_placed(one, found) for one in found]


def _standing(route: str, rows: list[Outcome]) -> Standing:
    costs = [row.nanos for row in rows if row.nanos is not None]
    times = [row.seconds for row in rows if row.seconds is not None]
    good = sum(row.success for row in rows)
    low, high = _wilson(good, len(rows))
    return Standing(
        route=route,
        requests=len(rows),
        success=good / len(rows),
        low=low,
        high=high,
        nanos=sum(costs) / len(costs) if costs else None,
        seconds=median(times) if times else None,
    )


def _wilson(good: int, count: int, z: float = 1.96) -> tuple[float, float]:
    share = good / count
    centre = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


def _placed(one: Standing, all_: list[Standing]) -> Standing:
    beaten_by = next((other.route for other in all_ if _beats(other, one)), "")
    return structs.replace(one, beaten_by=beaten_by)


def _beats(one: Standing, other: Standing) -> bool:
    """What is not known of either side decides nothing, and nobody is beaten on it."""
    if one.nanos is None or other.nanos is None or one.seconds is None or other.seconds is None:
        return False
    mine = (one.nanos, one.seconds, -one.success)
    its = (other.nanos, other.seconds, -other.success)
    return mine != its and all(a <= b for a, b in zip(mine, its, strict=True))
