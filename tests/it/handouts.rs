//! Hand-outs: the example's are fresh, and what the world reads them with accepts them.

#![expect(clippy::disallowed_methods, clippy::disallowed_types, reason = "examples are files, and bash reads scripts")]

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use iem_core::{
    example,
    handout::{self, Handout},
    plan::Plan,
    rules, scorecard,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use jiff::Timestamp;
use serde_json::json;

/// A snapshot for which nobody was asked anything.
const NOTHING: &str = r#"{"schema":"iem.snapshot/1","taken_at":"2026-12-05T00:00:00Z","accounts":{}}"#;

fn with<T>(text: &str, snapshot: &str, now: Timestamp, use_plan: impl FnOnce(&Plan<'_>) -> T) -> T {
    let workbook = workbook::parse(text);
    let snapshot: Snapshot = serde_json::from_str(snapshot).unwrap();
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard = scorecard::evaluate(&rules::all(), &workload, now);
    use_plan(&Plan { workload: &workload, scorecard: &scorecard, now })
}

fn all(text: &str, snapshot: &str) -> Vec<Handout> {
    with(text, snapshot, example::NOW, handout::all)
}

fn one(name: &str, text: &str, snapshot: &str) -> String {
    all(text, snapshot).into_iter().find(|handout| handout.file_name == name).unwrap().text
}

/// The example's snapshot in which the vCPU quota was never asked for and nothing is reserved.
fn needy() -> String {
    let mut value: serde_json::Value = serde_json::from_str(example::SNAPSHOT).unwrap();
    let region = value.pointer_mut("/accounts/111122223333/regions/us-east-1").unwrap();
    region["quotas"]["requests"] = json!({ "seen": [] });
    region["quotas"]["values"]["ec2/L-1216C47A"]["seen"]["value"] = json!(20.0);
    for (_, reserved) in region["elb"]["capacity_reservations"].as_object_mut().unwrap() {
        *reserved = json!({ "seen": { "requested": null, "zones": [] } });
    }
    value.to_string()
}

#[test]
fn the_hand_outs_of_the_example_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/spring-sale");
    let mut stale = Vec::new();
    for Handout { file_name, text, .. } in all(example::WORKBOOK, example::SNAPSHOT) {
        let file = folder.join(file_name);
        if fs::read_to_string(&file).ok().as_ref() != Some(&text) {
            fs::write(&file, text).unwrap();
            stale.push(file_name);
        }
    }
    assert!(stale.is_empty(), "regenerated, commit it: {}", stale.join(", "));
}

#[test]
fn every_hand_out_is_known_as_ours_and_nothing_else_is() {
    for handout in all("", NOTHING) {
        assert!(handout::is_ours(&handout.text), "{}", handout.file_name);
    }
    assert!(!handout::is_ours(example::WORKBOOK));
}

#[test]
fn the_case_stays_below_the_limit_however_long_the_workbook_is() {
    let rows: String = (0..500)
        .map(|n| format!("| Team {n} | Person {n} | +65 5550 {n} | Engineer of part {n} | p{n}@example.com |\n"))
        .collect();
    let anchor = "| Platform | Dana Reyes |";
    let long = "a very long sentence ".repeat(400);
    let text = example::WORKBOOK
        .replace(anchor, &format!("{rows}{anchor}"))
        .replace("availability >= 99.95%", &long)
        .replace("Spring Sale\n- Customer", &format!("{}\n- Customer", "Spring Sale ".repeat(900)));
    with(&text, example::SNAPSHOT, example::NOW, |plan| {
        let body = handout::case(plan).body;
        assert!(body.starts_with("Requesting proactive support for IEM.\n"), "{body}");
        assert!(body.chars().count() < handout::BODY_LIMIT, "{}", body.chars().count());
        assert!(body.contains(" more contacts, in the attached run book"), "{body}");
        let words: BTreeSet<&str> = text.split_whitespace().collect();
        let cut = body.lines().filter_map(|line| line.strip_suffix(" …"));
        for last in cut.filter_map(|line| line.split_whitespace().last()) {
            assert!(words.contains(last), "cut in the middle of a word: {last}");
        }
    });
}

#[test]
fn the_subject_is_the_one_that_aws_looks_for() {
    let subject = |text: &str| with(text, example::SNAPSHOT, example::NOW, |plan| handout::case(plan).subject);
    assert_eq!(subject(example::WORKBOOK), "IEM Alert - Example Shop - Spring Sale");
    assert_eq!(subject(""), "IEM Alert - <Customer Name> - <Event Name>");
}

#[test]
fn the_most_used_account_opens_the_case() {
    let second = "| 444455556666 | us-east-1 | i-0a1b2c3d4e5f60077 | a, b, c, d | e, f, g | h |";
    let row = "| 111122223333 (shop-prod) | us-east-1 |";
    let text = example::WORKBOOK.replace(row, &format!("{second}\n{row}"));
    let chosen = |snapshot: &str| {
        with(&text, snapshot, example::NOW, |plan| {
            let case = handout::case(plan);
            let why = case.body.lines().find(|line| line.starts_with("The case belongs")).unwrap().to_owned();
            (case.account.unwrap(), why)
        })
    };
    insta::assert_snapshot!(chosen(example::SNAPSHOT).1, @"The case belongs to 111122223333: the only one whose vCPU use is known.");
    insta::assert_snapshot!(chosen(NOTHING).1, @"The case belongs to 444455556666: it has the most resources in the event, 9 against 8.");
}

#[test]
fn credentials_leave_no_trace_in_any_hand_out() {
    let key = "AKIAIOSFODNN7EXAMPLE";
    let text = example::WORKBOOK
        .replace("#spring-sale", &format!("#spring-sale, password=hunter2 {key}"))
        .replace("availability >= 99.95%", &format!("no {key} leaks"))
        .replace("Through the jump host, with SSO.", "user ops, password: hunter2")
        .replace("https://shop.example.com/health", "https://ops:hunter2@shop.example.com/health?token=hunter2");
    for handout in all(&text, example::SNAPSHOT) {
        for secret in ["hunter2", key] {
            assert!(!handout.text.contains(secret), "{secret} in {}", handout.file_name);
        }
    }
}

#[test]
fn another_library_reads_the_calendar_back() {
    let text = one("calendar.ics", example::WORKBOOK, example::SNAPSHOT);
    assert!(text.lines().all(|line| line.len() <= 75));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let calendars: Vec<_> = ical::IcalParser::new(text.as_bytes()).collect();
    let [Ok(calendar)] = calendars.as_slice() else { panic!("{calendars:?}") };
    let value = |event: &ical::parser::ical::component::IcalEvent, name: &str| {
        let property = event.properties.iter().find(|property| property.name == name);
        property.and_then(|property| property.value.clone()).unwrap_or_default()
    };
    let ids: BTreeSet<String> = calendar.events.iter().map(|event| value(event, "UID")).collect();
    assert_eq!(ids.len(), calendar.events.len(), "an identifier is used twice");
    let lines: Vec<String> = calendar
        .events
        .iter()
        .map(|event| format!("{} {} {}", value(event, "DTSTART"), value(event, "DTEND"), value(event, "SUMMARY")))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    20261212T010000Z 20261212T130000Z Spring Sale
    20261211T210000Z 20261212T010000Z Spring Sale: prewarming
    20261212T130000Z 20261212T150000Z Spring Sale: still no change
    20261107 20261108 Step 4: Update Architecture Diagrams
    20261114 20261115 Step 8: Check Trusted Advisor
    20261114 20261115 Step 9: Check Service Limits
    20261202 20261203 Step 13: Determine Event Readiness
    20261205 20261206 Step 14: Pre-Event Readiness Check
    20261205 20261206 Step 15: Escalations Matrix
    20261212 20261213 Step 16: Open the bridge
    20261212 20261213 Step 17: IEM Monitoring
    20261212 20261213 Step 18: Monitor Infrastructure Dashboards
    20261212 20261213 Step 19: Active Event Escalations
    20261213 20261214 Step 20: Scale down resources to normal operating levels
    20261214 20261215 Step 21: Review event metrics
    20261217 20261218 Step 22: Review action items or failures with customer and close the loop
    20261218 20261219 Step 23: Resolve the IEM Alert Support Case
    20261219 20261220 Step 24: IEM Survey Request
    20261219 20261220 Step 25: Create IEM Success Story
    20261209 20261213 Change freeze
    20261212T040000Z 20261212T060000Z instance i-0a1b2c3d4e5f60001: system-reboot is scheduled in the event's window\, from 2026-12-12 12:00 GMT +8
    20261212T140000Z  asg api: night shrinks the group at 2026-12-12 22:00 GMT +8
    20261220T235959Z  distribution E2EXAMPLE1ABCD: its certificate ends 2026-12-21 07:59 GMT +8\; its renewal waits for the validation of a domain
    20261128 20261129 Due: 3 findings not ready
    20261205 20261206 Due: 6 findings not ready
    20261209 20261210 Due: 1 finding not ready
    20261210 20261211 Due: 1 finding not ready
    ");
}

#[test]
fn a_calendar_cannot_be_broken_by_a_name() {
    let hostile = "Sale; a,b \\n END:VEVENT\u{1b} é漢字".repeat(9);
    let text = example::WORKBOOK.replace("- Name: Spring Sale", &format!("- Name: {hostile}"));
    let text = one("calendar.ics", &text, example::SNAPSHOT);
    assert!(text.lines().all(|line| line.len() <= 75));
    assert_eq!(text.matches("\r\nBEGIN:VEVENT").count(), text.matches("\r\nEND:VEVENT").count());
    assert!(ical::IcalParser::new(text.as_bytes()).all(|calendar| calendar.is_ok()));
    assert!(!text.contains('\u{1b}'));
}

/// The matrix and the rule `cw-alarm-receivers` read the same topics, and say the same.
#[test]
fn the_escalation_matrix_says_what_is_known_of_who_listens() {
    let topic = "arn:aws:sns:us-east-1:111122223333:page-platform";
    let cases = [
        (json!({ "seen": { "confirmed": 2, "pending": 0 } }), "SNS topic page-platform (2 confirmed subscriptions)"),
        (
            json!({ "seen": { "confirmed": 1, "pending": 3 } }),
            "SNS topic page-platform (1 confirmed subscription, 3 pending)",
        ),
        (
            json!({ "seen": { "confirmed": 0, "pending": 3 } }),
            "**nobody**: none of its topics has a confirmed subscription",
        ),
        (json!({ "seen": null }), "**nobody**: none of its topics has a confirmed subscription"),
        (
            json!({ "missed": { "reason": "denied", "detail": "" } }),
            "SNS topic page-platform (its subscriptions were not read)",
        ),
    ];
    for (state, expected) in cases {
        let mut value: serde_json::Value = serde_json::from_str(example::SNAPSHOT).unwrap();
        value["accounts"]["111122223333"]["regions"]["us-east-1"]["sns"]["topics"][topic] = state;
        let snapshot = value.to_string();
        let text = one("escalation.md", example::WORKBOOK, &snapshot);
        let row = text.lines().find(|line| line.starts_with("| web-5xx ")).unwrap();
        assert!(row.ends_with(&format!("| {expected} |")), "{row}");
        assert!(one("run-book.md", example::WORKBOOK, &snapshot).contains(expected), "{expected}");
        let red = with(example::WORKBOOK, &snapshot, example::NOW, |plan| {
            let of_rule = |it: &&scorecard::Finding| it.rule == "cw-alarm-receivers" && it.resource.id == "web-5xx";
            plan.scorecard.findings.iter().find(of_rule).map(|finding| finding.light == iem_core::rule::Light::Red)
        });
        assert_eq!(red, Some(expected.contains("nobody")), "{expected}");
    }
}

#[test]
fn documents_keep_their_form_whatever_things_are_called() {
    let hostile = "x <img src=y> `z` \u{1b}[31m";
    let escaped = serde_json::to_string(hostile).unwrap();
    let escaped = escaped.trim_matches('"');
    let text = example::WORKBOOK
        .replace("Dana Reyes", hostile)
        .replace("Orders lost", hostile)
        .replace("#spring-sale", hostile)
        .replace("- Name: Spring Sale", &format!("- Name: {hostile}"));
    let snapshot = example::SNAPSHOT
        .replace("web-5xx", &format!("{escaped} | a | b"))
        .replace("page-platform", escaped)
        .replace("Target.Timeout", escaped);
    let is_row = |line: &&str| line.starts_with('|');
    for (before, after) in all(example::WORKBOOK, example::SNAPSHOT).iter().zip(all(&text, &snapshot)) {
        let rows = |text: &str| {
            text.lines().filter(is_row).map(|row| row.replace("\\|", "").matches('|').count()).collect::<Vec<_>>()
        };
        assert_eq!(rows(&before.text), rows(&after.text), "{}", after.file_name);
        assert!(!after.text.contains('\u{1b}'), "{}", after.file_name);
        let fences = |text: &str| text.lines().filter(|line| line.starts_with("```")).count();
        assert_eq!(fences(&before.text), fences(&after.text), "{}", after.file_name);
        let prose = after.text.split("```").step_by(2).collect::<String>();
        assert!(!after.file_name.ends_with(".md") || !prose.contains("<img"), "{}", after.file_name);
    }
}

#[test]
fn a_script_without_a_need_is_only_a_comment() {
    let script = one("requests.sh", example::WORKBOOK, example::SNAPSHOT);
    assert!(script.lines().all(|line| line.starts_with('#')), "{script}");
    assert!(script.contains("Nothing else is known to be needed."), "{script}");
}

#[test]
fn what_nobody_asked_is_never_said_to_be_enough() {
    let script = one("requests.sh", example::WORKBOOK, NOTHING);
    assert!(!script.contains("Nothing has to be asked for."), "{script}");
    assert!(script.contains("1 planned LCU reservation: the state is not known"), "{script}");
    let case = one("case.md", example::WORKBOOK, NOTHING);
    assert!(!case.contains("enough for the peak"), "{case}");
    assert!(!case.contains("none planned"), "{case}");
    let matrix = one("escalation.md", example::WORKBOOK, NOTHING);
    assert!(matrix.contains("**Not known:** the alarms of 111122223333 in us-east-1"), "{matrix}");
}

#[test]
fn a_script_asks_for_what_is_needed() {
    let script = one("requests.sh", example::WORKBOOK, &needy());
    let commands: Vec<&str> = script.lines().filter(|line| line.starts_with("ask ")).collect();
    insta::assert_snapshot!(commands.join("\n"), @"
    ask 111122223333 aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value 60 --region us-east-1
    ask 111122223333 aws elbv2 modify-capacity-reservation --load-balancer-arn arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188 --minimum-load-balancer-capacity CapacityUnits=1500 --region us-east-1
    ");
    let comment = script.find("# Why: section 7 plans 1500 LCUs").unwrap();
    insta::assert_snapshot!(&script[comment..], @"
    # Why: section 7 plans 1500 LCUs for load balancer web; 0 are reserved.
    # Cost: about 12.00 USD an hour at 0.008 USD per LCU-hour (verify the price), from when it is provisioned until it is reset.
    # Before: the region's quota of reserved LCUs is 0 unless it was raised. Look at it with
    #   aws service-quotas get-service-quota --service-code elasticloadbalancing --quota-code L-8A66D0E6 --region us-east-1
    # After the event, stop paying with
    #   aws elbv2 modify-capacity-reservation --load-balancer-arn arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188 --reset-capacity-reservation --region us-east-1
    ask 111122223333 aws elbv2 modify-capacity-reservation --load-balancer-arn arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188 --minimum-load-balancer-capacity CapacityUnits=1500 --region us-east-1
    ");
}

/// Runs a script with a stand-in for `aws` that tells an account and notes what it is asked.
fn run(script: &str, reviewed: bool, account: &str, answers: &str) -> (bool, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{reviewed}-{account}-{}", answers.len()));
    fs::create_dir_all(&folder).unwrap();
    let aws = format!(
        "aws() {{ if [ \"$1\" = sts ]; then echo {account}; else printf 'RAN'; printf ' <%s>' \"$@\"; echo; fi; }}\n"
    );
    fs::write(folder.join("script.sh"), aws + script).unwrap();
    let mut command = Command::new("bash");
    command.arg("script.sh").current_dir(&folder).env_remove("IEM_REVIEWED");
    if reviewed {
        command.env("IEM_REVIEWED", "yes");
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // A script that refuses to run closes its input.
    let _ = child.stdin.take().unwrap().write_all(answers.as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(!folder.join("pwned").exists());
    let ran: Vec<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.find("RAN ").map(|at| line[at..].to_owned()))
        .collect();
    (output.status.success(), ran.join("\n"))
}

#[test]
fn bash_can_parse_every_script() {
    for snapshot in [example::SNAPSHOT, &needy(), NOTHING] {
        let script = one("requests.sh", example::WORKBOOK, snapshot);
        let mut child = Command::new("bash").arg("-n").stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success(), "{script}");
    }
}

#[test]
fn a_script_runs_only_reviewed_confirmed_and_in_its_account() {
    let script = one("requests.sh", example::WORKBOOK, &needy());
    let account = "111122223333";
    assert_eq!(run(&script, false, account, "y\ny\n"), (false, String::new()));
    assert_eq!(run(&script, true, account, "n\n\n"), (true, String::new()));
    assert_eq!(run(&script, true, account, ""), (true, String::new()));
    assert_eq!(run(&script, true, "999999999999", "y\ny\n"), (true, String::new()));
    let (success, ran) = run(&script, true, account, "y\ny\n");
    assert!(success);
    assert_eq!(ran.lines().count(), 2, "{ran}");
}

#[test]
fn names_in_a_script_stay_names() {
    let hostile = "web'; touch pwned; $(touch pwned) `touch pwned`\n touch pwned #";
    let arn = "loadbalancer/app/web/50dc6c495c0c9188";
    let escaped = serde_json::to_string(hostile).unwrap();
    let escaped = escaped.trim_matches('"');
    let snapshot = needy()
        .replace("\"name\":\"web\"", &format!("\"name\":\"{escaped}\""))
        .replace(arn, &format!("loadbalancer/app/{escaped}/50dc6c495c0c9188"))
        .replace("Running On-Demand Standard", escaped);
    let text = example::WORKBOOK
        .replace("- Name: Spring Sale", "- Name: $(touch pwned)")
        .replace("| web, api-", "| web-1234567890.us-east-1.elb.amazonaws.com, api-")
        .replace("| web | us-east-1 | 22", "| web-1234567890.us-east-1.elb.amazonaws.com | us-east-1 | 22");
    let script = one("requests.sh", &text, &snapshot);
    let (success, ran) = run(&script, true, "111122223333", "y\ny\n");
    assert!(success);
    assert!(ran.contains("elbv2"), "{script}");
}
