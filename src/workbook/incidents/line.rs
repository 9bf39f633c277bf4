//! The grammar of one line: when, how grave, what, and when it was detected, responded to and
//! resolved.

use super::moment::{Clock, Moment, Unread};
use crate::event::IncidentClass;

/// Words before the time of each milestone.
const DETECTED: &[&str] = &["detected", "noticed", "alerted", "detection"];
const RESPONDED: &[&str] = &["responded", "acknowledged", "acked", "ack", "response"];
const RESOLVED: &[&str] = &["resolved", "recovered", "mitigated", "fixed", "restored", "ended", "closed"];

/// What one line says.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// `None` when it begins with no time; else the moment, or why it was not read.
    pub(super) start: Option<Result<Moment, String>>,
    pub(super) class: Option<IncidentClass>,
    /// The words behind the time and class that it begins with.
    pub(super) text: String,
    pub(super) detected: Option<Moment>,
    pub(super) responded: Option<Moment>,
    pub(super) resolved: Option<Moment>,
    /// What else could not be read.
    pub(super) unread: Vec<String>,
    /// Whether it begins with a day that has no time.
    is_day: bool,
    /// Whether it begins with the word.
    is_named: bool,
}

impl Line {
    fn has_milestone(&self) -> bool {
        [&self.detected, &self.responded, &self.resolved].into_iter().any(Option::is_some)
    }

    /// Whether it calls itself an incident.
    pub(super) fn is_stated(&self) -> bool {
        self.class.is_some() || self.has_milestone() || self.is_named
    }

    /// Whether it is one even where nothing above it says so.
    pub(super) fn tells_of_an_incident(&self, clock: &Clock<'_>) -> bool {
        let in_window =
            |moment: &Moment| clock.window.is_some_and(|window| window.meets(moment.timestamp, moment.timestamp));
        match &self.start {
            _ if self.is_named => true,
            None => self.class.is_some() && self.has_milestone(),
            Some(Ok(start)) => self.is_stated() || in_window(start),
            Some(Err(_)) => self.is_stated() || !self.is_day,
        }
    }
}

/// Reads a bullet or a line of a paragraph.
pub(super) fn read(text: &str, clock: &Clock<'_>) -> Line {
    let mut line = Line::default();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || ":-–—→|,;.*#".contains(c));
        if line.class.is_none()
            && let Some((class, behind)) = class_mark(rest)
        {
            (line.class, rest) = (Some(class), behind);
        } else if !line.is_named
            && let Some(behind) = named(rest)
        {
            (line.is_named, rest) = (true, behind);
        } else if line.start.is_none()
            && let Some((start, behind)) = clock.start(rest, None)
        {
            rest = behind;
            line.begin(start);
            if line.start.as_ref().is_some_and(Result::is_err) {
                break;
            }
            rest = line.span(text, rest, clock);
        } else if let Some(behind) = weekday_in_parentheses(rest) {
            rest = behind;
        } else {
            break;
        }
    }
    line.text = rest.trim().to_owned();
    line.class = line.class.or_else(|| class_anywhere(rest));
    line.milestones(rest, clock);
    line
}

/// Reads the cells of a row; an empty one was not filled in.
pub(super) fn of_cells(when: &str, class: &str, text: &str, milestones: &[String; 3], clock: &Clock<'_>) -> Line {
    let mut line = read(text, clock);
    if !when.is_empty() {
        let start = clock.start(when, None);
        line = Line { class: line.class, text: text.to_owned(), ..Line::default() };
        match start {
            Some((start, rest)) => {
                line.begin(start);
                _ = line.span(when, rest, clock);
            }
            None => line.start = Some(Err(format!("cannot read the time `{}`", super::quote(when)))),
        }
    }
    let labelled = format!("class {class}");
    let written = class_mark(&labelled).map(|(class, _)| class);
    if written.is_none() && !class.is_empty() {
        line.unread.push(format!("`{}` is no class", super::quote(class)));
    }
    line.class = written.or(line.class);
    for (index, text) in milestones.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let found = line.start.as_ref().and_then(|start| start.as_ref().ok());
        match clock.later(text, found) {
            Some((Ok(moment), _)) => *line.milestone(index) = Some(moment),
            Some((Err(unread), _)) => line.unread.push(unread.message),
            None => line.unread.push(format!("cannot read the time `{}`", super::quote(text))),
        }
    }
    line
}

