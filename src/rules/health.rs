//! AWS Health: what AWS plans to change during the event, and what is wrong now.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    aws::health::facts::HealthEvent,
    event::{ResourceKind, Window},
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject, Topic},
    source::Source,
    workload::{Answer, Lookup, Unread},
};

/// Rules about AWS Health.
pub const RULES: &[&Rule] = &[&SCHEDULED_CHANGE, &OPEN_ISSUE];

const LOOK: &str = "https://docs.aws.amazon.com/health/latest/ug/aws-health-concepts-and-terms.html";

/// Whether AWS plans a change that meets the window. One without an end goes on.
pub fn is_planned_in(event: &HealthEvent, window: &Window) -> bool {
    let begins = event.start.unwrap_or(jiff::Timestamp::MIN);
    event.category == "scheduledChange"
        && event.status != "closed"
        && window.meets(begins, event.end.unwrap_or(jiff::Timestamp::MAX))
}

/// Whether every event of the account's regions is of a category and in a state that iem knows; what is not is gray: it may
/// be a change or an issue.
fn understood(cx: &mut Cx<'_>, account: &str, events: &[HealthEvent]) -> bool {
    let is_known = |it: &HealthEvent| {
        matches!(it.category.as_str(), "issue" | "investigation" | "scheduledChange" | "accountNotification")
            && matches!(it.status.as_str(), "open" | "upcoming" | "closed")
    };
    let strange: Vec<_> = events.iter().filter(|it| !is_known(it) && is_here(cx, account, it)).collect();
    for it in &strange {
        let HealthEvent { arn, code, category, status, .. } = it;
        let evidence =
            Evidence::from([("event", json!(arn)), ("category", json!(category)), ("status", json!(status))]);
        let summary =
            format!("AWS tells of {code}, which is {category} and {status}: iem does not know what that means");
        cx.push_part(Light::Gray, Area::Operations, &Subject::account(account), arn, summary, evidence);
    }
    strange.is_empty()
}

/// Whether a health event is about a region that the account's resources are in, or about all.
fn is_here(cx: &Cx<'_>, account: &str, of: &HealthEvent) -> bool {
    of.region == "global" || cx.place(Some(account), Some(&of.region)).is_some()
}

const SCHEDULED_CHANGE: Rule = Rule {
    id: "health-scheduled-change-in-window",
    area: Area::Operations,
    topics: &[Topic::Change],
    title: "AWS plans no change of the workload's resources during the event",
    why: "AWS retires hardware, patches and reboots on days that it announces weeks ahead, and only here: nothing in \
          the resource itself shows it.",
    fix: "Read what AWS plans: `aws health describe-event-details --event-arns {event} --region us-east-1`. Move it \
          before the event, by a stop and start, a replacement, or a new date where AWS offers one; else ask AWS \
          Support to move it.",
    other_fixes: &[],
    references: &[LOOK, "https://docs.aws.amazon.com/health/latest/ug/getting-started-health-dashboard.html"],
    lead_days: 14,
    needs: &[Source::OpenHealthEvents, Source::HealthEntities, Source::Instances, Source::Groups],
    thresholds: &[],
    example: Example::Account(
        r#"{"health":{"affected":{"arn:aws:health:us-east-1::event/EC2/AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED/1":
            {"seen":["i-0a1b2c3d4e5f60001"]}}}}"#,
    ),
    check: |cx| {
        for (account, facts) in cx.accounts() {
            let subject = Subject::account(account);
            let Some(events) = cx.read(&subject, Source::OpenHealthEvents, &facts.health.open) else { continue };
            let Some(window) = cx.window(&subject) else { continue };
            let planned = |it: &&HealthEvent| is_planned_in(it, window) && is_here(cx, account, it);
            let planned: Vec<_> = events.iter().filter(planned).collect();
            let is_understood = understood(cx, account, events);
            if planned.is_empty() && is_understood {
                cx.green(&subject, "AWS plans no change that meets the event", Evidence::default());
            }
            for it in planned {
                let all = &facts.health.affected;
                let Some(affected) = cx.read_one(&subject, Source::HealthEntities, all, &it.arn) else { continue };
                judge(cx, account, it, affected);
            }
        }
    },
};

