use serde_json::json;

use super::{Closing, Found, closing};
use crate::{
    report::{
        Class, Criterion, Forecast, Gap, Happening, Indicator, Judgement, Measured, Presence, Series, Signal, Summary,
        Unit, WindDown,
        testing::example::{ACCOUNT, Example, REGION, at, seen},
    },
    rule::{Light, Subject},
};

const ITEMS: &str = "\
## Section 7: ELB Prewarming
| ELB | Traffic is expected to increase | Support Case |
|---|---|---|
| web | 22x | 1760000001 |

## Section 16: Action Items / Risk / Issue Tracker
| Description | Status | Reason | Owner | Due | Remarks |
|---|---|---|---|---|---|
| Rotate the deploy key, password: hunter2 | Red | old | Dana Reyes | 2026-12-01 | |
| Call the bank | Closed | | Dana Reyes | | |

<!-- iem:action-items -->
| Id | Status | Before | Description | Reason | Due | Owner | First seen | Last seen | Remarks |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| asg-exists-web-6895fd | Closed | Red | asg-exists: asg web | gone | | | 2026-12-01 | 2026-12-12 | |
| asg-exists-api-6895fe | Closed | Red | asg-exists: asg api | gone | | | 2026-12-01 | 2026-12-05 | |
| asg-multi-az-web-6895fd | Yellow | Yellow | asg-multi-az: asg web | one zone | | Kim | 2026-12-01 | 2026-12-13 | |
| asg-multi-az-api-6895fe | Red | | asg-multi-az: asg api | one zone | | | 2026-12-12 | 2026-12-13 | |
| asg-multi-az-old-6895ff | Accepted | | asg-multi-az: asg old | one zone | | Kim | 2026-12-01 | 2026-12-13 | |
<!-- /iem:action-items -->
";

fn subject(kind: &'static str, id: &str) -> Subject {
    let [account, region] = [ACCOUNT, REGION].map(|text| Some(text.to_owned()));
    Subject { kind, id: id.to_owned(), arn: None, account, region, line: None }
}

fn criterion(text: &str, judgement: Judgement, summary: &str) -> Criterion {
    let (text, summary) = (text.to_owned(), summary.to_owned());
    Criterion { text, line: 9, judgement, summary, definition: String::new(), value: None, bound: None }
}

fn forecast(id: &str, predicted: f64, real: f64, ceiling: Option<f64>) -> Forecast {
    let peak = real * 1000.0;
    Forecast {
        resource: subject("load-balancer", id),
        what: "requests per second".into(),
        unit: Unit::PerSecond,
        metric: Some("RequestCount"),
        statistic: Some("Sum"),
        predicted_factor: Some(predicted),
        real_factor: Some(real),
        predicted_peak: Some(predicted * 1000.0),
        predicted_from: "section 7".into(),
        real_peak: Some(peak),
        peak_at: Some(at("2026-12-12T02:10:00Z")),
        error: Some(predicted / real - 1.0),
        ceiling,
        ceiling_is: "the reserved LCUs".into(),
        headroom: ceiling.map(|ceiling| 1.0 - peak / ceiling),
        carries: ceiling.map(|ceiling| ceiling / 1000.0),
        unknown: Vec::new(),
    }
}

fn happening(time: &str, class: Class, kind: &'static str, text: &str) -> Happening {
    let (text, source) = (text.to_owned(), "workbook line 90".to_owned());
    Happening { at: at(time), until: None, class, kind, resource: None, text, source }
}

fn series(namespace: &'static str, metric: &'static str, event: Summary) -> Series {
    Series {
        namespace,
        metric,
        statistic: "Average",
        per: None,
        unit: Unit::Percent,
        signal: Signal::Saturation,
        bounds: None,
        event,
        baseline: Summary::default(),
        curve: Vec::new(),
        baseline_curve: Vec::new(),
    }
}

fn resource(id: &str, presence: Presence, series: Vec<Series>, unmeasured: Option<&str>) -> Measured {
    let unmeasured = unmeasured.map(str::to_owned);
    Measured { resource: subject("instance", id), presence, series, unmeasured, health: Vec::new() }
}

