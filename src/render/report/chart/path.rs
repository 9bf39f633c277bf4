//! The short way to write a curve.

use std::fmt::Write as _;

/// An SVG path through the points, broken at every gap. A point between two gaps is a dot. Points
/// on a level stretch are left out: a page has thousands of curves, and most of them rest at zero.
pub(super) fn path(points: &[Option<(i64, i64)>]) -> String {
    let mut text = String::new();
    for run in points.split(Option::is_none) {
        let run: Vec<(i64, i64)> = run.iter().flatten().copied().collect();
        let Some(&first) = run.first() else { continue };
        let _ = write!(text, "M{} {}", first.0, first.1);
        if run.len() == 1 {
            text.push_str("h0");
            continue;
        }
        let mut at = first;
        let mut is_first = true;
        for (index, &point) in run.iter().enumerate().skip(1) {
            let is_level = point.1 == at.1 && run.get(index + 1).is_some_and(|next| next.1 == point.1);
            if is_level {
                continue;
            }
            let (x, y) = (point.0 - at.0, point.1 - at.1);
            let lead = if is_first { "l" } else { " " };
            let between = if y < 0 { "" } else { " " };
            let _ = write!(text, "{lead}{x}{between}{y}");
            (at, is_first) = (point, false);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn gaps_are_never_bridged() {
        for (points, shown) in [
            (vec![], ""),
            (vec![None, None], ""),
            (vec![Some((0, 9))], "M0 9h0"),
            (vec![Some((0, 9)), Some((2, 4)), None, Some((6, 4)), Some((8, 9))], "M0 9l2-5M6 4l2 5"),
            (vec![Some((0, 9)), None, Some((4, 1)), None], "M0 9h0M4 1h0"),
            (vec![Some((0, 9)), Some((2, 9)), Some((4, 9)), Some((6, 1))], "M0 9l4 0 2-8"),
        ] {
            assert_eq!(path(&points), shown, "{points:?}");
        }
    }
}
