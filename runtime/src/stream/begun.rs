//! [`Begun`]: a stream whose first event has arrived, for the first time or after a restart.

use std::future::poll_fn;
use std::pin::pin;

use super::item::StreamItem;
use super::reader::Reader;
use super::seen::Seen;
use crate::call::{Meta, Response, Run, accept, send, until};
use crate::error::Error;
use crate::http::{Outgoing, media_type};
use crate::policy::progress::Verb;

pub(super) struct Begun {
    pub(super) course: Course,
    pub(super) seen: Seen,
    pub(super) meta: Meta,
}

/// What is needed to read on.
pub(super) struct Course {
    pub(super) reader: Reader,
    /// The state of the call.
    pub(super) run: Run,
    /// A copy of the request, if the stream may begin anew.
    pub(super) again: Option<Box<Outgoing>>,
}

impl Begun {
    /// Waits for the first event.
    pub(super) async fn of(response: Response) -> Result<Self, Error> {
        let meta = response.meta();
        // The headers are not kept.
        meta.rate_limits(response.headers());
        let Response { mut incoming, run, again, .. } = response;
        if media_type(incoming.headers()).is_some_and(is_another) {
            return Err(incoming.no_stream(run.trial().left() / 2).await);
        }
        let mut reader = Reader::new(incoming, &run);
        let mut seen = Seen::default();
        // No stream is complete without an event.
        poll_fn(|task| reader.poll(&mut seen, task)).await?;
        if let Some(watch) = run.watch() {
            watch.begins_to_stream(reader.heard());
        }
        Ok(Self { course: Course { reader, run: *run, again }, seen, meta })
    }

    /// Decodes the first event.
    pub(super) fn first<T: StreamItem>(
        &mut self,
        heard: &mut T::Heard,
    ) -> Result<Option<T::Output>, Error> {
        let reader = &mut self.course.reader;
        T::of(reader.event(), heard).map_err(|error| reader.undecodable::<T>(&error))
    }
}

/// Whether the media type rules out a stream. Servers may stream with a wrong type, or with none.
fn is_another(media_type: &str) -> bool {
    let named = media_type.to_ascii_lowercase();
    named.contains("json") || named.contains("html")
}

/// Makes the request again as often as the policy allows, until a first event arrives. Steps with
/// code are not taken, because the function with the code has returned.
pub(super) async fn restart(
    mut run: Run,
    request: Box<Outgoing>,
    mut error: Error,
) -> Result<Begun, Error> {
    loop {
        if let Err(error) = run.again(error, Verb::Resend).await {
            return Err(run.give_up(error));
        }
        match begin(&mut run, &request).await {
            Ok(mut begun) => {
                begun.course.again = Some(request);
                return Ok(begun);
            }
            Err(next) => error = next,
        }
    }
}

/// Makes one more attempt.
async fn begin(run: &mut Run, request: &Outgoing) -> Result<Begun, Error> {
    run.start()?;
    let request = request.again()?;
    let attempt = async {
        let mut incoming = send(request, run).response(run).await?;
        accept(&mut incoming, run).await?;
        Begun::of(Response::new(incoming, run, None)).await
    };
    let ended = until(&*run, pin!(attempt)).await;
    match ended {
        Some(mut outcome) => {
            run.ended(&mut outcome);
            outcome
        }
        None => Err(run.cut_off(false)),
    }
}
