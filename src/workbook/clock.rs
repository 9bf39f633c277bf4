//! Cuts a date into its parts: numbers, month, time of day, weekday and zones, in any order.

mod tokens;

use std::ops::Range;

use jiff::{
    civil::{Time, Weekday},
    tz::Offset,
};

use super::{
    date::{EXAMPLE, Trouble, Zone, ZoneKind, time_of},
    problems::quote,
    zone,
};
use tokens::{Kind, Token, tokens};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Words that a date can have without meaning anything.
const FILLERS: [&str; 13] = ["at", "on", "of", "the", "hrs", "hr", "h", "hours", "local", "time", "st", "nd", "rd"];

/// Furthest offset from UTC that any zone has, in minutes.
const FURTHEST_OFFSET: i32 = 14 * 60;

/// The parts of a date.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Year, month and day, when all three were numbers.
    pub(super) date: Option<(u32, u32, u32)>,
    /// A month given by its name.
    pub(super) month: Option<u32>,
    /// Numbers beside the month's name, with their count of digits.
    pub(super) loose: Vec<(u32, usize)>,
    pub(super) time: Option<Time>,
    /// `24:00`, the first moment of the next day.
    pub(super) is_end_of_day: bool,
    pub(super) weekday: Option<(Weekday, Range<usize>)>,
    pub(super) zones: Vec<Zone>,
    /// Abbreviations that mean several zones, and what to write instead.
    pub(super) ambiguous: Vec<(Range<usize>, &'static str)>,
    /// The first thing that could not be read.
    pub(super) trouble: Option<Trouble>,
}

/// Cuts `text` into the parts of a date.
pub(super) fn scan(text: &str) -> Scan {
    let tokens = tokens(text);
    let mut scanner = Scanner { text, tokens: &tokens, at: 0, found: Scan::default() };
    while scanner.at < tokens.len() && scanner.found.trouble.is_none() {
        scanner.step();
    }
    scanner.found
}

struct Scanner<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    at: usize,
    found: Scan,
}

impl<'a> Scanner<'a> {
    fn kind(&self, ahead: usize) -> Option<Kind<'a>> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    /// Whether the tokens from here to `ahead` stand together without spaces.
    fn is_tight(&self, ahead: usize) -> bool {
        self.tokens
            .get(self.at + 1..=self.at + ahead)
            .is_some_and(|tokens| tokens.iter().all(|token| !token.after_space))
    }

    fn range(&self, length: usize) -> Range<usize> {
        let last = (self.at + length).saturating_sub(1).min(self.tokens.len().saturating_sub(1));
        self.tokens[self.at].range.start..self.tokens[last].range.end
    }

    fn fail(&mut self, range: Range<usize>, code: &'static str, message: String, help: &str) {
        let trouble = Trouble { range, code, message, help: help.to_owned() };
        self.found.trouble.get_or_insert(trouble);
    }

    fn unreadable(&mut self, length: usize) {
        let range = self.range(length);
        let written = quote(&self.text[range.clone()]);
        let message = format!("cannot read `{written}` in the date `{}`", quote(self.text));
        self.fail(range, "date-unreadable", message, EXAMPLE);
    }

    fn step(&mut self) {
        match self.kind(0) {
            Some(Kind::Number(digits)) => self.number(digits),
            Some(Kind::Word(word)) => self.word(word),
            Some(Kind::Mark('+' | '-')) if self.is_offset() => {
                let start = self.at;
                self.offset(start);
            }
            Some(Kind::Mark('?')) => self.unreadable(1),
            _ => self.at += 1,
        }
    }

    fn number(&mut self, digits: &'a str) {
        let Some(value) = digits.parse::<u32>().ok() else { return self.unreadable(1) };
        if let Some(length) = self.clock(value, digits.len()) {
            self.at += length;
            return;
        }
        if let (Some(Kind::Mark(first)), Some(Kind::Number(middle))) = (self.kind(1), self.kind(2))
            && let (Some(Kind::Mark(second)), Some(Kind::Number(last))) = (self.kind(3), self.kind(4))
            && first == second
            && matches!(first, '-' | '/' | '.')
            && self.is_tight(4)
        {
            return self.three_numbers(digits, middle, last);
        }
        match digits.len() {
            8 => {
                self.date((value / 10_000, value / 100 % 100, value % 100), 1);
                if self.kind(0) == Some(Kind::Word("T")) {
                    self.compact_time();
                }
            }
            1 | 2 | 4 => {
                self.found.loose.push((value, digits.len()));
                self.at += 1;
            }
            _ => self.unreadable(1),
        }
    }

