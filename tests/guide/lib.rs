//! The pages of the guide, as documentation of modules: so that `cargo test` runs their code.
//! One module a folder of `docs/src`; the test below fails where a page is missing here.

#[doc = include_str!("../../docs/src/getting_started.md")]
mod getting_started {}

/// The modules above, each with its page.
#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    /// Every page of a folder, and of the folders in it, relative to `docs/src`.
    fn pages(folder: &Path) -> Vec<String> {
        let entries =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("one").path());
        let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        let named = |path: &Path| {
            let inside = path.to_string_lossy();
            inside.rsplit_once("docs/src/").expect("a page").1.to_owned()
        };
        let pages = files.iter().filter(|path| path.extension().is_some_and(|it| it == "md"));
        pages.map(|path| named(path)).chain(folders.iter().flat_map(|it| self::pages(it))).collect()
    }

    #[test]
    fn every_page_is_tested_and_in_the_summary() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src");
        let summary = include_str!("../../docs/src/SUMMARY.md");
        for page in pages(&root).into_iter().filter(|page| page != "SUMMARY.md") {
            assert!(summary.contains(&format!("({page})")), "{page} is not in SUMMARY.md");
            let included = format!("docs/src/{page}\")]");
            assert!(
                include_str!("lib.rs").contains(&included),
                "{page} is not in tests/guide/lib.rs"
            );
        }
    }
}
