//! From values and moments to places in a picture, with round ticks.

use jiff::{Timestamp, Unit as Rounding, civil::Time, tz::TimeZone};

use crate::report::Span;

/// A straight scale from values to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values {
    low: f64,
    high: f64,
    /// Pixel of the lowest and of the highest value.
    pixels: (f64, f64),
    step: f64,
}

impl Values {
    /// A scale from zero, or the lowest value if that is below, to a round number at or above the
    /// highest; about `ticks` steps.
    pub(super) fn around(values: impl Iterator<Item = f64>, whole: bool, ticks: usize, pixels: (f64, f64)) -> Self {
        // Half of the largest number leaves room for a round number above it.
        let bound = f64::MAX / 4.0;
        let values = values.filter(|value| value.is_finite()).map(|value| value.clamp(-bound, bound));
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let high = if high > low { high } else { low + 1.0 };
        let rough = (high - low) / ticks.max(1) as f64;
        let step = nice(rough);
        let step = if whole { step.max(1.0) } else { step };
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, pixels, step }
    }

    /// The pixel of a value, held inside of the picture.
    pub(super) fn pixel(&self, value: f64) -> f64 {
        let share = (value / 2.0 - self.low / 2.0) / (self.high / 2.0 - self.low / 2.0);
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    /// Whether a value is inside of the picture.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The round values, the lowest first.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let number = ((self.high - self.low) / self.step).round().clamp(1.0, 20.0) as usize;
        (0..=number).map(|at| self.low + at as f64 * self.step).collect()
    }
}

/// The smallest of 1, 2, 5 × 10ⁿ that is not below.
fn nice(rough: f64) -> f64 {
    if rough <= 0.0 || !rough.is_finite() {
        return 1.0;
    }
    let magnitude = 10_f64.powf(rough.log10().floor()).max(f64::MIN_POSITIVE);
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * magnitude >= rough * (1.0 - 1e-9)).unwrap_or(10.0);
    factor * magnitude
}

/// A scale from moments to pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    span: Span,
    pixels: (f64, f64),
}

/// Steps between two ticks, in seconds.
const STEPS: [i64; 14] =
    [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_419_200];

impl Times {
    pub(super) fn new(span: Span, pixels: (f64, f64)) -> Self {
        Self { span, pixels }
    }

    /// The pixel of a moment; `None` outside of the span.
    pub(super) fn pixel(&self, at: Timestamp) -> Option<f64> {
        (self.span.start..=self.span.end).contains(&at).then(|| self.clamped(at))
    }

    /// The pixel of a moment, or the edge that is nearest to it.
    pub(super) fn clamped(&self, at: Timestamp) -> f64 {
        let length = (self.span.end.as_second() - self.span.start.as_second()).max(1);
        let share = (at.as_second() - self.span.start.as_second()) as f64 / length as f64;
        self.share(share.clamp(0.0, 1.0))
    }

    /// The pixel of a share of the span, 0 to 1.
    pub(super) fn share(&self, share: f64) -> f64 {
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }

    /// At most `most` round moments of the zone's clock with their labels: the time of day, and
    /// the day where one begins.
    pub(super) fn ticks(&self, zone: &TimeZone, most: usize) -> Vec<(Timestamp, String)> {
        let (start, end) = (self.span.start.as_second(), self.span.end.as_second());
        let most_steps = i64::try_from(most.max(1)).unwrap_or(1);
        let step = STEPS.into_iter().find(|step| (end - start) / step < most_steps).unwrap_or(2_419_200);
        let offset = i64::from(zone.to_offset(self.span.start).seconds());
        let first = (start + offset + step - 1).div_euclid(step) * step - offset;
        let mut ticks = Vec::new();
        let mut second = first;
        while second <= end && ticks.len() <= most {
            if let Ok(at) = Timestamp::from_second(second) {
                let local = at.to_zoned(zone.clone());
                let is_day = local.time().round(Rounding::Minute).is_ok_and(|time| time == Time::midnight());
                let label = if is_day || step >= 86_400 { local.strftime("%b %-d") } else { local.strftime("%H:%M") };
                ticks.push((at, label.to_string()));
            }
            second += step;
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{Times, Values};
    use crate::report::Span;

    #[test]
    fn ticks_are_round_and_hold_every_value() {
        for (values, whole, ticks) in [
            (vec![], false, "0 0.5 1"),
            (vec![0.0], false, "0 0.5 1"),
            (vec![3.0], true, "0 2 4"),
            (vec![1.5], true, "0 1 2"),
            (vec![9012.0], false, "0 5000 10000"),
            (vec![0.64], false, "0 0.5 1"),
            (vec![-30.0, 60.0], false, "-50 0 50 100"),
            (vec![f64::NAN, f64::INFINITY, 2.0], false, "0 1 2"),
        ] {
            let scale = Values::around(values.iter().copied(), whole, 2, (100.0, 0.0));
            let shown: Vec<String> = scale.ticks().iter().map(f64::to_string).collect();
            assert_eq!(shown.join(" "), ticks, "{values:?}");
        }
    }

    #[test]
    fn moments_are_round_on_the_clock_of_the_zone() {
        let span =
            |start: &str, end: &str| Span { start: start.parse().unwrap(), end: end.parse().unwrap(), period: 60 };
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        for (start, end, most, labels) in [
            ("2026-12-12T10:00:00Z", "2026-12-12T18:00:00Z", 6, "16:00 18:00 20:00 22:00"),
            ("2026-12-12T16:10:00Z", "2026-12-12T20:00:00Z", 5, "22:00 23:00 Dec 13 01:00"),
            ("2026-12-10T00:00:00Z", "2026-12-14T00:00:00Z", 5, "Dec 11 Dec 12 Dec 13 Dec 14"),
            ("2026-12-12T10:00:00Z", "2026-12-12T10:00:00Z", 5, "15:30"),
        ] {
            let times = Times::new(span(start, end), (0.0, 100.0));
            let shown: Vec<String> = times.ticks(&zone, most).into_iter().map(|(_, label)| label).collect();
            assert_eq!(shown.join(" "), labels, "{start} {end}");
        }
    }
}
