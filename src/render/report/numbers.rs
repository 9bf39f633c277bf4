//! Numbers with their units, as a person reads them at a glance.

use crate::report::Unit;

/// A value with its unit, with three digits that count.
pub(super) fn value(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Count => count(value),
        Unit::PerSecond => format!("{}/s", count(value)),
        Unit::Seconds => seconds(value),
        Unit::Milliseconds => seconds(value / 1000.0),
        Unit::Percent => format!("{}%", percent(value)),
        Unit::Bytes => bytes(value),
        Unit::BytesPerSecond => format!("{}/s", bytes(value)),
    }
}

/// A value, or the sign for one that is not known.
pub(super) fn maybe(unit: Unit, number: Option<f64>) -> String {
    number.map_or_else(|| UNKNOWN.to_owned(), |number| value(unit, number))
}

/// The sum of a series, whose values may be rates: bytes of bytes per second.
pub(super) fn total(unit: Unit, sum: Option<f64>) -> String {
    let unit = match unit {
        Unit::PerSecond => Unit::Count,
        Unit::BytesPerSecond => Unit::Bytes,
        other => other,
    };
    maybe(unit, sum)
}

/// Stands where a number is not known; never zero.
pub(super) const UNKNOWN: &str = "–";

/// `8.0×`.
pub(super) fn factor(factor: Option<f64>) -> String {
    factor.map_or_else(|| UNKNOWN.to_owned(), |factor| format!("{}×", significant(factor)))
}

/// A share as percent: `39.9%`.
pub(super) fn share(share: Option<f64>) -> String {
    share.map_or_else(|| UNKNOWN.to_owned(), |share| format!("{}%", tenths(share * 100.0)))
}

/// An error with its sign: `+33.2%` is a plan that was too large.
pub(super) fn error(error: Option<f64>) -> String {
    error.map_or_else(
        || UNKNOWN.to_owned(),
        |error| format!("{}{}%", if error > 0.0 { "+" } else { "" }, tenths(error * 100.0)),
    )
}

/// Whole numbers up to 99,999 are shown in full; beyond, and of fractions, three digits.
pub(super) fn count(value: f64) -> String {
    let size = value.abs();
    for (unit, letter) in [(1e12, "tn"), (1e9, "bn"), (1e6, "M"), (1e5, "k")] {
        if size >= unit {
            let unit = if letter == "k" { 1e3 } else { unit };
            return format!("{}{letter}", significant(value / unit));
        }
    }
    if size >= 1000.0 { grouped(value) } else { significant(value) }
}

fn bytes(value: f64) -> String {
    let size = value.abs();
    for (unit, name) in [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")] {
        if size >= unit {
            return format!("{} {name}", significant(value / unit));
        }
    }
    format!("{} B", significant(value))
}

fn seconds(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        return "0 s".to_owned();
    }
    if size < 1e-3 {
        return format!("{} µs", significant(value * 1e6));
    }
    if size < 1.0 {
        return format!("{} ms", significant(value * 1e3));
    }
    if size < 120.0 {
        return format!("{} s", significant(value));
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let whole = size.round();
    let parts = [(86_400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s")];
    let mut left = whole;
    let mut texts = Vec::new();
    for (length, name) in parts {
        let number = (left / length).floor();
        left -= number * length;
        if number > 0.0 {
            texts.push(format!("{number} {name}"));
        }
    }
    texts.truncate(2);
    format!("{sign}{}", texts.join(" "))
}

/// Near a hundred every digit counts, and 99.9999 % is not 100 %.
fn percent(value: f64) -> String {
    if (99.0..100.0).contains(&value) {
        return trimmed(&format!("{:.3}", (value * 1000.0).floor() / 1000.0));
    }
    significant(value)
}

fn tenths(value: f64) -> String {
    let text = trimmed(&format!("{value:.1}"));
    if text == "-0" { "0".to_owned() } else { text }
}

/// At least the whole part, and at least three digits that count.
fn significant(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    match size {
        _ if size >= 100.0 => format!("{value:.0}"),
        _ if size >= 10.0 => trimmed(&format!("{value:.1}")),
        _ if size >= 1.0 => trimmed(&format!("{value:.2}")),
        _ if size >= 0.1 => trimmed(&format!("{value:.3}")),
        _ if size >= 0.01 => trimmed(&format!("{value:.4}")),
        _ if size >= 0.001 => trimmed(&format!("{value:.5}")),
        _ if size >= 1e-6 => {
            // Two digits that count.
            let decimals = (1 - size.log10().floor() as i32).max(0) as usize;
            trimmed(&format!("{value:.decimals$}"))
        }
        _ => format!("{value:.1e}"),
    }
}

fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::{error, factor, maybe, share, total, value};
    use crate::report::Unit;

    #[test]
    fn numbers_are_read_at_a_glance() {
        for (unit, number, shown) in [
            (Unit::Count, 0.0, "0"),
            (Unit::Count, 3.0, "3"),
            (Unit::Count, 9012.4, "9,012"),
            (Unit::Count, 99_999.0, "99,999"),
            (Unit::Count, 123_456.0, "123k"),
            (Unit::Count, 86_400_000.0, "86.4M"),
            (Unit::Count, 1.2e9, "1.2bn"),
            (Unit::Count, -1500.0, "-1,500"),
            (Unit::PerSecond, 0.0167, "0.0167/s"),
            (Unit::PerSecond, 0.000_02, "0.00002/s"),
            (Unit::Percent, 0.000_035, "0.000035%"),
            (Unit::Percent, 0.000_000_2, "2.0e-7%"),
            (Unit::Seconds, 0.0, "0 s"),
            (Unit::Seconds, 0.000_25, "250 µs"),
            (Unit::Seconds, 0.64, "640 ms"),
            (Unit::Seconds, 2.4, "2.4 s"),
            (Unit::Seconds, 750.0, "12 min 30 s"),
            (Unit::Seconds, 90_000.0, "1 d 1 h"),
            (Unit::Milliseconds, 640.0, "640 ms"),
            (Unit::Percent, 88.4, "88.4%"),
            (Unit::Percent, 99.946, "99.946%"),
            (Unit::Percent, 99.999_99, "99.999%"),
            (Unit::Percent, 100.0, "100%"),
            (Unit::Bytes, 512.0, "512 B"),
            (Unit::BytesPerSecond, 1.2e9, "1.2 GB/s"),
        ] {
            assert_eq!(value(unit, number), shown, "{unit:?} {number}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_zero() {
        assert_eq!([maybe(Unit::Count, None), factor(None), share(None), error(None)], ["–"; 4]);
        assert_eq!(
            [factor(Some(8.0)), share(Some(0.3992)), share(Some(-0.25)), error(Some(1.75)), error(Some(-0.1))],
            ["8×", "39.9%", "-25%", "+175%", "-10%"]
        );
        assert_eq!(share(Some(-0.000_01)), "0%");
        assert_eq!([total(Unit::PerSecond, Some(7.0)), total(Unit::BytesPerSecond, Some(7e3))], ["7", "7 kB"]);
    }
}
