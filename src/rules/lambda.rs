//! Lambda functions: whether they exist and are ready, and whether their concurrency takes the peak.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::json;

use super::load::{self, Peak, Whose};
use crate::{
    event::ResourceKind,
    metrics::Metric,
    rule::{Area, Cx, Evidence, Example, Fix, Light, Listed, Need, Place, Rule, Subject, Threshold, Topic},
    snapshot::lambda::Function,
    source::Source,
    workload::Answer,
};

/// Rules about Lambda functions.
pub const RULES: &[&Rule] =
    &[&EXISTS, &RESERVED_COVERS_PEAK, &ACCOUNT_COVERS_PEAK, &THROTTLES, &TIMEOUT, &PROVISIONED_READY, &EVENT_SOURCES];

const QUOTAS_PAGE: &str = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
const CONCURRENCY_PAGE: &str = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html";

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

const HEADROOM: Threshold = Threshold {
    name: "headroom",
    default: 1.2,
    meaning: "reserved concurrency as a multiple of the need at the peak, below which the function is at risk",
};

const RESERVED_COVERS_PEAK: Rule = Rule {
    id: "function-reserved-covers-peak",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "reserved concurrency of functions is enough for the peak",
    why: "Reserved concurrency is a limit as well: what comes beyond it is throttled, however much of the account's \
          concurrency is free. Zero switches a function off.",
    fix: "Reserve more, or take the reservation away: `aws lambda put-function-concurrency --function-name {resource} \
          --reserved-concurrent-executions {recommended} --region {region}`. What is reserved is taken from the pool of \
          all other functions.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html", CONCURRENCY_PAGE],
    lead_days: 7,
    needs: &[Source::Functions, Source::ReservedConcurrency, Source::Metrics],
    thresholds: &[HEADROOM],
    example: Example::Region(r#"{"lambda":{"reserved_concurrency":{"checkout":{"seen":50}}}}"#),
    check: |cx| {
        for (subject, place, _) in listed_functions(cx) {
            let all = &place.facts.lambda.reserved_concurrency;
            let Some(reserved) = cx.read_one(&subject, Source::ReservedConcurrency, all, &subject.id) else { continue };
            let Some(reserved) = *reserved else {
                cx.not_applicable();
                continue;
            };
            let metric = Metric::concurrent_executions(Some(&subject.id));
            if reserved == 0 {
                let evidence = Evidence::from([("reserved", json!(0))]);
                cx.red(&subject, "its reserved concurrency is 0: every invocation is throttled", evidence);
                continue;
            }
            let Some(Peak { busiest, growth, needed }) = peak(cx, &subject, place, &metric) else { continue };
            let recommended = (needed * cx.threshold(&HEADROOM)).ceil();
            let evidence = Evidence::from([
                ("reserved", json!(reserved)),
                ("busiest", json!(busiest)),
                ("peak_factor", json!(growth)),
                ("needed", json!(needed as u64)),
                ("recommended", json!(recommended as u64)),
            ]);
            let summary = format!(
                "the peak needs {needed} concurrent executions ({busiest} in the busiest minute × {growth}), {reserved} \
                 are reserved"
            );
            let light = match f64::from(reserved) {
                reserved if reserved < needed => Light::Red,
                reserved if reserved < recommended => Light::Yellow,
                _ => Light::Green,
            };
            cx.push(light, &subject, summary, evidence);
            cx.need(Need::new(needed, f64::from(reserved), "concurrent executions").used(busiest));
        }
    },
};

const ACCOUNT_COVERS_PEAK_YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.8,
    meaning: "share of the limit at the peak from which the account is at risk",
};

