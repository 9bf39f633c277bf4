//! A curve as one line of text.

use crate::rule::Light;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Stands where there is no datapoint.
const GAP: char = '·';

/// A curve in at most `width` characters between `low` and the largest value: the largest value of
/// each part. A part with a gap and a value shows the value.
pub(super) fn line(curve: &[Option<f64>], width: usize) -> String {
    if curve.is_empty() || width == 0 {
        return String::new();
    }
    let parts = width.min(curve.len());
    let part = |at: usize| {
        let values = curve.get(at * curve.len() / parts..(at + 1) * curve.len() / parts).unwrap_or_default();
        values.iter().flatten().copied().filter(|value| value.is_finite()).reduce(f64::max)
    };
    let values: Vec<Option<f64>> = (0..parts).map(part).collect();
    let known = || values.iter().flatten().copied();
    let low = known().fold(0.0, f64::min);
    let range = known().fold(low, f64::max) - low;
    values.iter().map(|value| value.map_or(GAP, |value| bar(value - low, range))).collect()
}

fn bar(height: f64, range: f64) -> char {
    let share = if range > 0.0 { height / range } else { 0.0 };
    // The float is between 0 and 7, and what is not a number becomes 0.
    let step = (share * 7.0).round() as usize;
    BARS[step.min(7)]
}

/// Health as heights: low is well, full is bad, and a gap is a gap.
pub(super) fn strip(health: &[Light]) -> String {
    let sign = |light: &Light| match light {
        Light::Green => BARS[0],
        Light::Yellow => BARS[3],
        Light::Red => BARS[7],
        Light::Gray => GAP,
    };
    health.iter().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::{line, strip};
    use crate::rule::Light;

    #[test]
    fn a_curve_is_a_line_and_a_gap_is_a_gap() {
        let ramp: Vec<_> = (0..16).map(|value| Some(f64::from(value))).collect();
        for (curve, width, shown) in [
            (vec![], 8, ""),
            (vec![Some(3.0)], 8, "█"),
            (vec![None, None], 8, "··"),
            (vec![Some(0.0), Some(0.0)], 8, "▁▁"),
            (vec![Some(0.0), None, Some(5.0), Some(10.0)], 8, "▁·▅█"),
            (vec![Some(-10.0), Some(0.0)], 8, "▁█"),
            (vec![Some(f64::MAX), Some(f64::MIN)], 8, "▁▁"),
            (ramp, 8, "▁▂▃▄▅▆▇█"),
            (vec![Some(1.0)], 0, ""),
        ] {
            assert_eq!(line(&curve, width), shown, "{curve:?}");
        }
    }

    #[test]
    fn health_is_low_where_all_is_well() {
        assert_eq!(strip(&[Light::Green, Light::Yellow, Light::Red, Light::Gray]), "▁▄█·");
    }
}
