//! The recipes that people and CI run: `cargo xtask NAME`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a recipe is read in a terminal")]

mod beside;
mod cost;
mod editor;
mod fuzz;
mod guide;
mod package;
mod recipes;
mod tools;

use std::env;
use std::process::ExitCode;

use recipes::RECIPES;

fn main() -> ExitCode {
    let name = env::args().nth(1);
    let recipe = RECIPES.iter().find(|recipe| name.as_deref() == Some(recipe.name));
    let outcome = recipe.map_or_else(|| Err(usage(name.as_deref())), recipes::Recipe::run);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn usage(unknown: Option<&str>) -> String {
    let recipes = RECIPES.iter().map(|recipe| format!("  {:<10}{}", recipe.name, recipe.about));
    let list = recipes.collect::<Vec<_>>().join("\n");
    match unknown {
        Some(name) => format!("there is no recipe `{name}`; write one of\n{list}"),
        None => format!("write `cargo xtask NAME`, with one of\n{list}"),
    }
}
