//! (d) Calls that fail: by hand, by the peers, by this crate.

use std::hint::black_box;

use openai_call::{Error, ErrorKind};

use crate::Figures;
use crate::http::{Chat, Peers, body, ours};

/// A 429 and a success by turns; an error to the end.
pub async fn run(figures: &mut Figures, server: &str) {
    let n = figures.times(60);
    let body = body(false);
    let peers = Peers::of(server, "turns");
    for way in ["by hand, loop", "reqwest-retry", "async-openai", "ours", "ours, Reply"] {
        let call = async |_| assert_eq!(black_box(peers.call(way, &body).await.unwrap()), 149);
        figures.count(&format!("d 429, then ok: {way}"), n, call).await;
    }
    let peers = Peers::of(server, "bad");
    for way in ["by hand, loop", "reqwest-retry", "async-openai", "ours", "ours, reqwest"] {
        let call = async |_| drop(black_box(peers.call(way, &body).await.unwrap_err()));
        figures.count(&format!("d 400 to the end: {way}"), n, call).await;
    }
    figures.size("d Error", size_of::<Error>());
    let error = ours::<Chat>(&peers.client, &body).await.unwrap_err();
    figures.size("d Error of a 400, heap", freed(error));
    figures.size("d Error, empty, heap", freed(Error::new(ErrorKind::Decode, "")));
}

/// The heap that is given back with it.
fn freed<T>(value: T) -> usize {
    let before = crate::count::heap().live;
    drop(value);
    (before - crate::count::heap().live) as usize
}
