#[cfg(unix)]
mod appended;
mod identity;
mod lines;
