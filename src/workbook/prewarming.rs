//! Section 7: the load expected on each load balancer.

use std::ops::Range;

use jiff::{Timestamp, civil::Date};

use super::{
    calendar::report,
    day,
    growth::{self, Bare, Growth},
    place,
    problems::{Problems, name, quote},
    record::{self, Leaders, Record, Shape},
    section::Part,
    text::Value,
    value::{Answer, Keys, answer, is_answered, list, number, plain, without_comment, yes_or_no},
};
use crate::event::{Entry, Prewarming, Window};

#[rustfmt::skip]
const KEYS: &Keys = &[
    ("AWS Support Case Id", &["aws support case id", "support case id", "support case", "case id", "case", "aws support case"]),
    ("Use Case", &["use case"]),
    ("Region", &["region", "aws region"]),
    ("ELB", &["elb", "elb name", "load balancer", "load balancer name", "alb", "nlb", "alb name"]),
    ("ELB AZ's", &["elb azs", "availability zones", "azs", "elb availability zones"]),
    ("Is it currently scaled?", &["is it currently scaled", "currently scaled", "backends scaled"]),
    ("If no, when would it be scaled?", &["if no when would it be scaled", "when would it be scaled"]),
    ("Persistent connections", &["are they running persistent connections", "persistent connections", "keep alive", "keep alives", "keepalive"]),
    ("% of traffic that is SSL", &["of traffic that is ssl", "of traffic that is tls", "ssl", "tls", "ssl share", "tls share", "https share", "tls traffic"]),
    ("Start Date", &["start date", "start"]),
    ("End Date", &["end date", "end"]),
    ("Duration of Increase", &["duration of increase", "duration"]),
    ("Exact time for the load increase", &["if several days is there an exact time for the load increase"]),
    ("Exact time for the load decrease", &["if several days is there an exact time for the load decrease"]),
    ("Requests/sec", &["get requests sec", "requests sec", "requests per second", "get requests per second", "get requests", "peak rps", "peak requests sec", "peak requests per second", "expected peak", "expected peak rps", "peak"]),
    ("Average requests/sec", &["average requests sec", "average requests per second", "average rps", "average"]),
    ("Traffic is expected to increase", &["traffic is expected to increase", "expected increase", "traffic growth", "growth", "increase"]),
    ("Growth factor", &["growth factor", "peak factor", "factor", "multiple", "multiplier", "times normal traffic"]),
    ("Rate of Increase", &["rate of increase", "traffic increase"]),
    ("Size of each request", &["average size of each get request", "request size", "average request size", "size of each request"]),
    ("Size of each response", &["average size of each get response", "response size", "average response size", "size of each response"]),
    ("Current peak", &["current peak", "current peak rps", "current peak requests per second", "current peak requests sec", "todays peak", "todays peak rps"]),
    ("LCU reservation", &["lcu reservation", "planned lcu reservation", "planned lcus", "reserved lcus", "lcus", "lcu", "capacity units", "reserved capacity units"]),
];

/// Labels whose answers say how much the load grows.
const GROWTH: [&str; 3] = ["Traffic is expected to increase", "Growth factor", "Requests/sec"];

/// Labels that merely hold others together, or that may stay empty.
const OPTIONAL: [&str; 4] = ["Rate of Increase", "Average requests/sec", "Current peak", "LCU reservation"];

const SHAPE: Shape = Shape { keys: KEYS, leaders: Leaders::All, carried: &[] };

/// The growth that the template shows as an example, in the form of [`plain`].
const EXAMPLE_GROWTH: [&str; 2] = ["22 times", "22 times normal traffic"];

/// The case id that the template shows as an example.
const EXAMPLE_CASE: &str = "1234567890";

const HELP: &str = "write `- Traffic is expected to increase: 22x`, or a peak in requests per second";

