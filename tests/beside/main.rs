//! Side by side with what people use instead: the same scripts of a server, asked by each. Prints what each
//! has made of it and the tables of the README and the guide, and fails where this crate is not right.
//!
//! `cargo xtask beside` runs it with a Python that has the peers.
#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

#[path = "../../benches/about.rs"]
mod about;
mod outcome;
mod peers;
mod python;
mod scripts;
mod summary;
mod table;
mod verdict;

use std::error::Error;

use futures_util::future::try_join_all;

use peers::Peer;
use scripts::Script;
use summary::Summary;
use table::Table;
use verdict::Column;

const LOCK: &str = include_str!("../../Cargo.lock");

/// The peers that are locked.
const CRATES: [&str; 4] = ["openai-call", "async-openai", "backon", "rstructor"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut peers = Peer::all().await?;
    let names: Vec<_> = peers.iter().map(Peer::name).collect();
    let (mut summary, mut table) = (Summary::of(names.clone()), Table::of(names));
    let mut wrong = Vec::new();
    println!("requests, time, waits between requests, outcome, verdict");
    for trouble in scripts::troubles() {
        println!("\n# {}", trouble.name);
        let mut played = Vec::new();
        for script in trouble.scripts {
            let columns = try_join_all(peers.iter_mut().map(|peer| peer.column(&script))).await?;
            print(&script, &peers, &columns);
            summary.add(&columns);
            if !columns[0].verdict.is_right() {
                wrong.push(script.name);
            }
            played.push((script, columns));
        }
        table.add(trouble.name, &played);
    }
    println!("\n{summary}\n{table}");
    let setups = peers.iter().map(Peer::setup).collect::<Vec<_>>().join("; ");
    let python = peers.iter().filter_map(Peer::python_version).collect::<Vec<_>>().join(", ");
    println!("{}\n\nEach has a timeout of 1 s in place of minutes. {setups}.", table::LEGEND);
    println!("\n{}; in Python {python}", about::line(LOCK, &CRATES));
    match &*wrong {
        [] => Ok(()),
        names => Err(format!("openai-call is not right in: {}", names.join("; ")).into()),
    }
}

fn print(script: &Script, peers: &[Peer], columns: &[Column]) {
    println!("{}\n  due: {}\n       {}", script.name, script.due, script.why);
    for (peer, column) in peers.iter().zip(columns) {
        println!("  {:<20} {column}", peer.name());
    }
}
