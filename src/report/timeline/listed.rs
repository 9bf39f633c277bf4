//! Whether AWS speaks of a resource that section 6 lists, under any of its names.

use std::collections::BTreeMap;

use super::Scene;
use crate::{names, report::targets::Shape};

/// Everything listed in one account and region, global resources included, by every name.
#[derive(Debug)]
pub(super) struct Listed(BTreeMap<String, String>);

impl Listed {
    pub(super) fn new(scene: &Scene<'_>, account: &str, region: &str) -> Self {
        let mut names = BTreeMap::new();
        let mut add = |alias: &str, name: &str| {
            for key in keys(alias) {
                names.entry(key).or_insert_with(|| name.to_owned());
            }
        };
        for resource in &scene.inputs.workbook.event.resources {
            let is_here = resource.region.as_deref().is_none_or(|own| own == region);
            if is_here && resource.account.as_deref() == Some(account) {
                add(&resource.name, names::group_name(names::instance_id(&resource.name)));
            }
        }
        for target in &scene.readings.targets {
            let subject = &target.subject;
            if subject.account.as_deref() != Some(account) || target.metrics_region != region {
                continue;
            }
            add(&subject.id, &subject.id);
            subject.arn.iter().for_each(|arn| add(arn, &subject.id));
            let dimensions = target.shapes.iter().filter(|(shape, _)| *shape != Shape::EcsService);
            let dimensions = dimensions.flat_map(|(_, dimensions)| dimensions);
            let is_own = |name: &str| !matches!(name, "Region" | "FilterId" | "AvailabilityZone");
            for (_, value) in dimensions.filter(|(name, _)| is_own(name)) {
                add(value, &subject.id);
            }
        }
        Self(names)
    }

    /// The first listed resource that one of `written` names.
    pub(super) fn find<'s>(&'s self, written: impl IntoIterator<Item = &'s str>) -> Option<&'s str> {
        written.into_iter().flat_map(keys).find_map(|key| self.0.get(&key)).map(String::as_str)
    }
}

/// The forms of a name that are compared: itself, and what its ARN ends with.
fn keys(name: &str) -> impl Iterator<Item = String> {
    let tail = name.starts_with("arn:").then(|| name.rsplit(['/', ':']).next()).flatten();
    let forms = [
        Some(name),
        Some(names::group_name(name)),
        Some(names::load_balancer_suffix(name)),
        names::load_balancer_name(name),
        tail,
    ];
    forms.into_iter().flatten().filter(|form| !form.is_empty()).map(str::to_ascii_lowercase)
}
