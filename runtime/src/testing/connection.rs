//! The server's side of a connection.

use std::io;
use std::sync::{Arc, Mutex};

use http::Request;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{self, JoinSet};

use super::departures::Departures;
use super::line::{HangUp, Line};
use super::payload::Payload;
use super::recorded_request::RecordedRequest;
use super::response::respond;
use super::script::Script;

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
    let service = service_fn(|request| answer(request, &script, &departures, &hang_up));
    // A client that hangs up or does not speak HTTP is not an error of the fake API.
    let _ = http1::Builder::new().serve_connection(line, service).await;
}

/// The scripted response. On an error hyper drops the connection without sending anything more.
async fn answer(
    request: Request<Incoming>,
    script: &Mutex<Script>,
    departures: &Departures,
    hang_up: &Arc<HangUp>,
) -> io::Result<http::Response<Payload>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let request = RecordedRequest::arrived(head.method, head.uri, head.headers, body);
    respond(request, script, departures, Some(hang_up)).await
}
