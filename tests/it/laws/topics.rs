//! What others know of a rule stands in the rule: whoever speaks of a topic speaks of every rule that is about it.

use iem_core::{
    handout,
    plan::{self, Plan},
    rule::{Light, Rule, Topic},
    rules,
    scorecard::{self, Scorecard},
    snapshot::Snapshot,
    workbook::{self, Workbook},
    workload::Workload,
};

use crate::rules::{SNAPSHOT, WORKBOOK, example, now};

/// A part of what is written that speaks of a topic.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// The row of a step in section 8.
    Step(u8),
    /// Section 10.
    Review,
    /// A chapter of the run book.
    Book(&'static str),
    /// The computed answers to the questions of section 12 that have these words.
    Question(&'static str),
    /// The script of requests; the second is what a subject has to be so that it is asked for.
    Script(&'static str),
}
use Part::{Book, Question, Review, Script, Step};

/// Everyone who speaks of a topic.
fn speakers(topic: Topic) -> &'static [Part] {
    match topic {
        Topic::Completeness => &[Step(6)],
        Topic::Inventory => &[Step(4)],
        Topic::Health => &[Step(17), Question("stability")],
        Topic::Zones => &[Step(5), Book("### 2.4 "), Question("single point of failure")],
        Topic::Failover => &[Step(5), Question("failover")],
        Topic::Edge | Topic::Ddos => &[Step(5)],
        Topic::Capacity => &[Step(10), Question("stability")],
        Topic::Maximum => &[Script("")],
        Topic::Reservation => &[Script("load-balancer")],
        Topic::Quota | Topic::QuotaRequest => &[Step(9), Question("increased limits")],
        Topic::Alarms => &[Step(18), Question("alarms been set")],
        Topic::Notification => &[Step(15)],
        Topic::TrustedAdvisor => &[Step(8), Review],
        Topic::Support => &[Step(2)],
        Topic::Change => &[Book("### 8.1 "), Question("stability")],
        Topic::Application => &[Question("application stress point")],
        Topic::Spot => &[Question("spot instances")],
        Topic::Backup => &[Question("restoration plans")],
        Topic::Logging => &[Question("logging")],
        Topic::Mail => &[Question("email")],
        Topic::Access => &[Question("rotation of credentials")],
    }
}

/// The workbook with every question of the template in section 12.
pub(crate) fn asked(workbook: &str) -> String {
    let template = include_str!("../../fixtures/workbooks/seed-template.md");
    let (_, questions) = template.split_once("## Section 12: Well Operated Checklist").unwrap();
    let (questions, _) = questions.split_once("## Section 13").unwrap();
    let (before, rest) = workbook.split_once("## Section 12: Well Operated Checklist").unwrap();
    let (_, after) = rest.split_once("## Section 13").unwrap();
    format!("{before}## Section 12: Well Operated Checklist\n{questions}\n## Section 13{after}")
}

/// The same with an answer to each question, which is neither yes nor no.
fn answered(workbook: &str) -> String {
    let answer = |line: &str| match line.starts_with("- ") && line.contains('?') {
        true => format!("{line} It is known."),
        false => line.to_owned(),
    };
    workbook.lines().map(answer).collect::<Vec<_>>().join("\n")
}

/// The healthy event, and what is judged of it.
struct World {
    workbook: Workbook,
    snapshot: Snapshot,
    healthy: Scorecard,
}

/// The sections and the hand-outs, by name.
struct Told {
    sections: Vec<(&'static str, String)>,
    hand_outs: Vec<(&'static str, String)>,
}

impl World {
    fn new() -> Self {
        let (workbook, snapshot): (_, Snapshot) =
            (workbook::parse(&answered(&asked(WORKBOOK))), serde_json::from_str(SNAPSHOT).unwrap());
        let healthy = scorecard::evaluate(&rules::all(), &Workload::new(&workbook, &snapshot), now());
        Self { workbook, snapshot, healthy }
    }

    /// The same facts where one rule says what it says of its example, all of it red.
    fn with_red(&self, rule: &'static Rule) -> Scorecard {
        let (workbook, snapshot) = example(rule);
        let judged = scorecard::evaluate(&[rule], &Workload::new(&workbook, &snapshot), now());
        let mut scorecard = self.healthy.clone();
        scorecard.findings.retain(|finding| finding.rule != rule.id);
        scorecard.findings.extend(judged.findings);
        for finding in scorecard.findings.iter_mut().filter(|finding| finding.light != Light::Green) {
            (finding.light, finding.accepted) = (Light::Red, None);
        }
        scorecard
    }

    /// Everything that is written of a scorecard.
    fn told(workload: &Workload<'_>, scorecard: &Scorecard) -> Told {
        let plan = Plan { workload, scorecard, now: now() };
        let sections = plan::sections(&plan).into_iter().map(|(name, _, text)| (name, text)).collect();
        let hand_outs = handout::all(&plan).into_iter().map(|it| (it.file_name, it.text)).collect();
        Told { sections, hand_outs }
    }
}

impl Told {
    /// What each part says.
    fn said(&self, parts: &[Part]) -> Vec<String> {
        let section = |name: &str| self.sections.iter().find(|(it, _)| *it == name).unwrap().1.as_str();
        let hand_out = |end: &str| self.hand_outs.iter().find(|(it, _)| it.ends_with(end)).unwrap().1.as_str();
        let rows = |name: &str, words: &str| {
            section(name).lines().filter(|row| row.contains(words)).collect::<Vec<_>>().join("\n")
        };
        let said = |part: &Part| match part {
            Step(step) => rows("timeline", &format!("| {step} |")),
            Question(words) => rows("checklist", words),
            Review => section("trusted-advisor").to_owned(),
            Script(_) => hand_out(".sh").to_owned(),
            Book(heading) => {
                let (_, chapter) = hand_out("run-book.md").split_once(heading).unwrap();
                chapter.split_once("\n### ").unwrap().0.to_owned()
            }
        };
        parts.iter().map(said).collect()
    }
}

#[test]
fn every_rule_has_a_topic_and_every_topic_a_rule() {
    for rule in rules::all() {
        assert!(!rule.topics.is_empty(), "{} is about nothing", rule.id);
        let once: std::collections::BTreeSet<_> = rule.topics.iter().collect();
        assert_eq!(once.len(), rule.topics.len(), "{}: a topic stands there twice", rule.id);
    }
    for topic in Topic::ALL {
        assert!(rules::all().iter().any(|rule| rule.topics.contains(&topic)), "{topic:?} has no rule");
    }
}

#[test]
fn who_speaks_of_a_topic_speaks_of_every_rule_that_is_about_it() {
    let world = World::new();
    let workload = Workload::new(&world.workbook, &world.snapshot);
    let healthy = World::told(&workload, &world.healthy);
    for rule in rules::all() {
        let red = world.with_red(rule);
        let is_meant = |part: &Part| match part {
            Script(kind) => red.findings.iter().any(|it| it.rule == rule.id && it.resource.kind.contains(kind)),
            _ => true,
        };
        let parts: Vec<Part> = rule.topics.iter().flat_map(|it| speakers(*it)).copied().filter(is_meant).collect();
        let (before, after) = (healthy.said(&parts), World::told(&workload, &red).said(&parts));
        for ((part, before), after) in parts.iter().zip(before).zip(after) {
            assert_ne!(before, after, "{} is red, and {part:?} says the same", rule.id);
        }
    }
}

/// Capacity planning is about every rule that judges the peak, whatever it is called.
#[test]
fn every_rule_about_the_peak_counts_as_capacity() {
    let peak = |rule: &&Rule| rule.id.ends_with("-peak");
    let silent: Vec<&str> = rules::all()
        .into_iter()
        .filter(peak)
        .filter(|it| !it.topics.contains(&Topic::Capacity))
        .map(|it| it.id)
        .collect();
    assert_eq!(silent, [""; 0]);
}
