"""The figures as Prometheus wants them (text exposition format), made when asked for: ``GET /-/metrics``.

prometheus_client writes the format; its own counters are not used, for ours must be there without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ccrouter.ledger import histogram
from ccrouter.ledger.live import Totals
from ccrouter.views import BudgetView, LedgerView, LiveView

if TYPE_CHECKING:
    from prometheus_client.core import Metric

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(live: LiveView, totals: Totals, ledger: LedgerView, budgets: Iterable[BudgetView]) -> bytes:
    """All figures since the start of this process. Loads prometheus_client, once: 20 ms, 1 MB."""
    from prometheus_client import CollectorRegistry, generate_latest

    class Collected:
        def collect(self) -> Iterator[Metric]:
            yield from _counters(totals)
            yield from _histograms(totals)
            yield from _gauges(live, ledger, budgets)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collected())
    return bytes(generate_latest(registry))


def _counters(totals: Totals) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily

    who = ["provider", "model"]
    requests = CounterMetricFamily("ccr_requests", "Requests answered, by status.", labels=[*who, "status"])
    for key, count in totals.requests.items():
        requests.add_metric(key, count)
    tokens = CounterMetricFamily("ccr_tokens", "Tokens used; reasoning is part of output.", labels=[*who, "bucket"])
    for key, count in totals.tokens.items():
        tokens.add_metric(key, count)
    cost = CounterMetricFamily("ccr_cost_usd", "US dollars spent where prices are known.", labels=who)
    for pair, nanos in totals.cost.items():
        cost.add_metric(pair, nanos / 1e9)
    failed = CounterMetricFamily("ccr_failed_attempts", "Tries at a provider that failed.", labels=[*who, "fault"])
    for key, count in totals.failed_attempts.items():
        failed.add_metric(key, count)
    yield from (requests, tokens, cost, failed)


def _histograms(totals: Totals) -> Iterator[Metric]:
    from prometheus_client.core import HistogramMetricFamily

    for name, help, kept in (
        ("ccr_ttft_seconds", "From request to first word.", totals.ttft),
        ("ccr_duration_seconds", "From request to the end of its answer, of those that succeeded.", totals.duration),
    ):
        family = HistogramMetricFamily(name, help, labels=["provider", "model"])
        for pair, (counts, summed) in kept.items():
            buckets = [(f"{bound:.6g}", float(count)) for bound, count in histogram.cumulative(counts)]
            family.add_metric(pair, [*buckets, ("+Inf", float(histogram.count(counts)))], summed)
        yield family


def _gauges(live: LiveView, ledger: LedgerView, budgets: Iterable[BudgetView]) -> Iterator[Metric]:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    yield GaugeMetricFamily("ccr_in_flight", "Requests under way.", value=live.in_flight)
    yield GaugeMetricFamily("ccr_spend_today_usd", "US dollars spent since midnight.", value=live.spend_today / 1e9)
    yield GaugeMetricFamily("ccr_ledger_waiting", "Exchanges waiting to be written.", value=ledger.waiting)
    yield CounterMetricFamily("ccr_ledger_written", "Exchanges written.", value=ledger.written)
    yield CounterMetricFamily("ccr_ledger_lost", "Exchanges counted but not kept.", value=ledger.lost)
    share = GaugeMetricFamily("ccr_budget_used_ratio", "Share of a budget that is used.", labels=["budget"])
    for budget in budgets:
        share.add_metric([budget.name], budget.used / budget.limit)
    yield share
