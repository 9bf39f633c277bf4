//! Section 6: every resource that the event stands on, why, and where the list and AWS differ.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Plan,
    facts::{group_names, open, place_name, places},
};
use crate::{
    event::{Resource, ResourceKind},
    rule::{Place, fix::missed_summary},
    snapshot::{Fact, RegionSnapshot},
    source::Source,
    text::number::count,
    workload::{self, Answer, Entry, Meaning, Unread},
};
use crate::{
    text::markdown::{bullets, table, text},
    tracker::NOT_DESCRIBED,
};

mod derived;
mod state;

pub(super) fn markdown(plan: &Plan<'_>) -> String {
    let resources = &plan.workbook().event.resources;
    if resources.is_empty() {
        return "Section 6 lists no resource.".to_owned();
    }
    let places = places(plan);
    let states = States::new(plan);
    let seen: Vec<_> = resources.iter().map(|resource| (resource, states.see(resource))).collect();
    let mut rows: Vec<_> = seen.iter().map(|(resource, seen)| listed(resource, seen)).collect();
    for place in &places {
        rows.extend(derived::rows(plan, *place));
    }
    rows.extend(plan.workbook().event.unseen.iter().map(unseen));
    let table = table(&["Kind", "Name", "Account", "Region", "State", "Why in scope"], &rows);
    format!("{table}\n\n#### Drift\n\n{}", bullets(&drift(plan, &places, &seen)))
}

/// The row of a resource that section 6 lists.
fn listed(resource: &Resource, seen: &Seen) -> Vec<String> {
    let Seen { name, state, also, .. } = seen;
    let name = match name {
        Some(name) if *name != resource.name => format!("{} (listed as {})", text(name), text(&resource.name)),
        _ => text(&resource.name),
    };
    let region = match &resource.region {
        Some(region) => text(region),
        None if resource.kind == ResourceKind::Other || resource.kind.is_regional() => "not given".to_owned(),
        None => "global".to_owned(),
    };
    let account = resource.account.as_deref().map_or("not given".to_owned(), text);
    let why = match &resource.found {
        Some(why) => format!("{}{also}", text(why)),
        None => format!("listed on line {}{also}", resource.line),
    };
    vec![resource.kind.id().to_owned(), name, account, region, state.clone(), why]
}

/// The row of a resource that was found and that AWS did not describe.
fn unseen(resource: &Resource) -> Vec<String> {
    let state = NOT_DESCRIBED.to_owned();
    listed(resource, &Seen { state, ..Seen::default() })
}

/// What AWS says of a listed resource.
#[derive(Default)]
struct Seen {
    /// Name as AWS has it, where it was found.
    name: Option<String>,
    /// Its state, or why that is not known; Markdown.
    state: String,
    /// More about why it is in scope; Markdown.
    also: String,
    /// Whether it exists, as far as that is known.
    exists: Option<bool>,
}

/// What AWS says of the event's resources.
pub(crate) struct States<'a> {
    plan: &'a Plan<'a>,
    entries: BTreeMap<&'a Resource, Vec<&'a Entry<'a>>>,
}

impl<'a> States<'a> {
    pub(crate) fn new(plan: &'a Plan<'a>) -> Self {
        let mut entries: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (written, entry) in plan.workload.entries() {
            entries.entry(written).or_default().push(entry);
        }
        Self { plan, entries }
    }

    /// The state of one, or why it is not known; Markdown.
    pub(crate) fn of(&self, resource: &Resource) -> String {
        self.see(resource).state
    }

    fn see(&self, resource: &Resource) -> Seen {
        let unknown = |why: &str| Seen { state: text(why), ..Seen::default() };
        let Some(account) = &resource.account else {
            return unknown("not seen: section 6 gives no account for it");
        };
        let account = self.plan.snapshot().account(account);
        let mut seen: Vec<Seen> = Vec::new();
        for entry in self.entries.get(resource).into_iter().flatten() {
            let region = entry.region.as_deref().unwrap_or_default();
            let one = match &entry.meaning {
                Meaning::Unread(Unread { source, missed }) => return unknown(&missed_summary(*source, missed)),
                Meaning::NotAName(why) => return unknown(&format!("not seen: {why}")),
                Meaning::Several(all) => not_clear(resource.kind, all),
                // A tag is no thing: it is there as long as something carries it.
                Meaning::Found(_) | Meaning::Gone { .. } if resource.kind == ResourceKind::Tag => {
                    carriers(account.region(region), &resource.name)
                }
                Meaning::Gone { .. } => gone(),
                Meaning::Found(one) => found(one, account.region(region), region),
            };
            seen.push(one);
        }
        // An identity of Amazon SES may be in several regions.
        let states: Vec<&str> = seen.iter().map(|one| one.state.as_str()).collect();
        let state = states.join(", ");
        match seen.into_iter().next() {
            Some(first) => Seen { state, ..first },
            None => unknown("not seen: section 6 gives no region for it"),
        }
    }
}

