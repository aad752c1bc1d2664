/// The names in the section `[features]`, without the default.
fn declared() -> Vec<&'static str> {
    let manifest = include_str!("../../Cargo.toml");
    let (_, section) = manifest.split_once("[features]\n").unwrap();
    let (section, _) = section.split_once("\n[").unwrap();
    let lines = section.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).skip(1).collect()
}

#[test]
fn every_feature_has_its_row_in_their_order() {
    let rows = include_str!("../features.md").lines().filter_map(|line| line.strip_prefix("| `"));
    let documented: Vec<_> = rows.filter_map(|row| row.split_once("` |")).collect();
    let names: Vec<_> = documented.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, declared(), "see `runtime/src/features.md`");
}