const ACCOUNT_COVERS_PEAK: Rule = Rule {
    id: "function-account-concurrency-at-peak",
    area: Area::Service,
    topics: &[Topic::Quota, Topic::Capacity],
    title: "the account's concurrency is enough for all functions at the peak",
    why: "All functions of an account and region share one limit, and those without a reservation share what others \
          have left. At the limit every further invocation is throttled, those of other workloads included.",
    fix: "Ask for more: `aws service-quotas request-service-quota-increase --service-code lambda --quota-code \
          {quota_code} --desired-value {ask_for} --region {region}`. Where only the unreserved pool is short, a \
          smaller reservation of another function gives some of it back.",
    other_fixes: &[],
    references: &[QUOTAS_PAGE, "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html"],
    lead_days: 14,
    needs: &[Source::AccountConcurrency, Source::Metrics],
    thresholds: &[ACCOUNT_COVERS_PEAK_YELLOW_SHARE],
    example: Example::Region(r#"{"lambda":{"account_concurrency":{"seen":{"limit":1000}}}}"#),
    check: |cx| {
        for place in cx.places() {
            if cx.listed_in(place, ResourceKind::Function).is_empty() {
                continue;
            }
            let subject = Subject::new("quota", "lambda/L-B99A9384", place);
            let settings = &place.facts.lambda.account_concurrency;
            let Some(account) = cx.read(&subject, Source::AccountConcurrency, settings) else { continue };
            let pools = [
                ("", Metric::concurrent_executions(None), account.limit, "the account's limit"),
                ("unreserved", Metric::unreserved_executions(), account.unreserved, "the unreserved pool"),
            ];
            for (part, metric, limit, name) in pools {
                let Some(Peak { busiest, growth, needed }) = peak(cx, &subject, place, &metric) else { continue };
                let share = cx.threshold(&ACCOUNT_COVERS_PEAK_YELLOW_SHARE);
                // What is reserved for some functions is not there for the others.
                let ask_for = f64::from(account.limit - account.unreserved.min(account.limit)) + needed / share;
                let ask_for = if part.is_empty() { needed / share } else { ask_for };
                let evidence = Evidence::from([
                    ("quota_code", json!("L-B99A9384")),
                    ("quota", json!(limit)),
                    ("used", json!(busiest)),
                    ("peak_factor", json!(growth)),
                    ("needed", json!(needed as u64)),
                    ("ask_for", json!(ask_for.ceil() as u64)),
                ]);
                let summary = format!(
                    "the peak needs {needed} concurrent executions ({busiest} in the busiest minute × {growth}), {name} \
                     is {limit}"
                );
                let light = match f64::from(limit) {
                    limit if needed > limit => Light::Red,
                    limit if needed > limit * share => Light::Yellow,
                    _ => Light::Green,
                };
                cx.push_part(light, Area::Service, &subject, part, summary, evidence);
                let need = Need::new(needed, f64::from(limit), "concurrent executions").used(busiest);
                cx.need(need.quota("lambda/L-B99A9384", ask_for.ceil() as u64));
            }
        }
    },
};

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

const PROVISIONED_READY: Rule = Rule {
    id: "function-provisioned-concurrency-ready",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "provisioned concurrency is ready",
    why: "Provisioned concurrency that failed is none: the first wave of the event starts every environment anew, and \
          waits for it.",
    fix: "Mend what the reason names, and ask again: `aws lambda put-provisioned-concurrency-config --function-name \
          {resource} --qualifier {qualifier} --provisioned-concurrent-executions {requested} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"],
    lead_days: 3,
    needs: &[Source::Functions, Source::ProvisionedConcurrency],
    thresholds: &[],
    example: Example::Region(
        r#"{"lambda":{"provisioned_concurrency":{"checkout":{"seen":{"live":{"status":"FAILED","allocated":0}}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, _) in listed_functions(cx) {
            let all = &place.facts.lambda.provisioned_concurrency;
            let Some(configs) = cx.read_one(&subject, Source::ProvisionedConcurrency, all, &subject.id) else {
                continue;
            };
            if configs.is_empty() {
                cx.not_applicable();
            }
            for (qualifier, config) in configs {
                let evidence = Evidence::from([
                    ("qualifier", json!(qualifier)),
                    ("status", json!(config.status)),
                    ("reason", json!(config.reason)),
                    ("requested", json!(config.requested)),
                    ("allocated", json!(config.allocated)),
                ]);
                let because = if config.reason.is_empty() { String::new() } else { format!(": {}", config.reason) };
                let (light, word) = match config.status.as_str() {
                    "READY" if config.allocated >= config.requested => (Light::Green, "is ready"),
                    "READY" | "IN_PROGRESS" => (Light::Yellow, "is being allocated"),
                    "FAILED" => (Light::Red, "has failed"),
                    _ => (Light::Gray, "has a state that iem does not know"),
                };
                let summary =
                    format!("{qualifier} {word}, {} of {} allocated{because}", config.allocated, config.requested);
                cx.push_part(light, Area::Service, &subject, qualifier, summary, evidence);
            }
        }
    },
};