    /// `2026-12-12`, `13/12/2026`, and the forms that can mean two days.
    fn three_numbers(&mut self, first: &str, middle: &str, last: &str) {
        let parse = |digits: &str| digits.parse::<u32>().unwrap_or(u32::MAX);
        let (a, b, c) = (parse(first), parse(middle), parse(last));
        match (first.len(), middle.len(), last.len()) {
            (4, 1..=2, 1..=2) => self.date((a, b, c), 5),
            (1..=2, 1..=2, 4) if a == b || (a > 12 && b <= 12) => self.date((c, b, a), 5),
            (1..=2, 1..=2, 4) if b > 12 && a <= 12 => self.date((c, a, b), 5),
            (1..=2, 1..=2, 4) if a <= 12 => {
                let range = self.range(5);
                let message = format!("`{first}/{middle}/{last}` can mean two days");
                let help = format!("write `{c}-{b:02}-{a:02}` or `{c}-{a:02}-{b:02}`");
                self.fail(range, "date-ambiguous", message, &help);
            }
            (1..=2, 1..=2, 1..=2) => {
                let range = self.range(5);
                let message = format!("`{first}/{middle}/{last}` has a year of two digits");
                self.fail(range, "date-two-digit-year", message, EXAMPLE);
            }
            _ => self.unreadable(5),
        }
    }

    fn date(&mut self, date: (u32, u32, u32), length: usize) {
        if self.found.date.is_some() {
            return self.unreadable(length);
        }
        self.found.date = Some(date);
        self.at += length;
    }