impl Line {
    fn begin(&mut self, start: Result<Moment, Unread>) {
        self.is_day = start.as_ref().is_err_and(|unread| unread.is_day);
        self.start = Some(start.map_err(|unread| unread.message));
    }

    /// Reads the end of `09:14 to 09:31 GMT +8`, whose zone holds for both.
    fn span<'t>(&mut self, text: &str, rest: &'t str, clock: &Clock<'_>) -> &'t str {
        let trimmed = rest.trim_start();
        let joins = ["-", "–", "—", "−", "→", "to ", "until ", "till "];
        let Some(behind) = joins.iter().find_map(|join| trimmed.strip_prefix(join)) else { return rest };
        let behind = behind.trim_start();
        let Some(Ok(mut start)) = self.start.clone() else { return rest };
        if !behind.starts_with(|c: char| c.is_ascii_digit()) {
            return rest;
        }
        // Where the beginning names no zone, it is read again in the zone of the end.
        let own = text.strip_suffix(rest).unwrap_or_default();
        let own = &own[own.find(|c: char| c.is_ascii_digit()).unwrap_or(0)..];
        if let Some((Ok(end), _)) = clock.start(behind, None)
            && end.label != start.label
            && !own.contains(start.label.as_str())
            && let Some((Ok(again), _)) = clock.start(own, Some(&end.label))
        {
            start = again;
        }
        let Some((Ok(end), behind)) = clock.later(behind, Some(&start)) else { return rest };
        self.start = Some(Ok(start));
        self.resolved = Some(end);
        behind
    }

    fn milestone(&mut self, index: usize) -> &mut Option<Moment> {
        match index {
            0 => &mut self.detected,
            1 => &mut self.responded,
            _ => &mut self.resolved,
        }
    }

    /// Reads `detected 09:16`, `responded at 09:18`, `resolved (by rollback) at 09:31`.
    fn milestones(&mut self, text: &str, clock: &Clock<'_>) {
        let start = self.start.clone().and_then(Result::ok);
        for (at, word) in words(text) {
            let keywords = [DETECTED, RESPONDED, RESOLVED];
            let index = keywords.iter().position(|keywords| keywords.iter().any(|key| word.eq_ignore_ascii_case(key)));
            let Some(index) = index else { continue };
            let behind = &text[at + word.len()..];
            let end = words(behind).find(|(_, word)| {
                keywords.iter().flat_map(|keywords| keywords.iter()).any(|key| word.eq_ignore_ascii_case(key))
            });
            let part = &behind[..end.map_or(behind.len(), |(at, _)| at)];
            let part = &part[..part.find([';', ',', '\n']).unwrap_or(part.len())];
            let numbers = words(part).filter(|(_, word)| word.starts_with(|c: char| c.is_ascii_digit()));
            let found: Vec<_> = numbers
                .take(4)
                .filter_map(|(at, _)| clock.later(&part[at..], start.as_ref()).map(|(moment, _)| moment))
                .collect();
            let read = found.iter().find_map(|moment| moment.as_ref().ok());
            match (read, found.iter().find_map(|moment| moment.as_ref().err())) {
                (Some(moment), _) => {
                    self.milestone(index).get_or_insert_with(|| moment.clone());
                }
                (None, Some(unread)) => self.unread.push(format!("{}: {}", word.to_lowercase(), unread.message)),
                (None, None) => {}
            }
        }
    }
}

/// Runs of letters and digits, with their offsets.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_inside = |c: char| c.is_alphanumeric();
    let starts = text.char_indices().scan(false, move |was_inside, (at, c)| {
        let begins = is_inside(c) && !*was_inside;
        *was_inside = is_inside(c);
        Some((at, begins))
    });
    starts.filter(|(_, begins)| *begins).map(move |(at, _)| {
        let word = &text[at..];
        (at, &word[..word.find(|c| !is_inside(c)).unwrap_or(word.len())])
    })
}

