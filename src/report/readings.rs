//! The only way in which the parts of a report read datapoints.

use std::collections::BTreeMap;

use super::{
    Inputs,
    measures::{MEASURES, Measure, Unit},
    span::{Span, Spans},
    targets::{self, Dimensions, Shape, Target},
};
use crate::{
    aws::cloudwatch::facts::Points,
    rule::fix::missed_summary,
    snapshot::{Fact, Missed, PerResource},
    source::Source,
};

/// Which datapoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Those of the event.
    Event,
    /// Those of the same weekdays before.
    Baseline,
    /// Those of the last twelve months.
    Months,
}

/// The datapoints of everything that section 6 lists.
#[derive(Debug)]
pub(super) struct Readings<'a> {
    /// What is measured, in the order of section 6.
    pub(super) targets: Vec<Target>,
    /// The spans of the report.
    pub(super) spans: Spans,
    inputs: Inputs<'a>,
}

impl<'a> Readings<'a> {
    pub(super) fn new(inputs: Inputs<'a>, spans: Spans) -> Self {
        Self { targets: targets::all(&inputs.workbook.event, inputs.snapshot, inputs.before), spans, inputs }
    }

    pub(super) fn span(&self, when: When) -> Span {
        match when {
            When::Event => self.spans.event,
            When::Baseline => self.spans.baseline,
            When::Months => self.spans.months,
        }
    }

    /// The measures of a target, each with the dimensions to read it by, in the table's order.
    pub(super) fn measures<'t>(
        &self,
        target: &'t Target,
    ) -> impl Iterator<Item = (&'static Measure, &'t Dimensions)> + use<'t> {
        target.shapes.iter().flat_map(|(shape, dimensions)| {
            MEASURES.iter().filter(|measure| measure.shape == *shape).map(move |measure| (measure, dimensions))
        })
    }

    /// The datapoints as AWS gave them, or the reason why they were not read.
    pub(super) fn points(
        &self,
        when: When,
        target: &Target,
        measure: &Measure,
        dimensions: &Dimensions,
    ) -> Result<&'a Points, String> {
        let account = target.subject.account.as_deref().unwrap_or_default();
        let facts = &self.inputs.snapshot.account(account).region(&target.metrics_region).cloudwatch;
        let (source, all): (Source, &PerResource<Points>) = match when {
            When::Event => (Source::EventMetrics, &facts.event),
            When::Baseline => (Source::BaselineMetrics, &facts.baseline),
            When::Months => (Source::MonthlyMetrics, &facts.months),
        };
        match all.get(&targets::metric(measure, dimensions, self.span(when).period).key()) {
            Some(Fact::Seen(points)) => Ok(points),
            Some(Fact::Missed(missed)) => Err(missed_summary(source, missed)),
            None => Err(missed_summary(source, &Missed::not_asked())),
        }
    }

    /// One value per period of the span, in the measure's unit; `None` in a gap. Of a counter whose
    /// absence means zero, a period without a datapoint is zero as long as the resource published
    /// anything before and after it: outside of that nobody knows whether it was there.
    pub(super) fn values(
        &self,
        when: When,
        target: &Target,
        measure: &Measure,
        dimensions: &Dimensions,
    ) -> Result<Vec<Option<f64>>, String> {
        let span = self.span(when);
        let points = self.points(when, target, measure, dimensions)?;
        let divisor = match measure.divisor() {
            Some(by) => Some(self.points(when, target, by, dimensions)?),
            None => None,
        };
        let mut values = vec![None; span.periods()];
        if measure.absent_is_zero
            && let Some((first, last)) = self.alive(when, target, measure.shape, dimensions)
        {
            values[first..=last].fill(Some(0.0));
        }
        let step = step(measure, points);
        let covered = usize::try_from(step / points.period.max(1)).unwrap_or(1);
        for (at, value) in points.iter() {
            let Some(first) = span.index(at) else { continue };
            let value = match divisor {
                None => Some(in_unit(measure, value, step)),
                Some(by) => by.at(at).filter(|by| *by > 0.0).map(|by| in_unit(measure, value / by, step)),
            };
            let end = values.len().min(first + covered);
            values[first..end].fill(value);
        }
        if let Some(by) = divisor {
            let divides = |index| by.at(span.at(index)).is_some_and(|by| by > 0.0);
            values.iter_mut().enumerate().filter(|(index, _)| !divides(*index)).for_each(|(_, value)| *value = None);
        }
        Ok(values)
    }

    /// First and last period in which any measure of the shape has a datapoint.
    fn alive(&self, when: When, target: &Target, shape: Shape, dimensions: &Dimensions) -> Option<(usize, usize)> {
        let span = self.span(when);
        let measures = MEASURES.iter().filter(|measure| measure.shape == shape);
        let points = measures.filter_map(|measure| self.points(when, target, measure, dimensions).ok());
        let ends = points.filter_map(|points| {
            let mut moments = points.iter().filter_map(|(at, _)| span.index(at));
            let first = moments.next()?;
            Some((first, moments.last().unwrap_or(first)))
        });
        ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }
}

/// Seconds that one datapoint stands for. Asked for every minute, a metric that is published every
/// five minutes ("basic monitoring") answers with a value in every fifth one.
pub(super) fn step(measure: &Measure, points: &Points) -> u32 {
    if measure.absent_is_zero {
        return points.period;
    }
    let moments: Vec<i64> = points.iter().map(|(at, _)| at.as_second()).collect();
    let mut distances: BTreeMap<i64, usize> = BTreeMap::new();
    for pair in moments.windows(2) {
        *distances.entry(pair[1] - pair[0]).or_default() += 1;
    }
    // Of two that are equally common the shorter one: a gap is never taken for a step.
    let common = distances.into_iter().rev().max_by_key(|(_, count)| *count);
    common.and_then(|(distance, _)| u32::try_from(distance).ok()).unwrap_or(points.period)
}

/// A datapoint in the measure's unit.
fn in_unit(measure: &Measure, value: f64, step: u32) -> f64 {
    match measure.unit {
        Unit::PerSecond | Unit::BytesPerSecond if measure.statistic == "Sum" => value / f64::from(step.max(1)),
        Unit::Percent if measure.per.is_some() => value * 100.0,
        _ => value,
    }
}
