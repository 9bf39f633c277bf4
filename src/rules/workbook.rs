//! The workbook itself: what has to be written down before an event can be judged.

use serde_json::json;

use crate::{
    event::{ActionItem, Event, ItemStatus, ResourceKind, Section},
    problem::Problem,
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject, Topic},
};

/// Rules about the workbook.
pub const RULES: &[&Rule] = &[&COMPLETE, &PROBLEMS, &NO_SECRETS, &ACTION_ITEMS, &RESOURCES_JUDGED];

const COMPLETE: Rule = Rule {
    id: "wb-complete",
    area: Area::Operations,
    topics: &[Topic::Completeness],
    title: "the workbook says when, how much, where, and who",
    why: "Without a window, a growth factor and an owner nothing can be judged against the event; without \
          contacts, a bridge, criteria and a way back the people cannot act during it.",
    fix: "Fill in section {section} of the workbook. `iem init` shows a section's form.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/wellarchitected/latest/operational-readiness-reviews/wa-operational-readiness-reviews.html",
    ],
    lead_days: 21,
    needs: &[],
    thresholds: &[],
    example: Example::Workbook("- Start: Dec 12, 2026 09:00 AM GMT +8 (Saturday)", "- Start:"),
    check: |cx| {
        for item in items(cx.event) {
            let subject = Subject::workbook(format!("section-{}", item.section));
            let evidence = Evidence::from([
                ("section", json!(item.section)),
                ("line", json!(cx.event.sections.get(&Section::Number(item.section)))),
            ]);
            let (light, word) = if item.filled { (Light::Green, "is filled in") } else { (item.light, "is missing") };
            cx.push_part(light, Area::Operations, &subject, item.id, format!("{} {word}", item.title), evidence);
            cx.at_lines(cx.event.sections.get(&Section::Number(item.section)).copied());
        }
    },
};

struct Item {
    id: &'static str,
    section: u8,
    title: String,
    light: Light,
    filled: bool,
}

/// What a workbook must hold, and the light where it does not.
fn items(event: &Event) -> Vec<Item> {
    let item = |id, section, title: &str, light, filled| Item { id, section, title: title.to_owned(), light, filled };
    let has_growth = event.prewarming.iter().any(|row| row.growth().is_some() || row.peak_rps.is_some());
    let has_rollback =
        event.plans.iter().any(|plan| plan.is_rollback && plan.questions.iter().any(|q| q.answer.is_some()));
    let open = event.questions.iter().filter(|question| question.answer.is_none()).count();
    let questions = format!("an answer to every question of the checklist ({open} of {} open)", event.questions.len());
    vec![
        item("owner", 1, "an owner of the event", Light::Red, event.owner.is_some()),
        item("criteria", 1, "a success criterion", Light::Yellow, !event.criteria.is_empty()),
        item("window", 2, "a start and an end that can be read", Light::Red, event.window.is_some()),
        item("contacts", 3, "a contact", Light::Yellow, !event.contacts.is_empty()),
        item("bridge", 4, "a conference bridge", Light::Yellow, !event.bridge.is_empty()),
        item("endpoints", 5, "an endpoint to monitor", Light::Yellow, !event.endpoints.is_empty()),
        item("resources", 6, "a list of AWS resources", Light::Red, !event.resources.is_empty()),
        item("growth", 7, "a growth factor", Light::Red, has_growth),
        item("checklist", 12, &questions, Light::Yellow, open == 0 && !event.questions.is_empty()),
        item("load-test", 13, "a load-test result", Light::Yellow, !event.load_tests.is_empty()),
        item("rollback", 14, "a rollback plan", Light::Yellow, has_rollback),
    ]
}

const PROBLEMS: Rule = Rule {
    id: "wb-problems",
    area: Area::Operations,
    topics: &[Topic::Completeness],
    title: "everything in the workbook can be read",
    why: "A value that cannot be read is a value that is not judged, and a contradiction means that two people \
          are planning two different events.",
    fix: "Correct the lines {lines} of the workbook: `iem check` shows each with its source line.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/wellarchitected/latest/operational-readiness-reviews/wa-operational-readiness-reviews.html",
    ],
    lead_days: 14,
    needs: &[],
    thresholds: &[],
    example: Example::Workbook("AM GMT +8 (Saturday)", "AM GMT +8 (Friday)"),
    check: |cx| {
        let lines = lines(cx, |problem| !problem.is_not_filled_in() && problem.code != Problem::SECRET);
        let subject = Subject::workbook("text");
        if lines.is_empty() {
            cx.green(&subject, "everything can be read", Evidence::default());
        } else {
            let summary = format!("values that cannot be read or contradict each other: {}", lines.len());
            cx.yellow(&subject, summary, Evidence::from([("lines", json!(lines))]));
            cx.at_lines(lines);
        }
    },
};

