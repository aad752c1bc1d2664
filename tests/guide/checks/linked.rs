//! Every link within the book leads somewhere.

use std::path::Path;

use super::{pages, repository, text};

#[test]
fn every_link_leads_to_a_page_and_a_heading_of_it() {
    let (root, mut count) = (repository().join("docs/src"), 0);
    for (page, content) in pages() {
        let folder = root.join(&page).parent().expect("a folder").to_owned();
        for link in links(&content).filter(|link| !link.contains("://")) {
            count += 1;
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { root.join(&page) } else { folder.join(path) };
            assert!(target.is_file(), "{page} links to {path}, which is not there");
            let is_found = heading.is_empty() || headings(&target).any(|it| it == heading);
            assert!(is_found, "{page} links to {link}, which has no such heading");
        }
    }
    assert!(count > 0, "no page has a link");
}

#[test]
fn a_heading_is_found_by_the_name_that_mdbook_gives_it() {
    assert_eq!(anchor("## What may run twice?"), "what-may-run-twice");
    assert_eq!(anchor("# `max_requests`, `max_time`"), "max_requests-max_time");
}

/// What stands in the round brackets of links and pictures, without the code of the page.
fn links(content: &str) -> impl Iterator<Item = &str> {
    let prose = content.split("```").step_by(2);
    let behind = prose.flat_map(|text| text.split("](").skip(1));
    behind.filter_map(|rest| rest.split_once(')')).map(|(link, _)| link)
}

fn headings(page: &Path) -> impl Iterator<Item = String> {
    let content = text(page);
    let prose: String = content.split("```").step_by(2).collect();
    prose.lines().filter(|line| line.starts_with('#')).map(anchor).collect::<Vec<_>>().into_iter()
}

/// The anchor of a heading, as mdBook makes it.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
    heading.chars().filter(|it| it.is_alphanumeric() || "-_".contains(*it)).collect()
}