/// Reads section 7. Its days are held against the window of section 2.
pub(super) fn read(part: &Part<'_>, window: Option<&Window>, problems: &mut Problems) -> Vec<Prewarming> {
    let before = problems.count();
    let mut found = Vec::new();
    for record in record::read(&part.blocks, &SHAPE, problems) {
        let names = balancers(&record);
        let is_named = !names.is_empty();
        let mut reader = Reader { row: Prewarming::default(), part, problems, is_named, days: [None, None] };
        reader.record(&record);
        if let Some(window) = window {
            reader.days(window);
        }
        let row = reader.row;
        if names.is_empty() && row == Prewarming::default() {
            if record.is_row {
                problems.not_filled_in(record.span.clone(), part.section, "this row", HELP);
            }
            continue;
        }
        let line = problems.line(record.span.start);
        let row = Prewarming { line, ..row };
        match names.as_slice() {
            [] => found.push(row),
            names => found.extend(
                names.iter().map(|balancer| Prewarming { load_balancer: Some(balancer.clone()), ..row.clone() }),
            ),
        }
    }
    if found.is_empty() && problems.count() == before {
        problems.not_filled_in(part.heading.clone(), part.section, "the expected increase", HELP);
    }
    found
}

/// The balancers that the record names, else the one that its heading does (`### web-alb`).
fn balancers(record: &Record<'_>) -> Vec<String> {
    let written = record.value("ELB").map(list).unwrap_or_default();
    let given = written.into_iter().filter(|value| answer(value.as_str()) == Answer::Given);
    let names: Vec<String> = given.map(|value| without_comment(value).as_str().to_owned()).collect();
    if !names.is_empty() || record.is_row {
        return names;
    }
    let heading = record.heading.map(without_comment);
    let bare = heading.and_then(|heading| {
        let text = heading.as_str();
        let label = text.split([':', ' ']).next().unwrap_or_default().to_lowercase();
        match label.as_str() {
            "elb" | "alb" | "nlb" => text.get(label.len()..).map(|rest| rest.trim_start_matches([':', ' ', '-'])),
            _ => Some(text),
        }
    });
    bare.filter(|name| !name.is_empty() && !name.contains(char::is_whitespace)).map(str::to_owned).into_iter().collect()
}

struct Reader<'r, 'p> {
    row: Prewarming,
    part: &'r Part<'p>,
    problems: &'r mut Problems,
    /// Whether the record speaks of a balancer.
    is_named: bool,
    /// First and last day of the increase, and where they stand.
    days: [Option<(Date, Range<usize>)>; 2],
}

impl Reader<'_, '_> {
    fn record(&mut self, record: &Record<'_>) {
        for field in &record.fields {
            let values = field.values.iter().copied().filter(|value| is_answered(value.as_str()));
            let mut values: Vec<Value<'_>> = values.collect();
            if values.is_empty() {
                values.extend(in_parentheses(field.label).filter(|_| !record.is_row));
            }
            let is_example =
                |value: &Value<'_>| field.key == Some("AWS Support Case Id") && value.as_str() == EXAMPLE_CASE;
            let shows_growth =
                |value: &Value<'_>| field.key.is_some_and(|key| GROWTH.contains(&key)) && is_example_growth(*value);
            values.retain(|value| !is_example(value) && !shows_growth(value));
            match (field.key, values.as_slice()) {
                (Some(key), []) => self.open_label(key, field.label, record),
                (Some(key), values) => {
                    for value in values {
                        if answer(value.as_str()) == Answer::Given {
                            self.field(key, *value);
                        }
                    }
                }
                (None, _) => self.unlabelled(field.label, &values, record),
            }
        }
        self.unread(record);
    }

    /// How much a balancer grows is not known where its record asks for it and nobody answered; nor is it where an
    /// answer makes the peak less than today's traffic.
    fn unread(&mut self, record: &Record<'_>) {
        let asks = record.fields.iter().any(|field| field.key.is_some_and(|key| GROWTH.contains(&key)));
        let row = &mut self.row;
        if self.is_named && asks && !row.is_unread && row.factor.is_none() && row.peak_rps.is_none() {
            row.is_unread = true;
            // Of the bullets of a record each was told already.
            if record.is_row {
                self.problems.not_filled_in(record.span.clone(), self.part.section, "the expected increase", HELP);
            }
        }
        if let (Some(peak), Some(current)) = (row.peak_rps, row.current_peak_rps)
            && peak < current
        {
            row.is_unread = true;
            let message = format!("a peak of {peak} requests per second is less than today's {current}");
            let help = "write peak ÷ normal traffic as 1x or more, and check which of the two rates is today's";
            self.problems.add(record.span.clone(), "growth-below-one", message, help);
        }
    }

