//! The findings of the page, by what has to be done about them.

use jiff::civil::Date;
use maud::{Markup, html};
use serde_json::Value;

use super::badge;
use crate::{
    render::fix::{Part, parts},
    rule::{Light, Subject},
    rules,
    scorecard::{Finding, GrayCause, Scorecard, gray_causes, labels},
    text::{
        escape::{for_address, for_terminal},
        number::count,
    },
};

pub(super) fn open(scorecard: &Scorecard) -> Markup {
    let open: Vec<&Finding> = scorecard.open().filter(|finding| finding.light != Light::Gray).collect();
    section("open", "Open findings", &open, |finding| open_finding(finding, scorecard.today()))
}

pub(super) fn gray(scorecard: &Scorecard) -> Markup {
    let causes = gray_causes(scorecard);
    section("gray", "Could not be judged", &causes.iter().collect::<Vec<_>>(), gray_cause)
}

pub(super) fn accepted(scorecard: &Scorecard) -> Markup {
    let accepted: Vec<&Finding> = scorecard.findings.iter().filter(|finding| finding.accepted.is_some()).collect();
    section("accepted", "Accepted risks", &accepted, accepted_risk)
}

pub(super) fn ready(scorecard: &Scorecard) -> Markup {
    let ready: Vec<&Finding> = scorecard.findings.iter().filter(|finding| finding.light == Light::Green).collect();
    if ready.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="ready" {
            h2 #ready { "Ready" }
            details {
                summary { (count(ready.len(), "finding")) }
                table.ready {
                    thead { tr { @for name in ["Rule", "Resource", "Summary"] { th scope="col" { (name) } } } }
                    tbody {
                        @for finding in ready {
                            tr #(anchor(finding)) {
                                td { code { (finding.rule) } }
                                td { (subject(&finding.resource)) }
                                td { (for_terminal(&finding.summary)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn section<T>(id: &str, title: &str, entries: &[&T], entry: impl Fn(&T) -> Markup) -> Markup {
    html! {
        @if !entries.is_empty() {
            section aria-labelledby=(id) {
                h2 #(id) { (title) }
                @for item in entries { (entry(item)) }
            }
        }
    }
}

fn open_finding(finding: &Finding, today: Date) -> Markup {
    let due = labels::due(finding, today);
    html! {
        article #(anchor(finding)) .finding.(labels::light_id(finding.light)) {
            (heading(finding))
            p.summary { (for_terminal(&finding.summary)) }
            p.meta {
                @if let Some(due) = due { span class=[finding.overdue.then_some("overdue")] { (for_terminal(&due)) } }
                @if let Some(owner) = &finding.owner { span { "owner " (for_terminal(owner)) } }
            }
            (fix(&finding.fix))
            (evidence(finding))
        }
    }
}

fn accepted_risk(finding: &Finding) -> Markup {
    html! {
        article #(anchor(finding)) .finding.accepted {
            (heading(finding))
            p.summary { (for_terminal(&finding.summary)) }
            @if let Some(accepted) = &finding.accepted { p.meta { span { (for_terminal(&labels::accepted(accepted))) } } }
            (evidence(finding))
        }
    }
}

fn gray_cause(cause: &GrayCause<'_>) -> Markup {
    html! {
        article.finding.gray {
            h3 { (badge(Light::Gray)) " " (for_terminal(cause.summary)) }
            (fix(cause.fix.unwrap_or_default()))
            details {
                summary { (count(cause.findings.len(), "finding")) }
                table {
                    thead { tr { th scope="col" { "Rule" } th scope="col" { "Resource" } } }
                    tbody {
                        @for finding in &cause.findings {
                            tr #(anchor(finding)) {
                                td { code { (finding.rule) } }
                                td { (subject(&finding.resource)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn heading(finding: &Finding) -> Markup {
    html! {
        h3 {
            (badge(finding.light)) " "
            a.rule href={ "#" (anchor(finding)) } { (finding.rule) } " "
            span.subject { (subject(&finding.resource)) }
        }
    }
}

fn subject(subject: &Subject) -> String {
    for_terminal(&labels::subject(subject))
}

/// The numbers behind the summary, and what AWS writes about the matter.
fn evidence(finding: &Finding) -> Markup {
    let references = rules::find(finding.rule).map(|rule| rule.references).unwrap_or_default();
    let has_evidence = finding.evidence.iter().next().is_some();
    html! {
        @if has_evidence || !references.is_empty() {
            details {
                summary { @if has_evidence { "Evidence and references" } @else { "References" } }
                @if has_evidence {
                    table.evidence {
                        tbody {
                            @for (name, value) in finding.evidence.iter() {
                                tr { th scope="row" { (name.replace('_', " ")) } td { (for_terminal(&text(value))) } }
                            }
                        }
                    }
                }
                @if !references.is_empty() {
                    ul.references {
                        @for link in references {
                            li { a href=(link) rel="noopener noreferrer" { (link.trim_start_matches("https://")) } }
                        }
                    }
                }
            }
        }
    }
}

/// A value as a person writes it.
fn text(value: &Value) -> String {
    let joined = |texts: Vec<String>, by| if texts.is_empty() { "none".to_owned() } else { texts.join(by) };
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let by = if values.iter().any(Value::is_object) { "; " } else { ", " };
            joined(values.iter().map(text).collect(), by)
        }
        Value::Object(fields) => {
            joined(fields.iter().map(|(name, value)| format!("{name}: {}", text(value))).collect(), ", ")
        }
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => float.to_string(),
            _ => number.to_string(),
        },
        Value::Bool(is) => is.to_string(),
    }
}

fn fix(fix: &str) -> Markup {
    html! {
        @if !fix.is_empty() {
            div.fix {
                h4 { "Fix" }
                @for part in parts(fix) {
                    @match part {
                        Part::Prose(prose) => p { (inline(prose)) },
                        Part::Command(command) => pre { code { (for_terminal(command)) } },
                    }
                }
            }
        }
    }
}

/// Prose with its code spans.
pub(crate) fn inline(prose: &str) -> Markup {
    let pieces: Vec<&str> = prose.split('`').collect();
    let has_open_tick = pieces.len().is_multiple_of(2);
    html! {
        @if has_open_tick {
            (for_terminal(prose))
        } @else {
            @for (at, piece) in pieces.into_iter().enumerate() {
                @if at % 2 == 0 { (for_terminal(piece)) } @else { code { (for_terminal(piece)) } }
            }
        }
    }
}

/// The finding's id, as it stands in an address.
fn anchor(finding: &Finding) -> String {
    for_address(&finding.id)
}
