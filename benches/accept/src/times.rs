//! Times, as ratios to the call by hand of the same round. Rounds are short and peers take turns, so
//! that what disturbs the machine disturbs all of them.

use std::time::Instant;

use crate::http::{Peers, WAYS, body};
use crate::streams::{self, Readers};

/// Nanoseconds that this thread has run.
pub fn cpu() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    stat.split(' ').next().unwrap().parse().unwrap()
}

async fn rounds(name: &str, ways: &[&str], rounds: usize, call: impl AsyncFn(&str)) {
    let mut wall = vec![Vec::new(); ways.len()];
    let mut work = vec![Vec::new(); ways.len()];
    for round in 0..rounds {
        let (mut took, mut ran) = (vec![0.0; ways.len()], vec![0.0; ways.len()]);
        for turn in 0..ways.len() {
            let way = (round + turn) % ways.len();
            let (start, begun) = (Instant::now(), cpu());
            call(ways[way]).await;
            took[way] = start.elapsed().as_secs_f64();
            ran[way] = (cpu() - begun) as f64;
        }
        for way in 0..ways.len() {
            wall[way].push((took[way] / took[0], took[way]));
            work[way].push(ran[way] / ran[0]);
        }
    }
    for (way, name_of) in ways.iter().enumerate() {
        let (ratios, times): (Vec<_>, Vec<_>) = wall[way].iter().copied().unzip();
        let [low, middle, high] = quartiles(ratios);
        let [_, seconds, _] = quartiles(times);
        let [_, work, _] = quartiles(std::mem::take(&mut work[way]));
        println!(
            "{name}: {name_of}\twall\t{middle:.3}\t{low:.3}..{high:.3}\t{:.1} us",
            seconds * 1e6
        );
        println!("{name}: {name_of}\tcpu\t{work:.3}");
    }
}

fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[(values.len() - 1) * quarter / 4])
}

pub async fn run(server: &str) {
    for (answer, large, count) in
        [("small", false, 50), ("small", true, 20), ("large", false, 20), ("large", true, 20)]
    {
        let (peers, body) = (Peers::of(server, answer), body(large));
        let sizes = if large { "64 KB to" } else { "0.35 KB to" };
        let call = async |way: &str| {
            for _ in 0..count {
                assert_eq!(peers.call(way, &body).await.unwrap(), 149);
            }
        };
        rounds(&format!("b {sizes} {answer}"), &WAYS, 250, call).await;
    }
    for (answer, events, count) in [("many", 20_000, 40), ("long", 1, 60)] {
        let readers = Readers::of(server, answer);
        let read = async |way: &str| assert_eq!(readers.read(way).await.unwrap(), events);
        let ways = if answer == "long" { &streams::WAYS[..2] } else { &streams::WAYS };
        rounds(&format!("c {answer}"), ways, count, read).await;
    }
}
