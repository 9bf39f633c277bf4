//! Lays out what was judged and reviewed. No counting, sorting or judging happens here.

pub(crate) mod csv;
pub mod explain;
mod fix;
pub(crate) mod html;
mod junit;
mod markdown;
pub mod plan;
mod report;
mod sarif;
pub(crate) mod terminal;
#[cfg(test)]
mod testing;

use serde::Serialize;

use crate::scorecard::Scorecard;

pub use report::{Unwritten, appendix_b, report, section_18, write_review};

/// What a scorecard or a review is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text for a person at a terminal.
    Terminal,
    /// GitHub-flavored Markdown.
    Markdown,
    /// The public JSON contract.
    Json,
    /// One HTML page that asks nothing of the network.
    Html,
    /// JUnit XML, as continuous-integration servers read test results.
    Junit,
    /// SARIF 2.1.0, as code-scanning services read it.
    Sarif,
    /// One row per finding, for a spreadsheet.
    Csv,
}

/// How a scorecard or a review is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Columns to wrap at; commands are never wrapped.
    pub width: usize,
    /// Whether the terminal shows colors.
    pub color: bool,
    /// Whether the findings that are ready are listed as well.
    pub verbose: bool,
    /// Path of the workbook, where it is a file; SARIF points at its lines.
    pub workbook: Option<String>,
}

/// Lays out a scorecard. The result ends with a newline.
pub fn render(scorecard: &Scorecard, format: Format, options: &Options) -> String {
    match format {
        Format::Terminal => terminal::render(scorecard, options),
        Format::Markdown => markdown::render(scorecard, options),
        Format::Json => json(scorecard),
        Format::Html => html::render(scorecard),
        Format::Junit => junit::render(scorecard),
        Format::Sarif => sarif::render(scorecard, options),
        Format::Csv => csv::render(scorecard),
    }
}

pub(crate) fn json(document: &impl Serialize) -> String {
    // What is written has string keys only, so that writing it cannot fail. Should it ever, the
    // reader gets a document that no schema accepts instead of half a verdict.
    let text = serde_json::to_string_pretty(document)
        .unwrap_or_else(|error| serde_json::json!({ "error": error.to_string() }).to_string());
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::{Format, Options, render};
    use crate::scorecard::testing;

    #[test]
    fn json_is_the_documented_contract() {
        let mut scorecard = testing::rich();
        scorecard.findings.truncate(2);
        scorecard.changes = Some(testing::changes());
        let options = Options { width: 80, color: true, verbose: false, workbook: None };
        insta::assert_snapshot!(render(&scorecard, Format::Json, &options), @r#"
        {
          "schema": "iem.scorecard/1",
          "generated_at": "2026-12-05T01:00:00Z",
          "snapshot_taken_at": "2026-12-05T00:30:00Z",
          "snapshot_age_seconds": 1800,
          "event": {
            "name": "Winter Sale",
            "customer": "Example Shop",
            "start": "2026-12-12T12:00:00Z",
            "end": "2026-12-12T16:00:00Z",
            "time_zone": "GMT +8",
            "peak_factor": 22.0
          },
          "overall": "red",
          "accepted": 1,
          "areas": [
            {
              "id": "service",
              "light": "red",
              "red": 1,
              "yellow": 0,
              "green": 1,
              "gray": 3,
              "accepted": 1
            },
            {
              "id": "operations",
              "light": "yellow",
              "red": 0,
              "yellow": 1,
              "green": 0,
              "gray": 0,
              "accepted": 0
            },
            {
              "id": "security",
              "light": "gray",
              "red": 0,
              "yellow": 0,
              "green": 0,
              "gray": 0,
              "accepted": 0
            }
          ],
          "judged": {
            "rules": 6,
            "findings": 7,
            "gray": 3,
            "not_applicable": 2
          },
          "changes": {
            "since": "2026-12-04",
            "new": [
              "asg-max-covers-peak/111122223333/ap-southeast-1/web"
            ],
            "reopened": [],
            "worse": [],
            "no_longer_known": [
              "asg-warmup/111122223333/ap-southeast-1/web"
            ],
            "better": [
              "asg-multi-az/111122223333/ap-southeast-1/web"
            ],
            "closed": [
              "asg-exists/111122223333/ap-southeast-1/web",
              "lb-state-api-945b3a"
            ]
          },
          "findings": [
            {
              "id": "asg-max-covers-peak/111122223333/ap-southeast-1/web",
              "rule": "asg-max-covers-peak",
              "area": "service",
              "light": "red",
              "resource": {
                "type": "asg",
                "id": "web",
                "arn": null,
                "account": "111122223333",
                "region": "ap-southeast-1",
                "line": 54
              },
              "summary": "the maximum of 20 instances is below the 66 that the peak needs",
              "evidence": {
                "max_size": 20,
                "needed": 66
              },
              "need": null,
              "when": [],
              "fix": "Raise the maximum to at least 66 before the event, and ask the team that owns the quota first:\n`aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1`",
              "due": "2026-11-20",
              "overdue": true,
              "owner": "Alex",
              "accepted": null
            },
            {
              "id": "asg-multi-az/111122223333/ap-southeast-1/web",
              "rule": "asg-multi-az",
              "area": "service",
              "light": "red",
              "resource": {
                "type": "asg",
                "id": "old",
                "arn": null,
                "account": "111122223333",
                "region": "ap-southeast-1",
                "line": 54
              },
              "summary": "asg summary",
              "evidence": {},
              "need": null,
              "when": [],
              "fix": "asg fix",
              "due": "2026-11-20",
              "overdue": true,
              "owner": null,
              "accepted": {
                "owner": "Kim",
                "reason": "the old group serves no traffic",
                "expires": "2026-12-31"
              }
            }
          ],
          "problems": [
            {
              "code": "unknown-date",
              "line": 12,
              "column": 10,
              "message": "the end is not a date",
              "help": "write it as Dec 12, 2026 11:00 PM GMT +8"
            }
          ]
        }
        "#);
    }

    /// The lines of each format that a change adds, or adds words to.
    #[test]
    fn every_format_says_what_changed() {
        let before = testing::rich();
        let mut after = testing::rich();
        after.changes = Some(testing::changes());
        let options = Options { width: 80, color: false, verbose: false, workbook: Some("event.md".into()) };
        let mut told = String::new();
        for format in [Format::Terminal, Format::Markdown, Format::Html, Format::Junit, Format::Sarif, Format::Csv] {
            let lines = |scorecard| render(scorecard, format, &options).replace("><", ">\n<");
            let (before, after) = (lines(&before), lines(&after));
            told.push_str(&format!("[{format:?}]\n"));
            for line in after.lines().filter(|line| !line.is_empty() && !before.lines().any(|known| known == *line)) {
                told.push_str(&format!("{}\n", line.replace('\r', "")));
            }
        }
        insta::assert_snapshot!(told);
    }
}
