//! Route 53 hosted zones, what their records answer, and the health checks behind them.

pub mod quota;

use std::collections::BTreeSet;

use serde_json::json;

use super::facts::{HealthCheck, Record};
use crate::{
    event::ResourceKind,
    rule::{self, Area, Cx, Evidence, Example, Light, Rule, Subject, Threshold, Topic},
    snapshot::AccountSnapshot,
    source::Source,
    workload::Answer,
};

/// Rules about hosted zones.
pub const RULES: &[&Rule] = &[&EXISTS, &RECORD_TTL, &HEALTH_CHECKS];

/// A listed zone that exists.
pub(super) struct Listed<'a> {
    pub(super) subject: Subject,
    pub(super) id: &'a str,
    pub(super) facts: &'a AccountSnapshot,
}

/// Listed zones that exist, each once, and all of them where a name means several. The others are
/// the business of `zone-exists`.
pub(super) fn listed_zones<'a>(cx: &mut Cx<'a>) -> Vec<Listed<'a>> {
    cx.resources(ResourceKind::HostedZone).into_iter().filter_map(listed).collect()
}

fn listed(it: rule::Listed<'_>) -> Option<Listed<'_>> {
    let Answer::Zone(zone) = it.resource.answer else { return None };
    let subject = Subject { id: zone.shown(), ..it.subject };
    Some(Listed { subject, id: it.resource.id, facts: it.of_account })
}

const EXISTS: Rule = Rule {
    id: "zone-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed hosted zone exists, and is one",
    why: "Without its zone no name of the workload resolves. Two zones of one name, a public and a private one, \
          answer differently inside and outside of a VPC, and a change to one of them is half a change.",
    fix: "Look at the account's zones with `aws route53 list-hosted-zones --query HostedZones[].[Id,Name,Config.PrivateZone]`, \
          and write the id of the one that is meant in section 6 of the workbook.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html"],
    lead_days: 7,
    needs: &[Source::HostedZones],
    thresholds: &[],
    example: Example::Account(
        r#"{"route53":{"zones":{"seen":{"Z0EXAMPLE1ABCD":{"name":"example.net.","is_private":false}}}}}"#,
    ),
    check: |cx| {
        for it in cx.existing(ResourceKind::HostedZone) {
            let Some(Listed { subject, id, .. }) = listed(it) else { continue };
            cx.green(&subject, format!("its id is {id}"), Evidence::from([("zone", json!(id))]));
        }
    },
};

const TTL_SECONDS: Threshold =
    Threshold { name: "ttl-seconds", default: 60.0, meaning: "longest TTL of such a record, in seconds" };

const RECORD_TTL: Rule = Rule {
    id: "zone-record-ttl",
    area: Area::Service,
    topics: &[Topic::Failover],
    title: "records that traffic is switched with are not cached for long",
    why: "A failover or a change of weights reaches nobody before the old answer has left the caches of resolvers. \
          With a TTL of an hour, a failover takes an hour.",
    fix: "Lower the TTL of {record} to 60 seconds, at least one old TTL before the event: edit the record in the \
          Route 53 console, or in the template that makes it.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-problems.html",
        "https://docs.aws.amazon.com/awssupport/latest/user/fault-tolerance-checks.html",
    ],
    lead_days: 3,
    needs: &[Source::HostedZones, Source::DnsRecords],
    thresholds: &[TTL_SECONDS],
    example: Example::Account(
        r#"{"route53":{"records":{"Z0EXAMPLE1ABCD":{"seen":[{"name":"api.example.com.","record_type":"CNAME",
            "routing":"failover","set":"primary","ttl":3600,"health_check":"abcdef11-2222-3333-4444-555555fedcba"}]}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, id, facts } in listed_zones(cx) {
            let Some(records) = cx.read_one(&subject, Source::DnsRecords, &facts.route53.records, id) else {
                continue;
            };
            let switched: Vec<_> = records.iter().filter(|record| is_switched(record)).collect();
            let longest = switched.iter().filter_map(|record| Some((record.ttl?, *record))).max_by_key(|(ttl, _)| *ttl);
            let Some((ttl, record)) = longest else {
                let summary = "no record of it is switched by failover, weight or health with a TTL of its own";
                cx.green(&subject, summary, Evidence::from([("records", json!(switched.len()))]));
                continue;
            };
            let evidence = Evidence::from([
                ("record", json!(record.name)),
                ("type", json!(record.record_type)),
                ("routing", json!(record.routing)),
                ("ttl", json!(ttl)),
                ("records", json!(switched.len())),
            ]);
            let name = record.name.trim_end_matches('.');
            let summary = format!("{name} ({}, {}) is cached for {ttl} s", record.record_type, record.routing);
            let light = if ttl as f64 > cx.threshold(&TTL_SECONDS) { Light::Yellow } else { Light::Green };
            cx.push(light, &subject, summary, evidence);
        }
    },
};

