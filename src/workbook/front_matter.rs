//! The YAML between two `---` lines at the top, as note-taking tools write it.

use std::{collections::BTreeMap, ops::Range};

use saphyr::{LoadableYamlNode, MarkedYaml, Marker, Scalar, YamlData};

use super::{
    access,
    problems::{Problems, quote},
    text::{Text, Value},
};
use crate::access::Access;

/// Longest front matter, in bytes. Without an end by then, it is no front matter.
const LONGEST: usize = 64 * 1024;

/// Deepest indentation, in bytes. Bounds how deeply the YAML can be nested.
const DEEPEST: usize = 100;

/// The front matter.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    /// Where the Markdown begins.
    pub(super) body: usize,
    /// Numbers under `thresholds`, by dotted key.
    pub(super) thresholds: BTreeMap<String, f64>,
    /// How to sign in, by account id.
    pub(super) access: BTreeMap<String, Access>,
    /// The same for all accounts.
    pub(super) access_elsewhere: Access,
    /// Values by lower-case key, one text per element of a list.
    fields: BTreeMap<String, Vec<Text>>,
}

impl FrontMatter {
    /// The values of the first of `keys` that has any.
    pub(super) fn values(&self, keys: &[&str]) -> Vec<Value<'_>> {
        let texts = keys.iter().find_map(|key| self.fields.get(*key)).map_or(&[][..], Vec::as_slice);
        texts.iter().map(Text::value).filter(|value| !value.is_empty()).collect()
    }

    /// The value of the first of `keys`, when it is one.
    pub(super) fn value(&self, keys: &[&str]) -> Option<Value<'_>> {
        match self.values(keys).as_slice() {
            [value] => Some(*value),
            _ => None,
        }
    }
}

/// Reads the front matter of `text`, if it has any.
pub(super) fn read(text: &str, problems: &mut Problems) -> FrontMatter {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut matter = FrontMatter { body: start, ..FrontMatter::default() };
    let Some((yaml, end)) = find(text, start) else { return matter };
    matter.body = end;
    let source = &text[yaml.clone()];
    let first_line = problems.line(yaml.start);
    let unreadable = |problems: &mut Problems, line: usize, why: &str| {
        let at = problems.line_start(first_line + line.max(1) - 1).min(yaml.end);
        problems.add(
            at..at,
            "front-matter-unreadable",
            format!("cannot read the front matter: {why}"),
            "correct the YAML between the two `---` lines; text with `: ` or `#` needs quotes",
        );
    };
    let indentation = |line: &str| line.find(|char: char| !" \t-?:".contains(char)).unwrap_or(line.len());
    if let Some(at) = source.lines().position(|line| indentation(line) > DEEPEST) {
        unreadable(problems, at + 1, "it is nested too deeply");
        return matter;
    }
    let documents = match MarkedYaml::load_from_str(source) {
        Ok(documents) => documents,
        Err(error) => {
            unreadable(problems, error.marker().line(), &quote(error.info()));
            return matter;
        }
    };
    let offsets: Vec<usize> = source.char_indices().map(|(at, _)| at).collect();
    let place = Place { source, offsets, start: yaml.start };
    match documents.first().map(|document| &document.data) {
        None | Some(YamlData::Value(Scalar::Null)) => {}
        Some(YamlData::Mapping(fields)) => {
            for (key, value) in fields {
                let Some(name) = key.data.as_str().map(str::to_lowercase) else { continue };
                if name == "thresholds" {
                    thresholds(&place, value, "", &mut matter.thresholds, problems);
                } else {
                    let texts = match &value.data {
                        YamlData::Mapping(entries) if matches!(name.as_str(), "account" | "accounts") => {
                            accounts(&place, entries, &mut matter.access, problems);
                            entries.keys().filter_map(|key| place.text(key)).collect()
                        }
                        _ => place.texts(value),
                    };
                    access::set(&mut matter.access_elsewhere, None, &name, texts.first(), problems);
                    matter.fields.insert(name, texts);
                }
            }
        }
        Some(_) => unreadable(problems, 1, "it is not a list of `key: value` lines"),
    }
    matter
}

/// Where the Markdown of `text` begins.
pub(super) fn body(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    find(text, start).map_or(start, |(_, end)| end)
}

