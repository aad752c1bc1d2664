//! What messages say where an error has no word for it. A new provider's phrase is a new row here.
//!
//! A message may quote what the user has written. A phrase counts only with the statuses that its
//! provider sends it with, outside of quotes, and near the beginning; and it is as long as the
//! messages allow.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::kind::ErrorKind::{
    self, Authentication, ContentPolicy, ContextLength, InvalidRequest, NotFound, Permission,
    Quota, RequestTooLarge, ServiceUnavailable,
};

use super::message_shape::ends_in_quotes;

/// How much of a message is looked at.
const BEGINNING: usize = 2048;

/// What a message says, and the kind that it means.
struct Phrase {
    kind: ErrorKind,
    /// The statuses with which it counts. Without a status it counts too.
    under: &'static [u16],
    /// Its parts in their order, in lower case, with anything between them.
    parts: &'static [&'static str],
    /// Whether it counts only where the server does not say when to try again.
    for_good: bool,
}

const fn says(kind: ErrorKind, under: &'static [u16], parts: &'static [&'static str]) -> Phrase {
    Phrase { kind, under, parts, for_good: false }
}

/// A phrase that some use for a limit which passes: then they say when.
const fn says_for_good(
    kind: ErrorKind,
    under: &'static [u16],
    parts: &'static [&'static str],
) -> Phrase {
    Phrase { kind, under, parts, for_good: true }
}

/// With what an account without money is refused.
const MONEY: &[u16] = &[400, 403, 429];
/// With what a request is refused. Together sends 403 for one that is too long.
const INPUT: &[u16] = &[400, 403, 413, 422];

/// The first row that fits decides.
#[rustfmt::skip]
const PHRASES: &[Phrase] = &[
    // Money.
    says(Quota, MONEY, &["credit balance is too low"]), // Anthropic
    says(Quota, MONEY, &["you have reached your", "api usage limits"]), // Anthropic
    says(Quota, MONEY, &["used all available credits or reached its monthly spending limit"]), // xAI
    says(Quota, &[400, 403, 429, 500], &["insufficient balance"]), // Z.ai, Moonshot, MiniMax with 500
    says(Quota, MONEY, &["account is in arrears"]), // Z.ai
    says(Quota, MONEY, &["余额不足"]), // Z.ai, "the balance does not suffice"
    says(Quota, MONEY, &["paid balance is insufficient"]), // SiliconFlow
    says(Quota, MONEY, &["insufficient credits"]), // OpenRouter behind a gateway
    says(Quota, &[403, 429], &["monthly usage limit"]), // Kimi, OpenCode
    says(Quota, MONEY, &["reached your usage limit for this"]), // Kimi
    says(Quota, MONEY, &["budget has been exceeded!"]), // LiteLLM
    says(Quota, MONEY, &["out of call volume quota"]), // Azure
    says(Quota, &[429], &["trial key", "api calls / month"]), // Cohere
    says(Quota, &[429], &["free-models-per-day"]), // OpenRouter
    says(Quota, &[429], &["quota exceeded for metric", "limit: 0,"]), // Gemini, a model out of the plan
    says_for_good(Quota, &[429], &["exceeded your current quota"]), // OpenAI; Gemini per minute
    says_for_good(Quota, &[429], &["tokens per day"]), // Bedrock, Groq, OpenAI
    says_for_good(Quota, &[429], &["requests per day"]), // Groq, OpenAI

    // The context.
    says(ContextLength, INPUT, &["maximum context length"]), // OpenAI, OpenRouter, vLLM, Mistral, DeepSeek
    says(ContextLength, INPUT, &["exceeds the context window"]), // OpenAI
    says(ContextLength, INPUT, &["longer than the maximum model length"]), // vLLM
    says(ContextLength, INPUT, &["input tokens exceed the configured limit"]), // OpenAI
    says(ContextLength, INPUT, &["prompt is too long"]), // Anthropic, Bedrock
    says(ContextLength, INPUT, &["exceed context limit"]), // Anthropic
    says(ContextLength, INPUT, &["input token count", "exceeds the maximum number of tokens"]), // Gemini
    says(ContextLength, INPUT, &["input is too long for requested model"]), // Bedrock
    says(ContextLength, INPUT, &["input tokens exceeded"]), // Bedrock
    says(ContextLength, INPUT, &["maximum prompt length is"]), // xAI
    says(ContextLength, INPUT, &["too many tokens:"]), // Cohere
    says(ContextLength, INPUT, &["reduce the length of the messages"]), // Groq
    says(ContextLength, INPUT, &["longer than the model's context length"]), // Together, SGLang
    says(ContextLength, INPUT, &["exceeds the available context size"]), // llama.cpp
    says(ContextLength, INPUT, &["greater than the context length"]), // LM Studio
    says(ContextLength, INPUT, &["loaded with context length of only"]), // LM Studio
    says(ContextLength, INPUT, &["prompt too long; exceeded"]), // Ollama
    says(ContextLength, INPUT, &["exceeded model token limit"]), // Moonshot
    says(ContextLength, INPUT, &["input token length too long"]), // Moonshot
    says(ContextLength, INPUT, &["context window exceeds limit"]), // MiniMax
    says(ContextLength, INPUT, &["prompt token count of", "exceeds the limit of"]), // Copilot
    says(ContextLength, INPUT, &["maximum allowed input length of"]), // Poolside
    says(ContextLength, INPUT, &["range of input length should be"]), // DashScope
    says(ContextLength, INPUT, &["current length is", "while limit is"]), // Cerebras
    says(ContextLength, INPUT, &["`inputs` tokens + `max_new_tokens` must be"]), // TGI
    says(ContextLength, INPUT, &["litellm.contextwindowexceedederror"]), // LiteLLM

    // The size of the request alone.
    says(RequestTooLarge, &[500], &["is too large to process. increase the physical batch size"]), // llama.cpp
    says(RequestTooLarge, &[400], &["total message size", "exceeds limit"]), // Moonshot

    // The content.
    says(ContentPolicy, INPUT, &["as a result of our safety system"]), // OpenAI
    says(ContentPolicy, INPUT, &["azure openai's content management policy"]), // Azure
    says(ContentPolicy, INPUT, &["litellm.contentpolicyviolationerror"]), // LiteLLM
    says(ContentPolicy, &[403], &["your input was flagged"]), // OpenRouter

    // The load.
    says(ServiceUnavailable, &[429, 500], &["engine is currently overloaded"]), // OpenAI
    says(ServiceUnavailable, &[429, 500], &["model is currently overloaded"]), // OpenAI
    says(ServiceUnavailable, &[429], &["no capacity available for model"]), // Gemini

    // The key.
    says(Authentication, &[400, 403], &["incorrect api key provided"]), // xAI
    says(Authentication, &[400], &["api key not valid"]), // Gemini
    says(Authentication, &[400], &["api key expired"]), // Gemini
    says(Permission, &[400], &["user location is not supported"]), // Gemini

    // The model.
    says(NotFound, &[400], &["model not found:"]), // xAI
    says(NotFound, &[400], &["is not a valid model id"]), // OpenRouter
    says(NotFound, &[400], &["the model ", " does not exist"]), // OpenAI's images
    says(NotFound, &[400], &["^model ", " does not exist"]), // OpenRouter
    says(NotFound, &[400], &["^model ", " is not supported. supported models are"]), // Voyage
    says(NotFound, &[400], &["provided model identifier is invalid"]), // Bedrock
    says(NotFound, &[400], &["supported api model names are"]), // DeepSeek

    // What llama.cpp will say each time, although it says 500.
    says(InvalidRequest, &[500], &["tools param requires --jinja"]),
    says(InvalidRequest, &[500], &["cannot use both json_schema and grammar"]),
    says(InvalidRequest, &[500], &["image input is not supported"]),
];