const EVENT_SOURCES: Rule = Rule {
    id: "function-event-sources-enabled",
    area: Area::Service,
    topics: &[Topic::Health, Topic::Capacity],
    title: "what functions read from is switched on, and may grow with the load",
    why: "A mapping that somebody switched off during an incident leaves its queue or stream to fill up. One with a \
          maximum of its own lets the function grow no further than that.",
    fix: "Switch it on: `aws lambda update-event-source-mapping --uuid {uuid} --enabled --region {region}`.",
    other_fixes: &[LOW_MAXIMUM, MAPPING_CHANGES],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html",
    ],
    lead_days: 3,
    needs: &[Source::Functions, Source::EventSources, Source::Metrics],
    thresholds: &[],
    example: Example::Region(
        r#"{"lambda":{"event_sources":{"seen":{"0a1b2c3d-0000-4000-8000-000000000001":{"state":"Disabled"}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, _) in listed_functions(cx) {
            let all = &place.facts.lambda.event_sources;
            let Some(all) = cx.read(&subject, Source::EventSources, all) else { continue };
            let own: BTreeMap<_, _> = all.iter().filter(|(_, it)| it.function == subject.id).collect();
            if own.is_empty() {
                cx.not_applicable();
            }
            for (uuid, mapping) in own {
                let name = mapping.source.as_deref().map_or("a source outside of AWS", resource_of_arn);
                let mut evidence = Evidence::from([
                    ("uuid", json!(uuid)),
                    ("source", json!(mapping.source)),
                    ("state", json!(mapping.state)),
                    ("maximum_concurrency", json!(mapping.maximum_concurrency)),
                ]);
                let (light, word) = match mapping.state.as_str() {
                    "Enabled" => (Light::Green, "is switched on"),
                    "Disabled" | "Disabling" | "Deleting" => (Light::Red, "is switched off"),
                    "Creating" | "Enabling" | "Updating" => (Light::Yellow, "is changing"),
                    _ => (Light::Gray, "has a state that iem does not know"),
                };
                let summary = format!("{name} {word} ({})", mapping.state);
                let Some(maximum) = mapping.maximum_concurrency.filter(|_| light == Light::Green) else {
                    cx.push_part(light, Area::Service, &subject, uuid, summary, evidence);
                    if light != Light::Red {
                        cx.fix(&MAPPING_CHANGES);
                    }
                    continue;
                };
                let metric = Metric::concurrent_executions(Some(&subject.id));
                let Some(Peak { needed, .. }) = peak(cx, &subject, place, &metric) else { continue };
                evidence.insert("needed", json!(needed as u64));
                let is_short = needed > f64::from(maximum);
                let light = if is_short { Light::Yellow } else { Light::Green };
                let summary =
                    format!("{name} starts at most {maximum} at once, the peak of the function needs {needed}");
                cx.push_part(light, Area::Service, &subject, uuid, summary, evidence);
                cx.need(Need::new(needed, f64::from(maximum), "concurrent executions"));
                cx.fix(&LOW_MAXIMUM);
            }
        }
    },
};

const LOW_MAXIMUM: Fix = Fix {
    when: "Where its maximum is below what the peak needs",
    text: "Raise its maximum: `aws lambda update-event-source-mapping --uuid {uuid} --scaling-config \
           MaximumConcurrency={needed} --region {region}`.",
    example: Example::Region(
        r#"{"lambda":{"event_sources":{"seen":{"0a1b2c3d-0000-4000-8000-000000000001":{"maximum_concurrency":20}}}}}"#,
    ),
};

const MAPPING_CHANGES: Fix = Fix {
    when: "Where it is changing",
    text: "Let the change end, and look again: `aws lambda get-event-source-mapping --uuid {uuid} --region {region}`.",
    example: Example::Region(
        r#"{"lambda":{"event_sources":{"seen":{"0a1b2c3d-0000-4000-8000-000000000001":{"state":"Updating"}}}}}"#,
    ),
};

/// `orders` of `arn:aws:sqs:us-east-1:111122223333:orders`.
fn resource_of_arn(arn: &str) -> &str {
    arn.splitn(6, ':').nth(5).unwrap_or(arn)
}