/// What the other parts of a report found.
#[derive(Default)]
struct Parts {
    criteria: Vec<Criterion>,
    forecasts: Vec<Forecast>,
    resources: Vec<Measured>,
    timeline: Vec<Happening>,
    indicators: Vec<Indicator>,
    wind_down: Vec<WindDown>,
}

impl Parts {
    /// Something of everything.
    fn rich() -> Self {
        let gap = |minute: u32| Gap {
            from: at(&format!("2026-12-12T02:{:02}:00Z", minute + 1)),
            until: at(&format!("2026-12-12T02:{:02}:00Z", minute + 5)),
        };
        let basic =
            Summary { period: 60, datapoints: 216, periods: 1080, gaps: vec![gap(0), gap(5)], ..Summary::default() };
        let denied = "could not read metrics of the event: cloudwatch:GetMetricData was denied".to_owned();
        let denied = Summary { missed: Some(denied), ..Summary::default() };
        let wind_down = |light, what, id: &str| WindDown {
            resource: subject("load-balancer", id),
            what,
            light,
            summary: "1,500 LCUs are still reserved".into(),
            command: None,
        };
        let indicator = |name, value, unit| Indicator { name, definition: "", value, unit, detail: String::new() };
        Self {
            criteria: vec![
                criterion(
                    "availability >= 99.95%",
                    Judgement::Met,
                    "99.992 % of requests succeeded, 99.95 % are asked for",
                ),
                criterion("p99 latency < 800 ms", Judgement::Missed, "1,240 ms at 10:10, above 800 ms for 14 minutes."),
                criterion("peak requests >= 20000 rps", Judgement::NotMeasured, "12 of 1,080 datapoints are missing"),
                criterion("the press is happy", Judgement::AskPeople, "only people can tell"),
            ],
            forecasts: vec![
                forecast("web", 22.0, 9.4, Some(10_000.0)),
                forecast("api", 3.0, 4.5, Some(4_000.0)),
                forecast("static", 3.0, 2.9, None),
            ],
            resources: vec![
                resource("i-1", Presence::Present, vec![series("AWS/EC2", "CPUUtilization", basic)], None),
                resource("i-2", Presence::Present, vec![series("AWS/EC2", "NetworkIn", denied)], None),
                resource("i-3", Presence::Deleted { last_seen: None }, Vec::new(), Some("no region is given")),
            ],
            timeline: vec![
                happening("2026-12-12T01:00:00Z", Class::Info, "phase", "the event starts"),
                happening("2026-12-12T02:05:00Z", Class::High, "alarm", "web-5xx fired"),
                happening("2026-12-12T02:10:00Z", Class::Critical, "incident", "checkout failed for 14 minutes"),
                happening("2026-12-12T08:00:00Z", Class::High, "incident", "search was slow\nfor an hour."),
            ],
            indicators: vec![
                indicator("uptime", Some(99.9996), Unit::Percent),
                indicator("mean time to detect", Some(90.0), Unit::Seconds),
                indicator("mean time to resolve", Some(840.0), Unit::Seconds),
                indicator("satisfaction", None, Unit::Count),
            ],
            wind_down: vec![
                wind_down(Light::Red, "LCU reservation", "web"),
                wind_down(Light::Yellow, "LCU reservation", "api"),
            ],
        }
    }

    fn closing(&self, example: &Example) -> Closing {
        let Self { criteria, forecasts, resources, timeline, indicators, wind_down } = self;
        closing(&example.inputs(), Found { criteria, forecasts, resources, timeline, indicators, wind_down })
    }
}

fn texts(closing: &Closing) -> String {
    format!(
        "post-mortem by {}\n\n=== case\n{}\n=== survey\n{}\n=== story\n{}\n=== next time\n{}",
        closing.post_mortem_by,
        closing.case_resolution,
        closing.survey,
        closing.success_story,
        closing.recommendations.join("\n")
    )
}

