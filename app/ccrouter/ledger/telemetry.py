"""Optional: exchanges as OpenTelemetry spans and metrics by the GenAI semantic conventions (v1.37), for ``[ledger] otlp``.

https://opentelemetry.io/docs/specs/semconv/gen-ai/ — texts of prompts and answers are never sent.
"""

from __future__ import annotations

import logging
from typing import Any

import ccrouter
from ccrouter.ledger.rows import ExchangeRow
from ccrouter.trouble import Trouble

log = logging.getLogger(__name__)

# Where the conventions know a provider by another name than our catalog does.
_PROVIDERS = {
    "gemini": "gcp.gemini", "google": "gcp.gemini", "vertex": "gcp.vertex_ai", "bedrock": "aws.bedrock", "mistral": "mistral_ai",
    "azure-openai": "azure.ai.openai", "xai": "x_ai",
}  # fmt: skip
# Bucket bounds the conventions prescribe.
_SECONDS = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_TOKENS = (1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864)


class Telemetry:
    """Hands each exchange to the OpenTelemetry SDK, which exports in the background."""

    def __init__(self, tracers: Any, meters: Any) -> None:
        """An SDK TracerProvider and MeterProvider."""
        self._providers = (tracers, meters)
        self._tracer = tracers.get_tracer("ccrouter", ccrouter.__version__)
        meter = meters.get_meter("ccrouter", ccrouter.__version__)
        self._duration = meter.create_histogram(
            "gen_ai.client.operation.duration", "s", "GenAI operation duration.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )  # fmt: skip
        self._tokens = meter.create_histogram(
            "gen_ai.client.token.usage", "{token}", "Number of input and output tokens used.",
            explicit_bucket_boundaries_advisory=_TOKENS,
        )  # fmt: skip
        self._first = meter.create_histogram(
            "gen_ai.server.time_to_first_token", "s", "Time to generate first token for successful responses.",
            explicit_bucket_boundaries_advisory=_SECONDS,
        )  # fmt: skip

    @classmethod
    def to(cls, url: str) -> Telemetry:
        """Export over OTLP/HTTP to a collector's base URL. Raises Trouble if the extra is not installed."""
        try:
            from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.metrics import MeterProvider
            from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
            from opentelemetry.sdk.resources import Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError:
            raise Trouble(
                "Nothing is sent to OpenTelemetry",
                "The settings ask for it, but its packages are not installed.",
                'Install them with `pip install "cc-router[otel]"`, or delete otlp under [ledger].',
            ) from None
        base = url.rstrip("/")
        resource = Resource.create({"service.name": "cc-router", "service.version": ccrouter.__version__})
        tracers = TracerProvider(resource=resource)
        tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{base}/v1/traces")))
        reader = PeriodicExportingMetricReader(OTLPMetricExporter(f"{base}/v1/metrics"))
        return cls(tracers, MeterProvider([reader], resource=resource))

    def add(self, row: ExchangeRow) -> None:
        """Called on the ledger's thread; never raises."""
        try:
            self._add(row)
        except Exception:
            log.exception("an exchange could not be handed to OpenTelemetry")

    def close(self) -> None:
        """Send what waits."""
        for provider in self._providers:
            provider.shutdown()

    def _add(self, row: ExchangeRow) -> None:
        from opentelemetry.trace import SpanKind, Status, StatusCode

        who: dict[str, str] = {
            "gen_ai.operation.name": "generate_content" if row.format == "gemini" else "chat",
            "gen_ai.provider.name": _PROVIDERS.get(row.provider, row.provider),
            "gen_ai.request.model": row.model,
        }
        if row.fault:
            who["error.type"] = row.fault
        said: dict[str, Any] = {"gen_ai.conversation.id": row.session} if row.session else {}
        if row.stop_raw:
            said["gen_ai.response.finish_reasons"] = (row.stop_raw,)
        if row.usage:
            said["gen_ai.usage.input_tokens"] = row.usage.prompt
            said["gen_ai.usage.output_tokens"] = row.usage.output
        begun = row.time * 1000  # ns
        span = self._tracer.start_span(
            f"{who['gen_ai.operation.name']} {row.model}", kind=SpanKind.CLIENT, attributes=who | said, start_time=begun
        )
        if row.fault:
            span.set_status(Status(StatusCode.ERROR, row.fault))
        span.end(begun + round(row.duration * 1e9))
        self._duration.record(row.duration, who)
        if row.ttft is not None and not row.fault:
            self._first.record(row.ttft, who)
        if row.usage:
            self._tokens.record(row.usage.prompt, who | {"gen_ai.token.type": "input"})
            self._tokens.record(row.usage.output, who | {"gen_ai.token.type": "output"})
