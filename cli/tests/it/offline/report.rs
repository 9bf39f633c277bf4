//! `iem report` on saved facts.

use std::fs;

use serde_json::Value;

use super::{Sandbox, outcome, repository};

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    for (from, to) in [("workbook.md", "event.md"), ("snapshot.json", "before.json"), ("after.json", "today.json")] {
        sandbox.write(to, fs::read(repository("examples/spring-sale").join(from)).unwrap());
    }
    sandbox
}

#[test]
fn an_event_that_cannot_be_reviewed_yet_says_why_and_what_to_do() {
    let sandbox = sandbox();
    sandbox.write("empty.md", "");
    for (workbook, expected, words, help) in [
        ("empty.md", 2, "empty.md: the workbook gives no start and end", "help: fill in Start and End of section 2"),
        (
            "event.md",
            1,
            "event.md: at 2020-01-01T00:00:00Z the event has not begun: its window opens at 2026-12-11T21:00:00Z",
            "help: run it after that",
        ),
    ] {
        let arguments = format!("report {workbook} --snapshot today.json --now 2020-01-01T00:00:00Z");
        let (code, out, message) = sandbox.run(&arguments);
        assert_eq!((code, out.as_str()), (expected, ""), "{message}");
        assert!(message.contains(words) && message.contains(help), "{message}");
    }
}

#[test]
fn facts_from_before_the_event_are_no_ground_for_a_review() {
    let (code, out, message) =
        sandbox().run("report event.md --snapshot before.json --now 2026-12-14T12:00:00Z --format json");
    assert_eq!((code, out.as_str()), (1, ""), "{message}");
    assert!(message.contains("at 2026-12-05T00:55:00Z the event has not begun"), "{message}");
    assert!(message.contains("with `--snapshot` on what AWS answered after that"), "{message}");
}

#[test]
fn saved_snapshots_are_reviewed_together_and_saved_again() {
    let sandbox = sandbox();
    let arguments = "report event.md --snapshot today.json --snapshot today.json --before before.json \
                     --save-snapshot again.json --now 2026-12-14T12:00:00Z --format json -o report.json";
    let (code, out, message) = sandbox.run(arguments);
    assert_eq!((code, out.as_str()), (0, ""), "{message}");
    let report: Value = serde_json::from_slice(&fs::read(sandbox.path("report.json")).unwrap()).unwrap();
    assert_eq!((&report["schema"], &report["generated_at"]), (&"iem.report/1".into(), &"2026-12-14T12:00:00Z".into()));
    let [saved, again]: [Value; 2] = ["today.json", "again.json"]
        .map(|file| serde_json::from_slice(&fs::read(sandbox.path(file)).unwrap()).unwrap());
    assert_eq!(report["snapshot_taken_at"], saved["taken_at"]);
    assert_eq!(again["taken_at"], saved["taken_at"]);
}

#[test]
fn a_snapshot_before_the_event_that_is_none_is_refused() {
    let sandbox = sandbox();
    let (code, _, message) =
        sandbox.run("report event.md --snapshot today.json --before event.md --now 2026-12-14T12:00:00Z");
    assert_eq!(code, 1);
    assert!(message.contains("event.md"), "{message}");
}

#[test]
fn the_review_of_the_example_keeps_to_the_documented_schema() {
    let schema = fs::read_to_string(repository("docs/report.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let sandbox = Sandbox::new();
    let arguments = "report workbook.md --snapshot after.json --before snapshot.json --now 2026-12-14T02:30:00Z";
    let mut command = sandbox.iem(&format!("{arguments} --format json"));
    let (code, out, message) = outcome(command.current_dir(repository("examples/spring-sale")));
    assert_eq!(code, 0, "{message}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let errors: Vec<String> = schema.iter_errors(&report).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    // A review of nothing would keep to the schema as well.
    for part in ["criteria", "forecasts", "losses", "resources", "timeline", "indicators", "wind_down", "usage"] {
        assert!(report[part].as_array().is_some_and(|entries| !entries.is_empty()), "{part}");
    }
    let mut broken = report;
    broken["forecasts"][0]["real_peak"] = "many".into();
    assert!(!schema.is_valid(&broken));
}
