//! Whether the body of a successful response is an error, checked without storing the body.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::suspicion::may_be_error;

/// Resources whose `error` is about a job, and not about the request for it.
const JOBS: &[&str] = &["eval.run", "fine_tuning.job", "video"];

/// Whether the JSON object `body` is an error: it or its first choice has an `error` that is not
/// empty, or its type is `error` or `response.failed`, or it is a response with the status
/// `failed`. Gemini puts it into a list.
///
/// A body that is neither one whole JSON object nor such a list is not an error.
pub(crate) fn is_error(body: &[u8]) -> bool {
    match body.trim_ascii_start().first() {
        Some(b'{') => may_be_error(body) && says_error(body),
        Some(b'[') => may_be_error(body) && lists_error(body),
        _ => false,
    }
}

pub(super) fn says_error(body: &[u8]) -> bool {
    matches!(serde_json::from_slice(body), Ok(Glance::Error))
}

/// Whether a list holds nothing but an error. Of several results one may well have failed.
fn lists_error(body: &[u8]) -> bool {
    let Ok([item]) = serde_json::from_slice::<[BTreeMap<String, Glance>; 1]>(body) else {
        return false;
    };
    item.len() == 1 && item.get("error").is_some_and(|error| *error != Glance::Nothing)
}

/// What a value is, as far as it matters here.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Glance {
    /// No member, or an empty value: `null`, `false`, `""`, `[]`, `{}`.
    #[default]
    Nothing,
    Something,
    /// An object that is an error, or a list whose first item is one.
    Error,
    /// The text `error`.
    ErrorWord,
    /// The text `failed`.
    FailedWord,
    /// The text `response.failed`.
    FailedEventWord,
    /// The text `response`.
    ResponseWord,
    /// The name of one of the [`JOBS`].
    JobWord,
}

/// The members of an object that decide whether it is an error.
#[derive(Default)]
struct Members {
    error: Glance,
    choices: Glance,
    response: Glance,
    object: Glance,
    status: Glance,
    kind: Glance,
    is_empty: bool,
}

#[derive(serde::Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Name {
    Error,
    Choices,
    Response,
    Object,
    Status,
    Type,
    #[serde(other)]
    Other,
}

impl Members {
    fn read<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut members = Self { is_empty: true, ..Self::default() };
        while let Some(name) = map.next_key()? {
            match name {
                Name::Error => members.error = map.next_value()?,
                Name::Choices => members.choices = map.next_value()?,
                Name::Response => members.response = map.next_value()?,
                Name::Object => members.object = map.next_value()?,
                Name::Status => members.status = map.next_value()?,
                Name::Type => members.kind = map.next_value()?,
                Name::Other => {
                    let IgnoredAny = map.next_value()?;
                }
            }
            members.is_empty = false;
        }
        Ok(members)
    }

    fn verdict(&self) -> Glance {
        let is_job = self.object == Glance::JobWord;
        let has_failed = self.object == Glance::ResponseWord && self.status == Glance::FailedWord;
        let holds_error = self.error != Glance::Nothing
            || self.choices == Glance::Error
            || self.response == Glance::Error
            || matches!(self.kind, Glance::ErrorWord | Glance::FailedEventWord)
            || self.object == Glance::ErrorWord;
        if (!is_job && holds_error) || has_failed {
            Glance::Error
        } else if self.is_empty {
            Glance::Nothing
        } else {
            Glance::Something
        }
    }
}

impl<'de> Deserialize<'de> for Glance {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(GlanceVisitor)
    }
}

/// Accepts a value of any type, so that a member of an unexpected type does not end the reading.
struct GlanceVisitor;

impl<'de> Visitor<'de> for GlanceVisitor {
    type Value = Glance;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Glance, E> {
        Ok(Glance::Nothing)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Glance, E> {
        Ok(if value { Glance::Something } else { Glance::Nothing })
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Glance, E> {
        Ok(Glance::Something)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Glance, E> {
        Ok(Glance::Something)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Glance, E> {
        Ok(Glance::Something)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Glance, E> {
        Ok(match text {
            "" => Glance::Nothing,
            "error" => Glance::ErrorWord,
            "failed" => Glance::FailedWord,
            "response.failed" => Glance::FailedEventWord,
            "response" => Glance::ResponseWord,
            job if JOBS.contains(&job) => Glance::JobWord,
            _ => Glance::Something,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Glance, A::Error> {
        let first = items.next_element()?;
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(match first {
            None => Glance::Nothing,
            Some(Glance::Error) => Glance::Error,
            Some(_) => Glance::Something,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Glance, A::Error> {
        Ok(Members::read(map)?.verdict())
    }
}
