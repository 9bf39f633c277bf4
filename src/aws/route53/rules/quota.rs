//! Quotas of Route 53, with the use that Route 53 gives itself.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Listed, listed_zones};
use crate::{
    aws::quotas::facts::Limit,
    event::ResourceKind,
    quotas::told::{DNS_QUOTAS, RECORDS_QUOTA, ROUTE53, ToldQuota},
    rule::{Area, Cx, Evidence, Example, Rule, Subject, Topic},
    rules::quota::{RED_SHARE, YELLOW_SHARE, told::judge},
    source::Source,
};

/// Rules about quotas of Route 53.
pub const RULES: &[&Rule] = &[&NOW];

const NOW: Rule = Rule {
    id: "zone-quota-now",
    area: Area::Service,
    topics: &[Topic::Quota],
    title: "no quota of Route 53 is used up today",
    why: "A record for the event, a health check for a failover, a zone for a campaign: none of them can be made once \
          its quota is used up, and every change of a full zone that adds a record fails. Hosted zones and health \
          checks are counted for the whole account, records for each zone.",
    fix: "Ask for more, in the region that answers for Route 53: `aws service-quotas request-service-quota-increase \
          --service-code {service_code} --quota-code {quota_code} --desired-value {ask_for} --region {quota_region}`, \
          or remove what is not needed. A zone with more than 10,000 records is charged for.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html",
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetAccountLimit.html",
        "https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZoneLimit.html",
    ],
    lead_days: 14,
    needs: &[Source::DnsLimits, Source::RecordLimits, Source::HostedZones],
    thresholds: &[YELLOW_SHARE, RED_SHARE],
    example: Example::Account(r#"{"route53":{"limits":{"seen":{"MAX_HEALTH_CHECKS_BY_OWNER":{"used":200}}}}}"#),
    check: |cx| {
        accounts(cx);
        for Listed { subject, id, facts } in listed_zones(cx) {
            let limits = &facts.route53.record_limits;
            if let Some(limit) = cx.read_one(&subject, Source::RecordLimits, limits, id) {
                push(cx, &subject, &RECORDS_QUOTA, limit);
            }
        }
    },
};

/// Judges the quotas of every account that lists a zone.
fn accounts(cx: &mut Cx<'_>) {
    let mut judged = BTreeSet::new();
    for (resource, facts) in cx.listed_globally(ResourceKind::HostedZone) {
        let Some(account) = resource.account.as_deref().filter(|account| judged.insert(*account)) else { continue };
        // Service Quotas knows them in this region alone.
        let region = cx.event.global_region(account);
        let subject =
            |id: String| Subject { kind: "quota", id, region: Some(region.to_owned()), ..Subject::account(account) };
        let service = subject(ROUTE53.to_owned());
        let Some(limits) = cx.read(&service, Source::DnsLimits, &facts.route53.limits) else { continue };
        for row in DNS_QUOTAS {
            let subject = subject(row.key());
            match limits.get(row.limit) {
                Some(limit) => push(cx, &subject, row, limit),
                None => cx.gray(&subject, format!("Route 53 gives no {}", row.limit), Evidence::default()),
            }
        }
    }
}

fn push(cx: &mut Cx<'_>, subject: &Subject, row: &ToldQuota, limit: &Limit) {
    let (light, summary, mut evidence, need) = judge(cx, row, limit);
    let region = cx.event.global_region(subject.account.as_deref().unwrap_or_default());
    evidence.insert("quota_region", json!(region));
    cx.push(light, subject, summary, evidence);
    cx.need(need);
}
