//! One metric of one resource over one span, ready to be compared with another one.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{
    measures::Measure,
    readings::{Readings, When},
    targets::{Dimensions, Shape, Target},
};

/// Values at even distances; `None` where nobody knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    start: Timestamp,
    /// Seconds per value.
    pub(super) period: u32,
    pub(super) values: Vec<Option<f64>>,
    merge: Merge,
}

/// How values of a finer period become one of a coarser period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merge {
    Mean,
    Largest,
    Smallest,
}

/// The measure of a target by its shape, `MetricName` and `Stat`, with the dimensions to read it by.
pub(super) fn find<'t>(
    readings: &Readings<'_>,
    target: &'t Target,
    shape: Shape,
    name: &str,
    statistic: &str,
) -> Option<(&'static Measure, &'t Dimensions)> {
    let named = |it: &Measure| it.shape == shape && it.name == name && it.statistic == statistic && it.per.is_none();
    readings.measures(target).find(|(measure, _)| named(measure))
}

impl Curve {
    /// Reads a measure; an error says why it was not read.
    pub(super) fn read(
        readings: &Readings<'_>,
        when: When,
        target: &Target,
        (measure, dimensions): (&Measure, &Dimensions),
    ) -> Result<Self, String> {
        let merge = match measure.statistic {
            "Maximum" => Merge::Largest,
            "Minimum" => Merge::Smallest,
            _ => Merge::Mean,
        };
        let span = readings.span(when);
        // A snapshot that is reported long after it was taken holds finer datapoints than AWS has by
        // then. Laid over the longer periods, four of five would be lost.
        let points = readings.points(when, target, measure, dimensions)?;
        if !points.is_empty() && points.period != span.period {
            return Err(format!(
                "the snapshot holds a datapoint every {} seconds where the report expects one every {}: give the \
                 moment of the snapshot with `--now`",
                points.period, span.period
            ));
        }
        let values = readings.values(when, target, measure, dimensions)?;
        Ok(Self { start: span.start, period: span.period, values, merge })
    }

    /// The largest value and the start of its period, the first of several.
    pub(super) fn maximum(&self) -> Option<(Timestamp, f64)> {
        self.known().reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// Periods with a value.
    pub(super) fn known(&self) -> impl Iterator<Item = (Timestamp, f64)> + '_ {
        self.values.iter().enumerate().filter_map(|(index, value)| Some((self.at(index), (*value)?)))
    }

    /// Start of a period.
    pub(super) fn at(&self, index: usize) -> Timestamp {
        let seconds = i64::try_from(index).unwrap_or(i64::MAX).saturating_mul(i64::from(self.period));
        self.start.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
    }

    /// The value of the period that holds a moment.
    pub(super) fn value_at(&self, moment: Timestamp) -> Option<f64> {
        let seconds = moment.as_second() - self.start.as_second();
        let index = usize::try_from(seconds.div_euclid(i64::from(self.period.max(1)))).ok()?;
        *self.values.get(index)?
    }

    /// Whether a value is the mean of its period, so that what came and went within is not seen.
    pub(super) fn is_mean(&self) -> bool {
        self.merge == Merge::Mean
    }

    /// Every value multiplied.
    pub(super) fn scaled(mut self, by: f64) -> Self {
        self.values.iter_mut().flatten().for_each(|value| *value *= by);
        self
    }

    /// A percentage of each value, given by another curve; a period of zero needs none. An error is
    /// the number of periods without a percentage.
    pub(super) fn percent(&self, percent: &Self) -> Result<Self, usize> {
        let mut part = self.clone();
        let mut missing = 0;
        for (index, value) in part.values.iter_mut().enumerate() {
            match (value.as_mut().filter(|value| **value > 0.0), percent.value_at(self.at(index))) {
                (Some(value), Some(percent)) => *value *= percent / 100.0,
                (Some(_), None) => missing += 1,
                (None, _) => {}
            }
        }
        if missing == 0 { Ok(part) } else { Err(missing) }
    }

    /// The periods that overlap the span from `start` to `end`.
    pub(super) fn within(self, start: Timestamp, end: Timestamp) -> Self {
        let size = SignedDuration::from_secs(i64::from(self.period));
        let overlaps = |index: usize| {
            let at = self.at(index);
            at < end && at.saturating_add(size).unwrap_or(Timestamp::MAX) > start
        };
        let first = (0..self.values.len()).find(|index| overlaps(*index)).unwrap_or(self.values.len());
        let values: Vec<_> = (first..self.values.len()).take_while(|index| overlaps(*index)).collect();
        let values = values.into_iter().map(|index| self.values[index]).collect();
        Self { start: self.at(first), values, ..self }
    }

    /// The sum, period by period, of curves of one span: of those that are known in the period,
    /// and so never more than there was. `None` for no curve.
    pub(super) fn sum(curves: &[Self]) -> Option<Self> {
        let mut sum = curves.first()?.clone();
        for curve in &curves[1..] {
            for (total, value) in sum.values.iter_mut().zip(&curve.values) {
                *total = match (*total, *value) {
                    (Some(total), Some(value)) => Some(total + value),
                    (total, value) => total.or(value),
                };
            }
        }
        Some(sum)
    }

