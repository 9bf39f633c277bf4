//! `iem handout`.

use std::fs;

use super::{Sandbox, repository};

const ALL: [&str; 5] =
    ["event.calendar.ics", "event.case.md", "event.escalation.md", "event.requests.sh", "event.run-book.md"];

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for (from, to) in [("workbook.md", "event.md"), ("snapshot.json", "today.json")] {
        sandbox.write(to, fs::read(repository("examples/spring-sale").join(from)).unwrap());
    }
    sandbox
}

const RUN: &str = "handout event.md --snapshot today.json --now 2026-12-05T09:00:00+08:00";

fn written(sandbox: &Sandbox, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(sandbox.path(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "event.md" && name != "today.json");
    names.sort();
    names
}

#[test]
fn hand_outs_stand_beside_the_workbook_and_can_be_written_again() {
    let sandbox = sandbox();
    let (code, out, message) = sandbox.run(RUN);
    assert_eq!((code, out.as_str()), (0, ""), "{message}");
    assert!(message.contains("wrote event.run-book.md: run book"), "{message}");
    assert_eq!(written(&sandbox, "."), ALL);
    let first = ALL.map(|name| fs::read(sandbox.path(name)).unwrap());
    assert_eq!(sandbox.run(RUN).0, 0);
    assert_eq!(ALL.map(|name| fs::read(sandbox.path(name)).unwrap()), first);
}

#[test]
fn only_what_was_asked_for_is_written_where_it_was_asked_for() {
    let sandbox = sandbox();
    for folder in ["out", "new/and/nested"] {
        assert_eq!(sandbox.run(&format!("{RUN} --only run-book,calendar --out-dir {folder}")).0, 0, "{folder}");
        assert_eq!(written(&sandbox, folder), ["event.calendar.ics", "event.run-book.md"]);
    }
    let (code, _, message) = sandbox.run(&format!("{RUN} --only runbook"));
    assert_eq!(code, 2);
    assert!(message.contains("run-book"), "{message}");
    let (code, _, message) = sandbox.run(&format!("{RUN} --out-dir today.json"));
    assert_eq!(code, 1);
    assert!(message.contains("cannot write today.json: there is a file in its way"), "{message}");
}

#[test]
fn a_file_of_a_person_is_never_overwritten_and_stops_the_others() {
    let sandbox = sandbox();
    sandbox.write("event.requests.sh", b"#!/bin/sh\n# mine \xff\n");
    let (code, _, message) = sandbox.run(RUN);
    assert_eq!(code, 1);
    insta::assert_snapshot!(message, @"
    error: event.requests.sh was not written by `iem handout`
    help: nothing was written: move it away, choose another folder with `--out-dir DIR`, or use `--force`
    ");
    assert_eq!(written(&sandbox, "."), ["event.requests.sh"]);
    assert_eq!(sandbox.run(&format!("{RUN} --force")).0, 0);
    assert_eq!(written(&sandbox, "."), ALL);
}

#[test]
fn a_run_book_that_somebody_took_over_is_kept() {
    let sandbox = sandbox();
    assert_eq!(sandbox.run(RUN).0, 0);
    let text = fs::read_to_string(sandbox.path("event.run-book.md")).unwrap();
    let (_, own) = text.split_once('\n').unwrap();
    sandbox.write("event.run-book.md", own);
    assert_eq!(sandbox.run(RUN).0, 1);
    assert_eq!(fs::read_to_string(sandbox.path("event.run-book.md")).unwrap(), own);
}
