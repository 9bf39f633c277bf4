//! SQS queues: whether they exist, and whether what reads them keeps up at the peak.

use std::collections::BTreeSet;

use serde_json::json;

use super::facts::Queue;
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::ResourceKind,
    names,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Need, Place, Rule, Subject, Threshold, Topic},
    rules::load::{self, Peak, Whose},
    source::Source,
};

/// Rules about SQS queues.
pub const RULES: &[&Rule] = &[&EXISTS, &DEAD_LETTERS, &VISIBILITY, &BACKLOG, &IN_FLIGHT];

const EXISTS: Rule = Rule {
    id: "queue-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed queue exists",
    why: "What is sent to a queue that is missing is lost, or fails where it is sent; a wrong name means that nobody \
          looked at the right one.",
    fix: "See what there is with `aws sqs list-queues --region {region}`, and correct section 6 of the workbook.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html"],
    lead_days: 7,
    needs: &[Source::QueueUrls],
    thresholds: &[],
    example: Example::Region(r#"{"sqs":{"urls":{"seen":{"receipts":null}}}}"#),
    check: |cx| {
        for Listed { subject, .. } in cx.existing(ResourceKind::Queue) {
            cx.green(&subject, "exists", Evidence::default());
        }
    },
};

/// Listed queues that exist. The others are the business of `queue-exists`.
fn listed_queues<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>, &'a Queue)> {
    let mut found = Vec::new();
    for Listed { subject, place, .. } in cx.resources(ResourceKind::Queue) {
        let Some(queue) = cx.read_one(&subject, Source::Queues, &place.facts.sqs.queues, &subject.id) else { continue };
        found.push((subject, place, queue));
    }
    found
}

const DEAD_LETTERS: Rule = Rule {
    id: "queue-dead-letters",
    area: Area::Operations,
    topics: &[Topic::Backup],
    title: "every queue has a dead-letter queue",
    why: "A message that cannot be processed comes back again and again, takes the place of those that can, and is lost at \
          the end of its retention. A dead-letter queue keeps it for a person to look at.",
    fix: "Give it one: `aws sqs set-queue-attributes --queue-url <url of {resource}> --attributes \
          '{\"RedrivePolicy\":\"{\\\"deadLetterTargetArn\\\":\\\"<arn>\\\",\\\"maxReceiveCount\\\":\\\"5\\\"}\"}' --region \
          {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
    ],
    lead_days: 7,
    needs: &[Source::QueueUrls, Source::Queues],
    thresholds: &[],
    example: Example::Region(r#"{"sqs":{"queues":{"receipts":{"seen":{"dead_letters_to":null}}}}}"#),
    check: |cx| {
        let queues = listed_queues(cx);
        let targets: BTreeSet<&str> = queues.iter().filter_map(|(_, _, it)| it.dead_letters_to.as_deref()).collect();
        for (subject, _, queue) in &queues {
            let evidence = Evidence::from([("dead_letters_to", json!(queue.dead_letters_to))]);
            match &queue.dead_letters_to {
                Some(target) => {
                    let target = names::plain_name(ResourceKind::Queue, target);
                    cx.green(subject, format!("its dead letters go to {target}"), evidence);
                }
                // A dead-letter queue has none of its own.
                None if queue.takes_dead_letters || targets.contains(queue.arn.as_str()) => cx.not_applicable(),
                None => cx.yellow(subject, "has no dead-letter queue", evidence),
            }
        }
    },
};

const TIMES: Threshold = Threshold {
    name: "times",
    default: 6.0,
    meaning: "visibility timeout as a multiple of the function's timeout, below which the queue is at risk",
};

const VISIBILITY: Rule = Rule {
    id: "queue-visibility-timeout",
    area: Area::Service,
    topics: &[Topic::Application],
    title: "messages stay invisible for as long as their function may need",
    why: "A message that becomes visible again while its function still works on it is processed twice. Under load \
          functions are slower and throttled batches wait, so that AWS recommends six times the function's timeout.",
    fix: "Raise it: `aws sqs set-queue-attributes --queue-url <url of {resource}> --attributes \
          VisibilityTimeout={recommended} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"],
    lead_days: 7,
    needs: &[Source::QueueUrls, Source::Queues, Source::EventSources, Source::Functions],
    thresholds: &[TIMES],
    example: Example::Region(r#"{"sqs":{"queues":{"receipts":{"seen":{"visibility_timeout":90}}}}}"#),
    check: |cx| {
        for (subject, place, queue) in listed_queues(cx) {
            let all = &place.facts.lambda.event_sources;
            let Some(all) = cx.read(&subject, Source::EventSources, all) else { continue };
            let readers = all.values().filter(|it| it.source.as_deref() == Some(queue.arn.as_str()));
            let readers: BTreeSet<&str> = readers.map(|it| it.function.as_str()).collect();
            if readers.is_empty() {
                cx.not_applicable();
            }
            for name in readers {
                let functions = &place.facts.lambda.functions;
                let Some(function) = cx.read_one(&subject, Source::Functions, functions, name) else { continue };
                let Some(function) = function else {
                    cx.not_applicable();
                    continue;
                };
                let recommended = cx.threshold(&TIMES) * f64::from(function.timeout);
                let evidence = Evidence::from([
                    ("function", json!(name)),
                    ("visibility_timeout", json!(queue.visibility_timeout)),
                    ("function_timeout", json!(function.timeout)),
                    ("recommended", json!(recommended.ceil() as u64)),
                ]);
                let summary = format!(
                    "messages stay invisible for {} s, the timeout of function {name} is {} s",
                    queue.visibility_timeout, function.timeout
                );
                let light = match f64::from(queue.visibility_timeout) {
                    seconds if seconds < f64::from(function.timeout) => Light::Red,
                    seconds if seconds < recommended => Light::Yellow,
                    _ => Light::Green,
                };
                cx.push_part(light, Area::Service, &subject, name, summary, evidence);
            }
        }
    },
};

