//! Cuts the text of a date into numbers, words and marks.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(char),
}

#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) range: Range<usize>,
    pub(super) after_space: bool,
    pub(super) in_parentheses: bool,
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut at, mut depth, mut after_space) = (0, 0_usize, false);
    while let Some(char) = text[at..].chars().next() {
        if char.is_whitespace() {
            after_space = true;
            at += char.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let run = |is: fn(char) -> bool| rest.find(|char| !is(char)).unwrap_or(rest.len());
        let (kind, length) = if char.is_ascii_digit() {
            let length = run(|char| char.is_ascii_digit());
            (Kind::Number(&rest[..length]), length)
        } else if char.is_alphabetic() {
            let mut length = run(char::is_alphabetic);
            let is_zone = rest[length..].starts_with('/') && rest[length + 1..].starts_with(char::is_alphabetic);
            if is_zone || rest[length..].starts_with('_') {
                length = run(|char| char.is_alphanumeric() || "/_+-".contains(char));
            }
            let is_dotted = |dotted: &str| dotted.eq_ignore_ascii_case("a.m") || dotted.eq_ignore_ascii_case("p.m");
            if rest.get(..3).is_some_and(is_dotted) {
                length = 3 + usize::from(rest[3..].starts_with('.'));
            }
            (Kind::Word(&rest[..length]), length)
        } else {
            (Kind::Mark(if char == '−' { '-' } else { char }), char.len_utf8())
        };
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let range = at..at + length;
        tokens.push(Token { kind, range, after_space, in_parentheses: depth > 0 });
        after_space = false;
        at += length;
    }
    tokens
}
