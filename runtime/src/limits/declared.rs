//! [`Limits`]: by which limits the calls of a client are paced.

/// The limits by which the calls of a client to each model are paced: those that the server names, unless
/// you declare your own.
///
/// The calls to one model go one after the other, first come, first served, as fast as the limits allow. A
/// limit that is declared holds from the first request on; the server's headers can only lower it. The
/// models that share a limit are named by [`limit_group`](crate::ClientBuilder::limit_group).
///
/// ```
/// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
/// use openai_call::Limits;
/// # use serde_json::json;
/// # use std::time::Duration;
/// # use tokio::time::Instant;
///
/// #[openai_call]
/// async fn chat(client: &Client) -> Result<Text, Error> {
///     client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
/// }
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Error> {
/// let api = FakeApi::in_memory();
/// let client = api.client_with(|settings| settings.limits(Limits::per_minute().requests(60)));
/// # let begun = Instant::now();
/// # let mut count = 0;
/// for _ in 0..90 {
///     chat(&client).await?; // some at once, and then one a second
/// #   count += 1;
/// }
/// # assert_eq!(count, 90);
/// # assert!((29..=60).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
/// # let health = client.health();
/// # assert_eq!(health.lanes()[0].requests_per_minute(), Some(60.0));
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
    /// Learns the limits from the server's headers and refusals: the default. Until something is known, a
    /// few calls go at once; many begin at a few a second, and speed up.
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
    /// without limits, or where something else paces the calls. Each call then waits by itself.
    pub const fn unlimited() -> Self {
        Self { is_unlimited: true, ..Self::learned() }
    }
}
