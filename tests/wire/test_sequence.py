"""Overlapping parts in line: one open at a time, nothing lost, nothing out of order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ccrouter.ir.events import Delta, Event, Finish, PartEnd, PartStart, Start
from ccrouter.ir.parts import Text
from ccrouter.ir.usage import Usage
from ccrouter.wire.sequence import InLine


def part(index: int, *texts: str, end: bool = True) -> list[Event]:
    events: list[Event] = [PartStart(index=index, part=Text(text=""))]
    events += [Delta(index=index, text=t) for t in texts]
    return [*events, PartEnd(index=index)] if end else events


def run(events: list[Event], cuts: list[int]) -> list[Event]:
    line, out = InLine(), []
    for cut in cuts:
        out += line.feed(events[:cut])
        events = events[cut:]
    return out + line.feed(events)


@st.composite
def interleavings(draw: st.DrawFn) -> list[Event]:
    """The events of some parts in any order that keeps each part's own; some parts are never ended."""
    lanes = [
        part(index, *draw(st.lists(st.sampled_from("abc"), max_size=3)), end=draw(st.booleans()))
        for index in range(draw(st.integers(0, 4)))
    ]
    out: list[Event] = []
    while lanes:
        lane = lanes[draw(st.integers(0, len(lanes) - 1))]
        out.append(lane.pop(0))
        lanes = [x for x in lanes if x]
    return [*out, Finish(stop="end")]


def said(events: list[Event], index: int) -> list[str]:
    return [e.text for e in events if isinstance(e, Delta) and e.index == index]


@given(interleavings(), st.lists(st.integers(0, 5), max_size=8))
def test_one_part_at_a_time_and_nothing_is_lost(events: list[Event], cuts: list[int]) -> None:
    out = run(events, cuts)

    is_open: int | None = None
    for event in out:
        match event:
            case PartStart(index=index):
                assert is_open is None
                is_open = index
            case Delta(index=index):
                assert index == is_open
            case PartEnd(index=index):
                assert index == is_open
                is_open = None
            case Finish():
                assert is_open is None

    started = [e.index for e in events if isinstance(e, PartStart)]
    assert [e.index for e in out if isinstance(e, PartStart)] == started
    assert all(said(out, i) == said(events, i) for i in started)
    assert isinstance(out[-1], Finish)


@given(interleavings(), st.lists(st.integers(0, 5), max_size=8))
def test_how_the_events_are_batched_changes_nothing(events: list[Event], cuts: list[int]) -> None:
    assert run(events, cuts) == run(events, [])


def test_parts_in_order_flow_straight_through() -> None:
    events: list[Event] = [Start(), *part(0, "a"), Usage(), *part(1, "b"), Finish(stop="end")]
    line = InLine()
    for event in events:
        assert line.feed([event]) == [event]


def test_the_open_part_is_not_held_back() -> None:
    line = InLine()
    line.feed([*part(0, end=False), *part(1, "later")])
    assert line.feed([Delta(index=0, text="now")]) == [Delta(index=0, text="now")]
    assert line.feed([PartEnd(index=0)]) == [PartEnd(index=0), *part(1, "later")]
