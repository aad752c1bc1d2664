//! [`is_same`] and [`is_at`]: whether names lead to one file.

use std::fs::{self, File};
use std::path::Path;

/// Whether both files are there, and are one. If one cannot be looked at, opening it says why.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(one), Ok(other)) = (identity(one), identity(other)) else { return false };
    one == other
}

/// Whether a name still leads to a file that was opened by it.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> bool {
    let (Ok(one), Ok(other)) = (file.metadata(), fs::metadata(path)) else { return false };
    inode(&one) == inode(&other)
}

/// Other systems do not say.
#[cfg(not(unix))]
pub(super) fn is_at(_: &File, _: &Path) -> bool {
    true
}

#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<(u64, u64)> {
    fs::metadata(path).map(|file| inode(&file))
}

/// The device and the inode, which are the same for all links.
#[cfg(unix)]
fn inode(file: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::io::Result<std::path::PathBuf> {
    fs::canonicalize(path)
}