    /// Reports an increase that lies wholly before or behind the event, or ends before it starts.
    fn days(&mut self, window: &Window) {
        let [starts, ends] = std::mem::take(&mut self.days);
        let day = |moment: Timestamp| moment.to_zoned(window.time_zone.clone()).date();
        let (first, last) = (day(window.opens()), day(window.closes()));
        let mut report = |(_, span): (Date, Range<usize>), message: String| {
            self.problems.add(span, "date-contradicts", message, "make the two the same; section 2 counts");
        };
        match (starts, ends) {
            (Some(starts), _) if starts.0 > last => {
                let message =
                    format!("the increase starts on {}, after the event of section 2, over on {last}", starts.0);
                report(starts, message);
            }
            (_, Some(ends)) if ends.0 < first => {
                let message = format!("the increase ends on {}, before the event of section 2, from {first}", ends.0);
                report(ends, message);
            }
            (Some(starts), Some(ends)) if ends.0 < starts.0 => {
                let message = format!("the increase ends on {}, before it starts on {}", ends.0, starts.0);
                report(ends, message);
            }
            _ => {}
        }
    }

    fn open_label(&mut self, key: &str, label: Value<'_>, record: &Record<'_>) {
        if OPTIONAL.contains(&key) {
            return;
        }
        let help = "answer it, or write `n/a`";
        if !record.is_row {
            self.problems.not_filled_in(label.span(), self.part.section, label.as_str(), help);
        } else if self.is_named && !GROWTH.contains(&key) {
            // The label stands in the header; what is not filled in is the cell of this row.
            self.problems.not_filled_in(record.span.clone(), self.part.section, label.as_str(), help);
        }
    }

