"""Response headers of real providers, as they document them, and how long they make us wait."""

from __future__ import annotations

import pytest

from ccrouter.health.cooldown import LONGEST, Limits, limits, rest, span, wait
from ccrouter.ir.faults import Fault, Kind

NOW = 1_760_000_000.0  # 2025-10-09T08:53:20Z


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("6m0s", 360), ("1s", 1), ("120ms", 0.12), ("1h2m3s", 3600), ("2m59.56s", 179.56), ("7.66s", 7.66), ("30", 30),
        ("2025-10-09T08:54:20Z", 60), ("2025-10-09T10:54:20+02:00", 60), ("1760000030", 30), ("1760000030500", 30.5),
        ("2025-10-09T08:00:00Z", 0), ("1d", LONGEST), ("500µs", 0.0005),
        ("", None), ("soon", None), ("nan", None), ("inf", None), ("-5", 0),
    ],
)  # fmt: skip
def test_spans(value: str, seconds: float | None) -> None:
    assert span(value, NOW) == (None if seconds is None else pytest.approx(seconds))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "Thu, 09 Oct 2025 08:53:50 GMT"}, 30),
        ({"retry-after": "garbage"}, None),
        ({"retry-after-ms": "1500", "retry-after": "2"}, 1.5),
        ({"retry-after": "99999"}, LONGEST),
        (  # Anthropic: what is spent counts, not what happens to be filled up sooner
            {
                "anthropic-ratelimit-requests-remaining": "49",
                "anthropic-ratelimit-requests-reset": "2025-10-09T08:53:21Z",
                "anthropic-ratelimit-input-tokens-remaining": "0",
                "anthropic-ratelimit-input-tokens-reset": "2025-10-09T08:53:45Z",
            },
            25,
        ),
        (  # OpenAI
            {
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-requests": "8.64s",
                "x-ratelimit-remaining-tokens": "149984",
                "x-ratelimit-reset-tokens": "6m0s",
            },
            8.64,
        ),
        ({"x-ratelimit-reset-requests": "9s", "x-ratelimit-reset-tokens": "4s"}, 4),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "12"}, 12),
        ({"x-ratelimit-reset": "1760000060000"}, 60),  # OpenRouter: Unix milliseconds
    ],
)
def test_how_long_a_refusal_asks_us_to_wait(headers: dict[str, str], seconds: float | None) -> None:
    assert wait(headers, NOW) == (None if seconds is None else pytest.approx(seconds))


def test_the_scarcest_limit_of_a_sort_counts() -> None:
    headers = {
        "anthropic-ratelimit-requests-remaining": "49",
        "anthropic-ratelimit-requests-reset": "2025-10-09T08:53:21Z",
        "anthropic-ratelimit-input-tokens-remaining": "8000",
        "anthropic-ratelimit-input-tokens-reset": "2025-10-09T08:53:40Z",
        "anthropic-ratelimit-output-tokens-remaining": "500",
        "anthropic-ratelimit-output-tokens-reset": "2025-10-09T08:53:25Z",
    }
    assert limits(headers, NOW) == Limits(49, 500, 1.0, 5.0)


def test_nothing_said_nothing_known() -> None:
    assert limits({"content-type": "text/event-stream"}, NOW) == Limits()
    assert limits({"x-ratelimit-remaining-requests": "many"}, NOW) == Limits()


@pytest.mark.parametrize(
    ("kind", "retry_after", "in_row", "seconds"),
    [
        (Kind.RATE_LIMITED, 7.0, 1, 7.0),
        (Kind.RATE_LIMITED, None, 1, 2.0),
        (Kind.RATE_LIMITED, None, 4, 16.0),
        (Kind.RATE_LIMITED, None, 99, 64.0),
        (Kind.OVERLOADED, 20.0, 1, 20.0),
        (Kind.OVERLOADED, None, 1, None),
        (Kind.QUOTA, None, 1, 60.0),
        (Kind.MODEL_MISSING, None, 1, 60.0),
        (Kind.SERVER, None, 1, None),
        (Kind.BAD_REQUEST, 9.0, 1, None),
    ],
)
def test_how_long_a_deployment_rests(kind: Kind, retry_after: float | None, in_row: int, seconds: float | None) -> None:
    assert rest(Fault(kind, "no", retry_after=retry_after), in_row) == seconds
