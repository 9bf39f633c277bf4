//! Changes made during the freeze, by people and pipelines, and by AWS itself.

use std::collections::BTreeMap;

use super::{Class, Happening, Scene, listed::Listed, runs, times};
use crate::{aws::cloudtrail::facts::Change, snapshot::Fact, source::Source, text::number::count};

/// How many days CloudTrail keeps its event history.
const KEPT_DAYS: i64 = 90;

/// Most names that one line shows.
const NAMES: usize = 3;

pub(super) fn happenings(scene: &Scene<'_>) -> Vec<Happening> {
    let mut all = Vec::new();
    for (account, region) in scene.inputs.workbook.event.places() {
        match &scene.inputs.snapshot.account(account).region(region).cloudtrail.changes {
            Fact::Missed(missed) => all.push(scene.missed(account, region, Source::Changes, missed)),
            Fact::Seen(changes) => {
                all.extend(scene.forgotten(account, region, Source::Changes, KEPT_DAYS));
                let listed = Listed::new(scene, account, region);
                let source = format!("CloudTrail LookupEvents, {account} {region}");
                let (routine, made): (Vec<_>, Vec<_>) =
                    changes.iter().filter(|change| scene.holds(change.at)).partition(|change| change.by_aws);
                all.extend(by_people(made, &listed, &source));
                all.extend(by_aws(routine, account, &source));
            }
        }
    }
    all
}

/// Equal calls of one user within a few minutes are one change. One of a listed resource is high; one
/// that AWS refused has changed nothing, and is medium like every other.
fn by_people(changes: Vec<&Change>, listed: &Listed, source: &str) -> Vec<Happening> {
    let is_listed = |change: &Change| listed.find(change.resources.iter().map(String::as_str)).map(str::to_owned);
    let key = |change: &&Change| {
        let Change { service, operation, user, error, .. } = (*change).clone();
        (user, service, operation, error, is_listed(change).is_some())
    };
    let runs = runs(changes, key, |change| (change.at, change.at));
    let lines = runs.into_iter().filter_map(|run| {
        let (first, last) = run.first().zip(run.last())?;
        let on = names(run.iter().flat_map(|change| &change.resources));
        let user = if first.user.is_empty() { "somebody" } else { &first.user };
        let refused = first.error.as_ref().map(|error| format!(", refused with {error}")).unwrap_or_default();
        let found = is_listed(first);
        Some(Happening {
            at: first.at,
            until: (run.len() > 1).then_some(last.at),
            class: if found.is_some() && first.error.is_none() { Class::High } else { Class::Medium },
            kind: "change",
            resource: found.or_else(|| first.resources.first().filter(|_| first.resources.len() == 1).cloned()),
            text: format!("{user}: {} of {}{on}{}{refused}", first.operation, first.service, times(run.len())),
            source: source.to_owned(),
        })
    });
    lines.collect()
}

/// What services do all day, in one line per service.
fn by_aws(changes: Vec<&Change>, account: &str, source: &str) -> Vec<Happening> {
    let mut services: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        services.entry(&change.service).or_default().push(change);
    }
    let line = |(service, changes): (&str, Vec<&Change>)| {
        let mut operations: BTreeMap<&str, usize> = BTreeMap::new();
        for change in &changes {
            *operations.entry(&change.operation).or_default() += 1;
        }
        let mut counted: Vec<_> = operations.iter().map(|(name, count)| (*count, *name)).collect();
        counted.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
        let shown: Vec<_> = counted.iter().take(NAMES).map(|(count, name)| format!("{name} {count}")).collect();
        let more = counted.len().saturating_sub(NAMES);
        let more = if more > 0 { format!(" and {}", count(more, "other operation")) } else { String::new() };
        let total = count(changes.len(), "change");
        let last = changes.iter().map(|change| change.at).max();
        Some(Happening {
            at: changes.iter().map(|change| change.at).min()?,
            until: last.filter(|_| changes.len() > 1),
            class: Class::Info,
            kind: "change",
            resource: Some(account.to_owned()),
            text: format!("AWS itself made {total} of {service}: {}{more}", shown.join(", ")),
            source: source.to_owned(),
        })
    };
    services.into_iter().filter_map(line).collect()
}

/// ` on web, api and 3 more`, each name once.
fn names<'a>(all: impl Iterator<Item = &'a String>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in all {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(NAMES);
    let shown = names.iter().take(NAMES).copied().collect::<Vec<_>>().join(", ");
    match (names.is_empty(), more) {
        (true, _) => String::new(),
        (false, 0) => format!(" on {shown}"),
        (false, more) => format!(" on {shown} and {more} more"),
    }
}
