//! The moment at the beginning of a text. A time without a date is placed by what is known: the
//! event's window, or the beginning of the incident.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

pub(super) use crate::workbook::date::Moment;
use crate::{
    event::Window,
    workbook::{clock::scan, date, problems::quote, zone},
};

/// Longest text that a moment is looked for in, in bytes.
const LONGEST: usize = 64;

/// How long after its beginning a time without a date still belongs to an incident, in hours.
const LONGEST_INCIDENT: i64 = 12;

/// Most days of an event on which a time without a date is looked for.
const MOST_DAYS: usize = 100;

/// What a moment without a date or zone is read by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock<'a> {
    pub(super) window: Option<&'a Window>,
}

/// Why a moment was not read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unread {
    pub(super) message: String,
    /// Whether it names a day and no time, as a note of what comes later does.
    pub(super) is_day: bool,
}

/// A moment and the text behind it.
pub(super) type Found<'t> = (Result<Moment, Unread>, &'t str);

/// A moment that the text may begin with: a date and a time, or a time alone.
enum Reading {
    Whole(Moment),
    Time,
}

impl Clock<'_> {
    /// The zone of whatever names none.
    fn label(&self) -> Option<&str> {
        self.window.map(|window| window.time_zone_label.as_str())
    }

    /// The moment of an incident's beginning that `text` begins with; `None` when it begins with none.
    pub(super) fn start<'t>(&self, text: &'t str, zone: Option<&str>) -> Option<Found<'t>> {
        let zone = zone.or(self.label());
        read(text, zone, |time| self.day_of_the_event(time, zone))
    }

    /// A moment that belongs to an incident that began at `start`.
    pub(super) fn later<'t>(&self, text: &'t str, start: Option<&Moment>) -> Option<Found<'t>> {
        let zone = start.map(|start| start.label.as_str()).filter(|label| !label.is_empty()).or(self.label());
        let (moment, rest) = read(text, zone, |time| after(time, start, zone))?;
        let is_early = |moment: &Moment| start.is_some_and(|start| whole_minute(start.timestamp) > moment.timestamp);
        let moment = match moment {
            Ok(moment) if is_early(&moment) => Err(unread(format!("`{}` is before it began", shown(text, rest)))),
            other => other,
        };
        Some((moment, rest))
    }

    /// Places a time on the one day on which it lies in the event, else in its window.
    fn day_of_the_event(&self, time: &str, zone: Option<&str>) -> Result<Moment, Unread> {
        let Some(window) = self.window else {
            return Err(unread(format!("`{}` has no date, and section 2 gives none", quote(time))));
        };
        let local = |moment: Timestamp| moment.to_zoned(window.time_zone.clone()).date();
        let first = local(window.opens()).yesterday().unwrap_or(Date::MIN);
        let last = local(window.closes());
        let days = first.series(1.day()).take_while(|day| *day <= last).take(MOST_DAYS);
        let moments: Vec<Moment> = days.filter_map(|day| on(day, time, zone).ok()).collect();
        for (from, to) in [(window.start, window.end), (window.opens(), window.closes())] {
            let mut inside = moments.iter().filter(|moment| (from..=to).contains(&moment.timestamp));
            match (inside.next(), inside.next()) {
                (Some(_), Some(_)) => {
                    return Err(unread(format!("`{}` comes on several days of the event", quote(time))));
                }
                (Some(moment), None) => return Ok(moment.clone()),
                (None, _) => {}
            }
        }
        on(local(window.start), time, zone)
    }
}

/// Places a time at or after the beginning of an incident.
fn after(time: &str, start: Option<&Moment>, zone: Option<&str>) -> Result<Moment, Unread> {
    let Some(start) = start else {
        return Err(unread(format!("`{}` has no date, and the beginning is not known", quote(time))));
    };
    let first = start.timestamp.to_zoned(start.time_zone.clone()).date().yesterday().unwrap_or(Date::MIN);
    let from = whole_minute(start.timestamp);
    let to = start.timestamp.saturating_add(SignedDuration::from_hours(LONGEST_INCIDENT)).unwrap_or(Timestamp::MAX);
    let mut moments = first.series(1.day()).take(4).filter_map(|day| on(day, time, zone).ok());
    moments.find(|moment| (from..=to).contains(&moment.timestamp)).ok_or_else(|| {
        let message = format!("`{}` is not within {LONGEST_INCIDENT} hours of its beginning", quote(time));
        unread(message + ", and has no date")
    })
}

/// Times in minutes and a beginning in seconds still belong together.
fn whole_minute(moment: Timestamp) -> Timestamp {
    Timestamp::from_second(moment.as_second().div_euclid(60) * 60).unwrap_or(moment)
}

