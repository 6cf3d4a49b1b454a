"""What to do next for one request: try a candidate, wait before trying one again, or give up. Pure: nothing is awaited here.

Another deployment is tried at once; the same one only after a wait (back-off with jitter, or what the provider asked for),
within its retry budget. The first word ends the flight: after it nothing is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ccrouter.ir.faults import RULES, Fault, Kind
from ccrouter.settings.deployments import Retry

# The next key of the same deployment is likely to do better: these speak of the account, not of the service.
_OF_THE_KEY = frozenset({Kind.RATE_LIMITED, Kind.QUOTA, Kind.AUTH})
# Every key of the same provider is likely to meet the same.
_OF_THE_PROVIDER = frozenset({Kind.CONNECT, Kind.TIMEOUT, Kind.OVERLOADED, Kind.SERVER, Kind.CUT_SHORT, Kind.PROTOCOL})
# What the client had better be told of several faults: the one it can do something about (wait, make the prompt shorter).
_WORTH_TELLING = _OF_THE_PROVIDER | {Kind.RATE_LIMITED, Kind.TOO_LONG}


class Lane(NamedTuple):
    """A candidate of the plan, as far as it matters here. ``context`` is tokens, None = not known."""

    route: str
    context: int | None = None


class Standing(NamedTuple):
    """How a lane is now: may it be used, how sick is it (0..1), how many retries its budget allows."""

    well: bool = True
    sick: float = 0.0
    retries: int = 1


Standings = Callable[[int], Standing]  # by place; asked only where it matters


class Tried(NamedTuple):
    """An attempt that failed at ``ended``, seconds since the request began."""

    place: int
    fault: Fault
    ended: float


class Try(NamedTuple):
    """Try the candidate at ``place``; ``again`` = it counts against its retry budget."""

    place: int
    again: bool = False


class Wait(NamedTuple):
    """Wait, then ask again. The candidate at ``place`` is the reason."""

    seconds: float
    place: int


class GiveUp(NamedTuple):
    """``fault`` is what the client is told; ``why`` is for the log."""

    fault: Fault
    why: str


Step = Try | Wait | GiveUp


def next_step(
    lanes: Sequence[Lane],
    standing: Standings,
    tried: Sequence[Tried],
    limits: Retry,
    elapsed: float,
    jitter: float,
) -> Step:
    """``elapsed`` is seconds since the request began, ``jitter`` a random number in [0, 1) that stays the same while waiting."""
    if not tried and standing(0).well:
        return Try(0)  # the usual case, however long the plan is
    if tried:
        last = tried[-1].fault
        if not RULES[last.kind].failover:
            return GiveUp(last, "no other provider would answer this differently")
        if len(tried) >= limits.attempts:
            return GiveUp(to_tell(tried), f"{len(tried)} attempts were made")
        if limits.deadline is not None and elapsed >= limits.deadline:
            return GiveUp(to_tell(tried), f"{limits.deadline:.0f} s have passed")
    if fresh := untried(lanes, standing, tried):
        return Try(fresh[0])
    return _again(lanes, standing, tried, limits, elapsed, jitter)


def untried(lanes: Sequence[Lane], standing: Standings, tried: Sequence[Tried]) -> list[int]:
    """Places not tried yet, in the order to try them: those that are well as planned, then the others, least sick first."""
    done = {attempt.place for attempt in tried}
    places = [place for place in range(len(lanes)) if place not in done and not _in_vain(lanes[place], lanes, tried)]
    if tried:
        at, kind = lanes[tried[-1].place].route, tried[-1].fault.kind
        if kind in _OF_THE_KEY:
            places.sort(key=lambda place: lanes[place].route != at)
        elif kind in _OF_THE_PROVIDER:
            failed = {lanes[attempt.place].route for attempt in tried if attempt.fault.kind in _OF_THE_PROVIDER}
            places.sort(key=lambda place: lanes[place].route in failed)
    sick = sorted((place for place in places if not standing(place).well), key=lambda place: standing(place).sick)
    return [place for place in places if standing(place).well] + sick


def to_tell(tried: Sequence[Tried]) -> Fault:
    """The fault for the client: of the candidate that stands first in the plan among those it can do something about."""
    last = {attempt.place: attempt.fault for attempt in tried}  # of each
    faults = [last[place] for place in sorted(last)]
    return next((fault for fault in faults if fault.kind in _WORTH_TELLING), faults[0])


def backoff(nth: int, limits: Retry, jitter: float) -> float:
    """Seconds before the ``nth`` try again (1, 2, …): doubled each time, and between half and all of that, so that many
    who failed together do not come back together."""
    return float(limits.backoff * 2 ** (nth - 1) * (0.5 + jitter / 2))


def _again(
    lanes: Sequence[Lane],
    standing: Standings,
    tried: Sequence[Tried],
    limits: Retry,
    elapsed: float,
    jitter: float,
) -> Step:
    """All have been tried: the one that may be asked again soonest."""
    best: Wait | None = None
    for place in range(len(lanes)):
        of_it = [attempt for attempt in tried if attempt.place == place]
        if not of_it or len(of_it) > limits.same or standing(place).retries < 1:
            continue
        fault = of_it[-1].fault
        if not RULES[fault.kind].retry and not (fault.kind is Kind.RATE_LIMITED and fault.retry_after is not None):
            continue
        pause = max(fault.retry_after or 0.0, backoff(len(of_it), limits, jitter))
        if pause > limits.max_wait:
            continue
        left = of_it[-1].ended + pause - elapsed
        if best is None or left < best.seconds:
            best = Wait(left, place)
    if best is None:
        return GiveUp(to_tell(tried), "nothing is left that may be tried again")
    if limits.deadline is not None and elapsed + best.seconds > limits.deadline:
        return GiveUp(to_tell(tried), f"a further try would come after {limits.deadline:.0f} s")
    return best if best.seconds > 0 else Try(best.place, again=True)


def _in_vain(lane: Lane, lanes: Sequence[Lane], tried: Sequence[Tried]) -> bool:
    """A conversation too long for one context does not fit into another that is no longer; a model that is missing there is
    missing for every key."""
    for attempt in tried:
        failed = lanes[attempt.place]
        if attempt.fault.kind is Kind.TOO_LONG:
            if lane.route == failed.route:
                return True
            if lane.context is not None and failed.context is not None and lane.context <= failed.context:
                return True
        if attempt.fault.kind is Kind.MODEL_MISSING and lane.route == failed.route:
            return True
    return False
