//! Section 12: every question with the team's answer, what the rules say, and where the two
//! contradict each other.

use super::{
    Plan,
    markdown::{table, text},
};
use crate::{
    render::{count, subject},
    rule::{Light, Topic},
    scorecard::Finding,
};

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let questions = &plan.workbook().event.questions;
    if questions.is_empty() {
        return "Section 12 has no question that could be read.".to_owned();
    }
    let mut contradictions = 0;
    let mut rows = Vec::new();
    for question in questions {
        let human = question.answer.as_deref();
        let computed = computed(plan, &question.text);
        let contradicts = match (human.and_then(yes_or_no), computed.as_ref().and_then(|computed| computed.answer)) {
            (Some(human), Some(computed)) => human != computed,
            _ => false,
        };
        contradictions += usize::from(contradicts);
        let mark = if contradicts { "**CONTRADICTION:** " } else { "" };
        rows.push(vec![
            text(&question.topic),
            text(&question.text),
            human.map_or("**no answer yet**".to_owned(), text),
            computed.map_or("no rule answers this".to_owned(), |computed| format!("{mark}{}", text(&computed.text))),
        ]);
    }
    let open = questions.iter().filter(|question| question.answer.is_none()).count();
    let table = table(&["Topic", "Question", "The team's answer", "Computed answer"], &rows);
    let contradictions = count(contradictions, "contradiction");
    format!("{table}\n\n{}, {open} without an answer, {contradictions}.", count(questions.len(), "question"))
}

/// What the rules say to a question.
struct Computed {
    /// Yes or no, only where the facts prove it.
    answer: Option<bool>,
    /// The sentence; not yet escaped.
    text: String,
}

impl Computed {
    fn new(answer: Option<bool>, text: impl Into<String>) -> Option<Self> {
        Some(Self { answer, text: text.into() })
    }
}

fn computed(plan: &Plan<'_>, question: &str) -> Option<Computed> {
    let words = question.to_lowercase();
    let says = |text: &str| words.contains(text);
    if says("single point of failure") {
        return zones(plan, true);
    }
    if says("multiple az") || says("multiple availability zones") {
        return zones(plan, false);
    }
    if says("snapshot") && (says("ebs") || says("volume")) {
        return snapshots(plan);
    }
    if says("alarm") {
        return alarms(plan);
    }
    let scales = says("autoscaling") || says("auto scaling");
    if (scales && says("limit")) || says("need increased limits") {
        return quotas(plan, scales);
    }
    if says("load test") {
        let results = plan.workbook().event.load_tests.len();
        return Computed::new(None, format!("{} in section 13", count(results, "result")));
    }
    None
}

/// Findings that are about all of some topics, accepted ones included: a waiver does not change a fact.
struct Facts<'a> {
    red: Vec<&'a Finding>,
    yellow: Vec<&'a Finding>,
    green: usize,
    gray: Vec<&'a Finding>,
}

impl<'a> Facts<'a> {
    fn of(plan: &Plan<'a>, topics: &[Topic]) -> Self {
        let mut facts = Self { red: Vec::new(), yellow: Vec::new(), green: 0, gray: Vec::new() };
        for finding in
            plan.scorecard.findings.iter().filter(|finding| topics.iter().all(|topic| finding.is_about(*topic)))
        {
            match finding.light {
                Light::Red => facts.red.push(finding),
                Light::Yellow => facts.yellow.push(finding),
                Light::Gray => facts.gray.push(finding),
                Light::Green => facts.green += 1,
            }
        }
        facts
    }

    fn is_empty(&self) -> bool {
        self.green + self.red.len() + self.yellow.len() + self.gray.len() == 0
    }

    /// What could not be judged beside what was, with the first reason.
    fn gap(&self) -> String {
        self.gray.first().map_or_else(String::new, |first| format!("; not known of all: {}", first.summary))
    }

    /// Whether something could not be judged, so that a "no" elsewhere proves nothing.
    fn unknown(&self) -> Option<Computed> {
        if self.is_empty() {
            return Computed::new(None, "not known: nothing of this kind was judged");
        }
        let first = self.gray.first()?;
        Computed::new(None, format!("not known: {}", first.summary))
    }
}

/// `asg api runs in us-east-1a alone; …`, at most three of them.
fn named(findings: &[&Finding]) -> String {
    let mut texts: Vec<String> =
        findings.iter().take(3).map(|finding| format!("{}: {}", subject(&finding.resource), finding.summary)).collect();
    if findings.len() > 3 {
        texts.push(format!("{} more", findings.len() - 3));
    }
    texts.join("; ")
}

