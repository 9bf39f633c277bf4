//! Whom an alarm reaches.

use std::collections::BTreeSet;

use super::count;
use crate::{
    aws::{
        cloudwatch::{
            alarms::{self, Composites, Voice},
            facts::{Alarm, is_scaling_action},
        },
        sns::facts::Topic,
    },
    event::{Event, Resource, ResourceKind},
    plan::Plan,
    snapshot::{Fact, PerResource},
};

/// What AWS answered about topics, by ARN.
type Topics = PerResource<Option<Topic>>;

/// One alarm on listed resources.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    /// Account and region.
    pub(super) place: (&'a str, &'a str),
    /// Its name.
    pub(super) name: &'a str,
    /// The alarm.
    pub(super) alarm: &'a Alarm,
    /// Listed resources that it watches, as the workbook names them.
    pub(super) watches: Vec<&'a str>,
    /// Whom it reaches.
    pub(super) reach: Reach,
}

/// Whom an alarm reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reach {
    /// Actions that can tell a person.
    Told(Vec<Receiver>),
    /// A composite alarm that has such actions.
    Through(String),
    /// It scales a group, which is what it is for.
    Scales,
    /// Nobody, and why.
    Nobody(&'static str),
}

/// An action that can tell a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Receiver {
    /// Its ARN.
    pub(super) arn: String,
    /// As people know it, with what is known of who listens: `SNS topic page-platform (2 confirmed subscriptions)`.
    pub(super) name: String,
}

/// The alarms of an event.
#[derive(Debug, Default)]
pub(super) struct Watches<'a> {
    /// Alarms on listed resources, by place and name.
    pub(super) alarms: Vec<Watch<'a>>,
    /// Listed resources that no alarm that tells anybody watches.
    pub(super) unwatched: Vec<&'a Resource>,
    /// Places whose alarms AWS did not tell.
    pub(super) unknown: Vec<(&'a str, &'a str)>,
}

pub(super) fn watches<'a>(plan: &Plan<'a>) -> Watches<'a> {
    let event: &'a Event = &plan.workbook().event;
    let mut found = Watches::default();
    for (place, here) in alarms::places(event) {
        let known = plan.snapshot().account(place.0);
        let facts = known.region(place.1);
        let listed = alarms::listed(here, known, facts);
        if listed.is_empty() {
            continue;
        }
        let Fact::Seen(all) = &facts.cloudwatch.alarms else {
            found.unknown.push(place);
            continue;
        };
        let mut watched = BTreeSet::new();
        let composites = Composites::new(all);
        for (name, alarm, here) in alarms::watching(&listed, all) {
            let reach = reach(name, alarm, &composites, &facts.sns.topics);
            if matches!(reach, Reach::Told(_) | Reach::Through(_)) {
                watched.extend(here.iter().map(|resource| identity(resource)));
            }
            let watches = here.iter().map(|resource| resource.name.as_str()).collect();
            found.alarms.push(Watch { place, name, alarm, watches, reach });
        }
        let resources = listed.iter().map(|it| it.resource);
        found.unwatched.extend(resources.filter(|resource| !watched.contains(&identity(resource))));
    }
    found
}

/// A balancer and a group may share a name and a line.
fn identity(resource: &Resource) -> (ResourceKind, usize, &str) {
    (resource.kind, resource.line, &resource.name)
}

fn reach(name: &str, alarm: &Alarm, composites: &Composites<'_>, topics: &Topics) -> Reach {
    let told: Vec<&String> = alarm.alarm_actions.iter().filter(|arn| tells(arn)).collect();
    if alarm.actions_enabled && told.iter().any(|arn| !is_deaf(arn, topics)) {
        let receiver = |arn: &&String| Receiver { arn: (*arn).clone(), name: receiver(arn, topics) };
        return Reach::Told(told.iter().map(receiver).collect());
    }
    let speaks = |other: &Alarm| {
        other.actions_enabled && other.alarm_actions.iter().any(|arn| tells(arn) && !is_deaf(arn, topics))
    };
    match composites.voice(name, speaks) {
        Voice::Of(composite) => return Reach::Through(composite.to_owned()),
        Voice::Perhaps(_) => return Reach::Nobody("the rule of a composite alarm that names it is not understood"),
        Voice::Nobody => {}
    }
    match (alarm.actions_enabled, alarm.alarm_actions.is_empty()) {
        (_, true) => Reach::Nobody("it has no action"),
        (false, _) => Reach::Nobody("its actions are switched off"),
        _ if alarm.only_scales() => Reach::Scales,
        _ if !told.is_empty() => Reach::Nobody("none of its topics has a confirmed subscription"),
        _ => Reach::Nobody("its actions change resources and tell no one"),
    }
}

/// Whether an action can tell a person: scaling policies and EC2 actions only change resources.
fn tells(arn: &str) -> bool {
    !is_scaling_action(arn) && !arn.contains(":automate:") && !arn.contains(":swf:")
}

/// Whether an action is a topic that is known to pass nothing on.
fn is_deaf(arn: &str, topics: &Topics) -> bool {
    matches!(topics.get(arn), Some(Fact::Seen(topic)) if topic.is_none_or(|topic| topic.confirmed == 0))
}

fn receiver(arn: &str, topics: &Topics) -> String {
    let mut parts = arn.splitn(6, ':').skip(2);
    let service = parts.next().unwrap_or_default();
    let name = parts.nth(2).unwrap_or(arn);
    match service {
        "sns" => format!("SNS topic {name} ({})", listeners(topics.get(arn))),
        "lambda" => format!("Lambda {name}"),
        "ssm" => format!("Systems Manager {name}"),
        "ssm-incidents" => format!("Incident Manager {name}"),
        _ => arn.to_owned(),
    }
}

/// What is known of who listens to a topic.
fn listeners(topic: Option<&Fact<Option<Topic>>>) -> String {
    match topic {
        Some(Fact::Seen(Some(Topic { confirmed, pending }))) => {
            let confirmed = count(usize::try_from(*confirmed).unwrap_or(usize::MAX), "confirmed subscription");
            if *pending == 0 { confirmed } else { format!("{confirmed}, {pending} pending") }
        }
        Some(Fact::Seen(None)) => "does not exist".to_owned(),
        Some(Fact::Missed(_)) | None => "its subscriptions were not read".to_owned(),
    }
}
