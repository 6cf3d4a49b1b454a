"""How good the forecast is: ``python tests/bench/forecast.py [usage.csv]``.

Synthetic series of one developer's spend (bursts, weekends, quiet weeks, changing habits; seeded), and any usage file: CSV
with a header, columns ``time`` (ISO 8601, or Unix seconds) and ``cost``. Prints, against seasonal-naive, the mean and
Holt-Winters, the 7-day wMAPE (sum of errors of 7-day sums over the sum of spend) and how often the 80 % interval held.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from math import exp
from pathlib import Path
from statistics import fmean, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "app"))

from ccrouter.ledger.forecast import History, end_of

WARM_UP = 28
HORIZON = 7
FIRST = date(2026, 1, 5)  # a Monday

Day = list[float]
Method = Callable[[Sequence[float]], float]


def synthetic(seed: int, days: int = 240) -> list[Day]:
    """Working days with a slowly wandering level, half of the weekends free, quiet stretches, rare floods."""
    rng = random.Random(seed)
    level, quiet, out = 1.0, 0, []
    for i in range(days):
        level *= exp(rng.gauss(0, 0.06))
        if i % 60 == 59:
            level *= rng.choice((0.4, 0.7, 1.5, 2.5))  # another project, another model
        quiet = quiet - 1 if quiet else (rng.randint(2, 9) if rng.random() < 0.02 else 0)
        weekend = (FIRST + timedelta(days=i)).weekday() >= 5
        works = not quiet and rng.random() < (0.35 if weekend else 0.92)
        total = level * rng.lognormvariate(0, 0.8) * (6 if rng.random() < 0.02 else 1) if works else 0.0
        start, length = rng.choice((8, 9, 9, 10, 13)), rng.choice((3, 6, 8, 10))
        weights = [rng.expovariate(1) if start <= hour < start + length else 0.0 for hour in range(24)]
        out.append([total * weight / sum(weights) for weight in weights])
    return out


def from_file(path: Path) -> list[Day]:
    spent: dict[date, Day] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            text = row["time"]
            number = text.replace(".", "", 1).isdigit()
            at = datetime.fromtimestamp(float(text), UTC) if number else datetime.fromisoformat(text)
            spent.setdefault(at.date(), [0.0] * 24)[at.hour] += float(row["cost"])
    first, last = min(spent), max(spent)
    return [spent.get(first + timedelta(days=i), [0.0] * 24) for i in range((last - first).days + 1)]


def ours(days: Sequence[Day]) -> Callable[[int], tuple[float, float, float]]:
    def at(i: int) -> tuple[float, float, float]:
        found = end_of(History(first=FIRST, days=days[:i]), 0.0, 0.0, HORIZON - 1)
        assert found is not None
        return found.expected, found.low, found.high

    return at


def seasonal_naive(past: Sequence[float]) -> float:
    return sum(past[-7:])


def mean(past: Sequence[float]) -> float:
    return fmean(past[-28:]) * HORIZON


def holt_winters(past: Sequence[float]) -> float:
    """Additive, period 7, the usual small smoothing factors; sums below nothing are nothing."""
    alpha, beta, gamma = 0.2, 0.02, 0.1
    level, trend = fmean(past[:7]), 0.0
    season = [value - level for value in past[:7]]
    for i, value in enumerate(past[7:], 7):
        before = level
        level = alpha * (value - season[i % 7]) + (1 - alpha) * (level + trend)
        trend = beta * (level - before) + (1 - beta) * trend
        season[i % 7] = gamma * (value - level) + (1 - gamma) * season[i % 7]
    ahead = (level + trend * (1 + k) + season[(len(past) + k) % 7] for k in range(HORIZON))
    return max(0.0, sum(ahead))


def bootstrap(past: Sequence[float], rng: random.Random) -> tuple[float, float]:
    """80 % interval of sums of days drawn independently."""
    sums = [sum(rng.choices(past[-56:], k=HORIZON)) for _ in range(200)]
    tenths = quantiles(sums, n=10)
    return tenths[0], tenths[-1]


def judge(series: Sequence[Sequence[Day]]) -> None:
    rivals: dict[str, Method] = {
        "seasonal-naive": seasonal_naive,
        "mean of 28 days": mean,
        "Holt-Winters": holt_winters,
    }
    errors = dict.fromkeys(["ours", *rivals], 0.0)
    spend = held = boot_held = width = boot_width = count = 0.0
    rng = random.Random(1)
    for days in series:
        totals = [sum(day) for day in days]
        forecast = ours(days)
        for i in range(WARM_UP, len(days) - HORIZON + 1):
            actual = sum(totals[i : i + HORIZON])
            expected, low, high = forecast(i)
            errors["ours"] += abs(expected - actual)
            for name, method in rivals.items():
                errors[name] += abs(method(totals[:i]) - actual)
            below, above = bootstrap(totals[:i], rng)
            spend, count = spend + actual, count + 1
            held, width = held + (low <= actual <= high), width + high - low
            boot_held, boot_width = boot_held + (below <= actual <= above), boot_width + above - below
    for name, error in errors.items():
        print(f"  {name:18} 7-day wMAPE {100 * error / spend:5.1f}")
    print(f"  80 % interval: ours holds {100 * held / count:.0f} %, width {width / spend:.2f} of the spend;", end=" ")
    print(f"i.i.d. bootstrap {100 * boot_held / count:.0f} %, {boot_width / spend:.2f}")


def hours_of_the_day(series: Sequence[Sequence[Day]]) -> None:
    """Today's end, asked at different times of the day."""
    for hour in (0, 10, 14, 18):
        error = spend = held = count = 0.0
        for days in series:
            for i in range(WARM_UP, len(days)):
                so_far, actual = sum(days[i][:hour]), sum(days[i])
                found = end_of(History(first=FIRST, days=days[:i]), so_far, hour)
                assert found is not None
                error, spend = error + abs(found.expected - actual), spend + actual
                held, count = held + (found.low - 1e-9 <= actual <= found.high + 1e-9), count + 1
        print(
            f"  today's end at {hour:2}:00  wMAPE {100 * error / spend:5.1f}, interval holds {100 * held / count:.0f} %"
        )


if __name__ == "__main__":
    made = [synthetic(seed) for seed in range(8)]
    print("synthetic, 8 series of 240 days")
    judge(made)
    hours_of_the_day(made[:3])
    for name in sys.argv[1:]:
        print(name)
        judge([from_file(Path(name))])
