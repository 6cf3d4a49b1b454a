"""From what passes by to a reward."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.learning.signals import Signals, reward, success

CHEAP = {"nanos": 1_000_000, "seconds": 1.0}  # at the good end of both scales


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Signals(**CHEAP), 1.0),
        (Signals(nanos=1_000_000_000, seconds=100.0), 0.85),
        (Signals(nanos=50_000_000_000, seconds=1000.0), 0.85),  # beyond the scales
        (Signals(nanos=0, seconds=0.0), 1.0),
        (Signals(), 0.925),  # neither is known
        (Signals(error=True, **CHEAP), 0.0),
        (Signals(switched_up=True, **CHEAP), 0.2),
        (Signals(bad_tool_json=1, **CHEAP), 0.5),
        (Signals(bad_tool_json=2, **CHEAP), 0.25),
        (Signals(repeated_calls=1, **CHEAP), 0.7),
        (Signals(cut=True, **CHEAP), 0.7),
        (Signals(retries=1, **CHEAP), 0.9),
        (Signals(bad_tool_json=1, cut=True, **CHEAP), 0.35),
        (Signals(verified=True, bad_tool_json=3, cut=True, **CHEAP), 1.0),  # the user's own check outranks the rest
        (Signals(verified=False, **CHEAP), 0.0),
    ],
)
def test_reward(seen: Signals, expected: float) -> None:
    assert reward(seen) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("seen", "signs"),
    [
        (Signals(), 0),
        (Signals(error=True, retries=3), 0),  # the provider's, not the model's
        (Signals(switched_up=True), 0),  # the user has acted on it
        (Signals(verified=True), 0),
        (Signals(verified=False), 1),
        (Signals(bad_tool_json=4), 1),
        (Signals(repeated_calls=1, cut=True), 2),
    ],
)
def test_bad_signs(seen: Signals, signs: int) -> None:
    assert seen.bad == signs


_COUNTS = st.integers(0, 50)
_ANY = st.builds(
    Signals,
    error=st.booleans(),
    retries=_COUNTS,
    switched_up=st.booleans(),
    bad_tool_json=_COUNTS,
    repeated_calls=_COUNTS,
    cut=st.booleans(),
    nanos=st.none() | st.integers(0, 10**13),
    seconds=st.none() | st.floats(0, 1e6),
    verified=st.none() | st.booleans(),
)


@given(_ANY)
def test_reward_is_a_share(seen: Signals) -> None:
    assert 0.0 <= reward(seen) <= success(seen) <= 1.0


@given(_ANY, st.integers(0, 10**12))
def test_dearer_is_never_better(seen: Signals, more: int) -> None:
    from msgspec import structs

    known = seen.nanos or 0
    assert reward(structs.replace(seen, nanos=known + more)) <= reward(structs.replace(seen, nanos=known))
