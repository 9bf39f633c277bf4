//! CloudWatch alarms on listed resources.

use std::collections::BTreeMap;

use serde_json::json;

use super::{
    alarms::{self, Composites, Voice},
    facts::Alarm,
};
use crate::{
    event::{Resource, ResourceKind},
    names,
    rule::{Area, Cx, Evidence, Example, Fix, Place, Rule, Subject, Topic},
    snapshot::AccountSnapshot,
    source::Source,
};

/// Rules about alarms.
pub const RULES: &[&Rule] = &[&ALARM_ACTIONS, &ALARM_STATE];

/// The alarms, and what tells how CloudWatch calls a listed resource.
const NEEDS: &[Source] = &[
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
];

const ALARM_ACTIONS: Rule = Rule {
    id: "cw-alarm-actions",
    area: Area::Operations,
    topics: &[Topic::Alarms, Topic::Notification],
    title: "alarms on listed resources tell somebody",
    why: "An alarm without an action, or with its actions switched off after some incident, goes red in a \
          console that nobody is looking at.",
    fix: "Switch its actions on: `aws cloudwatch enable-alarm-actions --alarm-names {resource} --region \
          {region}`.",
    other_fixes: &[NO_ACTION, NO_ALARM],
    references: &["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html"],
    lead_days: 7,
    needs: NEEDS,
    thresholds: &[],
    example: Example::Region(r#"{"cloudwatch":{"alarms":{"seen":{"web-5xx":{"actions_enabled":false}}}}}"#),
    check: |cx| {
        let mut composites: BTreeMap<_, Composites<'_>> = BTreeMap::new();
        for (subject, alarm, all) in listed_alarms(cx, says_what_nothing_watches) {
            let evidence = Evidence::from([
                ("actions_enabled", json!(alarm.actions_enabled)),
                ("actions", json!(alarm.alarm_actions.len())),
            ]);
            let acts = |alarm: &Alarm| alarm.actions_enabled && !alarm.alarm_actions.is_empty();
            // Teams let a composite alarm speak for its children, which then have no action.
            let place = (subject.account.clone(), subject.region.clone());
            let here = composites.entry(place).or_insert_with(|| Composites::new(all));
            let voice = if acts(alarm) { Voice::Nobody } else { here.voice(&subject.id, acts) };
            if acts(alarm) {
                cx.green(&subject, "has an action that is switched on", evidence);
            } else if let Voice::Of(composite) = voice {
                cx.green(&subject, format!("the composite alarm {composite} speaks for it"), evidence);
            } else if let Voice::Perhaps(composite) = voice {
                let summary =
                    format!("the rule of the composite alarm {composite}, which may speak for it, is not understood");
                cx.gray(&subject, summary, evidence);
            } else if alarm.alarm_actions.is_empty() {
                cx.red(&subject, "has no action: nobody is told", evidence);
                cx.fix(&NO_ACTION);
            } else {
                cx.red(&subject, "its actions are switched off: nobody is told", evidence);
            }
        }
    },
};

const NO_ACTION: Fix = Fix {
    when: "Where it has no action",
    text: "Add an SNS topic that pages the people in section 3 of the workbook to its `AlarmActions`, where the alarm is \
           defined, or by hand: `aws cloudwatch put-metric-alarm` takes all of its settings anew, as `aws cloudwatch \
           describe-alarms --alarm-names {resource} --region {region}` shows them.",
    example: Example::Region(r#"{"cloudwatch":{"alarms":{"seen":{"web-5xx":{"alarm_actions":[]}}}}}"#),
};

const NO_ALARM: Fix = Fix {
    when: "Where no alarm watches any listed resource of the region",
    text: "Let an alarm that pages the people in section 3 of the workbook watch {resource}: \
           https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html \
           says which metrics. Where another system watches it, accept the risk `cw-alarm-actions` on {resource} in \
           section 16.",
    example: Example::Region(
        r#"{"cloudwatch":{"alarms":{"seen":{"jump-host-status":null,"web-5xx":null,"TargetTracking-api-AlarmHigh":null,
            "TargetTracking-api-AlarmLow":null,"TargetTracking-web-AlarmHigh":null,"TargetTracking-web-AlarmLow":null}}}}"#,
    ),
};

/// What nothing watches is the business of `cw-alarm-actions`.
pub(crate) fn skip<'a>(cx: &mut Cx<'a>, _: Place<'a>, _: &[alarms::Listed<'a>]) {
    cx.not_applicable();
}

