//! Accepted risks: which of them stand, and which findings they cover. Whether a row covers anything
//! is known only after the rules have spoken.

use std::collections::BTreeSet;

use super::{Accepted, Days, Finding};
use crate::{
    event::{AcceptedRisk, Event, Resource, ResourceKind},
    names,
    rule::{Light, Rule, Subject, Waiver},
    workbook::resources,
};

/// Words that stand for every resource, where nothing has that name.
const EVERYTHING: [&str; 7] = ["all", "any", "every", "all resources", "any resource", "every resource", "everything"];

/// The rows of section 16 with what came of each, in their order.
pub(super) struct Waivers<'a> {
    rows: Vec<Row<'a>>,
    listed: &'a [Resource],
}

struct Row<'a> {
    risk: &'a AcceptedRisk,
    covers_everything: bool,
    waiver: Waiver,
}

impl<'a> Waivers<'a> {
    /// Weighs every row against what the rules found. Rules that wait for the answer are in `waiting`.
    pub(super) fn new<'f>(
        event: &'a Event,
        rules: &[&'static Rule],
        waiting: &[&'static str],
        findings: impl Iterator<Item = &'f Finding>,
        days: &Days,
    ) -> Self {
        let findings: Vec<&Finding> = findings.collect();
        let findings = findings.as_slice();
        let mut waivers = Self { rows: Vec::new(), listed: &event.resources };
        for risk in &event.accepted_risks {
            let is_all = is_everything(&risk.resource)
                && !findings.iter().any(|finding| finding.resource.id.eq_ignore_ascii_case(&risk.resource));
            let covers_everything = risk.resource == "*" || is_all;
            let verdict = waivers.verdict(risk, covers_everything, rules, waiting, findings, days);
            let waiver = match verdict {
                Ok(words) => Waiver { light: Light::Green, words },
                Err((light, words)) => Waiver { light, words },
            };
            waivers.rows.push(Row { risk, covers_everything, waiver });
        }
        waivers
    }

    /// What came of each row, in the order of the workbook.
    pub(super) fn answers(&self) -> Vec<Waiver> {
        self.rows.iter().map(|row| row.waiver.clone()).collect()
    }

    /// The waiver that covers a finding.
    pub(super) fn covering(&self, finding: &Finding) -> Option<Box<Accepted>> {
        let covers = |row: &&Row<'_>| {
            row.waiver.light == Light::Green
                && row.risk.rule == finding.rule
                && (row.covers_everything || Self::means(&row.risk.resource, &finding.resource))
        };
        let risk = self.rows.iter().find(covers).filter(|_| finding.light != Light::Green)?.risk;
        let (owner, reason, expires) = (risk.owner.clone()?, risk.reason.clone()?, risk.expires?.to_string());
        Some(Box::new(Accepted { owner, reason, expires }))
    }