/// What spans zones. That it all does does not prove that nothing else
/// is a single point of failure, so only the opposite is an answer.
fn zones(plan: &Plan<'_>, asks_for_trouble: bool) -> Option<Computed> {
    let facts = Facts::of(plan, &[Topic::Zones]);
    if !facts.red.is_empty() {
        let word = if asks_for_trouble { "yes" } else { "no" };
        return Computed::new(Some(asks_for_trouble), format!("{word}: {}{}", named(&facts.red), facts.gap()));
    }
    if let Some(unknown) = facts.unknown() {
        return Some(unknown);
    }
    let spread = facts.green + facts.yellow.len();
    let text = format!("everything that was looked at spans zones: {}", count(spread, "finding"));
    Computed::new(None, text)
}

fn snapshots(plan: &Plan<'_>) -> Option<Computed> {
    let facts = Facts::of(plan, &[Topic::Backup, Topic::Storage]);
    if !facts.red.is_empty() {
        return Computed::new(Some(false), format!("no: {}{}", named(&facts.red), facts.gap()));
    }
    if let Some(unknown) = facts.unknown() {
        return Some(unknown);
    }
    let old = if facts.yellow.is_empty() { String::new() } else { format!("; {}", named(&facts.yellow)) };
    Computed::new(Some(true), format!("yes, of every volume of a stand-alone listed instance{old}"))
}

/// Alarms on listed resources prove that there are some. That there are none proves nothing:
/// another tool may watch.
fn alarms(plan: &Plan<'_>) -> Option<Computed> {
    let actions = Facts::of(plan, &[Topic::Alarms, Topic::Notification]);
    let states = Facts::of(plan, &[Topic::Alarms]);
    let silent: Vec<_> = actions.red.iter().chain(&actions.yellow).copied().collect();
    let troubled: Vec<_> = states.red.iter().chain(&states.yellow).copied().collect();
    if actions.green + silent.len() == 0 {
        return actions.unknown();
    }
    let mut text = format!("{} on listed resources", count(actions.green + silent.len(), "alarm"));
    if !silent.is_empty() {
        text.push_str(&format!("; tell nobody: {}", named(&silent)));
    }
    if !troubled.is_empty() {
        text.push_str(&format!("; ringing or blind: {}", named(&troubled)));
    }
    if actions.green > 0 { Computed::new(Some(true), format!("yes: {text}")) } else { Computed::new(None, text) }
}

/// Whether a quota is exceeded with listed groups at their maximum and planned reservations made.
fn quotas(plan: &Plan<'_>, asks_for_groups: bool) -> Option<Computed> {
    let facts = Facts::of(plan, &[Topic::Quota, Topic::Capacity]);
    if !facts.red.is_empty() {
        let answer = asks_for_groups.then_some(true);
        return Computed::new(answer, format!("yes: {}{}", named(&facts.red), facts.gap()));
    }
    if let Some(unknown) = facts.unknown() {
        return Some(unknown);
    }
    let near = if facts.yellow.is_empty() { String::new() } else { format!("; {}", named(&facts.yellow)) };
    let answer = asks_for_groups.then_some(false);
    Computed::new(
        answer,
        format!("no quota that grows with the load is exceeded with every listed group at its maximum{near}"),
    )
}

/// A clear yes or no: the word alone, or with a reason behind a punctuation mark that takes
/// nothing back.
fn yes_or_no(answer: &str) -> Option<bool> {
    let lower = answer.trim().to_lowercase();
    let (word, rest) = lower.split_at(lower.find(|c: char| !c.is_alphabetic()).unwrap_or(lower.len()));
    let is_yes = match word {
        "yes" => true,
        "no" | "none" => false,
        _ => return None,
    };
    let is_clear = rest.is_empty() || rest.starts_with([',', '.', ';', ':', '!']) || rest.starts_with(" (");
    let doubts = ["but", "except", "not sure", "unsure", "maybe", "partly", "mostly", "only", "?", "yes", "no "];
    (is_clear && !doubts.iter().any(|doubt| rest.contains(doubt))).then_some(is_yes)
}

#[cfg(test)]
mod tests {
    use super::yes_or_no;

    #[test]
    fn only_clear_answers_can_be_contradicted() {
        for (answer, meant) in [
            ("Yes", Some(true)),
            ("yes.", Some(true)),
            ("Yes, across three zones", Some(true)),
            ("No", Some(false)),
            ("None.", Some(false)),
            ("no: all is doubled", Some(false)),
            ("No (checked on Monday)", Some(false)),
            ("Yes, but not the importer", None),
            ("No idea", None),
            ("Yes and no", None),
            ("No, not sure", None),
            ("yes?", None),
            ("Nothing", None),
            ("The orders importer runs on one instance.", None),
            ("", None),
        ] {
            assert_eq!(yes_or_no(answer), meant, "{answer}");
        }
    }
}
