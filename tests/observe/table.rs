//! The names, units and attributes of the convention,
//! <https://github.com/open-telemetry/semantic-conventions-genai> after its change #521, and our own.

use metrics_util::MetricKind::{self, Counter, Gauge, Histogram};

/// The attributes of the span of a call.
pub(crate) const OF_CALLS: [&str; 11] = [
    "code.function.name",
    "error.type",
    "openai_call.attempts",
    "openai_call.outcome",
    "openai_call.pacer.wait",
    "openai_call.policy",
    "openai_call.slept",
    "openai_call.stopped",
    // What tracing-opentelemetry makes the name and the status of.
    "otel.name",
    "otel.status_code",
    "otel.kind",
];

/// The attributes of the span of a request: those of `gen_ai.client.inference`, and our own.
pub(crate) const OF_REQUESTS: [&str; 39] = [
    "error.type",
    "gen_ai.conversation.id",
    "gen_ai.operation.name",
    "gen_ai.output.type",
    "gen_ai.provider.name",
    "gen_ai.request.choice.count",
    "gen_ai.request.frequency_penalty",
    "gen_ai.request.max_tokens",
    "gen_ai.request.model",
    "gen_ai.request.presence_penalty",
    "gen_ai.request.previous_response.id",
    "gen_ai.request.reasoning.level",
    "gen_ai.request.seed",
    "gen_ai.request.stream",
    "gen_ai.request.temperature",
    "gen_ai.request.top_p",
    "gen_ai.response.finish_reasons",
    "gen_ai.response.id",
    "gen_ai.response.model",
    "gen_ai.response.time_to_first_chunk",
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.reasoning.output_tokens",
    "http.request.resend_count",
    "http.response.status_code",
    "openai.api.type",
    "openai.request.service_tier",
    "openai.response.service_tier",
    "openai.response.system_fingerprint",
    "openai_call.client_request_id",
    "openai_call.error.code",
    "openai_call.pacer.wait",
    "openai_call.request_id",
    "otel.kind",
    "otel.name",
    "otel.status_code",
    "server.address",
];

const COMMON: &str = "gen_ai.operation.name gen_ai.provider.name gen_ai.request.model \
                      gen_ai.response.model server.address server.port";

/// The metrics: name, sort, unit, and the labels that they may have beside those in `COMMON`, if they have
/// these.
pub(crate) const METRICS: [(&str, MetricKind, &str, Option<&str>, &str); 22] = [
    ("gen_ai.client.inference.duration", Histogram, "seconds", Some(COMMON), "error.type"),
    ("gen_ai.client.inference.time_to_first_chunk", Histogram, "seconds", Some(COMMON), ""),
    ("gen_ai.client.operation.duration", Histogram, "seconds", Some(COMMON), "error.type"),
    (
        "gen_ai.client.inference.usage.input_tokens",
        Counter,
        "count",
        Some(COMMON),
        "gen_ai.token.modality",
    ),
    (
        "gen_ai.client.inference.usage.output_tokens",
        Counter,
        "count",
        Some(COMMON),
        "gen_ai.token.modality",
    ),
    (
        "gen_ai.client.inference.usage.cache_read.input_tokens",
        Counter,
        "count",
        Some(COMMON),
        "gen_ai.token.modality",
    ),
    (
        "gen_ai.client.inference.usage.cache_write.input_tokens",
        Counter,
        "count",
        Some(COMMON),
        "gen_ai.token.modality",
    ),
    (
        "gen_ai.client.inference.usage.reasoning.output_tokens",
        Counter,
        "count",
        Some(COMMON),
        "gen_ai.token.modality",
    ),
    ("gen_ai.client.inference.operation.input_tokens", Histogram, "count", Some(COMMON), ""),
    ("gen_ai.client.inference.operation.output_tokens", Histogram, "count", Some(COMMON), ""),
    ("openai_call.calls", Counter, "count", None, "openai_call.function openai_call.outcome"),
    ("openai_call.failures", Counter, "count", None, "openai_call.function error.type"),
    ("openai_call.refusals", Counter, "count", None, "openai_call.function error.type"),
    ("openai_call.retries", Counter, "count", None, "openai_call.function error.type"),
    (
        "openai_call.stops",
        Counter,
        "count",
        None,
        "openai_call.function error.type openai_call.stopped",
    ),
    ("openai_call.sleep", Histogram, "seconds", None, "openai_call.function"),
    ("openai_call.pacer.wait", Histogram, "seconds", None, "openai_call.function"),
    ("openai_call.retry_budget.exhausted", Counter, "count", None, "openai_call.function"),
    (
        "openai_call.breaker.changes",
        Counter,
        "count",
        None,
        "openai_call.lane openai_call.breaker.state",
    ),
    ("openai_call.breaker.open", Gauge, "count", None, "openai_call.lane"),
    ("openai_call.store.away", Gauge, "count", None, "openai_call.lane"),
    ("openai_call.cost.nanodollars", Counter, "count", None, "gen_ai.request.model"),
];
