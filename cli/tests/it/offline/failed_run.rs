//! Runs that can read less than the run before: what was known stays, and nothing is called better.

use std::{collections::BTreeSet, fs};

use serde_json::{Map, Value, json};

use super::{Sandbox, repository};

const ACCOUNT: &str = "111122223333";

/// A way in which a run can fail.
struct Failure {
    name: &'static str,
    reason: &'static str,
    /// Keys of what is missed, from the account down; all of it where there are none.
    path: &'static [&'static str],
    /// Whether the account tells who it is all the same.
    signed_in: bool,
    /// The first line on standard error, where no account answers.
    error: Option<&'static str>,
}

const FAILURES: [Failure; 7] = [
    Failure {
        name: "no credentials",
        reason: "no-credentials",
        path: &[],
        signed_in: false,
        error: Some("error: no account answered: no AWS credentials were found"),
    },
    Failure {
        name: "expired",
        reason: "expired-credentials",
        path: &[],
        signed_in: false,
        error: Some("error: no account answered: the AWS session has expired"),
    },
    Failure {
        name: "wrong account",
        reason: "wrong-account",
        path: &[],
        signed_in: false,
        error: Some("error: no account answered: the credentials belong to another account"),
    },
    Failure {
        name: "everything denied",
        reason: "denied",
        path: &[],
        signed_in: true,
        error: Some("error: no account answered: the first call was denied"),
    },
    Failure { name: "region", reason: "unreachable", path: &["regions", "us-east-1"], signed_in: true, error: None },
    Failure {
        name: "service",
        reason: "denied",
        path: &["regions", "us-east-1", "autoscaling"],
        signed_in: true,
        error: None,
    },
    Failure {
        name: "balancers",
        reason: "throttled",
        path: &["regions", "us-east-1", "elb", "load_balancers"],
        signed_in: true,
        error: None,
    },
];

/// Gives every fact in a part of a snapshot a reason why it is missed.
fn miss(part: &mut Value, reason: &str) {
    let Value::Object(object) = part else { return };
    let is_fact = object.len() == 1 && (object.contains_key("seen") || object.contains_key("missed"));
    if is_fact {
        *object = Map::from_iter([("missed".to_owned(), json!({ "reason": reason }))]);
    } else {
        object.values_mut().for_each(|part| miss(part, reason));
    }
}

/// The example event, its facts in `whole.json`, and what is left of them in `less.json`.
fn sandbox(failure: &Failure) -> Sandbox {
    let sandbox = Sandbox::new();
    let example = repository("examples/spring-sale");
    fs::copy(example.join("workbook.md"), sandbox.path("workbook.md")).unwrap();
    let text = fs::read_to_string(example.join("snapshot.json")).unwrap();
    sandbox.write("whole.json", &text);
    let mut less: Value = serde_json::from_str(&text).unwrap();
    let account = &mut less["accounts"][ACCOUNT];
    let sts = account["sts"].clone();
    let part = failure.path.iter().fold(&mut *account, |part, key| &mut part[*key]);
    assert!(part.is_object(), "{}", failure.name);
    miss(part, failure.reason);
    if failure.signed_in {
        account["sts"] = sts;
    }
    sandbox.write("less.json", less.to_string());
    sandbox
}

impl Sandbox {
    /// Runs a command on facts of the same day.
    fn on(&self, day: u8, command: &str, facts: &str, more: &str) -> (i32, String, String) {
        let path = self.path(&format!("{facts}.json"));
        let mut snapshot: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        snapshot["taken_at"] = json!(format!("2026-12-0{day}T00:55:00Z"));
        fs::write(&path, snapshot.to_string()).unwrap();
        self.run(&format!("{command} workbook.md --snapshot {facts}.json --now 2026-12-0{day}T01:00:00Z {more}"))
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path("workbook.md")).unwrap()
    }

    fn scorecard(&self, day: u8, facts: &str) -> Value {
        serde_json::from_str(&self.on(day, "check", facts, "--format json").1).unwrap()
    }
}