const NO_SECRETS: Rule = Rule {
    id: "wb-no-secrets",
    area: Area::Security,
    topics: &[Topic::Access],
    title: "the workbook holds no credentials",
    why: "A workbook lives in git and goes to everybody on the bridge, AWS Support included. What is written \
          there once stays in the history.",
    fix: "Change the credentials on lines {lines}, take them out of the workbook, and write where they are kept \
          instead, for example the name of a secret in AWS Secrets Manager.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"],
    lead_days: 14,
    needs: &[],
    thresholds: &[],
    example: Example::Workbook(
        "- https://shop.example.com/health",
        "- https://shop.example.com/health password: hunter22",
    ),
    check: |cx| {
        let lines = lines(cx, |problem| problem.code == Problem::SECRET);
        let subject = Subject::workbook("text");
        if lines.is_empty() {
            cx.green(&subject, "no credential of a known shape was found", Evidence::default());
        } else {
            cx.red(&subject, "credentials are written in the workbook", Evidence::from([("lines", json!(lines))]));
            cx.at_lines(lines);
        }
    },
};

fn lines(cx: &Cx<'_>, counts: impl Fn(&Problem) -> bool) -> Vec<usize> {
    cx.problems.iter().filter(|problem| counts(problem)).map(|problem| problem.line).collect()
}

const ACTION_ITEMS: Rule = Rule {
    id: "wb-action-items",
    area: Area::Operations,
    topics: &[Topic::Completeness],
    title: "action items are closed in time, and accepted risks still stand",
    why: "What the team itself has found and not closed is the likeliest thing to go wrong. A risk that was \
          accepted until a date is open again after it.",
    fix: "Close or re-plan the item on line {line} of section 16; for an accepted risk give an owner, a reason, \
          a rule and a resource that exist, and a last day that is not before the end of the event.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/wellarchitected/latest/operational-readiness-reviews/wa-operational-readiness-reviews.html",
    ],
    lead_days: 7,
    needs: &[],
    thresholds: &[],
    example: Example::Workbook("| Rotate the deploy key | Green |", "| Rotate the deploy key | Red |"),
    check: |cx| {
        let zone = cx.event.window.as_ref().map(|window| window.time_zone.clone());
        let today = cx.now.to_zoned(zone.unwrap_or(jiff::tz::TimeZone::UTC)).date();
        for item in &cx.event.action_items {
            let subject = Subject::workbook("section-16");
            let overdue = item.due.is_some_and(|due| due < today);
            let (light, word) = match item.status {
                ItemStatus::Green => (Light::Green, "closed"),
                ItemStatus::Red if overdue => (Light::Red, "red and overdue"),
                ItemStatus::Yellow | ItemStatus::Unknown if overdue => (Light::Yellow, "overdue"),
                ItemStatus::Red => (Light::Yellow, "open, red"),
                ItemStatus::Yellow => (Light::Yellow, "open, yellow"),
                ItemStatus::Unknown => (Light::Yellow, "without a status"),
            };
            let evidence = Evidence::from([
                ("line", json!(item.line)),
                ("owner", json!(item.owner)),
                ("due", json!(item.due.map(|due| due.to_string()))),
            ]);
            cx.push_part(
                light,
                Area::Operations,
                &subject,
                slug(item),
                format!("{}: {word}", item.description),
                evidence,
            );
            cx.at_lines([item.line]);
        }
        for (risk, waiver) in cx.waivers() {
            let subject = Subject::workbook("section-16");
            let evidence = Evidence::from([("line", json!(risk.line)), ("owner", json!(risk.owner))]);
            let part = format!("risk/{}/{}", risk.rule, risk.resource);
            let summary = format!("the accepted risk {} on {} {}", risk.rule, risk.resource, waiver.words);
            cx.push_part(waiver.light, Area::Operations, &subject, part, summary, evidence);
            cx.at_lines([risk.line]);
        }
    },
};

/// The description in a form that stays the same while the row moves.
fn slug(item: &ActionItem) -> String {
    let words = item.description.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-").chars().take(60).collect()
}

const RESOURCES_JUDGED: Rule = Rule {
    id: "wb-resources-judged",
    area: Area::Service,
    topics: &[Topic::Inventory, Topic::Completeness],
    title: "every listed resource can be found and judged",
    why: "A resource that is listed and not judged looks ready because nothing bad is said of it.",
    fix: "Give the account and the region of {resource} in section 6. For a kind that `iem` does not judge yet, \
          judge it by hand and accept the risk in section 16.",
    other_fixes: &[],
    references: &["https://aws.amazon.com/premiumsupport/aws-countdown/"],
    lead_days: 14,
    needs: &[],
    thresholds: &[],
    example: Example::Workbook(
        "| 111122223333 | us-east-1 | i-0a1b2c3d4e5f60001",
        "| | us-east-1 | i-0a1b2c3d4e5f60001",
    ),
    check: |cx| {
        for resource in &cx.event.resources {
            let subject = Subject {
                kind: resource.kind.id(),
                id: resource.name.clone(),
                account: resource.account.clone(),
                region: resource.region.clone(),
                arn: None,
                line: Some(resource.line),
            };
            let evidence = Evidence::from([("line", json!(resource.line))]);
            if resource.kind == ResourceKind::Other {
                let summary = format!("iem does not judge resources of the kind {} yet", resource.kind.id());
                cx.gray(&subject, summary, evidence);
            } else if resource.account.is_none() {
                cx.gray(&subject, "the workbook does not say in which account it is", evidence);
            } else if resource.region.is_none() && resource.kind.is_regional() {
                cx.gray(&subject, "the workbook does not say in which region it is", evidence);
            } else {
                cx.not_applicable();
            }
        }
    },
};