fn is_switched(record: &Record) -> bool {
    matches!(record.routing.as_str(), "failover" | "weighted") || record.health_check.is_some()
}

const HEALTH_CHECKS: Rule = Rule {
    id: "zone-health-checks",
    area: Area::Service,
    topics: &[Topic::Failover],
    title: "the health checks behind the records of every zone pass",
    why: "Route 53 answers with what its health checks call healthy. One that fails has already taken a record out, \
          one that is gone, disabled or inverted takes none out when it must.",
    fix: "See what the checkers say: `aws route53 get-health-check-last-failure-reason --health-check-id \
          {health_check}`; mend the target, or the check, or set a check that exists on {record}.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-monitor-view-status.html",
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
    ],
    lead_days: 3,
    needs: &[Source::HostedZones, Source::DnsRecords, Source::HealthChecks, Source::HealthCheckStatus],
    thresholds: &[],
    example: Example::Account(
        r#"{"route53":{"health_check_status":{"abcdef11-2222-3333-4444-555555fedcba":{"seen":[
            "Failure: HTTP Status Code 503, Service Unavailable","Failure: Connection timed out"]}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, id, facts } in listed_zones(cx) {
            let answers = &facts.route53;
            let Some(records) = cx.read_one(&subject, Source::DnsRecords, &answers.records, id) else { continue };
            let Some(checks) = cx.read(&subject, Source::HealthChecks, &answers.health_checks) else { continue };
            let mut judged = BTreeSet::new();
            for record in records {
                let Some(check) = record.health_check.as_deref().filter(|check| judged.insert(*check)) else {
                    continue;
                };
                let mut evidence = Evidence::from([("health_check", json!(check)), ("record", json!(record.name))]);
                let name = record.name.trim_end_matches('.');
                let (light, summary) = match checks.get(check) {
                    None => (Light::Red, format!("the health check {check} of {name} does not exist any more")),
                    Some(known) if known.is_disabled => {
                        (Light::Yellow, format!("the health check of {name} is disabled: always healthy"))
                    }
                    Some(known) if !has_checkers(known) => {
                        let kind = &known.check_type;
                        (Light::Gray, format!("the health check of {name} is {kind}, whose state is not read"))
                    }
                    Some(known) => {
                        let all = &answers.health_check_status;
                        let Some(seen) = cx.read_one(&subject, Source::HealthCheckStatus, all, check) else { continue };
                        evidence.insert("checkers", json!(seen));
                        judge_checkers(name, known, seen)
                    }
                };
                cx.push_part(light, Area::Service, &subject, check, summary, evidence);
            }
            if judged.is_empty() {
                cx.not_applicable();
            }
        }
    },
};

/// Whether Route 53's own checkers look at the target. The others follow alarms, other checks or
/// a switch of routing control.
fn has_checkers(check: &HealthCheck) -> bool {
    ["HTTP", "TCP"].iter().any(|kind| check.check_type.starts_with(kind))
}

/// Route 53 takes a target for healthy while more than 18 % of the checkers do.
fn judge_checkers(name: &str, check: &HealthCheck, seen: &[String]) -> (Light, String) {
    let passing = seen.iter().filter(|report| report.starts_with("Success")).count();
    let what = format!("{passing} of {} checkers reach {} for {name}", seen.len(), check.target);
    if seen.is_empty() {
        return (Light::Gray, format!("no checker has reported on {} for {name}", check.target));
    }
    let is_reached = passing * 100 > seen.len() * 18;
    match (is_reached == check.is_inverted, passing == seen.len(), check.is_inverted) {
        (true, _, true) => (Light::Red, format!("{what}, and the check is inverted")),
        (true, _, false) => (Light::Red, what),
        (false, _, true) => (Light::Yellow, format!("{what}; the check is inverted")),
        (false, true, false) => (Light::Green, what),
        (false, false, false) => (Light::Yellow, what),
    }
}
