//! The server's side of a connection: records the requests and answers them as scripted.

use std::future;
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue, Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{self, JoinSet};
use tokio::time;

use super::answer::{Answer, Fate};
use super::content::Sent;
use super::departures::{Departures, Watch};
use super::line::{HangUp, Line};
use super::payload::{End, Payload};
use super::pieces::first_half;
use super::recorded_request::RecordedRequest;
use super::script::{Script, lock};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Serves every client of `listener`. When the future is dropped, all connections end.
pub(super) async fn accept(
    listener: TcpListener,
    script: Arc<Mutex<Script>>,
    departures: Departures,
) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(serve(stream, Arc::clone(&script), departures.clone()));
            }
            // Out of file descriptors: let other tasks run, which may close theirs.
            Err(_) => task::yield_now().await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, script: Arc<Mutex<Script>>, departures: Departures) {
    let hang_up = Arc::new(HangUp::default());
    let line = TokioIo::new(Line::new(stream, Arc::clone(&hang_up)));
    let service = service_fn(|request| respond(request, &script, &departures, &hang_up));
    // A client that hangs up or does not speak HTTP is not an error of the fake API.
    let _ = http1::Builder::new().serve_connection(line, service).await;
}

/// The scripted response. On an error hyper drops the connection without sending anything more.
async fn respond(
    request: Request<Incoming>,
    script: &Mutex<Script>,
    departures: &Departures,
    hang_up: &Arc<HangUp>,
) -> io::Result<Response<Payload>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let request = RecordedRequest::arrived(head, body);
    let (number, answer) = lock(script).record(request.clone());
    let mut watch = departures.watch();
    if !answer.delay.is_zero() {
        time::sleep(answer.delay).await;
    }
    match answer.fate {
        Fate::Stall => future::pending().await,
        Fate::Disconnect => {
            watch.answered();
            hang_up.reset();
            Err(ErrorKind::ConnectionReset.into())
        }
        Fate::Complete | Fate::Cut | Fate::Hang => {
            Ok(response(answer, &request, number, Arc::clone(hang_up), watch))
        }
    }
}

fn response(
    answer: Answer,
    request: &RecordedRequest,
    number: usize,
    hang_up: Arc<HangUp>,
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
