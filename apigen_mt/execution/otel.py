"""A run as OpenTelemetry traces and metrics; the extra `otel`.

Run, attempt at a shard, item and model call are spans, one inside the other. Names follow the
semantic conventions for generative AI where there are any, and begin with `apigen` elsewhere. What
is said, in chats, rows or errors, is never among them: counts, names of ours and reason codes are.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, get_current_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from apigen_mt import __version__
from apigen_mt.config import LimitsConfig, ModelConfig, RunConfig
from apigen_mt.execution.telemetry import Telemetry, Tell
from apigen_mt.llm.ledger import Ledger, group
from apigen_mt.llm.lender import Lender
from apigen_mt.llm.model import CallFailed, ChatModel, ChatReply, ChatRequest, Place
from apigen_mt.records.trajectory import Accepted, Rejection
from apigen_mt.records.usage import Usage
from apigen_mt.storage.plan import Plan

_PATIENCE_S = 2.0
"""How long an endpoint may take; one that is gone must not hold up a run."""
Attributes = dict[str, str | int | float | bool | Sequence[str]]


def exporting() -> Otel:
    """Return telemetry that goes where the variables of OpenTelemetry say."""
    return Otel(
        BatchSpanProcessor(OTLPSpanExporter(timeout=_PATIENCE_S)),
        PeriodicExportingMetricReader(OTLPMetricExporter(timeout=_PATIENCE_S)),
    )


class Otel(Telemetry):
    """Tells OpenTelemetry.

    Args:
        spans: takes spans as they end.
        metrics: reads the metrics.
    """

    def __init__(self, spans: SpanProcessor, metrics: MetricReader) -> None:
        name = os.environ.get("OTEL_SERVICE_NAME", "apigen-mt")
        resource = Resource.create({SERVICE_NAME: name, "service.version": __version__})
        self._traces = TracerProvider(resource=resource)
        self._traces.add_span_processor(spans)
        self._meters = MeterProvider([metrics], resource=resource)
        self._gone = False
        self._tracer = self._traces.get_tracer("apigen_mt", __version__)
        meter = self._meters.get_meter("apigen_mt", __version__)
        self.items = meter.create_counter("apigen.items", "{item}", "Items that are done")
        self.rejections = meter.create_counter("apigen.rejections", "{rejection}", "By reason")
        self.calls = meter.create_counter("apigen.calls", "{call}", "Calls that were answered")
        self.cost = meter.create_counter("apigen.cost", "USD", "What answers cost")
        self.faults = meter.create_counter("apigen.faults", "{fault}", "Attempts that failed")
        self.tokens = meter.create_histogram("gen_ai.client.token.usage", "{token}", "Of a call")
        self.asking = meter.create_histogram(
            "gen_ai.client.operation.duration", "s", "Of a call, with waits and retries"
        )
        self.making = meter.create_histogram("apigen.item.duration", "s", "Of an item")

    @contextmanager
    def run(self, plan: Plan, workers: int) -> Iterator[None]:
        """Hear that a run is under way; `TRACEPARENT` may name what it is a part of."""
        told: Attributes = {
            "apigen.environment": plan.environment,
            "apigen.items": plan.count,
            "apigen.shards": len(plan.numbers),
            "apigen.seed": plan.seed,
            "apigen.workers": workers,
        }
        try:
            with self.span("run", told):
                yield
        finally:
            self.flush()

    @contextmanager
    def attempt(self, number: int, name: str) -> Iterator[None]:
        """Hear that an attempt at a shard is under way."""
        with self.span("shard", {"apigen.shard": number, "apigen.attempt": name}):
            yield

    @contextmanager
    def item(self, index: int) -> Iterator[Tell]:
        """Hear that an item is under way, and what became of it."""
        with self.span("item", {"apigen.item": index}) as span, _timed(self.making.record):

            def tell(outcomes: Sequence[Accepted | Rejection]) -> None:
                reasons = _reasons(outcomes)
                rows = sum(isinstance(one, Accepted) for one in outcomes)
                outcome = "accepted" if rows else "rejected"
                self.items.add(1, {"apigen.outcome": outcome})
                for reason, count in reasons.items():
                    self.rejections.add(count, {"apigen.reason": reason})
                span.set_attributes(
                    {
                        "apigen.outcome": outcome,
                        "apigen.rows": rows,
                        "apigen.reasons": sorted(reasons),
                    }
                )

            yield tell

    def models(self, config: RunConfig, models: Mapping[str, ChatModel]) -> Mapping[str, ChatModel]:
        """Return the models, each call of which is a span."""
        return {name: Heard(one, config.models[name], self) for name, one in models.items()}

    def ledger(
        self, limits: LimitsConfig, shard_of: Callable[[int], int], lender: Lender | None
    ) -> Ledger:
        """Return an account that is counted along."""
        return CountedLedger(limits, shard_of, lender, self)

    def flush(self) -> None:
        """Send what is known so far; an endpoint that was not there is not waited for again."""
        start = time.monotonic()
        if not self._gone:
            self._traces.force_flush(int(_PATIENCE_S * 1000))
            self._meters.force_flush(int(_PATIENCE_S * 1000))
        self._gone = self._gone or time.monotonic() - start >= _PATIENCE_S

    @contextmanager
    def span(
        self, name: str, told: Attributes, kind: SpanKind = SpanKind.INTERNAL
    ) -> Iterator[Span]:
        """Give a span inside the current one; of an error its kind is told, never its words."""
        outside = None
        if not get_current_span().get_span_context().is_valid:
            carrier = {"traceparent": os.environ.get("TRACEPARENT", "")}
            outside = TraceContextTextMapPropagator().extract(carrier)
        with self._tracer.start_as_current_span(
            name,
            outside,
            kind,
            told,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            try:
                yield span
            except BaseException as error:
                reason = error.reason.value if isinstance(error, CallFailed) else ""
                span.set_attribute("error.type", reason or type(error).__name__)
                span.set_status(StatusCode.ERROR)
                raise


class Heard:
    """A model whose calls are spans."""

    def __init__(self, model: ChatModel, config: ModelConfig, otel: Otel) -> None:
        self._model = model
        self._otel = otel
        self._model_name = config.model
        self._told: Attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": config.provider,
            "gen_ai.request.model": config.model,
        }
        if config.provider == "openai":
            self._told["server.address"] = urlsplit(config.base_url).hostname or ""

    async def ask(self, request: ChatRequest) -> ChatReply:
        """Return the model's answer."""
        role = group(request.place.role)
        told = {**self._told, "apigen.role": role}
        if request.max_tokens is not None:
            told["gen_ai.request.max_tokens"] = request.max_tokens
        if request.temperature is not None:
            told["gen_ai.request.temperature"] = request.temperature
        with self._otel.span(f"chat {self._model_name}", told, SpanKind.CLIENT) as span:
            with _timed(self._otel.asking.record, {**self._told, "apigen.role": role}):
                reply = await self._model.ask(request)
            span.set_attributes(
                {
                    "gen_ai.usage.input_tokens": reply.usage.prompt_tokens,
                    "gen_ai.usage.output_tokens": reply.usage.completion_tokens,
                    "gen_ai.response.finish_reasons": [reply.finish],
                    "apigen.http_attempts": reply.usage.attempts,
                    "apigen.cost_usd": reply.usage.cost,
                }
            )
        return reply


