//! The scripted response to a request, over a connection or in memory.

use std::future;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Response};
use tokio::time;

use super::answer::{Answer, Fate};
use super::content::Sent;
use super::departures::{Departures, Watch};
use super::line::HangUp;
use super::payload::{End, Payload};
use super::pieces::first_half;
use super::recorded_request::RecordedRequest;
use super::script::{Script, lock};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Records a request, and answers it as scripted. `hang_up` is that of its connection; in memory there
/// is none.
///
/// # Errors
///
/// If the client is to get no response.
pub(super) async fn respond(
    request: RecordedRequest,
    script: &Mutex<Script>,
    departures: &Departures,
    hang_up: Option<&Arc<HangUp>>,
) -> io::Result<Response<Payload>> {
    let mut watch = departures.watch();
    let (request, transit) = lock(script).send(request);
    let request = match transit {
        Some(transit) => {
            time::sleep(transit).await;
            request.delayed()
        }
        None => request,
    };
    let (number, answer, place) = lock(script).record(request.clone());
    watch.keep(place);
    if !answer.delay.is_zero() {
        time::sleep(answer.delay).await;
    }
    match answer.fate {
        Fate::Stall => future::pending().await,
        Fate::Disconnect => {
            watch.answered();
            hang_up.inspect(|hang_up| hang_up.reset());
            Err(ErrorKind::ConnectionReset.into())
        }
        Fate::Complete | Fate::Cut | Fate::Hang => {
            Ok(response(answer, &request, number, hang_up.cloned(), watch))
        }
    }
}

fn response(
    answer: Answer,
    request: &RecordedRequest,
    number: usize,
    hang_up: Option<Arc<HangUp>>,
    watch: Watch,
) -> Response<Payload> {
    let Answer { status, mut headers, content, fate, pace, .. } = answer;
    let Sent { media_type, mut parts, has_length } = content.sent(request, number);
    if let Some(media_type) = media_type {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(media_type));
    }
    headers.entry(REQUEST_ID).or_insert_with(|| request_id(number));

    let length = parts.iter().map(Bytes::len).sum::<usize>();
    let (end, length) = match fate {
        // An empty body has to announce a byte that never comes.
        Fate::Cut => (End::Cut, length.max(1)),
        Fate::Hang => (End::Hang, length + 1),
        _ => (End::Complete, length),
    };
    if end == End::Cut {
        parts = first_half(parts);
    }
    let announced = has_length.then_some(length as u64);
    let payload = Payload::new(pace.pieces(parts), end, announced, hang_up, watch);
    let mut response = Response::new(payload);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn request_id(number: usize) -> HeaderValue {
    HeaderValue::try_from(format!("req_{number}")).expect("digits may stand in a header")
}
