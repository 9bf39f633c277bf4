//! A user and a password side by side: `(admin/hunter2)`, `curl -u admin:hunter2`,
//! `basic auth admin hunter2`.

use std::ops::Range;

use super::values::{is_keyish, is_name, is_passwordish, is_prose, is_reference};

/// Users that systems come with.
const USERS: [&str; 19] = [
    "admin",
    "administrator",
    "root",
    "sysadmin",
    "superuser",
    "guest",
    "user",
    "username",
    "ops",
    "operator",
    "test",
    "demo",
    "monitor",
    "monitoring",
    "readonly",
    "viewer",
    "grafana",
    "elastic",
    "postgres",
];

/// Of these, the ones that are nothing else in front of a slash or a colon.
const ADMINS: usize = 6;

/// Words behind a user that name a role or a place, not a password.
const ROLES: [&str; 22] = [
    "user",
    "users",
    "ops",
    "operator",
    "operators",
    "owner",
    "owners",
    "root",
    "child",
    "viewer",
    "editor",
    "guest",
    "api",
    "ui",
    "console",
    "panel",
    "login",
    "portal",
    "role",
    "day",
    "read",
    "write",
];

/// As many bytes behind a bracket are looked at, so that a long line costs no more than its length.
const LONGEST: usize = 120;

/// Programs that take a user and a password behind `-u`.
const COMMANDS: [&str; 11] =
    ["curl", "wget", "http ", "httpie", "ab ", "hey ", "wrk", "vegeta", "siege", "k6", "openssl"];

/// Programs that take a password behind `-p`.
const CLIENTS: [&str; 9] =
    ["mysql", "mariadb", "mongosh", "mongo ", "sshpass", "sqlcmd", "psql", "docker login", "helm registry login"];

/// Options of commands that take `user:password`.
const OPTIONS: [&str; 6] = ["-u", "--user", "--basic", "--proxy-user", "--auth", "-a"];

/// Pairs in a line, whatever stands before them.
pub(super) fn find(line: &str, lower: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if lower.contains("auth") || lower.contains("htpasswd") {
        found.extend(behind_basic_auth(line, lower));
    }
    if !lower.contains([':', '/']) && !lower.contains(" -") {
        return found;
    }
    found.extend(in_parentheses(line));
    let words: Vec<Range<usize>> = words(line);
    let (is_command, is_client) = if lower.contains("-u") || lower.contains("-p") || lower.contains("-a") {
        (names_any(lower, &COMMANDS), names_any(lower, &CLIENTS))
    } else {
        (false, false)
    };
    for (index, word) in words.iter().enumerate() {
        let text = &line[word.clone()];
        let before = index.checked_sub(1).map(|before| &line[words[before].clone()]);
        let start = word.start;
        if before.is_some_and(|before| OPTIONS.contains(&before)) && is_command {
            found.extend(split(text).filter(|(_, password)| is_given(password)).map(|_| word.clone()));
        } else if let Some(joined) = text.strip_prefix("-u").filter(|joined| joined.contains(':') && is_command) {
            found.extend(split(joined).filter(|(_, password)| is_given(password)).map(|_| start + 2..word.end));
        } else if let Some(password) = text.strip_prefix("-p").filter(|_| is_client) {
            let is_port = password.chars().all(|char| char.is_ascii_digit());
            found.extend((!is_port && is_given(password)).then(|| start + 2..word.end));
        } else if before == Some("-p") && is_client {
            found.extend(is_given(text).then(|| word.clone()));
        } else if let Some((user, password)) = split(text)
            && ADMINS > USERS.iter().position(|known| user.eq_ignore_ascii_case(known)).unwrap_or(USERS.len())
            && (is_default(user, password) || (is_passwordish(password) && !is_name(password)))
            && !text.contains("://")
        {
            found.push(word.clone());
        } else if ["admin", "root", "administrator"].iter().any(|admin| text.eq_ignore_ascii_case(admin))
            && let [slash, password, ..] = words.get(index + 1..).unwrap_or_default()
            && matches!(&line[slash.clone()], "/" | ":")
            && is_passwordish(&line[password.clone()])
            && !is_name(&line[password.clone()])
        {
            found.push(start..password.end);
        }
    }
    found
}

