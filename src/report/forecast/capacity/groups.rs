//! Instances in service of each Auto Scaling group against its maximum.

use std::collections::BTreeSet;

use super::curves;
use crate::{
    aws::{autoscaling::facts::Group, cloudwatch::metrics::Metric},
    event::{Event, Prewarming, ResourceKind},
    names,
    report::{
        Inputs,
        forecast::Forecast,
        measures::{Unit, number},
        readings::Readings,
        targets::{Shape, Target},
    },
    snapshot::{RegionSnapshot, Snapshot},
};

const IN_SERVICE: &str = "instances in service";

pub(super) fn forecasts(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Forecast> {
    let forecast = |target: &Target| match &target.unmeasured {
        Some(why) if target.kind == ResourceKind::AutoScalingGroup => {
            let mut forecast = Forecast::new(target.subject.clone(), IN_SERVICE, Unit::Count);
            forecast.unknown.push(format!("Nothing was measured: {why}."));
            Some(forecast)
        }
        _ => one(readings, inputs, target),
    };
    readings.targets.iter().filter_map(forecast).collect()
}

fn one(readings: &Readings<'_>, inputs: &Inputs<'_>, target: &Target) -> Option<Forecast> {
    let [event, baseline] = curves(readings, target, (Shape::Group, "GroupInServiceInstances", "Maximum"))?;
    let name = &target.shapes.iter().find(|(shape, _)| *shape == Shape::Group)?.1.first()?.1;
    let facts = place(inputs.snapshot, target);
    let group = facts.and_then(|facts| facts.autoscaling.groups.seen()).and_then(|groups| groups.get(name));
    let mut forecast = Forecast::new(target.subject.clone(), IN_SERVICE, Unit::Count);
    forecast = forecast.of("GroupInServiceInstances", "Maximum");
    let is_empty = event.as_ref().is_ok_and(|event| event.maximum().is_none());
    let baseline = forecast.measured(event, baseline);
    if is_empty && group.is_some_and(|group| !group.metrics.iter().any(|name| name == "GroupInServiceInstances")) {
        let place = target.subject.region.as_deref().unwrap_or("<region>");
        forecast.unknown.push(format!(
            "The group's metrics are off. For the next event: `aws autoscaling enable-metrics-collection \
             --auto-scaling-group-name {} --granularity 1Minute --region {}`.",
            crate::text::shell::shell_word(name),
            crate::text::shell::shell_word(place)
        ));
    }
    let factor = facts.zip(group).and_then(|(facts, group)| in_front(&inputs.workbook.event, facts, group));
    let factor = factor.and_then(Prewarming::growth).or_else(|| inputs.workbook.event.peak_factor());
    let before = inputs.before.and_then(|before| before_maximum(before, target, name));
    let peak = before
        .map(|value| (value, "the 14 days that the snapshot from before the event holds"))
        .or_else(|| baseline.map(|value| (value, "the baseline")));
    let peak = peak.zip(factor).map(|((value, of), factor)| {
        // Just above a whole number is that number: no instance is started for a rounding error.
        let peak = (value * factor - 1e-9).ceil();
        (peak, format!("at most {} in {of} × {}, rounded up", number(value), number(factor)))
    });
    if peak.is_none() {
        forecast.unknown.push(match factor {
            None => "No size was predicted: section 7 gives no growth factor.".to_owned(),
            Some(_) => "No size was predicted: the size before the event is not known.".to_owned(),
        });
    }
    forecast.planned(factor, peak);
    if group.is_some_and(Group::is_weighted) {
        forecast.unknown.push(
            "The group counts its maximum in weighted units and not in instances: no headroom is computed.".to_owned(),
        );
        return Some(forecast);
    }
    let size = curves(readings, target, (Shape::Group, "GroupMaxSize", "Maximum"));
    let size = size.and_then(|[event, _]| event.ok());
    let at_peak = forecast.peak_at.zip(size.as_ref()).and_then(|(at, size)| size.value_at(at));
    match (at_peak, size.and_then(|size| size.maximum()), group) {
        (Some(maximum), ..) => forecast.limited(maximum, "the group's maximum size at the peak", baseline),
        (None, Some((_, maximum)), _) => {
            forecast.limited(maximum, "the group's largest maximum size during the event", baseline);
        }
        (None, None, Some(group)) => {
            forecast.limited(f64::from(group.max_size), "the group's maximum size in the snapshot", baseline);
        }
        (None, None, None) => {
            forecast
                .unknown
                .push("The group's maximum size is not known: neither metric nor snapshot has it.".to_owned());
        }
    }
    Some(forecast)
}

/// The row of section 7 about a balancer in front of the group, as the rule `asg-max-covers-peak` finds it.
fn in_front<'e>(event: &'e Event, facts: &RegionSnapshot, group: &Group) -> Option<&'e Prewarming> {
    let balancers = facts.elb.load_balancers.seen()?;
    let targets = facts.elb.target_groups.seen()?;
    let in_front: BTreeSet<_> =
        group.target_groups.iter().filter_map(|arn| targets.get(arn)).flat_map(|group| &group.load_balancers).collect();
    let is_in_front = |name: &str| {
        let mut all = balancers.iter();
        all.any(|(arn, balancer)| in_front.contains(arn) && names::is_load_balancer(name, arn, balancer))
    };
    event.prewarming.iter().find(|row| row.load_balancer.as_deref().is_some_and(is_in_front))
}

/// The largest number of instances in service in 14 days.
fn before_maximum(before: &Snapshot, target: &Target, name: &str) -> Option<f64> {
    let metrics = &place(before, target)?.cloudwatch.metrics;
    let series = metrics.get(&Metric::in_service(name).key())?.seen()?;
    series.as_ref().map(|series| series.maximum)
}

fn place<'a>(snapshot: &'a Snapshot, target: &Target) -> Option<&'a RegionSnapshot> {
    let subject = &target.subject;
    Some(snapshot.account(subject.account.as_deref()?).region(subject.region.as_deref()?))
}
