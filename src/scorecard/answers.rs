//! What the findings answer to the questions of section 12, and where the team's answers say otherwise.
//!
//! Section 12 of the plan and the rule about it read the same answers, so that neither says what the other does not.

mod table;

use std::collections::BTreeSet;

use self::table::{Kind, row};
use super::Finding;
use crate::{
    aws::ec2::capacity::{self, Purchase},
    event::{Question, ResourceKind},
    rule::{Compared, Light, Topic},
    workload::Workload,
};

/// What the findings answer to one question.
#[derive(Debug, Default)]
pub(crate) struct Answer<'f> {
    /// Yes or no, where the facts prove it.
    pub(crate) says: Option<bool>,
    /// Whether the facts could prove it, were all of them read.
    decides: bool,
    /// A sentence without its beginning; not escaped.
    pub(crate) words: String,
    /// The findings that the answer rests on.
    pub(crate) named: Vec<&'f Finding>,
    /// Findings that are at risk.
    pub(crate) at_risk: Vec<&'f Finding>,
    /// Whether some of what it needs was judged.
    is_partly_judged: bool,
    /// The first that could not be judged.
    pub(crate) gap: Option<&'f Finding>,
}

impl Answer<'_> {
    /// Whether the facts tell anything of it.
    pub(crate) fn is_known(&self) -> bool {
        self.gap.is_none() || self.says.is_some() || !self.named.is_empty() || !self.decides && self.is_partly_judged
    }
}

/// Everything that questions are answered from.
pub(crate) struct Known<'f, 'w> {
    workload: &'w Workload<'w>,
    findings: Vec<&'f Finding>,
}

impl<'f, 'w> Known<'f, 'w> {
    /// `findings` are those of every rule that does not ask for these answers itself, accepted ones included: a waiver
    /// does not change a fact.
    pub(crate) fn new(workload: &'w Workload<'w>, findings: impl Iterator<Item = &'f Finding>) -> Self {
        Self { workload, findings: findings.collect() }
    }

