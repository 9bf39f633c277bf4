//! Section 2: when the event starts and ends.

use jiff::SignedDuration;

use super::{
    date::{Moment, Trouble, moment},
    front_matter::FrontMatter,
    outline::Block,
    problems::Problems,
    record::{self, Leaders, Shape},
    section::Part,
    text::{Text, Value},
    value::{Answer, Keys, answer, key},
};
use crate::event::{Event, Window};

#[rustfmt::skip]
const KEYS: &Keys = &[
    ("Start", &["start", "starts", "start time", "start date", "start date time", "start date and time", "start day",
        "begin", "begins", "beginning", "event start", "event starts", "event start time", "event start date", "from"]),
    ("End", &["end", "ends", "end time", "end date", "end date time", "end date and time", "end day", "ending",
        "finish", "finishes", "event end", "event ends", "event end time", "event end date", "until", "to", "stop"]),
    ("Time zone", &["time zone", "timezone", "tz", "zone"]),
];

const SHAPE: Shape = Shape { keys: KEYS, leaders: Leaders::Only(&[]), carried: &[] };

/// What the section or the front matter says about one end of the window.
struct Stated {
    text: Text,
    moment: Option<Moment>,
}

/// Reads section 2, and the dates of the front matter where it has none.
pub(super) fn read(part: &Part<'_>, front: &FrontMatter, event: &mut Event, problems: &mut Problems) {
    let fields = fields(part, problems);
    let texts = |key: &str| -> Vec<Value<'_>> {
        let of_key = fields.iter().filter(|(name, _, _)| *name == key);
        of_key.map(|(_, _, text)| text.value()).filter(|value| is_given(*value)).collect()
    };
    let zone = texts("Time zone")
        .first()
        .copied()
        .or_else(|| front.value(&["timezone", "time-zone", "time_zone", "tz"]).filter(|value| is_given(*value)));
    let zone = zone.map(Value::as_str);
    let mut ends = ["Start", "End"].map(|key| {
        let in_front = front_text(front, key);
        let in_section = texts(key);
        let stated = if in_section.is_empty() {
            in_front.as_ref().map(|text| text.value()).into_iter().collect()
        } else {
            in_section.clone()
        };
        if stated.is_empty() {
            let label = fields.iter().find(|(name, _, _)| *name == key);
            let span = label.map_or(part.heading.clone(), |(_, label, _)| label.span());
            problems.not_filled_in(span, part.section, key, super::date::EXAMPLE);
            return None;
        }
        let text = Text::joined(stated);
        let (found, troubles) = moment(text.as_str(), zone);
        report(text.value(), troubles, problems);
        if let (Some(front_text), false, Some(found)) = (&in_front, in_section.is_empty(), &found) {
            contradiction(front_text, key, found, zone, problems);
        }
        Some(Stated { text, moment: found })
    });
    let [Some(start), Some(end)] = &mut ends else { return };
    let (Some(first), Some(last)) = (start.moment.take(), end.moment.take()) else { return };
    if last.timestamp <= first.timestamp {
        problems.add(
            end.text.value().span(),
            "end-before-start",
            format!("the event ends at {}, not after its start at {}", last.timestamp, first.timestamp),
            "correct the date, the half of the day (AM or PM) or the time zone",
        );
        return;
    }
    event.window = Some(Window {
        start: first.timestamp,
        end: last.timestamp,
        time_zone: first.time_zone,
        time_zone_label: first.label,
        lead: hours(event, "window.lead-hours", Window::DEFAULT_LEAD),
        tail: hours(event, "window.tail-hours", Window::DEFAULT_TAIL),
        line: problems.line(start.text.value().span().start),
    });
}

fn is_given(value: Value<'_>) -> bool {
    answer(value.as_str()) == Answer::Given
}

/// Reports what is wrong with a date.
pub(super) fn report(value: Value<'_>, troubles: Vec<Trouble>, problems: &mut Problems) {
    for Trouble { range, code, message, help } in troubles {
        problems.add(value.span_of(range), code, message, help);
    }
}

/// Key, label and value of everything in the section that is about dates. In a table with a
/// row for each end of the window, date, time and zone may have columns of their own.
fn fields<'a>(part: &Part<'a>, problems: &mut Problems) -> Vec<(&'static str, Value<'a>, Text)> {
    let mut fields = Vec::new();
    let mut others = Vec::new();
    for &block in &part.blocks {
        let Block::Table(table) = block else {
            others.push(block);
            continue;
        };
        let header = std::iter::once(table.header.as_slice());
        let rows = header.chain(table.rows.iter().map(|row| row.cells.as_slice()));
        let wide = table.header.iter().filter(|cell| key(KEYS, cell.as_str()).is_some()).count();
        if wide > 1 {
            others.push(block);
            continue;
        }
        record::lengths(table, problems);
        for cells in rows {
            let Some((label, values)) = cells.split_first() else { continue };
            if let Some(key) = key(KEYS, label.as_str()) {
                let values = values.iter().map(Text::value).filter(|value| is_given(*value));
                fields.push((key, label.value(), Text::joined(values)));
            }
        }
    }
    for record in record::read(&others, &SHAPE, problems) {
        for field in record.fields {
            if let Some(key) = field.key {
                fields.push((key, field.label, Text::joined(field.values)));
            }
        }
    }
    fields
}

/// `start: …`, or `date` and `startTime` as calendar plug-ins write them.
fn front_text(front: &FrontMatter, key: &str) -> Option<Text> {
    let (whole, day, time): (&[&str], &[&str], &str) = match key {
        "Start" => (&["start"], &["startdate", "start-date", "date"], "starttime"),
        _ => (&["end"], &["enddate", "end-date", "date"], "endtime"),
    };
    let given = |keys| front.value(keys).filter(|value| is_given(*value));
    if let Some(value) = given(whole) {
        return Some(Text::joined([value]));
    }
    let (day, time) = (given(day)?, given(&[time])?);
    Some(Text::joined([day, time]))
}

fn contradiction(front: &Text, key: &str, found: &Moment, zone: Option<&str>, problems: &mut Problems) {
    let (other, _) = moment(front.as_str(), zone);
    if other.is_some_and(|other| other.timestamp != found.timestamp) {
        problems.add(
            front.value().span(),
            "date-contradicts",
            format!("the front matter has another {} than section 2", key.to_lowercase()),
            "make the two the same, or delete this one; section 2 counts",
        );
    }
}

fn hours(event: &Event, key: &str, default: SignedDuration) -> SignedDuration {
    let set = event.thresholds.get(key).map(|hours| hours * 3600.0);
    set.and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok()).unwrap_or(default)
}
