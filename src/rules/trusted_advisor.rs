//! Trusted Advisor, as far as it speaks of listed resources and of service limits.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    event::{Event, ResourceKind},
    names,
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject},
    snapshot::{
        AccountSnapshot, Fact, Missed, Reason,
        support::{Check, FlaggedResource},
    },
    source::Source,
};

/// Rules about Trusted Advisor and the support plan.
pub const RULES: &[&Rule] = &[&SUPPORT_PLAN, &LISTED_RESOURCES];

const SUPPORT_PLAN: Rule = Rule {
    id: "support-plan",
    area: Area::Operations,
    title: "the account has a support plan for the event",
    why: "Below Business Support+ nobody at AWS answers within the hour, and neither Trusted Advisor nor AWS \
          Health can be asked by API.",
    fix: "Change the plan of {account} in the AWS Support Center, under `Support plans`: Business Support+, \
          Enterprise or Unified Operations.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/awssupport/latest/user/aws-support-plans.html"],
    lead_days: 28,
    needs: &[Source::TrustedAdvisorChecks],
    thresholds: &[],
    example: Example::Account(r#"{"support":{"checks":{"seen":null,"missed":{"reason":"not-subscribed"}}}}"#),
    check: |cx| {
        for (id, account) in cx.accounts() {
            let subject = Subject::account(id);
            if let Fact::Missed(Missed { reason: Reason::NotSubscribed, .. }) = &account.support.checks {
                let summary = "the support plan does not include the Support API, nor answers within the hour";
                cx.yellow(&subject, summary, Evidence::default());
            } else if cx.read(&subject, Source::TrustedAdvisorChecks, &account.support.checks).is_some() {
                cx.green(&subject, "the support plan includes the Support API", Evidence::default());
            }
        }
    },
};

const LISTED_RESOURCES: Rule = Rule {
    id: "ta-listed-resources",
    area: Area::Service,
    title: "Trusted Advisor flags no listed resource and no service limit",
    why: "Trusted Advisor knows of hundreds of risks. For the event those count that touch a listed resource, \
          and the service limits of its regions.",
    fix: "Open Trusted Advisor in {account}, check “{check}”, and follow its recommended action; exclude the row \
          there if it does not apply.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/awssupport/latest/user/trusted-advisor-check-reference.html"],
    lead_days: 14,
    needs: &[
        Source::TrustedAdvisorChecks,
        Source::TrustedAdvisorSummaries,
        Source::TrustedAdvisorResults,
        Source::LoadBalancers,
    ],
    thresholds: &[],
    example: Example::Account(
        r#"{"support":{"results":{"H7IgTzjTYb":{"seen":[{"status":"error","region":"us-east-1","suppressed":false,
            "columns":{"Volume ID":"vol-0123","Instance ID":"i-0a1b2c3d4e5f60001"}}]}}}}"#,
    ),
    check: |cx| {
        for (id, account) in cx.accounts() {
            let subject = Subject::account(id);
            let support = &account.support;
            let Some(checks) = cx.read(&subject, Source::TrustedAdvisorChecks, &support.checks) else {
                continue;
            };
            let Some(statuses) = cx.read(&subject, Source::TrustedAdvisorSummaries, &support.summaries) else {
                continue;
            };
            let listed = listed_names(cx, id, account);
            let relevant = checks.iter().filter(|(_, check)| area_of(check).is_some());
            let mut silent = BTreeSet::new();
            let mut flagged = 0;
            // What each security check flags of the listed resources; nothing where that is not known.
            let mut security = Vec::new();
            for (check_id, check) in relevant {
                let status = statuses.get(check_id).map(String::as_str);
                let found = match status {
                    Some("ok") => Some(0),
                    Some("warning" | "error") => cx
                        .read_one(&subject, Source::TrustedAdvisorResults, &support.results, check_id)
                        .map(|rows| judge_rows(cx, id, &listed, check_id, check, rows)),
                    _ => {
                        silent.insert(check.name.as_str());
                        None
                    }
                };
                flagged += found.unwrap_or(0);
                if area_of(check) == Some(Area::Security) {
                    security.push(found);
                }
            }
            if !security.is_empty() && security.iter().all(|found| *found == Some(0)) {
                let summary = "no security check of Trusted Advisor flags a listed resource";
                cx.push_part(Light::Green, Area::Security, &subject, "security", summary, Evidence::default());
            }
            if !silent.is_empty() {
                let summary = format!("Trusted Advisor checks without a result: {}", silent.len());
                cx.push_part(
                    Light::Gray,
                    Area::Service,
                    &subject,
                    "no-result",
                    summary,
                    Evidence::from([("check", json!(silent))]),
                );
            }
            if flagged == 0 {
                cx.green(
                    &subject,
                    "Trusted Advisor flags no listed resource and no service limit",
                    Evidence::default(),
                );
            }
        }
    },
};

/// Area that a check counts for; `None` for cost checks, which say nothing about readiness.
fn area_of(check: &Check) -> Option<Area> {
    match check.category.as_str() {
        "security" => Some(Area::Security),
        "fault_tolerance" | "performance" | "service_limits" => Some(Area::Service),
        "operational_excellence" => Some(Area::Operations),
        _ => None,
    }
}

