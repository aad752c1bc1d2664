//! `Display` of a [`Site`] and its parts: a policy in nearly the words of the attribute.

use std::fmt;
use std::time::Duration;

use super::{Backoff, Bounds, Policy, Site, Step};
use crate::kind::ErrorKind;

/// The units of the attribute, in milliseconds.
const UNITS: [(&str, u128); 4] = [("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)];

/// `1min 30s`.
fn readable(duration: Duration) -> String {
    let mut left = duration.as_millis();
    let mut parts = Vec::new();
    for (name, unit) in UNITS {
        let count = left / unit;
        left %= unit;
        if count > 0 {
            parts.push(format!("{count}{name}"));
        }
    }
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

/// Several lines: the name, the policy and the worst case.
impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name())?;
        self.policy().to_string().lines().try_for_each(|line| writeln!(f, "  {line}"))?;
        write!(f, "  at worst: {}", self.bounds())
    }
}

/// Several lines: what bounds a call, and each ladder with its kinds.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempts = {}, timeout = {}", self.attempts, readable(self.timeout))?;
        let times = [("idle", self.idle), ("deadline", self.deadline)];
        for (name, time) in times.into_iter().filter_map(|(name, time)| Some((name, time?))) {
            write!(f, ", {name} = {}", readable(time))?;
        }
        if self.only_unsent {
            f.write_str(", replay = \"unsent\"")?;
        }
        if self.is_low {
            f.write_str(", priority = \"low\"")?;
        }
        for (place, ladder) in self.ladders.iter().enumerate() {
            let earlier = &self.ladders[..place];
            let is_taken = |kind: &ErrorKind| earlier.iter().any(|it| it.kinds.contains(kind));
            let kinds = ladder.kinds.iter().filter(|kind| !is_taken(kind)).map(|kind| kind.name());
            write!(f, "\n{}: {}", kinds.collect::<Vec<_>>().join(", "), listed(ladder.steps))?;
        }
        write!(f, "\nevery other kind: {}", listed(self.otherwise))
    }
}

/// These steps in order. A call without any fails.
fn listed(steps: &[Step]) -> String {
    let steps: Vec<_> = steps.iter().map(Step::to_string).collect();
    if steps.is_empty() { Step::Fail.to_string() } else { steps.join(", then ") }
}

/// As the attribute writes it, with its defaults.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retry { attempts, backoff } => {
                write!(f, "retry(attempts = {attempts}, backoff = {backoff})")
            }
            Self::Wait { attempts, up_to, .. } => {
                write!(f, "wait(attempts = {attempts}, up_to = {})", readable(*up_to))
            }
            Self::Restart { attempts, backoff } => {
                write!(f, "restart(attempts = {attempts}, backoff = {backoff})")
            }
            Self::Reask { attempts } => write!(f, "reask(attempts = {attempts})"),
            Self::Enlarge { attempts, up_to: None } => write!(f, "enlarge(attempts = {attempts})"),
            Self::Enlarge { attempts, up_to: Some(tokens) } => {
                write!(f, "enlarge(attempts = {attempts}, up_to = {tokens})")
            }
            Self::Repair { attempts } => write!(f, "repair(attempts = {attempts})"),
            Self::Fallback => f.write_str("fallback"),
            Self::Recover => f.write_str("recover"),
            Self::Fail => f.write_str("fail"),
        }
    }
}

/// As the attribute writes it: `500ms..8s`, or `fixed(1s)`.
impl fmt::Display for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = readable(self.first);
        if self.first == self.cap {
            return write!(f, "fixed({first})");
        }
        write!(f, "{first}..{}", readable(self.cap))
    }
}

/// One line.
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.requests(), self.paid()) {
            (1, _) => f.write_str("1 request")?,
            (several, paid) if several == paid => write!(f, "{several} requests, all paid for")?,
            (several, paid) => write!(f, "{several} requests, {paid} of them paid for")?,
        }
        write!(f, ", {} of waiting, ", readable(self.sleep()))?;
        match self.time() {
            Some(time) => write!(f, "{} in all", readable(time)),
            None => f.write_str("as long as a fallback or a stream takes"),
        }
    }
}
