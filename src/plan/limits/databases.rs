//! The quotas of Amazon RDS, which gives them with their use in one answer.

use super::{Cell, Plan, Service, text};
use crate::{
    event::ResourceKind,
    plan::markdown::number,
    quotas::databases::{DATABASE_QUOTAS, DatabaseQuota, SERVICE},
    rule::Place,
    snapshot::{
        Fact,
        quotas::{Quota, QuotaOrigin},
    },
    source::Source,
};

/// The block of a place that lists databases.
pub(super) fn service(plan: &Plan<'_>, place: Place<'_>) -> Option<Service<'static>> {
    plan.workbook.event.listed(ResourceKind::Database, place.account, place.region).next()?;
    let mut service = Service::new(SERVICE);
    DATABASE_QUOTAS.iter().for_each(|row| add(&mut service, plan, place, row));
    Some(service)
}

fn add(service: &mut Service<'_>, plan: &Plan<'_>, place: Place<'_>, row: &DatabaseQuota) {
    let named = format!("{} ({})", text(row.name), row.code);
    let limit = match &place.facts.rds.limits {
        Fact::Seen(limits) => limits.get(row.attribute),
        Fact::Missed(missed) => return service.miss(Source::DatabaseLimits, missed, named),
    };
    let Some(limit) = limit else {
        return service.cannot("Not read", &format!("RDS gives no {}", row.attribute), named);
    };
    let (used, value) = (limit.used as f64, limit.max as f64);
    if used == 0.0 {
        service.unused.push(format!("{named}: {}", number(value)));
        return;
    }
    let (name, origin) = (row.name.to_owned(), QuotaOrigin::Applied);
    let quota = Quota { name, value, origin, adjustable: true, usage_metric: None, period: None };
    let at_peak = Cell { text: "as now".to_owned(), highest: used, is_known: true };
    let source = Source::DatabaseLimits.info().actions[0];
    service.push(plan, place, &row.key(), &quota, Some(used), at_peak, source);
}
