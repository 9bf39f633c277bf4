//! Which resource in scope a name of AWS's other services speaks of.

use super::{
    Entry, Meaning, Place, Resource, Unread, Workload,
    here::seen,
    kind,
    names::{Index, Noun},
};
use crate::{
    event::{Resource as Written, ResourceKind},
    names,
    source::Source,
    workbook::resources::of_arn,
};

/// What is known of a name that AWS gives.
#[derive(Debug)]
pub enum Lookup<'w, 'a> {
    /// It is, or is a part of, these.
    InScope(Vec<Meant<'w, 'a>>),
    /// All that could have the name was read, and nothing in scope has it.
    NotInScope,
    /// Nobody knows: this was not read.
    Unread(Unread),
    /// iem does not know what the name speaks of.
    Unknown,
}

/// A thing in scope that a name of AWS means.
#[derive(Debug, Clone, Copy)]
pub struct Meant<'w, 'a> {
    /// The name by which it is in scope.
    pub written: &'w Written,
    /// Region that it is in; nothing for a kind that has none.
    pub region: Option<&'w str>,
    /// The thing; nothing where AWS did not describe it, and the listed name alone says that it is meant.
    pub resource: Option<Resource<'a>>,
    /// Whether the name is that of a part of it.
    pub is_part: bool,
    /// Why AWS did not describe it.
    pub unread: Option<&'w Unread>,
}

impl<'a> Workload<'a> {
    /// The things in scope that AWS means by `name`: an id, a name or an ARN, of a thing or of a part of one. `kinds`
    /// are those that the speaker can mean; none where it does not say. Without a region it may be in any.
    pub fn look_up(&self, account: &str, region: Option<&str>, kinds: &[ResourceKind], name: &str) -> Lookup<'_, 'a> {
        let name = name.trim();
        let nouns = nouns(kinds, name);
        if nouns.is_empty() {
            return Lookup::Unknown;
        }
        let (mut found, mut unread) = (Vec::new(), None);
        let places = self.places.get(account).into_iter().flatten();
        let places = places.filter(|(here, _)| region.is_none_or(|region| here.is_empty() || *here == region));
        for (_, place) in places {
            for noun in &nouns {
                found.extend(place.things(*noun, name).into_iter().filter_map(|(thing, is_part)| {
                    let entry = self.entries.get(*place.owners.get(&thing)?.first()?)?;
                    let resource = Some(*place.names.resources.get(thing)?);
                    let (written, region) = (self.written(entry)?, entry.region.as_deref());
                    Some(Meant { written, region, resource, is_part, unread: None })
                }));
                unread = unread.or_else(|| place.unread(*noun));
            }
        }
        if found.is_empty() && unread.is_some() {
            found.extend(self.named(account, region, &nouns, name));
        }
        // What has a part is spoken of where the part is not listed itself.
        if found.iter().any(|meant| !meant.is_part) {
            found.retain(|meant| !meant.is_part);
        }
        match (found.is_empty(), unread) {
            (false, _) => Lookup::InScope(found),
            (true, Some(unread)) => Lookup::Unread(unread),
            (true, None) => Lookup::NotInScope,
        }
    }

    /// What section 6 lists under this very name, where AWS did not say what the name means.
    fn named<'w>(&'w self, account: &str, region: Option<&str>, nouns: &[Noun], name: &str) -> Vec<Meant<'w, 'a>> {
        let is_named = |written: &Written| {
            let plain = |name: &str| names::plain_name(written.kind, name).to_ascii_lowercase();
            nouns.contains(&Noun::Kind(written.kind)) && plain(&written.name) == plain(name)
        };
        let here = |it: Option<&str>| it.is_none() || region.is_none_or(|region| it == Some(region));
        let listed = self.entries().filter(|(written, entry)| {
            matches!(entry.meaning, Meaning::Unread(_))
                && written.account.as_deref() == Some(account)
                && here(entry.region.as_deref())
                && is_named(written)
        });
        let meant = |(written, entry): (&'w Written, &'w Entry<'a>)| {
            let unread = match &entry.meaning {
                Meaning::Unread(unread) => Some(unread),
                _ => None,
            };
            Meant { written, region: entry.region.as_deref(), resource: None, is_part: false, unread }
        };
        listed.map(meant).collect()
    }
}

