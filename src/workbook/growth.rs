//! How much traffic is expected: `22 times (22x) normal traffic`, `410/sec on avg, peak 9,000 rps`.

use std::ops::Range;

use super::{date::Trouble, problems::quote, value::number};

/// Longest text that is read as a growth, in bytes.
const LONGEST: usize = 1000;

/// Two factors closer than this are the same one, rounded.
const SAME: f64 = 0.005;

/// What a text says about the load.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Growth {
    /// Peak ÷ normal traffic.
    pub(super) factor: Option<f64>,
    /// Requests per second at the peak.
    pub(super) peak_rps: Option<f64>,
    /// Requests per second on average.
    pub(super) average_rps: Option<f64>,
    /// Requests per second at today's peak.
    pub(super) current_peak_rps: Option<f64>,
}

/// What a number without a unit means, by its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// The label does not say.
    Unclear,
    /// A multiple of normal traffic.
    Factor,
    /// Requests per second.
    Rate,
}

enum Unit {
    None,
    Times,
    Percent,
    PerSecond(f64),
}

struct Number {
    value: Option<f64>,
    unit: Unit,
    range: Range<usize>,
    clause: Range<usize>,
}

/// Reads a growth factor, request rates, or both.
pub(super) fn read(text: &str, bare: Bare) -> Result<Growth, Trouble> {
    let lower = text.to_ascii_lowercase();
    let trouble =
        |code, message: String, help: &str| Trouble { range: 0..text.len(), code, message, help: help.to_owned() };
    let written = quote(text);
    let unreadable = || {
        let message = format!("cannot read `{written}` as a growth or a request rate");
        trouble("growth-unreadable", message, "write `22x`, or `peak 9,000 rps`")
    };
    if text.len() > LONGEST {
        return Err(unreadable());
    }
    let ambiguous = |what: String, help: &str| trouble("growth-ambiguous", what, help);
    let mut growth = Growth::default();
    let mut factors: Vec<f64> = Vec::new();
    let mut below = None;
    for Number { value, unit, range, clause } in numbers(&lower) {
        let digits = &text[range.clone()];
        let Some(value) = value else {
            let what = format!("`{digits}` can mean two numbers");
            return Err(ambiguous(what, "write 9000 or 9,000 for thousands and 9.5 for a half"));
        };
        let clause = &lower[clause];
        let unit = match (unit, bare) {
            (Unit::None, Bare::Factor) => Unit::Times,
            (Unit::None, Bare::Rate) => Unit::PerSecond(1.0),
            (unit, _) => unit,
        };
        // Of a range such as `200-220x` the upper end is what has to be prepared for.
        if is_range(&lower, range.end) {
            below = Some(below.map_or(value, |below: f64| below.max(value)));
            continue;
        }
        let value = below.take().map_or(value, |below| below.max(value));
        match unit {
            Unit::Times => factors.push(value),
            Unit::Percent => match percent(&lower, clause, &range, value) {
                Some(factor) => factors.push(factor),
                None => {
                    let what = format!("`{written}` can be a share of normal traffic or a rise");
                    return Err(ambiguous(what, "write a multiple of normal traffic, like `4x`"));
                }
            },
            Unit::PerSecond(seconds) => {
                let place = rate_of(&mut growth, clause);
                let rate = value / seconds;
                if place.is_some_and(|other| differ(other, rate)) {
                    let what = format!("`{written}` gives two rates for the same thing");
                    return Err(trouble("growth-contradicts", what, "write one peak rate"));
                }
                *place = Some(rate);
            }
            Unit::None => {}
        }
    }
    growth.factor = factors.first().copied();
    if let Some(&other) = factors.iter().find(|&&other| differ(other, factors[0])) {
        let what = format!("`{written}` says both {} and {other} times", factors[0]);
        return Err(trouble("growth-contradicts", what, "write one factor"));
    }
    let rates = [growth.peak_rps, growth.average_rps, growth.current_peak_rps];
    let lowest = factors.iter().chain(rates.iter().flatten()).copied().reduce(f64::min);
    let Some(lowest) = lowest else {
        if let Some(word) = number_word(&lower) {
            let what = format!("the growth is in words: `{word}`");
            return Err(trouble("growth-in-words", what, "write it in digits, like `22x`"));
        }
        if numbers(&lower).next().is_some() {
            let what = format!("`{written}` has no unit");
            return Err(ambiguous(what, "write `22x` for a multiple, `9000 rps` for a rate"));
        }
        return Err(unreadable());
    };
    if lowest <= 0.0 || !lowest.is_finite() {
        let what = format!("`{written}` is not above zero");
        return Err(trouble("growth-not-positive", what, "write the expected multiple, like `22x`"));
    }
    if growth.factor.is_some_and(|factor| factor < 1.0) {
        let what = format!("`{written}` is less than normal traffic");
        let help = "write peak ÷ normal traffic: 1x is no growth, 22x is 22 times as much";
        return Err(trouble("growth-below-one", what, help));
    }
    Ok(growth)
}

