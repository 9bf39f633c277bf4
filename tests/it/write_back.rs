//! What the tool writes into a workbook, and what it leaves alone.

mod action_items;
mod interleaved;
mod kept;
mod splices;

use std::sync::LazyLock;

use iem_core::{
    example,
    plan::{self, Plan, Written},
    rules,
    scorecard::{self, Scorecard},
    snapshot::Snapshot,
    workbook::{
        parse,
        write_back::{Done, WrittenBack, write_back},
    },
    workload::Workload,
};
use jiff::{SignedDuration, Timestamp};

/// What AWS answers of the example's event.
static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| serde_json::from_str(example::SNAPSHOT).unwrap());

/// A moment some days after the example's.
fn day(number: i64) -> Timestamp {
    example::NOW + SignedDuration::from_hours(24 * number)
}

/// One run on the example's facts, as if they were of this moment, with verdicts that `twist` may change, which writes
/// the verdict and the action items.
fn run(text: &str, now: Timestamp, twist: impl FnOnce(&mut Scorecard)) -> (WrittenBack, Written, Scorecard) {
    let snapshot = Snapshot { taken_at: now, ..SNAPSHOT.clone() };
    let workbook = parse(text);
    let workload = Workload::new(&workbook, &snapshot);
    let mut scorecard = scorecard::evaluate(&rules::all(), &workload, now);
    twist(&mut scorecard);
    scorecard.changes = plan::changes(&workbook, &scorecard);
    let plan = Plan { workload: &workload, scorecard: &scorecard, now };
    let written = plan::verdict(&plan);
    (write_back(text, &written.regions).unwrap(), written, scorecard)
}

fn written(text: &str, now: Timestamp) -> String {
    run(text, now, |_| {}).0.text
}

/// Everything that `iem plan` writes, on the day of the example.
fn plan_whole(text: &str, snapshot: &Snapshot) -> WrittenBack {
    let workbook = parse(text);
    let workload = Workload::new(&workbook, snapshot);
    let scorecard = plan::judge(&rules::all(), &workload, day(0));
    let plan = Plan { workload: &workload, scorecard: &scorecard, now: day(0) };
    plan::write(&rules::all(), &plan, text, plan::regions).unwrap().0
}

/// The text without what stands in its regions.
fn outside(text: &str) -> String {
    let mut outside = text.to_owned();
    for region in parse(text).regions.iter().rev() {
        outside.replace_range(region.inside.clone(), "");
    }
    outside
}

/// What stands in one region.
fn inside<'a>(text: &'a str, name: &str) -> &'a str {
    let region = parse(text).regions.into_iter().find(|region| region.name == name).unwrap();
    &text[region.inside]
}

#[test]
fn what_is_written_is_settled() {
    let snapshot: Snapshot = serde_json::from_str(example::SNAPSHOT).unwrap();
    let write = |text: &str| plan_whole(text, &snapshot);
    let once = write(example::WORKBOOK);
    assert_eq!(write(&once.text).text, once.text);
    assert!(once.regions.iter().all(|region| region.done == Done::Created));
}

#[test]
fn the_example_is_written() {
    let snapshot: Snapshot = serde_json::from_str(example::SNAPSHOT).unwrap();
    let text = plan_whole(example::WORKBOOK, &snapshot).text;
    let people = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("<!-- "));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(people(&outside(&text)), people(example::WORKBOOK));
    let start = text.find("## Section 15").unwrap();
    insta::assert_snapshot!(&text[start..]);
}
