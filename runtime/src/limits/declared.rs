//! [`Limits`]: by which limits the calls of a client are paced.

/// By which limits the calls of a client to each model are paced: by what its server says, unless you know
/// better.
///
/// ```
/// use openai_call::{Client, Limits};
///
/// # fn main() -> Result<(), openai_call::Error> {
/// let client = Client::builder()
///     .api_key("0123456789abcdef")
///     .limits(Limits::per_minute().requests(600).tokens(90_000))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "limits do nothing until a client is built with them"]
pub struct Limits {
    pub(super) requests: Option<u32>,
    pub(super) tokens: Option<u32>,
    pub(super) is_unlimited: bool,
}

impl Limits {
    /// The limits that the server's headers and refusals tell: the default.
    pub const fn learned() -> Self {
        Self { requests: None, tokens: None, is_unlimited: false }
    }

    /// The limits for a minute that follow, for each model. Where the server names lower ones, those count.
    pub const fn per_minute() -> Self {
        Self::learned()
    }

    /// So many requests. Zero is taken as one.
    pub const fn requests(self, requests: u32) -> Self {
        Self { requests: Some(requests), ..self }
    }

    /// So many tokens, of requests and answers together, as the server counts them: see
    /// [`Request::tokens`](crate::Request::tokens). Zero is taken as one.
    pub const fn tokens(self, tokens: u32) -> Self {
        Self { tokens: Some(tokens), ..self }
    }

    /// No limit: every request is sent at once, whatever the server said to the one before it. For a server
    /// without limits, or where something else paces the calls.
    pub const fn unlimited() -> Self {
        Self { is_unlimited: true, ..Self::learned() }
    }
}
