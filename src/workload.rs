//! The event's resources, resolved once: which AWS thing each written name means, what else follows from them, and which
//! of them a name of AWS's other services speaks of.

mod answer;
mod describe;
mod kind;
mod names;
mod spoken;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use answer::{Answer, Resource};
pub use kind::Unread;
pub use spoken::{Lookup, Meant};

use crate::{
    aws::elb::facts::LoadBalancer,
    discovery,
    event::{Event, Resource as Written, ResourceKind},
    names::{Candidates, plain_dns_name},
    snapshot::{Reason, Snapshot},
    workbook::Workbook,
};
use kind::Here;
use names::{Index, Names};

/// The event's resources after resolution.
#[derive(Debug)]
pub struct Workload<'a> {
    /// What the workbook says. Its resources are those that section 6 lists, and then those that follow from them.
    pub workbook: Workbook,
    /// What AWS answered.
    pub snapshot: &'a Snapshot,
    entries: Vec<Entry<'a>>,
    /// Entries of each kind, in their order.
    by_kind: BTreeMap<ResourceKind, Vec<usize>>,
    /// Rows of the event's resources by account, region and kind, in their order.
    by_place: BTreeMap<String, BTreeMap<String, BTreeMap<ResourceKind, Vec<usize>>>>,
    /// By account and region; the region is empty for kinds that have none.
    places: BTreeMap<String, BTreeMap<String, Place<'a>>>,
}

/// One account and region, or one account for kinds without a region.
#[derive(Debug)]
struct Place<'a> {
    here: Here<'a>,
    names: Names<'a>,
    /// Entries that mean a thing, by the thing.
    owners: BTreeMap<Index, Vec<usize>>,
    /// Why names are not resolved, by their kind.
    unread: BTreeMap<ResourceKind, Unread>,
    /// Names that a wrong one may have been meant to be, by their kind.
    candidates: BTreeMap<ResourceKind, Candidates<'a>>,
}

/// One name by which something is in scope, and what it means in one place.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its row in the event's resources.
    row: usize,
    /// Region in which it was looked up; nothing for a kind that has none.
    pub region: Option<String>,
    /// What it means.
    pub meaning: Meaning<'a>,
    /// Whether earlier entries mean the same.
    pub is_repeated: bool,
}

