//! The recipes that people and CI run: `cargo xtask NAME`.

use std::env;
use std::process::{Command, ExitCode};

/// A recipe: its name, what it is for, and the cargo command that it is.
struct Recipe {
    name: &'static str,
    about: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const RECIPES: &[Recipe] = &[
    Recipe {
        name: "format",
        about: "fail where a file is not formatted",
        arguments: &["fmt", "--all", "--check"],
        environment: &[],
    },
    Recipe {
        name: "lint",
        about: "clippy on everything, warnings are errors",
        arguments: &[
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "--deny",
            "warnings",
        ],
        environment: &[],
    },
    Recipe {
        name: "docs",
        about: "the documentation of both crates, warnings are errors",
        arguments: &[
            "doc",
            "--locked",
            "--no-deps",
            "--package",
            "openai-call",
            "--package",
            "openai-call-macros",
            "--features",
            "openai-call/testing",
        ],
        environment: &[("RUSTDOCFLAGS", "--deny warnings")],
    },
    Recipe {
        name: "features",
        about: "build the runtime with the fewest features",
        arguments: &["check", "--locked", "--package", "openai-call", "--no-default-features"],
        environment: &[("RUSTFLAGS", "--deny warnings")],
    },
    Recipe {
        name: "bless",
        about: "accept the compiler's messages and the expansions as they are now",
        arguments: &["test", "--package", "openai-call-tests", "--package", "openai-call-macros"],
        environment: &[("TRYBUILD", "overwrite"), ("UPDATE_EXPECT", "1")],
    },
];

fn main() -> ExitCode {
    let name = env::args().nth(1);
    let recipe = RECIPES.iter().find(|recipe| name.as_deref() == Some(recipe.name));
    match recipe {
        Some(recipe) => run(recipe),
        None => usage(name.as_deref()),
    }
}

fn run(recipe: &Recipe) -> ExitCode {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(recipe.arguments)
        .envs(recipe.environment.iter().copied())
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => fail(&format!("cargo could not be started: {error}")),
    }
}

fn usage(unknown: Option<&str>) -> ExitCode {
    let recipes = RECIPES.iter().map(|recipe| format!("  {:<10}{}", recipe.name, recipe.about));
    let list = recipes.collect::<Vec<_>>().join("\n");
    match unknown {
        Some(name) => fail(&format!("there is no recipe `{name}`; write one of\n{list}")),
        None => fail(&format!("write `cargo xtask NAME`, with one of\n{list}")),
    }
}

#[expect(clippy::print_stderr, reason = "the terminal is where a recipe is read")]
fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}