/// `Incident`, `Incident 3:` or `Outage -`, but not the subject of a sentence.
fn named(text: &str) -> Option<&str> {
    let (_, word) = words(text).next().filter(|(at, _)| *at == 0)?;
    let is_name = ["incident", "outage"].iter().any(|name| word.eq_ignore_ascii_case(name));
    let behind = &text[word.len()..];
    let numbered = behind.trim_start_matches([' ', '#']);
    let number = numbered.find(|c: char| !c.is_ascii_digit()).unwrap_or(numbered.len());
    let after_number = numbered[number..].trim_start();
    // `Incident 09:14` begins with a time, `Incident 3: …` with a number.
    let is_number = (1..=3).contains(&number)
        && (after_number.is_empty()
            || after_number.starts_with([',', '-', '–', '—', '(', '['])
            || after_number.strip_prefix(':').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit())));
    let ends = |rest: &str| rest.trim_start().starts_with([':', '-', '–', '—', '(', '[', ',']);
    let is_time = behind.trim_start().starts_with(|c: char| c.is_ascii_digit());
    match is_name {
        true if is_number => Some(after_number),
        true if ends(behind) || is_time => Some(behind),
        _ => None,
    }
}

/// `(critical)`, `[SEV1]`, `high:`, `P1 -`, `severity: 2`: a class and what is behind it. A bare word
/// counts only where something separates it from the next, for `high latency` is none.
fn class_mark(text: &str) -> Option<(IncidentClass, &str)> {
    let closing = match text.chars().next()? {
        '(' => Some(')'),
        '[' => Some(']'),
        _ => None,
    };
    let mut inner = if closing.is_some() { &text[1..] } else { text }.trim_start();
    let word = words(inner).next().filter(|(at, _)| *at == 0)?.1;
    let is_label =
        ["class", "classification", "severity", "sev", "priority"].iter().any(|it| word.eq_ignore_ascii_case(it));
    if is_label {
        inner = inner[word.len()..].trim_start_matches([' ', ':', '=', '-']);
    }
    let word = words(inner).next().filter(|(at, _)| *at == 0)?.1;
    let lower = word.to_lowercase();
    let digit = if is_label { lower.as_str() } else { "" };
    let (class, is_code) = match lower.as_str() {
        "critical" => (IncidentClass::Critical, false),
        "high" => (IncidentClass::High, false),
        "medium" => (IncidentClass::Medium, false),
        "sev1" | "p1" => (IncidentClass::Critical, true),
        "sev2" | "p2" => (IncidentClass::High, true),
        "sev3" | "p3" => (IncidentClass::Medium, true),
        _ => match digit {
            "1" => (IncidentClass::Critical, true),
            "2" => (IncidentClass::High, true),
            "3" => (IncidentClass::Medium, true),
            _ => return None,
        },
    };
    let behind = &inner[word.len()..];
    if let Some(closing) = closing {
        return Some((class, behind.trim_start().strip_prefix(closing)?));
    }
    let next = behind.trim_start();
    let is_apart = next.is_empty()
        || next.starts_with([':', ',', ';', '|', '–', '—', ')', ']'])
        || behind.starts_with(" - ")
        || next.starts_with(|c: char| c.is_ascii_digit())
        || ["incident", "outage"]
            .iter()
            .any(|word| next.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)));
    (is_apart || is_label || (is_code && behind.starts_with(' '))).then_some((class, behind))
}

/// A class in brackets or behind a label, wherever it stands.
fn class_anywhere(text: &str) -> Option<IncidentClass> {
    let brackets = text.char_indices().filter(|(_, c)| matches!(c, '(' | '[')).map(|(at, _)| at);
    let is_label = |word: &str| ["class", "severity", "sev", "priority"].iter().any(|it| word.eq_ignore_ascii_case(it));
    let labels = words(text).filter(|(_, word)| is_label(word)).map(|(at, _)| at);
    let first = brackets
        .chain(labels)
        .filter_map(|at| class_mark(&text[at..]).map(|(class, _)| (at, class)))
        .min_by_key(|(at, _)| *at);
    first.map(|(_, class)| class)
}

/// `(Saturday)` behind a date.
fn weekday_in_parentheses(text: &str) -> Option<&str> {
    let (inner, behind) = text.strip_prefix('(')?.split_once(')')?;
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let lower = inner.trim().to_lowercase();
    days.iter().any(|day| *day == lower || (lower.len() == 3 && day.starts_with(&lower))).then_some(behind)
}
