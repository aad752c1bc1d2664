//! How the content of an answer is cut into the pieces that leave one by one.

use std::time::Duration;

use bytes::Bytes;

use super::payload::Piece;

/// The shortest time between two bytes that the timer can tell from none.
const TIMER_RESOLUTION: Duration = Duration::from_millis(1);

/// How an answer is to leave.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// The time between two events of a stream.
    pub(super) pause: Option<Duration>,
    /// The size of a packet, in bytes.
    pub(super) packet: Option<usize>,
    /// One byte each time.
    pub(super) drip: Option<Duration>,
}

impl Pace {
    /// The pieces of these parts, each of which is an event, or the only one.
    pub(super) fn pieces(self, parts: Vec<Bytes>) -> Vec<Piece> {
        if let Some(drip) = self.drip {
            let bytes = packets(parts.concat().into(), 1);
            return paused(bytes, Some(drip.max(TIMER_RESOLUTION)));
        }
        let Some(size) = self.packet else { return paused(parts, self.pause) };
        let parts = if self.pause.is_none() { vec![parts.concat().into()] } else { parts };
        let events = paused(parts, self.pause);
        let split = events.into_iter().flat_map(|event| {
            let packets = packets(event.bytes, size).into_iter().enumerate();
            packets.map(move |(index, bytes)| Piece {
                bytes,
                pause: event.pause.filter(|_| index == 0),
            })
        });
        split.collect()
    }
}

/// The first leaves with the headers.
fn paused(parts: Vec<Bytes>, pause: Option<Duration>) -> Vec<Piece> {
    let pieces = parts.into_iter().filter(|part| !part.is_empty()).enumerate();
    pieces.map(|(index, bytes)| Piece { bytes, pause: pause.filter(|_| index > 0) }).collect()
}

fn packets(mut bytes: Bytes, size: usize) -> Vec<Bytes> {
    let mut packets = Vec::new();
    while !bytes.is_empty() {
        packets.push(bytes.split_to(size.min(bytes.len())));
    }
    packets
}

/// The first half of the parts, to the byte.
pub(super) fn first_half(parts: Vec<Bytes>) -> Vec<Bytes> {
    let mut left = parts.iter().map(Bytes::len).sum::<usize>() / 2;
    let halves = parts.into_iter().map(|part| {
        let kept = part.slice(..left.min(part.len()));
        left -= kept.len();
        kept
    });
    halves.collect()
}
