//! [`Run`]: what a run is to do.

use std::error::Error as StdError;
use std::fmt::{self, Display};
use std::future::Future;
use std::iter::Map;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::files::Paths;
use super::journalled::Journalled;
use super::known::{Known, Need};
use super::run_error::RunError;
use super::running::Running;
use crate::call::FromError;
use crate::error::Error;
use crate::kind::ErrorKind;

/// How many calls are in flight at once, if nothing else is set.
const IN_FLIGHT: usize = 64;

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;

/// An input that cannot fail.
type Sure<I> = Map<I, fn(<I as Iterator>::Item) -> Result<<I as Iterator>::Item, BoxError>>;

/// An input that may.
type Unsure<I, R, X> = Map<I, fn(Result<R, X>) -> Result<R, BoxError>>;

/// A function, and the requests that it is called with. See the [module](crate::bulk).
#[must_use = "it does nothing until `run` is called"]
pub struct Run<I, C, E> {
    pub(super) requests: I,
    pub(super) call: C,
    pub(super) settings: Settings<E>,
}

pub(super) struct Settings<E> {
    pub(super) in_flight: usize,
    journal: Option<PathBuf>,
    errors: Option<PathBuf>,
    pub(super) again: Box<dyn Fn(ErrorKind) -> bool + Send + Sync>,
    pub(super) call_error: fn(&E) -> Option<&Error>,
}

impl<I: Iterator, C, E: FromError + 'static> Run<Sure<I>, C, E> {
    /// Calls a function with each request. Requests are told apart by their JSON, and called by their
    /// `custom_id` where they have one.
    ///
    /// A request is taken out of the iterator when there is room for its call, so that an iterator may read
    /// them from a file.
    pub fn new<F, T>(requests: impl IntoIterator<IntoIter = I, Item = I::Item>, call: C) -> Self
    where
        I::Item: Serialize,
        C: FnMut(I::Item) -> F,
        F: Future<Output = Result<T, E>>,
    {
        Self::of(requests.into_iter().map(Ok), call)
    }
}

impl<I, R, X, C, E> Run<Unsure<I, R, X>, C, E>
where
    I: Iterator<Item = Result<R, X>>,
    X: Into<BoxError>,
    E: FromError + 'static,
{
    /// Like [`new`](Self::new), for requests that may fail to be read, such as the lines of a file. After
    /// the first failure the run makes no further calls, waits for those in flight, and ends with
    /// [`RunError::Input`].
    ///
    /// ```
    /// # use openai_call::{Client, Error, Text, openai_call, testing::FakeApi};
    /// # use serde_json::{Value, json};
    /// use openai_call::bulk::{Run, RunError};
    /// # #[openai_call]
    /// # async fn chat(client: &Client, body: Value) -> Result<Text, Error> {
    /// #     client.post("chat/completions").json(&body)
    /// # }
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// # let client = FakeApi::in_memory().client();
    /// let lines = [r#"{ "messages": [] }"#, "{"];
    /// let requests = lines.into_iter().map(serde_json::from_str::<Value>);
    /// let mut run = Run::fallible(requests, |request| chat(&client, request)).run();
    ///
    /// assert!(run.next().await.unwrap().is_ok());
    /// let error = run.next().await.unwrap().unwrap_err();
    /// assert!(matches!(error, RunError::Input { index: 1, .. }));
    /// assert!(run.next().await.is_none());
    /// # }
    /// ```
    pub fn fallible<F, T>(
        requests: impl IntoIterator<IntoIter = I, Item = Result<R, X>>,
        call: C,
    ) -> Self
    where
        R: Serialize,
        C: FnMut(R) -> F,
        F: Future<Output = Result<T, E>>,
    {
        Self::of(requests.into_iter().map(|request| request.map_err(Into::into)), call)
    }
}

impl<I, C, E: FromError + 'static> Run<I, C, E> {
    fn of(requests: I, call: C) -> Self {
        let settings = Settings {
            in_flight: IN_FLIGHT,
            journal: None,
            errors: None,
            again: Box::new(ErrorKind::is_transient),
            call_error: E::call_error,
        };
        Self { requests, call, settings }
    }
}

