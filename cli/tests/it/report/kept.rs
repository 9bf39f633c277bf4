//! What a run leaves behind: a snapshot that gives the same report, and the workbook.

use std::{fs, path::Path};

use super::{
    AFTERWARDS,
    review::{text, workbook},
};
use crate::bed::Bed;

#[test]
fn the_saved_snapshot_gives_the_same_bytes_without_a_call() {
    let bed = Bed::start().thirty_days();
    let path = workbook(&bed);
    for format in ["json", "markdown", "html"] {
        let asked = text(&bed, format);
        let calls = bed.calls().len();
        let saved = bed.path("after.json");
        let arguments = ["report", &path, "--now", AFTERWARDS, "--format", format, "--snapshot"];
        let replayed = bed.iem(arguments).arg(saved).output().unwrap();
        assert_eq!(String::from_utf8(replayed.stdout).unwrap(), asked, "{format}");
        assert_eq!(bed.calls().len(), calls);
    }
}

/// Runs `iem report --write` and returns what it said and the workbook afterwards.
fn write(bed: &Bed, path: &str) -> (String, String) {
    let output = bed.iem(["report", path, "--now", AFTERWARDS, "--write", "-o", "/dev/null"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    (said, fs::read_to_string(Path::new(path)).unwrap())
}

#[test]
fn the_workbook_is_written_once_and_only_in_the_regions_of_iem() {
    let bed = Bed::start().thirty_days();
    let path = workbook(&bed);
    let before = fs::read_to_string(&path).unwrap();
    let (_, once) = write(&bed, &path);
    let (said, twice) = write(&bed, &path);
    assert_eq!(once, twice, "{said}");
    // 36 of 1,050,600 requests failed; there were 864,000 in the day of October.
    for (heading, number) in [("## Section 18", "99.9966 %"), ("## Appendix B", "| 864k | 25M |")] {
        let (_, section) = once.split_once(heading).unwrap();
        let section = section.split("\n## ").next().unwrap();
        assert!(section.contains(number), "{number} is not in {section}");
    }
    // Every line of people is still there, in its order.
    let mut lines = once.lines();
    for line in before.lines().filter(|line| !line.is_empty()) {
        assert!(lines.any(|written| written == line), "{line}");
    }
}
