//! The two spans: one of a call, and one of each request.

use tracing::Span;
use tracing::field::Empty;

use super::asked::Asked;
use super::names;
use crate::policy::Site;

/// The target of both spans, so that a filter can leave them out: `openai_call::spans=off`.
const TARGET: &str = "openai_call::spans";

/// Whether anybody collects spans. Without a subscriber this is a look at one number.
pub(super) fn are_wanted() -> bool {
    tracing::span_enabled!(target: TARGET, tracing::Level::INFO)
}

/// The span of a call, from its first attempt to its value or error, or to the end of its stream. Most is
/// recorded at its end: a log writes what is known of a span before each of its lines. It is internal, as a
/// span is that says nothing else.
pub(super) fn of_call(site: &Site) -> Span {
    if !are_wanted() {
        return Span::none();
    }
    tracing::info_span!(
        target: TARGET,
        "openai_call",
        { names::OTEL_NAME } = format!("openai_call {}", site.name()),
        { names::OTEL_STATUS } = Empty,
        { names::FUNCTION } = Empty,
        { names::POLICY } = Empty,
        { names::ATTEMPTS } = Empty,
        { names::OUTCOME } = Empty,
        { names::STOPPED } = Empty,
        { names::SLEPT } = Empty,
        { names::PACER_WAIT } = Empty,
        { names::ERROR_TYPE } = Empty,
    )
}

/// The span of a request, from when it is sent to the end of its answer. It is the `resends`-th one after
/// the first of its call.
pub(super) fn of_request(call: &Span, asked: &Asked, resends: u64) -> Span {
    if !are_wanted() {
        return Span::none();
    }
    let body = &asked.body;
    tracing::info_span!(
        target: TARGET,
        parent: call,
        "openai_call.attempt",
        { names::OTEL_NAME } = asked.span_name(),
        { names::OTEL_KIND } = "client",
        { names::OTEL_STATUS } = Empty,
        { names::OPERATION } = &*asked.operation,
        { names::PROVIDER } = asked.provider,
        { names::API_TYPE } = asked.api,
        { names::SERVER_ADDRESS } = &*asked.server,
        { names::SERVER_PORT } = asked.port,
        { names::REQUEST_MODEL } = asked.model(),
        { names::STREAM } = body.stream(),
        { names::MAX_TOKENS } = body.max_tokens(),
        { names::TEMPERATURE } = number(body.temperature.as_ref()),
        { names::TOP_P } = number(body.top_p.as_ref()),
        { names::SEED } = body.seed.as_ref().and_then(serde_json::Value::as_i64),
        { names::CHOICES } = body.n.as_ref().and_then(serde_json::Value::as_u64),
        { names::FREQUENCY_PENALTY } = number(body.frequency_penalty.as_ref()),
        { names::PRESENCE_PENALTY } = number(body.presence_penalty.as_ref()),
        { names::REASONING_LEVEL } = body.reasoning_level(),
        { names::PREVIOUS_RESPONSE } = body.previous_response(),
        { names::CONVERSATION } = body.conversation(),
        { names::OUTPUT_TYPE } = body.output_type(),
        { names::REQUEST_TIER } = body.tier(),
        { names::RESENDS } = Some(resends).filter(|resends| *resends > 0),
        { names::PACER_WAIT } = Empty,
        { names::STATUS_CODE } = Empty,
        { names::RESPONSE_ID } = Empty,
        { names::RESPONSE_MODEL } = Empty,
        { names::FINISH_REASONS } = Empty,
        { names::FIRST_CHUNK } = Empty,
        { names::INPUT_TOKENS } = Empty,
        { names::OUTPUT_TOKENS } = Empty,
        { names::CACHE_READ } = Empty,
        { names::CACHE_WRITE } = Empty,
        { names::REASONING } = Empty,
        { names::RESPONSE_TIER } = Empty,
        { names::FINGERPRINT } = Empty,
        { names::REQUEST_ID } = Empty,
        { names::CLIENT_REQUEST_ID } = Empty,
        { names::ERROR_TYPE } = Empty,
        { names::ERROR_CODE } = Empty,
    )
}

fn number(value: Option<&serde_json::Value>) -> Option<f64> {
    value?.as_f64()
}
