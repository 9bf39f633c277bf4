//! `iem check` on saved facts.

use std::fs;

use serde_json::Value;

use super::{Sandbox, outcome, repository};

const NOTHING_SEEN: &str = r#"{ "schema": "iem.snapshot/1", "taken_at": "2026-12-05T00:00:00Z", "accounts": {} }"#;

/// An account that answered, and told next to nothing.
const LITTLE: &str = r#"{ "111122223333": { "health": { "open": { "seen": [] } } } } }"#;

/// A ready event, the facts about it, facts that were never asked, and files that are no use.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, file) in [("ready.md", "workbook.md"), ("ready.json", "snapshot.json")] {
        let healthy = repository("tests/fixtures/healthy").join(file);
        fs::copy(healthy, sandbox.path(name)).unwrap();
    }
    sandbox.write("unseen.json", NOTHING_SEEN);
    sandbox.write("little.json", NOTHING_SEEN.replace("{} }", LITTLE));
    sandbox.write("empty.md", "");
    sandbox.write("latin1.md", b"# Event\n\n- Owner: J\xfcrgen\n");
    sandbox.write("broken.json", "{\n  \"schema\": \"iem.snapshot/1\",\n  oops\n}");
    sandbox.write("newer.json", NOTHING_SEEN.replace("snapshot/1", "snapshot/9"));
    sandbox.write("other.json", "{ \"name\": \"package\" }");
    sandbox.write("list.json", "[]");
    fs::create_dir(sandbox.path("folder")).unwrap();
    sandbox
}