impl<I, C, E> Run<I, C, E> {
    /// Sets the most calls that are in flight at once, from the request to the line in the journal; 64 by
    /// default, and at least one. How fast they go is up to the client, which paces them.
    pub fn in_flight(mut self, calls: usize) -> Self {
        self.settings.in_flight = calls.max(1);
        self
    }

    /// Sets the file that the answers are written to, one on a line, and that says what need not be asked
    /// again. It is made where it is missing.
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.journal = Some(path.into());
        self
    }

    /// Sets the file that the errors are written to. By default it stands beside the journal: for
    /// `replies.jsonl` it is `replies.errors.jsonl`, for `replies.json` it is `replies.json.errors.jsonl`.
    /// Without a journal there is none.
    pub fn errors(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.errors = Some(path.into());
        self
    }

    /// Sets which of the requests that failed in an earlier run are made again; by default those whose
    /// errors are [transient](ErrorKind::is_transient). Requests that failed without an error of a call,
    /// and those that have changed since, are always made again.
    ///
    /// ```
    /// # use openai_call::{Client, Error, ErrorKind, Text, bulk, openai_call, testing::FakeApi};
    /// # #[openai_call]
    /// # async fn chat(client: &Client, prompt: &str) -> Result<Text, Error> {
    /// #     client.post("chat/completions").json(&prompt)
    /// # }
    /// # let client = FakeApi::in_memory().client();
    /// let run = bulk::Run::new(["Hello"], |prompt| chat(&client, prompt))
    ///     .journal("replies.jsonl")
    ///     .again(|kind| kind.is_transient() || kind == ErrorKind::Quota);
    /// ```
    pub fn again(mut self, is_again: impl Fn(ErrorKind) -> bool + Send + Sync + 'static) -> Self {
        self.settings.again = Box::new(is_again);
        self
    }

    /// Says where an error type of your own keeps the error of the call, which has its kind and its
    /// ids. [`Error`] and types that derive [`CallError`](derive@crate::CallError) do not need
    /// this.
    pub fn call_error(mut self, find: fn(&E) -> Option<&Error>) -> Self {
        self.settings.call_error = find;
        self
    }
}

impl<I, R, C, E> Run<I, C, E>
where
    I: Iterator<Item = Result<R, BoxError>>,
    R: Serialize,
{
    /// Returns the calls as a stream of what comes of them, in the order in which they end. It makes no call
    /// until it is polled, and none goes on unless it is.
    pub fn run<F, T>(self) -> Running<I, C, F, T, E>
    where
        C: FnMut(R) -> F,
        F: Future<Output = Result<T, E>>,
        T: Journalled,
        E: Display,
    {
        Running::new(self)
    }

    /// The requests that a run would make, without making them, for an estimate of what it costs. The files
    /// are read at once, and not locked.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read; of a request, as in a run.
    pub fn remaining(self) -> Result<impl Iterator<Item = Result<R, RunError>>, RunError> {
        let paths = self.settings.paths();
        let mut known = paths.as_ref().map_or_else(|| Ok(Known::default()), Paths::known)?;
        let again = self.settings.again;
        Ok(self.requests.enumerate().filter_map(move |(index, request)| {
            let request = match request {
                Ok(request) => request,
                Err(source) => return Some(Err(RunError::Input { index, source })),
            };
            match known.admit(index, &request, &again) {
                Ok((_, Need::Send)) => Some(Ok(request)),
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            }
        }))
    }
}

impl<E> Settings<E> {
    /// Where the run keeps what came of its requests, if it does.
    pub(super) fn paths(&self) -> Option<Paths> {
        let answers = self.journal.clone()?;
        let errors = self.errors.clone().unwrap_or_else(|| beside(&answers));
        Some(Paths { answers, errors })
    }
}

/// The error file of a journal. What follows another dot is part of its name, as in `replies.gpt-4.1`.
fn beside(journal: &Path) -> PathBuf {
    if journal.extension().is_some_and(|extension| extension == "jsonl") {
        return journal.with_extension("errors.jsonl");
    }
    let mut name = journal.as_os_str().to_owned();
    name.push(".errors.jsonl");
    name.into()
}

impl<I, C, E> fmt::Debug for Run<I, C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { in_flight, journal, .. } = &self.settings;
        let mut shown = f.debug_struct("Run");
        shown.field("in_flight", in_flight).field("journal", journal).finish_non_exhaustive()
    }
}
