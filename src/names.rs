//! The many forms in which people name a resource: id, name, ARN, DNS name, endpoint.

use std::{collections::BTreeMap, net::Ipv4Addr};

use crate::{
    event::ResourceKind,
    snapshot::{ec2::Instance, elb::LoadBalancer},
};

/// Name of an Auto Scaling group, from its name or ARN
/// (`arn:aws:autoscaling:…:autoScalingGroup:uuid:autoScalingGroupName/web`).
pub fn group_name(written: &str) -> &str {
    written.split_once("autoScalingGroupName/").map_or(written, |(_, name)| name)
}

/// Id of an instance, from its id or ARN (`arn:aws:ec2:…:instance/i-0123`).
pub fn instance_id(written: &str) -> &str {
    if written.starts_with("arn:") { written.rsplit('/').next().unwrap_or(written) } else { written }
}

/// Name of a stack, from its name or id (`arn:aws:cloudformation:…:stack/shop-prod/uuid`).
pub fn stack_name(written: &str) -> &str {
    written.split_once(":stack/").map_or(written, |(_, rest)| rest.split('/').next().unwrap_or(rest))
}

/// Key of a tag and its value, where it has one, from `key=value`; `None` where the key is missing
/// or longer than AWS allows ("Tag naming and usage conventions").
pub fn tag(written: &str) -> Option<(&str, Option<&str>)> {
    let (key, value) = match written.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (written, None),
    };
    let fits = |text: &str, longest| text.chars().count() <= longest;
    (!key.is_empty() && fits(key, 128) && value.is_none_or(|value| fits(value, 256))).then_some((key, value))
}

/// One name for the forms in which a resource of a kind can be written: what its API calls it, as
/// far as the text alone tells.
pub fn plain_name(kind: ResourceKind, written: &str) -> &str {
    match kind {
        ResourceKind::Instance => instance_id(written),
        ResourceKind::AutoScalingGroup => group_name(written),
        ResourceKind::LoadBalancer => load_balancer_name(written).unwrap_or(written),
        ResourceKind::Stack => stack_name(written),
        ResourceKind::Tag | ResourceKind::Other => written,
        // `…:table/orders`, `…:db:orders`, `…:::bucket`, `…:distribution/E123`.
        _ if written.starts_with("arn:") => written.rsplit([':', '/']).next().unwrap_or(written),
        _ => written,
    }
}

/// The part of a balancer's ARN that CloudWatch uses as its dimension: `app/web/50dc6c495c0c9188`.
pub fn load_balancer_suffix(arn: &str) -> &str {
    arn.split_once(":loadbalancer/").map_or(arn, |(_, suffix)| suffix)
}

/// Name of an application, network or gateway balancer as the API takes it, when `written` is
/// a name or an ARN; `None` for a DNS name, which the API cannot filter by.
pub fn load_balancer_name(written: &str) -> Option<&str> {
    let suffix = load_balancer_suffix(written);
    if written.starts_with("arn:") {
        return suffix.split('/').nth(1);
    }
    if let Some(("app" | "net" | "gwy", rest)) = written.split_once('/') {
        return rest.split('/').next();
    }
    (!written.contains('.')).then_some(written)
}

/// Whether `written` names this balancer, by ARN, ARN suffix, name or DNS name. Case matters
/// in none of them, and DNS names may carry the `dualstack.` prefix and a trailing dot.
pub fn is_load_balancer(written: &str, arn: &str, balancer: &LoadBalancer) -> bool {
    [arn, load_balancer_suffix(arn), &balancer.name].iter().any(|name| name.eq_ignore_ascii_case(written))
        || balancer.dns_name.eq_ignore_ascii_case(plain_dns_name(written))
}

/// The instances that an id, ARN, Name tag, DNS name or address names. More than one means that
/// they share a name, and which one was meant is not for us to say.
pub fn find_instances<'a>(instances: &'a BTreeMap<String, Instance>, written: &str) -> Vec<(&'a str, &'a Instance)> {
    if let Some((id, instance)) = instances.get_key_value(instance_id(written)) {
        return vec![(id, instance)];
    }
    let written = written.trim_end_matches('.');
    let named = |instance: &Instance| instance.names.iter().any(|name| name.eq_ignore_ascii_case(written));
    let named = instances.iter().filter(|(_, instance)| named(instance)).map(|(id, instance)| (id.as_str(), instance));
    // EC2 shows an instance for an hour after its end, under the name that its successor has now.
    let (ended, alive): (Vec<_>, Vec<_>) = named.partition(|(_, instance)| instance.state == "terminated");
    if alive.is_empty() { ended } else { alive }
}

/// Whether `written` is an instance's id or ARN.
pub fn is_instance_id(written: &str) -> bool {
    let hex = instance_id(written).strip_prefix("i-");
    hex.is_some_and(|hex| hex.len() >= 8 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The filter of `DescribeInstances` that finds an instance by what people wrote: its id, an
/// address, a DNS name, or else its `Name` tag.
pub fn instance_filter(written: &str) -> &'static str {
    if is_instance_id(written) {
        return "instance-id";
    }
    if let Ok(address) = written.parse::<Ipv4Addr>() {
        return if address.is_private() { "private-ip-address" } else { "ip-address" };
    }
    match written.trim_end_matches('.') {
        name if name.ends_with(".internal") => "private-dns-name",
        name if name.contains(".amazonaws.com") => "dns-name",
        _ => "tag:Name",
    }
}

/// Whether `written` is the ARN, or the suffix of one, of a balancer that is no classic one.
pub fn is_v2_arn(written: &str) -> bool {
    let suffix = load_balancer_suffix(written);
    ["app/", "net/", "gwy/"].iter().any(|kind| suffix.starts_with(kind))
}

/// Listed balancers are looked up by every name that [`is_load_balancer`] accepts.
#[derive(Debug)]
pub struct BalancerNames<'a>(BTreeMap<String, (&'a str, &'a LoadBalancer)>);

impl<'a> BalancerNames<'a> {
    /// Notes every name of every balancer.
    pub fn new(balancers: &'a BTreeMap<String, LoadBalancer>) -> Self {
        let mut names = BTreeMap::new();
        for (arn, balancer) in balancers {
            for name in [arn, load_balancer_suffix(arn), &balancer.name, &balancer.dns_name] {
                names.entry(name.to_ascii_lowercase()).or_insert((arn.as_str(), balancer));
            }
        }
        Self(names)
    }

    /// The balancer that `written` names.
    pub fn find(&self, written: &str) -> Option<(&'a str, &'a LoadBalancer)> {
        self.0.get(&plain_dns_name(written).to_ascii_lowercase()).copied()
    }
}

/// A DNS name without its trailing dot and without the prefix of dual-stack names.
fn plain_dns_name(written: &str) -> &str {
    let name = written.trim_end_matches('.');
    name.strip_prefix("dualstack.").unwrap_or(name)
}
