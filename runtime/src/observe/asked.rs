//! [`Asked`]: what a request asks for, as far as it may be told: no text of its user is.

use reqwest::Request;
use serde::Deserialize;
use serde_json::Value;

use super::provider::provider;

/// The longest text that is written down as a field.
pub(super) const LONGEST: usize = 256;

#[derive(Debug)]
pub(crate) struct Asked {
    pub(super) operation: Box<str>,
    pub(super) api: Option<&'static str>,
    pub(super) provider: &'static str,
    pub(super) server: Box<str>,
    pub(super) port: Option<u16>,
    pub(super) body: Body,
}

/// The members of a request that are told. Each may be of any type: a wrong one is the server's to refuse.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Body {
    model: Option<Value>,
    stream: Option<Value>,
    max_tokens: Option<Value>,
    max_completion_tokens: Option<Value>,
    max_output_tokens: Option<Value>,
    pub(super) temperature: Option<Value>,
    pub(super) top_p: Option<Value>,
    pub(super) seed: Option<Value>,
    pub(super) n: Option<Value>,
    pub(super) frequency_penalty: Option<Value>,
    pub(super) presence_penalty: Option<Value>,
    reasoning_effort: Option<Value>,
    reasoning: Option<Value>,
    previous_response_id: Option<Value>,
    conversation: Option<Value>,
    service_tier: Option<Value>,
    response_format: Option<Value>,
    text: Option<Value>,
}

/// How a path ends, its operation, and the type of `OpenAI`'s API.
const OPERATIONS: [(&str, &str, Option<&str>); 7] = [
    ("chat/completions", "chat", Some("chat_completions")),
    ("responses", "chat", Some("responses")),
    ("v1/messages", "chat", None),
    ("completions", "text_completion", None),
    ("embeddings", "embeddings", None),
    (":generateContent", "generate_content", None),
    (":streamGenerateContent", "generate_content", None),
];

impl Asked {
    /// `base` is the path of the base URL.
    pub(crate) fn of(request: &Request, base: &str) -> Self {
        let url = request.url();
        let (operation, api) = operation(request, base);
        let body = request.body().and_then(reqwest::Body::as_bytes);
        Self {
            operation,
            api,
            provider: provider(url.host_str().unwrap_or_default()),
            server: url.host_str().unwrap_or_default().into(),
            port: url.port_or_known_default(),
            body: body.and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default(),
        }
    }

    /// The model that was asked for.
    pub(crate) fn model(&self) -> Option<&str> {
        text(self.body.model.as_ref())
    }

    /// Whether a model is asked for an answer, and not for something else.
    #[cfg(feature = "metrics")]
    pub(super) fn is_inference(&self) -> bool {
        &*self.operation != "embeddings"
            && OPERATIONS.iter().any(|(_, operation, _)| **operation == *self.operation)
    }

    /// The name of its span.
    pub(super) fn span_name(&self) -> String {
        match self.model() {
            Some(model) => format!("{} {model}", self.operation),
            None => self.operation.to_string(),
        }
    }
}

impl Body {
    pub(super) fn stream(&self) -> Option<bool> {
        self.stream.as_ref()?.as_bool()
    }

    pub(super) fn max_tokens(&self) -> Option<u64> {
        let names = [&self.max_completion_tokens, &self.max_output_tokens, &self.max_tokens];
        names.into_iter().flatten().find_map(Value::as_u64)
    }

    pub(super) fn reasoning_level(&self) -> Option<&str> {
        let within = self.reasoning.as_ref().and_then(|reasoning| reasoning.get("effort"));
        text(self.reasoning_effort.as_ref().or(within))
    }

    pub(super) fn previous_response(&self) -> Option<&str> {
        text(self.previous_response_id.as_ref())
    }

    pub(super) fn conversation(&self) -> Option<&str> {
        let conversation = self.conversation.as_ref()?;
        text(Some(conversation.get("id").unwrap_or(conversation)))
    }

    pub(super) fn tier(&self) -> Option<&str> {
        text(self.service_tier.as_ref())
    }

    /// `json` or `text`, if the request says which.
    pub(super) fn output_type(&self) -> Option<&'static str> {
        let within = self.text.as_ref().and_then(|text| text.get("format"));
        let format = self.response_format.as_ref().or(within)?;
        match format.get("type")?.as_str()? {
            "json_object" | "json_schema" => Some("json"),
            "text" => Some("text"),
            _ => None,
        }
    }
}

/// A text that is short enough to be told.
fn text(value: Option<&Value>) -> Option<&str> {
    value?.as_str().filter(|text| text.len() <= LONGEST)
}

fn operation(request: &Request, base: &str) -> (Box<str>, Option<&'static str>) {
    let path = request.url().path();
    let is_post = request.method() == http::Method::POST;
    let known = OPERATIONS.iter().find(|(end, ..)| is_post && path.ends_with(end));
    if let Some((_, operation, api)) = known {
        return ((*operation).into(), *api);
    }
    let below = path.strip_prefix(base).unwrap_or(path).trim_start_matches('/');
    let first = below.split('/').next().unwrap_or(below);
    if first == "responses" && request.method() == http::Method::GET {
        return ("fetch_response".into(), Some("responses"));
    }
    (first.get(..LONGEST).unwrap_or(first).into(), None)
}
