//! What no output leaves out: what somebody accepted, and how old the facts are.

use iem_core::{
    handout,
    plan::{self, Plan},
    render::plan::Document,
    render::{Format, Options, render},
    rules,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use serde_json::{Value, json};

use crate::rules::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, now};

const OPTIONS: Options = Options { width: 100, color: false, verbose: false, workbook: None };
const FORMATS: [Format; 7] =
    [Format::Terminal, Format::Markdown, Format::Json, Format::Html, Format::Junit, Format::Sarif, Format::Csv];

/// The scorecard, the plan and the workbook that it writes, and the hand-outs, of an event in which one red is accepted.
struct Told {
    scorecard: Vec<(Format, String)>,
    plan: Vec<(Format, String)>,
    workbook: String,
    hand_outs: Vec<(&'static str, String)>,
}

fn told() -> Told {
    let risk = "| asg-multi-az | web | Dana Reyes | the second zone comes after the sale | 2026-12-31 |\n";
    let before = "| asg-at-max-now |";
    let text = WORKBOOK.replace(before, &format!("{risk}{before}"));
    // Whoever accepts it does not deny it.
    let text = text.replace("No, every tier runs in two zones.", "Yes, the group web until the second zone comes.");
    let text = text.replace("## Section 16", "## Section 15: Readiness\n\n## Section 16");
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    value["taken_at"] = json!("2026-12-05T00:30:00Z");
    value["accounts"][ACCOUNT]["regions"][REGION]["autoscaling"]["groups"]["seen"]["web"]["zones"] =
        json!(["us-east-1a"]);
    let snapshot: Snapshot = serde_json::from_value(value).unwrap();
    let workload = Workload::new(&workbook::parse(&text), &snapshot);
    let scorecard = plan::judge(&rules::all(), &workload, now());
    let plan = Plan { workload: &workload, scorecard: &scorecard, now: now() };
    let (back, written) = plan::write(&rules::all(), &plan, &text, plan::regions).unwrap();
    let document = Document::new(&plan, &back.text, &written);
    Told {
        scorecard: FORMATS.map(|format| (format, render(&scorecard, format, &OPTIONS))).to_vec(),
        plan: FORMATS.map(|format| (format, document.render(format, &OPTIONS))).to_vec(),
        hand_outs: handout::all(&plan).into_iter().map(|it| (it.file_name, it.text)).collect(),
        workbook: back.text,
    }
}

#[test]
fn an_accepted_red_is_no_plain_green() {
    let told = told();
    for (format, text) in told.scorecard.iter().chain(&told.plan) {
        match format {
            // The area, and the event as a whole.
            Format::Terminal | Format::Markdown | Format::Html => {
                assert!(text.matches("✓ GREEN, 1 accepted").count() >= 1, "{format:?}: {text}");
            }
            Format::Json => {
                let value: Value = serde_json::from_str(text).unwrap();
                let scorecard = value.get("scorecard").unwrap_or(&value);
                assert_eq!(scorecard["accepted"], 1);
            }
            // These list findings, and say of each whether it is accepted.
            Format::Junit | Format::Sarif | Format::Csv => {}
        }
    }
    // Section 8, section 15 twice, and the history.
    assert_eq!(told.workbook.matches("✓ GREEN, 1 accepted").count(), 4, "{}", told.workbook);
    let (_, book) = told.hand_outs.iter().find(|(name, _)| name.contains("run-book")).unwrap();
    assert!(book.contains("nothing is open, 1 accepted"), "{book}");
}

#[test]
fn every_output_says_how_old_the_facts_are() {
    let told = told();
    let words = "facts of 2026-12-05 08:30 GMT +8, 30 minutes old";
    for (format, text) in told.scorecard.iter().chain(&told.plan) {
        let is_told = match format {
            Format::Terminal | Format::Html => text.contains(words),
            Format::Markdown => text.replace('\\', "").contains(words) || text.contains("facts of 2026-12-05;"),
            Format::Json => text.contains("\"snapshot_age_seconds\": 1800"),
            Format::Junit => text.contains("<property name=\"facts_age_seconds\" value=\"1800\"/>"),
            Format::Sarif => text.contains("\"factsAgeSeconds\": 1800"),
            // The plan's rows are those of section 16.
            Format::Csv => text.contains("\"2026-12-05T00:30:00Z\",\"1800\"") || text.starts_with("\"Id\""),
        };
        assert!(is_told, "{format:?}: {text}");
    }
    for (name, text) in &told.hand_outs {
        let shows = name.ends_with(".ics") || text.replace('\\', "").contains(words);
        assert!(shows, "{name}: {text}");
    }
}
