//! Dates as people write them. Nothing is guessed: what can mean two moments is a problem.

use std::ops::Range;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

use super::{
    clock::{Scan, scan},
    problems::quote,
};

/// The form that every help line recommends.
pub(super) const EXAMPLE: &str = "write it like `Dec 12, 2026 09:00 AM GMT +8 (Saturday)`";

/// A moment, and the zone that it was written in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moment {
    pub(super) timestamp: Timestamp,
    pub(super) time_zone: TimeZone,
    /// The zone as written.
    pub(super) label: String,
}

/// Something wrong with a part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) range: Range<usize>,
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: String,
}

/// A zone that the text names.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    pub(super) kind: ZoneKind,
    pub(super) range: Range<usize>,
}

/// How a zone was written.
#[derive(Debug, Clone)]
pub(super) enum ZoneKind {
    /// An offset, or an abbreviation that stands for one.
    Fixed(Offset),
    /// A zone of the IANA database.
    Iana(TimeZone),
}

/// Reads a date with time and zone. `default_zone` is a zone stated elsewhere for dates
/// that name none.
pub(super) fn moment(text: &str, default_zone: Option<&str>) -> (Option<Moment>, Vec<Trouble>) {
    let mut found = scan(text);
    let mut troubles = Vec::new();
    let Some(date) = date_of(text, &mut found, &mut troubles) else { return (None, troubles) };
    let Some(time) = found.time else {
        troubles.push(Trouble {
            range: 0..text.len(),
            code: "time-missing",
            message: format!("`{}` has no time of day", quote(text)),
            help: EXAMPLE.to_owned(),
        });
        return (None, troubles);
    };
    let zone_text =
        if found.zones.is_empty() && found.ambiguous.is_empty() { default_zone.unwrap_or_default() } else { text };
    if zone_text != text {
        let stated = scan(zone_text);
        (found.zones, found.ambiguous) = (stated.zones, stated.ambiguous);
    }
    let date = if found.is_end_of_day { date.tomorrow().unwrap_or(date) } else { date };
    match resolve(date.to_datetime(time), &found, zone_text) {
        Ok(moment) => (Some(moment), troubles),
        Err(mut trouble) => {
            if zone_text != text {
                trouble.range = 0..text.len();
            }
            troubles.push(trouble);
            (None, troubles)
        }
    }
}

/// Reads a calendar day; a time and a zone behind it are of no account.
pub(super) fn day(text: &str) -> (Option<Date>, Vec<Trouble>) {
    let mut troubles = Vec::new();
    let day = date_of(text, &mut scan(text), &mut troubles);
    (day, troubles)
}

/// The calendar day of a scanned text. A wrong weekday is reported and the day still counts.
fn date_of(text: &str, found: &mut Scan, troubles: &mut Vec<Trouble>) -> Option<Date> {
    if let Some(trouble) = found.trouble.take() {
        troubles.push(trouble);
        return None;
    }
    let unreadable =
        |message: String| Trouble { range: 0..text.len(), code: "date-unreadable", message, help: EXAMPLE.to_owned() };
    let (year, month, day) = match (found.date, found.month, found.loose.as_slice()) {
        (Some(date), None, []) => date,
        (None, Some(month), [(day, 1..=2), (year, 4)] | [(year, 4), (day, 1..=2)]) => (*year, month, *day),
        (None, Some(_), [(_, 1..=2), (_, 1..=2)]) => {
            troubles.push(Trouble {
                code: "date-two-digit-year",
                ..unreadable(format!("`{}` has a year of two digits", quote(text)))
            });
            return None;
        }
        (None, Some(_), [] | [_]) => {
            troubles.push(unreadable(format!("`{}` lacks a day or a year", quote(text))));
            return None;
        }
        (None, None, []) => {
            troubles.push(unreadable(format!("`{}` has no date", quote(text))));
            return None;
        }
        _ => {
            troubles.push(unreadable(format!("cannot read the date `{}`", quote(text))));
            return None;
        }
    };
    let date = i16::try_from(year)
        .ok()
        .and_then(|year| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok());
    let Some(date) = date else {
        troubles.push(unreadable(format!("there is no day {day} in month {month} of {year}")));
        return None;
    };
    if let Some((weekday, range)) = &found.weekday
        && *weekday != date.weekday()
    {
        troubles.push(Trouble {
            range: range.clone(),
            code: "weekday-mismatch",
            message: format!("{date} is a {:?}, not a {weekday:?}", date.weekday()),
            help: "correct the weekday or the date; the date is taken as written".to_owned(),
        });
    }
    Some(date)
}

