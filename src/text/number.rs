//! Numbers as people read them.

/// `1 finding`, `2 findings`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// A number with at most one decimal, and commas between thousands.
pub(crate) fn number(value: f64) -> String {
    number_to(value, 1)
}

/// A number with at most so many decimals, and commas between thousands.
pub(crate) fn number_to(value: f64, most: usize) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    let written = format!("{value:.most$}");
    let (whole, decimals) = written.split_once('.').unwrap_or((&written, ""));
    let decimals = decimals.trim_end_matches('0');
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if decimals.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{decimals}") }
}

#[cfg(test)]
mod tests {
    use super::{number, number_to};

    #[test]
    fn numbers_are_read_at_a_glance() {
        let cases =
            [(0.0, "0"), (999.96, "1,000"), (1234.56, "1,234.6"), (-1e6, "-1,000,000"), (f64::NAN, "not a number")];
        for (value, written) in cases {
            assert_eq!(number(value), written);
        }
        assert_eq!([0, 2, 4].map(|most| number_to(1099.9512, most)), ["1,100", "1,099.95", "1,099.9512"]);
    }
}