/// The highest rate in a sentence, in requests per second, whatever else the sentence says.
pub(crate) fn highest_rate(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let rates = numbers(&lower).filter_map(|number| match (number.value, number.unit) {
        (Some(value), Unit::PerSecond(seconds)) if value > 0.0 => Some(value / seconds),
        _ => None,
    });
    rates.max_by(f64::total_cmp)
}

fn differ(a: f64, b: f64) -> bool {
    (a - b).abs() > SAME * a.abs().max(b.abs())
}

/// The rate that a clause speaks of: the peak, unless it says otherwise.
fn rate_of<'a>(growth: &'a mut Growth, clause: &str) -> &'a mut Option<f64> {
    let says = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    if says(&["current", "today", "at present", "normal", "usual"]) {
        &mut growth.current_peak_rps
    } else if says(&["avg", "average", "mean", "typical"]) {
        &mut growth.average_rps
    } else {
        &mut growth.peak_rps
    }
}

/// A percentage of normal traffic or a rise by one; `None` when the text does not say which.
fn percent(lower: &str, clause: &str, range: &Range<usize>, value: f64) -> Option<f64> {
    let share = [
        "of normal",
        "of the normal",
        "of our normal",
        "of usual",
        "of the usual",
        "of current",
        "of today",
        "of average",
        "of baseline",
        "of regular",
    ];
    let rise = ["increase", "more", "growth", "rise", "above", "higher", "extra", "additional", "uplift", "on top"];
    let is_share = share.iter().any(|word| clause.contains(word));
    let is_rise = rise.iter().any(|word| clause.contains(word))
        || lower[..range.start].ends_with('+')
        || lower[..range.start].ends_with("up ");
    match (is_share, is_rise) {
        (true, false) => Some(value / 100.0),
        (false, true) => Some(1.0 + value / 100.0),
        _ => None,
    }
}

/// Whether the number that ends here is the lower end of a range: `10-20x`, `10x to 20x`.
fn is_range(lower: &str, end: usize) -> bool {
    let rest = lower[end..].trim_start();
    let rest = rest.strip_prefix(['x', '×', 'k', 'm', '%']).unwrap_or(rest).trim_start();
    let rest = rest.strip_prefix("times").unwrap_or(rest).trim_start();
    let rest = ["to ", "-", "–", "—", "~", "..", "or "].iter().find_map(|dash| rest.strip_prefix(dash));
    rest.is_some_and(|rest| rest.trim_start().starts_with(|char: char| char.is_ascii_digit()))
}

