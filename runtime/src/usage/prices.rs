//! The prices, which the crate genai-prices has.

use genai_prices::{ErrorKind, PriceRequest, UsageKey};

use super::Usage;

/// Reads all prices, which takes some tens of milliseconds the first time: no call shall wait for that.
pub(crate) fn load() {
    let _ = genai_prices::Calculator::bundled();
}

/// What these tokens cost in US dollars; `None` if no price is known. The provider is found by its server,
/// or else by the model: a gateway is none.
pub(super) fn dollars(
    server: Option<&str>,
    model: &str,
    usage: Usage,
    is_batch: bool,
) -> Option<f64> {
    let amounts = amounts(usage);
    let mut request = PriceRequest::new(model, &amounts);
    if let Some(tier) = usage.service_tier() {
        request = request.with_price_context("service_tier", tier);
    }
    if is_batch {
        request = request.with_price_context("processing", "batch");
    }
    let of_server = server.map(|url| request.clone().with_provider_api_url(url));
    let priced = match of_server.map(|request| genai_prices::calculate(&request)) {
        Some(Err(error)) if error.kind() == ErrorKind::ProviderNotFound => None,
        priced => priced,
    };
    let priced = priced.unwrap_or_else(|| genai_prices::calculate(&request));
    priced.ok().map(|price| price.total_price)
}

#[expect(clippy::cast_precision_loss, reason = "nobody uses 2^53 tokens at once")]
fn amounts(usage: Usage) -> genai_prices::Usage {
    let Usage { input_tokens, output_tokens, .. } = usage;
    let parts = [
        (UsageKey::CACHE_READ_TOKENS, usage.cached_tokens()),
        (UsageKey::CACHE_WRITE_TOKENS, usage.cache_write_tokens()),
        (UsageKey::INPUT_AUDIO_TOKENS, usage.input_audio_tokens()),
        (UsageKey::OUTPUT_AUDIO_TOKENS, usage.output_audio_tokens()),
    ];
    let parts = parts.into_iter().filter(|(_, tokens)| *tokens > 0);
    let whole = [(UsageKey::INPUT_TOKENS, input_tokens), (UsageKey::OUTPUT_TOKENS, output_tokens)];
    let mut amounts = genai_prices::Usage::new();
    for (key, tokens) in whole.into_iter().chain(parts) {
        amounts.insert(key, tokens as f64);
    }
    amounts
}