fn on(day: Date, time: &str, zone: Option<&str>) -> Result<Moment, Unread> {
    let (moment, troubles) = date::moment(&format!("{day} {time}"), zone);
    moment.ok_or_else(|| {
        unread(troubles.into_iter().next().map_or_else(|| format!("cannot read `{}`", quote(time)), |it| it.message))
    })
}

fn unread(message: String) -> Unread {
    Unread { message, is_day: false }
}

/// What stands between the beginning of `text` and `rest`.
fn shown(text: &str, rest: &str) -> String {
    quote(&text[..text.len() - rest.len()])
}

/// The longest beginning of the text that can be read.
fn read<'t>(text: &'t str, zone: Option<&str>, place: impl Fn(&str) -> Result<Moment, Unread>) -> Option<Found<'t>> {
    let head = &text[..text.floor_char_boundary(LONGEST)];
    let head = &head[..head.find(['(', '[', ';', '|', '\n']).unwrap_or(head.len())];
    // A colon or full stop before a digit stands inside of a time or date.
    let is_break = |(at, c): &(usize, char)| {
        let is_inside = matches!(c, ':' | '.') && head[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        c.is_whitespace() || (":,.)]-–—→".contains(*c) && !is_inside)
    };
    let mut ends: Vec<usize> = head.char_indices().filter(is_break).map(|(at, _)| at).filter(|at| *at > 0).collect();
    ends.push(head.len());
    let mut reason = None;
    for &end in ends.iter().rev() {
        let Some(part) = head.get(..end).filter(|part| can_end(part)) else { continue };
        let rest = &text[end..];
        match begin(part, zone) {
            Ok(_) if is_span(part) => {}
            Ok(_) if names_other_zone(rest) => {
                let message = format!("`{}` is the name of more than one time zone", quote(first_word(rest)));
                return Some((Err(unread(message)), text));
            }
            Ok(Reading::Whole(moment)) => return Some((Ok(moment), rest)),
            Ok(Reading::Time) => return Some((place(part), rest)),
            Err(found) => reason = found.or(reason),
        }
    }
    // The shortest beginning that is a date at all tells best what is wrong with it.
    let is_time = head.get(..6).unwrap_or(head).contains(':') && head.starts_with(|c: char| c.is_ascii_digit());
    let reason =
        reason.or_else(|| is_time.then(|| unread(format!("cannot read the time `{}`", quote(first_word(head))))));
    reason.map(|reason| (Err(reason), text))
}

/// Reads the whole of a text; where it is a date that is not whole, the reason.
fn begin(part: &str, zone: Option<&str>) -> Result<Reading, Option<Unread>> {
    let found = scan(part);
    if found.trouble.is_none() && found.date.is_none() && found.month.is_none() && found.loose.is_empty() {
        return if found.time.is_some() && found.weekday.is_none() { Ok(Reading::Time) } else { Err(None) };
    }
    let (moment, troubles) = date::moment(part, zone);
    let Some(moment) = moment else {
        let told = troubles.into_iter().find(|trouble| !matches!(trouble.code, "date-unreadable"));
        return Err(told.map(|trouble| Unread { is_day: trouble.code == "time-missing", message: trouble.message }));
    };
    Ok(Reading::Whole(moment))
}

/// Whether the last word may belong to a moment. Words such as `the` begin what happened, and a
/// country or city without a slash may be the place that it happened in.
fn can_end(part: &str) -> bool {
    let last = part.rsplit(char::is_whitespace).next().unwrap_or_default();
    let lower = last.to_lowercase();
    last.contains(char::is_alphanumeric)
        && !["the", "of", "on", "at"].contains(&lower.as_str())
        && (last.len() <= 4 || !last.chars().all(char::is_alphabetic) || zone::iana(last).is_none())
}

/// `09:14-09:31` is no time with an offset. An offset of whole or half hours can be meant as one,
/// but is written so only behind the `T` of ISO 8601.
fn is_span(part: &str) -> bool {
    let Some(at) = part.rfind(['-', '−']) else { return false };
    let (before, after) = (&part[..at], part[at..].trim_start_matches(['-', '−']));
    let is_clock = after.len() >= 4 && after.contains(':') && after.bytes().all(|b| b.is_ascii_digit() || b == b':');
    is_clock && before.ends_with(|c: char| c.is_ascii_digit()) && before.contains(':') && !before.contains('T')
}

/// Whether a zone follows that the time was not read by, because it means several.
fn names_other_zone(rest: &str) -> bool {
    let word = first_word(rest);
    word.bytes().all(|byte| byte.is_ascii_uppercase()) && zone::candidates(word).is_some()
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default().trim_end_matches([':', ',', ';'])
}