    /// The answer to a question; `None` where nothing is known of what it asks for.
    pub(crate) fn answer(&self, question: &str) -> Option<Answer<'f>> {
        let answer = match row(question)? {
            Kind::Trouble { of, but } => self.trouble(self.about(of, but, &[])),
            Kind::Done { of, kinds } => self.done(self.about(of, &[], kinds)),
            Kind::Tells { of, fine } => self.tells(self.about(of, &[], &[]), fine),
            Kind::Kept { of, kinds } => self.kept(self.about(of, &[], kinds)),
            Kind::Quotas { services, decides } => self.quotas(services, *decides),
            Kind::Listed(kind) => self.listed(*kind),
            Kind::Alarms => self.alarms(),
            Kind::Watched => self.watched(),
            Kind::Spot => self.spot(),
            Kind::Mails(unit) => self.mails(unit),
            Kind::LoadTests => {
                told(&format!("{} in section 13", count(self.workload.event().load_tests.len(), "result")))
            }
            Kind::People => told("only people know"),
        };
        Some(answer)
    }

    /// Each clear answer of the team beside what the facts say, where they can say it.
    pub(crate) fn compared(&self) -> Vec<Compared> {
        self.workload.event().questions.iter().filter_map(|question| self.compare(question)).collect()
    }

    fn compare(&self, question: &Question) -> Option<Compared> {
        let given = yes_or_no(question.answer.as_deref()?)?;
        let answer = self.answer(&question.text)?;
        let word = |says: bool| if says { "yes" } else { "no" };
        let Question { line, text, .. } = question;
        let compared = |light, words| Compared { line: *line, question: text.clone(), light, words, mended_by: None };
        let Some(says) = answer.says else {
            // It is one more thing that the cause keeps from being judged, and says so in its words.
            let gap = answer.gap.filter(|_| answer.decides)?;
            let mended_by = Some(gap.fix.clone());
            return Some(Compared { mended_by, ..compared(Light::Gray, gap.summary.clone()) });
        };
        if says == given {
            let words = format!("\"{text}\" is answered {}, as the facts say", word(given));
            return Some(compared(Light::Green, words));
        }
        let named: Vec<String> =
            answer.named.iter().take(3).map(|it| format!("{} {}", it.resource.kind, it.resource.id)).collect();
        let named = if named.is_empty() { answer.words } else { named.join(", ") };
        let words = format!("\"{text}\" is answered {}, and the facts say {}: {named}", word(given), word(says));
        Some(compared(Light::Yellow, words))
    }

    /// Findings about one of some topics and none of others, of some kinds where any are given.
    fn about(&self, of: &[Topic], but: &[Topic], kinds: &[&str]) -> Found<'f> {
        let is_of = |it: &Finding| {
            of.iter().any(|topic| it.is_about(*topic))
                && !but.iter().any(|topic| it.is_about(*topic))
                && (kinds.is_empty() || kinds.contains(&it.resource.kind))
        };
        self.found(is_of)
    }

    fn found(&self, is_meant: impl Fn(&Finding) -> bool) -> Found<'f> {
        let mut found = Found::default();
        for &finding in self.findings.iter().filter(|finding| is_meant(finding)) {
            let list = match finding.light {
                Light::Red => &mut found.red,
                Light::Yellow => &mut found.yellow,
                Light::Gray => &mut found.gray,
                Light::Green => &mut found.green,
            };
            list.push(finding);
        }
        found
    }

    /// That nothing is red does not prove that there is no trouble, so that only the opposite is an answer.
    fn trouble(&self, found: Found<'f>) -> Answer<'f> {
        let words = match () {
            () if !found.red.is_empty() => String::new(),
            () if found.is_empty() => return nothing(),
            () => format!("none is known of: {} of {} ready", found.green.len(), count(found.len(), "finding")),
        };
        Answer { says: (!found.red.is_empty()).then_some(true), decides: true, words, ..found.answer() }
    }

    fn done(&self, found: Found<'f>) -> Answer<'f> {
        let (says, words) = match () {
            () if found.is_empty() => return nothing(),
            () if !found.red.is_empty() => (Some(false), String::new()),
            () if !found.gray.is_empty() => (None, String::new()),
            () if found.green.is_empty() => (Some(false), String::new()),
            () => (Some(true), format!("{} of {} ready", found.green.len(), count(found.len(), "finding"))),
        };
        Answer { says, decides: true, words, ..found.answer() }
    }

    fn tells(&self, found: Found<'f>, fine: &str) -> Answer<'f> {
        if found.is_empty() {
            return nothing();
        }
        let is_fine = found.green.len() == found.len() && !fine.is_empty();
        let ready = format!("{} of {} ready", found.green.len(), count(found.len(), "finding"));
        Answer { words: if is_fine { fine.to_owned() } else { ready }, ..found.answer() }
    }

    /// What keeps data, by name, and whether it can be had again.
    fn kept(&self, found: Found<'f>) -> Answer<'f> {
        if found.is_empty() {
            return nothing();
        }
        let stores: BTreeSet<String> =
            found.all().map(|it| format!("{} {}", it.resource.kind, it.resource.id)).collect();
        let (number, ready) = (found.len(), found.green.len());
        let names = stores.into_iter().collect::<Vec<_>>().join(", ");
        Answer { words: format!("in {names}; {ready} of {} ready", count(number, "finding")), ..found.answer() }
    }

    /// Quotas of some services, or of all, today and at the peak. Where the question is whether one is too small, that
    /// it is proves it, and that none is does so where what the peak adds is judged as well.
    fn quotas(&self, services: &[&str], decides: bool) -> Answer<'f> {
        let is_of = |it: &Finding| {
            let key = it.need.as_ref().and_then(|need| need.quota.as_deref()).unwrap_or(&it.resource.id);
            // What groups start counts against the quotas of EC2.
            let service =
                if it.resource.kind == "asg" { "ec2" } else { key.split(['/', ' ']).next().unwrap_or_default() };
            (it.is_about(Topic::Quota) || it.is_about(Topic::QuotaRequest))
                && (services.is_empty() || services.contains(&service))
                && (!decides || it.is_about(Topic::Capacity))
        };
        let found = self.found(is_of);
        let says = match () {
            () if found.is_empty() => return nothing(),
            () if !found.red.is_empty() => Some(true),
            () if found.gray.is_empty() => Some(false),
            () => None,
        };
        let words = match found.red.is_empty() {
            true => format!("no quota that was looked at is exceeded ({} of them)", found.len() - found.gray.len()),
            false => String::new(),
        };
        Answer { says: says.filter(|_| decides), decides, words, ..found.answer() }
    }

    /// Whether something of a kind is in scope. That none is listed does not prove that there is none.
    fn listed(&self, kind: ResourceKind) -> Answer<'f> {
        let entries = self.workload.entries().filter(|(written, _)| written.kind == kind);
        let names: BTreeSet<&str> =
            entries.flat_map(|(_, entry)| entry.meaning.resources().iter().map(|it| it.id)).collect();
        let found = self.about(&[Topic::Edge], &[], &[kind.id()]);
        if names.is_empty() && found.gray.is_empty() {
            return nothing();
        }
        let words = format!("listed: {}", names.iter().copied().collect::<Vec<_>>().join(", "));
        let answer = found.answer();
        Answer { says: (!names.is_empty()).then_some(true), decides: true, words, ..answer }
    }

    /// Alarms on listed resources prove that there are some. That there are none proves nothing: another tool may watch.
    fn alarms(&self) -> Answer<'f> {
        let told = self.about(&[Topic::Notification], &[], &["alarm"]);
        let found = self.about(&[Topic::Alarms], &[], &["alarm"]);
        if found.is_empty() {
            return Answer { gap: self.about(&[Topic::Alarms], &[], &[]).gray.first().copied(), ..nothing() };
        }
        let heard: BTreeSet<_> = told.green.iter().map(|it| &it.resource).collect();
        let all: BTreeSet<_> = found.all().map(|it| &it.resource).collect();
        let words = format!("{} on listed resources", count(all.len(), "alarm"));
        Answer { says: (!heard.is_empty()).then_some(true), decides: true, words, ..found.answer() }
    }

    /// What is watched, by the names of the alarms.
    fn watched(&self) -> Answer<'f> {
        let found = self.about(&[Topic::Alarms], &[], &["alarm"]);
        if found.is_empty() {
            return Answer { gap: self.about(&[Topic::Alarms], &[], &[]).gray.first().copied(), ..nothing() };
        }
        let names: BTreeSet<&str> = found.all().map(|it| it.resource.id.as_str()).collect();
        let words = format!("alarms watch: {}", names.into_iter().collect::<Vec<_>>().join(", "));
        let gap = found.gray.first().copied();
        Answer { words, gap, ..Answer::default() }
    }

    /// Whether capacity is in use that AWS may take back. What is not in use today may be at the event.
    fn spot(&self) -> Answer<'f> {
        let places = self.workload.event().places();
        let classes = places
            .iter()
            .flat_map(|(account, region)| capacity::classes(self.workload.snapshot.account(account).region(region)));
        let spot: BTreeSet<String> = classes
            .filter(|(_, purchase)| *purchase == Purchase::Spot)
            .filter_map(|(class, purchase)| class.quota(purchase))
            .collect();
        let found = self.found(|it| {
            let is_spot = it.need.as_ref().and_then(|need| need.quota.as_ref()).is_some_and(|key| spot.contains(key));
            it.is_about(Topic::Spot) || it.is_about(Topic::Quota) && (is_spot || it.resource.id == capacity::VCPUS)
        });
        let says = (!spot.is_empty()).then_some(true);
        let words =
            if spot.is_empty() { "nothing that is listed starts on Spot today" } else { "instances start on Spot" };
        Answer { says, decides: true, words: words.to_owned(), ..found.answer() }
    }

    /// How many mails the peak sends, by what the limit counts.
    fn mails(&self, unit: &str) -> Answer<'f> {
        let found =
            self.found(|it| it.is_about(Topic::Mail) && it.need.as_ref().is_none_or(|need| need.unit.contains(unit)));
        if found.is_empty() {
            return Answer { gap: self.about(&[Topic::Mail], &[], &[]).gray.first().copied(), ..nothing() };
        }
        let sent = found.green.iter().filter(|it| it.need.is_some());
        let words: BTreeSet<&str> = sent.map(|it| it.summary.as_str()).collect();
        Answer { words: words.into_iter().collect::<Vec<_>>().join("; "), ..found.answer() }
    }
}

