//! The things that a check speaks about: what the names of the workbook mean.

use std::collections::{BTreeSet, HashSet};

use serde_json::json;

use super::{Cx, Evidence, Place, Subject};
use crate::{
    event::{Resource as Written, ResourceKind},
    names,
    snapshot::AccountSnapshot,
    workload::{Lookup, Meaning, Resource, Unread},
};

/// A thing that the workload names, and where it is.
#[derive(Debug, Clone)]
pub struct Listed<'a> {
    /// What findings call it.
    pub subject: Subject,
    /// The thing, and what AWS says of it.
    pub resource: Resource<'a>,
    /// Account and region; the region is empty for a kind that has none.
    pub place: Place<'a>,
    /// What AWS answered about the account.
    pub of_account: &'a AccountSnapshot,
    /// The name by which it is in scope.
    pub written: &'a str,
}

impl<'a> Cx<'a> {
    /// What the names of a kind mean, each thing once. What was not read is gray; what nothing has, or nothing can have,
    /// is the business of the rule that says what exists.
    pub fn resources(&mut self, kind: ResourceKind) -> Vec<Listed<'a>> {
        self.resolved(kind, false)
    }

    /// The same for the rule that says what exists: a name that nothing has is red, one that nothing can have is gray,
    /// and one that several have is yellow.
    pub fn existing(&mut self, kind: ResourceKind) -> Vec<Listed<'a>> {
        self.resolved(kind, true)
    }

    /// The things in scope that AWS means by a name: see [`Workload::look_up`].
    pub fn look_up(&self, account: &str, region: Option<&str>, kinds: &[ResourceKind], name: &str) -> Lookup<'a, 'a> {
        self.inputs.workload.look_up(account, region, kinds, name)
    }

    fn resolved(&mut self, kind: ResourceKind, tells: bool) -> Vec<Listed<'a>> {
        let workload = self.inputs.workload;
        let (mut listed, mut known) = (Vec::new(), HashSet::new());
        for (written, entry) in workload.entries_of(kind) {
            let (Some(account), region) = (written.account.as_deref(), entry.region.as_deref()) else { continue };
            let subject = |kind: &'static str, id: &str| Subject {
                kind,
                id: id.to_owned(),
                arn: None,
                account: Some(account.to_owned()),
                region: region.map(str::to_owned),
                line: Some(written.line),
            };
            let of_account = workload.snapshot.account(account);
            let region = region.unwrap_or_default();
            let place = Place { account, region, facts: of_account.region(region) };
            let unresolved = subject(kind.id(), names::plain_name(kind, &written.name));
            match &entry.meaning {
                // A rule that does not read the answer has nothing to say where it alone is missing.
                Meaning::Unread(Unread { source, .. }) if !self.rule.needs.contains(source) => self.not_applicable(),
                Meaning::Unread(Unread { source, missed }) => self.miss(&unresolved, *source, missed.clone()),
                Meaning::Gone { nearest } if tells => self.not_found(&unresolved, written, nearest.as_deref()),
                Meaning::NotAName(why) if tells => self.gray(&unresolved, why, Evidence::default()),
                Meaning::Gone { .. } | Meaning::NotAName(_) => self.not_applicable(),
                Meaning::Found(_) | Meaning::Several(_) => {}
            }
            if let (true, Meaning::Several(all)) = (tells, &entry.meaning) {
                self.several(&unresolved, written, all);
            }
            for resource in entry.meaning.resources() {
                if !known.insert((account, region, resource.answer.subject_kind(), resource.id)) {
                    self.not_applicable();
                    continue;
                }
                let subject = Subject {
                    arn: resource.arn.map(str::to_owned),
                    ..subject(resource.answer.subject_kind(), resource.id)
                };
                listed.push(Listed { subject, resource: *resource, place, of_account, written: &written.name });
            }
        }
        listed
    }

    /// A listed name that several things have.
    fn several(&mut self, subject: &Subject, written: &Written, all: &[Resource<'a>]) {
        // A database and its cluster, say, may even share their id.
        let is_clear = all.iter().map(|it| it.id).collect::<BTreeSet<_>>().len() == all.len();
        let name = |it: &Resource<'a>| if is_clear { it.id } else { it.arn.unwrap_or(it.id) };
        let ids: Vec<&str> = all.iter().map(name).collect();
        let (number, noun, by) = (ids.len(), written.kind.noun(), if is_clear { "id" } else { "ARN" });
        let summary = format!("{number} {noun}s have this name: {}; list them by {by}", ids.join(", "));
        self.yellow(subject, summary, Evidence::from([("found", json!(ids))]));
    }

    /// Nothing in its place has a listed name; `nearest` is the name there that is most like it.
    fn not_found(&mut self, subject: &Subject, written: &Written, nearest: Option<&str>) {
        let place = match (&subject.region, &subject.account) {
            (Some(region), _) => format!("in {region}"),
            (None, Some(account)) => format!("in account {account}"),
            (None, None) => String::new(),
        };
        let summary = format!("there is no {} {} {place}{}", written.kind.noun(), subject.id, names::hint(nearest));
        self.red(subject, summary, Evidence::from([("state", json!("not found")), ("nearest", json!(nearest))]));
    }
}
