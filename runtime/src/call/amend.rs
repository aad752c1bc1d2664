//! The steps `reask` and `enlarge`: later attempts of the call send another request than its body
//! has built.

use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use super::run::Run;
use crate::error::Error;
use crate::http::{Members, OUTPUT_LIMITS};
use crate::observe::What;
use crate::policy::Step;
use crate::policy::progress::Verb;

/// The remedy for a request without a limit.
const NO_LIMIT: &str = "set `max_completion_tokens` or `max_output_tokens` in the body, which `enlarge` \
                        doubles, or ask for less";

/// What is changed in the request of each later attempt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Amendment {
    /// The limit of output tokens.
    limit: Option<u64>,
    /// The last wrong answer. Those before it are left out, so that the request does not grow.
    correction: Option<Correction>,
}

#[derive(Clone, Debug)]
struct Correction {
    answer: String,
    problem: String,
}

impl Run {
    /// Changes a request as the steps so far have asked for.
    pub(crate) fn amend(&self, request: &mut reqwest::Request) {
        if !self.site().policy().amends() {
            return;
        }
        if let Some(amendment) = &self.amendment
            && let Some(mut members) =
                request.body().and_then(reqwest::Body::as_bytes).and_then(Members::of)
        {
            amendment.change(&mut members);
            members.put_into(request);
        }
        if let Some(body) = request.body().and_then(reqwest::Body::as_bytes) {
            self.trial().sends(body);
        }
    }

    /// Takes the next step, if it is a `reask`: the next attempt says what was wrong.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left, or if the request is no conversation.
    #[cold]
    pub(crate) fn reask(&mut self, error: Error) -> Result<(), Error> {
        if self.progress.step(Verb::Reask).is_none() {
            return Err(error);
        }
        let asked = self.trial().sent().and_then(Members::of);
        let turns = asked.as_ref().and_then(conversation);
        let (Some(answer), Some(_)) = (error.output(), turns) else {
            self.progress.pass_over();
            return Err(error);
        };
        let (answer, problem) = (answer.to_owned(), error.message().to_owned());
        self.again_amended(error, Verb::Reask, |amendment| {
            amendment.correction = Some(Correction { answer, problem });
        })
    }

    /// Takes the next step, if it is an `enlarge`: the next attempt asks with a larger limit.
    ///
    /// # Errors
    ///
    /// The error, if no such step is left, or if the request has no limit that may be raised.
    #[cold]
    pub(crate) fn enlarge(&mut self, error: Error) -> Result<(), Error> {
        let Some(Step::Enlarge { up_to, .. }) = self.progress.step(Verb::Enlarge) else {
            return Err(error);
        };
        let asked = self.trial().sent().and_then(Members::of);
        let Some(limit) = asked.as_ref().and_then(limit) else {
            self.progress.pass_over();
            return Err(error.with_remedy(NO_LIMIT));
        };
        let Some(larger) = larger(limit, *up_to) else {
            self.progress.pass_over();
            return Err(error);
        };
        self.again_amended(error, Verb::Enlarge, |amendment| amendment.limit = Some(larger))
    }

    fn again_amended(
        &mut self,
        error: Error,
        verb: Verb,
        amend: impl FnOnce(&mut Amendment),
    ) -> Result<(), Error> {
        let Some(delay) = self.next(verb) else { return Err(error) };
        amend(self.amendment.get_or_insert_default());
        self.emit(self.progress.tries(), What::Again { error: &error, delay });
        Ok(())
    }
}

impl Amendment {
    fn change(&self, members: &mut Members) {
        if let Some(limit) = self.limit {
            let lower = |name: &&&str| members.get::<u64>(name).is_some_and(|own| own < limit);
            let lower: Vec<_> = OUTPUT_LIMITS.iter().filter(lower).collect();
            for name in lower {
                members.set(name, &limit);
            }
        }
        if let Some(correction) = &self.correction {
            correction.follow(members);
        }
    }
}

impl Correction {
    /// Puts the wrong answer and what was wrong behind the conversation.
    fn follow(&self, members: &mut Members) {
        let Some((name, mut turns)) = conversation(members) else { return };
        let problem = &self.problem;
        let wish = format!(
            "This answer cannot be used: {problem}. Answer again, with the corrected JSON alone."
        );
        turns.extend([turn("assistant", &self.answer), turn("user", &wish)].into_iter().flatten());
        members.set(name, &turns);
    }
}

/// The turns of a request: those of chat completions, or those of the Responses API, whose input may
/// also be a text alone.
fn conversation(members: &Members) -> Option<(&'static str, Vec<Box<RawValue>>)> {
    let turns = |name| members.get(name).map(|turns| (name, turns));
    turns("messages").or_else(|| turns("input")).or_else(|| {
        let text = members.get::<String>("input")?;
        Some(("input", turn("user", &text).into_iter().collect()))
    })
}

fn turn(role: &str, content: &str) -> Option<Box<RawValue>> {
    to_raw_value(&json!({ "role": role, "content": content })).ok()
}

/// The most tokens of an answer that a request asks for.
fn limit(asked: &Members) -> Option<u64> {
    OUTPUT_LIMITS.iter().filter_map(|name| asked.get(name)).max()
}

/// Twice the limit, but at most `up_to`; `None` if that is no more.
fn larger(limit: u64, up_to: Option<u32>) -> Option<u64> {
    let doubled = limit.saturating_mul(2);
    let larger = up_to.map_or(doubled, |most| doubled.min(most.into()));
    (larger > limit).then_some(larger)
}