    /// Reads `09:00`, `09:00:30.5 PM` or `9am`, and says how many tokens it took.
    fn clock(&mut self, hour: u32, digits: usize) -> Option<usize> {
        let two = |kind: Option<Kind<'_>>| match kind {
            Some(Kind::Number(digits)) if digits.len() == 2 => digits.parse::<u32>().ok(),
            _ => None,
        };
        if digits > 2 {
            return None;
        }
        let (mut length, mut minute, mut second, mut nano) = (1, 0, 0, 0);
        let has_minutes = self.kind(1) == Some(Kind::Mark(':')) && self.is_tight(2);
        if let Some(minutes) = two(self.kind(2)).filter(|_| has_minutes) {
            (minute, length) = (minutes, 3);
            if let Some(seconds) = two(self.kind(4))
                && self.kind(3) == Some(Kind::Mark(':'))
                && self.is_tight(4)
            {
                (second, length) = (seconds, 5);
                if let (Some(Kind::Mark('.')), Some(Kind::Number(fraction))) = (self.kind(5), self.kind(6))
                    && self.is_tight(6)
                {
                    let padded = format!("{fraction:0<9}");
                    nano = padded.get(..9).and_then(|nanos| nanos.parse().ok()).unwrap_or(0);
                    length = 7;
                }
            }
        }
        let half = match self.kind(length) {
            Some(Kind::Word(word)) => half_of_day(word),
            _ => None,
        };
        if half.is_none() && length == 1 {
            return None;
        }
        length += usize::from(half.is_some());
        let is_end_of_day = half.is_none() && hour == 24 && minute + second + nano == 0;
        let hour = match half {
            None if is_end_of_day => Some(0),
            None => Some(hour),
            Some(_) if hour == 0 || hour > 12 => None,
            Some(is_afternoon) => Some(hour % 12 + if is_afternoon { 12 } else { 0 }),
        };
        let time = hour.and_then(|hour| time_of(hour, minute, second, nano));
        if time.is_none() || self.found.time.is_some() {
            self.unreadable(length);
            return Some(length);
        }
        self.found.time = time;
        self.found.is_end_of_day = is_end_of_day;
        Some(length)
    }

    /// The `T090000` of `20261212T090000Z`.
    fn compact_time(&mut self) {
        let Some(Kind::Number(digits)) = self.kind(1) else { return self.unreadable(1) };
        let part = |range: Range<usize>| match digits.get(range) {
            Some(part) => part.parse().ok(),
            None => Some(0),
        };
        let time = match (digits.len(), part(0..2), part(2..4), part(4..6)) {
            (4 | 6, Some(hour), Some(minute), Some(second)) => time_of(hour, minute, second, 0),
            _ => None,
        };
        if time.is_none() || self.found.time.is_some() {
            return self.unreadable(2);
        }
        self.found.time = time;
        self.at += 2;
    }

    fn word(&mut self, word: &'a str) {
        let lower = word.to_lowercase();
        let range = self.range(1);
        if let Some(month) = MONTHS.iter().position(|name| is_short_for(&lower, name)) {
            let month = u32::try_from(month + 1).ok();
            if self.found.month.is_some() {
                return self.unreadable(1);
            }
            self.found.month = month;
        } else if let Some((_, weekday)) = WEEKDAYS.iter().find(|(name, _)| is_short_for(&lower, name)) {
            self.found.weekday = Some((*weekday, range));
        } else if lower == "noon" && self.found.time.is_none() {
            // `12 noon` is noon; a day of the month stands apart from it.
            if let (Some((12, 2)), Some(Kind::Number("12"))) =
                (self.found.loose.last(), self.at.checked_sub(1).and_then(|at| Some(self.tokens.get(at)?.kind)))
            {
                self.found.loose.pop();
            }
            self.found.time = time_of(12, 0, 0, 0);
        } else if lower == "midnight" {
            let help = "write `00:00` for the start of the day or `24:00` for its end";
            let message = "midnight can be the start or the end of the day".to_owned();
            return self.fail(range, "time-ambiguous", message, help);
        } else if let Some(minutes) = zone::abbreviation(word) {
            return self.abbreviation(minutes);
        } else if let Some(help) = zone::candidates(word) {
            self.found.ambiguous.push((range, help));
        } else if let Some(time_zone) = zone::iana(word) {
            self.found.zones.push(Zone { kind: ZoneKind::Iana(time_zone), range });
        } else if word.contains('/') && !self.tokens[self.at].in_parentheses {
            let message = format!("there is no time zone `{}`", quote(word));
            let help = "write an IANA name like `Asia/Singapore`, or an offset like `GMT +8`";
            return self.fail(range, "time-zone-unknown", message, help);
        } else if !FILLERS.contains(&lower.as_str())
            && !matches!(lower.as_str(), "t" | "th")
            && !self.tokens[self.at].in_parentheses
        {
            return self.unreadable(1);
        }
        self.at += 1;
    }

    /// `GMT`, `GMT +8`, `UTC-5:30`, `SGT`.
    fn abbreviation(&mut self, minutes: i32) {
        let signed =
            matches!(self.kind(1), Some(Kind::Mark('+' | '-'))) && matches!(self.kind(2), Some(Kind::Number(_)));
        if minutes == 0 && signed {
            let start = self.at;
            self.at += 1;
            return self.offset(start);
        }
        let range = self.range(1);
        self.push_offset(minutes, range);
        self.at += 1;
    }

    /// Whether the sign here begins an offset such as `+08:00`, not the rest of a date.
    fn is_offset(&self) -> bool {
        let follows_time = self.at.checked_sub(1).and_then(|before| self.tokens.get(before));
        let follows_time = follows_time.is_some_and(|token| match token.kind {
            Kind::Number(digits) => digits.len() != 4,
            Kind::Word(word) => half_of_day(word).is_some(),
            Kind::Mark(_) => false,
        });
        self.found.time.is_some()
            && matches!(self.kind(1), Some(Kind::Number(_)))
            && self.is_tight(1)
            && (follows_time || self.tokens[self.at].after_space)
    }

    /// Reads the offset whose sign stands here; its text begins at token `start`.
    fn offset(&mut self, start: usize) {
        let is_west = self.kind(0) == Some(Kind::Mark('-'));
        let Some(Kind::Number(digits)) = self.kind(1) else { return self.unreadable(2) };
        let mut length = 2;
        let number = |digits: &str| digits.parse::<i32>().unwrap_or(i32::MAX / 100);
        let minutes = match (digits.len(), self.kind(2), self.kind(3)) {
            (1 | 2, Some(Kind::Mark(':')), Some(Kind::Number(minutes))) if minutes.len() == 2 => {
                length = 4;
                number(digits) * 60 + number(minutes)
            }
            (1 | 2, Some(Kind::Mark('.' | ',')), Some(Kind::Number(_))) if self.is_tight(3) => {
                return self.unreadable(4);
            }
            (1 | 2, ..) => number(digits) * 60,
            (3 | 4, ..) => number(digits) / 100 * 60 + number(digits) % 100,
            _ => return self.unreadable(2),
        };
        let end = self.range(length).end;
        let range = self.tokens[start].range.start..end;
        if minutes > FURTHEST_OFFSET {
            let message = format!("no time zone is `{}`", quote(&self.text[range.clone()]));
            return self.fail(range, "time-zone-unknown", message, "offsets end at 14 hours");
        }
        self.push_offset(if is_west { -minutes } else { minutes }, range);
        self.at += length;
    }

    fn push_offset(&mut self, minutes: i32, range: Range<usize>) {
        if let Ok(offset) = Offset::from_seconds(minutes * 60) {
            self.found.zones.push(Zone { kind: ZoneKind::Fixed(offset), range });
        }
    }
}

/// Whether `word` is `name` or a usual short form of it, of three letters or more.
fn is_short_for(word: &str, name: &str) -> bool {
    word == name
        || (word.len() == 3 && name.starts_with(word))
        || matches!(
            (word, name),
            ("sept", "september") | ("tues", "tuesday") | ("weds", "wednesday") | ("thur" | "thurs", "thursday")
        )
}

/// Whether the word says afternoon (`PM`) or morning (`AM`).
fn half_of_day(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "am" | "a.m" | "a.m." => Some(false),
        "pm" | "p.m" | "p.m." => Some(true),
        _ => None,
    }
}
