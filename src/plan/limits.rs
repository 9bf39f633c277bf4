//! Section 11: every quota that was read: its value, its use today and at the peak, its request.

use std::collections::BTreeSet;

use super::{
    Plan,
    facts::{open, place_name, places},
    markdown::{bullets, number, table, text},
};
use crate::{
    capacity,
    fix::missed_summary,
    rule::{Light, Place},
    scorecard::Finding,
    snapshot::{
        Fact, Missed,
        quotas::{Quota, QuotaOrigin, QuotaRequest},
    },
    source::Source,
};

/// The rules whose evidence says how much of a quota is used.
const NOW: &str = "ec2-vcpu-quota-now";
const AT_PEAK: &str = "ec2-vcpu-quota-at-peak";

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let mut rows = Vec::new();
    let mut unread = Vec::new();
    for place in places(plan) {
        let values = &place.facts.quotas.values;
        for (key, quota) in values {
            match quota {
                Fact::Seen(quota) => rows.push(row(plan, place, key, quota)),
                Fact::Missed(missed) => unread.push(not_read(place, key, missed)),
            }
        }
        for key in capacity::wanted_quotas(place.facts).iter().filter(|key| !values.contains_key(*key)) {
            unread.push(not_read(place, key, &Missed::not_asked()));
        }
        unread.extend(unmeasured(plan, place));
    }
    let header =
        ["Quota", "Name", "Place", "Value", "In use now", "At peak", "Headroom at peak", "Open request", "Source"];
    let mut blocks = Vec::new();
    if rows.is_empty() {
        blocks.push("No quota was read.".to_owned());
    } else {
        blocks.push(table(&header, &rows));
    }
    if !unread.is_empty() {
        let unread: Vec<String> = unread.into_iter().collect();
        blocks.push(bullets(&unread));
    }
    blocks.join("\n\n")
}

fn row(plan: &Plan<'_>, place: Place<'_>, key: &str, quota: &Quota) -> Vec<String> {
    let needed = |rule| finding(plan, place, rule, key).map(used);
    let unknown = |needed: &Option<Result<f64, String>>| match needed {
        Some(Ok(value)) => number(*value),
        Some(Err(why)) => format!("not known: {}", text(why)),
        None => "not measured".to_owned(),
    };
    let (now, at_peak) = (needed(NOW), needed(AT_PEAK));
    let headroom = match &at_peak {
        Some(Ok(_)) if quota.value <= 0.0 => "none: the quota is 0".to_owned(),
        Some(Ok(value)) if *value > quota.value => {
            format!("**{}%**, {} short", percent(*value, quota.value), number(value - quota.value))
        }
        Some(Ok(value)) => format!("{}%", percent(*value, quota.value)),
        _ => "not known".to_owned(),
    };
    let (origin, source) = match quota.origin {
        QuotaOrigin::Applied => ("applied", "GetServiceQuota"),
        QuotaOrigin::Default => ("AWS's default", "GetAWSDefaultServiceQuota"),
    };
    let adjustable = if quota.adjustable { "" } else { ", cannot be raised" };
    let use_from = if now.is_some() { "; CloudWatch usage metric, groups at their maximum" } else { "" };
    vec![
        text(key),
        text(&quota.name),
        text(&place_name(place)),
        format!("{} ({origin}{adjustable})", number(quota.value)),
        unknown(&now),
        unknown(&at_peak),
        headroom,
        request(place, key),
        format!("{source}{use_from}"),
    ]
}

/// Share of the quota that is left at the peak, in percent; negative where it does not suffice.
fn percent(used: f64, quota: f64) -> String {
    number(((quota - used) / quota * 100.0).round())
}

/// The finding of a rule about one quota of one place.
fn finding<'a>(plan: &Plan<'a>, place: Place<'_>, rule: &str, key: &str) -> Option<&'a Finding> {
    plan.scorecard
        .findings
        .iter()
        .find(|finding| finding.rule == rule && finding.resource.id == key && is_here(finding, place))
}

fn is_here(finding: &Finding, place: Place<'_>) -> bool {
    finding.resource.account.as_deref() == Some(place.account)
        && finding.resource.region.as_deref() == Some(place.region)
}

fn used(finding: &Finding) -> Result<f64, String> {
    finding.evidence.get("needed").and_then(serde_json::Value::as_f64).ok_or_else(|| finding.summary.clone())
}

fn request(place: Place<'_>, key: &str) -> String {
    let requests = match open(Source::QuotaRequests, &place.facts.quotas.requests) {
        Ok(requests) => requests,
        Err(why) => return text(&why),
    };
    let latest: Option<&QuotaRequest> =
        requests.iter().filter(|request| request.quota == key).max_by_key(|request| request.created);
    let Some(QuotaRequest { desired, status, created, .. }) = latest else {
        return "none in the last 90 days".to_owned();
    };
    let asked =
        created.map_or("on a day that AWS does not give".to_owned(), |at| format!("on {}", at.strftime("%Y-%m-%d")));
    format!("{} to {}, asked {asked}", text(status), number(*desired))
}

fn not_read(place: Place<'_>, key: &str, missed: &Missed) -> String {
    let why = missed_summary(Source::QuotaValues, missed);
    format!("**Not read:** {} in {}: {}.", text(key), text(&place_name(place)), text(&why))
}

/// What kept the use of quotas from being known, where it is not about one quota in the table.
fn unmeasured(plan: &Plan<'_>, place: Place<'_>) -> BTreeSet<String> {
    let values = &place.facts.quotas.values;
    let gray = plan.scorecard.findings.iter().filter(|finding| {
        [NOW, AT_PEAK].contains(&finding.rule)
            && finding.light == Light::Gray
            && is_here(finding, place)
            && !values.contains_key(&finding.resource.id)
    });
    gray.map(|finding| {
        let place = text(&place_name(place));
        format!("**Not measured:** {} in {place}: {}.", text(&finding.resource.id), text(&finding.summary))
    })
    .collect()
}
