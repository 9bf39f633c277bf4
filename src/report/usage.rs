//! Appendix B: use of the last twelve months.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    measures::{Measure, Signal, Unit},
    readings::{Readings, When},
    targets::{Dimensions, Target},
};
use crate::{aws::cloudwatch::facts::Points, rule::Subject};

/// Use of one resource, month by month.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MonthlyUse {
    /// The resource.
    pub resource: Subject,
    /// `MetricName` of what is counted.
    pub what: &'static str,
    /// `Stat`: of Sum the months are totals, else the largest or smallest day.
    pub statistic: &'static str,
    /// What the values are.
    pub unit: Unit,
    /// The months in UTC, the earliest first: `2026-01`. The first and the last are not whole.
    pub months: Vec<String>,
    /// One value per month; `None` where there is no datapoint.
    pub values: Vec<Option<f64>>,
    /// Why nothing is known, if so.
    pub missed: Option<String>,
}

impl MonthlyUse {
    /// Whether it was read and no month has a datapoint.
    pub fn is_silent(&self) -> bool {
        self.missed.is_none() && self.values.iter().all(Option::is_none)
    }
}

/// Use by month of every measure of traffic, in the order of section 6. What published nothing in
/// twelve months is left out where the resource published something else.
pub(super) fn usage(readings: &Readings<'_>) -> Vec<MonthlyUse> {
    let mut all = Vec::new();
    let months = months(readings);
    for target in &readings.targets {
        let traffic = readings.measures(target).filter(|(measure, _)| measure.signal == Signal::Traffic);
        let mut rows: Vec<MonthlyUse> =
            traffic.map(|(measure, dimensions)| row(readings, target, measure, dimensions, &months)).collect();
        let has_data = |row: &MonthlyUse| row.values.iter().any(Option::is_some);
        if rows.iter().any(has_data) {
            rows.retain(|row| has_data(row) || row.missed.is_some());
        } else {
            rows.truncate(1);
        }
        all.append(&mut rows);
    }
    all
}

fn row(
    readings: &Readings<'_>,
    target: &Target,
    measure: &Measure,
    dimensions: &Dimensions,
    months: &[String],
) -> MonthlyUse {
    let (values, missed) = match readings.points(When::Months, target, measure, dimensions) {
        Ok(points) => (by_month(points, months, measure), None),
        Err(why) => (vec![None; months.len()], Some(why)),
    };
    let unit = match measure.unit {
        Unit::PerSecond if measure.statistic == "Sum" => Unit::Count,
        Unit::BytesPerSecond if measure.statistic == "Sum" => Unit::Bytes,
        unit => unit,
    };
    let (what, statistic) = (measure.name, measure.statistic);
    let months = months.to_vec();
    MonthlyUse { resource: target.subject.clone(), what, statistic, unit, months, values, missed }
}

fn month(at: jiff::Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string()
}

fn months(readings: &Readings<'_>) -> Vec<String> {
    let span = readings.span(When::Months);
    let mut months: Vec<String> = (0..span.periods()).map(|day| month(span.at(day))).collect();
    months.dedup();
    months
}

fn by_month(points: &Points, months: &[String], measure: &Measure) -> Vec<Option<f64>> {
    let mut known: BTreeMap<String, f64> = BTreeMap::new();
    for (at, value) in points.iter() {
        let so_far = known.entry(month(at)).or_insert(match measure.statistic {
            "Sum" => 0.0,
            _ => value,
        });
        *so_far = match measure.statistic {
            "Sum" => *so_far + value,
            "Minimum" => so_far.min(value),
            _ => so_far.max(value),
        };
    }
    months.iter().map(|month| known.get(month).copied()).collect()
}
