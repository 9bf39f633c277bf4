//! Trusted Advisor, as far as it speaks of listed resources and of service limits.

mod rows;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    aws::support::facts::{Check, FlaggedResource},
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject, Topic},
    snapshot::{Fact, Missed, Reason},
    source::Source,
    workload::Unread,
};
use rows::About;

/// Rules about Trusted Advisor and the support plan.
pub const RULES: &[&Rule] = &[&SUPPORT_PLAN, &LISTED_RESOURCES];

const SUPPORT_PLAN: Rule = Rule {
    id: "support-plan",
    area: Area::Operations,
    topics: &[Topic::Support],
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
    topics: &[Topic::TrustedAdvisor],
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
        Source::Instances,
        Source::Volumes,
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
            let relevant = checks.iter().filter(|(_, check)| area_of(check).is_some());
            let mut silent = BTreeSet::new();
            // Nothing where one of them is not known: what was not seen is not good.
            let mut flagged = Some(0);
            // What each security check flags of the listed resources; nothing where that is not known.
            let mut security = Vec::new();
            for (check_id, check) in relevant {
                let status = statuses.get(check_id).map(String::as_str);
                let found = match status {
                    Some("ok") => Some(0),
                    Some(status @ ("warning" | "error")) => cx
                        .read_one(&subject, Source::TrustedAdvisorResults, &support.results, check_id)
                        .and_then(|rows| judge_rows(cx, id, (check_id, check), status, rows)),
                    _ => {
                        silent.insert(check.name.as_str());
                        None
                    }
                };
                flagged = flagged.zip(found).map(|(sum, found)| sum + found);
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
            if flagged == Some(0) {
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

/// Judges the rows of one check, one verdict per resource in scope or limit. Returns how many there were; nothing where
/// that is not known.
fn judge_rows(
    cx: &mut Cx<'_>,
    account: &str,
    (check_id, check): (&str, &Check),
    status: &str,
    rows: &[FlaggedResource],
) -> Option<usize> {
    let area = area_of(check)?;
    let light_of = |status: &str| match status {
        "error" => Some(Light::Red),
        "warning" => Some(Light::Yellow),
        _ => None,
    };
    let mut found: BTreeMap<(Subject, String), (Light, Vec<&FlaggedResource>)> = BTreeMap::new();
    let (mut unknown, mut unread) = (BTreeSet::new(), None);
    for row in rows.iter().filter(|row| !row.suppressed) {
        let Some(light) = light_of(&row.status) else { continue };
        let mut note = |subject, limit| {
            let (worst, rows) = found.entry((subject, limit)).or_insert((light, Vec::new()));
            *worst = light.min(*worst);
            rows.push(row);
        };
        if check.category == "service_limits" {
            limit_subject(cx, account, check, row).into_iter().for_each(|(subject, limit)| note(subject, limit));
            continue;
        }
        match rows::about(cx, account, check, row) {
            About::Subjects(all) => all.into_iter().for_each(|subject| note(subject, String::new())),
            About::Account => note(Subject::account(account), String::new()),
            About::Nothing => {}
            About::Unread(missing) => unread = Some(missing),
            About::Unknown(names) => unknown.extend(names),
        }
    }
    // A check of the account as a whole may name nothing at all.
    if let (true, Some(light)) = (rows.is_empty(), light_of(status)) {
        found.insert((Subject::account(account), String::new()), (light, Vec::new()));
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
    let subject = Subject::account(account);
    if let Some(Unread { source, missed }) = unread {
        cx.miss(&subject, source, missed);
        return None;
    }
    if !unknown.is_empty() {
        let names = unknown.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let summary =
            format!("{}: iem cannot tell whether the workload stands on what is flagged: {names}", check.name);
        let evidence = Evidence::from([("check", json!(check.name)), ("flagged", json!(unknown))]);
        cx.push_part(Light::Gray, area, &subject, check_id, summary, evidence);
        return None;
    }
    Some(count)
}

/// The limit that a row is about, when its region is one that the workbook lists, or none.
fn limit_subject(cx: &Cx<'_>, account: &str, check: &Check, row: &FlaggedResource) -> Option<(Subject, String)> {
    let region = row.region.as_deref().or(row.columns.get("Region").map(String::as_str)).unwrap_or_default();
    let limit = row.columns.get("Limit Name").unwrap_or(&check.name).clone();
    if region.is_empty() || region == "-" {
        return Some((Subject::account(account), limit));
    }
    let place = cx.place(Some(account), Some(region))?;
    Some((Subject { region: Some(place.region.to_owned()), ..Subject::account(account) }, limit))
}
