//! Where a name is looked up, and whether all that can have it was read.

use crate::{
    snapshot::{AccountSnapshot, Fact, Missed, PerResource, RegionSnapshot},
    source::Source,
};

/// What AWS answered about one account and one of its regions: where a name is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here<'a> {
    /// What AWS answered about the account.
    pub(super) of_account: &'a AccountSnapshot,
    /// What it answered about the region.
    pub(super) facts: &'a RegionSnapshot,
}

/// An answer that is missing, so that nobody knows what a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What was to be asked.
    pub source: Source,
    /// Why there is no answer.
    pub missed: Missed,
}

/// Ok where the fact was seen.
pub(super) fn seen<T>(source: Source, fact: &Fact<T>) -> Result<&T, Unread> {
    match fact {
        Fact::Seen(answer) => Ok(answer),
        Fact::Missed(missed) => Err(Unread { source, missed: missed.clone() }),
    }
}

/// Ok where the answer about this one was seen.
pub(super) fn seen_one<'a, T>(source: Source, facts: &'a PerResource<T>, key: &str) -> Result<&'a T, Unread> {
    match facts.get(key) {
        Some(fact) => seen(source, fact),
        None => Err(Unread { source, missed: Missed::not_asked() }),
    }
}

/// Ok where this one was found, or its own answer is not the one that is missing.
pub(super) fn read_one(source: Source, unread: Option<&Missed>, is_found: bool) -> Result<(), Unread> {
    let missed = unread.filter(|_| !is_found);
    missed.map_or(Ok(()), |missed| Err(Unread { source, missed: missed.clone() }))
}
