//! Fresh templates are valid workbooks that are merely not filled in.

use iem_core::workbook::{TEMPLATE, parse};

use super::listed;

const SEED: &str = include_str!("../../fixtures/workbooks/seed-template.md");

#[test]
fn the_seed_template_is_merely_not_filled_in() {
    let workbook = parse(SEED);
    assert!(workbook.problems.iter().all(|problem| problem.is_not_filled_in()));
    insta::assert_snapshot!(listed(&workbook.problems));
}

#[test]
fn the_seed_template_keeps_its_structure() {
    let event = parse(SEED).event;
    assert_eq!(event.sections.len(), 20);
    assert_eq!(event.steps.len(), 25);
    assert_eq!(event.steps[12].title.split(" - ").next(), Some("Determine Event Readiness"));
    assert_eq!(event.peak_factor(), None, "22x is what the template shows as an example");
    assert_eq!((event.window, event.name, event.customer), (None, None, None));
    assert!(event.resources.is_empty() && event.contacts.is_empty());
    assert!(event.endpoints.is_empty() && event.bridge.is_empty());
    assert!(event.questions.iter().all(|question| question.answer.is_none()));
    assert_eq!(event.questions.len(), 28);
}

#[test]
fn our_own_template_is_merely_not_filled_in() {
    let workbook = parse(TEMPLATE);
    assert!(workbook.problems.iter().all(|problem| problem.is_not_filled_in()));
    assert_eq!((workbook.event.sections.len(), workbook.event.steps.len()), (20, 25));
    insta::assert_snapshot!(listed(&workbook.problems));
}
