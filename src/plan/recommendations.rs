//! Section 17: what to do first, by the risk that it removes for the effort that it takes.

use std::collections::{BTreeMap, BTreeSet};

use super::Plan;
use crate::text::markdown::text;
use crate::{
    rule::Light,
    rules,
    scorecard::{
        Finding,
        labels::{light, subject},
    },
    text::{markdown::inline, number::count},
};

/// How many recommendations are shown.
const SHOWN: usize = 10;

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let all = ranked(plan);
    if all.is_empty() {
        let nothing = plan.scorecard.findings.is_empty();
        let why = if nothing { "nothing was judged" } else { "every finding is green or accepted" };
        return format!("No recommendation: {why}.");
    }
    let mut lines = vec![
        "Ranked by risk removed per effort: weight of the light (red 9, yellow 3, gray 1) × resources touched ÷ effort \
         (1 to 4, by how far ahead the rule wants it done)."
            .to_owned(),
        String::new(),
    ];
    lines.extend(all.iter().take(SHOWN).enumerate().map(|(at, one)| format!("{}. {}", at + 1, one.line())));
    let more = all.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(String::new());
        lines.push(format!("{} more; `iem check` lists every open finding.", count(more, "recommendation")));
    }
    lines.join("\n")
}

/// Open findings that one fix closes.
struct Recommendation<'a> {
    /// In the scorecard's order. Never empty.
    findings: Vec<&'a Finding>,
    resources: usize,
    effort: u16,
    /// Weight × resources ÷ effort, in hundredths so that the order is exact.
    score: usize,
}

/// Findings with the same light and fix are one recommendation: one permission, for example,
/// makes a hundred gray findings judgeable.
fn ranked<'a>(plan: &Plan<'a>) -> Vec<Recommendation<'a>> {
    let mut groups: BTreeMap<(Light, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in plan.scorecard.open() {
        groups.entry((finding.light, &finding.fix)).or_default().push(finding);
    }
    let mut all: Vec<_> = groups.into_values().filter_map(Recommendation::new).collect();
    all.sort_by_key(|one| {
        let first = one.findings.first();
        (std::cmp::Reverse(one.score), first.map(|first| (first.due.is_none(), first.due, &first.id)))
    });
    all
}

impl<'a> Recommendation<'a> {
    fn new(findings: Vec<&'a Finding>) -> Option<Self> {
        let first = findings.first()?;
        let resources: BTreeSet<_> = findings.iter().map(|finding| &finding.resource).collect();
        let resources = resources.len();
        let effort = effort(first);
        let score = weight(first.light) * resources * 100 / usize::from(effort);
        Some(Self { findings, resources, effort, score })
    }

    fn line(&self) -> String {
        let Some(first) = self.findings.first() else { return String::new() };
        let more = self.resources.saturating_sub(1);
        let more = if more > 0 { format!(" and {}", count(more, "other")) } else { String::new() };
        let mut rules: Vec<String> = Vec::new();
        for finding in &self.findings {
            let rule = format!("`{}`", finding.rule);
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        let hidden = rules.len().saturating_sub(3);
        rules.truncate(3);
        let hidden = if hidden > 0 { format!(" and {}", count(hidden, "other rule")) } else { String::new() };
        let overdue = if first.overdue { " **OVERDUE.**" } else { "" };
        format!(
            "**{}** {}{hidden} on {}{more}: {}.{overdue} {} ({} × {} ÷ {})",
            light(first.light),
            rules.join(", "),
            text(&subject(&first.resource)),
            text(&first.summary),
            inline(&first.fix),
            weight(first.light),
            self.resources,
            self.effort
        )
    }
}

/// A red finding is worth three yellow ones, as much as a yellow one three of unknown color.
fn weight(light: Light) -> usize {
    match light {
        Light::Red => 9,
        Light::Yellow => 3,
        Light::Gray => 1,
        Light::Green => 0,
    }
}

/// How much work a fix is. A rule that wants it days ahead asks for a setting, one that wants it
/// weeks ahead for a request to AWS or a change of architecture.
fn effort(finding: &Finding) -> u16 {
    // A fact that AWS did not give takes a permission, a login or another run.
    if finding.missed.is_some() {
        return 1;
    }
    match rules::find(finding.rule).map(|rule| rule.lead_days) {
        Some(0..=3) => 1,
        Some(4..=7) => 2,
        Some(8..=14) => 3,
        _ => 4,
    }
}
