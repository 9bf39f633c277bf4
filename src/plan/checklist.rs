//! Section 12: every question with the team's answer, what the rules say, and where the two
//! contradict each other.

use super::Plan;
use crate::text::markdown::{table, text};
use crate::{
    scorecard::{
        Finding,
        answers::{Answer, Known, yes_or_no},
        labels::subject,
    },
    text::number::count,
};

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let questions = &plan.workbook().event.questions;
    if questions.is_empty() {
        return "Section 12 has no question that could be read.".to_owned();
    }
    let known = Known::new(plan.workload, plan.scorecard.findings.iter());
    let mut contradictions = 0;
    let mut rows = Vec::new();
    for question in questions {
        let human = question.answer.as_deref();
        let computed = known.answer(&question.text);
        let says = computed.as_ref().and_then(|computed| computed.says);
        let contradicts = human.and_then(yes_or_no).zip(says).is_some_and(|(human, says)| human != says);
        contradictions += usize::from(contradicts);
        let mark = if contradicts { "**CONTRADICTION:** " } else { "" };
        rows.push(vec![
            text(&question.topic),
            text(&question.text),
            human.map_or("**no answer yet**".to_owned(), text),
            computed.map_or("no rule answers this".to_owned(), |it| format!("{mark}{}", text(&sentence(&it)))),
        ]);
    }
    let open = questions.iter().filter(|question| question.answer.is_none()).count();
    let table = table(&["Topic", "Question", "The team's answer", "Computed answer"], &rows);
    let contradictions = count(contradictions, "contradiction");
    format!("{table}\n\n{}, {open} without an answer, {contradictions}.", count(questions.len(), "question"))
}

/// `yes: asg api runs in a single Availability Zone (us-east-1a); at risk: …`. Not escaped.
fn sentence(answer: &Answer<'_>) -> String {
    if let Some(gap) = answer.gap.filter(|_| !answer.is_known()) {
        return format!("not known: {}", gap.summary);
    }
    let mut parts = Vec::new();
    parts.extend(Some(answer.words.clone()).filter(|words| !words.is_empty()));
    parts.extend((!answer.named.is_empty()).then(|| named(&answer.named)));
    parts.extend((!answer.at_risk.is_empty()).then(|| format!("at risk: {}", named(&answer.at_risk))));
    parts.extend(answer.gap.map(|gap| format!("not known of all: {}", gap.summary)));
    let word = answer.says.map_or("", |says| if says { "yes: " } else { "no: " });
    format!("{word}{}", parts.join("; "))
}

/// `asg api runs in a single Availability Zone (us-east-1a); …`, at most three of them.
fn named(findings: &[&Finding]) -> String {
    let mut texts: Vec<String> =
        findings.iter().take(3).map(|finding| format!("{}: {}", subject(&finding.resource), finding.summary)).collect();
    if findings.len() > 3 {
        texts.push(format!("{} more", findings.len() - 3));
    }
    texts.join("; ")
}
