use super::notices;
use crate::{
    aws::cloudwatch::facts::Points,
    report::testing::example::{Example, at},
    snapshot::{Fact, Missed, Reason, Snapshot},
};

fn shown(example: &Example) -> String {
    notices(&example.inputs(), example.spans()).join("\n")
}

fn with_baseline(mut example: Example) -> Example {
    let start = at("2026-12-05T01:00:00Z");
    let points = Fact::Seen(Points::new(start, 60, [(start, 1.0)]));
    example.region().cloudwatch.baseline.insert("a".into(), points);
    example.before = Some(Snapshot::empty(at("2026-12-05T00:00:00Z")));
    example
}

#[test]
fn what_a_reader_has_to_know() {
    let mut cases = Vec::new();
    let mut case = |name: &str, example: &Example| cases.push(format!("# {name}\n{}", shown(example)));
    let mut example = with_baseline(Example::new(""));
    case("all is there", &example);
    example.now = at("2026-12-12T06:00:00Z");
    case("the event still runs", &example);
    example.now = at("2026-12-14T00:00:00Z");
    example.snapshot.taken_at = at("2026-12-12T06:00:00Z");
    case("the snapshot is older than the end", &example);
    example.now = at("2027-01-14T00:00:00Z");
    example.snapshot.taken_at = example.now;
    case("a month later", &example);
    example.now = at("2027-03-14T00:00:00Z");
    example.snapshot.taken_at = example.now;
    case("three months later", &example);
    let mut example = with_baseline(Example::new(
        "## Section 13: Load Testing Results\n- Dec 5, 2026: 9,200 rps for one hour\n- Nov 5, 2026: 100 rps\n",
    ));
    case("a load test in the baseline", &example);
    example.before = Some(Snapshot::empty(at("2026-12-12T00:00:00Z")));
    case("a snapshot from within the event", &example);
    let mut example = Example::new("");
    case("nothing given, nothing asked", &example);
    let denied = Missed { reason: Reason::Denied, detail: String::new() };
    example.region().cloudwatch.baseline.insert("a".into(), Fact::Missed(denied));
    case("the baseline was denied", &example);
    example
        .region()
        .cloudwatch
        .baseline
        .insert("a".into(), Fact::Seen(Points::new(at("2026-12-05T01:00:00Z"), 60, [])));
    case("the baseline is empty", &example);
    insta::assert_snapshot!(cases.join("\n\n"));
}
