//! SARIF 2.1.0: rules, and a result for everything that is not green.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::{Options, explain, markdown};
use crate::{
    hash::fnv1a,
    problem::Problem,
    rule::{Light, Subject},
    rules,
    scorecard::{Finding, ProblemReport, Scorecard},
};
use crate::{
    scorecard::labels,
    text::escape::{for_address, for_markdown, for_terminal, lines},
};

pub(super) fn render(scorecard: &Scorecard, options: &Options) -> String {
    let workbook = options.workbook.as_deref().map(address);
    let workbook = workbook.as_deref();
    let findings = scorecard.findings.iter().filter(|finding| finding.light != Light::Green);
    let changes = scorecard.change_by_id();
    let baseline = |finding: &Finding| scorecard.changes.as_ref().map(|_| baseline_state(&changes, finding));
    let results: Vec<Value> = findings
        .map(|finding| result(finding, baseline(finding), workbook))
        .chain(scorecard.problems.iter().map(|problem| problem_result(problem, workbook)))
        .collect();
    super::json(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "iem",
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": descriptors(scorecard),
            }},
            "invocations": [{
                "executionSuccessful": true,
                "endTimeUtc": scorecard.generated_at.to_string(),
            }],
            "columnKind": "unicodeCodePoints",
            "properties": {
                "factsTakenAt": scorecard.snapshot_taken_at.to_string(),
                "factsAgeSeconds": scorecard.snapshot_age_seconds,
            },
            "results": results,
        }],
    }))
}

/// Rules that speak in the results, in the order of the catalogue, then codes of problems.
fn descriptors(scorecard: &Scorecard) -> Vec<Value> {
    let spoken: HashSet<&str> = scorecard.findings.iter().map(|finding| finding.rule).collect();
    let rules = rules::all().into_iter().filter(|rule| spoken.contains(rule.id)).map(|rule| {
        json!({
            "id": rule.id,
            "shortDescription": { "text": rule.title },
            "fullDescription": { "text": rule.why },
            "help": { "text": explain::plain_help(rule), "markdown": explain::rule(rule) },
            "helpUri": rule.references.first().copied().unwrap_or(env!("CARGO_PKG_REPOSITORY")),
            "properties": { "tags": [labels::area_id(rule.area)] },
        })
    });
    let codes: BTreeSet<&str> = scorecard.problems.iter().map(|problem| problem.code).collect();
    let codes = codes.into_iter().map(|code| {
        let text = format!("problem in the workbook: {code}");
        json!({
            "id": code,
            "shortDescription": { "text": text },
            "fullDescription": { "text": text },
            "help": { "text": "Each result says what to write instead." },
            "properties": { "tags": ["workbook"] },
        })
    });
    rules.chain(codes).collect()
}

/// How a result relates to the last run. What was closed is no result: services that do not know
/// `absent` would open an alert for it.
fn baseline_state(changes: &HashMap<&str, &'static str>, finding: &Finding) -> &'static str {
    match changes.get(finding.id.as_str()) {
        None => "unchanged",
        Some(&("new" | "reopened")) => "new",
        Some(_) => "updated",
    }
}

fn result(finding: &Finding, baseline: Option<&str>, workbook: Option<&str>) -> Value {
    let level = match finding.light {
        Light::Red => "error",
        Light::Yellow => "warning",
        Light::Gray | Light::Green => "note",
    };
    let subject = labels::subject(&finding.resource);
    let summary = format!("{subject}: {}", finding.summary);
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level,
        "message": {
            "text": plain(&format!("{summary}\n\n{}", finding.fix)),
            "markdown": for_markdown(&summary) + &markdown::fix(&finding.fix),
        },
        "locations": locations(finding, workbook),
        "fingerprints": { "findingId/v1": finding.id },
        "partialFingerprints": fingerprints(&finding.id),
        "properties": {
            "area": labels::area_id(finding.area),
            "light": labels::light_id(finding.light),
            "due": finding.due,
            "overdue": finding.overdue,
            "owner": finding.owner,
        },
    });
    if let Some(baseline) = baseline {
        result["baselineState"] = json!(baseline);
    }
    if let Some(accepted) = &finding.accepted {
        let justification = for_terminal(&labels::accepted(accepted));
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": justification }]);
    }
    result
}

/// What tells one result from another of the same rule on the same line. GitHub's code scanning goes by
/// `primaryLocationLineHash`, and works it out from the line alone where it is missing.
fn fingerprints(id: &str) -> Value {
    json!({ "findingId/v1": id, "primaryLocationLineHash": format!("{:016x}:1", fnv1a(id)) })
}

fn problem_result(problem: &ProblemReport, workbook: Option<&str>) -> Value {
    let level = match problem.code {
        Problem::NOT_FILLED_IN => "note",
        Problem::SECRET => "error",
        _ => "warning",
    };
    let mut location = json!({ "message": { "text": format!("line {}, column {}", problem.line, problem.column) } });
    if let Some(uri) = workbook {
        location["physicalLocation"] = json!({
            "artifactLocation": { "uri": uri },
            "region": { "startLine": problem.line, "startColumn": problem.column },
        });
    }
    json!({
        "ruleId": problem.code,
        "level": level,
        "message": { "text": plain(&format!("{}\n\n{}", problem.message, problem.help)) },
        "locations": [location],
        "partialFingerprints": fingerprints(&format!("{}/{}/{}", problem.code, problem.column, problem.message)),
    })
}

/// The lines of the workbook that the finding names, else the one that lists the resource, else the
/// workbook as a whole: code-scanning services refuse a result that points at no file.
fn locations(finding: &Finding, workbook: Option<&str>) -> Vec<Value> {
    let logical = json!([logical(&finding.resource)]);
    let Some(uri) = workbook else { return vec![json!({ "logicalLocations": logical })] };
    let artifact = json!({ "uri": uri });
    let listed = finding.resource.line.as_slice();
    let lines = if finding.lines.is_empty() { listed } else { &finding.lines };
    let at_lines: Vec<Value> = lines
        .iter()
        .map(|line| json!({ "artifactLocation": artifact, "region": { "startLine": line } }))
        .map(|place| json!({ "physicalLocation": place, "logicalLocations": logical }))
        .collect();
    if at_lines.is_empty() {
        return vec![json!({ "physicalLocation": { "artifactLocation": artifact }, "logicalLocations": logical })];
    }
    at_lines
}

fn logical(resource: &Subject) -> Value {
    let Subject { kind, id, arn, account, region, .. } = resource;
    let place = [account, region].into_iter().flatten().map(String::as_str);
    let path: Vec<&str> = place.chain([*kind, id.as_str()]).collect();
    let full_name = arn.clone().unwrap_or_else(|| path.join("/"));
    json!({ "name": id, "fullyQualifiedName": full_name, "kind": kind })
}

/// Text of a message. A `[…](…)` in it would be shown as a link.
fn plain(text: &str) -> String {
    lines(text.trim_end()).replace("](", "] (")
}

/// A relative or `file` address.
fn address(path: &str) -> String {
    let path = path.replace('\\', "/");
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    if is_drive {
        return format!("file:///{}:{}", &path[..1], for_address(&path[2..]));
    }
    let relative = for_address(path.trim_start_matches("./"));
    if path.starts_with('/') { format!("file://{relative}") } else { relative }
}

#[cfg(test)]
mod tests;
