"""The board: what it says of a deployment after this and that, what it shows, what it takes through a restart."""

from __future__ import annotations

import msgspec
import pytest

from ccrouter.health.board import Board
from ccrouter.health.vitals import Condition, HealthReport, Key, Vitals
from ccrouter.ir.faults import RULES, Fault, Kind
from ccrouter.settings.deployments import Health, Retry

KEY: Key = ("anthropic/sonnet", "keyring:anthropic")
SICK = Fault(Kind.SERVER, "boom")


def board(wall: float = 1_760_000_000.0) -> Board:
    return Board(lambda: wall, Health(), Retry())


def answer(
    it: Board, now: float, *, ttft: float | None = 0.5, key: Key = KEY, headers: dict[str, str] | None = None
) -> None:
    it.note_start(key, now)
    it.note_success(key, now + 1.5, ttft, 1.5, 50, headers or {})


def fail(it: Board, now: float, fault: Fault = SICK, key: Key = KEY) -> None:
    it.note_start(key, now)
    it.note_fault(key, now, fault)


def seen(it: Board, now: float, key: Key = KEY) -> Vitals:
    return it.vitals(*key, now)


def test_nothing_is_known_of_the_unknown() -> None:
    assert seen(board(), 0) == Vitals()


def test_pace_is_measured() -> None:
    it = board()
    for second in range(30):
        answer(it, float(second), ttft=0.5)
    vitals = seen(it, 40.0)
    assert (vitals.state, vitals.samples, vitals.outstanding) == ("ok", 30, 0)
    assert vitals.ttft_p50 == pytest.approx(0.5, rel=0.03)
    assert vitals.ttft_p99 == pytest.approx(0.5, rel=0.03)
    assert vitals.tokens_per_second == pytest.approx(50, rel=0.03)


def test_an_answer_in_one_piece_says_nothing_of_the_first_word() -> None:
    it = board()
    answer(it, 0.0, ttft=None)
    assert (seen(it, 5.0).samples, seen(it, 5.0).ttft_p50) == (0, None)


def test_five_failures_and_it_is_left_alone() -> None:
    it = board()
    for _ in range(5):
        fail(it, 0.0)
    vitals = seen(it, 1.0)
    assert (vitals.state, vitals.until, vitals.reason) == ("open", 30.0, "server: boom")
    assert vitals.sick > seen(it, 29.0).sick > 0
    assert it.out(1.0) == {"anthropic"}
    assert seen(it, 30.0).state == "half_open"
    it.note_start(KEY, 30.0)
    assert seen(it, 31.0).state == "open", "while one tries it, others do not"
    it.note_success(KEY, 32.0, 0.5, 2.0, 10, {})
    assert seen(it, 33.0).state == "ok"


@pytest.mark.parametrize("kind", list(Kind))
def test_what_speaks_against_a_deployment(kind: Kind) -> None:
    it = board()
    for second in range(5):
        fail(it, float(second), Fault(kind, "no"))
    state = seen(it, 5.0).state
    if RULES[kind].sick:
        assert state == "open"
    elif kind in (Kind.RATE_LIMITED, Kind.QUOTA, Kind.MODEL_MISSING):
        assert state == "cooldown"
    else:
        assert state == "ok"


def test_a_rate_limit_is_kept_apart_from_failures() -> None:
    it = board()
    fail(it, 0.0, Fault(Kind.RATE_LIMITED, "slow down", retry_after=20.0))
    assert (seen(it, 1.0).state, seen(it, 1.0).until) == ("cooldown", 20.0)
    assert seen(it, 1.0).error_rate == 0
    assert seen(it, 20.0).state == "ok"
    assert it.out(1.0) == set()


def test_keys_are_kept_apart() -> None:
    it = board()
    other = (KEY[0], "another")
    fail(it, 0.0, Fault(Kind.RATE_LIMITED, "slow down"))
    assert seen(it, 1.0, other).state == "ok"