/// Ids of the findings that are ready.
fn green(scorecard: &Value) -> BTreeSet<String> {
    let findings = scorecard["findings"].as_array().unwrap().iter().filter(|finding| finding["light"] == "green");
    findings.map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

/// Lines of some of the tool's regions, without what tells the day on which they were read.
fn facts(text: &str) -> Vec<String> {
    let mut facts = Vec::new();
    for name in ["scope", "prewarming", "topology", "trusted-advisor", "limits", "checklist", "load-tests"] {
        let (_, inside) = text.split_once(&format!("<!-- iem:{name} -->")).unwrap();
        let (inside, _) = inside.split_once(&format!("<!-- /iem:{name} -->")).unwrap();
        // What was tested is read from the workbook; the lines on which it stands there move.
        let inside = inside.split_once("#### Measured").map_or(inside, |(_, measured)| measured);
        let is_fact = |line: &&str| {
            !line.starts_with("<!--") && !line.starts_with("**As of ") && !line.contains("could not read")
        };
        let told = inside.lines().filter(is_fact);
        facts.extend(told.map(|line| {
            // Snapshots grow older each day.
            let line = line.replace("46 days old", "some days old").replace("47 days old", "some days old");
            line.replace("48 days old", "some days old").replace(" (as of 2026-12-05)", "")
        }));
    }
    facts
}

/// A workbook without what is of a day: the history, what changed, and the columns that tell days.
fn without_days(text: &str) -> Vec<String> {
    let text = text
        .replace("48 days old", "46 days old")
        .replace("checked by iem on 2026-12-07", "checked by iem on 2026-12-05");
    let is_of_a_day = |line: &&str| {
        ["<!-- iem ", "| 2026-12-", "Trend over ", "What changed ", "**✗ RED"].iter().any(|it| line.starts_with(it))
            || line.contains("-- iem:")
    };
    let lines = text.lines().filter(|line| !is_of_a_day(line));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(" | ").collect();
            // An action item without `Before`, `Due` and `Last seen`.
            let cells: Vec<&str> = match cells.len() {
                10 => [0, 1, 3, 4, 6, 7, 9].map(|at| cells[at]).to_vec(),
                _ => cells,
            };
            cells.join(" | ").replace(", **OVERDUE**", "").replace(" **OVERDUE.**", "")
        })
        .collect()
}

#[test]
fn less_known_is_never_better() {
    for failure in &FAILURES {
        let name = failure.name;
        let sandbox = sandbox(failure);
        assert_eq!(sandbox.on(5, "plan", "whole", "--write").0, 0, "{name}");
        let whole = sandbox.scorecard(6, "whole");
        let less = sandbox.scorecard(6, "less");
        let changes = &less["changes"];
        assert_ne!(changes["no_longer_known"], json!([]), "{name}");
        for kind in ["better", "closed"] {
            assert_eq!(changes[kind], json!([]), "{name}: {kind}");
        }
        let (whole, less) = (green(&whole), green(&less));
        let new: Vec<_> = less.difference(&whole).collect();
        assert!(new.is_empty(), "{name}: {new:?} is green");
    }
}

#[test]
fn a_run_without_an_answer_says_so_first_and_replaces_nothing() {
    let mut told = String::new();
    for failure in FAILURES.iter().filter(|failure| failure.error.is_some()) {
        let name = failure.name;
        let sandbox = sandbox(failure);
        sandbox.on(5, "plan", "whole", "--write");
        let before = sandbox.text();
        sandbox.write("scorecard.md", "of the day before");
        for (command, more) in [
            ("check", ""),
            ("check", "--fail-on never"),
            ("check", "--write"),
            ("check", "-q -o scorecard.md --save-snapshot saved.json"),
            ("plan", ""),
            ("plan", "--write"),
            ("plan", "--check"),
            ("handout", ""),
        ] {
            let (code, out, message) = sandbox.on(6, command, "less", more);
            assert_eq!(code, 1, "{name}: {command} {more}\n{message}");
            assert_eq!(message.lines().next(), failure.error, "{name}: {command} {more}");
            let shows = matches!((command, more), ("check", "" | "--write" | "--fail-on never") | ("plan", ""));
            assert_eq!(!out.is_empty(), shows, "{name}: {command} {more}\n{out}");
            if more.is_empty() && command == "check" {
                told.push_str(&message.lines().take(2).collect::<Vec<_>>().join("\n"));
                told.push('\n');
            }
        }
        let after = "report workbook.md --snapshot less.json --now 2026-12-14T01:00:00Z --write";
        let (code, _, message) = sandbox.run(after);
        assert_eq!((code, message.lines().next()), (1, failure.error), "{name}: report");
        assert!(sandbox.text() == before, "{name}: the workbook was written");
        assert_eq!(fs::read_to_string(sandbox.path("scorecard.md")).unwrap(), "of the day before");
        let files = fs::read_dir(sandbox.folder.path()).unwrap().count();
        assert_eq!(files, 4, "{name}: nothing but the workbook, two snapshots and the old scorecard");
    }
    insta::assert_snapshot!(told);
}

