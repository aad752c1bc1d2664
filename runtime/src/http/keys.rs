//! [`Keys`]: the keys that a request carries. Here text from the wire becomes ours: each is taken
//! out of what the server echoes.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use reqwest::Url;

use super::echo::{is_word, shortest, without, without_written};
use super::secret::Secret;
use crate::error::Error;

/// The headers in which a key is sent, by us or by hand.
static HEADERS: [HeaderName; 3] =
    [header::AUTHORIZATION, header::PROXY_AUTHORIZATION, header::COOKIE];

/// The parameters of a query in which a key is sent by hand, as to Gemini.
const PARAMETERS: [&str; 5] = ["key", "api_key", "api-key", "token", "access_token"];

/// How a key is taken out of a text, which may have been cut.
type TakeOut = fn(&[u8], &[u8], bool) -> Option<Vec<u8>>;

#[derive(Clone, Default)]
pub(crate) struct Keys {
    /// The key or token of the client.
    own: Option<Secret>,
    /// Those in headers and parameters that were set by hand.
    by_hand: Vec<KeyByHand>,
}

/// A key that was set by hand, in a header or as if it were in one.
#[derive(Clone)]
struct KeyByHand {
    header: HeaderValue,
    /// Where it stands, behind the scheme.
    place: Range<usize>,
}

impl KeyByHand {
    fn of(header: &HeaderValue) -> Self {
        let text = header.as_bytes().trim_ascii_end();
        let start = text.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
        Self { header: header.clone(), place: start..text.len() }
    }

    fn text(&self) -> &[u8] {
        &self.header.as_bytes()[self.place.clone()]
    }
}

/// Whether a header that was set by hand holds a key: by its name, or because it says so.
fn is_key(name: &HeaderName, value: &HeaderValue) -> bool {
    const ENDS: [&str; 4] = ["-key", "-auth", "-token", "-secret"];
    value.is_sensitive()
        || HEADERS.contains(name)
        || ENDS.iter().any(|end| name.as_str().ends_with(end))
}

impl Keys {
    /// The keys in the headers of a request that has not been signed yet.
    pub(super) fn by_hand(headers: &HeaderMap) -> Self {
        // A look at each of a few names costs less than to hash three.
        let keys = headers.iter().filter(|(name, value)| is_key(name, value));
        Self { own: None, by_hand: keys.map(|(_, value)| KeyByHand::of(value)).collect() }
    }

    /// Adds those in the query of a URL.
    pub(super) fn with_query(mut self, url: &Url) -> Self {
        let parameters = url.query_pairs();
        let keys = parameters.filter(|(name, _)| PARAMETERS.contains(&name.as_ref()));
        let keys = keys.filter_map(|(_, key)| HeaderValue::from_str(&key).ok());
        self.by_hand.extend(keys.map(|key| KeyByHand::of(&key)));
        self
    }

    pub(super) fn with_own(self, own: Option<Secret>) -> Self {
        Self { own, ..self }
    }

    /// Adds those of the client's default headers.
    pub(super) fn with_default(mut self, defaults: &Self) -> Self {
        self.by_hand.extend_from_slice(&defaults.by_hand);
        self
    }

    /// Each key, without the scheme that stands before it.
    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        let own = self.own.iter().map(|own| own.expose().as_bytes());
        own.chain(self.by_hand.iter().map(KeyByHand::text))
    }

    /// A header without the keys. Only in that of an error are encodings sought, too, which takes longer.
    pub(super) fn out_of_header(&self, value: &HeaderValue, is_error: bool) -> HeaderValue {
        let take_out: TakeOut = if is_error { without } else { without_written };
        self.found_in(value, take_out).unwrap_or_else(|| value.clone())
    }

    /// A header without the keys; `None` if it has none.
    fn found_in(&self, value: &HeaderValue, take_out: TakeOut) -> Option<HeaderValue> {
        let clean = self.out_of(value.as_bytes(), true, |_| true, take_out)?;
        Some(HeaderValue::from_bytes(&clean).unwrap_or(HeaderValue::from_static("[api key]")))
    }

    /// Removes the keys from the headers of an answer. To look for encodings, too, would take longer
    /// than all the rest that is done for it.
    pub(super) fn out_of_headers(&self, headers: &mut HeaderMap) {
        self.out_of_values(headers, without_written);
    }

    /// Removes the keys from the headers of an error.
    pub(super) fn out_of_error_headers(&self, headers: &mut HeaderMap) {
        self.out_of_values(headers, without);
    }

    fn out_of_values(&self, headers: &mut HeaderMap, take_out: TakeOut) {
        let Some(shortest) = self.texts().map(shortest).min() else { return };
        if self.are_clean(headers, shortest, take_out) {
            return;
        }
        for value in headers.values_mut().filter(|value| value.len() >= shortest) {
            if let Some(clean) = self.found_in(value, take_out) {
                *value = clean;
            }
        }
    }

    /// Whether surely no header has a key. One search of all costs less than one of each; where a word stands
    /// decides whether it is a key.
    fn are_clean(&self, headers: &HeaderMap, shortest: usize, take_out: TakeOut) -> bool {
        if self.texts().any(is_word) {
            return false;
        }
        let mut all = Vec::with_capacity(1_024);
        for value in headers.values().filter(|value| value.len() >= shortest) {
            all.extend_from_slice(value.as_bytes());
            all.push(b'\n');
        }
        self.out_of(&all, true, |_| true, take_out).is_none()
    }

    /// A body without the keys that are no words: a word may decide what the error is.
    pub(super) fn out_of_body(&self, body: Bytes, is_whole: bool) -> Bytes {
        self.out_of(&body, is_whole, |key| !is_word(key), without).map_or(body, Bytes::from)
    }

    /// A short text of an answer without the keys that are no words, as a header of it; `None` if it has
    /// none.
    pub(super) fn out_of_text(&self, text: &str) -> Option<String> {
        let clean = self.out_of(text.as_bytes(), true, |key| !is_word(key), without_written)?;
        Some(String::from_utf8_lossy(&clean).into_owned())
    }

    /// Removes the keys from an error. In the body they may have been escaped, and decoding undid
    /// that.
    pub(super) fn out_of_error(&self, mut error: Error) -> Error {
        error.redact(|text| {
            let clean = self.out_of(text.as_bytes(), true, |_| true, without)?;
            Some(String::from_utf8_lossy(&clean).into_owned())
        });
        // The other keys have been taken out of it.
        match self.out_of(error.body(), true, is_word, without) {
            Some(body) => error.with_body(body.into()),
            None => error,
        }
    }

    /// A text without those keys that `is_sought` picks; `None` if none is in there.
    fn out_of(
        &self,
        text: &[u8],
        is_whole: bool,
        is_sought: fn(&[u8]) -> bool,
        take_out: TakeOut,
    ) -> Option<Vec<u8>> {
        let mut clean: Option<Vec<u8>> = None;
        for key in self.texts().filter(|key| is_sought(key)) {
            clean = take_out(clean.as_deref().unwrap_or(text), key, is_whole).or(clean);
        }
        clean
    }
}

/// Without the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}
