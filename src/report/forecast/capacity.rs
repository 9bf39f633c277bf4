//! What had a ceiling: reserved capacity units, groups, vCPU quotas, CPU and memory, tables.

mod groups;
mod quotas;

use std::collections::BTreeSet;

use super::Forecast;
use crate::{
    names,
    report::{
        Inputs,
        curve::{Curve, find},
        entrance::{Entrance, balancers},
        measures::{Unit, number},
        readings::{Readings, When},
        targets::{Shape, Target},
    },
    rule::fix::missed_summary,
    snapshot::{Fact, Missed, Snapshot},
    source::Source,
};

pub(super) fn forecasts(readings: &Readings<'_>, inputs: &Inputs<'_>) -> Vec<Forecast> {
    let (balancers, _) = balancers(readings);
    let mut all: Vec<_> =
        balancers.into_iter().filter_map(|balancer| reservation(readings, inputs, balancer)).collect();
    all.extend(groups::forecasts(readings, inputs));
    all.extend(quotas::forecasts(readings, inputs));
    for target in &readings.targets {
        all.extend(published(SHARES.iter().filter_map(|share| of_hundred(readings, target, *share)).collect()));
        all.extend(TABLES.iter().filter_map(|row| table(readings, target, *row)));
        let databases = [Shape::DatabaseInstance, Shape::DatabaseCluster].into_iter();
        all.extend(published(databases.filter_map(|shape| connections(readings, target, shape)).collect()));
    }
    all
}

/// Where a name can stand for more than one kind of resource, the numbers of the one that published.
fn published(mut forecasts: Vec<Forecast>) -> Vec<Forecast> {
    let measured: BTreeSet<String> =
        forecasts.iter().filter(|one| one.real_peak.is_some()).map(|one| one.what.clone()).collect();
    forecasts.retain(|one| one.real_peak.is_some() || !measured.contains(&one.what));
    forecasts
}

/// Both curves of a measure; `None` where the target has no such shape.
fn curves(
    readings: &Readings<'_>,
    target: &Target,
    (shape, name, statistic): (Shape, &str, &str),
) -> Option<[Result<Curve, String>; 2]> {
    let measure = find(readings, target, shape, name, statistic)?;
    Some([When::Event, When::Baseline].map(|when| Curve::read(readings, when, target, measure)))
}

/// Capacity units against those that were reserved, for a balancer that has a reservation.
fn reservation(readings: &Readings<'_>, inputs: &Inputs<'_>, balancer: Entrance<'_>) -> Option<Forecast> {
    if balancer.shape != Shape::ApplicationLoadBalancer {
        return None;
    }
    let row = balancer.row(inputs);
    let planned = row.and_then(|row| row.planned_lcus);
    let [before, after] = [inputs.before, Some(inputs.snapshot)].map(|from| from.map(|from| reserved(from, balancer)));
    let known = [before.clone(), after.clone()].map(|found| found.and_then(Result::ok).flatten());
    let from = match known {
        [Some(_), _] => "the LCU reservation of the snapshot from before the event",
        [None, Some(_)] => "the LCU reservation",
        [None, None] if planned.is_none() => return None,
        [None, None] => "",
    };
    let subject = balancer.target.subject.clone();
    let mut forecast = Forecast::new(subject, "load balancer capacity units per minute", Unit::Count);
    forecast = forecast.of("PeakLCUs", "Sum");
    // The sum of a minute is compared with the reservation; a longer sum holds several minutes
    // ("Monitor LCU reservation").
    let per_minute = |when| {
        let curve = balancer.curve(readings, when, "PeakLCUs", "Sum")?;
        let minutes = f64::from(curve.period.max(60)) / 60.0;
        Ok(curve.scaled(1.0 / minutes))
    };
    let baseline = forecast.measured(per_minute(When::Event), per_minute(When::Baseline));
    let factor = row.and_then(|row| row.growth()).or_else(|| inputs.workbook.event.peak_factor());
    forecast.planned(factor, times(baseline, factor, "the baseline's busiest period"));
    let is = format!("{from}: the capacity that is kept ready, beyond which the balancer scales in its own time");
    match known {
        [Some(units), _] | [None, Some(units)] => forecast.limited(units, is, baseline),
        [None, None] => {
            let planned = format!("section 7 plans {} LCUs", number(planned.unwrap_or_default() as f64));
            let why = [after, before].into_iter().flatten().find_map(Result::err);
            forecast.unknown.push(match why {
                Some(why) => format!("The reservation is not known, where {planned}: {why}."),
                None => format!("Nothing is reserved, where {planned}."),
            });
        }
    }
    if let [Some(before), Some(after)] = known
        && before != after
    {
        forecast.unknown.push(format!(
            "{} LCUs were reserved before the event and {} afterwards: when that changed is not known.",
            number(before),
            number(after)
        ));
    }
    Some(forecast)
}

