//! What is known about the rules and sources, as Markdown: for `iem explain` and for `docs/`.

mod subjects;

use std::{collections::BTreeSet, fmt::Write as _};

pub use self::subjects::judged;
use self::subjects::{by_subject, title};
use super::markdown;
use crate::{
    report,
    rule::{Rule, Threshold, fix},
    scorecard::labels,
    source::{Scope, Source},
    text::number::count,
};

/// Columns at which prose is wrapped.
const WIDTH: usize = 100;

/// Everything about one rule.
pub fn rule(rule: &Rule) -> String {
    let mut blocks = vec![
        format!("# {}", rule.id),
        wrapped(&sentence(rule.title)),
        format!("Area: {} · due {}", labels::area(rule.area), due(rule.lead_days)),
        "## Why it matters".to_owned(),
        wrapped(rule.why),
        fix(rule),
        "## What it reads".to_owned(),
        needs(rule),
    ];
    if !rule.thresholds.is_empty() {
        blocks.push("## Thresholds".to_owned());
        blocks.push(thresholds(rule.thresholds));
        blocks.push(front_matter(rule));
    }
    blocks.push("## How to accept the risk".to_owned());
    blocks.push(acceptance(rule));
    if !rule.references.is_empty() {
        let links: Vec<String> = rule.references.iter().map(|link| format!("- <{link}>")).collect();
        blocks.push("## References".to_owned());
        blocks.push(links.join("\n"));
    }
    blocks.join("\n\n") + "\n"
}

/// Every rule in one line, by subject, for a terminal.
pub fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (subject, rules) in by_subject(rules) {
        let _ = writeln!(text, "{}", title(subject));
        for rule in rules {
            let _ = writeln!(text, "  {:width$}  {}", rule.id, rule.title);
        }
        text.push('\n');
    }
    text + "`iem explain RULE` tells the rest.\n"
}

/// Every rule in one line, by subject, with links to the pages of [`rule`].
pub fn index(rules: &[&Rule]) -> String {
    let mut text = format!(
        "# Rules\n\nThe {} that `iem check` judges. `iem explain RULE` prints the same pages, without the\nfinding of an example.\n",
        count(rules.len(), "rule"),
    );
    for (subject, rules) in by_subject(rules) {
        let _ = write!(text, "\n## {}\n\n", title(subject));
        for rule in rules {
            let _ = writeln!(text, "- [{id}]({id}.md): {}", rule.title, id = rule.id);
        }
    }
    text
}

/// Everything that `iem` asks AWS, and which of `rules` need it.
pub fn sources(rules: &[&Rule]) -> String {
    let mut text = "# What iem asks AWS\n\n\
        Every operation only reads. A region is asked when the workbook lists a resource there that \
        the\nrow can speak about. `iem permissions` prints the IAM policy that allows all of it, and\n\
        `iem permissions WORKBOOK` the least that one event needs.\n\n\
        | Source | What | Asked once per | IAM actions | Needed by |\n\
        | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for source in Source::ALL {
        let info = source.info();
        let scope = match info.scope {
            Scope::Account => "account",
            Scope::Region => "account and region",
        };
        let actions: Vec<String> = info.actions.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(
            text,
            "| `{}` | {} | {scope} | {} | {} |",
            info.id,
            info.title,
            actions.join(", "),
            needed_by(*source, rules),
        );
    }
    text
}

fn needed_by(source: Source, rules: &[&Rule]) -> String {
    let rules = rules.iter().filter(|rule| rule.needs.contains(&source));
    let mut by: Vec<String> = rules.map(|rule| format!("[{id}](rules/{id}.md)", id = rule.id)).collect();
    if report::NEEDS.contains(&source) {
        by.push("`iem report`".to_owned());
    }
    match source {
        _ if !by.is_empty() => by.join(", "),
        Source::Identity => "all: proves that the right account answers".to_owned(),
        _ => "tells what to ask next".to_owned(),
    }
}

fn fix(rule: &Rule) -> String {
    let mut text = "## How to fix it".to_owned() + &markdown::fix(&fix::blank(rule.fix));
    for other in rule.other_fixes {
        let _ = write!(text, "\n\n### {}{}", other.when, markdown::fix(&fix::blank(other.text)));
    }
    let mut names: Vec<String> = Vec::new();
    for name in fixes(rule).flat_map(fix::names).map(|name| format!("`<{name}>`")) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if !names.is_empty() {
        text = text + "\n\n" + &wrapped(&format!("`iem check` fills in {} for each finding.", enumeration(&names)));
    }
    text
}

