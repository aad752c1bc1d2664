//! `Display` and `Debug` of [`Error`]: one line for people, and the fields for debugging.

use std::fmt;
use std::time::Duration;

use super::Error;

/// How much of a server's message the line shows, in characters.
const MESSAGE_SHOWN: usize = 400;

/// `429 rate_limit_exceeded`, `429`, `rate_limit_exceeded` or nothing. A default message already
/// begins with the status, and a status of success explains nothing.
fn on_the_wire(error: &Error) -> Option<String> {
    if error.status().is_some_and(|status| error.message().starts_with(status.as_str())) {
        return None;
    }
    match (error.status(), error.code()) {
        (Some(status), code) if status.is_success() => code.map(str::to_owned),
        (Some(status), Some(code)) if code != status.as_str() => {
            Some(format!("{} {code}", status.as_str()))
        }
        (Some(status), _) => Some(status.as_str().to_owned()),
        (None, Some(code)) => Some(code.to_owned()),
        (None, None) => None,
    }
}

/// The message on one line, cut after [`MESSAGE_SHOWN`] characters.
fn one_line(message: &str) -> String {
    let mut line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    line.retain(|character| !character.is_control() && !is_unseen(character));
    if let Some((end, _)) = line.char_indices().nth(MESSAGE_SHOWN) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// Whether a character shows nothing, or changes the direction of the text behind it.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
    )
}

/// Seconds with one decimal below an hour, otherwise whole hours.
fn readable(delay: Duration) -> String {
    const HOUR: u64 = 60 * 60;
    match delay.as_secs() / HOUR {
        0 => format!("{delay:.1?}"),
        hours => format!("{hours}h"),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(site) = self.site() {
            write!(f, "{}: ", site.name())?;
        }
        f.write_str(self.cause())?;
        if let Some(wire) = on_the_wire(self) {
            write!(f, " ({})", one_line(&wire))?;
        }
        let message = one_line(self.message());
        if !message.is_empty() {
            write!(f, ": {}", message.trim_end_matches(['.', ';']))?;
        }
        if let Some(stopped) = self.stopped() {
            write!(f, "; {}, {stopped}", self.attempts())?;
        }
        if let Some(delay) = self.retry_after() {
            write!(f, "; the server asks for {}", readable(delay))?;
        }
        write!(f, "; {}", self.remedy())?;
        match self.request_id() {
            Some(id) => write!(f, " (request id {})", one_line(id)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return fmt::Display::fmt(self, f);
        }
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("error_type", &self.0.error_type)
            .field("param", &self.0.param)
            .field("message", &self.0.message)
            .field("request_id", &self.0.request_id)
            .field("client_request_id", &self.0.client_request_id)
            .field("retry_after", &self.0.retry_after)
            .field("attempts", &self.0.attempts)
            .field("stopped", &self.0.stopped)
            .field("fallback_of", &self.0.fallback_of)
            .finish_non_exhaustive()
    }
}
