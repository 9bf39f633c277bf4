//! Every number of the report against the arithmetic of what the bed publishes.

use std::{collections::BTreeMap, ops::Range};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::review::{list, review, text};
use crate::bed::{
    Bed,
    history::{GONE, PUBLISHED, Published},
};

/// Counters that AWS publishes above zero alone: no datapoint is none, while the resource publishes
/// anything.
const COUNTERS: [&str; 9] = [
    "AWS/ApplicationELB",
    "AWS/DynamoDB",
    "AWS/CloudFront",
    "AWS/S3",
    "AWS/Lambda",
    "AWS/ApiGateway",
    "AWS/SQS",
    "AWS/SNS",
    "AWS/NATGateway",
];
const GAUGES: [&str; 15] = [
    "ApproximateAgeOfOldestMessage",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesVisible",
    "ConcurrentExecutions",
    "Duration",
    "IntegrationLatency",
    "Latency",
    "PeakLCUs",
    "TargetResponseTime",
    "HealthyHostCount",
    "UnHealthyHostCount",
    "ProvisionedReadCapacityUnits",
    "ProvisionedWriteCapacityUnits",
    "4xxErrorRate",
    "5xxErrorRate",
];

fn second(value: &Value) -> i64 {
    value.as_str().unwrap().parse::<Timestamp>().unwrap().as_second()
}

/// The minutes of a span of the report.
fn minutes(span: &Value) -> Range<i64> {
    second(&span["start"]) / 60..second(&span["end"]) / 60
}

fn shown(minute: i64) -> Value {
    json!(Timestamp::from_second(60 * minute).unwrap().to_string())
}

/// What the report calls the resource that publishes by a dimension.
fn id<'a>(bed: &'a Bed, dimension: &str, name: &'a str) -> &'a str {
    match dimension {
        "LoadBalancer" => "web",
        "ApiName" => bed.id("api.shop"),
        _ => bed.ids().get(name).map_or(name, String::as_str),
    }
}

/// What a resource of the report publishes, by the name of its metric.
fn published(bed: &Bed, resource: &Value, namespace: &Value) -> BTreeMap<&'static str, &'static Published> {
    let names_it = |it: &&Published| {
        let (dimension, name) = it.dimension;
        let id = id(bed, dimension, name);
        // The target group has the name of its balancer, and publishes nothing.
        *namespace == it.namespace && resource["id"] == id && resource["type"] != "target-group"
    };
    PUBLISHED.iter().filter(names_it).map(|it| (it.name, it)).collect()
}

/// The summary of one series over one span.
fn expected(own: &BTreeMap<&str, &Published>, series: &Value, minutes: Range<i64>) -> Value {
    let name = series["metric"].as_str().unwrap();
    let samples = |name: &str| -> Vec<Option<f64>> {
        minutes.clone().map(|minute| own.get(name).and_then(|it| it.sample(60 * minute))).collect()
    };
    let raw = samples(name);
    let by_second = series["statistic"] == "Sum" && series["unit"].as_str().unwrap().ends_with("per-second");
    let mut values: Vec<Option<f64>> =
        raw.iter().map(|value| value.map(|value| if by_second { value / 60.0 } else { value })).collect();
    let counts = COUNTERS.iter().any(|namespace| series["namespace"] == *namespace);
    // Of balancers it is a counter, of NAT gateways the most at once.
    let is_gauge = GAUGES.contains(&name) || name == "ActiveConnectionCount" && series["statistic"] == "Maximum";
    if counts && !is_gauge {
        let all: Vec<_> = own.keys().map(|name| samples(name)).collect();
        let first = all.iter().filter_map(|one| one.iter().position(Option::is_some)).min();
        let last = all.iter().filter_map(|one| one.iter().rposition(Option::is_some)).max();
        if let (Some(first), Some(last)) = (first, last) {
            values[first..=last].iter_mut().for_each(|value| *value = value.or(Some(0.0)));
        }
    }
    if let Some(by) = series["per"].as_str() {
        let divided = values.iter().zip(samples(by)).map(|(value, by)| Some(100.0 * (*value)? / by?));
        values = divided.collect();
    }
    let known: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(index, value)| Some((index, (*value)?))).collect();
    let largest = known.iter().map(|(_, value)| *value).reduce(f64::max);
    let at = |index: usize| shown(minutes.start + i64::try_from(index).unwrap());
    let first_largest = known.iter().find(|(_, value)| Some(*value) == largest);
    let has_total = series["statistic"] == "Sum" && series["per"].is_null() && !known.is_empty();
    // Runs of minutes without a value, the longest first.
    let mut gaps: Vec<(usize, usize)> = Vec::new();
    for index in (0..values.len()).filter(|index| !known.is_empty() && values[*index].is_none()) {
        match gaps.last_mut() {
            Some((_, end)) if *end == index => *end += 1,
            _ => gaps.push((index, index + 1)),
        }
    }
    gaps.sort_by_key(|(start, end)| (start.abs_diff(*end).wrapping_neg(), *start));
    json!({
        "missed": null,
        "period": 60,
        "datapoints": raw.iter().flatten().count(),
        "periods": values.len(),
        "maximum": largest,
        "maximum_at": first_largest.map(|(index, _)| at(*index)),
        "minimum": known.iter().map(|(_, value)| *value).reduce(f64::min),
        "mean": (!known.is_empty()).then(|| known.iter().map(|(_, value)| value).sum::<f64>() / known.len() as f64),
        "total": has_total.then(|| raw.iter().flatten().fold(0.0, |sum, value| sum + value)),
        "gaps": gaps.iter().map(|(from, until)| json!({ "from": at(*from), "until": at(*until) })).collect::<Vec<_>>(),
    })
}

