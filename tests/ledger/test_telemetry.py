"""What reaches an OpenTelemetry collector over its real protocol: OTLP by HTTP, protobuf read back."""

from __future__ import annotations

import gzip
import logging
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from ccrouter.ledger.calendar import Calendar
from ccrouter.ledger.rows import Entry
from ccrouter.ledger.writer import Keep, Writer
from ledger.ledger_kit import NOON, exchange, sql, url

pytest.importorskip("opentelemetry.sdk")

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector(ThreadingHTTPServer):
    """Keeps what it is sent; answers with ``status``."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, str, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def spans(self) -> list[Any]:
        asked = [ExportTraceServiceRequest.FromString(body) for path, _, body in self.got if path == "/v1/traces"]
        return [span for one in asked for r in one.resource_spans for scope in r.scope_spans for span in scope.spans]

    def metrics(self) -> dict[str, Any]:
        asked = [ExportMetricsServiceRequest.FromString(body) for path, _, body in self.got if path == "/v1/metrics"]
        return {
            metric.name: metric
            for one in asked
            for r in one.resource_metrics
            for scope in r.scope_metrics
            for metric in scope.metrics
        }


class Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.got.append((self.path, self.headers["content-type"], body))
        self.send_response(self.server.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def said(one: Any) -> dict[str, Any]:
    """Attributes as plain values."""
    found = {}
    for attribute in one.attributes:
        kind = attribute.value.WhichOneof("value")
        value = getattr(attribute.value, kind)
        found[attribute.key] = [item.string_value for item in value.values] if kind == "array_value" else value
    return found


def test_spans_and_metrics_of_two_exchanges(tmp_path: Path, collector: Collector) -> None:
    writer = Writer(url(tmp_path), Calendar(), Keep(), collector.url + "/")
    writer.start()
    writer.put(Entry(exchange(1, session="s1")))
    writer.put(
        Entry(exchange(2, at=NOON + 1, fault="server", fault_text="secret words", status=502, usage=None, ttft=None))
    )
    writer.stop(30)
    assert {kind for _, kind, _ in collector.got} == {"application/x-protobuf"}
    good, bad = collector.spans()
    assert good.name == "chat claude-sonnet-4-5"
    assert (good.start_time_unix_nano, good.end_time_unix_nano) == (NOON * 10**9, NOON * 10**9 + 2_500_000_000)
    about = said(good)
    assert about["gen_ai.operation.name"] == "chat"
    assert about["gen_ai.provider.name"] == "anthropic"
    assert about["gen_ai.conversation.id"] == "s1"
    assert (about["gen_ai.usage.input_tokens"], about["gen_ai.usage.output_tokens"]) == (1105, 20)
    assert about["gen_ai.response.finish_reasons"] == ["end_turn"]
    assert said(bad)["error.type"] == "server"
    assert bad.status.code == 2
    metrics = collector.metrics()
    (duration,) = [
        p for p in metrics["gen_ai.client.operation.duration"].histogram.data_points if "error.type" not in said(p)
    ]
    assert (duration.count, duration.sum) == (1, 2.5)
    tokens = {said(p)["gen_ai.token.type"]: p.sum for p in metrics["gen_ai.client.token.usage"].histogram.data_points}
    assert tokens == {"input": 1105, "output": 20}
    (first,) = metrics["gen_ai.server.time_to_first_token"].histogram.data_points
    assert first.sum == 0.5
    assert b"secret words" not in b"".join(body for *_, body in collector.got)


def test_a_collector_that_is_gone_costs_no_row(
    tmp_path: Path, collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    collector.status = 400
    caplog.set_level(logging.CRITICAL)
    writer = Writer(url(tmp_path), Calendar(), Keep(), collector.url)
    writer.start()
    for number in range(20):
        writer.put(Entry(exchange(number, at=NOON + number)))
    begun = time.monotonic()
    writer.stop(10)
    assert time.monotonic() - begun < 30
    assert writer.state().trouble == ""
    assert sql(tmp_path, "SELECT count(*) FROM exchanges") == [(20,)]
    assert collector.got
