"""Two bad signs in a conversation: it goes on with the next better model, from the next point at which it may be moved."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from msgspec import Struct

from ccrouter.learning.signals import Signals

SIGNS = 2
TIER = 0.05  # models whose figures are closer than this are of one tier
_MOST = 2000  # conversations remembered


class _Course(Struct):
    bad: int = 0
    route: str = ""  # where the last bad sign was seen
    floor: float = 0.0  # what the model must be worth


class Escalation:
    """``quality`` is a model's figure, 0..1, by route. Kept in memory only: a conversation starts anew after a restart."""

    def __init__(self, quality: Callable[[str], float]) -> None:
        self._quality = quality
        self._courses: OrderedDict[str, _Course] = OrderedDict()

    def note(self, session: str, route: str, seen: Signals) -> None:
        if not session or not seen.bad:
            return
        course = self._courses.setdefault(session, _Course())
        self._courses.move_to_end(session)
        if len(self._courses) > _MOST:
            self._courses.popitem(last=False)
        if self._quality(route) < course.floor:
            return  # it has been raised since
        course.bad += seen.bad
        course.route = route

    def order(self, session: str, candidates: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
        """The candidates with those first that are good enough by now, and why; None = nothing to raise.

        Also where the first is good enough already: the conversation may be elsewhere, for the sake of its prompt cache.
        """
        course = self._courses.get(session)
        if course is None:
            return None
        if course.bad >= SIGNS:
            above = [found for one in candidates if (found := self._quality(one)) >= self._quality(course.route) + TIER]
            course.floor = min(above, default=course.floor)
            course.bad = 0
        fit = [one for one in candidates if self._quality(one) >= course.floor]
        if not course.floor or not fit:
            return None
        order = (*fit, *(one for one in candidates if one not in fit))
        return order, f"raised from {course.route} after {SIGNS} bad signs"
