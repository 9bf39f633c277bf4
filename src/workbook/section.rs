//! Which section a heading opens: by its number, else by its title.

use std::{collections::BTreeMap, ops::Range};

use super::{outline::Block, value::plain};
use crate::event::Section;

/// Titles by which a section without a number is known, in the form of [`plain`]. The second
/// spelling of a title is one that circulates in old workbooks.
const TITLES: [(Section, &[&str]); 20] = [
    (Section::Number(1), &["event details and success criteria", "event details and sucess criteria", "event details"]),
    (Section::Number(2), &["calendar"]),
    (Section::Number(3), &["contacts"]),
    (Section::Number(4), &["conference bridge information", "conference bridge"]),
    (Section::Number(5), &["endpoints to monitor"]),
    (Section::Number(6), &["aws resources"]),
    (Section::Number(7), &["elb prewarming", "elb pre warming", "load balancer prewarming"]),
    (Section::Number(8), &["event timeline checklist", "event timeline and checklist"]),
    (Section::Number(9), &["architecture diagram", "architecture diagrams"]),
    (Section::Number(10), &["trusted advisor review"]),
    (Section::Number(11), &["service limits", "service quotas"]),
    (Section::Number(12), &["well operated checklist", "operations checklist", "well operated check list"]),
    (Section::Number(13), &["load testing results", "load test results"]),
    (Section::Number(14), &["scenario planning"]),
    (Section::Number(15), &["event readiness scorecard"]),
    (Section::Number(16), &["action items risk issue tracker", "action items", "action item tracker"]),
    (Section::Number(17), &["recommendations"]),
    (Section::Number(18), &["post iem analysis", "post event analysis"]),
    (Section::AppendixA, &["references"]),
    (Section::AppendixB, &["aws service usage for the last 12 months", "aws service usage"]),
];

/// Everything that stands below the heading of one section, wherever it is repeated.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) section: Section,
    /// Bytes of the heading's text; of the end of the file when the section is missing.
    pub(super) heading: Range<usize>,
    pub(super) blocks: Vec<&'a Block>,
    /// Byte at which the heading that ends the section begins; `None` where the text ends it.
    pub(super) end: Option<usize>,
}

/// Deals the blocks out to their sections. What stands before the first section, or below a
/// heading of the same rank that is no section of ours, belongs to none.
pub(super) fn split(blocks: &[Block]) -> BTreeMap<Section, Part<'_>> {
    let mut parts: BTreeMap<Section, Part<'_>> = BTreeMap::new();
    let mut current: Option<(Section, u8)> = None;
    for block in blocks {
        if let Block::Heading { level, text, .. } = block {
            let title = text.value();
            let open_level = current.map(|(_, level)| level);
            let found = numbered(title.as_str()).or_else(|| {
                let outranks = open_level.is_none_or(|open| *level <= open);
                if outranks { titled(title.as_str()) } else { None }
            });
            if let Some(section) = found {
                end(&mut parts, current, text.block().start);
                current = Some((section, *level));
                parts.entry(section).or_insert_with(|| Part {
                    section,
                    heading: title.span(),
                    blocks: Vec::new(),
                    end: None,
                });
                continue;
            }
            let is_step =
                matches!(current, Some((Section::Number(8), _))) && plain(title.as_str()).starts_with("step ");
            if open_level.is_some_and(|open| *level <= open) && !is_step {
                end(&mut parts, current, text.block().start);
                current = None;
            }
        }
        if let Some(part) = current.and_then(|(section, _)| parts.get_mut(&section)) {
            part.blocks.push(block);
        }
    }
    parts
}

/// Notes where a section ends; one that is repeated ends where it ended first.
fn end(parts: &mut BTreeMap<Section, Part<'_>>, current: Option<(Section, u8)>, at: usize) {
    if let Some(part) = current.and_then(|(section, _)| parts.get_mut(&section)) {
        part.end.get_or_insert(at);
    }
}

/// Whether a heading names a section of ours.
pub(super) fn is_section(title: &str) -> bool {
    numbered(title).or_else(|| titled(title)).is_some()
}

/// `Section 6: AWS Resources`, `Appendix B`.
fn numbered(title: &str) -> Option<Section> {
    let lower = title.to_lowercase();
    if let Some(rest) = lower.strip_prefix("section") {
        let rest = rest.trim_start_matches([' ', '\u{a0}', '#', '\t']);
        let length = rest.find(|char: char| !char.is_ascii_digit()).unwrap_or(rest.len());
        let number: u8 = rest.get(..length)?.parse().ok()?;
        return (1..=18).contains(&number).then_some(Section::Number(number));
    }
    let rest = lower.strip_prefix("appendix")?.trim_start();
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    match rest.split_at_checked(1)? {
        ("a", rest) if ends(rest) => Some(Section::AppendixA),
        ("b", rest) if ends(rest) => Some(Section::AppendixB),
        _ => None,
    }
}

fn titled(title: &str) -> Option<Section> {
    let words = plain(title);
    let words = words.trim_start_matches(|char: char| char.is_ascii_digit() || char == ' ');
    let (section, _) = TITLES.iter().find(|(_, titles)| titles.contains(&words))?;
    Some(*section)
}
