//! Finds credentials by their shape and by the words before them. It answers with positions
//! only: the text of a secret goes nowhere.

use std::ops::Range;

/// Words that announce a secret.
const ANNOUNCING: [&str; 22] = [
    "password",
    "passwd",
    "passwort",
    "passphrase",
    "passcode",
    "pwd",
    "pass",
    "pw",
    "secret",
    "secrets",
    "token",
    "api key",
    "api-key",
    "api_key",
    "apikey",
    "access key",
    "access_key",
    "secret key",
    "private key",
    "bearer",
    "credential",
    "credentials",
];

/// Beginnings of keys and tokens that services hand out.
const PREFIXES: [&str; 13] = [
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "eyJ",
    "sk_live_",
    "rk_live_",
    "AIza",
];

/// Beginnings of a value that says where the secret is kept, not what it is.
const REFERENCES: [&str; 12] = [
    "in ",
    "see ",
    "ask ",
    "from ",
    "via ",
    "stored in ",
    "kept in ",
    "on request",
    "sso",
    "none",
    "n/a",
    "arn:aws:secretsmanager:",
];

/// Byte ranges of secrets in `text`, sorted and apart.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        found.extend(announced(bare).map(|range| start + range.start..start + range.end));
        found.extend(shapes(bare).into_iter().map(|range| start + range.start..start + range.end));
        start += line.len();
    }
    found.sort_by_key(|range| range.start);
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// Whether `text` ends with a word that announces a secret and no value, as in `Password:`.
pub(super) fn announces(text: &str) -> bool {
    let bare = text.trim().trim_end_matches([':', '=', '-', ' ']);
    let lower = bare.to_ascii_lowercase();
    ANNOUNCING.iter().any(|word| lower.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)))
}

/// Everything behind the first announcing word with a separator behind it.
fn announced(line: &str) -> Option<Range<usize>> {
    let lower = line.to_ascii_lowercase();
    let mut earliest: Option<Range<usize>> = None;
    for word in ANNOUNCING {
        for (at, _) in lower.match_indices(word) {
            if lower[..at].ends_with(char::is_alphanumeric) {
                continue;
            }
            let Some(value) = value_behind(&lower[at + word.len()..]) else { continue };
            let start = lower.len() - value.len();
            if earliest.as_ref().is_none_or(|found| start < found.start) {
                earliest = Some(start..line.len());
            }
            break;
        }
    }
    earliest
}

/// The value behind an announcing word, when one stands there.
fn value_behind(rest: &str) -> Option<&str> {
    let trimmed = rest.trim_start_matches([' ', '"', '\'', '*', '`', ')']);
    let separated = [":", "：", "=", "- ", "– ", "— ", "is ", "|", "/ ", "->"]
        .iter()
        .find_map(|separator| trimmed.strip_prefix(separator));
    let value = match separated {
        Some(value) => value,
        // `password hunter2`: a word with digits or signs in it is not prose.
        None => {
            let word = rest.strip_prefix(' ')?.split_whitespace().next()?;
            let is_prose = word.chars().all(|char| char.is_alphabetic() || "-,.'()".contains(char));
            return (!is_prose).then(|| rest.trim_start());
        }
    };
    let value = value.trim_start_matches([' ', ':', '=', '"', '\'', '`', '*']);
    let is_reference = REFERENCES.iter().any(|reference| value.starts_with(reference));
    (!value.is_empty() && !is_reference).then_some(value)
}

/// Keys, tokens and `user:password@host`, whatever stands before them.
fn shapes(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if let Some(at) = line.find("-----BEGIN ") {
        found.push(at..line.len());
    }
    let mut at = 0;
    for word in line.split(|char: char| char.is_whitespace() || "\"'`<>()[],;|".contains(char)) {
        let start = line[at..].find(word).map_or(at, |offset| at + offset);
        at = start + word.len();
        let is_token = PREFIXES.iter().any(|prefix| {
            word.strip_prefix(prefix).is_some_and(|rest| {
                rest.len() >= 12 && rest.chars().all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char))
            })
        });
        if is_token || is_secret_access_key(word) {
            found.push(start..at);
        } else if let Some(user) = user_info(word) {
            found.push(start + user.start..start + user.end);
        }
    }
    found
}

/// Forty letters, digits, `/` and `+`, mixed: an AWS secret access key.
fn is_secret_access_key(word: &str) -> bool {
    word.len() == 40
        && word.chars().all(|char| char.is_ascii_alphanumeric() || "/+=".contains(char))
        && word.contains(|char: char| char.is_ascii_uppercase())
        && word.contains(|char: char| char.is_ascii_lowercase())
        && word.contains(|char: char| char.is_ascii_digit())
}

/// The `user:password` of an address, or a user alone when it looks like a token.
fn user_info(word: &str) -> Option<Range<usize>> {
    let start = word.find("://")? + 3;
    let rest = &word[start..];
    let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // A password may hold any of these signs unescaped, so the last `@` before white space counts.
    let end = rest.rfind('@').filter(|&at| at < authority || rest[..at].contains(':'))?;
    (end > 0).then_some(start..start + end)
}

/// Addresses in `text` without user, query and fragment, which is where secrets hide.
pub(super) fn bare_addresses(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split(|char: char| char.is_whitespace() || "\"'`<>()[],;|".contains(char)) {
        let Some(scheme) = word.find("://") else { continue };
        let name = word[..scheme].rsplit(|char: char| !char.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default();
        let rest = &word[scheme + 3..];
        let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        if !name.is_empty() && end > 0 {
            found.push(format!("{name}://{}", &rest[..end]));
        }
    }
    found
}
