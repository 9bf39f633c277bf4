//! What Lambda functions read from: queues and streams.

use std::collections::BTreeMap;

use serde_json::json;

use super::{listed_functions, peak};
use crate::{
    aws::cloudwatch::metrics::Metric,
    rule::{Area, Evidence, Example, Fix, Light, Need, Rule, Topic},
    rules::load::Peak,
    source::Source,
};

pub(super) const EVENT_SOURCES: Rule = Rule {
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
