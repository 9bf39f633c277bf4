//! Section 10: what Trusted Advisor flags that concerns the event, and how much else there is.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Plan,
    facts::{accounts, open, open_one},
};
use crate::{
    aws::support::facts::{Check, Support},
    rule::{Light, Topic},
    scorecard::{
        Finding,
        labels::{light, subject},
    },
    source::Source,
    text::{
        markdown::{bullets, table, text},
        number::count,
    },
};

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let accounts = accounts(plan);
    if accounts.is_empty() {
        return "Section 6 lists nothing with an account: Trusted Advisor was not asked.".to_owned();
    }
    let blocks: Vec<String> = accounts
        .into_iter()
        .map(|(id, account)| format!("#### Account {}\n\n{}", text(id), one(plan, id, &account.support)))
        .collect();
    blocks.join("\n\n")
}

fn one(plan: &Plan<'_>, account: &str, support: &Support) -> String {
    let flagged = flagged(plan, account);
    let mut blocks = Vec::new();
    if !flagged.is_empty() {
        blocks.push(table(&["Light", "Resource", "Finding", "Due", "Accepted"], &flagged));
    }
    let (counts, mut unread) = categories(support);
    if flagged.is_empty() && counts.is_some() {
        let doubt = if unread.is_empty() { "" } else { " as far as it could be read" };
        blocks.push(format!("Trusted Advisor flags nothing that concerns the event{doubt}."));
    }
    blocks.extend(counts);
    if unread.is_empty() {
        unread.push("Everything that concerns the event could be read.".to_owned());
    }
    blocks.push(bullets(&unread));
    blocks.join("\n\n")
}

/// Rows of the findings that are not green.
fn flagged(plan: &Plan<'_>, account: &str) -> Vec<Vec<String>> {
    let concerns = |finding: &&Finding| {
        finding.is_about(Topic::TrustedAdvisor)
            && finding.resource.account.as_deref() == Some(account)
            && matches!(finding.light, Light::Red | Light::Yellow)
    };
    let row = |finding: &Finding| {
        let overdue = if finding.overdue { ", **OVERDUE**" } else { "" };
        let due = finding.due.map_or("no start in section 2".to_owned(), |due| format!("{due}{overdue}"));
        let accepted = finding
            .accepted
            .as_ref()
            .map_or("no".to_owned(), |accepted| text(&format!("by {} until {}", accepted.owner, accepted.expires)));
        vec![light(finding.light).to_owned(), text(&subject(&finding.resource)), text(&finding.summary), due, accepted]
    };
    plan.scorecard.findings.iter().filter(concerns).map(row).collect()
}

/// Counts of the account's checks by category, and what could not be read.
fn categories(support: &Support) -> (Option<String>, Vec<String>) {
    let facts = open(Source::TrustedAdvisorChecks, &support.checks)
        .and_then(|checks| Ok((checks, open(Source::TrustedAdvisorSummaries, &support.summaries)?)));
    let (checks, statuses) = match facts {
        Ok(facts) => facts,
        Err(why) => return (None, vec![format!("**Not read:** {}.", text(&why))]),
    };
    let mut counts: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut silent = BTreeSet::new();
    let mut unread: BTreeMap<String, Vec<&Check>> = BTreeMap::new();
    // Cost checks say nothing about readiness, and their status is not asked for.
    for (id, check) in checks.iter().filter(|(_, check)| check.category != "cost_optimizing") {
        let status = statuses.get(id).map_or("not_available", String::as_str);
        let column = match status {
            "ok" => 0,
            "warning" => 1,
            "error" => 2,
            _ => 3,
        };
        counts.entry(&check.category).or_default()[column] += 1;
        if column == 3 {
            silent.insert(check.name.as_str());
        } else if column > 0
            && let Err(why) = open_one(Source::TrustedAdvisorResults, &support.results, id)
        {
            unread.entry(why).or_default().push(check);
        }
    }
    let row = |(category, counts): (&&str, &[usize; 4])| {
        let mut row = vec![text(&category.replace('_', " "))];
        row.extend(counts.map(|number| number.to_string()));
        row
    };
    let rows: Vec<_> = counts.iter().map(row).collect();
    let header = ["Category", "OK", "Investigation recommended", "Action recommended", "No result"];
    let mut lines = Vec::new();
    if !silent.is_empty() {
        let names: Vec<String> = silent.iter().map(|name| text(name)).collect();
        lines.push(format!("{} without a result: {}.", count(silent.len(), "check"), names.join(", ")));
    }
    for (why, checks) in unread {
        let names: Vec<String> = checks.iter().map(|check| text(&check.name)).collect();
        lines.push(format!("**Not read** of {}: {}.", names.join(", "), text(&why)));
    }
    (Some(table(&header, &rows)), lines)
}