fn example() -> Example {
    let mut example = Example::new(ITEMS);
    let group = json!({
        "arn": "arn:web", "min_size": 2, "max_size": 12, "desired": 2, "zones": [], "subnets": [],
        "health_check_type": "ELB", "target_groups": [], "classic_load_balancers": [], "suspended": [],
        "instances": [], "launch": { "templates": [], "overrides": [], "by_attributes": false }, "metrics": []
    });
    example.region().autoscaling.groups = seen(json!({ "web": group }));
    example.region().cloudwatch.alarm_history = seen(json!([]));
    example
}

#[test]
fn the_texts_of_a_rich_event() {
    insta::assert_snapshot!(texts(&Parts::rich().closing(&example())));
}

#[test]
fn the_texts_while_the_event_runs() {
    let mut example = example();
    example.now = at("2026-12-12T06:00:00Z");
    example.snapshot.taken_at = example.now;
    let mut parts = Parts::rich();
    parts.wind_down.clear();
    insta::assert_snapshot!(texts(&parts.closing(&example)));
}

#[test]
fn an_event_of_which_nothing_is_known_gets_no_advice_and_no_praise() {
    let closing = Parts::default().closing(&Example::new(""));
    assert!(closing.recommendations.is_empty() && closing.items.is_empty());
    insta::assert_snapshot!(texts(&closing));
}

#[test]
fn the_story_begins_with_what_the_criteria_say() {
    use Judgement::{AskPeople, Met, Missed, NotMeasured};
    let cases: [&[Judgement]; 7] =
        [&[], &[NotMeasured], &[Met], &[Met, Met], &[Met, AskPeople], &[Missed], &[Missed, Met, NotMeasured]];
    let lines = cases.map(|judgements| {
        let criteria = judgements.iter().map(|judgement| criterion("a", *judgement, "b")).collect();
        let closing = Parts { criteria, ..Parts::default() }.closing(&Example::new(""));
        closing.success_story.lines().nth(2).unwrap_or_default().to_owned()
    });
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn items_come_in_their_end_state() {
    let closing = Parts::default().closing(&example());
    let lines = closing.items.iter().map(|item| {
        let open = if item.open { "open" } else { "-" };
        let during = if item.opened_during_event { "during" } else { "-" };
        format!("{open} | {during} | {} | {} | {} | {:?}", item.status, item.id, item.description, item.owner)
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_case_text_fits_and_repeats_no_secret_and_no_number_of_a_person() {
    let mut parts = Parts::rich();
    let long = "a criterion that is long ".repeat(40);
    parts.criteria = (0..60).map(|_| criterion(&long, Judgement::Missed, "token: eyJhbGciOiJIUzI1NiJ9abc")).collect();
    let closing = parts.closing(&example());
    assert!(closing.case_resolution.chars().count() < crate::handout::BODY_LIMIT);
    assert!(closing.case_resolution.contains("further line"));
    let text = format!("{}{:?}", texts(&closing), closing.items);
    for secret in ["hunter2", "eyJhbGci", "5550"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

/// What all balancers grew by together is no number for any of them.
#[test]
fn a_sum_gives_no_advice_about_the_next_factor() {
    let web = forecast("web", 22.0, 18.4, None);
    let api = forecast("api", 3.0, 1.5, None);
    let whole = Forecast {
        resource: Subject { kind: "workload", id: "all load balancers".into(), ..Subject::default() },
        metric: None,
        ..forecast("", 22.0, 12.2, None)
    };
    let parts = Parts { forecasts: vec![web, api, whole], ..Parts::default() };
    insta::assert_snapshot!(parts.closing(&Example::new("")).recommendations.join("\n"), @"load-balancer api (111122223333, us-east-1), requests per second: a growth of 3× was predicted and 1.5× came; use 1.5× next time, and plan headroom apart from it.");
}

#[test]
fn an_alarm_is_missed_only_where_the_history_was_read() {
    let parts = Parts::rich();
    let advice = |example: &Example| {
        parts.closing(example).recommendations.iter().filter(|text| text.starts_with("Add an alarm")).count()
    };
    let mut example = example();
    assert_eq!(advice(&example), 1);
    example.region().cloudwatch.alarm_history = Default::default();
    assert_eq!(advice(&example), 0);
}