/// Capacity units that a balancer has reserved, or why that is not known.
fn reserved(from: &Snapshot, balancer: Entrance<'_>) -> Result<Option<f64>, String> {
    let subject = &balancer.target.subject;
    let account = subject.account.as_deref().unwrap_or_default();
    let facts = from.account(account).region(subject.region.as_deref().unwrap_or_default());
    let suffix = balancer.dimensions.first().map_or("", |(_, suffix)| suffix);
    let mut all = facts.elb.capacity_reservations.iter();
    let missed = |missed| Err(missed_summary(Source::LcuReservations, missed));
    match all.find(|(arn, _)| names::load_balancer_suffix(arn) == suffix) {
        Some((_, Fact::Seen(reservation))) => Ok(reservation.requested.map(|units| units as f64)),
        Some((_, Fact::Missed(why))) => missed(why),
        None => missed(&Missed::not_asked()),
    }
}

/// A predicted peak, and where it comes from.
fn times(value: Option<f64>, factor: Option<f64>, of: &str) -> Option<(f64, String)> {
    let (value, factor) = (value?, factor?);
    Some((value * factor, format!("{} in {of} × {}", number(value), number(factor))))
}

/// What cannot go beyond a hundred percent.
const SHARES: [((Shape, &str, &str), &str); 7] = [
    ((Shape::Instance, "CPUUtilization", "Maximum"), "CPU percent"),
    ((Shape::GroupInstances, "CPUUtilization", "Average"), "CPU percent, mean of the group"),
    ((Shape::DatabaseInstance, "CPUUtilization", "Maximum"), "CPU percent"),
    ((Shape::DatabaseCluster, "CPUUtilization", "Maximum"), "CPU percent"),
    ((Shape::CacheNode, "CPUUtilization", "Maximum"), "CPU percent"),
    ((Shape::Redis, "EngineCPUUtilization", "Maximum"), "engine CPU percent"),
    ((Shape::Redis, "DatabaseMemoryUsagePercentage", "Maximum"), "memory percent"),
];

fn of_hundred(
    readings: &Readings<'_>,
    target: &Target,
    (measure, what): ((Shape, &'static str, &'static str), &str),
) -> Option<Forecast> {
    let [event, baseline] = curves(readings, target, measure)?;
    // A cache is asked for the metrics of every engine, and answers with those of its own.
    let is_other_engine = |curve: &Result<Curve, String>| curve.as_ref().is_ok_and(|curve| curve.maximum().is_none());
    if measure.0 == Shape::Redis && is_other_engine(&event) && is_other_engine(&baseline) {
        return None;
    }
    let mut forecast = Forecast::new(target.subject.clone(), what, Unit::Percent).of(measure.1, measure.2);
    let baseline = forecast.measured(event, baseline);
    forecast.limited(100.0, "", baseline);
    Some(forecast)
}

/// Consumed against provisioned capacity of a table.
const TABLES: [(&str, &str, &str); 2] = [
    ("ConsumedReadCapacityUnits", "ProvisionedReadCapacityUnits", "read capacity units per second"),
    ("ConsumedWriteCapacityUnits", "ProvisionedWriteCapacityUnits", "write capacity units per second"),
];

fn table(
    readings: &Readings<'_>,
    target: &Target,
    (used, provisioned, what): (&'static str, &'static str, &str),
) -> Option<Forecast> {
    let [event, baseline] = curves(readings, target, (Shape::Table, used, "Sum"))?;
    let mut forecast = Forecast::new(target.subject.clone(), what, Unit::PerSecond).of(used, "Sum");
    let baseline = forecast.measured(event, baseline);
    match curves(readings, target, (Shape::Table, provisioned, "Maximum")) {
        Some([Ok(provisioned), _]) => {
            let at_peak = forecast.peak_at.and_then(|at| provisioned.value_at(at));
            match at_peak.or_else(|| provisioned.maximum().map(|(_, value)| value)) {
                Some(ceiling) => forecast.limited(ceiling, "provisioned capacity at the peak", baseline),
                None => forecast
                    .unknown
                    .push("No provisioned capacity was published: the table is on demand, or is not there.".to_owned()),
            }
        }
        Some([Err(why), _]) => forecast.unknown.push(format!("The provisioned capacity is not known: {why}.")),
        None => {}
    }
    Some(forecast)
}

/// Connections to a database, of which no ceiling is known.
fn connections(readings: &Readings<'_>, target: &Target, shape: Shape) -> Option<Forecast> {
    let [event, baseline] = curves(readings, target, (shape, "DatabaseConnections", "Maximum"))?;
    let forecast = Forecast::new(target.subject.clone(), "database connections", Unit::Count);
    let mut forecast = forecast.of("DatabaseConnections", "Maximum");
    forecast.measured(event, baseline);
    forecast.unknown.push("The ceiling is not known: it is the database parameter max_connections.".to_owned());
    Some(forecast)
}
