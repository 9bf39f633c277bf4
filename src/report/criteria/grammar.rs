//! How people write a success criterion: `availability >= 99.95%`, `p99 latency below 800 ms`.
//!
//! Every word has to be understood. A criterion with a word more, such as the name of a page, asks
//! for more than the balancers measure, and is left to people.

use super::wanted::{Comparison, Scope, Statistic, Unit, Wanted, What};
use crate::workbook::number;

/// Longest text that is read, in bytes.
const LONGEST: usize = 300;

/// Why a text is not measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unclear {
    /// It speaks of nothing that CloudWatch counts.
    NotMeasurable,
    /// A word that is not understood.
    Word(String),
    /// It gives no bound, or more than one.
    Bound,
    /// Which statistic of the response time.
    WhichLatency,
    /// A number that can be read in two ways.
    Number(String),
}

/// Phrases of a comparison. Where one is the beginning or the middle of another, the longer one is
/// first. A negation turns the comparison round, as in `not below`.
const COMPARISONS: [(&str, Comparison); 40] = [
    ("must not exceed", Comparison::AtMost),
    ("does not exceed", Comparison::AtMost),
    ("not exceeding", Comparison::AtMost),
    ("no more than", Comparison::AtMost),
    ("not more than", Comparison::AtMost),
    ("no higher than", Comparison::AtMost),
    ("not above", Comparison::AtMost),
    ("never above", Comparison::AtMost),
    ("not over", Comparison::AtMost),
    ("no less than", Comparison::AtLeast),
    ("not less than", Comparison::AtLeast),
    ("no lower than", Comparison::AtLeast),
    ("not below", Comparison::AtLeast),
    ("never below", Comparison::AtLeast),
    ("not under", Comparison::AtLeast),
    ("never under", Comparison::AtLeast),
    ("at least", Comparison::AtLeast),
    ("at most", Comparison::AtMost),
    ("up to", Comparison::AtMost),
    ("greater than or equal to", Comparison::AtLeast),
    ("less than or equal to", Comparison::AtMost),
    ("greater than", Comparison::Above),
    ("more than", Comparison::Above),
    ("higher than", Comparison::Above),
    ("less than", Comparison::Below),
    ("lower than", Comparison::Below),
    ("faster than", Comparison::Below),
    ("above", Comparison::Above),
    ("exceeds", Comparison::Above),
    ("over", Comparison::Above),
    ("below", Comparison::Below),
    ("under", Comparison::Below),
    ("within", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("=>", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("<=", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    (">", Comparison::Above),
    ("<", Comparison::Below),
];

/// Words that say nothing about what is measured.
const FILLERS: [&str; 43] = [
    "a",
    "each",
    "every",
    "all",
    "an",
    "and",
    "are",
    "application",
    "balancer",
    "balancers",
    "be",
    "counted",
    "during",
    "event",
    "for",
    "in",
    "is",
    "keep",
    "kept",
    "load",
    "measured",
    "must",
    "of",
    "on",
    "our",
    "per",
    "should",
    "site",
    "stay",
    "stays",
    "system",
    "the",
    "throughout",
    "to",
    "total",
    "website",
    "whole",
    "will",
    "window",
    "with",
    "workload",
    "remains",
    "remain",
];

/// Reads a criterion.
pub(super) fn parse(text: &str) -> Result<Wanted, Unclear> {
    if text.len() > LONGEST {
        return Err(Unclear::NotMeasurable);
    }
    let lower = format!(" {} ", text.to_lowercase().replace(['`', '*', '"', '“', '”'], " "));
    // `over the event` is no comparison.
    let lower = lower.replace(" over the ", " the ").replace(" within the ", " the ");
    let (words, comparison) = comparison(&lower)?;
    let mut words = words;
    let (bound, unit) = bound(&mut words)?;
    let (subject, unit) = subject(&words, unit)?;
    Ok(Wanted { subject, comparison: comparison.unwrap_or(subject.usual()), bound, unit })
}

/// The one comparison of the text, and the words without it.
fn comparison(lower: &str) -> Result<(Vec<String>, Option<Comparison>), Unclear> {
    let mut rest = lower.to_owned();
    let mut found = None;
    for (phrase, comparison) in COMPARISONS {
        let is_sign = !phrase.starts_with(char::is_alphabetic);
        let written = if is_sign { phrase.to_owned() } else { format!(" {phrase} ") };
        while rest.contains(&written) {
            if found.replace(comparison).is_some() {
                return Err(Unclear::Bound);
            }
            rest = rest.replacen(&written, " ", 1);
        }
    }
    let words = rest.split(|char: char| char.is_whitespace() || "();:=".contains(char));
    let trimmed = words.map(|word| word.trim_end_matches([',', '.', '!']).to_owned());
    Ok((trimmed.filter(|word| !word.is_empty()).collect(), found))
}

/// Takes the one number with its unit from the words.
fn bound(words: &mut Vec<String>) -> Result<(f64, Option<Unit>), Unclear> {
    let starts =
        |word: &String| word.trim_start_matches(['+', '-', '−', '~']).starts_with(|c: char| c.is_ascii_digit());
    let is_class = |word: &String| CLASSES.iter().any(|(class, _)| word.trim_end_matches('s') == *class);
    let mut places = (0..words.len()).filter(|index| starts(&words[*index]) && !is_class(&words[*index]));
    let place = places.next().ok_or(Unclear::Bound)?;
    if places.next().is_some() {
        return Err(Unclear::Bound);
    }
    let word = words.remove(place);
    if !word.starts_with(|char: char| char.is_ascii_digit()) {
        return Err(Unclear::Number(word));
    }
    let end = word.find(|char: char| !char.is_ascii_digit() && !",.'_".contains(char)).unwrap_or(word.len());
    let (digits, mut after) = word.split_at(end);
    let mut scale = 1.0;
    for (letter, by) in [("k", 1e3), ("m", 1e6), ("million", 1e6), ("thousand", 1e3)] {
        let next = after.strip_prefix(letter).filter(|next| !next.starts_with(char::is_alphabetic));
        if let Some(next) = next {
            (scale, after) = (by, next);
        } else if after.is_empty() && words.get(place).is_some_and(|word| word == letter) {
            words.remove(place);
            scale = by;
        }
    }
    let mut unit = String::from(after);
    // `20,000 requests per second` has its unit in the words behind it.
    let nouns =
        ["requests", "request", "reqs", "req", "hits", "requests/s", "req/s", "requests/second", "requests/min"];
    if unit.is_empty() {
        if words.get(place).is_some_and(|word| nouns.contains(&word.as_str()) || unit_of(word).is_some()) {
            unit = words.remove(place);
        }
        if words.get(place).is_some_and(|word| word == "per" || word == "a")
            && let Some(time) = words.get(place + 1).cloned()
        {
            unit = format!("{unit}/{time}");
            words.drain(place..place + 2);
        }
    }
    let unit = match unit.as_str() {
        "" => None,
        unit => Some(unit_of(unit).ok_or_else(|| Unclear::Word(unit.to_owned()))?),
    };
    let ambiguous = || Unclear::Number(word.clone());
    // `99.999` percent can mean only one number, and `20.000` requests two.
    let value = match unit {
        Some(Unit::Percent) if digits.matches('.').count() <= 1 && !digits.contains([',', '_', '\'']) => {
            digits.trim_end_matches('.').parse().map_err(|_| ambiguous())?
        }
        _ => number(digits).ok_or_else(ambiguous)?,
    };
    let value: f64 = value * scale;
    if value.is_finite() { Ok((value, unit)) } else { Err(ambiguous()) }
}

fn unit_of(text: &str) -> Option<Unit> {
    Some(match text {
        "%" | "percent" | "pct" => Unit::Percent,
        "ms" | "msec" | "millisecond" | "milliseconds" => Unit::Milliseconds,
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Seconds,
        "requests" | "request" | "reqs" | "req" | "hits" | "hosts" | "targets" => Unit::Count,
        "rps" | "qps" => Unit::PerSecond,
        "rpm" => Unit::PerMinute,
        _ => {
            let (counted, time) = text.split_once('/')?;
            if !["", "requests", "request", "reqs", "req", "hits"].contains(&counted) {
                return None;
            }
            match time {
                "s" | "sec" | "second" => Unit::PerSecond,
                "min" | "minute" | "m" => Unit::PerMinute,
                _ => return None,
            }
        }
    })
}

/// Classes of status codes, as one word.
const CLASSES: [(&str, What); 2] = [("5xx", What::Errors5xx), ("4xx", What::Errors4xx)];

/// What the words speak of, with the unit that fits it. Every word has to be known.
fn subject(words: &[String], unit: Option<Unit>) -> Result<(What, Unit), Unclear> {
    let mut rest: Vec<&str> = words.iter().map(String::as_str).filter(|word| !FILLERS.contains(word)).collect();
    let mut take = |any: &[&str]| {
        let before = rest.len();
        rest.retain(|word| !any.contains(word));
        rest.len() < before
    };
    let is_rate = take(&["rate", "rates", "ratio", "share", "percentage"]);
    let is_peak = take(&["peak", "busiest", "highest"]);
    let class = CLASSES.iter().find(|(class, _)| take(&[class, &format!("{class}s"), &format!("http-{class}")]));
    let (subject, units): (What, &[Unit]) = if take(&["availability", "uptime", "available"]) {
        (What::Availability, &[Unit::Percent])
    } else if take(&["latency", "latencies"]) | (take(&["response", "responses"]) && take(&["time", "times"]))
        || matches!(unit, Some(Unit::Milliseconds | Unit::Seconds))
    {
        take(&["request", "requests"]);
        let statistics: Vec<_> = STATISTICS.iter().filter(|(words, _)| take(words)).map(|(_, one)| *one).collect();
        match statistics[..] {
            [one] => (What::Latency(one), &[Unit::Milliseconds, Unit::Seconds]),
            _ => return Err(Unclear::WhichLatency),
        }
    } else if take(&["cpu", "processor"]) {
        take(&["utilization", "utilisation", "usage", "use", "load", "max", "maximum"]);
        let scope = if take(&["database", "databases", "db", "rds", "aurora"]) {
            Scope::Databases
        } else if take(&["cache", "caches", "redis", "valkey", "memcached", "elasticache"]) {
            Scope::Caches
        } else if take(&["instance", "instances", "ec2", "group", "groups"]) {
            Scope::Instances
        } else {
            Scope::All
        };
        (What::Cpu(scope), &[Unit::Percent])
    } else if let Some((_, what)) = class {
        take(&["error", "errors", "responses", "http"]);
        (*what, &[Unit::Percent])
    } else if take(&["error", "errors"]) {
        take(&["http", "server"]);
        (What::Errors5xx, &[Unit::Percent])
    } else if take(&["unhealthy"]) {
        take(&["hosts", "host", "targets", "target", "group", "groups", "count"]);
        (What::UnhealthyHosts, &[Unit::Count])
    } else if take(&["healthy"]) {
        take(&["hosts", "host", "targets", "target", "group", "groups", "count"]);
        (What::HealthyHosts, &[Unit::Count])
    } else if matches!(unit, Some(Unit::PerSecond | Unit::PerMinute)) || is_peak {
        take(&["requests", "request", "throughput", "rps", "traffic", "load", "handle", "serve", "sustain", "rpm"]);
        (What::PeakRequests, &[Unit::PerSecond, Unit::PerMinute])
    } else if take(&["requests", "request"]) || unit == Some(Unit::Count) {
        take(&["number", "count", "served", "serve", "handle"]);
        (What::Requests, &[Unit::Count])
    } else {
        return Err(Unclear::NotMeasurable);
    };
    // A peak or a rate of what has neither is another thing than what is measured here.
    let peak_fits = matches!(subject, What::PeakRequests | What::Cpu(_));
    let rate_fits = matches!(subject, What::Errors5xx | What::Errors4xx | What::PeakRequests);
    if let Some(word) = rest
        .first()
        .copied()
        .or((is_peak && !peak_fits).then_some("peak"))
        .or((is_rate && !rate_fits).then_some("rate"))
    {
        return Err(Unclear::Word(word.to_owned()));
    }
    let fits = unit.or(units.contains(&Unit::Count).then_some(Unit::Count)).filter(|unit| units.contains(unit));
    fits.map(|unit| (subject, unit)).ok_or(Unclear::Bound)
}

const STATISTICS: [(&[&str], Statistic); 6] = [
    (&["average", "avg", "mean"], Statistic::Average),
    (&["p50", "median"], Statistic::P50),
    (&["p90"], Statistic::P90),
    (&["p95"], Statistic::P95),
    (&["p99"], Statistic::P99),
    (&["max", "maximum", "worst"], Statistic::Maximum),
];

#[cfg(test)]
mod tests;
