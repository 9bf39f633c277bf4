//! Lambda functions: whether they exist and are ready, and whether their concurrency takes the peak.

mod concurrency;
mod event_sources;

use jiff::SignedDuration;
use serde_json::json;

use super::facts::Function;
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Place, Rule, Subject, Threshold, Topic},
    rules::load::{self, Peak, Whose},
    source::Source,
    workload::Answer,
};

/// Rules about Lambda functions.
pub const RULES: &[&Rule] = &[
    &EXISTS,
    &concurrency::RESERVED_COVERS_PEAK,
    &concurrency::ACCOUNT_COVERS_PEAK,
    &THROTTLES,
    &TIMEOUT,
    &concurrency::PROVISIONED_READY,
    &event_sources::EVENT_SOURCES,
];

const EXISTS: Rule = Rule {
    id: "function-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed Lambda function exists and can be invoked",
    why: "A function that is missing or failed answers nobody, and one whose last update failed runs older code \
          than its team believes. An inactive one fails its first calls while Lambda makes it ready.",
    fix: "See what there is with `aws lambda list-functions --region {region}` and correct section 6 of the \
          workbook. Where it failed, `aws lambda get-function-configuration --function-name {resource} --region \
          {region}` says why; an inactive one is made ready by a call.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html",
        "https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html",
    ],
    lead_days: 7,
    needs: &[Source::Functions],
    thresholds: &[],
    example: Example::Region(
        r#"{"lambda":{"functions":{"checkout":{"seen":{"state":"Failed","reason":"the role was deleted"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, resource, .. } in cx.existing(ResourceKind::Function) {
            let Answer::Function(function) = resource.answer else { continue };
            let Function { state, last_update, reason, .. } = function;
            let evidence = Evidence::from([
                ("state", json!(state)),
                ("last_update", json!(last_update)),
                ("reason", json!(reason)),
            ]);
            let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            match (state.as_str(), last_update.as_str()) {
                ("Failed", _) => cx.red(&subject, format!("is Failed{because}"), evidence),
                (_, "Failed") => cx.red(&subject, format!("its last update Failed{because}"), evidence),
                ("Active", "Successful") => cx.green(&subject, "is Active", evidence),
                ("Active", "InProgress") => cx.yellow(&subject, "its last update is InProgress", evidence),
                ("Pending" | "Inactive", _) => cx.yellow(&subject, format!("is {state}{because}"), evidence),
                _ => {
                    let summary = format!("AWS says {state}, last update {last_update}, which iem does not know");
                    cx.gray(&subject, summary, evidence);
                }
            }
        }
    },
};

/// Listed functions that exist. The others are the business of `function-exists`.
fn listed_functions<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>, &'a Function)> {
    let function = |it: Listed<'a>| match it.resource.answer {
        Answer::Function(function) => Some((it.subject, it.place, function)),
        _ => None,
    };
    cx.resources(ResourceKind::Function).into_iter().filter_map(function).collect()
}

/// The load of a function, of which each metric is told apart.
fn whose<'s>(subject: &'s Subject, metric: &'s Metric) -> Whose<'s> {
    Whose { part: metric.name.as_ref(), ..Whose::whole(subject) }
}

fn peak<'a>(cx: &mut Cx<'a>, subject: &Subject, place: Place<'a>, metric: &Metric) -> Option<Peak> {
    let whose = whose(subject, metric);
    let busiest = load::series(cx, whose, place, metric)?.maximum;
    load::peak(cx, whose, busiest)
}

const THROTTLES: Rule = Rule {
    id: "function-throttles",
    area: Area::Service,
    topics: &[Topic::Health],
    title: "no function is throttled at today's load",
    why: "A function that is throttled before the event has no room for the event. Callers see errors, and queues and \
          streams fall behind.",
    fix: "Find what limits it: its reserved concurrency (`aws lambda get-function-concurrency --function-name {resource} \
          --region {region}`), the account's (`aws lambda get-account-settings --region {region}`), or a ramp of more \
          than 1,000 new environments in ten seconds, which provisioned concurrency takes.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html",
    ],
    lead_days: 7,
    needs: &[Source::Functions, Source::Metrics],
    thresholds: &[],
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/Lambda Throttles Sum FunctionName=checkout":{"seen":{"maximum":40}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, _) in listed_functions(cx) {
            let metric = Metric::throttles(&subject.id);
            let Some(series) = load::series(cx, whose(&subject, &metric), place, &metric) else { continue };
            let evidence = Evidence::from([
                ("most_of_a_day", json!(series.maximum)),
                ("day", json!(series.maximum_at.strftime("%Y-%m-%d").to_string())),
                ("newest_day", json!(series.latest)),
            ]);
            // A datapoint stands for a day of UTC, of which the newest one is not over.
            let is_new = cx.now.duration_since(series.latest_at) < SignedDuration::from_hours(48);
            if series.latest > 0.0 && is_new {
                let summary = format!("{} invocations were throttled since yesterday", series.latest);
                cx.red(&subject, summary, evidence);
            } else if series.maximum > 0.0 {
                let day = series.maximum_at.strftime("%Y-%m-%d");
                let summary = format!("{} invocations were throttled on {day}, the worst of 14 days", series.maximum);
                cx.yellow(&subject, summary, evidence);
            } else {
                cx.green(&subject, "no invocation was throttled in 14 days", evidence);
            }
        }
    },
};

const TIMEOUT_YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.7,
    meaning: "share of the timeout that the slowest hundredth of invocations takes, from which it is at risk",
};

const RED_SHARE: Threshold =
    Threshold { name: "red-share", default: 0.9, meaning: "the same share from which it is not ready" };

const TIMEOUT: Rule = Rule {
    id: "function-duration-under-timeout",
    area: Area::Service,
    topics: &[Topic::Health, Topic::Application],
    title: "functions end well before their timeout",
    why: "What stands behind a function is slower under load. A function that nearly takes its whole timeout on an \
          ordinary day is cut off at the peak, and its callers try again on top of the load.",
    fix: "Find what takes the time, or give it more, and its queue a visibility timeout of six times as much: `aws \
          lambda update-function-configuration --function-name {resource} --timeout <seconds> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html"],
    lead_days: 7,
    needs: &[Source::Functions, Source::Metrics],
    thresholds: &[TIMEOUT_YELLOW_SHARE, RED_SHARE],
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/Lambda Duration p99 FunctionName=checkout":{"seen":{"maximum":9500}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, function) in listed_functions(cx) {
            let metric = Metric::duration(&subject.id);
            let Some(series) = load::series(cx, whose(&subject, &metric), place, &metric) else { continue };
            let seconds = series.maximum / 1000.0;
            let timeout = f64::from(function.timeout);
            let evidence = Evidence::from([
                ("p99_seconds", json!(seconds)),
                ("hour", json!(series.maximum_at.to_string())),
                ("timeout_seconds", json!(function.timeout)),
            ]);
            let summary = format!(
                "one invocation in a hundred took {seconds:.1} s or more in its slowest hour, its timeout is {timeout} s"
            );
            let light = match seconds {
                seconds if seconds > cx.threshold(&RED_SHARE) * timeout => Light::Red,
                seconds if seconds > cx.threshold(&TIMEOUT_YELLOW_SHARE) * timeout => Light::Yellow,
                _ => Light::Green,
            };
            cx.push(light, &subject, summary, evidence);
        }
    },
};
