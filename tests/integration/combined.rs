//! The packages that are no default members of the workspace, tested in processes of their own: what
//! they need beyond the others would be built for the quickstart too.

use std::process::Command;

const COMMANDS: [&[&str]; 6] = [
    &["--package", "openai-call-tests-observe"],
    &[
        "--package",
        "openai-call",
        "--features",
        "metrics,prices",
        "--doc",
        "--",
        "usage::",
        "limits",
    ],
    &[
        "--package",
        "openai-call-tests-combined",
        "--package",
        "openai-call-tests-guide",
        "--package",
        "openai-call-tests-lints",
    ],
    // The tests and examples of features that nothing else has.
    &[
        "--package",
        "openai-call-tests-combined",
        "--package",
        "openai-call",
        "--doc",
        "--",
        "async_openai",
        "call/attempt",
        "store/redis",
    ],
    &["--package", "openai-call", "--features", "schema", "--lib", "answer::"],
    &["--package", "openai-call", "--features", "schema", "--doc", "answer::"],
];

#[test]
fn the_packages_that_need_more_than_the_others_pass() {
    for arguments in COMMANDS {
        let output = Command::new(env!("CARGO"))
            .args(["test", "--locked"])
            .args(arguments)
            .output()
            .expect("cargo starts");
        let [told, complained] =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(output.status.success(), "{}\n{complained}\n{told}", output.status);
    }
}
