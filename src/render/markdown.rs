//! The scorecard as a GitHub-flavored Markdown document.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{
    Options,
    fix::{self, Part},
};
use crate::{
    rule::Light,
    scorecard::{Finding, GrayCause, Scorecard, gray_causes, labels},
    text::{
        escape::{for_markdown, for_terminal},
        markdown::{fence, inline},
        number::count,
    },
};

pub(super) fn render(scorecard: &Scorecard, options: &Options) -> String {
    let mut blocks = vec![header(scorecard), areas(scorecard)];
    blocks.extend(changes(scorecard));
    let today = scorecard.today();
    let open: Vec<&Finding> = scorecard.open().filter(|finding| finding.light != Light::Gray).collect();
    if !open.is_empty() {
        blocks.push(open_table(&open, today));
        blocks.extend(open.iter().map(|finding| details(finding)));
    }
    let causes = gray_causes(scorecard);
    if !causes.is_empty() {
        blocks.push("## Could not be judged".to_owned());
        blocks.extend(causes.iter().map(gray_cause));
    }
    blocks.extend(accepted(scorecard));
    blocks.extend(problems(scorecard));
    if options.verbose {
        blocks.extend(ready(scorecard));
    }
    blocks.push(format!("**Next:** {}", inline(&scorecard.next_step())));
    blocks.join("\n\n") + "\n"
}

fn header(scorecard: &Scorecard) -> String {
    format!(
        "# Event readiness: {}\n\n**{}: {}**\n\n{} · {}\n\nJudged on {}\n\n**Coverage:** {}",
        for_markdown(&labels::event(&scorecard.event)),
        labels::verdict(scorecard.overall, scorecard.accepted),
        labels::meaning(scorecard.overall),
        for_markdown(&labels::calendar(scorecard)),
        labels::peak(&scorecard.event),
        for_markdown(&scorecard.facts()),
        labels::judged(scorecard),
    )
}

fn areas(scorecard: &Scorecard) -> String {
    let mut text = "## Areas\n\n\
        | Area | Light | Red | Yellow | Gray | Green | Accepted |\n\
        | --- | --- | ---: | ---: | ---: | ---: | ---: |"
        .to_owned();
    for area in &scorecard.areas {
        let cells = [area.red, area.yellow, area.gray, area.green, area.accepted];
        let cells = cells.map(|number| number.to_string()).join(" | ");
        let (name, light) = (labels::area(area.id), labels::verdict(area.light, area.accepted));
        // Writing to a string cannot fail.
        let _ = write!(text, "\n| {name} | {light} | {cells} |");
    }
    text
}

fn changes(scorecard: &Scorecard) -> Option<String> {
    scorecard.changes.as_ref()?;
    let mut text = format!("## What changed {}", scorecard.what_changed());
    for (at, change) in scorecard.changed().iter().enumerate() {
        let label = for_markdown(&labels::changed(change));
        let _ = write!(text, "{}- {}: {label}", if at == 0 { "\n\n" } else { "\n" }, change.kind);
    }
    Some(text)
}

fn open_table(open: &[&Finding], today: Date) -> String {
    let mut text = "## Open findings\n\n\
        | Light | Rule | Resource | Due | Owner | Summary |\n\
        | --- | --- | --- | --- | --- | --- |"
        .to_owned();
    for finding in open {
        let due = labels::due(finding, today).unwrap_or_default();
        let _ = write!(
            text,
            "\n| {} | `{}` | {} | {} | {} | {} |",
            labels::light(finding.light),
            finding.rule,
            for_markdown(&labels::subject(&finding.resource)),
            for_markdown(due.trim_start_matches("due ")),
            for_markdown(finding.owner.as_deref().unwrap_or_default()),
            for_markdown(&finding.summary),
        );
    }
    text
}

