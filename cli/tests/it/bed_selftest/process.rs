//! The processes around the tests: moto, and the binary.

use std::{io::Read, time::Duration};

use crate::bed::{Bed, NOW, moto, venv};

#[test]
fn moto_ends_when_the_test_process_does() {
    let (mut process, _) = moto::launch(&venv::python());
    // The operating system does this when the process that holds the pipe is gone.
    drop(process.stdin.take());
    let mut rest = String::new();
    assert!(process.wait().unwrap().success());
    assert!(process.stdout.take().is_none_or(|mut out| out.read_to_string(&mut rest).is_ok()));
}

#[test]
fn the_binary_sees_nothing_of_the_developers_environment() {
    let bed = Bed::start();
    let command = bed.iem(["--version"]);
    let names: Vec<_> = command.get_envs().map(|(name, _)| name.to_string_lossy().into_owned()).collect();
    let aws: Vec<_> = names.iter().filter(|name| name.starts_with("AWS_")).collect();
    insta::assert_snapshot!(format!("{aws:#?}"), @"");
    for name in ["NO_COLOR", "CI", "HTTPS_PROXY", "https_proxy"] {
        assert!(!names.contains(&name.to_owned()));
    }
}

#[test]
fn the_workbook_has_no_placeholder_left() {
    let bed = Bed::start();
    let path = bed.workbook();
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.find("{{"), None);
    for number in 0..6 {
        assert!(text.contains(bed.id(&format!("instance.{number}"))));
    }
    let now: jiff::Timestamp = NOW.parse().unwrap();
    assert!(now.as_second() > 0 && Duration::from_secs(1) > Duration::ZERO);
}
