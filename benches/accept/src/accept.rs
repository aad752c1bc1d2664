//! Every figure beside its limit. Instructions are of one thread, counted by callgrind; the limits are
//! goals of the project: 513 is backon with a timeout, allocations are those of the best peer.

use std::collections::BTreeMap;
use std::process::Command;

type Table = BTreeMap<(String, String), f64>;

const FOLDER: &str = "callgrind";

/// Runs a part of this program under callgrind, and reads what it and the dumps say.
fn count(part: &str, table: &mut Table) {
    let out = format!("{FOLDER}/{part}.out");
    let mut command = Command::new("taskset");
    command.args(["-c", "0", "valgrind", "--tool=callgrind"]);
    command.arg(format!("--callgrind-out-file={out}"));
    command.arg(std::env::current_exe().unwrap()).arg(part).env("COUNTING", "1");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{part}: {}", String::from_utf8_lossy(&output.stderr));
    read(&String::from_utf8_lossy(&output.stdout), table);
    let mut rounds: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for entry in std::fs::read_dir(FOLDER).unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let behind = |word: &str| text.lines().find_map(|it| it.strip_prefix(word));
        let named = behind("desc: Trigger: Client Request: ").and_then(|it| it.split_once('|'));
        let Some((name, times)) = named else { continue };
        let total: f64 = behind("summary: ").unwrap().trim().parse().unwrap();
        rounds.entry(name.to_owned()).or_default().push(total / times.parse::<f64>().unwrap());
        std::fs::remove_file(entry.path()).unwrap();
    }
    for (name, mut rounds) in rounds {
        rounds.sort_by(f64::total_cmp);
        table.insert((name, "instr".to_owned()), rounds[rounds.len() / 2]);
    }
}

fn run_alone(arguments: &[&str], table: &mut Table) {
    let output = Command::new(std::env::current_exe().unwrap()).args(arguments).output().unwrap();
    read(&String::from_utf8_lossy(&output.stdout), table);
}

fn read(lines: &str, table: &mut Table) {
    for line in lines.lines() {
        let mut cells = line.split('\t');
        if let (Some(name), Some(what), Some(value)) = (cells.next(), cells.next(), cells.next()) {
            table.insert((name.to_owned(), what.to_owned()), value.parse().unwrap());
        }
    }
}

pub fn run() {
    let figures = measured();
    if std::env::var_os("ACCEPT_TABLE").is_some() {
        for ((name, what), value) in &figures.0 {
            eprintln!("{name}\t{what}\t{value:.1}");
        }
    }
    let rows = [
        ready(&figures),
        wire(&figures),
        streams(&figures),
        failures(&figures),
        memory(&figures),
        pacing(&figures),
    ];
    let mut short = 0;
    for (name, value, limit) in rows.into_iter().flatten() {
        let verdict = if value <= limit { "ok" } else { "short" };
        short += usize::from(value > limit);
        let limit = if limit == NONE { "-".to_owned() } else { format!("{limit:.2}") };
        println!("{name:<58} {value:>10.2} {limit:>10} {verdict}");
    }
    println!("{short} short");
    println!("{NOTES}");
    println!("{}", crate::about::line(include_str!("../Cargo.lock"), &CRATES));
}

/// What is compared, and what it is made of.
const CRATES: [&str; 6] =
    ["openai-call", "async-openai", "reqwest", "reqwest-retry", "backon", "governor"];

const NOTES: &str = "\
Calls are paced as by default. For `429, then ok`, `in flight` and `asleep` the client has
`Limits::unlimited()`: there the pacer would let calls wait for their turn, which is not what is measured.
`in line` has a concurrency of 1 and a server that never answers, so that all calls but one wait; by hand
the loop waits for a semaphore before it builds its request.";

fn measured() -> Measured {
    let _ = std::fs::remove_dir_all(FOLDER);
    std::fs::create_dir_all(FOLDER).unwrap();
    let mut table = Table::new();
    for part in ["policy", "pacing", "http", "failures", "streams"] {
        count(part, &mut table);
    }
    run_alone(&["pacing"], &mut table);
    for way in MEMORY {
        run_alone(&["memory", way], &mut table);
    }
    Measured(table)
}

const MEMORY: [&str; 8] = [
    "by hand, loop@silent",
    "ours@silent",
    "by hand, loop@asleep",
    "ours@asleep",
    "by hand, loop@line",
    "ours@line",
    "sleep",
    "semaphore",
];

struct Measured(Table);

impl Measured {
    fn of(&self, name: &str, what: &str) -> f64 {
        let value = self.0.get(&(name.to_owned(), what.to_owned()));
        *value.unwrap_or_else(|| panic!("{name} {what}"))
    }

    fn ratio(&self, left: &str, right: &str, what: &str) -> f64 {
        self.of(left, what) / self.of(right, what)
    }
}

/// A figure, its value and its limit.
type Row = (String, f64, f64);

/// The limit of what others cost.
const NONE: f64 = f64::INFINITY;

