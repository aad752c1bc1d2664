//! What is asked, where, and what has to be in the answer.

use serde_json::Value;

use super::TEXT;
use super::server::Server;

/// Stands where the cursor is.
const CURSOR: char = '‸';

const KINDS: &str = "\"timeout | connection\"";
const STEPS: &str = "[wait(up_to = 30s), fail]";
const END: &str = "request.body(prompt.to_owned())";

pub(crate) struct Probe {
    pub(crate) about: &'static str,
    /// What of the text is typed over, and by what; one of them has the cursor in it.
    typed: &'static [[&'static str; 2]],
    ask: Ask,
    /// What the answer contains.
    expect: &'static str,
}

#[derive(Clone, Copy)]
enum Ask {
    Hover,
    Definition,
    Completion,
}

const fn probe(
    about: &'static str,
    typed: &'static [[&'static str; 2]],
    ask: Ask,
    expect: &'static str,
) -> Probe {
    Probe { about, typed, ask, expect }
}

pub(crate) const PROBES: &[Probe] = &[
    probe("a key says what it is for", &[["retry =", "re‸try ="]], Ask::Hover, "back off"),
    probe("so does a key of a kind", &[["on_rate", "on‸_rate"]], Ask::Hover, "rate limit is hit"),
    probe(
        "so does a kind in a string",
        &[["\"timeout", "\"time‸out"]],
        Ask::Hover,
        "within the time",
    ),
    probe("so does a bare kind", &[[KINDS, "timeout | conn‸ection"]], Ask::Hover, "reached"),
    probe("so does a step", &[["[wait", "[wa‸it"]], Ask::Hover, "as long as the server asks"),
    probe(
        "so does a step behind another",
        &[[", fail]", ", fa‸il]"]],
        Ask::Hover,
        "with the error",
    ),
    probe(
        "so does a key of streams",
        &[["attempts = 4", "id‸le = 30s"]],
        Ask::Hover,
        "between two events",
    ),
    probe(
        "and the step that is theirs",
        &[["attempts = 4", "on_stream_interrupted = rest‸art"]],
        Ask::Hover,
        "stream anew",
    ),
    probe(
        "a named policy says what it is for",
        &[["= nightly", "= night‸ly"]],
        Ask::Hover,
        "all night",
    ),
    probe("and what it declares", &[["= nightly", "= night‸ly"]], Ask::Hover, "attempts = 6"),
    probe("a function says what it handles", &[["fn chat", "fn ch‸at"]], Ask::Hover, "Errors"),
    probe(
        "a key leads to its words",
        &[["attempts = 4", "att‸empts = 4"]],
        Ask::Definition,
        "keywords.rs",
    ),
    probe("a step leads to its words", &[["[wait", "[wa‸it"]], Ask::Definition, "keywords.rs"),
    probe(
        "a policy leads to where it is",
        &[["= nightly", "= night‸ly"]],
        Ask::Definition,
        "src/lib.rs",
    ),
    probe("a key is offered", &[["attempts = 4", "dead‸"]], Ask::Completion, "deadline"),
    probe("so is the key of a kind", &[["attempts = 4", "on_qu‸"]], Ask::Completion, "on_quota"),
    probe("so is a kind", &[[KINDS, "timeout | con‸"]], Ask::Completion, "connection"),
    probe("so is a step", &[[STEPS, "wa‸"]], Ask::Completion, "wait"),
    probe(
        "so is the step of streams",
        &[["attempts = 4", "on_stream_interrupted = res‸"]],
        Ask::Completion,
        "restart",
    ),
    probe(
        "a half-typed body is completed",
        &[[END, "request.mult‸"]],
        Ask::Completion,
        "multipart",
    ),
    probe("so is one that ends in a dot", &[[END, "request.‸"]], Ask::Completion, "header"),
    probe(
        "and a half-typed statement",
        &[[END, "let more = request.‸;"]],
        Ask::Completion,
        "header",
    ),
    probe("and an argument", &[[END, "request.body(pro‸)"]], Ask::Completion, "prompt"),
    probe(
        "below a half-typed key the body is whole",
        &[["attempts = 4", "att"], ["let request", "let req‸uest"]],
        Ask::Hover,
        "Request",
    ),
    probe(
        "below a key without a value too",
        &[["attempts = 4", "attempts ="], [END, "request.mult‸"]],
        Ask::Completion,
        "multipart",
    ),
    probe(
        "and a key beside half a step says what it is for",
        &[[STEPS, "wai"], ["retry =", "re‸try ="]],
        Ask::Hover,
        "back off",
    ),
];

impl Probe {
    pub(crate) fn run(&self, server: &mut Server) -> Result<(), String> {
        let text =
            self.typed.iter().fold(TEXT.to_owned(), |text, [from, to]| text.replacen(from, to, 1));
        let before = text.split(CURSOR).next().unwrap_or_default();
        let (line, column) = position(before);
        server.open(&text.replace(CURSOR, ""))?;
        let answer = server.ask(self.method(), line, column)?;
        let said = self.said(&answer);
        if said.contains(self.expect) && !said.is_empty() {
            return Ok(());
        }
        Err(format!("`{}` is not in: {said}", self.expect))
    }

    fn method(&self) -> &'static str {
        match self.ask {
            Ask::Hover => "textDocument/hover",
            Ask::Definition => "textDocument/definition",
            Ask::Completion => "textDocument/completion",
        }
    }

    /// The part of the answer that a reader sees.
    fn said(&self, answer: &Value) -> String {
        match self.ask {
            Ask::Hover => answer["contents"]["value"].as_str().unwrap_or_default().to_owned(),
            Ask::Definition => answer.to_string(),
            Ask::Completion => {
                let items = answer["items"].as_array().cloned().unwrap_or_default();
                let labels = items.iter().filter_map(|item| item["label"].as_str());
                labels.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// The line and column behind `before`, both from 0.
fn position(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    (line, column)
}
