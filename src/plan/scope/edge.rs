//! What section 6 lists for no region: distributions, hosted zones and mail identities.

use super::{Seen, gone, known_as, not_clear};
use crate::{
    event::{Event, Resource},
    names,
    plan::facts::{open, open_one},
    snapshot::AccountSnapshot,
    source::Source,
};

pub(super) fn distribution(facts: &AccountSnapshot, resource: &Resource) -> Result<Seen, String> {
    let all = open(Source::Distributions, &facts.cloudfront.distributions)?;
    Ok(match names::find_distribution(all, &resource.name) {
        Some((id, it)) => known_as(id, &format!("{}, {}", it.status, if it.enabled { "enabled" } else { "disabled" })),
        None => gone(),
    })
}

pub(super) fn zone(facts: &AccountSnapshot, resource: &Resource) -> Result<Seen, String> {
    let all = open(Source::HostedZones, &facts.route53.zones)?;
    Ok(match names::find_zones(all, &resource.name).as_slice() {
        [] => gone(),
        [(id, zone)] => known_as(id, if zone.is_private { "private zone" } else { "public zone" }),
        several => not_clear("zone", several.iter().map(|(id, _)| *id)),
    })
}

/// An identity belongs to a region, and may be in each that the account lists.
pub(super) fn identity(event: &Event, facts: &AccountSnapshot, resource: &Resource) -> Result<Seen, String> {
    let mut states = Vec::new();
    let mut name = "";
    for region in event.regions_of(resource) {
        let here = &facts.region(region).ses;
        let Some(found) = names::find_identity(open(Source::MailIdentityNames, &here.names)?, &resource.name) else {
            continue;
        };
        name = found;
        let identity = open_one(Source::MailIdentities, &here.identities, found)?;
        states.push(format!("{} in {region}", if identity.verified { "verified" } else { "not verified" }));
    }
    Ok(if states.is_empty() { gone() } else { known_as(name, &states.join(", ")) })
}
