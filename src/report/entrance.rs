//! Where requests come in: the listed balancers and distributions.

use std::collections::BTreeSet;

use super::{
    curve::{Curve, find},
    measures::Measure,
    readings::{Readings, When},
    targets::{Dimensions, Shape, Target},
};
use crate::{
    event::{Prewarming, ResourceKind},
    names,
    report::Inputs,
    snapshot::Fact,
};

/// A resource that counts the requests or connections that reach the workload.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entrance<'t> {
    pub(super) target: &'t Target,
    pub(super) shape: Shape,
    pub(super) dimensions: &'t Dimensions,
}

impl<'t> Entrance<'t> {
    /// Name for people.
    pub(super) fn name(&self) -> &'t str {
        &self.target.subject.id
    }

    /// Whether it counts HTTP requests. A network balancer forwards connections and does not see
    /// the requests in them.
    pub(super) fn counts_requests(&self) -> bool {
        self.shape != Shape::NetworkLoadBalancer
    }

    /// One of its metrics over a span.
    pub(super) fn curve(&self, readings: &Readings<'_>, when: When, name: &str, stat: &str) -> Result<Curve, String> {
        Curve::read(readings, when, self.target, self.measure(readings, name, stat)?)
    }

    /// One of its measures, with the dimensions to read it by.
    pub(super) fn measure(
        &self,
        readings: &Readings<'_>,
        name: &str,
        stat: &str,
    ) -> Result<(&'static Measure, &'t Dimensions), String> {
        find(readings, self.target, self.shape, name, stat).ok_or_else(|| format!("{name} ({stat}) is not collected"))
    }

    /// Its traffic: `MetricName` of the sum, and what that counts.
    pub(super) fn traffic(&self) -> (&'static str, &'static str) {
        match self.shape {
            Shape::NetworkLoadBalancer => ("NewFlowCount", "new flows per second"),
            Shape::Distribution => ("Requests", "requests per second"),
            _ => ("RequestCount", "requests per second"),
        }
    }

    /// The row of section 7 that names this balancer.
    pub(super) fn row<'e>(&self, inputs: &Inputs<'e>) -> Option<&'e Prewarming> {
        let subject = &self.target.subject;
        let (account, region) = (subject.account.as_deref()?, subject.region.as_deref()?);
        // Without a row that names a balancer nobody has to know which one this is.
        if inputs.workbook.event.prewarming.iter().all(|row| row.load_balancer.is_none()) {
            return None;
        }
        let known = &inputs.snapshot.account(account).region(region).elb.load_balancers;
        let dimension = &self.dimensions.first()?.1;
        let found = match known {
            Fact::Seen(known) => {
                let name = subject.arn.as_deref().unwrap_or(&subject.id);
                let find = |name: &str| known.iter().find(|(arn, it)| names::is_load_balancer(name, arn, it));
                known.get_key_value(name).or_else(|| find(dimension)).or_else(|| find(name))
            }
            Fact::Missed(_) => None,
        };
        let names_it = |written: &str| match found {
            Some((arn, balancer)) => names::is_load_balancer(written, arn, balancer),
            None => [Some(dimension.as_str()), Some(&subject.id), subject.arn.as_deref()]
                .iter()
                .flatten()
                .any(|name| names::load_balancer_suffix(written).eq_ignore_ascii_case(name)),
        };
        inputs.workbook.event.prewarming.iter().find(|row| {
            row.region.as_deref().is_none_or(|written| written == region)
                && row.load_balancer.as_deref().is_some_and(names_it)
        })
    }
}

/// The listed balancers, each once; and those that nothing can be asked about, with the reason.
pub(super) fn balancers<'t>(readings: &'t Readings<'_>) -> (Vec<Entrance<'t>>, Vec<(&'t Target, &'t str)>) {
    let shapes = [Shape::ApplicationLoadBalancer, Shape::ClassicLoadBalancer, Shape::NetworkLoadBalancer];
    let unmeasured = readings.targets.iter().filter_map(|target| {
        let why = target.unmeasured.as_deref()?;
        let is_balancer = target.kind == ResourceKind::LoadBalancer && target.shapes.is_empty();
        is_balancer.then_some((target, why))
    });
    (entrances(readings, &shapes), unmeasured.collect())
}

/// The listed distributions, each once.
pub(super) fn distributions<'t>(readings: &'t Readings<'_>) -> Vec<Entrance<'t>> {
    entrances(readings, &[Shape::Distribution])
}

fn entrances<'t>(readings: &'t Readings<'_>, wanted: &[Shape]) -> Vec<Entrance<'t>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for target in &readings.targets {
        let shapes = target.shapes.iter().filter(|(shape, _)| wanted.contains(shape));
        let all: Vec<_> = shapes.map(|(shape, dimensions)| Entrance { target, shape: *shape, dimensions }).collect();
        // Where only the answer tells which kind of balancer has the name, it is the one that has datapoints.
        let published = all.iter().find(|entrance| {
            let curve = entrance.curve(readings, When::Event, entrance.traffic().0, "Sum");
            curve.is_ok_and(|curve| curve.known().next().is_some())
        });
        let Some(entrance) = published.or(all.first()) else { continue };
        let account = target.subject.account.as_deref();
        if seen.insert((account, target.metrics_region.as_str(), entrance.shape, entrance.dimensions)) {
            found.push(*entrance);
        }
    }
    found
}
