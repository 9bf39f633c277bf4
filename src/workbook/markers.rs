//! `<!-- iem:NAME --> … <!-- /iem:NAME -->`: the only places that the tool writes to.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::{outline, problems::Problems};

/// A stretch of the workbook that the tool owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Name in the markers, such as `scorecard`.
    pub name: String,
    /// Bytes between the markers.
    pub inside: Range<usize>,
    /// What stands there.
    pub text: String,
    /// Bytes from the first byte of the opening to the last byte of the closing marker.
    pub whole: Range<usize>,
}

struct Marker {
    name: String,
    closes: bool,
    span: Range<usize>,
}

/// Finds the regions of `text[body..]`. A marker inside of code is plain text.
pub(super) fn read(text: &str, body: usize, problems: &mut Problems) -> Vec<Region> {
    let mut regions: Vec<Region> = Vec::new();
    let mut open: Option<Marker> = None;
    let mut names = BTreeSet::new();
    let mut nested: BTreeMap<String, usize> = BTreeMap::new();
    for marker in markers(text, body, problems) {
        let Marker { name, closes, span } = &marker;
        match (&open, closes) {
            (None, false) => {
                if !names.insert(name.clone()) {
                    problems.add(
                        span.clone(),
                        "marker-twice",
                        format!("region `{name}` is there a second time"),
                        "keep one of the two; the tool writes to one place only",
                    );
                }
                open = Some(marker);
            }
            (Some(outer), false) => {
                problems.add(
                    span.clone(),
                    "marker-nested",
                    format!("region `{name}` opens inside of region `{}`", outer.name),
                    format!("write `<!-- /iem:{} -->` before it", outer.name),
                );
                *nested.entry(name.clone()).or_default() += 1;
            }
            (Some(outer), true) if outer.name == *name => {
                regions.push(Region {
                    name: name.clone(),
                    inside: outer.span.end..span.start,
                    text: text.get(outer.span.end..span.start).unwrap_or_default().to_owned(),
                    whole: outer.span.start..span.end,
                });
                open = None;
                nested.clear();
            }
            (_, true) => {
                if let Some(count) = nested.get_mut(name).filter(|count| **count > 0) {
                    *count -= 1;
                    continue;
                }
                problems.add(
                    span.clone(),
                    "marker-unopened",
                    format!("region `{name}` is closed but was never opened"),
                    format!("write `<!-- iem:{name} -->` where it begins, or delete this marker"),
                );
            }
        }
    }
    if let Some(Marker { name, span, .. }) = open {
        problems.add(
            span,
            "marker-unclosed",
            format!("region `{name}` is never closed"),
            format!("write `<!-- /iem:{name} -->` where it ends"),
        );
    }
    regions
}

fn markers(text: &str, body: usize, problems: &mut Problems) -> Vec<Marker> {
    let mut found = Vec::new();
    let mut html: Option<usize> = None;
    let body_text = text.get(body..).unwrap_or_default();
    for (event, range) in Parser::new_ext(body_text, outline::options()).into_offset_iter() {
        let range = range.start + body..range.end + body;
        match event {
            Event::Start(Tag::HtmlBlock) => html = Some(range.start),
            Event::InlineHtml(_) if html.is_none() => comments(text, range, &mut found, problems),
            Event::End(TagEnd::HtmlBlock) => {
                html = None;
                comments(text, range, &mut found, problems);
            }
            _ => {}
        }
    }
    found
}

/// Adds the markers among the HTML comments of `range`.
fn comments(text: &str, range: Range<usize>, found: &mut Vec<Marker>, problems: &mut Problems) {
    let mut at = range.start;
    while let Some(rest) = text.get(at..range.end) {
        let Some(start) = rest.find("<!--").map(|start| at + start) else { return };
        let inner = text.get(start + 4..range.end).unwrap_or_default();
        let Some(length) = inner.find("-->") else {
            problems.add(
                start..start + 4,
                "comment-unclosed",
                "this comment never ends, and hides everything below it",
                "write `-->` where the comment ends",
            );
            return;
        };
        at = start + 4 + length + 3;
        let comment = inner.get(..length).unwrap_or_default().trim();
        let (closes, name) = match comment.strip_prefix('/') {
            Some(rest) => (true, rest.strip_prefix("iem:")),
            None => (false, comment.strip_prefix("iem:")),
        };
        if let Some(name) = name {
            found.push(Marker { name: name.trim().to_owned(), closes, span: start..at });
        }
    }
}
