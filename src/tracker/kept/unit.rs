//! Units of a section: a heading and what stands below it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::tracker::kept::is_missed;
use crate::{rule::fix::COULD_NOT_READ, scorecard::age::TOO_OLD};

const HEADING: &str = "#### ";
/// The line that says that a unit was kept, around the day.
const STAMP: [&str; 2] = ["**As of ", ":** not all of this could be read since; `iem check` says why."];

#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) heading: Option<&'a str>,
    /// What stands below the heading and the line that says that it was kept.
    pub(super) lines: Vec<&'a str>,
    /// The day of that line.
    pub(super) stamp: Option<Date>,
}

/// A section's units in their order. The first has no heading.
pub(super) fn units(text: &str) -> Vec<Unit<'_>> {
    let mut units = vec![Unit { heading: None, lines: Vec::new(), stamp: None }];
    // The block may be indented as its markers are.
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let indent = &first[..first.len() - first.trim_start().len()];
    for line in text.lines().map(|line| line.strip_prefix(indent).unwrap_or(line)) {
        if line.starts_with(HEADING) {
            units.push(Unit { heading: Some(line.trim_end()), lines: Vec::new(), stamp: None });
        } else if let Some(unit) = units.last_mut() {
            match stamp(line) {
                Some(day) if unit.lines.iter().all(|line| line.is_empty()) => unit.stamp = Some(day),
                _ => unit.lines.push(line.trim_end()),
            }
        }
    }
    units.retain(|unit| unit.heading.is_some() || unit.lines.iter().any(|line| !line.is_empty()));
    units
}

fn stamp(line: &str) -> Option<Date> {
    let [before, after] = STAMP;
    line.trim().strip_prefix(before)?.strip_suffix(after)?.parse().ok()
}

impl Unit<'_> {
    /// What tells units apart: the thing as the workbook lists it, with its place.
    pub(super) fn key(&self) -> String {
        let heading = self.heading.unwrap_or_default();
        let end = heading.rfind(')').map_or(heading.len(), |at| at + 1);
        let heading = &heading[..end];
        match heading.rsplit_once(" (") {
            Some((name, place)) => format!("{} ({place}", listed(name.trim_start_matches(HEADING))),
            None => heading.to_owned(),
        }
    }

    /// `111122223333, us-east-1`, where the heading names it.
    pub(super) fn place(&self) -> Option<&str> {
        let (_, place) = self.heading?.rsplit_once(" (")?;
        place.split_once(')').map(|(place, _)| place)
    }

    /// The lines that say that something could not be read, without the cause, which may be another each time,
    /// and without what an editor changes on its own; a list of quotas is a line for each.
    pub(super) fn missed(&self) -> BTreeSet<String> {
        let mut missed = BTreeSet::new();
        for line in self.lines.iter().filter(|line| is_missed(line)) {
            // The nodes of a diagram are numbered.
            let line = line.split_once("[\"").map_or(*line, |(_, label)| label);
            let cause = line.find(COULD_NOT_READ).map_or(line.len(), |at| at + COULD_NOT_READ.len());
            let end = line[cause..].find(':').map_or(line.len(), |at| cause + at);
            // The age of facts is another each day.
            let end = line.find(TOO_OLD).map_or(end, |at| end.min(at + TOO_OLD.len()));
            let counts = |c: &char| !c.is_whitespace() && !matches!(c, '|' | '-' | ':' | '*' | '_' | '\\');
            let what: String = line[..end].chars().filter(counts).collect();
            let codes = line.split("(L-").skip(1).filter_map(|code| code.split_once(')'));
            missed.extend(codes.map(|(code, _)| format!("{what} {code}")));
            missed.insert(what);
        }
        missed
    }

    pub(super) fn text(&self) -> String {
        let lines = self.lines.join("\n");
        let lines = lines.trim_matches('\n');
        match self.heading {
            Some(heading) => format!("{heading}\n\n{lines}").trim_end().to_owned(),
            None => lines.to_owned(),
        }
    }

    /// The unit as it was, with the day on which it was read.
    pub(super) fn as_of(&self, day: Date) -> String {
        let [before, after] = STAMP;
        let stamp = format!("{before}{}{after}", self.stamp.unwrap_or(day));
        let lines = self.lines.join("\n");
        let parts = [self.heading.unwrap_or_default(), &stamp, lines.trim_matches('\n')];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

/// The name that the workbook lists, where AWS has another: `api (listed as api-1.example.com)`.
pub(super) fn listed(name: &str) -> &str {
    let listed = name.split_once("(listed as ").and_then(|(_, name)| name.trim_end().strip_suffix(')'));
    listed.unwrap_or(name).trim()
}
