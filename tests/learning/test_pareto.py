"""Fixed models side by side, and which of them another one beats."""

import pytest

from ccrouter.learning.pareto import Outcome, Standing, standings


def rows(route: str, good: int, bad: int, nanos: int | None, seconds: float | None) -> list[Outcome]:
    return [Outcome(route=route, success=n < good, nanos=nanos, seconds=seconds) for n in range(good + bad)]


def named(log: list[Outcome], least: int = 10) -> dict[str, Standing]:
    return {one.route: one for one in standings(log, least)}


def test_what_is_beaten() -> None:
    log = [
        *rows("a/best", 19, 1, 500, 2.0),
        *rows("a/cheap", 16, 4, 100, 2.0),
        *rows("a/beaten", 18, 2, 500, 2.0),  # the best's price and speed, fewer successes
        *rows("a/fast", 10, 10, 600, 0.5),
        *rows("a/worst", 2, 18, 900, 9.0),
    ]
    found = standings(log)
    assert [one.route for one in found] == ["a/cheap", "a/best", "a/beaten", "a/fast", "a/worst"]
    assert {one.route: one.beaten_by for one in found} == {
        "a/best": "",
        "a/cheap": "",
        "a/beaten": "a/best",
        "a/fast": "",
        "a/worst": "a/cheap",
    }


def test_equals_do_not_beat_each_other() -> None:
    found = named([*rows("a/one", 15, 5, 100, 1.0), *rows("a/two", 15, 5, 100, 1.0)])
    assert [one.beaten_by for one in found.values()] == ["", ""]


@pytest.mark.parametrize(("nanos", "seconds"), [(None, 1.0), (100, None), (None, None)])
def test_what_is_not_known_is_not_beaten(nanos: int | None, seconds: float | None) -> None:
    found = named([*rows("a/known", 20, 0, 1, 0.1), *rows("a/dark", 1, 19, nanos, seconds)])
    assert found["a/dark"].beaten_by == ""
    assert found["a/dark"].nanos == nanos


def test_figures() -> None:
    log = [*rows("a/x", 8, 2, 100, 1.0), *rows("a/x", 0, 10, 300, 3.0), *rows("a/x", 0, 1, None, None)]
    one = named(log)["a/x"]
    assert (one.requests, one.nanos, one.seconds) == (21, 200, 2.0)
    assert one.success == pytest.approx(8 / 21)
    assert (one.low, one.high) == pytest.approx((0.2075, 0.5912), abs=1e-3)  # Wilson, 95 %


def test_few_requests_show_nothing() -> None:
    log = [*rows("a/few", 9, 0, 1, 1.0), *rows("a/many", 9, 1, 1, 1.0)]
    assert set(named(log)) == {"a/many"}
    assert set(named(log, least=9)) == {"a/few", "a/many"}
