//! Every name of OpenTelemetry's conventions that is written down anywhere, and our own beside them.
//!
//! Those of generative AI are under development, and the constants of the crate
//! opentelemetry-semantic-conventions older: <https://github.com/open-telemetry/semantic-conventions-genai>,
//! as of its change #521.

// What a request asks.
pub(crate) const OPERATION: &str = "gen_ai.operation.name";
pub(crate) const PROVIDER: &str = "gen_ai.provider.name";
pub(crate) const REQUEST_MODEL: &str = "gen_ai.request.model";
pub(crate) const STREAM: &str = "gen_ai.request.stream";
pub(crate) const MAX_TOKENS: &str = "gen_ai.request.max_tokens";
pub(crate) const TEMPERATURE: &str = "gen_ai.request.temperature";
pub(crate) const TOP_P: &str = "gen_ai.request.top_p";
pub(crate) const SEED: &str = "gen_ai.request.seed";
pub(crate) const CHOICES: &str = "gen_ai.request.choice.count";
pub(crate) const FREQUENCY_PENALTY: &str = "gen_ai.request.frequency_penalty";
pub(crate) const PRESENCE_PENALTY: &str = "gen_ai.request.presence_penalty";
pub(crate) const REASONING_LEVEL: &str = "gen_ai.request.reasoning.level";
pub(crate) const PREVIOUS_RESPONSE: &str = "gen_ai.request.previous_response.id";
pub(crate) const CONVERSATION: &str = "gen_ai.conversation.id";
pub(crate) const OUTPUT_TYPE: &str = "gen_ai.output.type";
pub(crate) const API_TYPE: &str = "openai.api.type";
pub(crate) const REQUEST_TIER: &str = "openai.request.service_tier";
pub(crate) const SERVER_ADDRESS: &str = "server.address";
pub(crate) const SERVER_PORT: &str = "server.port";
pub(crate) const RESENDS: &str = "http.request.resend_count";

// What an answer says.
pub(crate) const STATUS_CODE: &str = "http.response.status_code";
pub(crate) const RESPONSE_ID: &str = "gen_ai.response.id";
pub(crate) const RESPONSE_MODEL: &str = "gen_ai.response.model";
pub(crate) const FINISH_REASONS: &str = "gen_ai.response.finish_reasons";
pub(crate) const FIRST_CHUNK: &str = "gen_ai.response.time_to_first_chunk";
pub(crate) const INPUT_TOKENS: &str = "gen_ai.usage.input_tokens";
pub(crate) const OUTPUT_TOKENS: &str = "gen_ai.usage.output_tokens";
pub(crate) const CACHE_READ: &str = "gen_ai.usage.cache_read.input_tokens";
pub(crate) const CACHE_WRITE: &str = "gen_ai.usage.cache_write.input_tokens";
pub(crate) const REASONING: &str = "gen_ai.usage.reasoning.output_tokens";
pub(crate) const RESPONSE_TIER: &str = "openai.response.service_tier";
pub(crate) const FINGERPRINT: &str = "openai.response.system_fingerprint";
pub(crate) const ERROR_TYPE: &str = "error.type";

// What tracing-opentelemetry makes of a span.
pub(crate) const OTEL_NAME: &str = "otel.name";
pub(crate) const OTEL_KIND: &str = "otel.kind";
pub(crate) const OTEL_STATUS: &str = "otel.status_code";

// Our own.
pub(crate) const FUNCTION: &str = "code.function.name";
pub(crate) const POLICY: &str = "openai_call.policy";
pub(crate) const ATTEMPTS: &str = "openai_call.attempts";
pub(crate) const OUTCOME: &str = "openai_call.outcome";
pub(crate) const STOPPED: &str = "openai_call.stopped";
pub(crate) const SLEPT: &str = "openai_call.slept";
pub(crate) const PACER_WAIT: &str = "openai_call.pacer.wait";
pub(crate) const ERROR_CODE: &str = "openai_call.error.code";
pub(crate) const REQUEST_ID: &str = "openai_call.request_id";
pub(crate) const CLIENT_REQUEST_ID: &str = "openai_call.client_request_id";

/// The metrics, and what tells theirs apart beside the fields above.
#[cfg(feature = "metrics")]
pub(crate) mod metric {
    pub(crate) const DURATION: &str = "gen_ai.client.inference.duration";
    pub(crate) const FIRST_CHUNK: &str = "gen_ai.client.inference.time_to_first_chunk";
    pub(crate) const OTHER_DURATION: &str = "gen_ai.client.operation.duration";
    pub(crate) const INPUT: &str = "gen_ai.client.inference.usage.input_tokens";
    pub(crate) const OUTPUT: &str = "gen_ai.client.inference.usage.output_tokens";
    pub(crate) const CACHE_READ: &str = "gen_ai.client.inference.usage.cache_read.input_tokens";
    pub(crate) const CACHE_WRITE: &str = "gen_ai.client.inference.usage.cache_write.input_tokens";
    pub(crate) const REASONING: &str = "gen_ai.client.inference.usage.reasoning.output_tokens";
    pub(crate) const INPUT_OF_ONE: &str = "gen_ai.client.inference.operation.input_tokens";
    pub(crate) const OUTPUT_OF_ONE: &str = "gen_ai.client.inference.operation.output_tokens";
    pub(crate) const MODALITY: &str = "gen_ai.token.modality";

    pub(crate) const CALL: &str = "openai_call.function";
    pub(crate) const LANE: &str = "openai_call.lane";
    pub(crate) const BREAKER_STATE: &str = "openai_call.breaker.state";
    pub(crate) const CALLS: &str = "openai_call.calls";
    pub(crate) const FAILURES: &str = "openai_call.failures";
    pub(crate) const REFUSALS: &str = "openai_call.refusals";
    pub(crate) const RETRIES: &str = "openai_call.retries";
    pub(crate) const STOPS: &str = "openai_call.stops";
    pub(crate) const SLEEP: &str = "openai_call.sleep";
    pub(crate) const PACER_WAIT: &str = "openai_call.pacer.wait";
    pub(crate) const BUDGET: &str = "openai_call.retry_budget.exhausted";
    pub(crate) const BREAKER: &str = "openai_call.breaker.changes";
    pub(crate) const BREAKER_OPEN: &str = "openai_call.breaker.open";
    pub(crate) const STORE_AWAY: &str = "openai_call.store.away";
    pub(crate) const COST: &str = "openai_call.cost.nanodollars";
}