    /// The same at a longer period. A period of which a part is missing is missing, so that two
    /// spans are compared like with like.
    pub(super) fn coarser(&self, period: u32) -> Self {
        if period <= self.period {
            return self.clone();
        }
        let (size, parts) = (i64::from(period), (period / self.period.max(1)) as usize);
        let mut groups: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        for (at, value) in self.known() {
            groups.entry(at.as_second().div_euclid(size)).or_default().push(value);
        }
        let first = self.start.as_second().div_euclid(size);
        let last = self.at(self.values.len()).as_second().saturating_sub(1).div_euclid(size);
        let merged = |values: &Vec<f64>| match self.merge {
            Merge::Mean => Some(values.iter().sum::<f64>() / values.len() as f64),
            Merge::Largest => values.iter().copied().reduce(f64::max),
            Merge::Smallest => values.iter().copied().reduce(f64::min),
        };
        let whole = |place: i64| groups.get(&place).filter(|values| values.len() >= parts).and_then(merged);
        let start = Timestamp::from_second(first * size).unwrap_or(self.start);
        Self { start, period, values: (first..=last).map(whole).collect(), merge: self.merge }
    }
}

/// Largest value of the event ÷ largest value of the baseline, at the longer period of the two.
pub(super) fn factor(event: &Curve, baseline: &Curve) -> Option<f64> {
    let period = event.period.max(baseline.period);
    let (_, event) = event.coarser(period).maximum()?;
    let (_, baseline) = baseline.coarser(period).maximum()?;
    (baseline > 0.0).then(|| event / baseline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(start: i64, period: u32, merge: Merge, values: &[f64]) -> Curve {
        let start = Timestamp::from_second(start).expect("a time");
        let values = values.iter().map(|value| (!value.is_nan()).then_some(*value)).collect();
        Curve { start, period, values, merge }
    }

    #[test]
    fn periods_are_merged_by_what_the_statistic_means_and_only_when_whole() {
        let minutes = [9.0, 1.0, 2.0, 3.0, 4.0, 5.0, f64::NAN, 7.0, 8.0, 9.0, 10.0];
        for (merge, expected) in [(Merge::Mean, 3.0), (Merge::Largest, 5.0), (Merge::Smallest, 1.0)] {
            // The first minute belongs to the five before, the last ones miss one.
            let merged = curve(240, 60, merge, &minutes).coarser(300);
            assert_eq!(merged, curve(0, 300, merge, &[f64::NAN, expected, f64::NAN]), "{merge:?}");
        }
        let same = curve(240, 60, Merge::Mean, &minutes);
        assert_eq!((same.coarser(60), same.coarser(1)), (same.clone(), same.clone()));
    }

    #[test]
    fn growth_compares_periods_of_the_same_length() {
        let event = curve(0, 60, Merge::Mean, &[1.0, 1.0, 1.0, 1.0, 96.0, 2.0, 2.0, 2.0, 2.0, 2.0]);
        let coarse = curve(0, 300, Merge::Mean, &[10.0, 4.0]);
        assert_eq!(factor(&event, &coarse), Some(2.0));
        assert_eq!(factor(&event, &event), Some(1.0));
        assert_eq!(factor(&event, &curve(0, 60, Merge::Mean, &[0.0])), None);
        assert_eq!(factor(&event, &curve(0, 60, Merge::Mean, &[f64::NAN])), None);
    }

    #[test]
    fn a_sum_takes_what_is_known_and_a_cut_takes_whole_periods() {
        let one = curve(0, 60, Merge::Mean, &[1.0, f64::NAN, 3.0, f64::NAN]);
        let two = curve(0, 60, Merge::Mean, &[10.0, 20.0, f64::NAN, f64::NAN]);
        let sum = Curve::sum(&[one.clone(), two]).expect("a sum");
        assert_eq!(sum, curve(0, 60, Merge::Mean, &[11.0, 20.0, 3.0, f64::NAN]));
        let at = |second| Timestamp::from_second(second).expect("a time");
        assert_eq!(one.clone().within(at(61), at(121)), curve(60, 60, Merge::Mean, &[f64::NAN, 3.0]));
        assert_eq!(one.clone().within(at(60), at(120)), curve(60, 60, Merge::Mean, &[f64::NAN]));
        assert_eq!(one.clone().within(at(600), at(660)).values, []);
        assert_eq!((one.value_at(at(125)), one.value_at(at(-5)), one.value_at(at(999))), (Some(3.0), None, None));
        assert_eq!(one.maximum(), Some((at(120), 3.0)));
        assert_eq!(one.scaled(2.0).maximum(), Some((at(120), 6.0)));
        assert_eq!(Curve::sum(&[]), None);
    }
}
