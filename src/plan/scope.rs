//! Section 6: every resource that the event stands on, why, and where the list and AWS differ.

use std::collections::BTreeSet;

use super::{
    Plan,
    facts::{group_names, open, open_one, place_name, places},
    kept::NOT_DESCRIBED,
    markdown::{bullets, table, text},
};
use crate::{
    event::{Resource, ResourceKind},
    names::{self, BalancerNames},
    render::count,
    rule::Place,
    source::Source,
};

mod data_stores;
mod derived;
mod edge;

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

/// A place and its balancers by every name that they have.
struct Here<'a> {
    place: Place<'a>,
    balancers: Result<BalancerNames<'a>, String>,
}

fn by_name(place: Place<'_>) -> Result<BalancerNames<'_>, String> {
    open(Source::LoadBalancers, &place.facts.elb.load_balancers).map(BalancerNames::new)
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

/// What AWS says of resources, looked up by every name that they have.
pub(crate) struct States<'a> {
    plan: &'a Plan<'a>,
    heres: Vec<Here<'a>>,
}

impl<'a> States<'a> {
    pub(crate) fn new(plan: &'a Plan<'a>) -> Self {
        let here = |place| Here { place, balancers: by_name(place) };
        Self { plan, heres: places(plan).into_iter().map(here).collect() }
    }

    /// The state of one, or why it is not known; Markdown.
    pub(crate) fn of(&self, resource: &Resource) -> String {
        self.see(resource).state
    }

    fn see(&self, resource: &Resource) -> Seen {
        let unknown = |why: String| Seen { state: text(&why), ..Seen::default() };
        let Some(account) = &resource.account else {
            return unknown("not seen: section 6 gives no account for it".to_owned());
        };
        let facts = self.plan.snapshot().account(account);
        let seen = match resource.kind {
            ResourceKind::Distribution => edge::distribution(facts, resource),
            ResourceKind::HostedZone => edge::zone(facts, resource),
            ResourceKind::EmailIdentity => edge::identity(&self.plan.workbook().event, facts, resource),
            ResourceKind::Other => Err("not seen: section 6 does not say what kind of resource it is".to_owned()),
            _ => {
                let is_here = |here: &&Here<'_>| {
                    account == here.place.account && resource.region.as_deref() == Some(here.place.region)
                };
                match self.heres.iter().find(is_here) {
                    Some(here) => regional(here, resource),
                    None => Err("not seen: section 6 gives no region for it".to_owned()),
                }
            }
        };
        seen.unwrap_or_else(unknown)
    }
}

fn regional(here: &Here<'_>, resource: &Resource) -> Result<Seen, String> {
    match resource.kind {
        ResourceKind::Database => data_stores::database(here.place, resource),
        ResourceKind::Cache => data_stores::cache(here.place, resource),
        ResourceKind::Instance => instance(here.place, resource),
        ResourceKind::AutoScalingGroup => group(here.place, resource),
        ResourceKind::DynamoDbTable => table_of(here.place, resource),
        ResourceKind::EcsService => service(here.place, resource),
        ResourceKind::EksCluster => cluster(here.place, resource),
        ResourceKind::Bucket => bucket(here.place, resource),
        ResourceKind::Vpc => vpc(here.place, resource),
        ResourceKind::Function => function(here.place, resource),
        ResourceKind::Api => api(here.place, resource),
        ResourceKind::Queue => queue(here.place, resource),
        ResourceKind::Topic => topic(here.place, resource),
        ResourceKind::Stack => stack(here.place, resource),
        ResourceKind::Tag => tag(here.place, resource),
        _ => balancer(here, resource),
    }
}

/// One that AWS has, by its name there and its state.
fn known_as(name: &str, state: &str) -> Seen {
    Seen { name: Some(name.to_owned()), state: text(state), exists: Some(true), ..Seen::default() }
}

/// A name that several have.
fn not_clear<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> Seen {
    let ids: Vec<&str> = ids.collect();
    let state = format!("not clear: {} have this name: {}", count(ids.len(), what), ids.join(", "));
    Seen { state: text(&state), exists: Some(true), ..Seen::default() }
}

fn instance(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = open(Source::Instances, &place.facts.ec2.instances)?;
    match &names::find_instances(known, &resource.name)[..] {
        [] => Ok(gone()),
        [(id, instance)] => {
            let state = format!("{}, {} in {}", instance.state, instance.instance_type, instance.zone);
            let member = |group: &String| format!("; instance of group {}", text(group));
            Ok(Seen {
                name: Some((*id).to_owned()),
                state: text(&state),
                also: instance.group.as_ref().map(member).unwrap_or_default(),
                exists: Some(instance.state != "terminated"),
            })
        }
        several => Ok(not_clear("instance", several.iter().map(|(id, _)| *id))),
    }
}

fn group(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = open(Source::Groups, &place.facts.autoscaling.groups)?;
    let Some((name, group)) = known.get_key_value(names::group_name(&resource.name)) else {
        return Ok(gone());
    };
    let (running, min, max) = (group.instances.len(), group.min_size, group.max_size);
    let status = group.status.as_deref().map(|status| format!("{status}, ")).unwrap_or_default();
    let state =
        format!("{status}{}, minimum {min}, desired {}, maximum {max}", count(running, "instance"), group.desired);
    Ok(known_as(name, &state))
}