/// The one moment at which clocks in the stated zone show `local`.
fn resolve(local: DateTime, found: &Scan, text: &str) -> Result<Moment, Trouble> {
    let trouble = |range: Range<usize>, code, message: String, help: String| Trouble { range, code, message, help };
    let written = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
    let whole = 0..text.len();
    let Some(first) = found.zones.first() else {
        return Err(match found.ambiguous.first() {
            Some((range, help)) => trouble(
                range.clone(),
                "time-zone-ambiguous",
                format!("`{}` is the name of more than one time zone", written(range)),
                (*help).to_owned(),
            ),
            None => trouble(
                whole,
                "time-zone-missing",
                "no time zone is given".to_owned(),
                "write the zone behind the time, like `GMT +8` or `Asia/Singapore`".to_owned(),
            ),
        });
    };
    let named = found.zones.iter().find_map(|zone| match &zone.kind {
        ZoneKind::Iana(time_zone) => Some((time_zone.clone(), zone)),
        ZoneKind::Fixed(_) => None,
    });
    let offset = found.zones.iter().find_map(|zone| match zone.kind {
        ZoneKind::Fixed(offset) => Some(offset),
        ZoneKind::Iana(_) => None,
    });
    let out_of_range =
        || trouble(0..text.len(), "date-unreadable", "the date is out of range".to_owned(), EXAMPLE.to_owned());
    let timestamp = match (offset, &named) {
        (Some(offset), _) => offset.to_timestamp(local).map_err(|_| out_of_range())?,
        (None, Some((time_zone, _))) => {
            let ambiguous = time_zone.to_ambiguous_timestamp(local);
            let choices = match ambiguous.offset() {
                AmbiguousOffset::Unambiguous { .. } => None,
                AmbiguousOffset::Gap { before, after } => Some(("does not exist", before, after)),
                AmbiguousOffset::Fold { before, after } => Some(("comes twice", before, after)),
            };
            if let Some((what, before, after)) = choices {
                let zone = written(&first.range);
                return Err(trouble(
                    whole,
                    "time-ambiguous",
                    format!("{local} {what} in {zone}, where clocks change that day"),
                    format!("write the offset instead: `GMT {before}` or `GMT {after}`"),
                ));
            }
            ambiguous.unambiguous().map_err(|_| out_of_range())?
        }
        (None, None) => return Err(out_of_range()),
    };
    let agrees = |zone: &Zone| match &zone.kind {
        ZoneKind::Fixed(offset) => offset.to_timestamp(local).is_ok_and(|other| other == timestamp),
        ZoneKind::Iana(time_zone) => time_zone.to_datetime(timestamp) == local,
    };
    if let Some(other) = found.zones.iter().find(|zone| !agrees(zone)) {
        return Err(trouble(
            other.range.clone(),
            "time-zone-contradicts",
            format!("`{}` contradicts `{}`", written(&other.range), written(&first.range)),
            "write one time zone".to_owned(),
        ));
    }
    let (time_zone, zone) = match named {
        Some((time_zone, zone)) => (time_zone, zone),
        None => (TimeZone::fixed(offset.unwrap_or(Offset::UTC)), first),
    };
    Ok(Moment { timestamp, time_zone, label: written(&zone.range) })
}

/// The time of day of hours, minutes, seconds and nanoseconds.
pub(super) fn time_of(hour: u32, minute: u32, second: u32, nano: u32) -> Option<Time> {
    Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        i32::try_from(nano).ok()?,
    )
    .ok()
}

#[cfg(test)]
mod tests;
