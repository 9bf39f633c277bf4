//! Writes into the regions that the tool owns, and into nothing else.

use std::ops::Range;

use super::{
    Workbook, front_matter,
    markers::Region,
    outline, parse,
    problems::{self, Problems},
    section,
};
use crate::{
    event::{Event, Section},
    problem::Problem,
};

/// Problems that leave it open where the tool may write.
const BROKEN: [&str; 6] =
    ["comment-unclosed", "marker-nested", "marker-twice", "marker-unclosed", "marker-unopened", "merge-conflict"];

/// What one region is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionText {
    /// Name in the markers, such as `readiness`.
    pub name: &'static str,
    /// Section at whose end the region is created where the workbook has none of that name.
    pub section: Section,
    /// The Markdown between the markers.
    pub markdown: String,
}

/// A workbook with its regions written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenBack {
    /// The whole text.
    pub text: String,
    /// What became of each region, in the order given.
    pub regions: Vec<RegionChange>,
}

/// What became of one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionChange {
    /// Name in the markers.
    pub name: &'static str,
    /// Section that it belongs to.
    pub section: Section,
    /// What was done.
    pub done: Done,
}

/// What was done to a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// It holds what it held before.
    Unchanged,
    /// It was there and holds something else now.
    Updated,
    /// It was not there.
    Created,
    /// It is not there, because the workbook lacks its section.
    NoSection,
}

/// Why nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Markers or merge conflicts leave it open where to write.
    Broken(Vec<Problem>),
    /// The workbook would no longer say what people wrote.
    Harm {
        /// What would have become different.
        what: String,
    },
}

/// Writes each text between its markers; markers that are missing are made at the end of their
/// section. Every other byte stays, and the second time changes nothing.
///
/// # Errors
///
/// A [`Refusal`], when the workbook's markers are broken or the result would read differently.
pub fn write_back(text: &str, contents: &[RegionText]) -> Result<WrittenBack, Refusal> {
    Ok(write_into(text, parse(text), contents)?.0)
}

/// The same where `before` is what the text was read as, with what the result reads as.
pub(crate) fn write_into(
    text: &str,
    before: Workbook,
    contents: &[RegionText],
) -> Result<(WrittenBack, Workbook), Refusal> {
    refuse_broken(&before)?;
    let newline = newline(text);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut created: Vec<(Section, usize, Vec<String>)> = Vec::new();
    let mut regions = Vec::new();
    let ends = section_ends(text, &before.regions);
    for RegionText { name, section, markdown } in contents {
        let body = without_markers(markdown);
        let done = if let Some(region) = before.regions.iter().find(|region| region.name == *name) {
            let inside = inside(text, region, &body, newline);
            let is_same = text.get(region.inside.clone()) == Some(&inside);
            edits.push((region.inside.clone(), inside));
            if is_same { Done::Unchanged } else { Done::Updated }
        } else if let Some((_, end)) = ends.iter().find(|(known, _)| known == section) {
            let lines: String = body.lines().map(|line| format!("{line}{newline}")).collect();
            let whole = format!("<!-- iem:{name} -->{newline}{lines}<!-- /iem:{name} -->");
            match created.iter_mut().find(|(known, ..)| known == section) {
                Some((.., regions)) => regions.push(whole),
                None => created.push((*section, *end, vec![whole])),
            }
            Done::Created
        } else {
            Done::NoSection
        };
        regions.push(RegionChange { name, section: *section, done });
    }
    edits.extend(created.iter().map(|(_, end, regions)| (*end..*end, at_section_end(text, *end, regions, newline))));
    edits.sort_by_key(|(range, _)| range.start);
    let mut written = text.to_owned();
    for (range, new) in edits.into_iter().rev() {
        written.replace_range(range, &new);
    }
    let expected = before.regions.len() + created.iter().map(|(.., regions)| regions.len()).sum::<usize>();
    let after = if written == text { before } else { verify(&before, &written, expected)? };
    Ok((WrittenBack { text: written, regions }, after))
}

fn refuse_broken(workbook: &Workbook) -> Result<(), Refusal> {
    let is_broken = |problem: &&Problem| BROKEN.contains(&problem.code);
    let broken: Vec<Problem> = workbook.problems.iter().filter(is_broken).cloned().collect();
    if broken.is_empty() { Ok(()) } else { Err(Refusal::Broken(broken)) }
}

