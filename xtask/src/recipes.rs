//! The recipes: a name, what it is for, and what it does.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::beside::beside;
use crate::cost::cost;
use crate::editor::editor;
use crate::fuzz::fuzz;
use crate::guide::guide;
use crate::package::package;
use crate::tools::{deny, msrv, semver, typos, unused};

pub(crate) struct Recipe {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) work: Work,
}

pub(crate) enum Work {
    /// One cargo command, and what it is to find in its environment.
    Cargo(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// More than one command.
    Program(fn() -> Result<(), String>),
}

pub(crate) const RECIPES: &[Recipe] = &[
    Recipe {
        name: "format",
        about: "fail where a file is not formatted",
        work: Work::Cargo(&["fmt", "--all", "--check"], &[]),
    },
    Recipe {
        name: "lint",
        about: "clippy on everything, warnings are errors",
        work: Work::Cargo(
            &[
                "clippy",
                "--locked",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--",
                "--deny",
                "warnings",
            ],
            &[],
        ),
    },
    Recipe {
        name: "docs",
        about: "the documentation of both crates, warnings are errors",
        work: Work::Cargo(
            &[
                "doc",
                "--locked",
                "--no-deps",
                "--package",
                "openai-call",
                "--package",
                "openai-call-macros",
                "--all-features",
            ],
            &[("RUSTDOCFLAGS", "--deny warnings")],
        ),
    },
    Recipe {
        name: "features",
        about: "build the runtime with the fewest features",
        work: Work::Cargo(
            &["check", "--locked", "--package", "openai-call", "--no-default-features"],
            &[("RUSTFLAGS", "--deny warnings")],
        ),
    },
    Recipe {
        name: "bless",
        about: "accept the compiler's messages and the expansions as they are now",
        work: Work::Cargo(
            &["test", "--package", "openai-call-tests-ui", "--package", "openai-call-macros"],
            &[("TRYBUILD", "overwrite"), ("UPDATE_EXPECT", "1")],
        ),
    },
    Recipe {
        name: "cost",
        about: "what an annotated function costs the compiler, beside a loop written by hand",
        work: Work::Program(cost),
    },
    Recipe {
        name: "editor",
        about: "what rust-analyzer shows, finds and completes in the attribute",
        work: Work::Program(editor),
    },
    Recipe {
        name: "beside",
        about: "what this crate and its peers make of the same failing server (needs Python 3)",
        work: Work::Program(beside),
    },
    Recipe {
        name: "bench",
        about: "how fast streams are read, beside async-openai and a loop written by hand",
        work: Work::Cargo(
            &["bench", "--locked", "--package", "openai-call-benches", "--bench", "streams"],
            &[],
        ),
    },
    Recipe {
        name: "pacing",
        about: "what comes of 200 calls at a limit, beside three ways to keep to it",
        work: Work::Cargo(
            &["bench", "--locked", "--package", "openai-call-benches", "--bench", "pacing"],
            &[],
        ),
    },
    Recipe {
        name: "observed",
        about: "what spans cost an attempt, beside those of reqwest-tracing",
        work: Work::Cargo(
            &["bench", "--locked", "--package", "openai-call-benches", "--bench", "observed"],
            &[],
        ),
    },
    Recipe {
        name: "fleet",
        about: "how several processes share one limit by Redis, alive, hanging and gone",
        work: Work::Cargo(
            &["bench", "--locked", "--package", "openai-call-benches", "--bench", "fleet"],
            &[],
        ),
    },
    Recipe {
        name: "picture",
        about: "draw the README's picture anew, with the example `pacing`",
        work: Work::Cargo(
            &[
                "run",
                "--locked",
                "--quiet",
                "--example",
                "pacing",
                "--",
                "docs/src/pictures/pacing.svg",
            ],
            &[],
        ),
    },
    Recipe {
        name: "accept",
        about: "what a call costs beside its peers, each figure with its bound (needs valgrind)",
        work: Work::Cargo(
            &[
                "run",
                "--locked",
                "--release",
                "--manifest-path",
                "benches/accept/Cargo.toml",
                "--",
                "accept",
            ],
            &[],
        ),
    },
    Recipe {
        name: "guide",
        about: "the guide as a book, its code and its links tested (needs mdbook)",
        work: Work::Program(guide),
    },
    Recipe { name: "fuzz", about: "every fuzz target for a minute", work: Work::Program(fuzz) },
    Recipe {
        name: "package",
        about: "the published crates: package them, build them from that, list their files",
        work: Work::Program(package),
    },
    Recipe {
        name: "msrv",
        about: "check the published crates with the oldest compiler that they support",
        work: Work::Program(msrv),
    },
    Recipe {
        name: "deny",
        about: "licences, duplicates and advisories of what the published crates depend on",
        work: Work::Program(deny),
    },
    Recipe {
        name: "semver",
        about: "what has changed in the public API since the newest release",
        work: Work::Program(semver),
    },
    Recipe {
        name: "unused",
        about: "fail where a dependency is not used",
        work: Work::Program(unused),
    },
    Recipe { name: "typos", about: "fail where a word is misspelt", work: Work::Program(typos) },
];

impl Recipe {
    pub(crate) fn run(&self) -> Result<(), String> {
        match self.work {
            Work::Cargo(arguments, environment) => {
                run(cargo().args(arguments).envs(environment.iter().copied()))
            }
            Work::Program(program) => program(),
        }
    }
}

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a command to its end; its failure is said by itself.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{program} did not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed: {status}")) }
}