    /// What a row does, or why it does nothing.
    fn verdict(
        &self,
        risk: &AcceptedRisk,
        covers_everything: bool,
        rules: &[&'static Rule],
        waiting: &[&'static str],
        findings: &[&Finding],
        days: &Days,
    ) -> Result<String, (Light, String)> {
        let Some(expires) = risk.expires.filter(|_| risk.counts_on(days.today)) else {
            let has_expired = risk.expires.is_some_and(|day| day < days.today);
            let words =
                if has_expired { "has expired" } else { "does not count: it lacks an owner, a reason or a date" };
            return Err((Light::Red, words.to_owned()));
        };
        let nothing = |why: String| Err((Light::Yellow, format!("covers nothing: {why}")));
        if !rules.iter().any(|rule| rule.id == risk.rule) {
            let nearest = names::nearest(&risk.rule, rules.iter().map(|rule| rule.id));
            let hint = nearest.map(|rule| format!(", the nearest is {rule}")).unwrap_or_default();
            return nothing(format!("there is no rule {}{hint}", risk.rule));
        }
        if let Some(end) = days.end.filter(|end| expires < *end) {
            return Err((Light::Yellow, format!("ends on {expires}, before the event does on {end}")));
        }
        if waiting.contains(&risk.rule.as_str()) {
            return Ok("stands".to_owned());
        }
        let spoken = || findings.iter().copied().filter(|finding| finding.rule == risk.rule);
        let covered: Vec<&Finding> =
            spoken().filter(|it| covers_everything || Self::means(&risk.resource, &it.resource)).collect();
        if covered.is_empty() && !covers_everything {
            // What could not be read may be what the row speaks of.
            if spoken().any(|finding| finding.light == Light::Gray) {
                return Err((
                    Light::Gray,
                    format!("may cover something: not all that {} judges could be read", risk.rule),
                ));
            }
            return self.without_finding(risk, findings).or_else(nothing);
        }
        let places: BTreeSet<_> =
            covered.iter().map(|it| (it.resource.kind, &it.resource.account, &it.resource.region)).collect();
        if places.len() > 1 && !covers_everything {
            let spellings: BTreeSet<String> = covered.iter().map(|it| spelling(&it.resource)).collect();
            let spellings = spellings.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" or ");
            return nothing(format!("{} resources have this name, write {spellings}", places.len()));
        }
        Ok(match covered.iter().filter(|finding| finding.light != Light::Green).count() {
            0 => "stands, with nothing to waive today".to_owned(),
            1 => "waives 1 finding".to_owned(),
            waived => format!("waives {waived} findings"),
        })
    }

    /// A row about whose resource the rule said nothing: it may do so another day, or never.
    fn without_finding(&self, risk: &AcceptedRisk, findings: &[&Finding]) -> Result<String, String> {
        let subjects = || findings.iter().map(|finding| &finding.resource);
        let mut named: Vec<&str> = subjects().filter(|it| Self::means(&risk.resource, it)).map(|it| it.kind).collect();
        let listed = || self.listed.iter().map(|resource| (resource, subject(resource)));
        named.extend(
            listed()
                .filter(|(resource, it)| resource.name == risk.resource || Self::means(&risk.resource, it))
                .map(|(_, it)| it.kind),
        );
        if named.is_empty() {
            let known: BTreeSet<&str> =
                subjects().map(|it| it.id.as_str()).chain(self.listed.iter().map(|it| it.name.as_str())).collect();
            let nearest = names::nearest(&risk.resource, known);
            return Err(format!(
                "nothing that was judged has this name{}",
                nearest.map(|name| format!(", the nearest is {name}")).unwrap_or_default()
            ));
        }
        let of_rule = || findings.iter().filter(|finding| finding.rule == risk.rule);
        if of_rule().any(|finding| named.contains(&finding.resource.kind)) {
            return Ok("stands, with nothing to waive today".to_owned());
        }
        let kinds: BTreeSet<&str> = of_rule().map(|finding| finding.resource.kind).collect();
        let speaks = match kinds.len() {
            0 => "nothing in this event".to_owned(),
            _ => format!("resources of the kind {}", kinds.into_iter().collect::<Vec<_>>().join(", ")),
        };
        let named: BTreeSet<&str> = named.into_iter().collect();
        let named = named.into_iter().collect::<Vec<_>>().join(", ");
        Err(format!("{} speaks of {speaks}, and this is of the kind {named}", risk.rule))
    }

    /// Whether a text of the workbook names a subject: by id, name, ARN or endpoint, with its kind, account or region
    /// around it.
    fn means(written: &str, subject: &Subject) -> bool {
        if written == subject.id || Some(written) == subject.arn.as_deref() {
            return true;
        }
        let plain = |kind| names::plain_name(kind, written);
        let is_other_place = written.starts_with("arn:") && !in_place(written, subject);
        if !is_other_place && kind(subject.kind).is_some_and(|kind| plain(kind) == subject.id && of_kind(written, kind))
        {
            return true;
        }
        is_qualified(written, subject)
    }
}

/// Whether an ARN speaks of the account and region of a subject.
fn in_place(arn: &str, subject: &Subject) -> bool {
    let mut parts = arn.split(':').skip(3);
    let mut is = |known: &Option<String>| {
        let part = parts.next().unwrap_or_default();
        part.is_empty() || known.as_deref().is_none_or(|known| known == part)
    };
    is(&subject.region) && is(&subject.account)
}

/// An ARN names the service; other forms fit any kind.
fn of_kind(written: &str, kind: ResourceKind) -> bool {
    !written.starts_with("arn:") || resources::of_arn(written).is_some_and(|(found, ..)| found == kind)
}

/// `asg api`, `api (asg)`, `111122223333/us-east-1/api`, `api in us-east-1`.
fn is_qualified(written: &str, subject: &Subject) -> bool {
    let is_edge = |char: Option<char>| char.is_none_or(|char| char.is_whitespace() || "/,():|[]`".contains(char));
    written.match_indices(subject.id.as_str()).any(|(at, name)| {
        let (before, after) = (&written[..at], &written[at + name.len()..]);
        let is_whole = is_edge(before.chars().next_back()) && is_edge(after.chars().next());
        is_whole && !name.is_empty() && {
            let rest = format!("{before} {after}");
            let words = rest.split(|char: char| char.is_whitespace() || "/,():|[]`".contains(char));
            let is_filler = |word: &&str| {
                word.is_empty()
                    || [&subject.account, &subject.region].iter().any(|place| place.as_deref() == Some(*word))
                    || ["in", "on", "of", "the", "account", "region", "aws"].contains(word)
            };
            let kind: Vec<&str> = words.filter(|word| !is_filler(word)).collect();
            kind.is_empty() || is_kind(&kind.join(" "), subject.kind)
        }
    })
}

/// Whether words mean a kind: its id, its label in section 6, or what people call it.
fn is_kind(words: &str, kind_id: &str) -> bool {
    let plain = |text: &str| {
        let plain: String = text.chars().filter(|char| char.is_alphanumeric()).collect();
        plain.to_lowercase()
    };
    let words = plain(words);
    let mut known = vec![plain(kind_id)];
    if let Some(kind) = kind(kind_id) {
        known.push(plain(kind.label()));
        known.extend(kind.info().aliases.iter().map(|alias| plain(alias)));
    }
    known.iter().any(|name| *name == words || format!("{name}s") == words)
}

/// How a resource is written so that nothing else is meant.
fn spelling(subject: &Subject) -> String {
    let place = [&subject.account, &subject.region].into_iter().flatten();
    let path: Vec<&str> = place.map(String::as_str).chain([subject.id.as_str()]).collect();
    format!("{} {}", subject.kind, path.join("/"))
}

fn subject(resource: &Resource) -> Subject {
    Subject {
        kind: resource.kind.id(),
        id: names::plain_name(resource.kind, &resource.name).to_owned(),
        account: resource.account.clone(),
        region: resource.region.clone(),
        arn: None,
        line: Some(resource.line),
    }
}

fn kind(id: &str) -> Option<ResourceKind> {
    ResourceKind::ALL.into_iter().find(|kind| kind.id() == id)
}

fn is_everything(written: &str) -> bool {
    EVERYTHING.contains(&written.to_lowercase().as_str())
}
