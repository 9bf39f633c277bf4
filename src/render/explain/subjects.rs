//! The subjects of the rules, as a reader looks for them.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{
    rule::{Rule, Topic},
    rules::SUBJECTS,
    source::Source,
    text::number::count,
};

/// What people call a subject; its word where nobody gave it a title.
pub(super) fn title(subject: &str) -> &str {
    SUBJECTS.iter().find(|(word, _)| *word == subject).map_or(subject, |(_, title)| title)
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

    use super::by_subject;
    use crate::rules::{self, SUBJECTS};

    #[test]
    fn every_subject_has_a_title_and_every_title_a_subject() {
        let subjects: BTreeSet<&str> = by_subject(&rules::all()).into_iter().map(|(subject, _)| subject).collect();
        assert_eq!(subjects, SUBJECTS.iter().map(|(word, _)| *word).collect());
        let plain = |title: &str| title.chars().all(|c| c.is_alphanumeric() || c == ' ');
        assert!(SUBJECTS.iter().all(|(_, title)| plain(title)), "anchors are letters, digits and hyphens");
    }
}
