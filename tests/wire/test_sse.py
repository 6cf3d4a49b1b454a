"""Framing server-sent events: any chunking gives the same frames, and no byte is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.faults import Fault, Kind
from ccrouter.wire import sse
from ccrouter.wire.sse import Frame, Framer, parse, write


def frames(raw: bytes, sizes: list[int]) -> list[bytes]:
    framer, out = Framer(), []
    for size in sizes:
        out += framer.feed(raw[:size])
        raw = raw[size:]
    return [*out, *framer.feed(raw), framer.end()]


PIECES = st.sampled_from(
    [
        b"\n",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\r\n\r\n",
        b"\r\r",
        b"data: x",
        b"data: {}",
        b":",
        b"event: e",
        "é\u2028".encode(),
    ]
)
SIZES = st.lists(st.integers(0, 9), max_size=40)


@given(st.lists(PIECES, max_size=20).map(b"".join), SIZES)
def test_no_byte_is_lost(raw: bytes, sizes: list[int]) -> None:
    assert b"".join(frames(raw, sizes)) == raw


@given(st.lists(PIECES, max_size=20).map(b"".join), SIZES)
def test_chunk_boundaries_change_nothing_that_is_read(raw: bytes, sizes: list[int]) -> None:
    def read(pieces: list[bytes]) -> list[Frame]:
        return [f for f in map(parse, pieces) if f.data or f.event]

    assert read(frames(raw, sizes)) == read(frames(raw, []))


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r", b"\n\r\n"])
def test_every_blank_line_of_the_standard_ends_a_frame(end: bytes) -> None:
    assert [parse(f).data for f in frames(b"data: a" + end + b"data: b" + end, [])][:2] == [b"a", b"b"]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c"])
def test_separators_that_are_legal_in_json_do_not_cut(separator: str) -> None:
    raw = f'data: "a{separator}b"\n\n'.encode()
    (frame, rest) = frames(raw, [])
    assert rest == b"" and parse(frame).data == f'"a{separator}b"'.encode()


PARSED = {
    b"data: x\n\n": Frame("", b"x"),
    b"data:x\n\n": Frame("", b"x"),
    b"data:  x\n\n": Frame("", b" x"),
    b"event: e\ndata: x\nid: 5\nretry: 10\n\n": Frame("e", b"x"),
    b"event:e\r\ndata: a\r\ndata: b\r\n\r\n": Frame("e", b"a\nb"),
    b": keep-alive\n\n": Frame("", b""),
    b"data\n\n": Frame("", b""),
    b"\n\n": Frame("", b""),
    b"": Frame("", b""),
    b"event: \xff\n\n": Frame("\ufffd", b""),
}


@pytest.mark.parametrize(("raw", "frame"), PARSED.items())
def test_parse(raw: bytes, frame: Frame) -> None:
    assert parse(raw) == frame


def test_write_is_read_again() -> None:
    assert write({"a": "\u2028"}, "e") == 'event: e\ndata: {"a":"\u2028"}\n\n'.encode()
    assert write([1]) == b"data: [1]\n\n"
    assert parse(write({"a": 1}, "e")) == Frame("e", b'{"a":1}')


def test_a_frame_without_end_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_FRAME", 100)
    framer = Framer()
    with pytest.raises(Fault) as raised:
        for _ in range(20):
            framer.feed(b"data: xxxx")
    assert raised.value.kind is Kind.PROTOCOL
