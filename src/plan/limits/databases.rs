//! The quotas of Amazon RDS, which gives them with their use in one answer.

use std::collections::BTreeMap;

use super::{Cell, Plan, Service, text};
use crate::{
    aws::quotas::facts::{Limit, Quota, QuotaOrigin},
    event::ResourceKind,
    quotas::told::{DATABASE_QUOTAS, RDS, ToldQuota},
    rule::Place,
    snapshot::Fact,
    source::Source,
    text::number::number,
};

/// The block of a place that lists databases.
pub(super) fn service(plan: &Plan<'_>, place: Place<'_>) -> Option<Service<'static>> {
    plan.workload.listed(ResourceKind::Database, place.account, place.region).next()?;
    let mut service = Service::new(RDS);
    add_all(&mut service, plan, place, ("RDS", DATABASE_QUOTAS), Source::DatabaseLimits, &place.facts.rds.limits);
    Some(service)
}

/// The rows of quotas that one answer of their service gives with their use.
pub(super) fn add_all(
    service: &mut Service<'_>,
    plan: &Plan<'_>,
    place: Place<'_>,
    (name, rows): (&str, &[ToldQuota]),
    source: Source,
    limits: &Fact<BTreeMap<String, Limit>>,
) {
    for row in rows {
        let named = format!("{} ({})", text(row.name), row.code);
        match limits {
            Fact::Seen(limits) => match limits.get(row.limit) {
                Some(limit) => add(service, plan, place, (row, ""), source, limit),
                None => service.cannot("Not read", &format!("{name} gives no {}", row.limit), named),
            },
            Fact::Missed(missed) => service.miss(source, missed, named),
        }
    }
}

/// The row of a quota with the use that its service gives, and of what it is, where it holds for each of several.
pub(super) fn add(
    service: &mut Service<'_>,
    plan: &Plan<'_>,
    place: Place<'_>,
    (row, of): (&ToldQuota, &str),
    source: Source,
    limit: &Limit,
) {
    let of = if of.is_empty() { String::new() } else { format!(" of {of}") };
    let name = format!("{}{of}", row.name);
    let (used, value) = (limit.used as f64, limit.max as f64);
    if limit.used == 0 {
        service.unused.push(format!("{} ({}): {}", text(&name), row.code, number(value)));
        return;
    }
    let quota = Quota { name, value, origin: QuotaOrigin::Applied, adjustable: true, usage_metric: None, period: None };
    let at_peak = Cell { text: "as now".to_owned(), highest: used, is_known: true };
    service.push(plan, place, &row.key(), &quota, Some(used), at_peak, source.info().actions[0]);
}
