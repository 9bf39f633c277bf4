//! The state of one AWS thing, in a few words.

use std::collections::BTreeSet;

use crate::{
    aws::vpc::facts::Vpc,
    plan::facts::{open, open_one},
    snapshot::RegionSnapshot,
    source::Source,
    text::number::count,
    workload::{Answer, Resource},
};

/// The state of a thing as AWS described it; `facts` are those of its region. Not yet escaped.
pub(super) fn of(one: &Resource<'_>, facts: &RegionSnapshot, region: &str) -> String {
    match one.answer {
        Answer::Instance(it) => format!("{}, {} in {}", it.state, it.instance_type, it.zone),
        Answer::LoadBalancer(it) => {
            let reason = if it.state_reason.is_empty() { "" } else { ": " };
            format!("{}{reason}{}, {}", it.state, it.state_reason, it.balancer_type)
        }
        Answer::ClassicBalancer(it) => format!("classic, {}", it.zones.join(", ")),
        Answer::Group(it) => {
            let status = it.status.as_deref().map(|status| format!("{status}, ")).unwrap_or_default();
            let running = count(it.instances.len(), "instance");
            format!("{status}{running}, minimum {}, desired {}, maximum {}", it.min_size, it.desired, it.max_size)
        }
        Answer::Bucket(it) => format!("in {}", it.region),
        Answer::Vpc(it) => vpc(one.id, it, facts),
        Answer::Table(it) => {
            format!("{}, {}", it.status, if it.on_demand { "on demand" } else { "provisioned capacity" })
        }
        Answer::DbInstance(it) => format!("{}, {}", it.status, it.engine),
        Answer::DbCluster(it) => format!("{}, {}, {}", it.status, it.engine, count(it.members.len(), "instance")),
        Answer::CacheCluster(it) => format!("{}, {}", it.status, it.engine),
        Answer::ReplicationGroup(it) => format!("{}, {}", it.status, count(it.shards.len(), "shard")),
        Answer::ServerlessCache(it) => format!("{}, serverless", it.status),
        Answer::Function(it) => format!("{}, timeout {} s", it.state, it.timeout),
        Answer::Api(it) => format!("{} API {}", it.protocol, it.name),
        Answer::EcsService(it) => format!("{}, {} of {} tasks run", it.status, it.running, it.desired),
        Answer::EksCluster(it) => {
            let version = it.version.as_ref().map(|version| format!(", Kubernetes {version}")).unwrap_or_default();
            format!("{}{version}", it.status)
        }
        Answer::Queue(_) => "exists".to_owned(),
        Answer::Topic(it) => count(it.confirmed as usize, "subscription"),
        Answer::Stack(it) => it.status.clone(),
        Answer::Distribution(it) => {
            let enabled = match it.enabled {
                Some(true) => "enabled",
                Some(false) => "disabled",
                None => "enabled or disabled: CloudFront does not say",
            };
            format!("{}, {enabled}", it.status)
        }
        Answer::Zone(it) => if it.is_private { "private zone" } else { "public zone" }.to_owned(),
        Answer::EmailIdentity => identity(one.id, facts, region),
    }
}

fn vpc(id: &str, vpc: &Vpc, facts: &RegionSnapshot) -> String {
    let subnets = open(Source::Subnets, &facts.ec2.subnets).map(|all| {
        let own: Vec<_> = all.values().filter(|subnet| subnet.vpc == id).collect();
        let zones: BTreeSet<&str> = own.iter().map(|subnet| subnet.zone.as_str()).collect();
        format!("{} in {}", count(own.len(), "subnet"), count(zones.len(), "zone"))
    });
    let gateways = open(Source::NatGateways, &facts.vpc.nat_gateways)
        .map(|all| count(all.values().filter(|gateway| gateway.vpc == id).count(), "NAT gateway"));
    let [subnets, gateways] = [subnets, gateways].map(|part| part.unwrap_or_else(|why| why));
    format!("{}, {}, {subnets}, {gateways}", vpc.state, vpc.cidr)
}

fn identity(name: &str, facts: &RegionSnapshot, region: &str) -> String {
    match open_one(Source::MailIdentities, &facts.ses.identities, name) {
        Ok(it) => format!("{} in {region}", if it.verified { "verified" } else { "not verified" }),
        Err(why) => why,
    }
}