/// The part of a message that phrases are looked for in.
pub(super) fn beginning(message: &str) -> &str {
    let end = (0..=BEGINNING.min(message.len())).rev().find(|end| message.is_char_boundary(*end));
    &message[..end.unwrap_or_default()]
}

/// Finds how phrases begin, all in one pass. The number of a pattern is that of its row.
static BEGINNINGS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let beginnings = PHRASES.iter().map(Phrase::beginning);
    // A DFA would be ten times as large, and a message is short.
    AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(beginnings).ok()
});

/// What a message says, which is in lower case.
pub(super) fn kind(
    message: &str,
    status: Option<u16>,
    names_delay: impl Fn() -> bool,
) -> Option<ErrorKind> {
    let found = BEGINNINGS.iter().flat_map(|it| it.find_overlapping_iter(message));
    let mut found: Vec<_> = found.map(|it| (it.pattern().as_usize(), it.start())).collect();
    // In the order of the rows, and of one row only where it stands first.
    found.sort_unstable();
    found.dedup_by_key(|(row, _)| *row);
    let likely = found.into_iter().map(|(row, place)| (&PHRASES[row], place));
    let mut likely = likely.filter(|(phrase, _)| phrase.counts(status));
    let said = likely.find(|(phrase, place)| {
        phrase.is_at(*place, message) && !(phrase.for_good && names_delay())
    });
    said.map(|(phrase, _)| phrase.kind)
}

impl Phrase {
    /// Its first part.
    fn beginning(&self) -> &'static str {
        let first = self.parts.first().copied().unwrap_or_default();
        first.strip_prefix('^').unwrap_or(first)
    }

    fn counts(&self, status: Option<u16>) -> bool {
        status.is_none_or(|status| self.under.contains(&status))
    }

    /// Whether it is what stands in the message from `place` on, where its first part is.
    fn is_at(&self, place: usize, message: &str) -> bool {
        let Some((first, rest)) = self.parts.split_first() else { return false };
        (place == 0 || !first.starts_with('^'))
            && follow(&message[place..], rest)
            && !ends_in_quotes(&message[..place])
    }
}

/// Whether the parts are in a text, one after the other.
fn follow(text: &str, parts: &[&str]) -> bool {
    let mut rest = Some(text);
    for part in parts {
        rest = rest.and_then(|rest| rest.split_once(part)).map(|(_, after)| after);
    }
    rest.is_some()
}
