//! [`is_same`]: whether two names lead to one file.

use std::fs;
use std::path::Path;

/// Whether both files are there, and are one. If one cannot be looked at, opening it says why.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(one), Ok(other)) = (identity(one), identity(other)) else { return false };
    one == other
}

/// The device and the inode, which are the same for all links.
#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::io::Result<std::path::PathBuf> {
    fs::canonicalize(path)
}
