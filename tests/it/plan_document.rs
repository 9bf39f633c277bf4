//! What `iem plan` hands on, on the built-in example one day after it was written.

use iem_core::{
    example,
    plan::{self, Plan},
    render::plan::Document,
    render::{Format, Options},
    rules,
    scorecard::Scorecard,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use jiff::{SignedDuration, Timestamp};

/// Plans a workbook, and returns its new text and the document in one format.
fn planned(text: &str, facts: &str, now: Timestamp, format: Format) -> (String, String) {
    let snapshot: Snapshot = serde_json::from_str(facts).unwrap();
    let workbook = workbook::parse(text);
    let workload = Workload::new(&workbook, &snapshot);
    let scorecard: Scorecard = plan::judge(&rules::all(), &workload, now);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now };
    let (back, written) = plan::write(&rules::all(), &plan, text, plan::regions).unwrap();
    let options = Options { width: 100, color: false, verbose: false, workbook: None };
    let document = Document::new(&plan, &back.text, &written).render(format, &options);
    (back.text, document)
}

/// The day after, on facts of that day: somebody owns an item, wrote into a limit, and one group has more room.
fn next_day(format: Format) -> (String, String) {
    let (text, _) = planned(example::WORKBOOK, example::SNAPSHOT, example::NOW, format);
    let row = "2026-11-28, overdue |  | 2026-12-05 | 2026-12-05 |  |";
    let text = text
        .replacen(row, "2026-11-28, overdue | Ana | 2026-12-05 | 2026-12-05 | see [wiki](javascript:x) |", 1)
        .replace("| 64 (applied) |", "| 640 (applied) |");
    let facts = example::SNAPSHOT.replace("\"max_size\": 20", "\"max_size\": 200");
    assert_ne!(facts, example::SNAPSHOT);
    let facts = facts.replace("\"taken_at\": \"2026-12-05", "\"taken_at\": \"2026-12-06");
    planned(&text, &facts, example::NOW + SignedDuration::from_hours(24), format)
}

#[test]
fn the_terminal_tells_each_section_in_short() {
    insta::assert_snapshot!(next_day(Format::Terminal).1);
}

#[test]
fn json_is_as_documented() {
    let (text, document) = next_day(Format::Json);
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let schema = serde_json::from_str(include_str!("../../docs/plan.schema.json")).unwrap();
    let errors: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&document).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    for region in document["regions"].as_array().unwrap() {
        assert!(text.contains(region["markdown"].as_str().unwrap()), "{region}");
    }
    // The lines that go are told one by one; among them is the one that was edited.
    let notices = document["notices"].as_array().unwrap();
    assert!(notices.iter().any(|notice| notice.to_string().contains("loses the line: | Running On-Demand Standard")));
    insta::assert_snapshot!(format!("{:#}\n{:#}", notices[0], document["scorecard"]["changes"]), @r#"
    "region `limits` was changed by hand; its text is written anew"
    {
      "better": [],
      "closed": [
        "asg-max-covers-peak/111122223333/us-east-1/asg/web"
      ],
      "new": [
        "ec2-vcpu-quota-at-peak/111122223333/us-east-1/quota/ec2/L-1216C47A",
        "ec2-vcpu-quota-request-in-time/111122223333/us-east-1/quota/ec2/L-1216C47A",
        "asg-subnet-ips-at-peak/111122223333/us-east-1/asg/web"
      ],
      "no_longer_known": [],
      "reopened": [],
      "since": "2026-12-05",
      "worse": []
    }
    "#);
}

#[test]
fn the_page_asks_nothing_of_the_network_and_runs_nothing() {
    let (_, page) = next_day(Format::Html);
    assert!(page.contains("default-src 'none'"));
    for outside in ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "javascript:", "<!-- "] {
        assert!(!page.contains(outside), "{outside}");
    }
    for shown in ["<h2 id=\"limits\">Section 11: limits</h2>", "<td>Ana</td>", "flowchart LR", "<figcaption>", "wiki"] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn comma_separated_values_are_the_action_items() {
    let (text, table) = next_day(Format::Csv);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let owners: Vec<String> = reader
        .records()
        .map(|row| row.unwrap())
        .filter(|row| &row[6] == "Ana")
        .map(|row| format!("{} {} {}", &row[0], &row[1], &row[9]))
        .collect();
    assert_eq!(owners, ["asg-multi-az-api-29f7a0 Red see wiki"]);
    let (_, items) = text.split_once("<!-- iem:action-items -->").unwrap();
    let (items, _) = items.split_once("<!-- /iem:action-items -->").unwrap();
    let rows = items.lines().filter(|line| line.starts_with("| ") && !line.contains("---")).count();
    assert_eq!(table.lines().count(), rows);
}
