"""A usage object comes back exactly as it went in."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ledger import shapes

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON, max_size=6))
def test_lossless(raw: dict[str, Any]) -> None:
    assert shapes.join(*shapes.split(raw)) == raw


def test_numbers_are_not_in_the_shape() -> None:
    one = shapes.split({"input_tokens": 5, "details": {"cached": 1, "flex": False}, "tier": "standard"})
    other = shapes.split({"input_tokens": 70_000, "details": {"cached": 0, "flex": False}, "tier": "standard"})
    assert one[0] == other[0]
    assert len(other[1]) < 10


def test_long_texts_do_not_make_a_shape_each() -> None:
    raw = {"input_tokens": 5, "note": "x" * 50}
    shape, whole = shapes.split(raw)
    assert shape == ""
    assert shapes.join(shape, whole) == raw
