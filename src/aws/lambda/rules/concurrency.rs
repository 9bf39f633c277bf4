//! Concurrency of Lambda functions: what is reserved, what is provisioned, and the account's quota.

use serde_json::json;

use super::{listed_functions, peak};
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::ResourceKind,
    rule::{Area, Evidence, Example, Light, Need, Rule, Subject, Threshold, Topic},
    rules::load::Peak,
    source::Source,
};

const QUOTAS_PAGE: &str = "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
const CONCURRENCY_PAGE: &str = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html";

const HEADROOM: Threshold = Threshold {
    name: "headroom",
    default: 1.2,
    meaning: "reserved concurrency as a multiple of the need at the peak, below which the function is at risk",
};

pub(super) const RESERVED_COVERS_PEAK: Rule = Rule {
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

pub(super) const ACCOUNT_COVERS_PEAK: Rule = Rule {
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

pub(super) const PROVISIONED_READY: Rule = Rule {
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
