//! [`Verdict`]: what is wrong with what a peer has made of a script.

use std::fmt;
use std::time::Duration;

use openai_call::testing::{FakeApi, RecordedRequest};
use tokio::time::Instant;

use crate::outcome::{Outcome, What};
use crate::scripts::{Due, DueOutcome, Script};

/// What clocks may differ by.
const SLACK: Duration = Duration::from_millis(20);

/// What a peer made of a script.
pub(crate) struct Column {
    pub(crate) outcome: Outcome,
    waits: Vec<Duration>,
    took: Duration,
    pub(crate) verdict: Verdict,
}

/// What came of a script, as it can be seen from outside.
struct Seen<'a> {
    what: What,
    waits: &'a [Duration],
    /// From the begin of the script to the second request.
    second: Option<Duration>,
    took: Duration,
    other: &'a [RecordedRequest],
}

/// Right if there is no fault.
pub(crate) struct Verdict(Vec<Fault>);

/// Its text is that of a cell.
pub(crate) enum Fault {
    /// What came in place of an answer was taken for one.
    Hidden(&'static str),
    /// An error came where an answer was due.
    GaveUp,
    /// The second request came before the server's time.
    TooSoon,
    /// It did not come back in time.
    Late(Duration),
    /// So many requests, more than may help.
    Needless(usize),
    /// The other server has got it.
    Elsewhere(&'static str),
}

impl Column {
    pub(crate) fn of(
        script: &Script,
        [api, other]: [&FakeApi; 2],
        outcome: Outcome,
        begun: Instant,
    ) -> Self {
        let took = begun.elapsed();
        let requests = api.requests();
        let times: Vec<_> = requests.iter().map(RecordedRequest::arrived_at).collect();
        let waits: Vec<_> = times.windows(2).map(|it| it[1].duration_since(it[0])).collect();
        let other = other.requests();
        let second = times.get(1).map(|second| second.duration_since(begun));
        let seen = Seen { what: outcome.what, waits: &waits, second, took, other: &other };
        let verdict = Verdict::of(script, &seen);
        Self { outcome, waits, took, verdict }
    }
}

impl Verdict {
    fn of(script: &Script, seen: &Seen) -> Self {
        let due = &script.due;
        let faults = [
            seen.is_broken(due).then_some(Fault::Hidden(script.unseen)),
            seen.has_given_up(due).then_some(Fault::GaveUp),
            seen.is_too_soon(due).then_some(Fault::TooSoon),
            seen.is_late(due).then_some(Fault::Late(seen.took)),
            (seen.requests() > *due.requests.end()).then(|| Fault::Needless(seen.requests())),
            seen.went_elsewhere().map(Fault::Elsewhere),
        ];
        Self(faults.into_iter().flatten().collect())
    }

    pub(crate) fn is_right(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn faults(&self) -> &[Fault] {
        &self.0
    }
}

impl Seen<'_> {
    fn requests(&self) -> usize {
        self.waits.len() + 1
    }

    /// Where the prompt went elsewhere, that is the fault, and not the answer.
    fn is_broken(&self, due: &Due) -> bool {
        let from_the_first = due.answers_again && self.requests() == 1;
        match self.what {
            What::Broken => true,
            What::Answer if self.other.is_empty() => {
                due.outcome == DueOutcome::Error || from_the_first
            }
            _ => false,
        }
    }

    fn has_given_up(&self, due: &Due) -> bool {
        due.outcome == DueOutcome::Answer && matches!(self.what, What::Error | What::Nothing)
    }

    fn is_too_soon(&self, due: &Due) -> bool {
        self.waits.first().is_some_and(|wait| *wait + SLACK < due.no_sooner)
            || self.second.is_some_and(|second| second + SLACK < due.not_before)
    }

    fn is_late(&self, due: &Due) -> bool {
        let is_over = |within: Option<Duration>| within.is_some_and(|it| self.took > it);
        let has_answered = self.what == What::Answer && self.requests() == 1;
        (self.what == What::Waiting && !due.may_wait)
            || is_over(due.within)
            || (has_answered && is_over(due.answer_within))
    }

    fn went_elsewhere(&self) -> Option<&'static str> {
        let has_key = self.other.iter().any(|request| request.header("authorization").is_some());
        let has_prompt = self.other.iter().any(|request| !request.body().is_empty());
        match (has_key, has_prompt) {
            (true, _) => Some("key sent there"),
            (false, true) => Some("prompt sent there"),
            (false, false) => (!self.other.is_empty()).then_some("asked there"),
        }
    }
}

impl Fault {
    fn class(&self) -> &'static str {
        match self {
            Self::Hidden(_) => "hidden failure",
            Self::GaveUp | Self::TooSoon | Self::Late(_) | Self::Elsewhere(_) => "wrong outcome",
            Self::Needless(_) => "needless requests",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hidden(words) | Self::Elsewhere(words) => f.write_str(words),
            Self::GaveUp => f.write_str("gave up"),
            Self::TooSoon => f.write_str("too soon"),
            Self::Late(took) => write!(f, "back after {} s", took.as_secs()),
            Self::Needless(requests) => write!(f, "{requests} requests"),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_right() {
            return f.write_str("right");
        }
        let faults = self.0.iter().map(|fault| format!("{}: {fault}", fault.class()));
        f.write_str(&faults.collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waits = self.waits.iter().map(|wait| format!("{:.2}", wait.as_secs_f64()));
        let waits = waits.collect::<Vec<_>>().join(" + ");
        let requests = self.waits.len() + 1;
        write!(f, "{requests} in {:>5.2} s [{waits}] {}", self.took.as_secs_f64(), self.outcome)?;
        write!(f, " -- {}", self.verdict)
    }
}