/// What could be read on the first day stands in the workbook on the second, and on the third all is as it was.
#[test]
fn what_was_known_stays_until_it_is_known_again() {
    for failure in &FAILURES {
        let name = failure.name;
        let sandbox = sandbox(failure);
        assert_eq!(sandbox.on(5, "check", "whole", "").0, 3, "{name}");
        sandbox.on(5, "plan", "whole", "--write");
        let first = sandbox.text();
        let expected = if failure.error.is_some() { 1 } else { 3 };
        assert_eq!(sandbox.on(6, "check", "less", "").0, expected, "{name}");
        let anyway = if failure.error.is_some() { "--write --write-anyway" } else { "--write" };
        let (code, ..) = sandbox.on(6, "plan", "less", anyway);
        assert_eq!(code, i32::from(failure.error.is_some()), "{name}");
        let second = sandbox.text();
        assert_ne!(first, second, "{name}");
        let known: BTreeSet<String> = facts(&second).into_iter().collect();
        let lost: Vec<String> = facts(&first).into_iter().filter(|line| !known.contains(line)).collect();
        assert!(lost.is_empty(), "{name}: lost\n{}", lost.join("\n"));
        // The same run again changes nothing.
        sandbox.on(6, "plan", "less", anyway);
        assert!(sandbox.text() == second, "{name}: the second day is not settled");
        assert!(second.contains("as of 2026-12-05"), "{name}");

        assert_eq!(sandbox.on(7, "check", "whole", "").0, 3, "{name}");
        let (_, _, message) = sandbox.on(7, "check", "whole", "--write");
        assert!(message.contains("what changed since 2026-12-06: nothing"), "{name}: {message}");
        sandbox.on(7, "plan", "whole", "--write");
        let third = sandbox.text();
        assert!(!third.contains("as of 2026-12-05") || !third.contains("`as of`"), "{name}");
        assert_same(&without_days(&first), &without_days(&third), name);
    }
}

fn assert_same(one: &[String], other: &[String], name: &str) {
    let differ: Vec<String> = one
        .iter()
        .zip(other)
        .filter(|(one, other)| one != other)
        .map(|(one, other)| format!("{one}\n{other}"))
        .collect();
    assert!(differ.is_empty() && one.len() == other.len(), "{name}:\n{}", differ.join("\n"));
}

/// The account that answered is written only with leave, and the other one is judged all the same.
#[test]
fn an_account_that_falls_silent_keeps_the_workbook_as_it_was() {
    let sandbox = sandbox(&FAILURES[0]);
    let other = "444455556666";
    let text = sandbox.text().replacen(
        "| 111122223333 (shop-prod) | us-east-1 |",
        &format!("| {other} | us-east-1 | i-0a1b2c3d4e5f60009 | | | |\n| 111122223333 (shop-prod) | us-east-1 |"),
        1,
    );
    sandbox.write("workbook.md", text);
    for name in ["whole.json", "less.json"] {
        let text = fs::read_to_string(sandbox.path(name)).unwrap();
        let mut snapshot: Value = serde_json::from_str(&text).unwrap();
        snapshot["accounts"][other] = json!({"regions": {"us-east-1": {"ec2": {"instances": {"seen": {}}}}}});
        sandbox.write(name, snapshot.to_string());
    }
    sandbox.on(5, "plan", "whole", "--write");
    let before = sandbox.text();
    for command in ["plan", "check"] {
        let (code, _, message) = sandbox.on(6, command, "less", "--write");
        assert_eq!(code, 1, "{message}");
        let first: Vec<&str> = message.lines().take(2).collect();
        insta::allow_duplicates!(insta::assert_snapshot!(first.join("\n")));
        assert!(sandbox.text() == before, "{command} wrote the workbook");
    }
    assert_eq!(sandbox.on(6, "check", "less", "").0, 3);
    assert_eq!(sandbox.on(6, "plan", "less", "--write --write-anyway").0, 0);
    assert!(sandbox.text().contains(&format!("{ACCOUNT}=2026-12-05 {other}=2026-12-06 -->")), "{}", sandbox.text());
    // Day after day: it has answered once.
    assert_eq!(sandbox.on(7, "plan", "less", "--write").0, 1);
}
