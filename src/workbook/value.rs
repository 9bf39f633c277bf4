//! What counts as an answer, and how lists are written.

use super::text::Value;

/// Longest label that is looked up, in bytes. Longer text is prose.
const LONGEST_LABEL: usize = 120;

/// What somebody wrote for a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing, or the words of the empty template.
    Missing,
    /// `n/a`.
    NotApplicable,
    /// Anything else.
    Given,
}

/// Text that an empty workbook has where an answer belongs, in the form of [`plain`].
#[rustfmt::skip]
const EMPTY_ANSWERS: [&str; 16] = [
    "tbd", "tbc", "tba", "todo", "to do", "fixme", "to be defined", "to be determined",
    "to be confirmed", "to be announced", "x kb", "x mb", "red yellow green", "yyyy mm dd",
    "ngh availability", "https www draw io",
];

/// Text that gives a half-filled template away.
const HOLES: [&str; 3] = ["MMM DD", "HH:MM", "XXX"];

/// Whether `text` answers anything.
pub(super) fn answer(text: &str) -> Answer {
    let text = text.trim();
    if text.len() > 2 * LONGEST_LABEL {
        return Answer::Given;
    }
    let lower = text.to_lowercase();
    if is_not_applicable(&lower) {
        return Answer::NotApplicable;
    }
    let words = plain(text);
    // A mark such as a green circle is an answer; a dash is not.
    let is_blank = text.chars().all(|char| char.is_whitespace() || "-–—_.…?*|/()[]:".contains(char));
    if is_blank
        || EMPTY_ANSWERS.contains(&words.as_str())
        || HOLES.iter().any(|hole| text.contains(hole))
        || is_prompt(&words)
        || has_angle_placeholder(text)
    {
        return Answer::Missing;
    }
    Answer::Given
}

/// Whether `text` is an answer, `n/a` included.
pub(super) fn is_answered(text: &str) -> bool {
    answer(text) != Answer::Missing
}

fn is_not_applicable(lower: &str) -> bool {
    matches!(
        lower.trim_end_matches('.'),
        "n/a" | "na" | "n.a" | "not applicable" | "none" | "nil" | "not used" | "not needed"
    )
}

/// `Enter conference details here.`, `Success criteria 2`.
fn is_prompt(words: &str) -> bool {
    let counted = words.trim_end_matches(|char: char| char.is_ascii_digit());
    matches!(counted, "success criteria " | "success criterion " | "criterion " | "criteria ")
        || (words.starts_with("enter ") && (words.ends_with(" here") || words.ends_with(" 12 months")))
        || words.starts_with("please provide url and credentials")
        || words.starts_with("please list all contacts")
        || words.starts_with("aws account id of highest utilization")
}

/// `<Customer Name>`, but neither a tag such as `<br>` nor an address such as `<a@b.org>`.
fn has_angle_placeholder(text: &str) -> bool {
    let Some((_, rest)) = text.split_once('<') else { return false };
    let Some((inner, _)) = rest.split_once('>') else { return false };
    inner.starts_with(char::is_alphabetic)
        && !inner.contains(['@', ':', '/'])
        && inner.chars().all(|char| char.is_alphanumeric() || " -_'".contains(char))
}

/// `text` as labels are compared: lower case, no punctuation, nothing in parentheses.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for char in text.chars() {
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '\'' | '’' | '`' | '*' => {}
            _ if depth > 0 => {}
            _ if char.is_alphanumeric() => plain.extend(char.to_lowercase()),
            _ if !plain.is_empty() && !plain.ends_with(' ') => plain.push(' '),
            _ => {}
        }
        if char == '(' && !plain.is_empty() && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Labels of a section: how messages write each, and every way in which people do, in the
/// form of [`plain`].
pub(super) type Keys = [(&'static str, &'static [&'static str])];

/// The label that `text` is, by its whole path (`Backend Instances > Is it …`) or its last part.
pub(super) fn key(keys: &Keys, text: &str) -> Option<&'static str> {
    if text.len() > LONGEST_LABEL {
        return None;
    }
    let last = text.rsplit(" > ").next().unwrap_or(text);
    [text, last].iter().find_map(|part| {
        let words = plain(part);
        let (name, _) = keys.iter().find(|(_, spellings)| spellings.contains(&words.as_str()))?;
        Some(*name)
    })
}

/// `Label: value`, `Label - value`, `Label? value` or a bare label, when the label is known.
pub(super) fn labelled<'a>(keys: &Keys, text: Value<'a>) -> Option<(&'static str, Value<'a>, Value<'a>)> {
    let whole = text.as_str();
    let head = &whole[..whole.floor_char_boundary(LONGEST_LABEL + 4)];
    for separator in [":", "：", "?", " - ", " – ", " — ", " = ", "\n"] {
        let Some(at) = head.find(separator) else { continue };
        let Some(name) = key(keys, &whole[..at]) else { continue };
        let rest = &whole[at + separator.len()..];
        let rest = if separator == "?" { after_label(rest) } else { rest };
        return Some((name, text.narrow(&whole[..at]).trim(), text.narrow(rest).trim()));
    }
    let name = key(keys, whole)?;
    Some((name, text, text.narrow(&whole[whole.len()..])))
}

/// What follows a label, without a hint such as `(Keep alive?)` and the separator behind it.
pub(super) fn after_label(rest: &str) -> &str {
    let mut rest = rest.trim();
    if let Some((hint, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let lower = hint.trim().to_lowercase();
        if lower.ends_with('?') || lower.starts_with("eg") || lower.starts_with("e.g") {
            rest = after;
        }
    }
    rest.trim_start_matches(|char: char| char.is_whitespace() || ":-–—=→".contains(char)).trim()
}

/// Parts of a list, separated by commas, semicolons or line breaks outside of parentheses.
pub(super) fn list(value: Value<'_>) -> Vec<Value<'_>> {
    let whole = value.as_str();
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, char) in whole.char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' | '\n' if depth == 0 => {
                parts.push(value.narrow(&whole[start..at]).trim());
                start = at + char.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(value.narrow(&whole[start..]).trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// The value without the comment in parentheses behind it: `web-alb (main site)`.
pub(super) fn without_comment(value: Value<'_>) -> Value<'_> {
    let whole = value.as_str();
    match whole.find('(') {
        Some(at) if at > 0 && whole.ends_with(')') => value.narrow(&whole[..at]).trim(),
        _ => value,
    }
}

/// `yes`, `no` and their kin, by the first word.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let words = plain(text);
    match words.split(' ').next()? {
        "yes" | "y" | "true" | "on" | "enabled" | "done" => Some(true),
        "no" | "n" | "false" | "off" | "disabled" | "not" => Some(false),
        _ => None,
    }
}

/// A count or size: `9,000`, `0.5`. `None` for what can be read in two ways, such as `9.000`.
pub(crate) fn number(text: &str) -> Option<f64> {
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(fraction) = fraction
        && (!all_digits(fraction) || (fraction.len() == 3 && whole != "0"))
    {
        return None;
    }
    let groups: Vec<&str> = whole.split([',', '_', '\'']).collect();
    let grouped = groups.iter().enumerate().all(|(index, group)| {
        all_digits(group) && (groups.len() == 1 || if index == 0 { group.len() <= 3 } else { group.len() == 3 })
    });
    if !grouped {
        return None;
    }
    let digits = groups.concat() + &fraction.map(|digits| format!(".{digits}")).unwrap_or_default();
    digits.parse().ok().filter(|number: &f64| number.is_finite())
}
