//! Every datapoint of the event, of the days before it and of twelve months.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{region, report, report_on};
use crate::bed::{
    Bed,
    history::{DISTRIBUTION, load, publishes},
};

/// The values of one metric of the balancer `web`, and when the first of them was measured.
fn points(bed: &Bed, snapshot: &Value, span: &str, metric: &str) -> (i64, Vec<Option<f64>>) {
    let key = format!("AWS/ApplicationELB {metric} LoadBalancer={}", bed.id("lb.web.suffix"));
    let points = &region(bed, snapshot)["cloudwatch"][span][&key]["seen"];
    let start: Timestamp = points["start"].as_str().unwrap().parse().unwrap();
    (start.as_second(), points["values"].as_array().unwrap().iter().map(Value::as_f64).collect())
}

#[test]
fn every_minute_is_saved_as_it_was_and_a_gap_stays_one() {
    let bed = Bed::start().thirty_days();
    let snapshot = report(&bed);
    for (span, metric, normal) in [
        ("event", "RequestCount Sum", 600.0),
        ("event", "TargetResponseTime p99", 0.125),
        ("baseline", "RequestCount Sum", 600.0),
    ] {
        let (start, values) = points(&bed, &snapshot, span, metric);
        let published = |minute| publishes("lb.web.suffix", minute).then(|| normal * load(minute));
        let expected = (0..).map(|index| published(start + 60 * index));
        assert_eq!(values, expected.take(values.len()).collect::<Vec<_>>(), "{metric} of the {span}");
        let gap = if span == "event" { 10 } else { 0 };
        assert_eq!(values.iter().filter(|value| value.is_none()).count(), gap, "{metric} of the {span}");
        assert!(values.len() >= 6 * 60, "{} minutes", values.len());
    }
    let (_, days) = points(&bed, &snapshot, "months", "RequestCount Sum");
    // Thirty days less those after the report; the event's day has five more hours' worth and more.
    let whole = Some(600.0 * 1440.0);
    assert_eq!((days.len(), days[0], days.iter().filter(|day| **day == whole).count()), (29, whole, 28));
    let (_, never) = points(&bed, &snapshot, "event", "HTTPCode_ELB_5XX_Count Sum");
    assert_eq!(never, [], "a counter without datapoints");
}

#[test]
fn answers_come_in_pages_and_the_pieces_are_joined() {
    let bed = Bed::start().thirty_days();
    report(&bed);
    let calls = bed.calls();
    let pages = calls.iter().filter(|call| call.param("NextToken").is_some() && call.service == "cloudwatch");
    assert!(pages.count() > 0);
}