class CountedLedger(Ledger):
    """Counts what is new: an answer that was on disk already was counted when it came."""

    def __init__(
        self,
        limits: LimitsConfig,
        shard_of: Callable[[int], int],
        lender: Lender | None,
        otel: Otel,
    ) -> None:
        super().__init__(limits, shard_of, lender)
        self._otel = otel

    def fault(self, place: Place, what: str) -> None:
        """Note what went wrong with an attempt."""
        super().fault(place, what)
        told = {"apigen.role": group(place.role), "error.type": what}
        self._otel.faults.add(1, told)
        get_current_span().add_event("fault", told)

    def answered(self, place: Place, usage: Usage) -> None:
        """Note a new answer."""
        super().answered(place, usage)
        told = {"apigen.role": group(place.role)}
        self._otel.calls.add(1, told)
        self._otel.cost.add(usage.cost, told)
        for kind, tokens in (("input", usage.prompt_tokens), ("output", usage.completion_tokens)):
            self._otel.tokens.record(tokens, {**told, "gen_ai.token.type": kind})

    def recalled(self, place: Place, usage: Usage) -> None:
        """Note an answer that was on disk."""
        super().recalled(place, usage)
        get_current_span().set_attribute("apigen.recalled", True)


@contextmanager
def _timed(
    record: Callable[[float, Attributes], None], told: Attributes | None = None
) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        record(time.perf_counter() - start, told or {})


def _reasons(outcomes: Sequence[Accepted | Rejection]) -> Counter[str]:
    """Return how many rejections have each reason."""
    return Counter(
        reason
        for one in outcomes
        if isinstance(one, Rejection)
        for reason in {finding.reason.value for finding in one.findings}
    )
