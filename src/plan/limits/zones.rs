//! The quotas of Route 53, which gives each with its use.

use std::collections::BTreeSet;

use super::{
    Plan, Service,
    databases::{add, add_all},
    text,
};
use crate::{
    event::ResourceKind,
    names,
    quotas::told::{DNS_QUOTAS, RECORDS_QUOTA, ROUTE53},
    rule::{Place, Topic},
    scorecard::Finding,
    snapshot::{AccountSnapshot, Fact, Missed},
    source::Source,
};

/// One block for each account that lists hosted zones, in the region where Service Quotas knows Route 53.
pub(super) fn blocks(plan: &Plan<'_>) -> Vec<String> {
    let event = &plan.workbook().event;
    let zones = event.resources.iter().filter(|it| it.kind == ResourceKind::HostedZone);
    let accounts: BTreeSet<&str> = zones.filter_map(|zone| zone.account.as_deref()).collect();
    let block = |account| {
        let facts = plan.snapshot().account(account);
        let region = event.global_region(account);
        let place = Place { account, region, facts: facts.region(region) };
        let mut service = Service::new(ROUTE53);
        add_all(&mut service, plan, place, ("Route 53", DNS_QUOTAS), Source::DnsLimits, &facts.route53.limits);
        of_zones(&mut service, plan, place, facts);
        service.markdown(place)
    };
    accounts.into_iter().map(block).collect()
}

/// Listed zones, each once.
fn of_zones(service: &mut Service<'_>, plan: &Plan<'_>, place: Place<'_>, facts: &AccountSnapshot) {
    let row = &RECORDS_QUOTA;
    let named = |of: &str| format!("{}{of} ({})", text(row.name), row.code);
    let zones = match &facts.route53.zones {
        Fact::Seen(zones) => zones,
        Fact::Missed(missed) => return service.miss(Source::HostedZones, missed, named("")),
    };
    let listed = plan.workbook().event.resources.iter().filter(|it| it.kind == ResourceKind::HostedZone);
    let listed = listed.filter(|it| it.account.as_deref() == Some(place.account));
    let meant = listed.flat_map(|it| names::find_zones(zones, &it.name)).map(|(id, zone)| (zone.shown(), id));
    for (name, id) in meant.collect::<BTreeSet<_>>() {
        let not_read = match facts.route53.record_limits.get(id) {
            Some(Fact::Seen(limit)) => {
                add(service, plan, place, (row, &name), Source::RecordLimits, limit);
                let of_zone = |it: &&Finding| {
                    let is_here = it.resource.account.as_deref() == Some(place.account);
                    it.is_about(Topic::Quota) && it.resource.id == name && is_here
                };
                let light = plan.scorecard.findings.iter().find(of_zone).map(|finding| finding.light);
                // The findings are of zones, not of the quota.
                if let (Some(light), Some(added), true) = (light, service.rows.last_mut(), limit.used > 0) {
                    added.rank.0 = light;
                }
                continue;
            }
            Some(Fact::Missed(missed)) => missed.clone(),
            None => Missed::not_asked(),
        };
        service.miss(Source::RecordLimits, &not_read, named(&format!(" of {}", text(&name))));
    }
}
