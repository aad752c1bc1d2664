//! What pages name is there: files, headings, examples.

use std::path::Path;

use super::{pages, repository, text};

/// The texts beside the guide, whose links are followed too.
const TEXTS: [&str; 5] =
    ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "docs/decisions.md", "docs/glossary.md"];

#[test]
fn every_link_leads_to_a_file_and_a_heading_of_it() {
    let (root, mut count) = (repository(), 0);
    let texts = TEXTS.map(|name| (root.join(name), text(&root.join(name))));
    let pages = pages().into_iter().map(|(page, text)| (root.join("docs/src").join(page), text));
    for (page, content) in texts.into_iter().chain(pages) {
        for link in links(&content).filter(|link| !link.contains("://")) {
            count += 1;
            follow(&page, link);
        }
    }
    assert!(count > 0, "no page has a link");
}

/// Looks for what a link names, beside its page.
fn follow(page: &Path, link: &str) {
    let (path, heading) = link.split_once('#').unwrap_or((link, ""));
    let folder = page.parent().expect("a folder");
    let target = if path.is_empty() { page.to_owned() } else { folder.join(path) };
    assert!(target.is_file(), "{} links to {path}, which is not there", page.display());
    let is_found = heading.is_empty() || headings(&target).any(|it| it == heading);
    assert!(is_found, "{} links to {link}, which has no such heading", page.display());
}

#[test]
fn every_file_that_a_page_includes_is_there() {
    for (page, content) in pages() {
        let page = repository().join("docs/src").join(page);
        for rest in content.split("{{#include ").skip(1) {
            let (path, _) = rest.split_once("}}").expect("an end of the include");
            follow(&page, path);
        }
    }
}

#[test]
fn every_example_that_a_page_names_is_there() {
    let manifests = ["examples/Cargo.toml", "examples/bulk/Cargo.toml"];
    let manifests: String = manifests.map(|path| text(&repository().join(path))).concat();
    for (page, content) in pages() {
        for rest in content.split("--example ").skip(1) {
            let name: String =
                rest.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
            let is_there = manifests.contains(&format!("name = \"{name}\""));
            assert!(is_there, "{page} runs the example {name}, which is not there");
        }
    }
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
