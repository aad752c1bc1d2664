//! A server that speaks HTTP/2 and refuses requests, as a server that restarts or sheds load does.
//!
//! Its frames are written by hand (<https://www.rfc-editor.org/rfc/rfc9113#section-6>), because h2 names
//! the stream that it has accepted in a GOAWAY, and so does not refuse it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{self, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What a client sends first.
const PREFACE: usize = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len();

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;

const REFUSED_STREAM: [u8; 4] = [0, 0, 0, 7];
/// No stream was taken, and no error.
const TAKEN_NONE: [u8; 8] = [0; 8];
/// `:status: 200`, the eighth entry of HPACK's static table.
const STATUS_200: [u8; 1] = [0x88];

/// Refuses one request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Refusal {
    /// `REFUSED_STREAM`: this request was not looked at.
    Stream,
    /// GOAWAY: no request on this connection was looked at.
    GoAway,
}

/// A server on a loopback port.
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<AtomicUsize>,
}

impl Server {
    /// Refuses the first `refused` requests, and answers the others with `{}`.
    pub(crate) async fn start(refusal: Refusal, refused: usize, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let requests = Arc::new(AtomicUsize::new(0));
        let desk = Desk { refusal, refused, requests: Arc::clone(&requests) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(desk.clone().connect(stream, tls.clone()));
            }
        });
        Self { port, requests }
    }

    /// How many requests have arrived.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

#[derive(Clone)]
struct Desk {
    refusal: Refusal,
    refused: usize,
    requests: Arc<AtomicUsize>,
}

impl Desk {
    async fn connect(self, stream: TcpStream, tls: Option<TlsAcceptor>) -> io::Result<()> {
        match tls {
            Some(tls) => self.serve(tls.accept(stream).await?).await,
            None => self.serve(stream).await,
        }
    }

    /// Serves a connection until the client hangs up.
    async fn serve(self, mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        stream.read_exact(&mut [0; PREFACE]).await?;
        send(&mut stream, SETTINGS, 0, NO_STREAM, &[]).await?;
        loop {
            let (kind, flags, id) = receive(&mut stream).await?;
            match kind {
                SETTINGS if flags & ACK == 0 => {
                    send(&mut stream, SETTINGS, ACK, NO_STREAM, &[]).await?;
                }
                HEADERS => self.answer(&mut stream, id).await?,
                _ => {}
            }
        }
    }

    async fn answer(&self, stream: &mut (impl AsyncWrite + Unpin), id: Id) -> io::Result<()> {
        if self.requests.fetch_add(1, Ordering::SeqCst) < self.refused {
            return match self.refusal {
                Refusal::Stream => send(stream, RST_STREAM, 0, id, &REFUSED_STREAM).await,
                Refusal::GoAway => send(stream, GOAWAY, 0, NO_STREAM, &TAKEN_NONE).await,
            };
        }
        send(stream, HEADERS, END_HEADERS, id, &STATUS_200).await?;
        send(stream, DATA, END_STREAM, id, b"{}").await
    }
}

/// The number of a stream within its connection.
type Id = [u8; 4];

/// The connection as a whole.
const NO_STREAM: Id = [0; 4];

/// The type, the flags and the stream of the next frame.
async fn receive(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<(u8, u8, Id)> {
    let mut head = [0; 9];
    stream.read_exact(&mut head).await?;
    let [a, b, c, kind, flags, id @ ..] = head;
    let mut content = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
    stream.read_exact(&mut content).await?;
    Ok((kind, flags, id))
}

async fn send(
    stream: &mut (impl AsyncWrite + Unpin),
    kind: u8,
    flags: u8,
    id: Id,
    content: &[u8],
) -> io::Result<()> {
    let length = u8::try_from(content.len()).expect("a short frame");
    let mut frame = vec![0, 0, length, kind, flags];
    frame.extend_from_slice(&id);
    frame.extend_from_slice(content);
    stream.write_all(&frame).await?;
    stream.flush().await
}
