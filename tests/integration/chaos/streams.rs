//! Streams that break at random, beside a model of a few lines that says what has to
//! come of them.

use fastrand::Rng;
use openai_call::testing::{ErrorForm, FakeApi, StreamEvent};
use openai_call::{Client, Error, ErrorKind, EventStream, Restartable, openai_call};
use serde_json::{Value, json};

use crate::support::unguarded;

const STREAMS: u64 = 2_000;

/// Of the whole call, and of what breaks a stream.
const ATTEMPTS: [usize; 2] = [4, 3];

#[openai_call(
    attempts = 4,
    backoff = 1ms..2ms,
    timeout = 20s,
    on_stream_interrupted = restart(attempts = 3),
)]
async fn restarting(client: &Client) -> Result<EventStream<Restartable<Value>>, Error> {
    client.post("chat/completions").json(&json!({ "model": "gpt-4o-mini", "messages": [] }))
}

/// What a server does with one request.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// As many chunks as are said, and the end.
    None(usize),
    /// As many chunks, and a clean close.
    Unfinished(usize),
    /// As many chunks, and an error event that may pass.
    Passing(usize, ErrorForm),
    /// As many chunks, and one that may not.
    Lasting(usize, ErrorForm),
    Status(u16),
    Disconnect,
}

/// What the reader sees.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Seen {
    Chunk,
    Restarted,
    Failed(ErrorKind),
}

impl Fault {
    fn any(rng: &mut Rng) -> Self {
        // A text has no room for a code.
        let forms = ErrorForm::ALL.iter().filter(|form| **form != ErrorForm::Text);
        let forms: Vec<_> = forms.collect();
        let (chunks, form) = (rng.usize(0..4), *forms[rng.usize(0..forms.len())]);
        match rng.u32(0..9) {
            0..3 => Self::Unfinished(chunks),
            3..5 => Self::Passing(chunks, form),
            5 => Self::Lasting(chunks, form),
            6 => Self::Status(if rng.bool() { 500 } else { 401 }),
            7 => Self::Disconnect,
            _ => Self::None(chunks),
        }
    }

    fn script(self, api: &FakeApi) {
        let error = |form, code| StreamEvent::error(form, code, "scripted");
        match self {
            Self::None(chunks) => api.events(whole(chunks)),
            Self::Unfinished(chunks) => api.events(vec![chunk(); chunks]).unfinished(),
            Self::Passing(chunks, form) => {
                api.events([vec![chunk(); chunks], vec![error(form, "server_error")]].concat())
            }
            Self::Lasting(chunks, form) => {
                api.events([vec![chunk(); chunks], vec![error(form, "content_filter")]].concat())
            }
            Self::Status(status) => api.status(status),
            Self::Disconnect => api.disconnect(),
        };
    }

    /// How many chunks come, and what ends them.
    fn outcome(self) -> (usize, Option<ErrorKind>) {
        match self {
            // `[DONE]` alone is no answer.
            Self::None(0) => (0, Some(ErrorKind::StreamInterrupted)),
            Self::None(chunks) => (chunks, None),
            Self::Unfinished(chunks) => (chunks, Some(ErrorKind::StreamInterrupted)),
            Self::Passing(chunks, _) => (chunks, Some(ErrorKind::ServerError)),
            Self::Lasting(chunks, _) => (chunks, Some(ErrorKind::ContentPolicy)),
            Self::Status(401) => (0, Some(ErrorKind::Authentication)),
            Self::Status(_) => (0, Some(ErrorKind::ServerError)),
            Self::Disconnect => (0, Some(ErrorKind::Connection)),
        }
    }
}

fn chunk() -> StreamEvent {
    json!({ "choices": [{ "index": 0, "delta": { "content": "a" }, "finish_reason": null }] })
        .into()
}

/// An answer of so many chunks, of which the last one says why it is the last.
fn whole(chunks: usize) -> Vec<StreamEvent> {
    let last = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
    let mut events = vec![chunk(); chunks];
    if let Some(event) = events.last_mut() {
        *event = last.into();
    }
    events
}

/// What has to be seen, and after how many requests.
fn model(faults: &[Fault]) -> (Vec<Seen>, usize) {
    let mut seen = Vec::new();
    let (mut broken, mut interruptions) = (false, 0);
    for (tries, fault) in (1..).zip(faults) {
        let (chunks, end) = fault.outcome();
        if broken && chunks > 0 {
            seen.push(Seen::Restarted);
            broken = false;
        }
        seen.extend(vec![Seen::Chunk; chunks]);
        let Some(kind) = end else { return (seen, tries) };
        broken |= chunks > 0;
        let interrupted = chunks > 0 || kind == ErrorKind::StreamInterrupted;
        interruptions += usize::from(kind.is_transient() && interrupted);
        let used_up = tries == ATTEMPTS[0] || (interrupted && interruptions == ATTEMPTS[1]);
        if !kind.is_transient() || used_up {
            seen.push(Seen::Failed(kind));
            return (seen, tries);
        }
    }
    unreachable!("the attempts end before the script does")
}

async fn read(client: &Client) -> Vec<Seen> {
    let mut stream = match restarting(client).await {
        Ok(stream) => stream,
        Err(error) => return vec![Seen::Failed(error.kind())],
    };
    let mut seen = Vec::new();
    while let Some(item) = stream.next().await {
        seen.push(match item {
            Ok(Restartable::Item(_)) => Seen::Chunk,
            Ok(Restartable::Restarted(_)) => Seen::Restarted,
            Err(error) => Seen::Failed(error.kind()),
        });
    }
    let failed = matches!(seen.last(), Some(Seen::Failed(_)));
    assert_ne!(stream.is_complete(), failed, "a stream ends complete or in an error");
    seen
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_what_the_model_says() {
    let api = FakeApi::in_memory();
    let client = unguarded(&api);
    for seed in 0..STREAMS {
        let mut rng = Rng::with_seed(seed);
        let faults: Vec<_> = (0..ATTEMPTS[0]).map(|_| Fault::any(&mut rng)).collect();
        let (expected, requests) = model(&faults);
        // A request beyond these has no answer.
        faults[..requests].iter().for_each(|fault| fault.script(&api));
        assert_eq!(read(&client).await, expected, "seed {seed}: {faults:?}");
        api.assert_finished();
    }
}
