//! What several hand-outs say about accounts and places.

use std::collections::BTreeMap;

use crate::{
    aws::{
        cloudwatch::metrics::Metric,
        ec2::capacity::{CLASSES, Purchase},
    },
    plan::Plan,
    snapshot::{AccountSnapshot, Fact},
};

/// The answer, where AWS gave one.
pub(super) fn seen<T>(fact: Option<&Fact<T>>) -> Option<&T> {
    fact.and_then(Fact::seen)
}

/// How much of an account the event uses.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Usage<'a> {
    /// Twelve-digit account id.
    pub(super) account: &'a str,
    /// vCPUs that run in the regions of the event, where CloudWatch told it of any.
    pub(super) vcpus: Option<f64>,
    /// Resources that section 6 lists.
    pub(super) resources: usize,
}

/// The accounts of the event: the most used first.
pub(super) fn accounts<'a>(plan: &Plan<'a>) -> Vec<Usage<'a>> {
    let event = &plan.workbook().event;
    let mut resources: BTreeMap<&str, usize> = BTreeMap::new();
    for resource in &event.resources {
        if let Some(account) = &resource.account {
            *resources.entry(account).or_default() += 1;
        }
    }
    let mut regions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (account, region) in event.places() {
        regions.entry(account).or_default().push(region);
    }
    let vcpus = |account| regions.get(account).and_then(|regions| vcpus(plan.snapshot().account(account), regions));
    let mut all: Vec<_> =
        resources.into_iter().map(|(account, resources)| Usage { account, vcpus: vcpus(account), resources }).collect();
    all.sort_by(|one, other| {
        let used = |usage: &Usage<'_>| usage.vcpus.unwrap_or(-1.0);
        used(other).total_cmp(&used(one)).then(other.resources.cmp(&one.resources)).then(one.account.cmp(other.account))
    });
    all
}

fn vcpus(facts: &AccountSnapshot, regions: &[&str]) -> Option<f64> {
    let mut total = None;
    for name in regions {
        let metrics = &facts.region(name).cloudwatch.metrics;
        for class in CLASSES {
            for purchase in [Purchase::OnDemand, Purchase::Spot] {
                if let Some(Some(series)) = seen(metrics.get(&Metric::vcpus(class, purchase).key())) {
                    *total.get_or_insert(0.0) += series.latest;
                }
            }
        }
    }
    total
}