fn details(finding: &Finding) -> String {
    let light = labels::light(finding.light);
    let subject = for_markdown(&labels::subject(&finding.resource));
    // Labels keep a text from outside from being read as a heading or a list.
    let mut text = format!("### {light} {}: {subject}\n\n", finding.rule);
    let _ = write!(text, "**Finding:** {}", for_markdown(&finding.summary));
    let evidence = labels::evidence(finding.evidence.iter());
    if !evidence.is_empty() {
        let _ = write!(
            text,
            "

**Evidence:** {}",
            for_markdown(&evidence)
        );
    }
    text + &labeled_fix(&finding.fix)
}

fn gray_cause(cause: &GrayCause<'_>) -> String {
    let rules: Vec<String> = cause.rules.iter().map(|rule| format!("`{rule}`")).collect();
    let text = format!(
        "### {} {}\n\n{} of {}",
        labels::light(Light::Gray),
        for_markdown(cause.summary),
        count(cause.findings.len(), "finding"),
        rules.join(", "),
    );
    text + &labeled_fix(cause.fix.unwrap_or_default())
}

fn accepted(scorecard: &Scorecard) -> Option<String> {
    let mut text = "## Accepted risks\n\n\
        | Light | Rule | Resource | Owner | Until | Reason |\n\
        | --- | --- | --- | --- | --- | --- |"
        .to_owned();
    let empty = text.len();
    for finding in &scorecard.findings {
        let Some(accepted) = &finding.accepted else { continue };
        let _ = write!(
            text,
            "\n| {} | `{}` | {} | {} | {} | {} |",
            labels::light(finding.light),
            finding.rule,
            for_markdown(&labels::subject(&finding.resource)),
            for_markdown(&accepted.owner),
            for_markdown(&accepted.expires),
            for_markdown(&accepted.reason),
        );
    }
    (text.len() > empty).then_some(text)
}

fn problems(scorecard: &Scorecard) -> Option<String> {
    if scorecard.problems.is_empty() {
        return None;
    }
    let mut text = "## Problems in the workbook\n\n\
        | Line | Column | Code | Problem | Help |\n\
        | ---: | ---: | --- | --- | --- |"
        .to_owned();
    for problem in &scorecard.problems {
        let _ = write!(
            text,
            "\n| {} | {} | `{}` | {} | {} |",
            problem.line,
            problem.column,
            problem.code,
            for_markdown(&problem.message),
            for_markdown(&problem.help),
        );
    }
    Some(text)
}

fn ready(scorecard: &Scorecard) -> Option<String> {
    let mut text = "## Ready\n\n| Rule | Resource | Summary |\n| --- | --- | --- |".to_owned();
    let empty = text.len();
    for finding in scorecard.findings.iter().filter(|finding| finding.light == Light::Green) {
        let _ = write!(
            text,
            "\n| `{}` | {} | {} |",
            finding.rule,
            for_markdown(&labels::subject(&finding.resource)),
            for_markdown(&finding.summary),
        );
    }
    (text.len() > empty).then_some(text)
}

fn labeled_fix(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("\n\n**Fix:**{}", fix(text)) }
}