impl Place<'_> {
    /// What has this name, and what has a part of this name.
    fn things(&self, noun: Noun, name: &str) -> Vec<(Index, bool)> {
        let (own, plain) = match noun {
            Noun::Kind(kind) => (self.names.meant(kind, name), names::plain_name(kind, name)),
            // A target group has its ARN.
            Noun::TargetGroup => (Vec::new(), name),
            // `arn:aws:ec2:…:volume/vol-1` and the like.
            _ => (Vec::new(), name.rsplit('/').next().unwrap_or(name)),
        };
        let parts = self.names.having(noun, plain).iter().chain(self.names.having(noun, name));
        let mut things: Vec<_> = own.into_iter().map(|it| (it, false)).chain(parts.map(|it| (*it, true))).collect();
        things.sort_unstable();
        things.dedup_by_key(|(thing, _)| *thing);
        things
    }

    /// What was not read, so that the name may be in scope after all.
    fn unread(&self, noun: Noun) -> Option<Unread> {
        if let Some(unread) = noun.owners().iter().find_map(|kind| self.unread.get(kind)) {
            return Some(unread.clone());
        }
        let mut known = self.owners.keys().filter_map(|thing| self.names.resources.get(*thing));
        if !known.any(|it| noun.owners().contains(&it.answer.kind())) {
            return None;
        }
        let facts = self.here.facts;
        let read = match noun {
            Noun::Kind(_) | Noun::NodeGroup => Ok(()),
            Noun::Volume => seen(Source::Volumes, &facts.ec2.volumes).map(drop),
            Noun::Subnet => seen(Source::Subnets, &facts.ec2.subnets).map(drop),
            Noun::NatGateway => seen(Source::NatGateways, &facts.vpc.nat_gateways).map(drop),
            Noun::VpcEndpoint => seen(Source::VpcEndpoints, &facts.vpc.endpoints).map(drop),
            Noun::RouteTable => seen(Source::RouteTables, &facts.vpc.route_tables).map(drop),
            Noun::TargetGroup => seen(Source::TargetGroups, &facts.elb.target_groups).map(drop),
        };
        read.err()
    }
}

impl Noun {
    /// The kinds that are it, or have it.
    fn owners(self) -> &'static [ResourceKind] {
        match self {
            Self::Kind(ResourceKind::Instance) => &[ResourceKind::Instance, ResourceKind::AutoScalingGroup],
            Self::Kind(ResourceKind::AutoScalingGroup) => &[ResourceKind::AutoScalingGroup, ResourceKind::EksCluster],
            Self::Kind(kind) => kind::of(kind).alone(),
            Self::Volume => &[ResourceKind::Instance],
            Self::Subnet | Self::NatGateway | Self::VpcEndpoint | Self::RouteTable => &[ResourceKind::Vpc],
            Self::TargetGroup => &[ResourceKind::LoadBalancer],
            Self::NodeGroup => &[ResourceKind::EksCluster],
        }
    }
}

/// Ids that tell what they are of ("Amazon EC2 resource IDs").
const PREFIXES: &[(&str, Noun)] = &[
    ("i-", Noun::Kind(ResourceKind::Instance)),
    ("vol-", Noun::Volume),
    ("vpc-", Noun::Kind(ResourceKind::Vpc)),
    ("subnet-", Noun::Subnet),
    ("nat-", Noun::NatGateway),
    ("vpce-", Noun::VpcEndpoint),
    ("rtb-", Noun::RouteTable),
];

/// Parts that have an ARN of their own: service, beginning of the resource, and what it is.
const ARNS: &[(&str, &str, Noun)] = &[
    ("ec2", "volume/", Noun::Volume),
    ("ec2", "subnet/", Noun::Subnet),
    ("ec2", "natgateway/", Noun::NatGateway),
    ("ec2", "vpc-endpoint/", Noun::VpcEndpoint),
    ("ec2", "route-table/", Noun::RouteTable),
    ("elasticloadbalancing", "targetgroup/", Noun::TargetGroup),
    ("eks", "nodegroup/", Noun::NodeGroup),
];

/// What a name can speak of, as far as its form and its speaker tell; nothing where iem does not know.
fn nouns(kinds: &[ResourceKind], name: &str) -> Vec<Noun> {
    if name.starts_with("arn:") {
        if let Some((kind, ..)) = of_arn(name) {
            return vec![Noun::Kind(kind)];
        }
        let mut parts = name.splitn(6, ':').skip(2);
        let (service, resource) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
        let known = ARNS.iter().filter(|(of, start, _)| *of == service && resource.starts_with(start));
        return known.map(|(.., noun)| *noun).collect();
    }
    if let Some((_, noun)) = PREFIXES.iter().find(|(prefix, _)| is_id(name, prefix)) {
        return vec![*noun];
    }
    // These are spoken of by their ids alone.
    let by_id = |kind: &&ResourceKind| matches!(kind, ResourceKind::Instance | ResourceKind::Vpc);
    kinds.iter().filter(|kind| !by_id(kind)).map(|kind| Noun::Kind(*kind)).collect()
}

/// Whether a name is an id of EC2: the prefix, and eight or more hexadecimal digits.
fn is_id(name: &str, prefix: &str) -> bool {
    let digits = name.strip_prefix(prefix);
    digits.is_some_and(|it| it.len() >= 8 && it.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
