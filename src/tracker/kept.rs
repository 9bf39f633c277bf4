//! What stays of a section that was written before and cannot be read now, as of the day on which it was read.
//!
//! A section consists of units: what stands before the first heading, and below each. A unit of which less can
//! be read than before stays whole; in the sections whose rows each have a thing of their own, each row does.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::tracker::digest;
use crate::tracker::kept::unit::{Unit, units};
use crate::{rule::fix::COULD_NOT_READ, scorecard::age::TOO_OLD};

mod rows;
mod unit;

/// The state of a resource that was found and not described, which AWS may have refused.
pub(crate) const NOT_DESCRIBED: &str = "not seen: AWS did not describe it";

/// Begins the heading of the units that sum those before them in their place.
const SUM: &str = "#### Quota for reserved LCUs";

/// What stays of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// Nothing: it tells today's verdicts, and those of earlier days are in section 16.
    Nothing,
    /// Rows; and the units below, which are made from them, where a row stays.
    Rows,
    /// Units as they were.
    Units,
}

fn keeps(section: &str) -> Keeps {
    match section {
        "scope" | "checklist" => Keeps::Rows,
        "prewarming" | "topology" | "trusted-advisor" | "limits" | "load-tests" => Keeps::Units,
        _ => Keeps::Nothing,
    }
}

/// The new Markdown of a section, with what stays of `known`, which was written on `day` or before.
pub(crate) fn keep(section: &str, known: &str, new: &str, day: Date) -> String {
    let keeps = keeps(section);
    let known: Vec<&str> = known.lines().filter(|line| !digest::is_line(line)).collect();
    let known = known.join("\n");
    if keeps == Keeps::Nothing || known.trim().is_empty() || !is_missed(new) {
        return new.to_owned();
    }
    let known = units(&known);
    let by_key: BTreeMap<String, &Unit<'_>> = known.iter().map(|unit| (unit.key(), unit)).collect();
    let missed_before: BTreeSet<String> = known.iter().flat_map(Unit::missed).collect();
    let mut kept = Vec::new();
    // Places of which something cannot be read, and those of which more could be read before.
    let (mut missed_places, mut lost_places) = (BTreeSet::new(), BTreeSet::new());
    let mut has_kept_rows = false;
    let new = units(new);
    for unit in &new {
        let missed = unit.missed();
        if !missed.is_empty() {
            missed_places.extend(unit.place());
        }
        let Some(old) = by_key.get(&unit.key()) else {
            if !missed.is_subset(&missed_before) {
                lost_places.extend(unit.place());
            }
            kept.push(unit.text());
            continue;
        };
        if keeps == Keeps::Rows && unit.heading.is_none() {
            let (text, any) = rows::keep(old, unit, day);
            has_kept_rows = any;
            kept.push(text);
        } else if has_kept_rows || !missed.is_subset(&old.missed()) || is_sum(unit, &lost_places) {
            lost_places.extend(unit.place());
            kept.push(old.as_of(day));
        } else {
            kept.push(unit.text());
        }
    }
    let keys: BTreeSet<String> = new.iter().map(Unit::key).collect();
    let is_lost = |unit: &&Unit<'_>| {
        let is_at = |places: &BTreeSet<&str>| unit.place().is_some_and(|place| places.contains(place));
        !keys.contains(&unit.key()) && (is_at(&lost_places) || unit.stamp.is_some() && is_at(&missed_places))
    };
    kept.extend(known.iter().filter(is_lost).map(|unit| unit.as_of(day)));
    kept.join("\n\n")
}

/// Whether a unit sums units of which one was kept.
fn is_sum(unit: &Unit<'_>, lost_places: &BTreeSet<&str>) -> bool {
    let is_sum = unit.heading.is_some_and(|heading| heading.starts_with(SUM));
    is_sum && unit.place().is_some_and(|place| lost_places.contains(place))
}

/// Whether something in a text could not be read, or was read too long ago to be judged.
fn is_missed(text: &str) -> bool {
    [COULD_NOT_READ, TOO_OLD, NOT_DESCRIBED].iter().any(|words| text.contains(words))
}
