//! Quotas of Amazon RDS, with the use that Amazon RDS gives itself.

use crate::{
    event::ResourceKind,
    quotas::told::{DATABASE_QUOTAS, RDS},
    rule::{Area, Evidence, Example, Rule, Subject, Topic},
    rules::quota::{RED_SHARE, YELLOW_SHARE, told::judge},
    source::Source,
};

/// Rules about quotas of Amazon RDS.
pub const RULES: &[&Rule] = &[&NOW];

const NOW: Rule = Rule {
    id: "db-quota-now",
    area: Area::Service,
    topics: &[Topic::Quota],
    title: "no quota of Amazon RDS is used up today",
    why: "A replica that the peak needs, a restore after a mistake, a snapshot before a change: none of them can be \
          made once their quota is used up. Quotas are counted for the whole account and region.",
    fix: "Ask for more: `aws service-quotas request-service-quota-increase --service-code rds --quota-code \
          {quota_code} --desired-value {ask_for} --region {region}`, or remove what is not needed, such as old manual \
          snapshots.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeAccountAttributes.html",
    ],
    lead_days: 14,
    needs: &[Source::DatabaseLimits],
    thresholds: &[YELLOW_SHARE, RED_SHARE],
    example: Example::Region(r#"{"rds":{"limits":{"seen":{"DBInstances":{"used":40}}}}}"#),
    check: |cx| {
        for place in cx.places() {
            if cx.listed_in(place, ResourceKind::Database).is_empty() {
                continue;
            }
            let service = Subject::new("quota", RDS, place);
            let Some(limits) = cx.read(&service, Source::DatabaseLimits, &place.facts.rds.limits) else { continue };
            for row in DATABASE_QUOTAS {
                let subject = Subject::new("quota", row.key(), place);
                match limits.get(row.limit) {
                    Some(limit) => {
                        let (light, summary, evidence, need) = judge(cx, row, limit);
                        cx.push(light, &subject, summary, evidence);
                        cx.need(need);
                    }
                    None => cx.gray(&subject, format!("RDS gives no {}", row.limit), Evidence::default()),
                }
            }
        }
    },
};
