//! SNS topics: whether they exist, and whether anybody hears what they are told.

use serde_json::json;

use crate::{
    aws::{
        cloudwatch::{
            self, alarms,
            rules::{listed_alarms, skip},
        },
        sns,
    },
    event::ResourceKind,
    names,
    rule::{Area, Evidence, Example, Listed, Rule, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about SNS topics.
pub const RULES: &[&Rule] = &[&SUBSCRIBERS, &ALARM_RECEIVERS];

const SUBSCRIPTIONS_PAGE: &str = "https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html";

const SUBSCRIBERS: Rule = Rule {
    id: "topic-subscribers",
    area: Area::Operations,
    topics: &[Topic::Notification],
    title: "every listed topic exists and has subscribers, all of them confirmed",
    why: "A topic without a confirmed subscription takes every message and gives it to nobody. A subscription that waits \
          for its confirmation is one that somebody believes in. What is published to a topic that is missing fails.",
    fix: "`aws sns list-subscriptions-by-topic --topic-arn {topic} --region {region}` shows them; subscribe again those that \
          are pending, because a confirmation expires, and have their receivers confirm. Where the topic does not exist, \
          `aws sns list-topics --region {region}` shows what there is: correct section 6 of the workbook.",
    other_fixes: &[],
    references: &[SUBSCRIPTIONS_PAGE],
    lead_days: 7,
    needs: &[Source::Topics],
    thresholds: &[],
    example: Example::Region(
        r#"{"sns":{"topics":{"arn:aws:sns:us-east-1:111122223333:orders":{"seen":{"confirmed":0,"pending":1}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, resource, .. } in cx.existing(ResourceKind::Topic) {
            let Answer::Topic(sns::facts::Topic { confirmed, pending }) = resource.answer else { continue };
            let evidence = Evidence::from([
                ("topic", json!(subject.arn)),
                ("confirmed", json!(confirmed)),
                ("pending", json!(pending)),
            ]);
            let summary = format!("confirmed subscriptions: {confirmed}, pending: {pending}");
            match (confirmed, pending) {
                (0, _) => cx.red(&subject, summary, evidence),
                (_, 0) => cx.green(&subject, summary, evidence),
                _ => cx.yellow(&subject, summary, evidence),
            }
        }
    },
};

const ALARM_RECEIVERS: Rule = Rule {
    id: "cw-alarm-receivers",
    area: Area::Operations,
    topics: &[Topic::Alarms, Topic::Notification],
    title: "the topics of alarms on listed resources have subscribers",
    why: "An alarm that tells a topic without a confirmed subscriber tells nobody, and looks like one that does.",
    fix: "Subscribe the people of section 3 to {topics}, and have them confirm: `aws sns subscribe --topic-arn <arn> \
          --protocol email --notification-endpoint <address> --region {region}`. A topic that does not exist has to be \
          created, or the alarm's action corrected.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
        SUBSCRIPTIONS_PAGE,
    ],
    lead_days: 7,
    needs: &[
        Source::Alarms,
        Source::Instances,
        Source::LoadBalancers,
        Source::DatabaseInstances,
        Source::DatabaseClusters,
        Source::CacheClusters,
        Source::ReplicationGroups,
        Source::ServerlessCaches,
        Source::RestApis,
        Source::HttpApis,
        Source::EcsServices,
        Source::EksClusters,
        Source::Vpcs,
        Source::NatGateways,
        Source::Distributions,
        Source::Topics,
    ],
    thresholds: &[],
    example: Example::Region(
        r#"{"sns":{"topics":{"arn:aws:sns:us-east-1:111122223333:page-platform":{"seen":{"confirmed":0,"pending":1}}}}}"#,
    ),
    check: |cx| {
        for (subject, alarm, _) in listed_alarms(cx, skip) {
            let topics: Vec<&String> = alarm.alarm_actions.iter().filter(|arn| alarms::is_topic(arn)).collect();
            let is_other = |arn: &&String| !alarms::is_topic(arn) && !cloudwatch::facts::is_scaling_action(arn);
            // Whom an incident plan or a function tells, nobody can know; that an alarm has no action is told elsewhere.
            if topics.is_empty() || alarm.alarm_actions.iter().any(|arn| is_other(&arn)) {
                cx.not_applicable();
                continue;
            }
            let place = (subject.account.as_deref().unwrap_or_default(), subject.region.as_deref().unwrap_or_default());
            let facts = &cx.account(place.0).region(place.1).sns.topics;
            let mut receivers = Vec::new();
            for arn in &topics {
                receivers.extend(cx.read_one(&subject, Source::Topics, facts, arn).map(|topic| (*arn, topic)));
            }
            let confirmed: u32 = receivers.iter().filter_map(|(_, topic)| Some(topic.as_ref()?.confirmed)).sum();
            let evidence = Evidence::from([("topics", json!(topics)), ("confirmed", json!(confirmed))]);
            let gone = receivers.iter().find(|(_, topic)| topic.is_none()).map(|(arn, _)| *arn);
            let name = |arn: &String| names::plain_name(ResourceKind::Topic, arn).to_owned();
            match gone {
                _ if confirmed > 0 => {
                    cx.green(&subject, format!("confirmed subscriptions of its topics: {confirmed}"), evidence);
                }
                // What was not read may have a subscriber.
                _ if receivers.len() < topics.len() => {}
                Some(gone) => cx.red(&subject, format!("tells nobody: topic {} does not exist", name(gone)), evidence),
                None => {
                    let topics: Vec<String> = topics.into_iter().map(name).collect();
                    let summary = format!("tells nobody: {} has no confirmed subscription", topics.join(", "));
                    cx.red(&subject, summary, evidence);
                }
            }
        }
    },
};
