//! How the plan's sections open facts: a missed one gives the words that say why.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::{
    aws::{
        cloudwatch::{facts::Series, metrics::Metric},
        elb::facts::LoadBalancer,
    },
    event::{Resource, ResourceKind},
    names,
    plan::Plan,
    rule::{Place, fix::missed_summary},
    snapshot::{AccountSnapshot, Fact, Missed, PerResource},
    source::Source,
};

/// The answer, or one sentence that says why there is none; not yet escaped.
pub(super) fn open<T>(source: Source, fact: &Fact<T>) -> Result<&T, String> {
    match fact {
        Fact::Seen(value) => Ok(value),
        Fact::Missed(missed) => Err(missed_summary(source, missed)),
    }
}

/// The answer about one resource. A key that was not asked for is missed as well.
pub(super) fn open_one<'a, T>(source: Source, facts: &'a PerResource<T>, key: &str) -> Result<&'a T, String> {
    match facts.get(key) {
        Some(fact) => open(source, fact),
        None => Err(missed_summary(source, &Missed::not_asked())),
    }
}

/// The days of a metric about one resource; a sentence where there is none, not yet escaped.
pub(super) fn series<'a>(place: Place<'a>, metric: &Metric) -> Result<&'a Series, String> {
    let series = open_one(Source::Metrics, &place.facts.cloudwatch.metrics, &metric.key())?;
    series.as_ref().ok_or_else(|| format!("CloudWatch has no {} of it", metric.name))
}

/// A moment in the event's time zone; in UTC where section 2 gives none. Not yet escaped.
pub(super) fn moment(plan: &Plan<'_>, at: Timestamp) -> String {
    let window = plan.workbook().event.window.as_ref();
    window.map_or_else(|| format!("{} UTC", at.strftime("%Y-%m-%d %H:%M")), |window| window.show(at))
}

/// Accounts and regions that list regional resources, with what AWS answered there.
pub(super) fn places<'a>(plan: &Plan<'a>) -> Vec<Place<'a>> {
    let event = &plan.workbook().event;
    let place = |(account, region)| Place { account, region, facts: plan.snapshot().account(account).region(region) };
    event.places().into_iter().map(place).collect()
}

/// Accounts that list regional resources, with what AWS answered about each.
pub(super) fn accounts<'a>(plan: &Plan<'a>) -> Vec<(&'a str, &'a AccountSnapshot)> {
    let mut ids: Vec<&str> = plan.workbook().event.places().into_iter().map(|(account, _)| account).collect();
    ids.dedup();
    ids.into_iter().map(|id| (id, plan.snapshot().account(id))).collect()
}

/// A listed balancer.
pub(super) struct Balancer<'a> {
    /// As section 6 lists it.
    pub(super) resource: &'a Resource,
    /// Its ARN and what AWS says of it; `None` where no v2 balancer has the name; else why that
    /// is not known.
    pub(super) found: Result<Option<(&'a str, &'a LoadBalancer)>, String>,
}

/// The listed balancers of one place.
pub(super) fn balancers<'a>(plan: &Plan<'a>, place: Place<'a>) -> Vec<Balancer<'a>> {
    let all = open(Source::LoadBalancers, &place.facts.elb.load_balancers);
    let listed = plan.workload.listed(ResourceKind::LoadBalancer, place.account, place.region);
    let balancer = |resource: &'a Resource| {
        let found = match &all {
            Ok(_) => Ok(plan.workload.balancer(place.account, place.region, &resource.name)),
            Err(why) => Err(why.clone()),
        };
        Balancer { resource, found }
    };
    listed.map(balancer).collect()
}

/// Names of the listed groups of one place, as AWS has them, without repetitions.
pub(super) fn group_names<'a>(plan: &Plan<'a>, place: Place<'a>) -> Vec<&'a str> {
    let (mut names, mut known) = (Vec::new(), BTreeSet::new());
    for resource in plan.workload.listed(ResourceKind::AutoScalingGroup, place.account, place.region) {
        let name = names::group_name(&resource.name);
        if known.insert(name) {
            names.push(name);
        }
    }
    names
}

/// `111122223333, us-east-1`, not yet escaped.
pub(super) fn place_name(place: Place<'_>) -> String {
    format!("{}, {}", place.account, place.region)
}
