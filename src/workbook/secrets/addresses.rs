//! What hand-outs need of an entry in section 5: its addresses, or else its name.

use super::{BLOT, REMOVED, announced::label};

/// Addresses in `text` without user, query and fragment, which is where secrets hide.
pub(in crate::workbook) fn bare_addresses(text: &str) -> Vec<String> {
    let blotted = text.replace(REMOVED, &BLOT.to_string());
    let mut found: Vec<String> = Vec::new();
    for word in blotted.split(|char: char| char.is_whitespace() || "\"'`<>()[],;|*".contains(char)) {
        let address = match word.find("://") {
            Some(scheme) => with_scheme(word, scheme),
            None => host(word),
        };
        found.extend(address.filter(|address| !found.contains(address)).into_iter().collect::<Vec<_>>());
    }
    found
}

/// What an entry without an address is called: the words before its remark.
pub(in crate::workbook) fn name(text: &str) -> Option<String> {
    let text = text.trim_start_matches(REMOVED).trim_start();
    let marks = ["(", "[", "|", ":", "：", ",", ";", " - ", " – ", " — ", " = ", "\n"];
    let end = marks.iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    let name = text[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    // The label of a credential, or what is left of one, is nothing to watch.
    (name.contains(char::is_alphanumeric) && label(&name).is_none()).then_some(name)
}

fn with_scheme(word: &str, at: usize) -> Option<String> {
    let name = word[..at].rsplit(|char: char| !char.is_ascii_alphanumeric()).next().unwrap_or_default();
    let rest = clean(&word[at + 3..])?;
    (!name.is_empty()).then(|| format!("{name}://{rest}"))
}

/// `shop.example.com/health`; a name with a dot in it that is no file.
fn host(word: &str) -> Option<String> {
    let rest = clean(word)?;
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && label.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-')
    };
    let last = labels.last().copied().unwrap_or_default();
    let is_file = ["md", "rs", "py", "js", "ts", "sh", "txt", "csv", "json", "yaml", "yml", "html", "pdf", "tf", "log"]
        .contains(&last);
    let is_host = labels.len() > 1
        && labels.iter().all(is_label)
        && last.len() > 1
        && last.chars().all(|char| char.is_ascii_lowercase())
        && !(is_file && labels.len() == 2);
    (is_host && !word.contains('@')).then_some(rest)
}

/// Without user, query, fragment, and whatever was blotted out.
fn clean(rest: &str) -> Option<String> {
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let rest = rest[..authority].rfind('@').map_or(rest, |at| &rest[at + 1..]);
    let end = rest.find(|char: char| "?#".contains(char) || char == BLOT).unwrap_or(rest.len());
    let rest = rest[..end].trim_end_matches(['.', ':', '!']);
    (!rest.is_empty()).then(|| rest.to_owned())
}
