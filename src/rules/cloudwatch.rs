//! CloudWatch alarms on listed resources.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    event::ResourceKind,
    names::{self, BalancerNames},
    rule::{Area, Cx, Evidence, Example, Place, Rule, Subject},
    snapshot::cloudwatch::Alarm,
    source::Source,
};

/// Rules about alarms.
pub const RULES: &[&Rule] = &[&ALARM_ACTIONS, &ALARM_STATE];

const ALARM_ACTIONS: Rule = Rule {
    id: "cw-alarm-actions",
    area: Area::Operations,
    title: "alarms on listed resources tell somebody",
    why: "An alarm without an action, or with its actions switched off after some incident, goes red in a \
          console that nobody is looking at.",
    fix: "Switch its actions on: `aws cloudwatch enable-alarm-actions --alarm-names {resource} --region \
          {region}`. If it has none, add an SNS topic that pages the people in section 3 of the workbook.",
    references: &["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html"],
    lead_days: 7,
    needs: &[Source::Alarms, Source::Instances, Source::LoadBalancers],
    thresholds: &[],
    example: Example::Region(r#"{"cloudwatch":{"alarms":{"seen":{"web-5xx":{"actions_enabled":false}}}}}"#),
    check: |cx| {
        for (subject, alarm, all) in listed_alarms(cx) {
            let evidence = Evidence::from([
                ("actions_enabled", json!(alarm.actions_enabled)),
                ("actions", json!(alarm.alarm_actions.len())),
            ]);
            let acts = |alarm: &Alarm| alarm.actions_enabled && !alarm.alarm_actions.is_empty();
            // Teams let a composite alarm speak for its children, which then have no action.
            let spoken_for = || all.values().any(|other| acts(other) && other.is_composite_of(&subject.id));
            if acts(alarm) {
                cx.green(&subject, "has an action that is switched on", evidence);
            } else if spoken_for() {
                cx.green(&subject, "a composite alarm speaks for it", evidence);
            } else if alarm.alarm_actions.is_empty() {
                cx.red(&subject, "has no action: nobody is told", evidence);
            } else {
                cx.red(&subject, "its actions are switched off: nobody is told", evidence);
            }
        }
    },
};

const ALARM_STATE: Rule = Rule {
    id: "cw-alarm-state",
    area: Area::Operations,
    title: "no alarm on a listed resource is ringing or blind",
    why: "A workload that is in alarm before the event is not ready for more load, and an alarm without data \
          will not ring when it should.",
    fix: "Look at {resource} with `aws cloudwatch describe-alarms --alarm-names {resource} --region {region}` and \
          mend what it reports, or correct the alarm.",
    references: &["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html"],
    lead_days: 2,
    needs: &[Source::Alarms, Source::Instances, Source::LoadBalancers],
    thresholds: &[],
    example: Example::Region(r#"{"cloudwatch":{"alarms":{"seen":{"web-5xx":{"state":"ALARM"}}}}}"#),
    check: |cx| {
        for (subject, alarm, _) in listed_alarms(cx) {
            // The alarms of scaling policies go off all day long; that is how scaling works.
            if alarm.only_scales() {
                cx.not_applicable();
                continue;
            }
            let evidence = Evidence::from([("state", json!(alarm.state)), ("reason", json!(alarm.state_reason))]);
            match alarm.state.as_str() {
                "OK" => cx.green(&subject, "is OK", evidence),
                "ALARM" => cx.red(&subject, format!("is in ALARM: {}", alarm.state_reason), evidence),
                "INSUFFICIENT_DATA" => cx.yellow(&subject, "has too little data to judge", evidence),
                state => cx.gray(&subject, format!("is in a state that is not known: {state}"), evidence),
            }
        }
    },
};

type Alarms = BTreeMap<String, Alarm>;

/// Alarms whose dimensions name a listed resource, with all alarms of their region.
fn listed_alarms<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, &'a Alarm, &'a Alarms)> {
    let mut found = Vec::new();
    for place in cx.places() {
        let names = listed_dimensions(cx, place);
        if names.is_empty() {
            continue;
        }
        let subject = Subject::new("alarm", "all alarms", place);
        let Some(all) = cx.read(&subject, Source::Alarms, &place.facts.cloudwatch.alarms) else {
            continue;
        };
        let watches = |alarm: &Alarm| alarm.dimensions.iter().any(|value| names.contains(value));
        let listed = all.iter().filter(|(_, alarm)| watches(alarm));
        let before = found.len();
        found.extend(listed.map(|(name, alarm)| (Subject::new("alarm", name, place).with_arn(&alarm.arn), alarm, all)));
        if found.len() == before {
            cx.not_applicable();
        }
    }
    found
}

/// Values of the CloudWatch dimensions of listed resources. Those that are not listed under the
/// name that CloudWatch uses are looked up.
fn listed_dimensions<'a>(cx: &mut Cx<'a>, place: Place<'a>) -> BTreeSet<String> {
    let mut names: BTreeSet<_> = cx
        .listed_in(place, ResourceKind::AutoScalingGroup)
        .iter()
        .map(|group| names::group_name(&group.name).to_owned())
        .collect();
    for resource in cx.listed_in(place, ResourceKind::Instance) {
        if names::is_instance_id(&resource.name) {
            names.insert(names::instance_id(&resource.name).to_owned());
            continue;
        }
        let subject = Subject::new("instance", &resource.name, place);
        let Some(instances) = cx.read(&subject, Source::Instances, &place.facts.ec2.instances) else {
            continue;
        };
        let found = names::find_instances(instances, &resource.name);
        names.extend(found.into_iter().map(|(id, _)| id.to_owned()));
    }
    let mut balancers = None;
    for resource in cx.listed_in(place, ResourceKind::LoadBalancer) {
        let subject = Subject::new("load-balancer", &resource.name, place);
        let Some(all) = cx.read(&subject, Source::LoadBalancers, &place.facts.elb.load_balancers) else { continue };
        let found = balancers.get_or_insert_with(|| BalancerNames::new(all)).find(&resource.name);
        names.extend(found.map(|(arn, _)| names::load_balancer_suffix(arn).to_owned()));
    }
    names
}