fn says_what_nothing_watches<'a>(cx: &mut Cx<'a>, place: Place<'a>, listed: &[alarms::Listed<'a>]) {
    let watchable = listed.iter().filter(|it| it.names.as_ref().is_some_and(|names| !names.is_empty()));
    for Resource { kind, name, line, .. } in watchable.map(|it| it.resource) {
        let subject = Subject::new(kind.id(), names::plain_name(*kind, name), place).listed_on(*line);
        let region = subject.region.filter(|_| kind.has_region());
        let subject = Subject { region, ..subject };
        cx.yellow(&subject, "no alarm watches it, nor anything else that is listed here", Evidence::default());
        cx.fix(&NO_ALARM);
    }
}

const ALARM_STATE: Rule = Rule {
    id: "cw-alarm-state",
    area: Area::Operations,
    topics: &[Topic::Alarms],
    title: "no alarm on a listed resource is ringing or blind",
    why: "A workload that is in alarm before the event is not ready for more load, and an alarm without data \
          will not ring when it should.",
    fix: "Look at {resource} with `aws cloudwatch describe-alarms --alarm-names {resource} --region {region}` and \
          mend what it reports, or correct the alarm.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html"],
    lead_days: 2,
    needs: NEEDS,
    thresholds: &[],
    example: Example::Region(r#"{"cloudwatch":{"alarms":{"seen":{"web-5xx":{"state":"ALARM"}}}}}"#),
    check: |cx| {
        for (subject, alarm, _) in listed_alarms(cx, skip) {
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

pub(crate) type Alarms = BTreeMap<String, Alarm>;

/// Alarms that watch a listed resource, with all alarms of their region.
///
/// `unwatched` is told of the resources of a region in which no alarm watches any.
pub(crate) fn listed_alarms<'a>(
    cx: &mut Cx<'a>,
    unwatched: fn(&mut Cx<'a>, Place<'a>, &[alarms::Listed<'a>]),
) -> Vec<(Subject, &'a Alarm, &'a Alarms)> {
    let mut found = Vec::new();
    for ((account, region), here) in alarms::places(cx.event) {
        let known = cx.account(account);
        let place = Place { account, region, facts: known.region(region) };
        let listed = alarms::listed(here, known, place.facts);
        for unknown in listed.iter().filter(|it| it.names.is_none()) {
            miss(cx, unknown.resource, place, known);
        }
        if listed.iter().flat_map(|it| &it.names).all(Vec::is_empty) {
            continue;
        }
        let subject = Subject::new("alarm", "all alarms", place);
        let Some(all) = cx.read(&subject, Source::Alarms, &place.facts.cloudwatch.alarms) else {
            continue;
        };
        let watching = alarms::watching(&listed, all);
        if watching.is_empty() {
            unwatched(cx, place, &listed);
        }
        let subject = |name, alarm: &Alarm| Subject::new("alarm", name, place).with_arn(&alarm.arn);
        found.extend(watching.into_iter().map(|(name, alarm, _)| (subject(name, alarm), alarm, all)));
    }
    found
}

/// Says what kept a listed resource from being looked up.
fn miss<'a>(cx: &mut Cx<'a>, resource: &Resource, place: Place<'a>, known: &'a AccountSnapshot) {
    let Resource { kind, name, line, .. } = resource;
    let subject = Subject::new(kind.id(), name, place).listed_on(*line);
    match kind {
        ResourceKind::Instance => drop(cx.read(&subject, Source::Instances, &place.facts.ec2.instances)),
        ResourceKind::Database => {
            cx.read(&subject, Source::DatabaseInstances, &place.facts.rds.instances);
            cx.read(&subject, Source::DatabaseClusters, &place.facts.rds.clusters);
        }
        ResourceKind::Cache => {
            let facts = &place.facts.elasticache;
            cx.read(&subject, Source::CacheClusters, &facts.clusters);
            cx.read(&subject, Source::ReplicationGroups, &facts.replication_groups);
            cx.read(&subject, Source::ServerlessCaches, &facts.serverless_caches);
        }
        ResourceKind::Api => {
            cx.read(&subject, Source::RestApis, &place.facts.apigateway.rest_apis);
            cx.read(&subject, Source::HttpApis, &place.facts.apigateway.http_apis);
        }
        ResourceKind::EcsService => drop(cx.read(&subject, Source::EcsServices, &place.facts.ecs.services)),
        ResourceKind::EksCluster => drop(cx.read(&subject, Source::EksClusters, &place.facts.eks.clusters)),
        ResourceKind::Vpc => {
            cx.read(&subject, Source::Vpcs, &place.facts.vpc.vpcs);
            cx.read(&subject, Source::NatGateways, &place.facts.vpc.nat_gateways);
        }
        ResourceKind::Distribution => {
            let subject = Subject { region: None, ..subject };
            cx.read(&subject, Source::Distributions, &known.cloudfront.distributions);
        }
        _ => drop(cx.read(&subject, Source::LoadBalancers, &place.facts.elb.load_balancers)),
    }
}