/// What to do, whatever the verdict.
fn fixes(rule: &Rule) -> impl Iterator<Item = &'static str> {
    [rule.fix].into_iter().chain(rule.other_fixes.iter().map(|other| other.text))
}

/// Why a rule matters and what to do, without Markdown.
pub(super) fn plain_help(rule: &Rule) -> String {
    let first = [rule.why.to_owned(), fix::blank(rule.fix)].into_iter();
    let others = rule.other_fixes.iter().map(|other| format!("{}: {}", other.when, fix::blank(other.text)));
    first.chain(others).collect::<Vec<_>>().join("\n\n")
}

/// Names as one writes them: `a, b and c`.
fn enumeration(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn needs(rule: &Rule) -> String {
    if rule.needs.is_empty() {
        return "Only the workbook; AWS is not asked.".to_owned();
    }
    let own: BTreeSet<Source> = rule.needs.iter().copied().collect();
    let rows: Vec<String> = own
        .iter()
        .map(|source| {
            let info = source.info();
            let actions: Vec<String> = info.actions.iter().map(|name| format!("`{name}`")).collect();
            format!("| {} | {} |", info.title, actions.join(", "))
        })
        .collect();
    format!("| Facts | IAM actions |\n| --- | --- |\n{}", rows.join("\n"))
}

fn thresholds(thresholds: &[Threshold]) -> String {
    let rows: Vec<String> = thresholds
        .iter()
        .map(|threshold| format!("| `{}` | {} | {} |", threshold.name, threshold.default, threshold.meaning))
        .collect();
    format!("| Name | Default | Meaning |\n| --- | ---: | --- |\n{}", rows.join("\n"))
}

fn front_matter(rule: &Rule) -> String {
    let lines: Vec<String> = rule
        .thresholds
        .iter()
        .map(|threshold| format!("  {}.{}: {}", rule.id, threshold.name, threshold.default))
        .collect();
    format!(
        "A workbook changes them in its front matter, on its first lines:\n\n\
         ```yaml\n---\nthresholds:\n{}\n---\n```",
        lines.join("\n"),
    )
}

fn acceptance(rule: &Rule) -> String {
    let intro = wrapped(
        "Write a row into the table `Accepted risks` in section 16 of the workbook. It counts only \
         with an owner, a reason and a last day that is not before the end of the event; `*` stands for every resource.",
    );
    format!(
        "{intro}\n\n```markdown\n### Accepted risks\n\n\
         | Rule | Resource | Owner | Reason | Expires |\n| --- | --- | --- | --- | --- |\n\
         | {} | name of the resource | who decides | why | YYYY-MM-DD |\n```",
        rule.id,
    )
}

fn due(lead_days: u16) -> String {
    match lead_days {
        0 => "on the day of the event".to_owned(),
        1 => "1 day before the event".to_owned(),
        days => format!("{days} days before the event"),
    }
}

/// Begins with a capital letter and ends with a period.
fn sentence(fragment: &str) -> String {
    let mut rest = fragment.chars();
    let first = rest.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if fragment.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", rest.as_str())
}

fn wrapped(text: &str) -> String {
    let options = textwrap::Options::new(WIDTH).break_words(false).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

#[cfg(test)]
mod tests {
    use crate::{
        rule::{Area, Example, Fix, Rule, Threshold, Topic},
        source::Source,
    };

    const RULE: Rule = Rule {
        id: "asg-max-covers-peak",
        area: Area::Service,
        topics: &[Topic::Capacity],
        title: "every group can grow to what the peak needs",
        why: "A group that stands at its maximum starts nothing, whatever the alarms say.",
        fix: "Raise it: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name \
              {resource} --max-size <new>`.",
        other_fixes: &[Fix {
            when: "Where its metrics are off",
            text: "Switch them on for {resource}, up to {recommended}.",
            example: Example::Region("{}"),
        }],
        references: &["https://docs.aws.amazon.com/autoscaling/"],
        lead_days: 7,
        needs: &[Source::Groups, Source::Metrics],
        thresholds: &[Threshold {
            name: "headroom",
            default: 1.2,
            meaning: "multiple of the need below which it is yellow",
        }],
        example: Example::Region("{}"),
        check: |_| {},
    };
    const OTHER: Rule = Rule { id: "ec2-running", title: "every listed instance runs", needs: &[], ..RULE };

    #[test]
    fn a_page() {
        insta::assert_snapshot!(super::rule(&RULE), @r#"
        # asg-max-covers-peak

        Every group can grow to what the peak needs.

        Area: AWS service readiness · due 7 days before the event

        ## Why it matters

        A group that stands at its maximum starts nothing, whatever the alarms say.

        ## How to fix it

        Raise it:

        ```sh
        aws autoscaling update-auto-scaling-group --auto-scaling-group-name <resource> --max-size <new>
        ```

        ### Where its metrics are off

        Switch them on for `<resource>`, up to `<recommended>`.

        `iem check` fills in `<resource>` and `<recommended>` for each finding.

        ## What it reads

        | Facts | IAM actions |
        | --- | --- |
        | Auto Scaling groups | `autoscaling:DescribeAutoScalingGroups` |
        | CloudWatch metrics | `cloudwatch:GetMetricData` |

        ## Thresholds

        | Name | Default | Meaning |
        | --- | ---: | --- |
        | `headroom` | 1.2 | multiple of the need below which it is yellow |

        A workbook changes them in its front matter, on its first lines:

        ```yaml
        ---
        thresholds:
          asg-max-covers-peak.headroom: 1.2
        ---
        ```

        ## How to accept the risk

        Write a row into the table `Accepted risks` in section 16 of the workbook. It counts only with an
        owner, a reason and a last day that is not before the end of the event; `*` stands for every
        resource.

        ```markdown
        ### Accepted risks

        | Rule | Resource | Owner | Reason | Expires |
        | --- | --- | --- | --- | --- |
        | asg-max-covers-peak | name of the resource | who decides | why | YYYY-MM-DD |
        ```

        ## References

        - <https://docs.aws.amazon.com/autoscaling/>
        "#);
    }

    #[test]
    fn lists_and_index() {
        insta::assert_snapshot!(super::list(&[&RULE, &OTHER]), @r#"
        Auto Scaling groups
          asg-max-covers-peak  every group can grow to what the peak needs

        EC2 instances
          ec2-running          every listed instance runs

        `iem explain RULE` tells the rest.
        "#);
        insta::assert_snapshot!(super::index(&[&RULE, &OTHER]), @r#"
        # Rules

        The 2 rules that `iem check` judges. `iem explain RULE` prints the same pages, without the
        finding of an example.

        ## Auto Scaling groups

        - [asg-max-covers-peak](asg-max-covers-peak.md): every group can grow to what the peak needs

        ## EC2 instances

        - [ec2-running](ec2-running.md): every listed instance runs
        "#);
    }

    #[test]
    fn sources_name_their_rules() {
        let text = super::sources(&[&RULE]);
        let shown = ["| Source", "| `sts/", "| `autoscaling/groups", "| `autoscaling/launch", "| `cloudwatch/"];
        let rows: Vec<&str> = text.lines().filter(|line| shown.iter().any(|row| line.starts_with(row))).collect();
        insta::assert_snapshot!(rows.join("\n"), @r#"
        | Source | What | Asked once per | IAM actions | Needed by |
        | `sts/identity` | caller identity | account | `sts:GetCallerIdentity` | all: proves that the right account answers |
        | `autoscaling/groups` | Auto Scaling groups | account and region | `autoscaling:DescribeAutoScalingGroups` | [asg-max-covers-peak](rules/asg-max-covers-peak.md), `iem report` |
        | `autoscaling/launch_configurations` | launch configurations | account and region | `autoscaling:DescribeLaunchConfigurations` | tells what to ask next |
        | `cloudwatch/metrics` | CloudWatch metrics | account and region | `cloudwatch:GetMetricData` | [asg-max-covers-peak](rules/asg-max-covers-peak.md), `iem report` |
        | `cloudwatch/alarms` | CloudWatch alarms | account and region | `cloudwatch:DescribeAlarms` | `iem report` |
        | `cloudwatch/event` | metrics of the event | account and region | `cloudwatch:GetMetricData` | `iem report` |
        | `cloudwatch/baseline` | metrics before the event | account and region | `cloudwatch:GetMetricData` | `iem report` |
        | `cloudwatch/months` | metrics of twelve months | account and region | `cloudwatch:GetMetricData` | `iem report` |
        | `cloudwatch/alarm_history` | alarm history | account and region | `cloudwatch:DescribeAlarmHistory` | `iem report` |
        "#);
    }

    #[test]
    fn a_rule_about_the_workbook_reads_nothing() {
        assert!(super::rule(&OTHER).contains("AWS is not asked"));
    }
}
