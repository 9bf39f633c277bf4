//! How the SDK is built.

use std::{collections::BTreeSet, fs};

use super::repository;

/// The crate of a service that is optimized like ours costs minutes of every first build.
#[test]
fn every_crate_of_a_service_has_its_line_in_the_release_profile() {
    let [workspace, locked] = ["Cargo.toml", "Cargo.lock"].map(|file| fs::read_to_string(repository(file)).unwrap());
    let lines = locked.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let used: BTreeSet<&str> = lines.filter(|name| name.starts_with("aws-sdk-")).collect();
    let listed: BTreeSet<&str> = workspace.lines().filter_map(|line| line.strip_suffix(".opt-level = 0")).collect();
    assert!(used.len() > 20, "{used:?}");
    assert_eq!(listed, used);
}
