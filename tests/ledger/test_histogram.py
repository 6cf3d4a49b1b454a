"""Percentiles from buckets: near enough, and sums of stored ones are those of all durations."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ledger import histogram

SECONDS = st.lists(st.floats(0.001, 2000), min_size=1, max_size=300)


@given(SECONDS, st.booleans())
def test_percentiles_are_within_a_bucket(durations: list[float], full: bool) -> None:
    stored = [histogram.pack(histogram.single(duration), full=full) for duration in durations]
    for share, found in zip((0.5, 0.95), histogram.percentiles(histogram.total(stored), (0.5, 0.95)), strict=True):
        exact = sorted(durations)[math.ceil(share * len(durations)) - 1]
        assert found is not None
        assert abs(found / exact - 1) < 0.0625


@given(SECONDS, SECONDS)
def test_packed_or_not_the_sum_is_the_same(one: list[float], other: list[float]) -> None:
    both = [sum(map(histogram.single, some)) for some in (one, other)]
    packed = [histogram.pack(both[0]), histogram.pack(both[1], full=True)]
    assert histogram.total(packed) == both[0] + both[1]


def test_a_thin_one_is_a_few_bytes() -> None:
    assert len(histogram.pack(histogram.single(1.0) * 3) or b"") == 3


def test_many_counts_survive() -> None:
    assert (
        histogram.unpack(histogram.pack(histogram.single(1.0) * 4_000_000_000)) == histogram.single(1.0) * 4_000_000_000
    )


def test_extremes_have_a_bucket() -> None:
    for seconds in (0.0, -1.0, 1e-9, 1e9):
        assert histogram.percentiles(histogram.single(seconds), (0.5,))[0] is not None


def test_none_without_any() -> None:
    assert histogram.pack(histogram.EMPTY) is None
    assert histogram.percentiles(histogram.EMPTY) == [None, None, None]


def test_cumulative_ends_with_all() -> None:
    counts = histogram.cumulative(sum(map(histogram.single, (0.002, 0.5, 2000.0))))
    assert [count for _, count in counts] == sorted(count for _, count in counts)
    assert counts[-1][1] == 3