/// Judges the rows of one check, one verdict per listed resource or limit, and returns how many
/// there were.
fn judge_rows(
    cx: &mut Cx<'_>,
    account: &str,
    listed: &BTreeMap<String, Vec<Subject>>,
    check_id: &str,
    check: &Check,
    rows: &[FlaggedResource],
) -> usize {
    let Some(area) = area_of(check) else { return 0 };
    let mut found: BTreeMap<(Subject, String), (Light, Vec<&FlaggedResource>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.suppressed) {
        let light = match row.status.as_str() {
            "error" => Light::Red,
            "warning" => Light::Yellow,
            _ => continue,
        };
        let concerns = match check.category.as_str() {
            "service_limits" => limit_subject(cx.event, account, check, row),
            _ => resource_subject(listed, row).map(|subject| (subject, String::new())),
        };
        let Some(key) = concerns else { continue };
        let (worst, rows) = found.entry(key).or_insert((light, Vec::new()));
        *worst = light.min(*worst);
        rows.push(row);
    }
    let count = found.len();
    for ((subject, limit), (light, rows)) in found {
        let word = if light == Light::Red { "action recommended" } else { "investigation recommended" };
        let rows: Vec<_> = rows.iter().map(|row| &row.columns).collect();
        let evidence =
            Evidence::from([("check", json!(check.name)), ("check_id", json!(check_id)), ("rows", json!(rows))]);
        let part = if limit.is_empty() { check_id.to_owned() } else { format!("{check_id}/{limit}") };
        let about = if limit.is_empty() { String::new() } else { format!(" ({limit})") };
        cx.push_part(light, area, &subject, part, format!("{}{about}: {word}", check.name), evidence);
    }
    count
}

/// The limit that a row is about, when its region is one that the workbook lists, or none.
fn limit_subject(event: &Event, account: &str, check: &Check, row: &FlaggedResource) -> Option<(Subject, String)> {
    let region = row.region.as_deref().or(row.columns.get("Region").map(String::as_str)).unwrap_or_default();
    let limit = row.columns.get("Limit Name").unwrap_or(&check.name).clone();
    if region.is_empty() || region == "-" {
        return Some((Subject::account(account), limit));
    }
    event
        .places()
        .contains(&(account, region))
        .then(|| (Subject { region: Some(region.to_owned()), ..Subject::account(account) }, limit))
}

/// The listed resource that a row is about. The row's region may be written as a zone.
fn resource_subject(listed: &BTreeMap<String, Vec<Subject>>, row: &FlaggedResource) -> Option<Subject> {
    let region = row.region.as_deref().or(row.columns.get("Region/AZ").map(String::as_str));
    let region = region.or(row.columns.get("Region").map(String::as_str)).unwrap_or_default();
    let here =
        |subject: &&Subject| region.is_empty() || subject.region.as_deref().is_none_or(|own| region.starts_with(own));
    let names = row.columns.values().flat_map(|cell| cell_names(cell));
    names.filter_map(|name| listed.get(&name.to_ascii_lowercase())).flatten().find(here).cloned()
}

/// Names that a cell may hold: itself, the items of a list, and the pieces of an ARN.
fn cell_names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';']).map(str::trim).flat_map(|word| {
        let tail = word.rsplit_once('/').map(|(_, tail)| tail);
        let balancer = word.starts_with("arn:").then(|| names::load_balancer_name(word)).flatten();
        [Some(word), tail, balancer].into_iter().flatten()
    })
}

/// Every name under which Trusted Advisor may show a listed resource, in lower case. Resources of two regions may have
/// the same.
fn listed_names<'a>(cx: &mut Cx<'a>, account_id: &str, account: &'a AccountSnapshot) -> BTreeMap<String, Vec<Subject>> {
    let mut all: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
    for resource in cx.event.resources.iter().filter(|resource| resource.account.as_deref() == Some(account_id)) {
        let written = resource.name.as_str();
        let mut subject = Subject {
            kind: resource.kind.id(),
            id: written.to_owned(),
            account: resource.account.clone(),
            region: resource.region.clone(),
            arn: None,
            line: Some(resource.line),
        };
        match resource.kind {
            ResourceKind::Instance => subject.id = names::instance_id(written).to_owned(),
            ResourceKind::AutoScalingGroup => subject.id = names::group_name(written).to_owned(),
            ResourceKind::LoadBalancer => match names::load_balancer_name(written) {
                Some(name) => subject.id = name.to_owned(),
                // A DNS name: Trusted Advisor shows the balancer under its own name.
                None => {
                    let facts = account.region(resource.region.as_deref().unwrap_or_default());
                    let balancers = cx.read(&subject, Source::LoadBalancers, &facts.elb.load_balancers);
                    let Some(balancers) = balancers else { continue };
                    let found = balancers.iter().find(|(arn, one)| names::is_load_balancer(written, arn, one));
                    let Some((_, balancer)) = found else { continue };
                    subject.id.clone_from(&balancer.name);
                }
            },
            _ => {}
        }
        for alias in [written, &subject.id.clone()] {
            let named = all.entry(alias.to_ascii_lowercase()).or_default();
            if !named.contains(&subject) {
                named.push(subject.clone());
            }
        }
    }
    all
}
