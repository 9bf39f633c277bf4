//! `iem plan`: the workbook on disk.

use std::{fs, io::Write as _, process::Stdio, time::Instant};

#[cfg(unix)]
use super::outcome;
use super::{Sandbox, repository};

const FACTS: &str = "--snapshot snapshot.json --now 2026-12-05T01:00:00Z";

/// The example event as files.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["workbook.md", "snapshot.json"] {
        fs::copy(repository("examples/spring-sale").join(name), sandbox.path(name)).unwrap();
    }
    sandbox
}

impl Sandbox {
    fn workbook(&self) -> String {
        fs::read_to_string(self.path("workbook.md")).unwrap()
    }

    /// Names of the files in the folder.
    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[test]
fn the_workbook_is_written_once_and_then_up_to_date() {
    let sandbox = sandbox();
    let before = sandbox.workbook();
    let (code, shown, _) = sandbox.run(&format!("plan workbook.md {FACTS} --format markdown"));
    assert_eq!((code, sandbox.workbook()), (0, before.clone()));
    assert!(shown.starts_with("<!-- iem:scope -->\n| Kind"));
    assert!(shown.contains("<!-- iem:readiness -->\n**✗ RED"));
    let (code, diff, _) = sandbox.run(&format!("plan workbook.md {FACTS} --check"));
    assert_eq!((code, sandbox.workbook()), (3, before));
    assert!(diff.starts_with("--- workbook.md\n+++ workbook.md (fresh)\n@@ "), "{diff}");

    let (code, first, _) = sandbox.run(&format!("plan workbook.md {FACTS} --write"));
    assert_eq!(code, 0);
    let (code, second, _) = sandbox.run(&format!("plan workbook.md {FACTS} --write"));
    assert_eq!(code, 0);
    insta::assert_snapshot!(format!("{first}\n{second}"), @r"
    scope            section 6   created
    prewarming       section 7   created
    timeline         section 8   created
    topology         section 9   created
    trusted-advisor  section 10  created
    limits           section 11  created
    checklist        section 12  created
    load-tests       section 13  created
    readiness        section 15  created
    action-items     section 16  created
    history          section 16  created
    recommendations  section 17  created
    workbook.md was written: 354 lines added, 0 removed
    what changed is not known yet: the workbook was not written on an earlier day

    scope            section 6   unchanged
    prewarming       section 7   unchanged
    timeline         section 8   unchanged
    topology         section 9   unchanged
    trusted-advisor  section 10  unchanged
    limits           section 11  unchanged
    checklist        section 12  unchanged
    load-tests       section 13  unchanged
    readiness        section 15  unchanged
    action-items     section 16  unchanged
    history          section 16  unchanged
    recommendations  section 17  unchanged
    workbook.md is up to date
    what changed is not known yet: the workbook was not written on an earlier day
    ");
    for line in shown.lines() {
        assert!(sandbox.workbook().contains(line), "{line}");
    }
    assert_eq!(sandbox.run(&format!("plan workbook.md {FACTS} --check -q")), (0, String::new(), String::new()));
    assert_eq!(sandbox.files(), ["snapshot.json", "workbook.md"]);
}

#[test]
fn check_writes_the_verdict_as_well() {
    let sandbox = sandbox();
    let (code, card, message) = sandbox.run(&format!("check workbook.md {FACTS} --write"));
    assert_eq!(code, 3);
    assert!(card.starts_with("✗ RED"));
    assert!(message.contains("action-items     section 16  created"), "{message}");
    let (_, _, message) = sandbox.run(&format!("check workbook.md {FACTS} --write"));
    assert!(message.contains("workbook.md is up to date"), "{message}");
    let (_, card, _) = sandbox.run("check workbook.md --snapshot snapshot.json --now 2026-12-06T00:30:00Z");
    assert!(card.contains("\nWhat changed since 2026-12-05: nothing\n"), "{card}");
}

#[test]
fn the_plan_has_every_format() {
    let sandbox = sandbox();
    for (format, start) in [
        ("terminal", "✗ RED, 1 accepted  Spring Sale · Example Shop: not ready\n"),
        ("markdown", "<!-- iem:scope -->\n| Kind"),
        ("json", "{\n  \"schema\": \"iem.plan/1\","),
        ("html", "<!DOCTYPE html>"),
        ("csv", "\"Id\",\"Status\",\"Before\","),
        ("junit", "<?xml version"),
        ("sarif", "{\n  \"$schema\""),
    ] {
        let (code, out, message) = sandbox.run(&format!("plan workbook.md {FACTS} --format {format} -o plan"));
        assert_eq!((code, out.as_str()), (0, ""), "{message}");
        let text = fs::read_to_string(sandbox.path("plan")).unwrap();
        assert!(text.starts_with(start) && text.ends_with('\n'), "{format}: {}", &text[..80]);
    }
    assert_eq!(sandbox.run(&format!("plan workbook.md {FACTS} --check --format json")).0, 2);
    // With a format, what was written is told beside the result.
    let (code, out, message) = sandbox.run(&format!("plan workbook.md {FACTS} --write --format json"));
    assert_eq!((code, &out[..1]), (0, "{"));
    assert!(message.contains("history          section 16  created\n"), "{message}");
}

#[test]
fn what_people_change_in_the_tools_text_is_told_before_it_goes() {
    let sandbox = sandbox();
    sandbox.run(&format!("plan workbook.md {FACTS} --write"));
    let text = sandbox.workbook();
    let edited = text
        .replace("| asg-multi-az-api-29f7a0 | Red |", "| asg-multi-az-api-29f7a0 | Closed |")
        .replace("| 64 (applied) |", "| 640 (applied) |")
        .replace("|  | 2026-12-05 | 2026-12-05 |  |", "| Ana | 2026-12-05 | 2026-12-05 | asked |");
    sandbox.write("workbook.md", &edited);
    let (code, report, message) = sandbox.run(&format!("plan workbook.md {FACTS} --write"));
    assert_eq!(code, 0);
    let told = |text: &str| -> String {
        let lines = text.lines().filter(|line| line.contains("hand") || line.contains("note:"));
        lines.map(|line| format!("{line}\n")).collect()
    };
    insta::assert_snapshot!(format!("{}\n{}", told(&message), told(&report)), @r"
    note: region `limits` was changed by hand; its text is written anew
    note: region `limits` loses the line: | Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances (L-1216C47A) | 640 (applied) | 18 | 48 | 25% | CASE\_OPENED to 640, asked on 2026-12-01 | CloudWatch usage metric; groups at their maximum |
    note: action item asg-multi-az-api-29f7a0: `Status` changed by hand, written anew

    limits           section 11  updated, had been changed by hand
    action-items     section 16  updated, had been changed by hand
    ");
    // What people wrote into their own columns is all that is left of it.
    let owned = text.replace("|  | 2026-12-05 | 2026-12-05 |  |", "| Ana | 2026-12-05 | 2026-12-05 | asked |");
    assert!(sandbox.workbook() == owned);
    let (_, _, message) = sandbox.run(&format!("plan workbook.md {FACTS} --write"));
    assert_eq!(told(&message), "");
}

/// Whoever closes an item is written into the tool's own table, and every result names them.
#[test]
fn owners_of_action_items_reach_the_findings() {
    let sandbox = sandbox();
    sandbox.run(&format!("plan workbook.md {FACTS} --write"));
    let row = "2026-11-28, overdue |  | 2026-12-05 | 2026-12-05 |";
    sandbox.write(
        "workbook.md",
        sandbox.workbook().replacen(row, &row.replace("|  |", r"| [Ana](mailto:ana@x.org) \_S\_ |"), 1),
    );
    let mut told = String::new();
    for format in ["terminal", "markdown", "json", "html", "junit", "sarif", "csv"] {
        let (_, out, _) = sandbox.run(&format!("check workbook.md {FACTS} --format {format}"));
        let times = out.matches("Ana _S_").count() + out.matches(r"Ana \_S\_").count();
        told.push_str(&format!("{format} {times}\n"));
    }
    sandbox.run(&format!("handout workbook.md {FACTS}"));
    for name in ["workbook.run-book.md", "workbook.calendar.ics"] {
        let text = fs::read_to_string(sandbox.path(name)).unwrap().replace("\r\n ", "");
        told.push_str(&format!("{name} {}\n", text.matches("Ana _S_").count() + text.matches(r"Ana \_S\_").count()));
    }
    insta::assert_snapshot!(told, @r"
    terminal 1
    markdown 1
    json 1
    html 1
    junit 1
    sarif 1
    csv 1
    workbook.run-book.md 1
    workbook.calendar.ics 1
    ");
}

#[test]
fn what_cannot_be_written_is_said_and_left_as_it_was() {
    let sandbox = sandbox();
    let text = sandbox.workbook();
    let mut protected = fs::metadata(sandbox.path("workbook.md")).unwrap().permissions();
    protected.set_readonly(true);
    sandbox.write("protected.md", &text);
    fs::set_permissions(sandbox.path("protected.md"), protected).unwrap();
    sandbox.write("marker.md", format!("{text}\n<!-- iem:readiness -->\n"));
    sandbox.write(
        "merge.md",
        text.replace("- Name: Spring Sale\n", "<<<<<<< ours\n- Name: A\n=======\n- Name: B\n>>>>>>> b\n"),
    );
    let files = sandbox.files();
    let mut told = String::new();
    for arguments in ["protected.md --write", "marker.md --write", "merge.md --write", "merge.md", "- --write"] {
        let name = arguments.split(' ').next().unwrap();
        let before = fs::read(sandbox.path(name)).ok();
        let (code, out, message) = sandbox.run(&format!("plan {arguments} {FACTS} -q"));
        assert_eq!((out.as_str(), fs::read(sandbox.path(name)).ok()), ("", before));
        told.push_str(&format!("$ iem plan {arguments}\n{message}exit {code}\n"));
    }
    assert_eq!(sandbox.files(), files);
    insta::assert_snapshot!(told);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = sandbox();
    fs::create_dir(sandbox.path("docs")).unwrap();
    fs::rename(sandbox.path("workbook.md"), sandbox.path("docs/real.md")).unwrap();
    fs::set_permissions(sandbox.path("docs/real.md"), fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("docs/real.md", sandbox.path("workbook.md")).unwrap();
    assert_eq!(sandbox.run(&format!("plan workbook.md {FACTS} --write")).0, 0);
    assert!(fs::symlink_metadata(sandbox.path("workbook.md")).unwrap().is_symlink());
    assert!(sandbox.workbook().contains("<!-- iem:history -->"));
    assert_eq!(fs::metadata(sandbox.path("docs/real.md")).unwrap().permissions().mode() & 0o777, 0o640);
}

/// A limit on the size of files stands for a full disk: the write fails in the middle.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_original() {
    let sandbox = sandbox();
    let before = sandbox.workbook();
    let mut command = assert_cmd::Command::new("bash");
    let iem = env!("CARGO_BIN_EXE_iem");
    let script = format!("trap '' XFSZ; ulimit -f 2; exec {iem} plan workbook.md {FACTS} --write -q");
    let (code, _, message) = outcome(command.current_dir(sandbox.folder.path()).args(["-c", &script]));
    assert_eq!((code, sandbox.workbook()), (1, before));
    assert!(message.starts_with("error: cannot update workbook.md: File too large"), "{message}");
    assert_eq!(sandbox.files(), ["snapshot.json", "workbook.md"]);
}

#[test]
fn two_runs_wait_for_each_other_and_then_say_so() {
    let sandbox = sandbox();
    let before = sandbox.workbook();
    let held = fs::File::open(sandbox.path("workbook.md")).unwrap();
    held.lock().unwrap();
    let (code, _, message) = sandbox.run(&format!("plan workbook.md {FACTS} --write -q"));
    assert_eq!((code, sandbox.workbook()), (1, before));
    assert!(message.contains("another iem is writing workbook.md"), "{message}");
}

/// Each run that says that it wrote has its day in the history: none has written over another.
#[test]
fn runs_side_by_side_lose_nothing() {
    let sandbox = sandbox();
    let facts = fs::read_to_string(sandbox.path("snapshot.json")).unwrap();
    sandbox.write("snapshot.json", facts.replace("2026-12-05T00:55:00Z", "2026-11-01T00:55:00Z"));
    let mut days = 0;
    for round in 0..5 {
        let start = |day: usize| {
            let now = format!("2026-11-{:02}T01:00:00Z", round * 4 + day);
            let arguments = format!("plan workbook.md --snapshot snapshot.json -q --write --now {now}");
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_iem"));
            command.current_dir(sandbox.folder.path()).args(arguments.split(' '));
            command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        };
        for run in (1..5).map(start).collect::<Vec<_>>() {
            let done = run.wait_with_output().unwrap();
            let message = String::from_utf8(done.stderr).unwrap();
            assert!(done.status.success() || message.contains("was changed while"), "{message}");
            days += usize::from(done.status.success());
        }
        let rows = sandbox.workbook().lines().filter(|line| line.starts_with("| 2026-11-")).count();
        assert_eq!(rows, days);
    }
    assert_eq!(sandbox.files(), ["snapshot.json", "workbook.md"]);
}

/// The facts come through a pipe, so that somebody can save the workbook while `iem` waits.
#[cfg(unix)]
#[test]
fn a_workbook_that_was_saved_meanwhile_is_not_overwritten() {
    let sandbox = sandbox();
    assert!(std::process::Command::new("mkfifo").arg(sandbox.path("pipe")).status().unwrap().success());
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_iem"));
    command
        .current_dir(sandbox.folder.path())
        .args("plan workbook.md --snapshot pipe --now 2026-12-05T01:00:00Z --write -q".split(' '));
    let run = command.stderr(Stdio::piped()).spawn().unwrap();
    // Opening the pipe waits until `iem`, which has read the workbook by then, opens it as well.
    let mut pipe = fs::OpenOptions::new().write(true).open(sandbox.path("pipe")).unwrap();
    sandbox.write("workbook.md", "mine");
    pipe.write_all(&fs::read(sandbox.path("snapshot.json")).unwrap()).unwrap();
    drop(pipe);
    let done = run.wait_with_output().unwrap();
    insta::assert_snapshot!(String::from_utf8(done.stderr).unwrap(), @r"
    error: workbook.md was changed while iem was running
    help: nothing was written; run it again
    ");
    assert_eq!((done.status.code(), sandbox.workbook().as_str()), (Some(1), "mine"));
}

/// Whenever the process dies, the file is the old one or the new one.
#[test]
fn a_kill_at_any_moment_leaves_a_whole_file() {
    let sandbox = sandbox();
    let old = sandbox.workbook();
    let write = || {
        let arguments = format!("plan workbook.md {FACTS} --write -q");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_iem"));
        command.current_dir(sandbox.folder.path()).args(arguments.split(' '));
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let began = Instant::now();
    write().wait().unwrap();
    let whole = began.elapsed();
    let new = sandbox.workbook();
    assert_ne!(old, new);
    let (mut olds, mut news) = (0, 0);
    for attempt in 0..60u32 {
        sandbox.write("workbook.md", &old);
        let mut run = write();
        // Most of the time goes into judging; the moments around the write are at the end.
        std::thread::sleep(whole * (30 + attempt * 3 / 2) / 100);
        run.kill().unwrap();
        run.wait().unwrap();
        match sandbox.workbook() {
            text if text == old => olds += 1,
            text if text == new => news += 1,
            text => panic!("neither old nor new: {} bytes", text.len()),
        }
    }
    println!("{olds} times the old file, {news} times the new one");
}
