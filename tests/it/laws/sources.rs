//! Who stands outside of the rules knows no rule by its name, and reads no number back out of what a rule printed.

#![expect(clippy::disallowed_methods, reason = "it reads the sources of this package")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use iem_core::rules;

use crate::{
    architecture::{module, part, root},
    generated::files,
    rules::{example, healthy, now},
};

/// The code outside of the rules, file by file, without tests and comments.
fn code() -> Vec<(String, String)> {
    let is_meant = |file: &Path| {
        !file.iter().any(|name| ["tests", "testing", "tests.rs", "testing.rs"].iter().any(|it| name == *it))
    };
    let core = files(&root().join("src")).into_iter().filter(|file| part(&module(file)) != "rules");
    let shell = files(&root().join("cli/src"));
    let text = |file: PathBuf| {
        let name = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file).unwrap();
        let lines = without_tests(&text).filter(|line| !line.trim_start().starts_with("//"));
        (name, lines.collect::<Vec<_>>().join("\n"))
    };
    core.chain(shell).filter(|file| is_meant(file.strip_prefix(root()).unwrap())).map(text).collect()
}

/// Lines up to the module of tests, which stands last.
fn without_tests(text: &str) -> impl Iterator<Item = &str> {
    let lines: Vec<&str> = text.lines().collect();
    let is_start = |at: &usize| {
        lines[*at].trim() == "#[cfg(test)]" && lines.get(at + 1).is_some_and(|line| line.trim() == "mod tests {")
    };
    let end = (0..lines.len()).find(is_start).unwrap_or(lines.len());
    lines.into_iter().take(end)
}

/// Whether a text has a name that is not a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_edge = |char: Option<char>| char.is_none_or(|char| !char.is_ascii_alphanumeric() && char != '-');
    text.match_indices(word)
        .any(|(at, _)| is_edge(text[..at].chars().next_back()) && is_edge(text[at + word.len()..].chars().next()))
}

#[test]
fn no_one_outside_of_the_rules_names_a_rule() {
    let files = code();
    assert!(files.len() > 200, "{} files were read", files.len());
    let mut named = Vec::new();
    let all = rules::all();
    let by_pattern = ["contains", "starts_with", "ends_with"].map(|word| format!("rule.{word}(\""));
    for (name, text) in &files {
        for line in text.lines().filter(|line| line.contains('"')) {
            let by_id = all.iter().any(|rule| has_word(line, rule.id));
            if by_id || by_pattern.iter().any(|pattern| line.contains(pattern)) {
                named.push(format!("{name}: {}", line.trim()));
            }
        }
    }
    assert_eq!(named, [""; 0], "ask for findings by topic: see `Topic`");
}

#[test]
fn no_one_outside_of_the_rules_reads_evidence_by_key() {
    let keys = ["evidence.get(\"", "evidence[\""];
    let reads = |(name, text): &(String, String)| {
        let lines = text.lines().filter(|line| keys.iter().any(|key| line.contains(key)));
        lines.map(|line| format!("{name}: {}", line.trim())).collect::<Vec<_>>()
    };
    assert_eq!(code().iter().flat_map(reads).collect::<Vec<_>>(), [""; 0], "carry it typed: see `Need`");
}

/// What stands in the evidence for people stands in the need for everybody else.
#[test]
fn whoever_says_what_is_needed_says_it_as_a_number() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for rule in rules::all() {
        let (workbook, snapshot) = example(rule);
        for (workbook, snapshot) in [healthy(), (workbook, snapshot)] {
            let workload = iem_core::workload::Workload::new(&workbook, &snapshot);
            for finding in iem_core::scorecard::evaluate(&[rule], &workload, now()).findings {
                let Some(needed) = finding.evidence.get("needed").and_then(serde_json::Value::as_f64) else { continue };
                seen += 1;
                let typed = finding.need.as_ref().and_then(|need| need.needed);
                if typed.is_none_or(|typed| (typed - needed).abs() >= 1.0) {
                    wrong.push(format!("{}: {needed} is {typed:?}", finding.id));
                }
                let ask_for = finding.need.as_ref().and_then(|need| need.ask_for);
                if finding
                    .evidence
                    .get("ask_for")
                    .and_then(serde_json::Value::as_u64)
                    .is_some_and(|it| ask_for != Some(it))
                {
                    wrong.push(format!("{}: asks for {ask_for:?}", finding.id));
                }
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(seen > 40, "{seen} needs were seen");
}