const BACKLOG_YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.5,
    meaning: "age of the oldest message as a share of the retention, from which the queue is at risk",
};

const RED_SHARE: Threshold =
    Threshold { name: "red-share", default: 0.9, meaning: "the same share from which messages are about to be lost" };

const BACKLOG: Rule = Rule {
    id: "queue-backlog",
    area: Area::Service,
    topics: &[Topic::Health, Topic::Application],
    title: "queues are read faster than their messages expire",
    why: "A queue that is behind on an ordinary day falls further behind at the peak. What is older than the retention is \
          deleted, read or not.",
    fix: "Find why its readers are slow, or give it more of them; until then keep messages longer: `aws sqs \
          set-queue-attributes --queue-url <url of {resource}> --attributes MessageRetentionPeriod=1209600 --region \
          {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    ],
    lead_days: 3,
    needs: &[Source::QueueUrls, Source::Queues, Source::Metrics],
    thresholds: &[BACKLOG_YELLOW_SHARE, RED_SHARE],
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/SQS ApproximateAgeOfOldestMessage Maximum QueueName=receipts":{"seen":{"maximum":340000}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, queue) in listed_queues(cx) {
            // Messages grow old in a dead-letter queue: that is what it is for.
            if queue.takes_dead_letters {
                cx.not_applicable();
                continue;
            }
            let Some(series) = load::series(cx, Whose::whole(&subject), place, &Metric::oldest_message(&subject.id))
            else {
                continue;
            };
            let share = series.maximum / f64::from(queue.retention);
            let evidence = Evidence::from([
                ("oldest_seconds", json!(series.maximum)),
                ("at", json!(series.maximum_at.to_string())),
                ("now_seconds", json!(series.latest)),
                ("retention_seconds", json!(queue.retention)),
            ]);
            let summary = format!(
                "its oldest message was {} s old in the worst hour of 14 days and {} s in the newest, and it keeps \
                 messages for {} s",
                series.maximum, series.latest, queue.retention
            );
            let light = match share {
                share if share >= cx.threshold(&RED_SHARE) => Light::Red,
                share if share >= cx.threshold(&BACKLOG_YELLOW_SHARE) => Light::Yellow,
                _ => Light::Green,
            };
            cx.push(light, &subject, summary, evidence);
        }
    },
};

const QUOTA: Threshold =
    Threshold { name: "quota", default: 120_000.0, meaning: "messages that a queue can have in flight" };

const IN_FLIGHT_YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.6,
    meaning: "share of the quota at the peak from which a queue is at risk",
};

const IN_FLIGHT: Rule = Rule {
    id: "queue-in-flight-at-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Application],
    title: "messages in flight stay below the quota at the peak",
    why: "A message is in flight from when it is received until it is deleted. At the quota SQS gives out no further one, \
          however many readers there are.",
    fix: "Delete messages as soon as they are done, shorten what a reader does with one, or spread the load over several \
          queues; `aws service-quotas list-service-quotas --service-code sqs --region {region}` shows what applies.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"],
    lead_days: 14,
    needs: &[Source::QueueUrls, Source::Queues, Source::Metrics],
    thresholds: &[QUOTA, IN_FLIGHT_YELLOW_SHARE],
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/SQS ApproximateNumberOfMessagesNotVisible Maximum QueueName=receipts":{"seen":{"maximum":9000}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, _) in listed_queues(cx) {
            let Some(series) = load::series(cx, Whose::whole(&subject), place, &Metric::in_flight(&subject.id)) else {
                continue;
            };
            let Some(Peak { growth, needed, .. }) = load::peak(cx, Whose::whole(&subject), series.maximum) else {
                continue;
            };
            let quota = cx.threshold(&QUOTA);
            let evidence = Evidence::from([
                ("busiest", json!(series.maximum)),
                ("peak_factor", json!(growth)),
                ("needed", json!(needed as u64)),
                ("quota", json!(quota)),
            ]);
            let summary = format!(
                "the peak has {needed} messages in flight ({} in the busiest hour × {growth}), a queue can have {quota}",
                series.maximum
            );
            let light = match needed {
                needed if needed > quota => Light::Red,
                needed if needed > quota * cx.threshold(&IN_FLIGHT_YELLOW_SHARE) => Light::Yellow,
                _ => Light::Green,
            };
            cx.push(light, &subject, summary, evidence);
            cx.need(Need::new(needed, quota, "messages").used(series.maximum));
        }
    },
};