#[test]
fn exit_codes() {
    let sandbox = sandbox();
    for (arguments, code) in [
        ("ready.md --snapshot ready.json", 0),
        ("ready.md --snapshot ready.json --fail-on gray", 0),
        ("ready.md --snapshot missing.json", 1),
        ("ready.md --snapshot folder", 1),
        ("ready.md --snapshot broken.json", 1),
        ("ready.md --snapshot newer.json", 1),
        ("ready.md --snapshot ready.json -o folder/none/x.md", 1),
        ("missing.md", 2),
        ("folder", 2),
        ("latin1.md", 2),
        ("empty.md --fail-on purple", 2),
        ("empty.md --now yesterday", 2),
        ("empty.md --snapshot unseen.json --profile prod", 2),
        ("", 2),
        ("empty.md", 3),
        ("empty.md --fail-on never", 0),
        ("ready.md --snapshot unseen.json", 1),
        ("ready.md --snapshot unseen.json --fail-on never", 1),
        ("ready.md --snapshot little.json", 4),
        ("ready.md --snapshot little.json --fail-on yellow", 4),
        ("ready.md --snapshot little.json --fail-on gray", 3),
        ("ready.md --snapshot little.json --fail-on never", 0),
        ("ready.md --snapshot unseen.json --snapshot ready.json", 0),
    ] {
        let now = if arguments.contains("--now") { "" } else { "--now 2026-12-05T01:00:00Z" };
        let (actual, _, message) = sandbox.run(&format!("check {arguments} {now}"));
        assert_eq!(actual, code, "{arguments}\n{message}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_a_way_out() {
    let sandbox = sandbox();
    let mut text = String::new();
    for arguments in [
        "missing.md",
        "folder",
        "latin1.md",
        "empty.md --snapshot missing.json",
        "empty.md --snapshot broken.json",
        "empty.md --snapshot newer.json",
        "empty.md --snapshot other.json",
        "empty.md --snapshot list.json",
    ] {
        let (_, out, message) = sandbox.run(&format!("check {arguments}"));
        assert_eq!(out, "");
        text.push_str(&format!("$ iem check {arguments}\n{message}"));
    }
    insta::assert_snapshot!(text, @r#"
    $ iem check missing.md
    error: cannot read missing.md: there is no such file or directory
    help: `iem init missing.md` creates it
    $ iem check folder
    error: cannot read folder: it is a directory
    help: give the workbook's Markdown file, or `-`
    $ iem check latin1.md
    error: cannot read latin1.md: line 3 is not UTF-8 text
    help: save the workbook as UTF-8 in your editor
    $ iem check empty.md --snapshot missing.json
    error: cannot read missing.json: there is no such file or directory
    help: `iem collect WORKBOOK -o FILE` writes a snapshot
    $ iem check empty.md --snapshot broken.json
    error: broken.json:3:3: key must be a string
    help: collect it again with `iem collect WORKBOOK -o FILE`, or mend the JSON by hand
    $ iem check empty.md --snapshot newer.json
    error: newer.json has the format `iem.snapshot/9`, not `iem.snapshot/1`
    help: collect it again with this version of iem: `iem collect WORKBOOK -o FILE`
    $ iem check empty.md --snapshot other.json
    error: other.json is no snapshot: it names no schema
    help: give a file that `iem collect` or `--save-snapshot` wrote
    $ iem check empty.md --snapshot list.json
    error: list.json is no snapshot: it names no schema
    help: give a file that `iem collect` or `--save-snapshot` wrote
    "#);
}

#[cfg(not(feature = "aws"))]
#[test]
fn a_build_without_aws_says_so() {
    let (code, out, message) = sandbox().run("check ready.md");
    assert_eq!((code, out.as_str()), (1, ""));
    insta::assert_snapshot!(message, @r#"
    error: this build of iem cannot ask AWS
    help: judge a saved snapshot: `iem check WORKBOOK --snapshot FILE`; or build with AWS support: `cargo install --path cli` (the feature `aws` is on by default)
    "#);
}

#[test]
fn json_keeps_to_the_documented_schema() {
    let schema = fs::read_to_string(repository("docs/scorecard.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let sandbox = sandbox();
    for arguments in ["empty.md", "ready.md --snapshot ready.json", "ready.md --snapshot unseen.json"] {
        let (_, out, _) = sandbox.run(&format!("check {arguments} --now 2026-12-05T01:00:00Z --format json"));
        let scorecard: Value = serde_json::from_str(&out).unwrap();
        let errors: Vec<String> = schema.iter_errors(&scorecard).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{arguments}");
        assert!(out.ends_with("}\n"));
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let sandbox = sandbox();
    for format in ["terminal", "markdown", "json"] {
        let run = format!("check ready.md --snapshot unseen.json --now 2026-12-05T01:00:00Z --format {format}");
        assert_eq!(sandbox.run(&run), sandbox.run(&run));
    }
}

#[test]
fn a_workbook_comes_from_standard_input_as_well() {
    let sandbox = sandbox();
    let now = "--now 2026-12-05T01:00:00Z";
    let mut command = sandbox.iem(&format!("check - --snapshot ready.json {now}"));
    command.write_stdin(fs::read(sandbox.path("ready.md")).unwrap());
    let piped = outcome(&mut command);
    assert_eq!(piped.1, sandbox.run(&format!("check ready.md --snapshot ready.json {now}")).1);
}

#[test]
fn results_and_facts_go_to_files() {
    let sandbox = sandbox();
    sandbox.write("card.md", "old");
    let (code, out, _) = sandbox.run(
        "check ready.md --snapshot ready.json --now 2026-12-05T01:00:00Z --format markdown \
         -o card.md --save-snapshot saved.json",
    );
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(fs::read_to_string(sandbox.path("card.md")).unwrap().starts_with("# Event readiness"));
    let check = |facts: &str| sandbox.run(&format!("check ready.md --snapshot {facts} --now 2026-12-05T01:00:00Z"));
    assert_eq!(check("saved.json"), check("ready.json"));
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_replaced() {
    let sandbox = sandbox();
    sandbox.write("real.md", "old");
    std::os::unix::fs::symlink("real.md", sandbox.path("link.md")).unwrap();
    sandbox.run("check empty.md --format markdown -o link.md");
    assert!(fs::symlink_metadata(sandbox.path("link.md")).unwrap().is_symlink());
    assert!(fs::read_to_string(sandbox.path("real.md")).unwrap().starts_with("# Event"));
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_stays_a_pipe() {
    let sandbox = sandbox();
    let pipe = sandbox.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    sandbox.run("check empty.md --format markdown -o pipe");
    assert!(reader.join().unwrap().starts_with("# Event"));
    assert!(!fs::metadata(pipe).unwrap().is_file());
}
