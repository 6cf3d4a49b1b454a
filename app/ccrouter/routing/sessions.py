"""Where each conversation is and how warm its prompt cache: what keeps a session from being torn between providers."""

from __future__ import annotations

from collections import OrderedDict

from msgspec import Struct

from ccrouter.ir.usage import Usage

CAPACITY = 4096


class Stay(Struct):
    """One lane's place. ``cached`` and ``input`` are tokens of the last request, ``output`` a running mean; ``at`` is monotonic."""

    route: str
    key_label: str
    at: float
    steps: int = 0  # requests answered there
    input: int = 0  # all of the prompt, cached or not
    cached: int = 0  # what the next request will find in the cache
    output: float = 0.0
    failed: bool = False


class Sessions:
    """Bounded: the lane unused for longest is forgotten first. Clocks are passed in."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._stays: OrderedDict[str, Stay] = OrderedDict()

    def __len__(self) -> int:
        return len(self._stays)

    def get(self, lane: str) -> Stay | None:
        stay = self._stays.get(lane)
        if stay is not None:
            self._stays.move_to_end(lane)
        return stay

    def note_answer(self, lane: str, route: str, key_label: str, usage: Usage | None, now: float) -> None:
        """A request was answered: the conversation is there now. ``now`` in monotonic seconds."""
        stay = self._stays.get(lane)
        if stay is None or (stay.route, stay.key_label) != (route, key_label):
            stay = Stay(route=route, key_label=key_label, at=now)
        stay.at, stay.failed = now, False
        stay.steps += 1
        if usage is not None:
            stay.input = usage.input + usage.cache_read + usage.cache_write
            # with explicit marks, what was written and read is what is there; implicit caches hold the whole prompt
            stay.cached = usage.cache_read + usage.cache_write or stay.input
            stay.output += (usage.output - stay.output) / min(stay.steps, 8)
        self._stays[lane] = stay
        self._stays.move_to_end(lane)
        while len(self._stays) > self._capacity:
            self._stays.popitem(last=False)

    def note_failure(self, lane: str, route: str) -> None:
        """The conversation's own place failed it: the next request decides anew."""
        stay = self._stays.get(lane)
        if stay is not None and stay.route == route:
            stay.failed = True