/// Compares two values, numbers to the last digits that an order of additions can change.
fn assert_same(found: &Value, expected: &Value, what: &str) {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
            found.iter().for_each(|(key, value)| assert_same(value, &expected[key], &format!("{what}: {key}")));
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{what}: {found} instead of {expected}");
        }
        _ => assert_eq!(found, expected, "{what}"),
    }
}

#[test]
fn every_series_is_summed_up_as_the_input_was() {
    let bed = Bed::start().thirty_days();
    let json = text(&bed, "json");
    assert!(!json.contains("-0.0"), "no number is minus zero");
    let report: Value = serde_json::from_str(&json).unwrap();
    let (mut with_values, mut all) = (0, 0);
    for measured in list(&report, "resources") {
        for series in measured["series"].as_array().unwrap() {
            let own = published(&bed, &measured["resource"], &series["namespace"]);
            for span in ["event", "baseline"] {
                let what = format!(
                    "{} {} {} of the {span}",
                    measured["resource"]["id"], series["metric"], series["statistic"]
                );
                let expected = expected(&own, series, minutes(&report["spans"][span]));
                assert_same(&series[span], &expected, &what);
                all += 1;
                with_values += usize::from(!series[span]["maximum"].is_null());
            }
        }
    }
    let metrics = list(&report, "resources").iter().map(|it| it["series"].as_array().unwrap().len());
    assert_eq!(all, 2 * metrics.sum::<usize>());
    // Every row that the bed publishes is in it, TargetResponseTime and CPU with several statistics.
    assert!(with_values > 2 * PUBLISHED.len(), "{with_values} of {all}");
}

/// The curve has 240 parts of three minutes each, the strip 48 of a quarter of an hour.
#[test]
fn curves_and_strips_show_the_largest_value_of_each_part() {
    let bed = Bed::start().thirty_days();
    let report = review(&bed);
    let first = minutes(&report["spans"]["event"]).start;
    let balancer = list(&report, "resources").iter().find(|it| it["resource"]["type"] == "load-balancer").unwrap();
    let latency = balancer["series"].as_array().unwrap().iter().find(|it| it["statistic"] == "p99").unwrap();
    let own = published(&bed, &balancer["resource"], &latency["namespace"])["TargetResponseTime"];
    let part = |part: i64| {
        let samples = (3 * part..3 * part + 3).filter_map(|minute| own.sample(60 * (first + minute)));
        json!(samples.reduce(f64::max))
    };
    assert_eq!(latency["curve"], (0..240).map(part).collect::<Value>());
    assert_eq!(latency["curve"].as_array().unwrap().iter().filter(|part| part.is_null()).count(), 3, "the gap");
    // One percent of the requests of the busiest minute failed, and that is where yellow begins.
    let lights = balancer["health"].as_array().unwrap();
    let others: Vec<_> = lights.iter().enumerate().filter(|(_, light)| **light != "green").collect();
    assert_eq!(others, [(28, &json!("yellow"))], "15:00 UTC is seven hours after 08:00 UTC");
}

