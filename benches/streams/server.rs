//! A server that has its answer ready, so that what is measured is the reader. It has a thread and a
//! core of its own.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// A server on a loopback port, for as long as the process lives.
pub(crate) struct Server {
    url: String,
}

impl Server {
    /// Answers every request with these events, each in an HTTP chunk of its own as a server sends
    /// them that flushes every token.
    pub(crate) fn start(events: &[String]) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let answer = answer(events);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = answer.clone();
                // A client that hangs up is done.
                thread::spawn(move || serve(stream, &answer).ok());
            }
        });
        Ok(Self { url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

fn answer(events: &[String]) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                transfer-encoding: chunked\r\n\r\n";
    let done = "data: [DONE]\n\n".to_owned();
    let chunks = events.iter().chain([&done]);
    let chunks = chunks.map(|event| format!("{:x}\r\n{event}\r\n", event.len()));
    [head.to_owned()]
        .into_iter()
        .chain(chunks)
        .chain(["0\r\n\r\n".to_owned()])
        .collect::<String>()
        .into_bytes()
}

fn serve(stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut requests = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    while read_request(&mut requests)? {
        stream.write_all(answer)?;
    }
    Ok(())
}

/// Whether there was one.
fn read_request(requests: &mut BufReader<TcpStream>) -> io::Result<bool> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if requests.read_line(&mut line)? == 0 {
            return Ok(false);
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
        if line.is_empty() {
            requests.read_exact(&mut vec![0; length])?;
            return Ok(true);
        }
    }
}
