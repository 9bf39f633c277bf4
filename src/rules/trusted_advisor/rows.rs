//! What a row of Trusted Advisor is about.

use std::collections::BTreeSet;

use crate::{
    aws::support::facts::{Check, FlaggedResource},
    event::ResourceKind,
    rule::{Cx, Subject},
    workload::{Lookup, Unread},
};

/// What a row is about.
pub(super) enum About {
    /// Things in scope.
    Subjects(BTreeSet<Subject>),
    /// The account as a whole.
    Account,
    /// Something that is not in scope.
    Nothing,
    /// Nobody knows: this was not read.
    Unread(Unread),
    /// iem cannot tell; the names that the row gives.
    Unknown(Vec<String>),
}

/// Columns that name no resource ("AWS Trusted Advisor check reference").
const WITHOUT_NAMES: &[&str] = &["Status", "Region", "Region/AZ", "Reason"];

/// What a row of a check is about.
pub(super) fn about(cx: &Cx<'_>, account: &str, check: &Check, row: &FlaggedResource) -> About {
    let region = region(cx, account, row);
    let (mut subjects, mut unread, mut is_known, mut names) = (BTreeSet::new(), None, false, Vec::new());
    let cells = row
        .columns
        .iter()
        .filter(|(column, cell)| !WITHOUT_NAMES.contains(&column.as_str()) && !matches!(cell.trim(), "" | "-"));
    for (column, cell) in cells {
        let kinds = match kinds(column) {
            named if named.is_empty() => kinds(&check.name),
            named => named,
        };
        let is_hinted = !kinds.is_empty();
        let kinds = if is_hinted { kinds } else { ResourceKind::ALL.to_vec() };
        for name in cell_names(cell) {
            match cx.look_up(account, region, &kinds, name) {
                Lookup::InScope(all) => subjects.extend(all.iter().map(Subject::meant)),
                Lookup::NotInScope if is_hinted || is_id(name) => is_known = true,
                Lookup::Unread(missing) if is_hinted || is_id(name) => unread = Some(missing),
                Lookup::NotInScope | Lookup::Unread(_) | Lookup::Unknown => names.push(name.to_owned()),
            }
        }
    }
    match unread {
        _ if !subjects.is_empty() => About::Subjects(subjects),
        Some(unread) => About::Unread(unread),
        None if is_known => About::Nothing,
        None if names.is_empty() => About::Account,
        None => About::Unknown(names),
    }
}

/// The row's region, which may be written as a zone: one of the workload's, where it is one.
fn region<'a>(cx: &Cx<'a>, account: &str, row: &'a FlaggedResource) -> Option<&'a str> {
    let column = |name: &str| row.columns.get(name).map(String::as_str);
    let written = row.region.as_deref().or_else(|| column("Region/AZ")).or_else(|| column("Region"))?;
    let written = Some(written).filter(|it| !matches!(*it, "" | "-"))?;
    let of_zone = cx.regions_of(account).find(|region| written.starts_with(region));
    Some(of_zone.unwrap_or(written))
}

/// Names that a cell may hold: itself, the items of a list, and what stands behind a colon, such as the instance of
/// `/dev/sda1:i-0abc`.
fn cell_names(cell: &str) -> impl Iterator<Item = &str> {
    let words = cell.split([',', ';']).map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| match word.rsplit_once(':') {
        Some((_, end)) if !word.starts_with("arn:") => end.trim(),
        _ => word,
    })
}

/// Whether a name tells by itself what it is of.
fn is_id(name: &str) -> bool {
    name.starts_with("arn:")
        || name
            .split_once('-')
            .is_some_and(|(prefix, _)| matches!(prefix, "i" | "vol" | "vpc" | "subnet" | "nat" | "vpce" | "rtb"))
}

/// Kinds that the name of a check or of a column speaks of.
fn kinds(text: &str) -> Vec<ResourceKind> {
    let text = text.to_ascii_lowercase();
    let is_named = |kind: &ResourceKind| kind.info().trusted_advisor.iter().any(|word| text.contains(word));
    ResourceKind::ALL.into_iter().filter(is_named).collect()
}
