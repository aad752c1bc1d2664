//! Every page is tested, and can be found.

use super::{files, pages, repository, text};

#[test]
fn every_page_is_tested_and_in_the_summary() {
    let modules = files(&repository().join("tests/guide"), ".rs");
    let modules: String = modules.iter().map(|path| text(path)).collect();
    let (summary, pages): (Vec<_>, Vec<_>) =
        pages().into_iter().partition(|(name, _)| name == "SUMMARY.md");
    assert!(pages.len() > 1, "no pages in docs/src");
    for (page, _) in pages {
        assert!(summary[0].1.contains(&format!("({page})")), "{page} is not in SUMMARY.md");
        let included = format!("docs/src/{page}\")]");
        assert!(modules.contains(&included), "{page} is not in tests/guide");
    }
}
