//! The packages that are no default members of the workspace, tested in a process of their own: what
//! they need beyond the others would be built for the quickstart too.

use std::process::Command;

const PACKAGES: [&str; 2] = ["openai-call-tests-combined", "openai-call-tests-lints"];

#[test]
fn the_packages_that_need_more_than_the_others_pass() {
    let packages = PACKAGES.iter().flat_map(|package| ["--package", package]);
    let output = Command::new(env!("CARGO"))
        .args(["test", "--locked", "--offline"])
        .args(packages)
        .output()
        .expect("cargo starts");
    let [told, complained] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}\n{complained}\n{told}", output.status);
}
