//! Redirects: followed within the origin, and only as far as the call has requests for them.
//!
//! The rules are those of <https://www.rfc-editor.org/rfc/rfc9110#section-15.4>, without any that
//! changes the method. reqwest keeps a copy of every request for its own redirects, so that asking
//! it to follow costs no second one.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;

use http::{Method, StatusCode, header};
use reqwest::{Request, Response, Url, redirect};

use super::hops::Hops;
use super::origin::same_origin;
use crate::error::Error;
use crate::kind::ErrorKind;

tokio::task_local! {
    static TRIP: Trip;
}

/// What decides about the redirects of the request that is polled.
struct Trip {
    followed: Cell<u32>,
    are_used_up: Cell<bool>,
    /// The most redirects of the whole call.
    most: u32,
    is_read: bool,
}

/// The redirect policy of a client whose requests go through [`follow`]. For any other request it
/// follows nothing.
pub(super) fn policy() -> redirect::Policy {
    redirect::Policy::custom(|attempt| {
        let stays = attempt.previous().last().is_some_and(|from| same_origin(from, attempt.url()));
        let follows = stays && TRIP.try_with(|trip| trip.follows(attempt.status())) == Ok(true);
        if follows { attempt.follow() } else { attempt.stop() }
    })
}

/// Whether the request only reads, so that a redirect of any sort keeps its method.
pub(super) fn is_read(request: &Request) -> bool {
    matches!(*request.method(), Method::GET | Method::HEAD)
}

/// Waits for the response to a request, and follows redirects until the call has followed `most`.
pub(super) fn follow<F: Future>(
    mut sending: Pin<&mut F>,
    is_read: bool,
    hops: &Hops,
    most: u32,
) -> impl Future<Output = F::Output> {
    poll_fn(move |task| {
        let followed = Cell::new(hops.count());
        let trip = Trip { followed, are_used_up: Cell::new(false), most, is_read };
        TRIP.sync_scope(trip, || {
            let outcome = sending.as_mut().poll(task);
            TRIP.with(|trip| hops.set(trip.followed.get(), trip.are_used_up.get()));
            outcome
        })
    })
}

impl Trip {
    /// Whether to follow a redirect with this status. If so, it is counted.
    fn follows(&self, status: StatusCode) -> bool {
        let (may_follow, has_left) =
            (keeps_method(status, self.is_read), self.followed.get() < self.most);
        self.are_used_up.set(may_follow && !has_left);
        self.followed.set(self.followed.get() + u32::from(may_follow && has_left));
        may_follow && has_left
    }
}

/// Whether the next request has the method and the body of the last one.
fn keeps_method(status: StatusCode, is_read: bool) -> bool {
    match status.as_u16() {
        307 | 308 => true,
        301..=303 => is_read,
        _ => false,
    }
}

/// Where a response redirects to, without the query, which may hold a secret.
pub(super) fn target(response: &Response) -> Option<String> {
    if !response.status().is_redirection() {
        return None;
    }
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    Some(place(&response.url().join(location).ok()?))
}

/// The error for a redirect that was not followed.
pub(super) fn not_followed(target: &str, are_used_up: bool) -> Error {
    let message = format!("the server redirects to `{target}`, which was not followed");
    let error = Error::new(ErrorKind::InvalidRequest, message).with_should_retry(Some(false));
    if are_used_up {
        return error
            .with_cause("redirects have used up the call's requests")
            .with_remedy("set the target as the base url, or raise `attempts`");
    }
    error
        .with_cause("the api is at another address")
        .with_remedy("set the target, without the path of the request, as the base url")
}

/// The origin and path of a URL.
pub(super) fn place(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}