/// What a written name means.
#[derive(Debug, Clone)]
pub enum Meaning<'a> {
    /// One thing.
    Found(Resource<'a>),
    /// Several that share the name: which one was meant is not for us to say.
    Several(Vec<Resource<'a>>),
    /// Nothing: all that could have the name was read.
    Gone {
        /// The name that is most like it.
        nearest: Option<String>,
    },
    /// Nobody knows: this was not read.
    Unread(Unread),
    /// It can name nothing of its kind.
    NotAName(String),
}

impl<'a> Meaning<'a> {
    /// The things that the name means; nothing where it means none, or nobody knows.
    pub fn resources(&self) -> &[Resource<'a>] {
        match self {
            Self::Found(one) => std::slice::from_ref(one),
            Self::Several(all) => all,
            Self::Gone { .. } | Self::Unread(_) | Self::NotAName(_) => &[],
        }
    }

    /// Whether AWS described it, or refused to for a reason that its rules tell.
    fn is_described(&self) -> bool {
        match self {
            Self::Gone { .. } => false,
            Self::Unread(unread) => unread.missed.reason != Reason::NotAsked,
            Self::Found(_) | Self::Several(_) | Self::NotAName(_) => true,
        }
    }
}

impl<'a> Workload<'a> {
    /// Follows what the workbook lists, and resolves every name.
    pub fn new(workbook: &Workbook, snapshot: &'a Snapshot) -> Self {
        let found = discovery::discover(&workbook.event, snapshot);
        let mut workload = Self {
            workbook: workbook.clone(),
            snapshot,
            entries: Vec::new(),
            by_kind: BTreeMap::new(),
            by_place: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        // What an earlier workload had found is found anew.
        let event = &mut workload.workbook.event;
        event.resources.retain(|written| written.found.is_none());
        event.unseen.clear();
        for row in 0..workload.workbook.event.resources.len() {
            for (region, meaning) in workload.meanings(row) {
                workload.push(row, region, meaning);
            }
        }
        for written in found {
            let row = workload.workbook.event.resources.len();
            workload.workbook.event.resources.push(written);
            let meanings = workload.meanings(row);
            // Nobody wrote what was found: the list that named it may lag behind.
            let is_described = meanings.is_empty() || meanings.iter().any(|(_, meaning)| meaning.is_described());
            if !is_described {
                let event = &mut workload.workbook.event;
                event.unseen.extend(event.resources.pop());
                continue;
            }
            for (region, meaning) in meanings {
                workload.push(row, region, meaning);
            }
        }
        for (row, resource) in workload.workbook.event.resources.iter().enumerate() {
            if let (Some(account), Some(region)) = (&resource.account, &resource.region) {
                let place = workload.by_place.entry(account.clone()).or_default().entry(region.clone()).or_default();
                place.entry(resource.kind).or_default().push(row);
            }
        }
        workload
    }

    /// Resources of one kind in one account and region, in the order written: what [`Event::listed`] gives, without a look
    /// at all others.
    pub fn listed(&self, kind: ResourceKind, account: &str, region: &str) -> impl Iterator<Item = &Written> {
        let place = self.by_place.get(account).and_then(|regions| regions.get(region));
        let rows = place.and_then(|kinds| kinds.get(&kind)).into_iter().flatten();
        rows.filter_map(|row| self.workbook.event.resources.get(*row))
    }

    /// What the workbook says of the event.
    pub fn event(&self) -> &Event {
        &self.workbook.event
    }

    /// Every name in scope with what it means, where section 6 says in which account it is.
    pub fn entries(&self) -> impl Iterator<Item = (&Written, &Entry<'a>)> {
        self.entries.iter().filter_map(|entry| Some((self.written(entry)?, entry)))
    }

    /// The names of one kind, in the same order.
    pub fn entries_of(&self, kind: ResourceKind) -> impl Iterator<Item = (&Written, &Entry<'a>)> {
        let of_kind = self.by_kind.get(&kind).into_iter().flatten();
        of_kind.filter_map(|index| self.entries.get(*index)).filter_map(|entry| Some((self.written(entry)?, entry)))
    }

    /// The application, network or gateway balancer that a name means in one place where something is in scope.
    pub fn balancer(&self, account: &str, region: &str, written: &str) -> Option<(&'a str, &'a LoadBalancer)> {
        let names = &self.places.get(account)?.get(region)?.names;
        let found = names.find(ResourceKind::LoadBalancer, plain_dns_name(written));
        found.into_iter().find_map(|index| match names.resources.get(index)? {
            Resource { arn: Some(arn), answer: Answer::LoadBalancer(balancer), .. } => Some((*arn, *balancer)),
            _ => None,
        })
    }

    /// The name of an entry, as section 6 writes it or as what led to it names it.
    pub fn written(&self, entry: &Entry<'a>) -> Option<&Written> {
        self.workbook.event.resources.get(entry.row)
    }

    /// What a row of the event's resources means wherever it may be.
    fn meanings(&mut self, row: usize) -> Vec<(Option<String>, Meaning<'a>)> {
        let Some(written) = self.workbook.event.resources.get(row).cloned() else { return Vec::new() };
        let Some(account) = &written.account else { return Vec::new() };
        // An identity of Amazon SES may be in any region of its account.
        let regions: Vec<String> = match written.kind {
            ResourceKind::EmailIdentity => {
                self.workbook.event.regions_of(&written).into_iter().map(str::to_owned).collect()
            }
            kind if kind.is_regional() => written.region.clone().into_iter().collect(),
            _ => vec![String::new()],
        };
        let mut meanings: Vec<(Option<String>, Meaning<'a>)> = Vec::new();
        for region in regions {
            let meaning = self.resolve(account, &region, &written);
            meanings.push(((!region.is_empty()).then_some(region), meaning));
        }
        if let [_, _, ..] = meanings.as_slice() {
            // What is in one region need not be in another, and is missing once.
            let is_gone = |(_, meaning): &(Option<String>, Meaning<'a>)| matches!(meaning, Meaning::Gone { .. });
            match meanings.iter().all(is_gone) {
                true => meanings.truncate(1),
                false => meanings.retain(|it| !is_gone(it)),
            }
            meanings.iter_mut().filter(|it| is_gone(it)).for_each(|(region, _)| *region = None);
        }
        meanings
    }

    fn push(&mut self, row: usize, region: Option<String>, meaning: Meaning<'a>) {
        let entry = self.entries.len();
        let Some(written) = self.workbook.event.resources.get(row) else { return };
        self.by_kind.entry(written.kind).or_default().push(entry);
        let account = written.account.as_deref().unwrap_or_default();
        let place = self.places.get_mut(account).and_then(|all| all.get_mut(region.as_deref().unwrap_or_default()));
        let mut is_repeated = false;
        if let Some(place) = place {
            if let Meaning::Unread(unread) = &meaning {
                place.unread.entry(written.kind).or_insert_with(|| unread.clone());
            }
            let found = place.names.meant(written.kind, &written.name);
            is_repeated = !found.is_empty() && found.iter().all(|index| place.owners.contains_key(index));
            for index in found {
                place.owners.entry(index).or_default().push(entry);
            }
        }
        self.entries.push(Entry { row, region, meaning, is_repeated });
    }

    /// What a name means in one place.
    fn resolve(&mut self, account: &str, region: &str, written: &Written) -> Meaning<'a> {
        let row = kind::of(written.kind);
        let place = self.place(account, region);
        let found: Vec<Resource<'a>> = place
            .names
            .meant(written.kind, &written.name)
            .into_iter()
            .filter_map(|index| place.names.resources.get(index).copied())
            .collect();
        if found.is_empty()
            && let Some(why) = (row.refuse)(&written.name)
        {
            return Meaning::NotAName(why);
        }
        let at = Written { region: Some(region.to_owned()), ..written.clone() };
        if let Err(unread) = (row.read)(place.here, &at, !found.is_empty()) {
            return Meaning::Unread(unread);
        }
        match found.as_slice() {
            [] => {
                let plain = crate::names::plain_name(written.kind, &written.name);
                let here = place.here;
                let candidates = place.candidates.entry(written.kind);
                let candidates = candidates.or_insert_with(|| Candidates::new((row.candidates)(here)));
                Meaning::Gone { nearest: candidates.nearest(plain).map(str::to_owned) }
            }
            [one] => Meaning::Found(*one),
            _ => Meaning::Several(found),
        }
    }

    fn place(&mut self, account: &str, region: &str) -> &mut Place<'a> {
        let snapshot = self.snapshot;
        self.places.entry(account.to_owned()).or_default().entry(region.to_owned()).or_insert_with(|| {
            let of_account = snapshot.account(account);
            let here = Here { of_account, facts: of_account.region(region) };
            let mut names = Names::default();
            for kind in ResourceKind::ALL {
                // Global kinds have a place of their own.
                let is_here = kind.has_region() != region.is_empty();
                if is_here {
                    (kind::of(kind).describe)(here, &mut names);
                }
            }
            Place { here, names, owners: BTreeMap::new(), unread: BTreeMap::new(), candidates: BTreeMap::new() }
        })
    }
}
