//! Every datapoint of the event, of the days before it and of twelve months.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{region, report, report_on};
use crate::bed::{
    self, Bed,
    history::{load, publishes},
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

#[test]
fn many_resources_are_asked_for_in_the_fewest_requests() {
    let (bed, workbook) = many_balancers(100);
    let snapshot = report_on(&bed, &workbook);
    let seen = &region(&bed, &snapshot)["cloudwatch"];
    let fewest = fewest_requests(&bed, seen);
    let asked = bed.count("cloudwatch:GetMetricData");
    // Whole series do not always fill the last request of a span.
    assert!((fewest..=fewest + 3).contains(&asked), "{asked} requests instead of {fewest}");
    for span in ["event", "baseline", "months"] {
        let facts = seen[span].as_object().unwrap();
        assert!(facts.len() >= 100 && facts.values().all(|fact| fact["seen"]["values"] == json!([])), "{span}");
    }
}

/// What all series of the three spans come to, at 500 series and 100,800 datapoints per request.
fn fewest_requests(bed: &Bed, seen: &Value) -> usize {
    let mut longest: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let calls = bed.calls();
    for call in calls.iter().filter(|call| call.matches("cloudwatch:GetMetricData")) {
        let [start, end] = ["StartTime", "EndTime"].map(|name| call.params[name].as_f64().unwrap());
        let is_monthly = call.params["MetricDataQueries"][0]["MetricStat"]["Period"] == 86_400;
        let opens = bed::at("+4d").as_second() as f64;
        let span = if is_monthly {
            "months"
        } else if end > opens {
            "event"
        } else {
            "baseline"
        };
        let known = longest.entry(span).or_insert((start, end));
        *known = (known.0.min(start), known.1.max(end));
    }
    let requests = longest.into_iter().map(|(span, (start, end))| {
        let series = seen[span].as_object().unwrap();
        let period = series.values().find_map(|fact| fact["seen"]["period"].as_f64()).unwrap();
        let datapoints = series.len() * ((end - start) / period) as usize;
        datapoints.div_ceil(100_800).max(series.len().div_ceil(500))
    });
    requests.sum()
}

/// A bed and a workbook with so many application load balancers, which publish nothing.
pub(crate) fn many_balancers(number: usize) -> (Bed, String) {
    let member = |it: usize| {
        format!(
            "<member><LoadBalancerArn>arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/lb{it}/{it}\
             </LoadBalancerArn><DNSName>lb{it}.elb.amazonaws.com</DNSName><LoadBalancerName>lb{it}</LoadBalancerName>\
             <Scheme>internal</Scheme><State><Code>active</Code></State><Type>application</Type></member>"
        )
    };
    let members: String = (0..number).map(member).collect();
    let body = format!(
        "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers>{members}</LoadBalancers>\
         </DescribeLoadBalancersResult></DescribeLoadBalancersResponse>"
    );
    let names: Vec<String> = (0..number).map(|it| format!("lb{it}")).collect();
    let bed = Bed::start().thirty_days().answer("elasticloadbalancing:DescribeLoadBalancers", 200, "text/xml", &body);
    let line = |line: &str| match line {
        _ if line.starts_with("- ELB Name:") => format!("- ELB Name: {}\n", names.join(", ")),
        _ if ["- Instance ID", "- Autoscaling Group", "- RDS", "- Elasticache"]
            .iter()
            .any(|it| line.starts_with(it)) =>
        {
            String::new()
        }
        _ => format!("{line}\n"),
    };
    let text: String = bed.workbook_text().lines().map(line).collect();
    let workbook = bed.write("many.md", &text);
    (bed, workbook)
}
