//! The event's dates as an iCalendar file (RFC 5545).
//!
//! Written here because the `icalendar` crate reads the clock and makes random identifiers.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{MARKER, event_name, plain};
use crate::{
    event::{Event, Section, StepState, Window},
    plan::{Plan, step_day},
    rule::Light,
    scorecard::Finding,
    workbook,
};

/// Steps, freezes, changes, due dates and the event itself, for import into a calendar.
/// An entry keeps its identifier when its date moves, so that importing again updates it.
pub fn calendar(plan: &Plan<'_>) -> String {
    let event = &plan.workbook().event;
    let mut file = File::new(plan);
    if let Some(window) = &event.window {
        let name = plain(event_name(plan));
        let mut about: Vec<&str> = event.bridge.iter().map(|entry| entry.text.as_str()).collect();
        about.extend(event.endpoints.iter().map(|entry| entry.text.as_str()));
        file.entry("event", &name, &about.join("\n"), When::Time(window.start, window.end));
        let lead = "Nothing may change from here on: reservations are in place, groups scale ahead, caches warm.";
        file.entry("lead", &format!("{name}: prewarming"), lead, When::Time(window.opens(), window.start));
        let tail = "Traffic may still be high: do not scale down yet.";
        file.entry("tail", &format!("{name}: still no change"), tail, When::Time(window.end, window.closes()));
        steps(&mut file, event, window);
        for ((first, last), text) in freezes(event, window) {
            file.entry(&format!("freeze-{first}"), "Change freeze", &text, When::Days(first, last));
        }
    }
    if event.window.is_none() {
        // A calendar must hold something (RFC 5545, 3.6), and this is what there is to do.
        let today = plan.now.to_zoned(TimeZone::UTC).date();
        let summary = "Write the start and end of the event into section 2 of the workbook";
        file.entry("no-window", summary, "", When::Days(today, today));
    }
    changes(&mut file, plan);
    due_dates(&mut file, plan);
    file.finish()
}

fn steps(file: &mut File, event: &Event, window: &Window) {
    for step in event.steps.iter().filter(|step| step.state != StepState::Done) {
        if let Some(day) = step_day(window, step.number) {
            let summary = format!("Step {}: {}", step.number, step.title);
            file.entry(&format!("step-{}", step.number), &summary, "Section 8 of the workbook.", When::Days(day, day));
        }
    }
}

/// Change freezes that an answer of the workbook mentions with a date.
pub(crate) fn freezes(event: &Event, window: &Window) -> BTreeMap<(Date, Date), String> {
    let steps =
        event.steps.iter().flat_map(|step| &step.answers).map(|(label, entry)| format!("{label}: {}", entry.text));
    let questions = event.questions.iter().chain(event.plans.iter().flat_map(|plan| &plan.questions));
    let questions = questions.filter_map(|question| Some(format!("{} {}", question.text, question.answer.as_ref()?)));
    let notes = event.notes.iter().filter(|(section, _)| **section != Section::AppendixA);
    let notes = notes.flat_map(|(_, entries)| entries).map(|entry| entry.text.clone());
    let mut found: BTreeMap<(Date, Date), String> = BTreeMap::new();
    for text in steps.chain(questions).chain(notes) {
        if let Some(days) = freeze(&text, window) {
            found.entry(days).or_insert(text);
        }
    }
    found
}

/// First and last day of a freeze; without an end it lasts until the window closes.
fn freeze(text: &str, window: &Window) -> Option<(Date, Date)> {
    let lower = text.to_ascii_lowercase();
    let behind = text.get(lower.find("freeze")? + "freeze".len()..)?;
    let clause = behind.split([';', '\n']).next()?;
    let clause = clause.trim_start_matches(|c: char| !c.is_ascii_digit() && !c.is_alphabetic());
    let clause = ["starts on ", "starts ", "begins on ", "begins ", "from ", "on ", "is "]
        .iter()
        .find_map(|word| clause.strip_prefix(word))
        .unwrap_or(clause);
    let (first, last) = [" until ", " to ", " through ", " till ", " – ", " - "]
        .iter()
        .find_map(|word| clause.split_once(word))
        .map_or((clause, None), |(first, last)| (first, Some(last)));
    let day = |text: &str| workbook::day(text.trim_end_matches(['.', ',', ' ']));
    let first = day(first)?;
    let last = match last {
        Some(last) => day(last)?,
        None => window.closes().to_zoned(window.time_zone.clone()).date(),
    };
    (first <= last).then_some((first, last))
}

/// What AWS, a schedule or a certificate changes or ends around the event, as the findings tell.
fn changes(file: &mut File, plan: &Plan<'_>) {
    let is_dated = |finding: &&Finding| finding.light != Light::Green && !finding.when.is_empty();
    for finding in plan.scorecard.findings.iter().filter(is_dated) {
        let resource = &finding.resource;
        let place: Vec<&str> =
            [&resource.account, &resource.region].into_iter().flatten().map(String::as_str).collect();
        let about = format!("{}\n{} ({})", finding.fix, finding.rule, place.join(", "));
        for (number, period) in finding.when.iter().enumerate() {
            let summary = format!("{} {}: {}", resource.kind, resource.id, finding.summary);
            file.entry(
                &format!("change-{}-{number}", finding.id),
                &summary,
                &about,
                When::Time(period.from, period.to),
            );
        }
    }
}