fn table_of(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let name = names::table_name(&resource.name).ok_or("not seen: an endpoint of the service names no table")?;
    let Some(table) = open_one(Source::Tables, &place.facts.dynamodb.tables, name)? else { return Ok(gone()) };
    let mode = if table.on_demand { "on demand" } else { "provisioned capacity" };
    let state = format!("{}, {mode}", table.status);
    Ok(known_as(name, &state))
}

fn service(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = open(Source::EcsServices, &place.facts.ecs.services)?;
    match &names::find_ecs_services(known, &resource.name)[..] {
        [] => Ok(gone()),
        [(name, service)] => {
            let state = format!("{}, {} of {} tasks run", service.status, service.running, service.desired);
            Ok(known_as(name, &state))
        }
        several => Ok(not_clear("service", several.iter().map(|(id, _)| *id))),
    }
}

fn cluster(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = open(Source::EksClusters, &place.facts.eks.clusters)?;
    let Some((name, cluster)) = names::find_eks_cluster(known, &resource.name) else { return Ok(gone()) };
    let version = cluster.version.as_ref().map(|version| format!(", Kubernetes {version}")).unwrap_or_default();
    let state = format!("{}{version}", cluster.status);
    Ok(known_as(name, &state))
}

fn bucket(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let name = names::bucket_name(&resource.name);
    let Some(bucket) = open_one(Source::Buckets, &place.facts.s3.buckets, name)? else { return Ok(gone()) };
    let state = format!("in {}", bucket.region);
    Ok(known_as(name, &state))
}

fn function(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let name = names::function_name(&resource.name);
    let Some(function) = open_one(Source::Functions, &place.facts.lambda.functions, name)? else { return Ok(gone()) };
    let state = format!("{}, timeout {} s", function.state, function.timeout);
    Ok(known_as(name, &state))
}

fn api(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = &place.facts.apigateway;
    open(Source::RestApis, &known.rest_apis)?;
    open(Source::HttpApis, &known.http_apis)?;
    Ok(match &names::find_apis(known, &resource.name)[..] {
        [] => gone(),
        [(id, api)] => Seen {
            name: Some((*id).to_owned()),
            state: text(&format!("{} API {}", api.protocol, api.name)),
            exists: Some(true),
            ..Seen::default()
        },
        several => not_clear("API", several.iter().map(|(id, _)| *id)),
    })
}

fn queue(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = open(Source::QueueUrls, &place.facts.sqs.urls)?;
    let name = names::plain_name(resource.kind, &resource.name);
    if !known.contains_key(name) {
        return Ok(gone());
    }
    Ok(known_as(name, "exists"))
}

fn topic(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let arn = names::topic_arn(&resource.name, place.account, place.region);
    let Some(topic) = open_one(Source::Topics, &place.facts.sns.topics, &arn)? else { return Ok(gone()) };
    let name = names::plain_name(resource.kind, &arn);
    Ok(known_as(name, &count(topic.confirmed as usize, "subscription")))
}

fn balancer(here: &Here<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = here.balancers.as_ref().map_err(String::clone)?;
    Ok(match known.find(&resource.name) {
        Some((_, balancer)) => {
            let reason = if balancer.state_reason.is_empty() { "" } else { ": " };
            let state = format!("{}{reason}{}, {}", balancer.state, balancer.state_reason, balancer.balancer_type);
            known_as(&balancer.name, &state)
        }
        None if names::is_v2_arn(&resource.name) => gone(),
        None => {
            let classic = open(Source::ClassicBalancers, &here.place.facts.classic_elb.load_balancers)?;
            let Some((name, balancer)) = names::find_classic_balancer(classic, &resource.name) else {
                return Ok(gone());
            };
            let state = format!("classic, {}", balancer.zones.join(", "));
            known_as(name, &state)
        }
    })
}

fn vpc(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = open(Source::Vpcs, &place.facts.vpc.vpcs)?;
    let (id, vpc) = match &names::find_vpcs(known, &resource.name)[..] {
        [] => return Ok(gone()),
        [found] => *found,
        several => {
            return Ok(not_clear("VPC", several.iter().map(|(id, _)| *id)));
        }
    };
    let mut state = format!("{}, {}", vpc.state, vpc.cidr);
    let subnets = open(Source::Subnets, &place.facts.ec2.subnets).map(|all| {
        let own: Vec<_> = all.values().filter(|subnet| subnet.vpc == id).collect();
        let zones: BTreeSet<&str> = own.iter().map(|subnet| subnet.zone.as_str()).collect();
        format!("{} in {}", count(own.len(), "subnet"), count(zones.len(), "zone"))
    });
    let gateways = open(Source::NatGateways, &place.facts.vpc.nat_gateways).map(|all| {
        let own = all.values().filter(|gateway| gateway.vpc == id).count();
        count(own, "NAT gateway")
    });
    for part in [subnets, gateways] {
        state += &format!(", {}", part.unwrap_or_else(|why| why));
    }
    Ok(known_as(id, &state))
}

fn stack(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let known = open(Source::Stacks, &place.facts.cloudformation.stacks)?;
    let name = names::stack_name(&resource.name);
    let Some(stack) = known.get(name) else { return Ok(gone()) };
    Ok(known_as(name, &stack.status))
}

fn tag(place: Place<'_>, resource: &Resource) -> Result<Seen, String> {
    let carriers = open_one(Source::TaggedResources, &place.facts.tagging.resources, &resource.name)?;
    let state = format!("carried by {}", count(carriers.len(), "resource"));
    Ok(Seen { name: Some(resource.name.clone()), state, exists: Some(!carriers.is_empty()), ..Seen::default() })
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
