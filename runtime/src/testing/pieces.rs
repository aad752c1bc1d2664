//! [`Pace`]: how the content of an answer is cut into pieces that are sent one by one.

use std::time::Duration;

use bytes::Bytes;

use super::payload::Piece;

/// The shortest time that the timer can wait.
const TIMER_RESOLUTION: Duration = Duration::from_millis(1);

/// How fast and in which pieces an answer is sent.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// The time between two events of a stream.
    pub(super) pause: Option<Duration>,
    /// The size of a packet, in bytes.
    pub(super) packet: Option<usize>,
    /// The time between two bytes, each sent alone.
    pub(super) drip: Option<Duration>,
}

impl Pace {
    /// Cuts these parts into pieces. Each part is an event, or there is only one.
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

/// A pause before each part, except the first, which is sent with the headers.
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

/// The first half of the parts, counted in bytes.
pub(super) fn first_half(parts: Vec<Bytes>) -> Vec<Bytes> {
    let mut left = parts.iter().map(Bytes::len).sum::<usize>() / 2;
    let halves = parts.into_iter().map(|part| {
        let kept = part.slice(..left.min(part.len()));
        left -= kept.len();
        kept
    });
    halves.collect()
}