/// Planned against actual. Normal are 600 requests in a minute, five times as many are planned for,
/// six times as many came.
#[test]
fn plan_and_reality_are_compared() {
    let report = review(&Bed::start().thirty_days());
    let line = |it: &Value| {
        let resource = it["resource"]["id"].as_str().unwrap();
        let resource = if resource.starts_with("i-") && resource != GONE { "<instance.0>" } else { resource };
        let keys = ["predicted_factor", "real_factor", "predicted_peak", "real_peak", "error", "ceiling", "headroom"];
        let number = |key: &str| it[key].as_f64().map_or("-".to_owned(), |it| format!("{:.3}", it));
        let numbers: Vec<String> = keys.into_iter().map(number).collect();
        let at = it["peak_at"].as_str().unwrap_or("-");
        format!("{resource}, {}: {}, at {at}", it["what"].as_str().unwrap(), numbers.join(" "))
    };
    let lines: Vec<String> = list(&report, "forecasts").iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    web, instances in service: 5.000 6.000 10.000 12.000 -0.167 20.000 0.400, at 2026-11-27T15:00:00Z
    <instance.0>, CPU percent: - 6.000 - 60.000 - 100.000 0.400, at 2026-11-27T15:00:00Z
    web, CPU percent, mean of the group: - 6.000 - 60.000 - 100.000 0.400, at 2026-11-27T15:00:00Z
    i-0a1b2c3d4e5f60718, CPU percent: - 5.000 - 50.000 - 100.000 0.500, at 2026-11-27T12:00:00Z
    orders, CPU percent: - 6.000 - 48.000 - 100.000 0.520, at 2026-11-27T15:00:00Z
    web, requests per second: 5.000 6.000 500.000 60.000 7.333 - -, at 2026-11-27T15:00:00Z
    E2QWRUHAPOMQZL, requests per second: 5.000 6.000 100.000 120.000 -0.167 - -, at 2026-11-27T15:00:00Z
    web, load balancer capacity units per minute: 5.000 - - - - 1100.000 -, at -
    ec2/L-1216C47A, Standard/OnDemand vCPUs: 5.000 - - - - 64.000 -, at -
    orders, database connections: - 6.000 - 120.000 - - -, at 2026-11-27T15:00:00Z
    carts, read capacity units per second: - 6.000 - 30.000 - - -, at 2026-11-27T15:00:00Z
    carts, write capacity units per second: - - - 0.000 - - -, at 2026-11-27T08:00:00Z
    "#);
    let (silent, published): (Vec<_>, Vec<_>) = list(&report, "losses")
        .iter()
        .partition(|it| ["receipts", "chekout", "odrers"].iter().any(|id| it["resource"]["id"] == *id));
    let totals: Vec<_> = published.iter().map(|it| (&it["total"], &it["unknown"])).collect();
    assert!(totals.len() >= 9 && totals.iter().all(|it| *it == (&json!(0.0), &Value::Null)), "{totals:?}");
    // What has no datapoint is not known to have lost nothing.
    let is_unknown = |it: &&Value| it["total"].is_null() && it["unknown"].as_str().unwrap().contains("no datapoint");
    assert!(silent.len() == 3 && silent.iter().all(is_unknown), "{silent:?}");
}

/// Between 20:00 and 02:00 GMT +8 there are 350 minutes with requests, one of them with 3,600 and 36
/// errors, the others with 3,000 and none: 36 of 1,050,600.
#[test]
fn success_criteria_are_judged_by_the_numbers() {
    let report = review(&Bed::start().thirty_days());
    let line = |it: &Value| {
        let value = it["value"].as_f64().map_or("-".to_owned(), |value| format!("{value:.6}"));
        format!("{}: {}, {value}", it["text"].as_str().unwrap(), it["judgement"].as_str().unwrap())
    };
    let lines: Vec<String> = list(&report, "criteria").iter().map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    availability >= 99.95%: met, 99.996573
    availability >= 99.999%: missed, 99.996573
    5xx rate < 0.1%: met, 0.003427
    p99 latency <= 750 ms: met, 750.000000
    p99 latency < 700 ms: missed, 750.000000
    peak requests >= 60 rps: met, 60.000000
    peak requests >= 61 rps: missed, 60.000000
    CPU < 65%: not-measured, 60.000000
    No change of capacity by hand during the event: ask-people, -
    "#);
    let share = 100.0 * (1.0 - 36.0 / (349.0 * 3000.0 + 3600.0));
    assert!((report["criteria"][0]["value"].as_f64().unwrap() - share).abs() < 1e-9);
    let uptime = list(&report, "indicators").iter().find(|it| it["name"] == "uptime").unwrap();
    assert_eq!(uptime["value"], 100.0);
    assert!(uptime["detail"].as_str().unwrap().starts_with("710 of 710 periods"), "{uptime}");
}

/// A day of October and 28 of November; of sums the months are totals, of others the largest day.
#[test]
fn appendix_b_adds_up_by_month() {
    let bed = Bed::start().thirty_days();
    let report = review(&bed);
    let mut rows = 0;
    for row in list(&report, "usage").iter().filter(|row| row["what"] != "NetworkIn") {
        let own = PUBLISHED
            .iter()
            .find(|it| row["what"] == it.name && row["resource"]["id"] == id(&bed, it.dimension.0, it.dimension.1));
        let mut expected: BTreeMap<String, f64> = BTreeMap::new();
        for minute in minutes(&report["spans"]["months"]) {
            let Some(sample) = own.and_then(|own| own.sample(60 * minute)) else { continue };
            let month = shown(minute).as_str().unwrap()[..7].to_owned();
            let so_far = expected.entry(month).or_default();
            *so_far = if row["statistic"] == "Sum" { *so_far + sample } else { so_far.max(sample) };
        }
        let months = row["months"].as_array().unwrap();
        assert_eq!((months.len(), &months[0], &months[12]), (13, &json!("2025-11"), &json!("2026-11")));
        for (month, value) in months.iter().zip(row["values"].as_array().unwrap()) {
            let expected = expected.get(month.as_str().unwrap());
            assert_eq!(value, &json!(expected), "{} {} of {month}", row["resource"]["id"], row["what"]);
            rows += usize::from(expected.is_some());
        }
    }
    assert_eq!(rows, 2 * 13, "thirteen resources publish traffic, in two months");
}
