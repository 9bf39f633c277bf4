//! The subjects of the rules, as a reader looks for them.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{
    rule::{Rule, Topic},
    source::Source,
    text::number::count,
};

/// The first words of the rules' ids, and what people call what they are about.
const TITLES: [(&str, &str); 32] = [
    ("wb", "The workbook"),
    ("ec2", "EC2 instances"),
    ("ebs", "EBS volumes"),
    ("quota", "Service quotas"),
    ("asg", "Auto Scaling groups"),
    ("lb", "Application and Network Load Balancers"),
    ("clb", "Classic Load Balancers"),
    ("vpc", "VPCs"),
    ("subnet", "Subnets"),
    ("nat", "NAT gateways"),
    ("table", "DynamoDB tables"),
    ("ecs", "ECS services"),
    ("eks", "EKS clusters"),
    ("bucket", "S3 buckets"),
    ("backup", "AWS Backup"),
    ("ses", "Amazon SES"),
    ("function", "Lambda functions"),
    ("api", "API Gateway APIs"),
    ("queue", "SQS queues"),
    ("topic", "SNS topics"),
    ("db", "RDS and Aurora databases"),
    ("cache", "ElastiCache caches"),
    ("distribution", "CloudFront distributions"),
    ("zone", "Route 53 hosted zones"),
    ("endpoint", "Endpoints"),
    ("cfn", "CloudFormation stacks"),
    ("support", "AWS Support"),
    ("ta", "Trusted Advisor"),
    ("health", "AWS Health"),
    ("shield", "Shield Advanced"),
    ("waf", "AWS WAF"),
    ("cw", "CloudWatch alarms"),
];

/// What people call a subject; its word where nobody gave it a title.
pub(super) fn title(subject: &str) -> &str {
    TITLES.iter().find(|(word, _)| *word == subject).map_or(subject, |(_, title)| title)
}

/// Rules by the first word of their id, in the order in which the subjects come.
pub(super) fn by_subject<'a>(rules: &[&'a Rule]) -> Vec<(&'a str, Vec<&'a Rule>)> {
    let mut subjects: Vec<(&str, Vec<&Rule>)> = Vec::new();
    for rule in rules {
        let subject = rule.id.split('-').next().unwrap_or(rule.id);
        match subjects.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, rules)) => rules.push(rule),
            None => subjects.push((subject, vec![rule])),
        }
    }
    subjects
}

/// What is judged, a row for each subject, with links to [`super::index`], which stands at `page`.
pub fn judged(rules: &[&Rule], page: &str) -> String {
    let mut text = format!(
        "{} judge what section 6 lists and what follows from it, by {} kinds of answers from AWS:\n\n\
         | Subject | What is judged | Rules |\n| --- | --- | ---: |\n",
        count(rules.len(), "rule"),
        Source::ALL.len(),
    );
    for (subject, rules) in by_subject(rules) {
        let topics: BTreeSet<Topic> = rules.iter().flat_map(|rule| rule.topics).copied().collect();
        let topics: Vec<&str> = topics.into_iter().map(Topic::words).collect();
        let (title, count) = (title(subject), rules.len());
        let _ = writeln!(text, "| [{title}]({page}#{}) | {} | {count} |", anchor(title), topics.join(", "));
    }
    text
}

/// The address of a heading in its page, as GitHub makes it.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{TITLES, by_subject};
    use crate::rules;

    #[test]
    fn every_subject_has_a_title_and_every_title_a_subject() {
        let subjects: BTreeSet<&str> = by_subject(&rules::all()).into_iter().map(|(subject, _)| subject).collect();
        assert_eq!(subjects, TITLES.iter().map(|(word, _)| *word).collect());
        let plain = |title: &str| title.chars().all(|c| c.is_alphanumeric() || c == ' ');
        assert!(TITLES.iter().all(|(_, title)| plain(title)), "anchors are letters, digits and hyphens");
    }
}
