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
pub use spoken::Lookup;

use crate::{
    discovery,
    event::{Event, Resource as Written, ResourceKind},
    names::nearest,
    snapshot::{Reason, Snapshot},
    workbook::Workbook,
};
use kind::Here;
use names::{Index, Names};

/// The event's resources after resolution.
#[derive(Debug)]
pub struct Workload<'a> {
    /// What the workbook says.
    pub event: &'a Event,
    /// What AWS answered.
    pub snapshot: &'a Snapshot,
    entries: Vec<Entry<'a>>,
    /// What was found to follow from the list, and that AWS did not describe: it was not asked for, or is gone.
    unseen: Vec<Written>,
    places: BTreeMap<Key, Place<'a>>,
}

/// Account and region; the region is empty for kinds that have none.
type Key = (String, String);

/// One account and region, or one account for kinds without a region.
#[derive(Debug)]
struct Place<'a> {
    here: Here<'a>,
    names: Names<'a>,
    /// Entries that mean a thing, by the thing.
    owners: BTreeMap<Index, Vec<usize>>,
    /// Why names are not resolved, by their kind.
    unread: BTreeMap<ResourceKind, Unread>,
}

/// One name by which something is in scope, and what it means.
#[derive(Debug)]
pub struct Entry<'a> {
    /// As section 6 writes it, or as what led to it names it.
    pub written: Written,
    /// What it means.
    pub meaning: Meaning<'a>,
    /// Whether an earlier entry means the same.
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
}

impl<'a> Workload<'a> {
    /// Follows what the workbook lists, and resolves every name.
    pub fn new(workbook: &'a Workbook, snapshot: &'a Snapshot) -> Self {
        let event = &workbook.event;
        let mut workload =
            Self { event, snapshot, entries: Vec::new(), unseen: Vec::new(), places: BTreeMap::new() };
        for written in event.resources.iter().filter(|written| written.found.is_none()) {
            workload.enter(written.clone());
        }
        for written in discovery::discover(event, snapshot) {
            workload.enter(written);
        }
        workload
    }

    /// Every name in scope: what section 6 lists in its order, and then what follows from it.
    pub fn entries(&self) -> &[Entry<'a>] {
        &self.entries
    }

    /// What was found to follow from the list, and that AWS did not describe.
    pub fn unseen(&self) -> &[Written] {
        &self.unseen
    }

    /// Resolves a name wherever it may be.
    fn enter(&mut self, written: Written) {
        // An identity of Amazon SES may be in any region of its account.
        let regions: Vec<String> = match written.kind {
            ResourceKind::EmailIdentity => {
                self.event.regions_of(&written).into_iter().map(str::to_owned).collect()
            }
            kind if kind.is_regional() => written.region.clone().into_iter().collect(),
            _ => vec![String::new()],
        };
        let Some(account) = written.account.clone() else { return };
        let mut meanings: Vec<(String, Meaning<'a>)> = Vec::new();
        for region in regions {
            let meaning = self.resolve(&account, &region, &written);
            meanings.push((region, meaning));
        }
        let is_found = meanings.iter().any(|(_, meaning)| !meaning.resources().is_empty());
        let is_unread = meanings.iter().any(|(_, meaning)| matches!(meaning, Meaning::Unread(_)));
        let is_one = meanings.len() == 1;
        let mut is_told = false;
        for (region, meaning) in meanings {
            // What is in one region need not be in another, and is missing once.
            if matches!(meaning, Meaning::Gone { .. }) && (is_found || is_unread || is_told) && !is_one {
                continue;
            }
            is_told = true;
            let is_gone = matches!(meaning, Meaning::Gone { .. });
            let region = (!region.is_empty() && (is_one || !is_gone)).then_some(region);
            self.push(Written { region, ..written.clone() }, meaning);
        }
    }

    fn push(&mut self, written: Written, meaning: Meaning<'a>) {
        // Nobody wrote what was found: the list that named it may lag behind.
        let is_open = match &meaning {
            Meaning::Gone { .. } => true,
            Meaning::Unread(unread) => unread.missed.reason == Reason::NotAsked,
            _ => false,
        };
        if written.found.is_some() && is_open {
            self.unseen.push(written);
            return;
        }
        let entry = self.entries.len();
        let key = key(&written);
        let mut is_repeated = false;
        if let Some(place) = self.places.get_mut(&key) {
            if let Meaning::Unread(unread) = &meaning {
                place.unread.entry(written.kind).or_insert_with(|| unread.clone());
            }
            let found = place.names.meant(written.kind, &written.name);
            is_repeated = !found.is_empty() && found.iter().all(|index| place.owners.contains_key(index));
            for index in found {
                place.owners.entry(index).or_default().push(entry);
            }
        }
        self.entries.push(Entry { written, meaning, is_repeated });
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
        if found.is_empty() && let Some(why) = (row.refuse)(&written.name) {
            return Meaning::NotAName(why);
        }
        let at = Written { region: Some(region.to_owned()), ..written.clone() };
        if let Err(unread) = (row.read)(place.here, &at, !found.is_empty()) {
            return Meaning::Unread(unread);
        }
        match found.as_slice() {
            [] => {
                let plain = crate::names::plain_name(written.kind, &written.name);
                let nearest = nearest(plain, (row.candidates)(place.here));
                Meaning::Gone { nearest: nearest.map(str::to_owned) }
            }
            [one] => Meaning::Found(*one),
            _ => Meaning::Several(found),
        }
    }

    fn place(&mut self, account: &str, region: &str) -> &Place<'a> {
        let snapshot = self.snapshot;
        self.places.entry((account.to_owned(), region.to_owned())).or_insert_with(|| {
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
            Place { here, names, owners: BTreeMap::new(), unread: BTreeMap::new() }
        })
    }
}

/// Where an entry was looked up.
fn key(written: &Written) -> Key {
    let region = written.region.clone().filter(|_| written.kind.has_region());
    (written.account.clone().unwrap_or_default(), region.unwrap_or_default())
}