/// Findings by their light.
#[derive(Default)]
struct Found<'f> {
    red: Vec<&'f Finding>,
    yellow: Vec<&'f Finding>,
    green: Vec<&'f Finding>,
    gray: Vec<&'f Finding>,
}

impl<'f> Found<'f> {
    fn all(&self) -> impl Iterator<Item = &'f Finding> {
        [&self.red, &self.yellow, &self.green, &self.gray].into_iter().flatten().copied()
    }

    fn len(&self) -> usize {
        self.all().count()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is red, at risk and not known, without a word about it.
    fn answer(self) -> Answer<'f> {
        Answer {
            is_partly_judged: !self.green.is_empty() || !self.yellow.is_empty(),
            named: self.red,
            at_risk: self.yellow,
            gap: self.gray.first().copied(),
            ..Answer::default()
        }
    }
}

fn nothing<'f>() -> Answer<'f> {
    told("nothing of that kind is listed")
}

fn told<'f>(words: &str) -> Answer<'f> {
    Answer { words: words.to_owned(), ..Answer::default() }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// A clear yes or no: the word alone, or with a reason behind a punctuation mark that takes
/// nothing back.
pub(crate) fn yes_or_no(answer: &str) -> Option<bool> {
    let lower = answer.trim().to_lowercase();
    let (word, rest) = lower.split_at(lower.find(|c: char| !c.is_alphabetic()).unwrap_or(lower.len()));
    let is_yes = match word {
        "yes" => true,
        "no" | "none" => false,
        _ => return None,
    };
    let is_clear = rest.is_empty() || rest.starts_with([',', '.', ';', ':', '!']) || rest.starts_with(" (");
    let doubts = ["but", "except", "not sure", "unsure", "maybe", "partly", "mostly", "only", "?", "yes", "no "];
    (is_clear && !doubts.iter().any(|doubt| rest.contains(doubt))).then_some(is_yes)
}

#[cfg(test)]
mod tests {
    use super::yes_or_no;

    #[test]
    fn only_clear_answers_can_be_contradicted() {
        for (answer, meant) in [
            ("Yes", Some(true)),
            ("yes.", Some(true)),
            ("Yes, across three zones", Some(true)),
            ("No", Some(false)),
            ("None.", Some(false)),
            ("no: all is doubled", Some(false)),
            ("No (checked on Monday)", Some(false)),
            ("Yes, but not the importer", None),
            ("No idea", None),
            ("Yes and no", None),
            ("No, not sure", None),
            ("yes?", None),
            ("Nothing", None),
            ("The orders importer runs on one instance.", None),
            ("", None),
        ] {
            assert_eq!(yes_or_no(answer), meant, "{answer}");
        }
    }
}