/// Prose as paragraphs, each command in a code block of its own.
pub(super) fn fix(fix: &str) -> String {
    let mut text = String::new();
    for part in fix::parts(fix) {
        let _ = match part {
            Part::Prose(prose) => write!(text, "\n\n{}", inline(prose)),
            Part::Command(command) => {
                let command = for_terminal(command);
                let fence = fence(&command);
                write!(text, "\n\n{fence}sh\n{command}\n{fence}")
            }
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::fix;
    use crate::text::markdown::inline;
    use crate::{
        render::{Format, Options, render},
        scorecard::testing,
    };

    const OPTIONS: Options = Options { width: 80, color: false, verbose: true, workbook: None };

    #[test]
    fn a_whole_document() {
        insta::assert_snapshot!(render(&testing::rich(), Format::Markdown, &OPTIONS), @r#"
        # Event readiness: Winter Sale · Example Shop

        **✗ RED, 1 accepted: not ready**

        2026-12-12 20:00 to 2026-12-13 00:00 GMT +8, 7 days to go · peak 22× normal traffic

        Judged on facts of 2026-12-05 08:30 GMT +8, 30 minutes old

        **Coverage:** judged 4 of 7 findings by 6 rules, 2 not applicable

        ## Areas

        | Area | Light | Red | Yellow | Gray | Green | Accepted |
        | --- | --- | ---: | ---: | ---: | ---: | ---: |
        | AWS service readiness | ✗ RED, 1 accepted | 1 | 0 | 3 | 1 | 1 |
        | Operational readiness | ! YELLOW | 0 | 1 | 0 | 0 | 0 |
        | Security readiness | ? GRAY | 0 | 0 | 0 | 0 | 0 |

        ## Open findings

        | Light | Rule | Resource | Due | Owner | Summary |
        | --- | --- | --- | --- | --- | --- |
        | ✗ RED | `asg-max-covers-peak` | asg web (111122223333, ap-southeast-1) | 2026-11-20, overdue by 15 days | Alex | the maximum of 20 instances is below the 66 that the peak needs |
        | ! YELLOW | `workbook-owner` | workbook section-1 | 2026-12-10 |  | nobody is named as the owner of the event |

        ### ✗ RED asg-max-covers-peak: asg web (111122223333, ap-southeast-1)

        **Finding:** the maximum of 20 instances is below the 66 that the peak needs

        **Evidence:** max\_size 20, needed 66

        **Fix:**

        Raise the maximum to at least 66 before the event, and ask the team that owns the quota first:

        ```sh
        aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --max-size 66 --region ap-southeast-1
        ```

        ### ! YELLOW workbook-owner: workbook section-1

        **Finding:** nobody is named as the owner of the event

        **Fix:**

        Write `- Owner: name` in section 1.

        ## Could not be judged

        ### ? GRAY could not read scaling policies: autoscaling:DescribePolicies was denied

        3 findings of `asg-scaling-policy`, `asg-warmup`

        **Fix:**

        Allow autoscaling:DescribePolicies for the role that runs iem.

        ## Accepted risks

        | Light | Rule | Resource | Owner | Until | Reason |
        | --- | --- | --- | --- | --- | --- |
        | ✗ RED | `asg-multi-az` | asg old (111122223333, ap-southeast-1) | Kim | 2026-12-31 | the old group serves no traffic |

        ## Problems in the workbook

        | Line | Column | Code | Problem | Help |
        | ---: | ---: | --- | --- | --- |
        | 12 | 10 | `unknown-date` | the end is not a date | write it as Dec 12, 2026 11:00 PM GMT +8 |

        ## Ready

        | Rule | Resource | Summary |
        | --- | --- | --- |
        | `asg-exists` | asg web (111122223333, ap-southeast-1) | the group exists |

        **Next:** close asg-max-covers-peak on asg web, overdue since 2026-11-20; `iem explain asg-max-covers-peak` says why
        "#);
    }

    #[test]
    fn rows_stay_rows_whatever_a_resource_is_called() {
        let mut scorecard = testing::rich();
        let rows = |text: &str| text.lines().filter(|line| line.starts_with('|')).count();
        let before = rows(&render(&scorecard, Format::Markdown, &OPTIONS));
        for finding in &mut scorecard.findings {
            finding.resource.id = "a | b\n| c | <img src=x> |".into();
            finding.summary = "```\n| x |".into();
        }
        let text = render(&scorecard, Format::Markdown, &OPTIONS);
        assert_eq!(rows(&text), before);
        assert!(!text.contains("<img"));
    }

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(inline("set `max_size` to *5*"), r"set `max_size` to \*5\*");
        assert_eq!(inline("one ` tick"), r"one \` tick");
        insta::assert_snapshot!(fix("aws x --y ```\n<b>"), @r#"
        ````sh
        aws x --y ```
        ````

        &lt;b>
        "#);
    }
}