fn numbers(lower: &str) -> impl Iterator<Item = Number> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + lower[at..].find(|char: char| char.is_ascii_digit())?;
        let rest = &lower[start..];
        let run = rest.find(|char: char| !char.is_ascii_digit() && !",.'_".contains(char));
        let digits = rest[..run.unwrap_or(rest.len())].trim_end_matches([',', '.', '\'', '_']);
        let end = start + digits.len();
        let (scale, after) = scale(&lower[end..]);
        let before = lower[..start].trim_end();
        let is_negative =
            before.strip_suffix(['-', '−']).is_some_and(|rest| !rest.ends_with(|char: char| char.is_alphanumeric()));
        let sign = if is_negative { -1.0 } else { 1.0 };
        at = lower.len() - after.len();
        Some(Number {
            value: number(digits).map(|value| sign * value * scale),
            unit: unit(before, after),
            range: start..end,
            clause: clause(lower, start, end),
        })
    })
}

/// The factor of `9k` or `1.2 million`, and the text behind it.
fn scale(rest: &str) -> (f64, &str) {
    let trimmed = rest.trim_start();
    for (word, scale) in [("thousand", 1e3), ("million", 1e6)] {
        if let Some(after) = trimmed.strip_prefix(word) {
            return (scale, after);
        }
    }
    for (letter, scale) in [('k', 1e3), ('m', 1e6)] {
        if let Some(after) = rest.strip_prefix(letter)
            && !after.starts_with(char::is_alphabetic)
        {
            return (scale, after);
        }
    }
    (1.0, rest)
}

fn unit(before: &str, after: &str) -> Unit {
    let after = after.trim_start();
    let word_ends = |rest: &str| !rest.starts_with(|char: char| char.is_alphanumeric());
    let is_times =
        ["x", "×", "times", "-fold", "fold"].iter().any(|sign| after.strip_prefix(sign).is_some_and(word_ends));
    let x_before = before.strip_suffix('x').or_else(|| before.strip_suffix('×'));
    if is_times || x_before.is_some_and(|rest| !rest.ends_with(|char: char| char.is_alphanumeric())) {
        return Unit::Times;
    }
    if after.starts_with('%') || after.starts_with("percent") || after.starts_with("per cent") {
        return Unit::Percent;
    }
    let mut rest = after;
    for noun in ["get ", "http ", "requests", "request", "reqs", "req", "hits", "transactions"] {
        rest = rest.strip_prefix(noun).map_or(rest, str::trim_start);
    }
    let per = ["/", "per ", "a "].iter().find_map(|per| rest.strip_prefix(per));
    let times: &[(&str, f64)] = match per {
        Some(_) => &[
            ("seconds", 1.0),
            ("second", 1.0),
            ("secs", 1.0),
            ("sec", 1.0),
            ("s", 1.0),
            ("minute", 60.0),
            ("min", 60.0),
            ("hour", 3600.0),
            ("h", 3600.0),
        ],
        None => &[("rps", 1.0), ("qps", 1.0), ("tps", 1.0), ("rpm", 60.0), ("rph", 3600.0)],
    };
    let rest = per.unwrap_or(rest).trim_start();
    times
        .iter()
        .find(|(name, _)| rest.strip_prefix(name).is_some_and(word_ends))
        .map_or(Unit::None, |(_, seconds)| Unit::PerSecond(*seconds))
}

/// The words around a number, up to the next comma, semicolon or parenthesis.
fn clause(lower: &str, start: usize, end: usize) -> Range<usize> {
    let breaks = |char: char| ";\n()".contains(char);
    let left = lower[..start].rfind(breaks).map_or(0, |at| at + 1);
    let left = lower[left..start].rfind(", ").map_or(left, |at| left + at + 2);
    let right = lower[end..].find(breaks).map_or(lower.len(), |at| end + at);
    let right = lower[end..right].find(", ").map_or(right, |at| end + at);
    left..right
}

/// The first word that is a number or a multiple.
fn number_word(lower: &str) -> Option<&str> {
    const WORDS: [&str; 31] = [
        "double",
        "twice",
        "triple",
        "thrice",
        "quadruple",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "fifteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "tenfold",
        "twofold",
        "threefold",
        "doubled",
    ];
    lower.split(|char: char| !char.is_alphabetic()).find(|word| WORDS.contains(word))
}

#[cfg(test)]
mod tests;