fn due_dates(file: &mut File, plan: &Plan<'_>) {
    let mut due: BTreeMap<Date, Vec<String>> = BTreeMap::new();
    for finding in plan.scorecard.open().filter(|finding| finding.light == Light::Red) {
        if let Some(day) = finding.due {
            let owner = finding.owner.as_deref().map(|owner| format!(" [{owner}]")).unwrap_or_default();
            let resource = &finding.resource;
            due.entry(day).or_default().push(format!("{} {}: {}{owner}", resource.kind, resource.id, finding.summary));
        }
    }
    for (day, findings) in due {
        let summary = format!("Due: {} not ready", super::count(findings.len(), "finding"));
        file.entry(&format!("due-{day}"), &summary, &findings.join("\n"), When::Days(day, day));
    }
}

/// When an entry takes place.
#[derive(Clone, Copy)]
enum When {
    /// From one moment to another.
    Time(Timestamp, Timestamp),
    /// Whole days in the event's zone, the last one included.
    Days(Date, Date),
}

/// An iCalendar file under construction.
struct File {
    text: String,
    stamp: String,
    event: String,
}

impl File {
    fn new(plan: &Plan<'_>) -> Self {
        let event = &plan.workbook().event;
        let names = [&event.customer, &event.name].map(|name| name.as_deref().unwrap_or_default()).join("/");
        let mut file = Self { text: String::new(), stamp: utc(plan.now), event: format!("{:016x}", fnv1a(&names)) };
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0"] {
            file.line(line);
        }
        file.line(&format!("PRODID:-//iem-rs//{MARKER}//EN"));
        file.line("CALSCALE:GREGORIAN");
        file.line("METHOD:PUBLISH");
        file.line(&format!("X-WR-CALNAME:{}", escaped(&plain(event_name(plan)))));
        file
    }

    fn entry(&mut self, key: &str, summary: &str, about: &str, when: When) {
        let about: Vec<String> = about.lines().map(plain).collect();
        self.line("BEGIN:VEVENT");
        // Keys hold names from AWS.
        self.line(&format!("UID:{}@{}.iem", escaped(&plain(key)), self.event));
        self.line(&format!("DTSTAMP:{}", self.stamp));
        let [start, end] = match when {
            When::Time(start, end) => [format!("DTSTART:{}", utc(start)), format!("DTEND:{}", utc(end))],
            // The end of whole days is the first day after them.
            When::Days(first, last) => [("DTSTART", first), ("DTEND", last.tomorrow().unwrap_or(last))]
                .map(|(name, day)| format!("{name};VALUE=DATE:{}", day.strftime("%Y%m%d"))),
        };
        self.line(&start);
        // An end at the start is no end (RFC 5545, 3.6.1).
        if !matches!(when, When::Time(start, end) if end <= start) {
            self.line(&end);
        }
        self.line(&format!("SUMMARY:{}", escaped(&plain(summary))));
        if !about.is_empty() {
            self.line(&format!(
                "DESCRIPTION:{}",
                about.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\n")
            ));
        }
        if matches!(when, When::Days(..)) {
            self.line("TRANSP:TRANSPARENT");
        }
        self.line("END:VEVENT");
    }

    /// A content line, folded so that no line has more than 75 octets (RFC 5545, 3.1).
    fn line(&mut self, line: &str) {
        let mut width = 0;
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            // Some readers take a space at the end of a line away.
            let next = if c == ' ' { chars.peek().map_or(0, |next| next.len_utf8()) } else { 0 };
            if width + c.len_utf8() + next > 75 {
                self.text.push_str("\r\n ");
                width = 1;
            }
            self.text.push(c);
            width += c.len_utf8();
        }
        self.text.push_str("\r\n");
    }

    fn finish(mut self) -> String {
        self.line("END:VCALENDAR");
        self.text
    }
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A value of type TEXT (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

/// A hash that is the same in every version of Rust.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::freeze;
    use crate::workbook;

    #[test]
    fn freezes_as_people_write_them() {
        let event = workbook::parse(crate::example::WORKBOOK).event;
        let window = event.window.unwrap();
        for (text, expected) in [
            ("Key dates: preview Dec 12, 2026; change freeze from Dec 9, 2026", Some("2026-12-09 2026-12-12")),
            ("Code freeze: 2026-12-01 to 2026-12-13", Some("2026-12-01 2026-12-13")),
            ("Freeze starts on Dec 9, 2026 until Dec 14, 2026.", Some("2026-12-09 2026-12-14")),
            ("the freeze is Dec 14, 2026 to Dec 1, 2026", None),
            ("no freeze", None),
            ("Dec 9, 2026", None),
        ] {
            let found = freeze(text, &window).map(|(first, last)| format!("{first} {last}"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