/// A future that is ready at once: what the policy alone costs.
fn ready(figures: &Measured) -> Vec<Row> {
    let bare = figures.of("a bare", "instr");
    let policies = [
        ("ours", 513.0),
        ("ours, deadline", 700.0),
        ("ours, long ladders", 700.0),
        ("ours, nested", 1_400.0),
    ];
    let rows = policies.into_iter().flat_map(|(name, limit)| {
        let name = format!("a {name}");
        let above = figures.of(&name, "instr") - bare;
        let allocations = figures.of(&name, "allocs");
        [
            (format!("{name}: instructions above bare"), above, limit),
            (format!("{name}: allocations"), allocations, 0.0),
        ]
    });
    rows.collect()
}

/// Calls over a loopback that succeed.
fn wire(figures: &Measured) -> Vec<Row> {
    let mut rows = Vec::new();
    for sizes in ["0.35 KB to small", "64 KB to small", "0.35 KB to large", "64 KB to large"] {
        let each = |way: &str, what: &str| figures.of(&format!("b {sizes}: {way}"), what);
        let peers = ["by hand", "by hand, loop", "reqwest-retry", "async-openai"];
        let fewest = peers.map(|peer| each(peer, "allocs")).into_iter().fold(f64::MAX, f64::min);
        for (way, limit) in [("ours", 1.02), ("ours, Reply", 1.05)] {
            let ratio = each(way, "instr") / each("by hand", "instr");
            rows.push((format!("b {sizes}: {way}: instructions, by hand = 1"), ratio, limit));
            rows.push((format!("b {sizes}: {way}: allocations"), each(way, "allocs"), fewest));
        }
    }
    let vector = "b 0.35 KB to vector";
    let ratio =
        figures.ratio(&format!("{vector}: ours, Vec"), &format!("{vector}: by hand, Vec"), "instr");
    rows.push((format!("{vector}: instructions, by hand = 1"), ratio, 1.02));
    rows
}

fn streams(figures: &Measured) -> Vec<Row> {
    let ratio = |what: &str| {
        figures.ratio(&format!("c {what}: ours"), &format!("c {what}: by hand"), "instr")
    };
    vec![
        ("c 20 000 events: instructions, by hand = 1".to_owned(), ratio("many"), 1.05),
        ("c one of 4 MiB: instructions, by hand = 1".to_owned(), ratio("long"), 1.10),
    ]
}

fn failures(figures: &Measured) -> Vec<Row> {
    let mut rows = Vec::new();
    for what in ["429, then ok", "400 to the end"] {
        let way = |way: &str| format!("d {what}: {way}");
        let (ours, by_hand) = (way("ours"), way("by hand, loop"));
        let peers = [by_hand.clone(), way("async-openai"), way("reqwest-retry")];
        let most = peers.map(|peer| figures.of(&peer, "allocs")).into_iter().fold(0.0, f64::max);
        let ratio = figures.ratio(&ours, &by_hand, "instr");
        rows.push((way("instructions, loop by hand = 1"), ratio, 1.2));
        rows.push((way("allocations"), figures.of(&ours, "allocs"), most));
    }
    let heap = figures.of("d Error of a 400, heap", "size");
    rows.push(("d an Error of a 400, bytes of heap".to_owned(), heap, 2_048.0));
    rows
}

fn memory(figures: &Measured) -> Vec<Row> {
    let ratio = |state: &str| {
        figures.ratio(&format!("e ours@{state}"), &format!("e by hand, loop@{state}"), "heap")
    };
    let (ours, by_hand) = (figures.of("e ours", "size"), figures.of("e by hand, loop", "size"));
    vec![
        ("e future of a call, bytes".to_owned(), ours, by_hand),
        ("e in flight, heap, loop by hand = 1".to_owned(), ratio("silent"), 1.05),
        ("e asleep, heap, loop by hand = 1".to_owned(), ratio("asleep"), 1.2),
        ("e in line, heap, loop by hand = 1".to_owned(), ratio("line"), 1.2),
        ("e in line, bytes of heap".to_owned(), figures.of("e ours@line", "heap"), 4_096.0),
        ("e a sleep alone, bytes of heap".to_owned(), figures.of("e sleep", "heap"), NONE),
        ("e a semaphore alone, bytes of heap".to_owned(), figures.of("e semaphore", "heap"), NONE),
    ]
}

/// A request that need not wait passes the pacer.
fn pacing(figures: &Measured) -> Vec<Row> {
    let ways = [("ours", 1_000.0, 250.0), ("governor", NONE, NONE), ("semaphore", NONE, NONE)];
    let rows = ways.into_iter().flat_map(|(way, instructions, time)| {
        let name = format!("f {way}");
        [
            (format!("{name}: a turn, instructions"), figures.of(&name, "instr"), instructions),
            (format!("{name}: a turn, nanoseconds"), figures.of(&name, "ns"), time),
        ]
    });
    rows.collect()
}