def test_the_least_sick_is_the_one_back_soonest_and_a_wrong_key_comes_last() -> None:
    it = board()
    soon, late, never = ("a/m", ""), ("b/m", ""), ("c/m", "")
    fail(it, 0.0, Fault(Kind.RATE_LIMITED, "", retry_after=5.0), soon)
    fail(it, 0.0, Fault(Kind.RATE_LIMITED, "", retry_after=200.0), late)
    for _ in range(5):
        fail(it, 0.0, Fault(Kind.AUTH, ""), never)
    order = sorted((never, late, soon), key=lambda key: seen(it, 1.0, key).sick)
    assert order == [soon, late, never]
    assert all(0 <= seen(it, 1.0, key).sick <= 1 for key in order)


def test_who_left_is_no_longer_under_way() -> None:
    it = board()
    it.note_start(KEY, 0.0)
    assert seen(it, 1.0).outstanding == 1
    it.note_gone(KEY, 2.0, 2.0)
    assert (seen(it, 3.0).outstanding, seen(it, 3.0).error_rate) == (0, 0.0)


def test_rate_limit_headers_hold_until_they_are_reset() -> None:
    it = board()
    answer(it, 0.0, headers={"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "30s"})
    assert seen(it, 10.0).requests_left == 3
    assert seen(it, 40.0).requests_left is None


def test_free_checks_bring_back_what_could_not_be_reached() -> None:
    it = board()
    for _ in range(5):
        fail(it, 0.0, Fault(Kind.CONNECT, "refused"))
    it.note_check("anthropic", 5.0, well=True)
    assert seen(it, 5.0).state == "half_open"


def test_a_list_of_models_does_not_prove_that_a_failing_one_works() -> None:
    it = board()
    for _ in range(5):
        fail(it, 0.0)
    it.note_check("anthropic", 5.0, well=True)
    it.note_check("other", 5.0, well=False)
    assert seen(it, 5.0).state == "open"


def test_new_settings_forgive_what_a_person_mends() -> None:
    it = board()
    missing, sick = ("a/m", ""), ("b/m", "")
    fail(it, 0.0, Fault(Kind.MODEL_MISSING, "no such model"), missing)
    for _ in range(5):
        fail(it, 0.0, SICK, sick)
    it.configure(Health(), Retry(), 1.0)
    assert (seen(it, 1.0, missing).state, seen(it, 1.0, sick).state) == ("ok", "open")


def test_retries_come_from_each_ones_own_budget() -> None:
    it = board()
    for _ in range(3):
        it.note_retry(KEY, 0.0)
    assert (it.retries_left(KEY, 1.0), it.retries_left(("other/m", ""), 1.0)) == (0, 3)


def test_the_picture() -> None:
    it = board()
    for second in range(10):
        answer(it, float(second))
    fail(it, 10.0)
    report = it.snapshot(11.0, [("new/m", "")], [("off/m", "")])
    shown: dict[str, Condition] = {one.route: one for one in report.deployments}
    known = shown["anthropic/sonnet"]
    assert known.hour.requests == known.day.requests == 11
    assert known.hour.uptime == known.day.uptime == pytest.approx(10 / 11)
    assert known.day.ttft_p95 == pytest.approx(0.5, rel=0.03)
    assert (known.last_error, known.last_error_at) == ("server: boom", 1_760_000_000.0)
    assert (shown["new/m"].vitals.state, shown["off/m"].vitals.state) == ("ok", "disabled")
    assert msgspec.json.decode(msgspec.json.encode(report), type=HealthReport) == report


def test_no_more_than_four_pictures_a_second() -> None:
    it = board()
    fail(it, 0.0)
    first = it.snapshot(0.0)
    fail(it, 0.1)
    assert it.snapshot(0.2) is first
    assert it.snapshot(0.3) != first


def test_a_change_of_state_is_shown_at_once() -> None:
    it = board()
    for _ in range(4):
        fail(it, 0.0)
    well = it.snapshot(0.0)
    fail(it, 0.1)
    assert (well.deployments[0].vitals.state, it.snapshot(0.1).deployments[0].vitals.state) == ("ok", "open")


def test_what_is_in_force_survives_a_restart() -> None:
    it = board()
    resting = ("b/m", "")
    for second in range(30):
        answer(it, float(second))
    for _ in range(5):
        fail(it, 100.0)
    fail(it, 100.0, Fault(Kind.RATE_LIMITED, "slow", retry_after=300.0), resting)
    saved = it.dump(100.0)
    later = board(1_760_000_010.0)  # ten seconds after, on a clock of its own
    later.load(saved, 5.0)
    assert seen(later, 5.0).until == pytest.approx(5 + 20)
    assert seen(later, 5.0, resting).until == pytest.approx(5 + 290)
    assert seen(later, 5.0).ttft_p50 == pytest.approx(0.5, rel=0.03)
    assert later.snapshot(5.0).deployments[0].last_error == "server: boom"
    much_later = board(1_760_000_000.0 + 2 * 86400)
    much_later.load(saved, 5.0)
    assert seen(much_later, 5.0).state == "half_open"
    assert (seen(much_later, 5.0, resting).state, seen(much_later, 5.0).samples) == ("ok", 0)


@pytest.mark.parametrize(
    "saved",
    [b"", b"{", b"[]", b"{}", b'{"version":1,"at":0,"records":[["a","b",{}]]}', b'{"version":1,"at":0,"records":[1]}'],
)
def test_a_damaged_file_is_said_to_be_one(saved: bytes) -> None:
    with pytest.raises(ValueError, match="no saved health"):
        board().load(saved, 0.0)


def test_another_version_is_left_alone() -> None:
    it = board()
    it.load(b'{"version":99}', 0.0)
    assert it.snapshot(0.0).deployments == ()


def test_names_without_end_do_not_fill_memory() -> None:
    it = board()
    for number in range(5000):
        answer(it, float(number), key=(f"p/{number}", ""))
    assert len(it.snapshot(6000.0).deployments) <= 2000


def test_a_first_measurement_counts_at_once() -> None:
    it = board()
    assert it.vitals(*KEY, 0.0).ttft_p50 is None
    answer(it, 0.01)
    assert it.vitals(*KEY, 0.02).samples == 1


def test_what_was_measured_counts_for_an_hour_and_no_longer() -> None:
    it = board()
    answer(it, 10.0, ttft=0.5)
    assert [it.vitals(*KEY, at).samples for at in (12.0, 3611.0, 3612.0)] == [1, 1, 0]
    assert it.vitals(*KEY, 3612.0).ttft_p50 is None
    answer(it, 3613.0, ttft=2.0)
    assert it.vitals(*KEY, 3615.0).ttft_p50 == pytest.approx(2.0, rel=0.03)


def test_an_hour_and_a_day_have_their_own_figures() -> None:
    it = board()
    for second in range(20):  # two hours ago: slow, and half of it failed
        answer(it, float(second), ttft=4.0 if second < 19 else 8.0)
        fail(it, second + 0.5, Fault(Kind.CUT_SHORT, "half"))
    for second in range(20):
        it.note_start(KEY, 7200.0 + second)
        it.note_success(KEY, 7200.0 + second, 0.5 if second < 18 else 2.0, 2.5, 200, {})
    (shown,) = it.snapshot(7260.0).deployments
    hour, day = shown.hour, shown.day
    assert (hour.requests, hour.uptime) == (20, 1.0)
    assert (day.requests, day.uptime) == (60, pytest.approx(2 / 3))
    assert (hour.ttft_p50, hour.ttft_p95) == (pytest.approx(0.5, rel=0.03), pytest.approx(2.0, rel=0.03))
    assert (day.ttft_p50, day.ttft_p95) == (pytest.approx(2.0, rel=0.03), pytest.approx(4.0, rel=0.03))
    assert hour.tokens_per_second == pytest.approx(100.0, rel=0.03)