/// Whether a text behind `login:` begins with a user and a password.
pub(super) fn is_pair(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['"', '\'', '`', '(', ' ']);
    for title in ["user:", "user=", "user ", "username:", "username ", "u:", "u "] {
        rest = rest.strip_prefix(title).map_or(rest, str::trim_start);
    }
    let user_end = rest.find(|char: char| char.is_whitespace() || "/:|,;\\".contains(char)).unwrap_or(rest.len());
    let user = &rest[..user_end];
    let behind = &rest[user_end..];
    let password = behind.trim_start_matches(|char: char| char.is_whitespace() || "/:|,;\\".contains(char));
    if user.is_empty() || password.is_empty() || is_prose(user) || is_reference(password) {
        return false;
    }
    // With nothing but a space between, the second word must not be prose.
    let is_joined = behind.trim_start().starts_with(['/', ':', '|', ',', ';', '\\']);
    let mut words = password.split_whitespace();
    let mut password = words.next().unwrap_or_default();
    for title in ["pass", "pw", "pwd", "password", "pass:", "pw:", "password:"] {
        if password.eq_ignore_ascii_case(title) {
            password = words.next().unwrap_or_default();
        }
    }
    if is_passwordish(password) {
        return is_joined || !is_name(password);
    }
    is_joined && is_user(user) && is_given(password) && !is_role(password)
}

fn in_parentheses(line: &str) -> impl Iterator<Item = Range<usize>> {
    line.match_indices(['(', '[', '（']).filter_map(|(at, bracket)| {
        let start = at + bracket.len();
        let length = line[start..line.floor_char_boundary(start + LONGEST)].find([')', ']', '）'])?;
        let (user, password) = split(&line[start..start + length])?;
        let (user, password) = (user.trim(), password.trim());
        let has = |test: fn(char) -> bool| password.contains(test);
        let has_all = has(|char| char.is_ascii_digit())
            && has(|char| char.is_alphabetic())
            && has(|char| "!@#$%^&*?".contains(char));
        let is_secret = if password.contains(' ') || user.contains(' ') {
            false
        } else if is_user(user) {
            is_default(user, password) || (is_passwordish(password) && !is_name(password))
        } else {
            has_all && password.chars().count() >= 8 && is_passwordish(password)
        };
        is_secret.then_some(start..start + length)
    })
}

fn behind_basic_auth(line: &str, lower: &str) -> Option<Range<usize>> {
    const TITLES: [&str; 7] =
        ["basic auth", "basic-auth", "basicauth", "basic_auth", "http auth", "htpasswd", "basic authentication"];
    let end = TITLES.iter().filter_map(|title| lower.find(title).map(|at| at + title.len())).max()?;
    let rest = line[end..].trim_start_matches([':', '=', ' ', '(', '`', '"', '-', '–']);
    let start = line.len() - rest.len();
    let length = rest.find("://").and_then(|at| rest[..at].rfind(' ')).unwrap_or(rest.len());
    (!rest.is_empty() && is_pair(&rest[..length])).then(|| start..start + rest[..length].trim_end().len())
}

/// `admin:hunter2` or `admin/hunter2`, and nothing more.
fn split(word: &str) -> Option<(&str, &str)> {
    if !word.bytes().any(|byte| matches!(byte, b':' | b'/')) {
        return None;
    }
    let word = word.trim_matches(['"', '\'', '`', ',', ';']);
    let at = word.find([':', '/'])?;
    let (user, password) = (&word[..at], &word[at + 1..]);
    let is_simple = !user.trim().is_empty() && !password.trim().is_empty() && !password.starts_with('/');
    is_simple.then_some((user, password))
}

/// `admin/admin`, `admin/password`.
fn is_default(user: &str, password: &str) -> bool {
    let password = password.to_ascii_lowercase();
    (user.eq_ignore_ascii_case(&password) && USERS[..ADMINS].contains(&password.as_str()))
        || ["password", "changeme", "letmein", "secret", "welcome", "qwerty"].contains(&password.as_str())
}

fn is_given(password: &str) -> bool {
    !password.is_empty() && !is_reference(password) && !password.starts_with('-')
}

fn is_user(user: &str) -> bool {
    USERS.iter().any(|known| user.eq_ignore_ascii_case(known))
}

fn is_role(word: &str) -> bool {
    let bare = word.trim_matches(|char: char| !char.is_alphanumeric()).to_ascii_lowercase();
    ROLES.contains(&bare.as_str()) || is_prose(&bare) || (is_name(word) && !is_keyish(word))
}

/// Whether a line calls one of some programs.
fn names_any(lower: &str, programs: &[&str]) -> bool {
    programs.iter().any(|program| lower.contains(program))
}

fn words(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    let ends = |char: char| matches!(char, '(' | ')' | '`' | '"' | '\'' | '[' | ']' | '|') || char.is_whitespace();
    for word in line.split(ends) {
        if !word.is_empty() {
            found.push(at..at + word.len());
        }
        at += word.len();
        at += line[at..].chars().next().map_or(0, char::len_utf8);
    }
    found
}
