//! [`Begun`]: a stream whose first event has come, at first or anew.

use std::future::poll_fn;

use super::item::StreamItem;
use super::protocol::Seen;
use super::reader::Reader;
use crate::call::meta::Meta;
use crate::call::response::Response;
use crate::call::run::Run;
use crate::error::Error;
use crate::http::answer::media_type;
use crate::http::outgoing::Outgoing;
use crate::policy::Step;

pub(super) struct Begun {
    /// Whether the first event is there to be decoded; if not, the stream was complete without any.
    pub(super) has_item: bool,
    pub(super) course: Course,
    pub(super) seen: Seen,
    pub(super) meta: Meta,
}

/// How a stream goes on.
pub(super) struct Course {
    pub(super) reader: Reader,
    /// How far the call has come.
    pub(super) run: Run,
    /// The same request, if the stream may begin anew.
    pub(super) again: Option<Box<Outgoing>>,
}

impl Begun {
    /// Waits for the first event.
    pub(super) async fn of(response: Response) -> Result<Self, Error> {
        if is_another_type(&response) {
            return Err(response.no_stream().await);
        }
        let meta = response.meta();
        let Response { inner, secret, run, again, .. } = response;
        let mut reader = Reader::new(inner, secret, &run);
        let mut seen = Seen::default();
        let has_item = poll_fn(|task| reader.poll(&mut seen, task)).await?;
        Ok(Self { has_item, course: Course { reader, run, again }, seen, meta })
    }

    /// The first event, as an item.
    pub(super) fn first<T: StreamItem>(&mut self) -> Result<Option<T>, Error> {
        let reader = &mut self.course.reader;
        let first = self.has_item.then(|| T::of(reader.event())).transpose();
        first.map_err(|error| reader.undecodable::<T>(&error))
    }
}

/// Servers that name no type, or none in particular, may stream all the same.
fn is_another_type(response: &Response) -> bool {
    media_type(response.headers()).is_some_and(|named| {
        let named = named.to_ascii_lowercase();
        named.contains("json") || named.contains("html")
    })
}

/// Makes the request again as often as the policy has it, until a first event comes.
pub(super) async fn restart(
    mut run: Run,
    request: Box<Outgoing>,
    mut error: Error,
) -> Result<Begun, Error> {
    loop {
        if let Err(error) = run.again(error, needs_no_arguments).await {
            return Err(run.give_up(error));
        }
        match attempt(&mut run, &request).await {
            Ok(mut begun) => {
                begun.course.again = Some(request);
                return Ok(begun);
            }
            Err(next) => error = next,
        }
    }
}

/// Other steps are code of the function, which has returned.
fn needs_no_arguments(step: &Step) -> bool {
    matches!(step, Step::Retry { .. } | Step::Wait { .. } | Step::Restart { .. })
}

async fn attempt(run: &mut Run, request: &Outgoing) -> Result<Begun, Error> {
    run.start()?;
    let request = request.again()?;
    let attempt = async { Begun::of(request.send(run.context()).await?).await };
    let outcome = run.trial().limit(attempt).await;
    let mut outcome = outcome.unwrap_or_else(|_| Err(run.trial().timed_out()));
    run.ended(&mut outcome);
    outcome
}
