//! What a model refuses to be.

use super::secs;
use crate::testing::ServerModel;
use crate::testing::tests::refused;

#[test]
fn what_makes_no_model_says_what_to_write() {
    let cases: [(fn(), &str); 8] = [
        (
            || drop(ServerModel::bucket(0)),
            "a limit of 0 admits nothing; write at least 1, or script",
        ),
        (|| drop(ServerModel::window(1).tokens(0)), "a limit of 0 tokens admits nothing; write at"),
        (
            || drop(ServerModel::window(1).burst(secs(1))),
            "`burst` is for another model; write it after `ServerModel::bucket(…)`",
        ),
        (
            || drop(ServerModel::bucket(1).tolerance(secs(1))),
            "`tolerance` is for another model; write it after `ServerModel::gcra(…)`",
        ),
        (|| drop(ServerModel::bucket(1).per(secs(0))), "a period of zero has no end; write"),
        (
            || drop(ServerModel::bucket(1).limit_times(0.0, ..)),
            "a limit 0 times as high is none; write a number above 0, or `.outage(…)`",
        ),
        (
            || drop(ServerModel::bucket(1).latency(secs(2)..secs(1))),
            "2s..1s ends before it begins; turn it around",
        ),
        (
            || drop(ServerModel::bucket(1).latency_around(secs(9), secs(1)..secs(2))),
            "a median of 9s is not in 1s..2s; write a range around it",
        ),
    ];
    for (case, message) in cases {
        let said = refused(case);
        assert!(said.starts_with(message), "{said}");
    }
}