#[test]
fn what_is_refused_is_missed_and_says_why() {
    let failing = r#"{"MetricDataResults":[
        {"Id":"m0","StatusCode":"InternalError","Timestamps":[],"Values":[]},
        {"Id":"m1","StatusCode":"Forbidden","Timestamps":[],"Values":[]}]}"#;
    for (bed, expected) in [
        (Bed::start().deny("cloudwatch:GetMetricData"), vec!["denied"]),
        (
            Bed::start().answer("cloudwatch:GetMetricData", 200, "application/cbor", failing),
            vec!["denied", "failed", "malformed"],
        ),
        (Bed::start().deny("elasticloadbalancing:DescribeLoadBalancers"), vec![]),
    ] {
        let snapshot = report(&bed);
        let event = region(&bed, &snapshot)["cloudwatch"]["event"].as_object().unwrap();
        let reasons = event.values().filter_map(|fact| fact["missed"]["reason"].as_str());
        let reasons: BTreeSet<_> = reasons.collect();
        assert_eq!(reasons.into_iter().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn one_bad_query_costs_only_itself() {
    let bed = Bed::start().thirty_days().refuse_metric("TargetResponseTime");
    let snapshot = report(&bed);
    let event = region(&bed, &snapshot)["cloudwatch"]["event"].as_object().unwrap();
    for (key, fact) in event {
        assert_eq!(fact["missed"].is_object(), key.contains("TargetResponseTime"), "{key}: {fact}");
    }
}

#[test]
fn a_replay_of_the_saved_facts_asks_nothing_and_gives_the_same_bytes() {
    let bed = Bed::start().thirty_days();
    let workbook = bed.workbook();
    report(&bed);
    let asked = bed.calls().len();
    let saved = bed.path("after.json");
    let saved = saved.to_str().unwrap();
    let replay = || {
        let arguments = ["report", &workbook, "--snapshot", saved, "--before", saved, "--now", super::AFTERWARDS];
        bed.iem(arguments).args(["--format", "json"]).output().unwrap()
    };
    let (once, twice) = (replay(), replay());
    assert!(once.status.success(), "{}", String::from_utf8_lossy(&once.stderr));
    assert_eq!((once.stdout, bed.calls().len()), (twice.stdout, asked));
}

/// 100 classic balancers of 11 metrics and 100 databases of 13, by the minute for three days and for
/// the three days before: 2,400 series of 4,320 datapoints, at 100,800 datapoints per request. Six
/// of the metrics are traffic, of which 275 series of 366 days fit into one request.
#[test]
fn many_resources_are_asked_for_in_the_fewest_requests() {
    let (bed, workbook) = many_resources(200);
    let snapshot = report_on(&bed, &workbook);
    let datapoints: usize = 2400 * 4320;
    let fewest = 2 * datapoints.div_ceil(100_800) + 600_usize.div_ceil(275);
    assert_eq!((bed.count("cloudwatch:GetMetricData"), fewest), (209, 209));
    for (span, series) in [("event", 2400), ("baseline", 2400), ("months", 600)] {
        let facts = region(&bed, &snapshot)["cloudwatch"][span].as_object().unwrap();
        assert_eq!(facts.len(), series, "{span}");
        assert!(facts.values().all(|fact| fact["seen"]["values"] == json!([])), "{span}");
    }
}

/// Rows of the bed's workbook that list something else.
const OTHERS: [&str; 17] = [
    "- CloudFront",
    "- Route 53",
    "- Instance ID",
    "- Autoscaling Group",
    "- S3 Bucket",
    "- RDS",
    "- Elasticache",
    "- DynamoDB",
    "- CloudFormation",
    "- Other",
    "- Lambda",
    "- API",
    "- ECS",
    "- EKS",
    "- SQS",
    "- SNS",
    "- VPC",
];

/// A bed and the workbook of an event of three days, lead and tail included, with so many resources
/// that publish nothing: classic load balancers and databases, half of each.
pub(crate) fn many_resources(number: usize) -> (Bed, String) {
    let bed = Bed::start().thirty_days();
    let names = |name: fn(usize) -> String| (0..number / 2).map(name).collect::<Vec<_>>().join(", ");
    let balancers = names(|it| format!("shop{it}"));
    let databases = names(|it| format!("db{it}.c0ffee.us-east-1.rds.amazonaws.com"));
    let line = |line: &str| match line {
        _ if line.starts_with("- ELB Name:") => format!("- ELB Name: {balancers}\n- RDS Hostnames: {databases}\n"),
        _ if OTHERS.iter().any(|start| line.starts_with(start)) => String::new(),
        _ if line.starts_with("- Start: ") => "- Start: Nov 24, 2026 08:00 PM GMT +8 (Tuesday)\n".to_owned(),
        _ if line.starts_with("- End: ") => "- End: Nov 27, 2026 02:00 PM GMT +8 (Friday)\n".to_owned(),
        _ => format!("{line}\n"),
    };
    let text: String = bed.workbook_text().lines().map(line).collect();
    let workbook = bed.write("many.md", &text);
    (bed, workbook)
}

/// CloudFront keeps its metrics in us-east-1, wherever the rest of the workload is.
#[test]
fn a_distribution_is_asked_about_in_one_region_alone() {
    let bed = Bed::start().thirty_days();
    let text = std::fs::read_to_string(super::review::workbook(&bed)).unwrap();
    let workbook = bed.write("elsewhere.md", &text.replace("us-east-1", "eu-west-1"));
    let snapshot = report_on(&bed, &workbook);
    let calls = bed.calls();
    let datapoints = calls.iter().filter(|call| call.matches("cloudwatch:GetMetricData"));
    let asked: BTreeSet<(&str, bool)> =
        datapoints.map(|call| (call.region.as_str(), call.params.to_string().contains("DistributionId"))).collect();
    assert_eq!(asked, BTreeSet::from([("eu-west-1", false), ("us-east-1", true)]));
    let key = format!("AWS/CloudFront Requests Sum DistributionId={DISTRIBUTION},Region=Global");
    let points = &region(&bed, &snapshot)["cloudwatch"]["event"][key]["seen"]["values"];
    assert_eq!(points.as_array().map(Vec::len), Some(720));
}
