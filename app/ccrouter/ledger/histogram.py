"""Durations as counts in 128 logarithmic buckets (6 an octave, 1 ms to 44 min): percentiles within 6 %, a few bytes a row.

A histogram is one integer with 32 bits for each bucket, so adding histograms is adding integers. Stored, a thin one is
(bucket, count) pairs and a full one the integer's bytes: longer, and twenty times as fast to add.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate

_BUCKETS, _PER_OCTAVE, _BITS = 128, 6, 32
_WIDTH = _BUCKETS * _BITS // 8
_THIN = 40  # pairs
_FULL, _PAIRS = 1, 0

EMPTY = 0


def single(seconds: float) -> int:
    """The histogram of one duration."""
    return 1 << (_bucket(seconds * 1000) * _BITS)


def of(milliseconds: Iterable[int]) -> int:
    """The histogram of several."""
    thin = [0] * _BUCKETS
    for one in milliseconds:
        thin[_bucket(one)] += 1
    return int.from_bytes(array("I", thin).tobytes(), "little")


def pack(histogram: int, *, full: bool = False) -> bytes | None:
    """The stored form; None for an empty one. ``full``: however few durations there are."""
    if not histogram:
        return None
    pairs = [(bucket, count) for bucket, count in enumerate(_counts(histogram)) if count]
    if full or len(pairs) > _THIN:
        return bytes((_FULL,)) + histogram.to_bytes(_WIDTH, "little")
    packed = bytearray((_PAIRS,))
    for bucket, count in pairs:
        packed.append(bucket)
        while count > 127:  # LEB128
            packed.append(count & 127 | 128)
            count >>= 7
        packed.append(count)
    return bytes(packed)


def unpack(stored: bytes | None) -> int:
    return total((stored,))


def total(stored: Iterable[bytes | None]) -> int:
    """The sum of stored histograms."""
    full, thin = EMPTY, [0] * _BUCKETS
    for one in stored:
        if not one:
            continue
        if one[0] == _FULL:
            full += int.from_bytes(one[1:], "little")
            continue
        place, end = 1, len(one)
        while place < end:
            bucket, count, shift = one[place], 0, 0
            while (byte := one[place := place + 1]) > 127:
                count |= (byte & 127) << shift
                shift += 7
            thin[bucket] += count | byte << shift
            place += 1
    return full + int.from_bytes(array("I", thin).tobytes(), "little")


def percentiles(histogram: int, shares: Sequence[float] = (0.5, 0.95, 0.99)) -> list[float | None]:
    """Seconds below which ``shares`` of all durations lie, the middle of their bucket; None without any."""
    reached = list(accumulate(_counts(histogram)))
    if not reached[-1]:
        return [None for _ in shares]
    found: list[float | None] = []
    for share in shares:
        wanted = max(1, math.ceil(share * reached[-1]))
        bucket = next(place for place, below in enumerate(reached) if below >= wanted)
        found.append(2 ** ((bucket + 0.5) / _PER_OCTAVE) / 1000)
    return found


def count(histogram: int) -> int:
    return sum(_counts(histogram))


def cumulative(histogram: int) -> list[tuple[float, int]]:
    """(upper bound in seconds, durations up to it), one an octave: the form of a Prometheus histogram."""
    reached = list(accumulate(_counts(histogram)))
    return [(2 ** ((last + 1) / _PER_OCTAVE) / 1000, reached[last]) for last in range(5, _BUCKETS, _PER_OCTAVE)]


def _bucket(milliseconds: float) -> int:
    return min(_BUCKETS - 1, int(math.log2(milliseconds) * _PER_OCTAVE)) if milliseconds > 1 else 0


def _counts(histogram: int) -> array[int]:
    return array("I", histogram.to_bytes(_WIDTH, "little"))  # every system we run on is little-endian