/// Says which resources in scope a planned change is about.
fn judge(cx: &mut Cx<'_>, account: &str, it: &HealthEvent, affected: &[String]) {
    let when = match (&cx.event.window, it.start) {
        (Some(window), Some(start)) => format!("from {}", window.show(start)),
        _ => "at a time that AWS does not give".to_owned(),
    };
    let evidence = |affected: &[&str]| {
        Evidence::from([
            ("event", json!(it.arn)),
            ("service", json!(it.service)),
            ("start", json!(it.start)),
            ("end", json!(it.end)),
            ("affected", json!(affected)),
        ])
    };
    let account_subject = Subject::account(account);
    let region = Some(it.region.as_str()).filter(|region| *region != "global");
    let kinds = kinds(&it.service);
    let names: Vec<&str> =
        affected.iter().map(String::as_str).filter(|name| !matches!(*name, "UNKNOWN" | "AWS_ACCOUNT")).collect();
    let mut met: BTreeMap<Subject, (Light, Vec<&str>)> = BTreeMap::new();
    let (mut unknown, mut unread) = (Vec::new(), None);
    for name in &names {
        match cx.look_up(account, region, &kinds, name) {
            Lookup::InScope(all) => {
                for meant in all {
                    // A group replaces an instance that it loses.
                    let is_replaced = match meant.resource.map(|it| it.answer) {
                        Some(Answer::Instance(instance)) => instance.group.is_some(),
                        Some(Answer::Group(_)) => meant.is_part,
                        _ => false,
                    };
                    let light = if is_replaced { Light::Yellow } else { Light::Red };
                    let (worst, about) = met.entry(Subject::meant(&meant)).or_insert((light, Vec::new()));
                    *worst = light.min(*worst);
                    about.push(*name);
                }
            }
            Lookup::NotInScope => {}
            Lookup::Unread(missing) => unread = Some(missing),
            Lookup::Unknown => unknown.push(*name),
        }
    }
    let is_met = !met.is_empty();
    for (subject, (light, about)) in met {
        let summary = format!("AWS plans {} of {} {when}", it.code, about.join(", "));
        cx.push_part(light, Area::Operations, &subject, &it.arn, summary, evidence(&about));
        it.start.into_iter().for_each(|start| cx.takes_place(start, it.end));
    }
    if let Some(Unread { source, missed }) = unread {
        cx.miss(&account_subject, source, missed);
    } else if !unknown.is_empty() {
        let summary = format!(
            "AWS plans {} {when}, and iem cannot tell whether the workload stands on {}",
            it.code,
            unknown.join(", ")
        );
        cx.push_part(Light::Gray, Area::Operations, &account_subject, &it.arn, summary, evidence(&unknown));
        it.start.into_iter().for_each(|start| cx.takes_place(start, it.end));
    } else if !is_met {
        let (light, summary) = match names.is_empty() {
            false => (Light::Green, format!("AWS plans {} {when}, of nothing in scope", it.code)),
            true => (Light::Yellow, format!("AWS plans {} {when}, and names no resource", it.code)),
        };
        cx.push_part(light, Area::Operations, &account_subject, &it.arn, summary, evidence(&names));
        it.start.into_iter().for_each(|start| cx.takes_place(start, it.end));
    }
}

/// The kinds that AWS Health names the resources of by this service.
fn kinds(service: &str) -> Vec<ResourceKind> {
    let service = if service == "AURORA" { "RDS" } else { service };
    ResourceKind::ALL.into_iter().filter(|kind| kind.info().health.first() == Some(&service)).collect()
}

const OPEN_ISSUE: Rule = Rule {
    id: "health-open-issue",
    area: Area::Operations,
    topics: &[Topic::Health],
    title: "AWS reports no open issue where the workload runs",
    why: "An open issue of a service explains what no metric of the workload does, and nothing should be changed or \
          scaled into it without knowing.",
    fix: "Follow it on the AWS Health Dashboard, or with `aws health describe-event-details --event-arns {event} \
          --region us-east-1`; decide whether the plan of section 14 has to be used.",
    other_fixes: &[],
    references: &[LOOK, "https://docs.aws.amazon.com/health/latest/ug/health-api.html"],
    lead_days: 1,
    needs: &[Source::OpenHealthEvents],
    thresholds: &[],
    example: Example::Account(
        r#"{"health":{"open":{"seen":[{"arn":"arn:aws:health:us-east-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/2",
            "service":"EC2","code":"AWS_EC2_OPERATIONAL_ISSUE","category":"issue","region":"us-east-1",
            "start":"2026-12-05T00:10:00Z","end":null,"status":"open"}]}}}"#,
    ),
    check: |cx| {
        let mut used: BTreeMap<&str, BTreeSet<(ResourceKind, Option<&str>)>> = BTreeMap::new();
        for resource in &cx.event.resources {
            let account = resource.account.as_deref().unwrap_or_default();
            used.entry(account).or_default().insert((resource.kind, resource.region.as_deref()));
        }
        for (account, facts) in cx.accounts() {
            let subject = Subject::account(account);
            let Some(events) = cx.read(&subject, Source::OpenHealthEvents, &facts.health.open) else { continue };
            let is_open = |it: &&HealthEvent| {
                matches!(it.category.as_str(), "issue" | "investigation")
                    && it.status == "open"
                    && is_here(cx, account, it)
            };
            let issues: Vec<_> = events.iter().filter(is_open).collect();
            let is_understood = understood(cx, account, events);
            if issues.is_empty() && is_understood {
                cx.green(&subject, "AWS reports no open issue in the regions of the workload", Evidence::default());
            }
            for it in issues {
                // "MULTIPLE_SERVICES" is an outage of the region.
                let is_used = |(kind, region): &(ResourceKind, Option<&str>)| {
                    (it.service == "MULTIPLE_SERVICES" && *kind != ResourceKind::Other
                        || kind.info().health.contains(&it.service.as_str()))
                        && (it.region == "global" || region.is_none_or(|region| region == it.region))
                };
                let evidence = Evidence::from([
                    ("event", json!(it.arn)),
                    ("service", json!(it.service)),
                    ("region", json!(it.region)),
                    ("start", json!(it.start)),
                ]);
                let what = format!("AWS reports {} in {}", it.code, it.region);
                let mut used = used.get(account).into_iter().flatten();
                let (light, summary) = match used.any(is_used) {
                    true => (Light::Red, format!("{what}, of {}, which the workload uses", it.service)),
                    false => (Light::Yellow, format!("{what}, of {}", it.service)),
                };
                cx.push_part(light, Area::Operations, &subject, &it.arn, summary, evidence);
            }
        }
    },
};