/// Bytes of the YAML, and where the text goes on behind it.
fn find(text: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let limit = text.floor_char_boundary(start + LONGEST);
    let head = text.get(start..limit)?;
    let mut lines = head.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim_end() != "---" || !first.ends_with('\n') {
        return None;
    }
    let yaml_start = start + first.len();
    let mut at = yaml_start;
    for (index, line) in lines.enumerate() {
        let bare = line.trim_end();
        // A rule with an empty line below it is a rule, not the start of front matter.
        if index == 0 && bare.is_empty() {
            return None;
        }
        if bare == "---" || bare == "..." {
            return Some((yaml_start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

struct Place<'a> {
    source: &'a str,
    offsets: Vec<usize>,
    start: usize,
}

impl Place<'_> {
    fn offset(&self, marker: &Marker) -> usize {
        self.offsets.get(marker.index()).copied().unwrap_or(self.source.len())
    }

    fn span(&self, node: &MarkedYaml<'_>) -> Range<usize> {
        let start = self.offset(&node.span.start);
        let end = self.offset(&node.span.end).max(start);
        self.start + start..self.start + end
    }

    /// Numbers keep the digits as written: an account id may begin with a zero.
    fn text(&self, node: &MarkedYaml<'_>) -> Option<Text> {
        let span = self.span(node);
        let written = self.source.get(span.start - self.start..span.end - self.start)?;
        let mut text = Text::of(span.clone());
        match &node.data {
            YamlData::Value(Scalar::String(string)) => text.push(string, span),
            YamlData::Value(Scalar::Null) => {}
            YamlData::Value(_) => text.push(written.trim(), span),
            _ => return None,
        }
        Some(text)
    }

    fn texts(&self, node: &MarkedYaml<'_>) -> Vec<Text> {
        match &node.data {
            YamlData::Sequence(nodes) => nodes.iter().filter_map(|node| self.text(node)).collect(),
            _ => self.text(node).into_iter().collect(),
        }
    }
}

/// Reads `"111122223333": { profile: prod }` for each account.
fn accounts<'a>(
    place: &Place<'_>,
    accounts: impl IntoIterator<Item = (&'a MarkedYaml<'a>, &'a MarkedYaml<'a>)>,
    found: &mut BTreeMap<String, Access>,
    problems: &mut Problems,
) {
    for (key, value) in accounts {
        // A key that is no account is reported where section 6 reads the accounts.
        let Some(account) = place.text(key).and_then(|key| access::account(key.as_str())) else { continue };
        let entry = found.entry(account.clone()).or_default();
        match &value.data {
            YamlData::Mapping(fields) => {
                for (key, value) in fields {
                    let name = key.data.as_str().map(str::to_lowercase).unwrap_or_default();
                    if !access::set(entry, Some(&account), &name, place.text(value).as_ref(), problems) {
                        access::unknown(place.span(key), Some(&name), problems);
                    }
                }
            }
            YamlData::Value(Scalar::Null) => {}
            _ => access::unknown(place.span(value), None, problems),
        }
    }
}

/// Collects numbers by their path, joined with dots.
fn thresholds(
    place: &Place<'_>,
    node: &MarkedYaml<'_>,
    path: &str,
    found: &mut BTreeMap<String, f64>,
    problems: &mut Problems,
) {
    if let YamlData::Mapping(fields) = &node.data {
        for (key, value) in fields {
            let name = key.data.as_str().unwrap_or_default();
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            thresholds(place, value, &path, found, problems);
        }
        return;
    }
    let number = match &node.data {
        YamlData::Value(Scalar::Integer(number)) => number.to_string().parse().ok(),
        YamlData::Value(Scalar::FloatingPoint(number)) => Some(number.into_inner()),
        YamlData::Value(Scalar::Null) if path.is_empty() => return,
        _ => None,
    };
    match number.filter(|number: &f64| number.is_finite() && *number >= 0.0) {
        Some(number) if !path.is_empty() => {
            found.insert(path.to_owned(), number);
        }
        _ => problems.add(
            place.span(node),
            "threshold-unreadable",
            format!("threshold `{}` is not a number of zero or more", quote(path)),
            "write a number, like `RULE.NAME: 1.3`; `iem explain RULE` tells the names",
        ),
    }
}
