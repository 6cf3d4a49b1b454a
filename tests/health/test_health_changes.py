"""What listeners hear of the board: each change once, in order, and what a person resets."""

from __future__ import annotations

import pytest

from ccrouter.health.board import Board
from ccrouter.health.vitals import HealthChange, Key
from ccrouter.ir.faults import Fault, Kind
from ccrouter.settings.deployments import Health, Retry

KEY: Key = ("anthropic/sonnet", "keyring:anthropic")
WALL = 1_760_000_000.0


def heard() -> tuple[Board, list[HealthChange]]:
    board, told = Board(lambda: WALL, Health(), Retry()), list[HealthChange]()
    board.on_change(told.append)
    return board, told


def fail(board: Board, now: float, fault: Fault, times: int = 1) -> None:
    for _ in range(times):
        board.note_start(KEY, now)
        board.note_fault(KEY, now, fault)


def answer(board: Board, now: float) -> None:
    board.note_start(KEY, now)
    board.note_success(KEY, now + 1.0, 0.5, 1.0, 10, {})


def steps(told: list[HealthChange]) -> list[tuple[str, str]]:
    return [(change.before, change.after) for change in told]


def test_falling_ill_trying_and_getting_well_are_told_once_each() -> None:
    board, told = heard()
    fail(board, 0.0, Fault(Kind.SERVER, "boom"), times=4)
    assert told == []
    fail(board, 0.0, Fault(Kind.SERVER, "boom"), times=3)
    assert told == [
        HealthChange(
            route=KEY[0], key_label=KEY[1], before="ok", after="open", reason="server: boom", at=WALL,
        )
    ]  # fmt: skip
    assert (told[0].provider, told[0].fell_ill, told[0].recovered) == ("anthropic", True, False)
    board.settle(29.0)
    board.settle(30.0)
    board.settle(31.0)
    answer(board, 32.0)
    answer(board, 34.0)
    assert steps(told) == [("ok", "open"), ("open", "half_open"), ("half_open", "ok")]
    assert told[-1].recovered and told[-1].reason == ""


def test_a_probe_that_fails_tells_nothing_new_of_what_is_ill() -> None:
    board, told = heard()
    fail(board, 0.0, Fault(Kind.SERVER, "boom"), times=5)
    fail(board, 30.0, Fault(Kind.SERVER, "boom"))
    assert steps(told) == [("ok", "open")]


def test_a_rest_that_is_over_is_told_when_time_is_looked_at() -> None:
    board, told = heard()
    fail(board, 0.0, Fault(Kind.RATE_LIMITED, "slow down", retry_after=20.0))
    board.settle(10.0)
    board.settle(20.0)
    assert steps(told) == [("ok", "cooldown"), ("cooldown", "ok")]
    assert told[0].reason == "rate limited: slow down"


def test_a_free_check_and_new_settings_are_told_of_too() -> None:
    board, told = heard()
    fail(board, 0.0, Fault(Kind.AUTH, "no such key"), times=5)
    board.note_check("anthropic", 1.0, well=True)
    board.configure(Health(), Retry(), 2.0)
    assert steps(told) == [("ok", "open"), ("open", "half_open"), ("half_open", "ok")]


def test_a_connection_alone_does_not_bring_back_a_key_that_was_refused() -> None:
    board, told = heard()
    fail(board, 0.0, Fault(Kind.AUTH, "no such key"), times=5)
    board.note_check("anthropic", 1.0, well=True, keyed=False)
    assert steps(told) == [("ok", "open")]


def test_several_may_listen_and_a_broken_one_costs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    board, told = heard()
    late: list[HealthChange] = []

    def broken(change: HealthChange) -> None:
        raise RuntimeError("a listener's own mistake")

    board.on_change(broken)
    board.on_change(late.append)
    fail(board, 0.0, Fault(Kind.SERVER, "boom"), times=5)
    assert told == late and len(late) == 1
    assert "could not be told" in caplog.text


def test_what_was_told_before_a_restart_is_not_told_again() -> None:
    board, _ = heard()
    fail(board, 0.0, Fault(Kind.SERVER, "boom"), times=5)
    later, told = heard()
    later.load(board.dump(0.0), 0.0)
    later.settle(1.0)
    assert told == []
    later.settle(30.0)
    assert steps(told) == [("open", "half_open")]


@pytest.mark.parametrize(
    ("kind", "times", "state"), [(Kind.SERVER, 5, "open"), (Kind.RATE_LIMITED, 1, "cooldown"), (Kind.QUOTA, 1, "cooldown")]
)  # fmt: skip
def test_a_reset_uses_it_again_at_once(kind: Kind, times: int, state: str) -> None:
    board, told = heard()
    fail(board, 0.0, Fault(kind, "no", retry_after=None if kind is Kind.SERVER else 100.0), times=times)
    assert board.vitals(*KEY, 1.0).state == state
    shown = board.snapshot(1.0)
    changes = board.changes
    assert board.reset(KEY, 1.0)
    assert board.vitals(*KEY, 1.0).state == "ok" and board.changes > changes
    assert board.snapshot(1.0) is not shown, "the window sees it at once"
    assert board.snapshot(1.0).deployments[0].hour.requests == times, "what was measured stays"
    assert steps(told) == [("ok", state), (state, "ok")]
    fail(board, 2.0, Fault(Kind.SERVER, "boom"), times=4)
    assert board.vitals(*KEY, 2.0).state == "ok", "it counts anew"


def test_nothing_is_reset_that_was_never_used() -> None:
    board, told = heard()
    assert not board.reset(KEY, 0.0)
    assert told == []