    /// Answers that the tool has no field for are kept by their label.
    fn unlabelled(&mut self, label: Value<'_>, values: &[Value<'_>], record: &Record<'_>) {
        let (label, value) = match (record.is_row, label.as_str().split_once(": ")) {
            (true, _) => (label, values.first().copied()),
            (false, Some((name, rest))) => (label.narrow(name), Some(label.narrow(rest).trim())),
            (false, None) => return,
        };
        if let Some(value) = value.filter(|value| is_answered(value.as_str())) {
            let entry = self.problems.entry(value);
            self.row.answers.insert(label.words(), entry);
        }
    }

    fn field(&mut self, key: &'static str, value: Value<'_>) {
        match key {
            "AWS Support Case Id" => self.row.support_case = Some(value.words()),
            "Region" => {
                self.row.region = place::regions(&[value], self.problems).codes.into_iter().next();
            }
            "ELB" => {}
            "Persistent connections" => match yes_or_no(value.as_str()) {
                Some(answer) => self.row.keep_alive = Some(answer),
                None => self.unreadable(key, value, "begin the answer with `yes` or `no`"),
            },
            "% of traffic that is SSL" => {
                let share = amount(value.as_str()).filter(|(_, unit)| matches!(*unit, "" | "%"));
                match share.filter(|(share, _)| (0.0..=100.0).contains(share)) {
                    Some((share, _)) => self.row.tls_percent = Some(share),
                    None => self.unreadable(key, value, "write a share from 0% to 100%"),
                }
            }
            "Size of each request" => self.row.request_kb = self.kilobytes(key, value),
            "Size of each response" => self.row.response_kb = self.kilobytes(key, value),
            "LCU reservation" => {
                let units = amount(value.as_str())
                    .filter(|(units, unit)| units.fract() == 0.0 && (unit.is_empty() || unit.starts_with("lcu")));
                let units = units.and_then(|(units, _)| format!("{units:.0}").parse().ok());
                match units {
                    Some(units) => self.row.planned_lcus = Some(units),
                    None => self.unreadable(key, value, "write a whole number of LCUs"),
                }
            }
            "Traffic is expected to increase" | "Rate of Increase" => {
                self.growth(value, Bare::Unclear, |growth| growth);
            }
            "Growth factor" => self.growth(value, Bare::Factor, |growth| growth),
            "Requests/sec" => self.growth(value, Bare::Rate, |growth| growth),
            "Average requests/sec" => self.growth(value, Bare::Rate, |growth| Growth {
                average_rps: growth.average_rps.or(growth.peak_rps),
                peak_rps: None,
                ..growth
            }),
            "Current peak" => self.growth(value, Bare::Rate, |growth| Growth {
                current_peak_rps: growth.current_peak_rps.or(growth.peak_rps),
                peak_rps: None,
                ..growth
            }),
            _ => {
                let end = ["Start Date", "End Date"].iter().position(|label| *label == key);
                if let (Some(end), Some(day)) = (end, day(value.as_str())) {
                    self.days[end] = Some((day, value.span()));
                }
                let entry: Entry = self.problems.entry(value);
                self.row.answers.insert(key.to_owned(), entry);
            }
        }
    }

    fn growth(&mut self, value: Value<'_>, bare: Bare, meant: fn(Growth) -> Growth) {
        match growth::read(value.as_str(), bare).map(meant) {
            Ok(growth) => {
                let row = &mut self.row;
                row.factor = row.factor.or(growth.factor);
                row.peak_rps = row.peak_rps.or(growth.peak_rps);
                row.average_rps = row.average_rps.or(growth.average_rps);
                row.current_peak_rps = row.current_peak_rps.or(growth.current_peak_rps);
            }
            Err(trouble) => {
                self.row.is_unread = true;
                report(value, vec![trouble], self.problems);
            }
        }
    }

    fn kilobytes(&mut self, key: &str, value: Value<'_>) -> Option<f64> {
        let size = amount(value.as_str()).and_then(|(size, unit)| match unit {
            "" | "kb" | "kib" | "k" => Some(size),
            "b" | "bytes" | "byte" => Some(size / 1024.0),
            "mb" | "mib" => Some(size * 1024.0),
            _ => None,
        });
        if size.is_none() {
            self.unreadable(key, value, "write a size in KB, like `12 KB`");
        }
        size
    }

    fn unreadable(&mut self, key: &str, value: Value<'_>, help: &str) {
        let section = name(self.part.section);
        let message = format!("{section}: cannot read `{}` as {key}", quote(value.as_str()));
        self.problems.add(value.span(), "value-unreadable", message, help);
    }
}

/// The template's own sentence, `22 times (22x) normal traffic`, with nothing else beside it.
fn is_example_growth(value: Value<'_>) -> bool {
    value.as_str().contains("(22x)") && EXAMPLE_GROWTH.contains(&plain(value.as_str()).as_str())
}

/// `Get Requests/Sec (410/sec on avg, peak 9,000 rps)` has its value in the label.
fn in_parentheses(label: Value<'_>) -> Option<Value<'_>> {
    let (_, rest) = label.as_str().split_once('(')?;
    let (inner, _) = rest.split_once(')')?;
    let is_value = inner.contains(|char: char| char.is_ascii_digit()) && is_answered(inner);
    is_value.then(|| label.narrow(inner).trim())
}

/// A number and the unit behind it, in lower case as far as units go: `12 KB` is 12 and `kb`.
fn amount(text: &str) -> Option<(f64, &'static str)> {
    let text = text.trim_start_matches(['~', '≈', ' ']);
    let end = text.find(|char: char| !(char.is_ascii_digit() || ",._'".contains(char)));
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let unit = rest.trim_start();
    let word = plain(unit);
    let word = word.split(' ').next().unwrap_or_default();
    let known = ["kb", "kib", "k", "b", "bytes", "byte", "mb", "mib", "lcus", "lcu"];
    let unit = match known.iter().find(|known| **known == word) {
        Some(unit) => unit,
        None if unit.starts_with('%') => "%",
        None if unit.is_empty() || unit.starts_with('(') => "",
        None => return None,
    };
    Some((number(digits)?, unit))
}