/// One that AWS has.
fn found(one: &workload::Resource<'_>, facts: &RegionSnapshot, region: &str) -> Seen {
    let (group, ended) = match one.answer {
        Answer::Instance(instance) => (instance.group.as_deref(), instance.state == "terminated"),
        _ => (None, false),
    };
    Seen {
        name: Some(one.id.to_owned()),
        state: text(&state::of(one, facts, region)),
        also: group.map(|group| format!("; instance of group {}", text(group))).unwrap_or_default(),
        exists: Some(!ended),
    }
}

/// A name that several have.
fn not_clear(kind: ResourceKind, all: &[workload::Resource<'_>]) -> Seen {
    let ids: Vec<&str> = all.iter().map(|one| one.id).collect();
    let state = format!("not clear: {} have this name: {}", count(ids.len(), kind.noun()), ids.join(", "));
    Seen { state: text(&state), exists: Some(true), ..Seen::default() }
}

fn carriers(facts: &RegionSnapshot, tag: &str) -> Seen {
    let carriers = facts.tagging.resources.get(tag).and_then(Fact::seen).map_or(0, |all| all.len());
    let state = format!("carried by {}", count(carriers, "resource"));
    Seen { name: Some(tag.to_owned()), state, exists: Some(carriers > 0), ..Seen::default() }
}

fn gone() -> Seen {
    Seen { state: "**gone**: AWS has none of this name".to_owned(), exists: Some(false), ..Seen::default() }
}

/// Where the list and AWS differ, as bullets.
fn drift(plan: &Plan<'_>, places: &[Place<'_>], seen: &[(&Resource, Seen)]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut unseen = 0;
    let listed = seen.iter().filter_map(|(_, seen)| seen.name.as_deref()).collect();
    for (resource, seen) in seen {
        match seen.exists {
            Some(true) => {}
            Some(false) => lines.push(format!(
                "**Listed but gone:** {} {} (line {})",
                resource.kind.id(),
                text(&resource.name),
                resource.line
            )),
            None => unseen += 1,
        }
    }
    if unseen == seen.len() {
        lines.push("Nothing could be looked up.".to_owned());
    } else if lines.is_empty() {
        lines.push("Nothing that could be looked up is gone.".to_owned());
    }
    if unseen > 0 {
        lines.push(format!("Could not be compared with AWS: {} of the list above.", count(unseen, "resource")));
    }
    let found = seen.iter().map(|(resource, _)| *resource).chain(&plan.workbook().event.unseen);
    for resource in found {
        if let Some(why) = &resource.found {
            let (kind, name) = (resource.kind.id(), text(&resource.name));
            lines.push(format!("**Found but not listed:** {kind} {name}: {}", text(why)));
        }
    }
    for place in places {
        lines.extend(unlisted(plan, *place, &listed));
    }
    lines
}

/// Instances of listed groups that section 6 does not list themselves, counted by group.
fn unlisted(plan: &Plan<'_>, place: Place<'_>, listed: &BTreeSet<&str>) -> Option<String> {
    let listed_groups = group_names(plan, place);
    if listed_groups.is_empty() {
        return None;
    }
    let groups = match open(Source::Groups, &place.facts.autoscaling.groups) {
        Ok(groups) => groups,
        Err(why) => {
            return Some(format!(
                "Instances of listed groups in {} are not known: {}.",
                text(&place_name(place)),
                text(&why)
            ));
        }
    };
    let mut counts = Vec::new();
    let mut total = 0;
    for (name, group) in listed_groups.iter().filter_map(|name| groups.get_key_value(*name)) {
        let others = group.instances.iter().filter(|instance| !listed.contains(instance.id.as_str())).count();
        total += others;
        counts.push(format!("{} {others}", text(name)));
    }
    let place = text(&place_name(place));
    let counts = counts.join(", ");
    (total > 0)
        .then(|| format!("Instances of listed groups that section 6 does not list, in {place}: {total} ({counts})."))
}