/// Reads the result again: people's part must say the same, and each region must be whole.
fn verify(before: &Workbook, written: &str, expected: usize) -> Result<Workbook, Refusal> {
    let after = parse(written);
    let harm = |what: &str| Err(Refusal::Harm { what: what.to_owned() });
    if refuse_broken(&after).is_err() || after.regions.len() != expected {
        return harm("the markers of a region would no longer be found");
    }
    if said(&before.event) != said(&after.event) {
        return harm("what people wrote would read differently");
    }
    Ok(after)
}

/// What an event says, without the lines on which it says so.
fn said(event: &Event) -> (Vec<Section>, String) {
    let sections = event.sections.keys().copied().collect();
    let event = Event { sections: Default::default(), ..event.clone() };
    // Every field stands on a line of its own, and text is quoted: only lines begin with `line:`.
    let fields = format!("{event:#?}");
    let fields: Vec<&str> = fields.lines().filter(|field| !field.trim_start().starts_with("line: ")).collect();
    (sections, fields.join("\n"))
}

/// Where each section of the workbook ends: at the line of the next heading, or with the text.
fn section_ends(text: &str, regions: &[Region]) -> Vec<(Section, usize)> {
    let front = front_matter::read(text, &mut Problems::new(text));
    let owned: Vec<Range<usize>> = regions.iter().map(|region| region.whole.clone()).collect();
    let blocks = outline::read(text, front.body, &owned);
    let line_start = |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let parts = section::split(&blocks);
    parts.iter().map(|(section, part)| (*section, part.end.map_or(text.len(), line_start))).collect()
}

/// The line ending of the workbook: that of its first line.
fn newline(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text.get(..at).is_some_and(|line| line.ends_with('\r')) => "\r\n",
        _ => "\n",
    }
}

/// What stands between the markers of a region, indented as its opening marker is.
fn inside(text: &str, region: &Region, body: &str, newline: &str) -> String {
    let is_blank = |part: &str| part.chars().all(|c| c == ' ' || c == '\t');
    let line = text.get(..region.whole.start).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    let indent = if is_blank(line) { line } else { "" };
    let mut inside = newline.to_owned();
    for line in body.lines() {
        if !line.is_empty() {
            inside.push_str(indent);
        }
        inside.push_str(line);
        inside.push_str(newline);
    }
    let known = text.get(region.inside.clone()).unwrap_or_default();
    let closing = known.rsplit_once('\n').map(|(_, closing)| closing).filter(|closing| is_blank(closing));
    inside + closing.unwrap_or(indent)
}

/// New regions with one blank line around them. A text without a last newline stays without one.
fn at_section_end(text: &str, end: usize, regions: &[String], newline: &str) -> String {
    let above = text.get(..end).unwrap_or_default();
    let space = above.get(above.trim_end().len()..).unwrap_or_default();
    let newlines = if above.ends_with('\n') { space.matches('\n').count().min(2) } else { 0 };
    let before = newline.repeat(2 - newlines);
    let after = match (end == text.len(), text.ends_with('\n')) {
        (true, false) => String::new(),
        (true, true) => newline.to_owned(),
        (false, _) => newline.repeat(2),
    };
    format!("{before}{}{after}", regions.join(&newline.repeat(2)))
}

/// Markdown in which nothing passes for a marker, and no comment swallows what follows.
fn without_markers(markdown: &str) -> String {
    let mut safe = String::with_capacity(markdown.len());
    let mut rest = markdown.trim_matches(['\n', '\r']);
    while let Some(at) = rest.find("<!--") {
        let (before, comment) = rest.split_at(at);
        let words = comment.trim_start_matches("<!--").trim_start();
        let name = words.trim_start_matches('/').trim_start();
        let ends = comment.lines().next().is_some_and(|line| line.contains("-->"));
        let is_safe = ends && !name.starts_with("iem:");
        safe.push_str(before);
        safe.push_str(if is_safe { "<!--" } else { "&lt;!--" });
        rest = comment.strip_prefix("<!--").unwrap_or_default();
    }
    safe + rest
}

impl Refusal {
    /// What keeps the workbook from being written, as lowercase fragments with their lines.
    pub fn reasons(&self) -> Vec<String> {
        match self {
            Self::Broken(problems) => {
                let reason = |problem: &Problem| format!("line {}: {}", problem.line, problem.message);
                problems.iter().map(reason).collect()
            }
            Self::Harm { what } => vec![what.clone()],
        }
    }
}

impl RegionChange {
    /// `section 16`, `appendix A`.
    pub fn section_name(&self) -> String {
        problems::name(self.section)
    }
}
