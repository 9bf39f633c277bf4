//! What a workbook's author gets.

mod access;
mod bad_input;
mod events;
mod properties;
mod templates;

use iem_core::{problem::Problem, workbook::parse};

/// The problems of a workbook as `line:column code message`, those of a fresh template left out.
fn complaints(text: &str) -> String {
    let shown = parse(text).problems;
    let shown: Vec<Problem> = shown.into_iter().filter(|problem| !problem.is_not_filled_in()).collect();
    listed(&shown)
}

fn listed(problems: &[Problem]) -> String {
    let line =
        |problem: &Problem| format!("{}:{} {} {}\n", problem.line, problem.column, problem.code, problem.message);
    problems.iter().map(line).collect()
}

/// A workbook with all sections that an event needs, in which `section` is replaced by `body`.
fn with_section(section: u8, body: &str) -> String {
    let mut text = String::new();
    let sections: [(u8, &str); 5] = [
        (1, "- Name: Sale\n- Customer: Example\n- Owner: Ana\n\nSuccess criteria:\n- Works\n"),
        (2, "- Start: Dec 12, 2026 09:00 AM GMT +8\n- End: Dec 13, 2026 09:00 AM GMT +8\n"),
        (3, "- Ana Silva, ana@example.com\n"),
        (6, "- AWS Account: 111122223333\n- AWS Regions: us-east-1\n- ELB Name: web\n"),
        (7, "- Traffic is expected to increase: 22x\n"),
    ];
    for (number, default) in sections {
        let body = if number == section { body } else { default };
        text.push_str(&format!("## Section {number}: title\n{body}\n"));
    }
    if !sections.iter().any(|(number, _)| *number == section) {
        text.push_str(&format!("## Section {section}: title\n{body}\n"));
    }
    text
}
