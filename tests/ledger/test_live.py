"""Live figures, and how Prometheus and OpenTelemetry are told them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ccrouter.ir.usage import Usage
from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.exposition import exposition
from ccrouter.ledger.live import Meter
from ccrouter.views import BudgetView, LedgerView
from ledger.ledger_kit import NOON, attempt, exchange

UTC = Calendar(ZoneInfo("UTC"))


def meter(**fields: Any) -> Meter:
    return Meter(UTC, lambda: 3)


def test_the_last_minute() -> None:
    counted = meter()
    counted.add(exchange(1, ttft=9.0), (), NOON - 61)  # too long ago
    for second in range(30):
        counted.add(exchange(second, ttft=0.5, usage=Usage(output=120)), (), NOON - second * 2 % 60)
    for _ in range(10):
        counted.add(exchange(status=529, fault="overloaded", usage=None, ttft=None), (), NOON)
    live = counted.picture(NOON)
    assert live.in_flight == 3
    assert live.tokens_per_second > 0
    assert live.success_rate is not None
    assert live.ttft_p99 == pytest.approx(0.5, rel=0.06)
    assert live.latency_p50 == pytest.approx(2.5, rel=0.06)


def test_rates_and_success() -> None:
    counted = meter()
    for number in range(60):
        fault = "server" if number % 4 == 0 else ""
        counted.add(exchange(number, fault=fault, usage=Usage(output=60)), (), NOON + number)
    live = counted.picture(NOON + 59)
    assert (live.requests_per_second, live.tokens_per_second, live.success_rate) == (1.0, 60.0, 0.75)


def test_nothing_happened() -> None:
    live = meter().picture(NOON)
    assert (live.requests_per_second, live.success_rate, live.ttft_p50, live.spend_today) == (0.0, None, None, 0)


def test_at_most_four_pictures_a_second() -> None:
    counted = meter()
    first = counted.picture(NOON)
    counted.add(exchange(), (), NOON)
    assert counted.picture(NOON + 0.2) is first
    assert counted.picture(NOON + 0.25).requests_today == 1


def test_today_ends_at_midnight() -> None:
    counted = meter()
    counted.add(exchange(cost=5), (attempt("server", cost=2), attempt()), NOON)
    assert counted.picture(NOON + 1).spend_today == 7
    midnight = NOON + 12 * 3600
    assert counted.picture(midnight).spend_today == 0


def test_a_clock_set_back() -> None:
    counted = meter()
    counted.add(exchange(), (), NOON + 3600)
    counted.add(exchange(), (), NOON)
    assert counted.picture(NOON).requests_per_second == pytest.approx(1 / 60)


def test_prometheus_reads_it() -> None:
    counted = meter()
    usage = Usage(input=5, cache_read=7, output=11, reasoning=3)
    tries = (attempt("overloaded", provider="openai", model="gpt", cost=500_000_000), attempt())
    counted.add(exchange(1, usage=usage, cost=2_000_000_000), tries, NOON)
    counted.add(exchange(2, usage=usage, cost=1_000_000_000, ttft=0.1), (attempt(),), NOON)
    counted.add(exchange(3, status=502, fault="server", usage=None, cost=None, ttft=None), (attempt("server"),), NOON)
    budget = BudgetView(
        name="daily", period="day", scope="all", unit="usd", limit=200, used=50, reserved=0, start=0, resets_at=None,
        action="warn", route="", allowed_until=None,
    )  # fmt: skip
    text = exposition(counted.picture(NOON), counted.totals(), LedgerView(written=2, waiting=1), [budget]).decode()
    found = {
        (
            sample.name,
            *(
                sample.labels[key]
                for key in ("provider", "model", "status", "bucket", "fault", "budget")
                if key in sample.labels
            ),
        ): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.labels.get("le", "+Inf") == "+Inf"
    }
    me = ("anthropic", "claude-sonnet-4-5")
    assert found["ccr_requests_total", *me, "200"] == 2
    assert found["ccr_requests_total", *me, "502"] == 1
    assert found["ccr_tokens_total", *me, "output"] == 22
    assert found["ccr_cost_usd_total", *me] == 3.0
    assert found["ccr_cost_usd_total", "openai", "gpt"] == 0.5
    assert found["ccr_failed_attempts_total", "openai", "gpt", "overloaded"] == 1
    assert found["ccr_ttft_seconds_bucket", *me] == found["ccr_ttft_seconds_count", *me] == 2
    assert found["ccr_ttft_seconds_sum", *me] == pytest.approx(0.6)
    assert found["ccr_duration_seconds_count", *me] == 2
    assert found[("ccr_in_flight",)] == 3
    assert found[("ccr_spend_today_usd",)] == 3.5
    assert found["ccr_budget_used_ratio", "daily"] == 0.25
    assert found[("ccr_ledger_written_total",)] == 2


def test_opentelemetry_follows_the_conventions() -> None:
    pytest.importorskip("opentelemetry.sdk")
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import InMemoryMetricReader
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from ccrouter.ledger.telemetry import Telemetry

    spans, reader, tracers = InMemorySpanExporter(), InMemoryMetricReader(), TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    telemetry = Telemetry(tracers, MeterProvider([reader]))
    telemetry.add(exchange(1, provider="gemini", model="flash"))
    telemetry.add(exchange(2, fault="server", status=502, usage=None, ttft=None))
    good, bad = spans.get_finished_spans()
    assert good.name == "chat flash"
    assert good.end_time - good.start_time == 2_500_000_000
    said = dict(good.attributes or {})
    assert said["gen_ai.provider.name"] == "gcp.gemini"
    assert (said["gen_ai.usage.input_tokens"], said["gen_ai.usage.output_tokens"]) == (1105, 20)
    assert said["gen_ai.response.finish_reasons"] == ("end_turn",)
    assert dict(bad.attributes or {})["error.type"] == "server"
    data = reader.get_metrics_data()
    names = {metric.name for one in data.resource_metrics for scope in one.scope_metrics for metric in scope.metrics}
    assert names == {
        "gen_ai.client.operation.duration", "gen_ai.client.token.usage", "gen_ai.server.time_to_first_token",
    }  # fmt: skip
    telemetry.close()
