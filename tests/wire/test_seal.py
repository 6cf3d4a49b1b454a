"""Seals: what is inside comes out again, and what is no seal is left alone."""

from __future__ import annotations

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.parts import Origin
from ccrouter.wire.seal import MARK, MARK_BYTES, seal, unseal

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(TEXT, TEXT, TEXT, TEXT, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_seal_holds_everything(
    signature: str | None, encrypted: str | None, id: str | None, text: str | None, model: str
) -> None:
    origin = Origin("my provider", model)
    value = seal(origin, signature=signature, encrypted=encrypted, id=id, text=text)

    assert value.startswith(MARK) and MARK_BYTES in value.encode()
    base64.b64decode(value, validate=True)  # Gemini's SDKs decode the field
    inside = unseal(value)
    assert inside is not None
    assert (inside.origin, inside.s, inside.e, inside.i, inside.t) == (origin, signature, encrypted, id, text)


def damaged(inside: bytes) -> str:
    return base64.b64encode(b"ccr:1:" + inside).decode()


@pytest.mark.parametrize(
    "value",
    [None, "", "EqQBCgIYAhIM", MARK, MARK + "é", MARK + "a", MARK + "====", damaged(b"{"), damaged(b"{}"), damaged(b'{"p":1,"m":""}'),
     damaged(b'{"p":"\xff","m":""}'), damaged(b"[" * 100_000)],
)  # fmt: skip
def test_what_is_no_whole_seal_is_none(value: str | None) -> None:
    assert unseal(value) is None


@given(st.text(max_size=40), st.booleans())
def test_any_string_can_be_asked(value: str, marked: bool) -> None:
    unseal(MARK + value if marked else value)


def test_seals_are_the_same_each_time() -> None:
    """A history that changed between turns would miss every prompt cache."""
    assert seal(Origin("p", "m"), signature="s") == seal(Origin("p", "m"), signature="s")


def test_the_mark_is_the_beginning_of_the_version() -> None:
    assert binascii.a2b_base64(MARK) == b"ccr:1:"
