//! The many forms in which people name a resource: id, name, ARN, DNS name, endpoint.

mod apis;
mod containers;
mod data_stores;
mod edge;
mod nearest;
mod networks;

use std::{collections::BTreeMap, net::Ipv4Addr};

pub use apis::{api_dimension, api_id, find_apis};
pub use containers::{
    ecs_service_name, eks_cluster_name, find_ecs_services, find_eks_cluster, is_ecs_service, is_eks_cluster,
    is_eks_endpoint,
};
pub use data_stores::{
    Cache, Database, bare, cache_id, caches_of, database_id, databases_of, find_caches, find_databases,
    is_foreign_name, is_proxy_endpoint, lasting_id,
};
pub use edge::{behind_host, covers, distribution_id, find_distribution, find_identity, find_zones, host, zone_id};
pub use nearest::{Candidates, hint, nearest};
pub use networks::{find_vpcs, vpc_id};

use crate::{
    aws::{
        ec2::facts::Instance,
        elb::facts::{LoadBalancer, classic::ClassicBalancer},
    },
    event::ResourceKind,
    partition::Partition,
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

/// From a written name to what the API calls it.
type Form = fn(&str) -> &str;

/// Kinds that people name in other forms than by name, ARN and address.
const FORMS: &[(ResourceKind, Form)] = &[
    (ResourceKind::Instance, instance_id),
    (ResourceKind::AutoScalingGroup, group_name),
    (ResourceKind::LoadBalancer, |written| load_balancer_name(written).unwrap_or(written)),
    (ResourceKind::Stack, stack_name),
    (ResourceKind::Bucket, bucket_name),
    (ResourceKind::Database, database_id),
    (ResourceKind::Cache, cache_id),
    (ResourceKind::DynamoDbTable, |written| table_name(written).unwrap_or(written)),
    (ResourceKind::Distribution, distribution_id),
    (ResourceKind::HostedZone, zone_id),
    (ResourceKind::Function, function_name),
    (ResourceKind::Api, api_id),
    (ResourceKind::EcsService, ecs_service_name),
    (ResourceKind::EksCluster, eks_cluster_name),
    (ResourceKind::Queue, |written| written.rsplit(['/', ':']).next().unwrap_or(written)),
    // `arn:aws:sns:us-east-1:111122223333:orders`, and an id behind it where it is a subscription's.
    (ResourceKind::Topic, |written| written.split(':').nth(5).unwrap_or(written)),
    (ResourceKind::Tag, |written| written),
    (ResourceKind::Other, |written| written),
];

/// One name for the forms in which a resource of a kind can be written: what its API calls it, as
/// far as the text alone tells; all of it where an ARN or address stops before the name.
pub fn plain_name(kind: ResourceKind, written: &str) -> &str {
    let plain = match FORMS.iter().find(|(of, _)| *of == kind) {
        Some((_, form)) => form(written),
        None => name_or_host(kind, written),
    };
    if plain.is_empty() { written } else { plain }
}

/// The name in an ARN, which begins as the kind's row says; the host of a URL; or all that is written.
fn name_or_host(kind: ResourceKind, written: &str) -> &str {
    if written.contains("://") {
        return host(written);
    }
    if !written.starts_with("arn:") {
        return written;
    }
    let mut named = kind.info().arns.iter().filter_map(|(service, begins)| {
        let mut parts = written.splitn(6, ':').skip(2);
        let is_service = parts.next() == Some(service);
        parts.nth(2).filter(|_| is_service)?.strip_prefix(begins)
    });
    named.next().unwrap_or(written)
}

/// Name of a Lambda function, from its name or ARN, with or without a version or alias
/// (`arn:aws:lambda:…:function:checkout:live`, `checkout:live`).
pub fn function_name(written: &str) -> &str {
    let name = written.split_once(":function:").map_or(written, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

/// ARN of an SNS topic, from its name or ARN, or from the ARN of one of its subscriptions.
pub fn topic_arn(written: &str, account: &str, region: &str) -> String {
    if written.starts_with("arn:") {
        return written.split(':').take(6).collect::<Vec<_>>().join(":");
    }
    format!("arn:{}:sns:{region}:{account}:{written}", Partition::of(region).id)
}

/// Region in the DNS name of a load balancer: `web-1.us-east-1.elb.amazonaws.com`, or
/// `web-1.elb.us-east-1.amazonaws.com` of a network one.
pub fn balancer_region(host: &str) -> Option<&str> {
    let (rest, _) = host.split_once(".amazonaws.com")?;
    let mut labels = rest.rsplit('.');
    match (labels.next()?, labels.next()?) {
        ("elb", region) | (region, "elb") => Some(region),
        _ => None,
    }
}

/// Region in the DNS name of a bucket: `shop.s3.us-east-1.amazonaws.com`; the name that all regions
/// share has none.
pub fn bucket_region(host: &str) -> Option<&str> {
    let (rest, _) = host.split_once(".amazonaws.com")?;
    let (_, region) = rest.rsplit_once(".s3")?;
    let region = region.trim_start_matches("-website").trim_start_matches(".dualstack").trim_start_matches(['.', '-']);
    (!region.is_empty()).then_some(region)
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

/// The classic balancer that `written` names, by name, ARN (`arn:aws:elasticloadbalancing:…:loadbalancer/web`)
/// or DNS name. Case matters in none of them.
pub fn find_classic_balancer<'a>(
    balancers: &'a BTreeMap<String, ClassicBalancer>,
    written: &str,
) -> Option<(&'a str, &'a ClassicBalancer)> {
    let (name, host) = (load_balancer_suffix(written), plain_dns_name(written));
    let is_it = |known: &str, dns_name: &str| known.eq_ignore_ascii_case(name) || dns_name.eq_ignore_ascii_case(host);
    balancers.iter().find(|(known, it)| is_it(known, &it.dns_name)).map(|(known, it)| (known.as_str(), it))
}

/// Name of a DynamoDB table, from its name or ARN (`arn:aws:dynamodb:…:table/orders`); `None` for an
/// endpoint of the service, which names no table.
pub fn table_name(written: &str) -> Option<&str> {
    let name = written.split_once(":table/").map_or(written, |(_, name)| name);
    (!written.contains(".amazonaws.")).then(|| name.split('/').next().unwrap_or(name))
}

/// Name of a bucket, from its name, ARN (`arn:aws:s3:::shop`), URI (`s3://shop/images`) or DNS name
/// (`shop.s3.us-east-1.amazonaws.com`).
pub fn bucket_name(written: &str) -> &str {
    let name = written.split_once(":::").map_or(written, |(_, name)| name);
    let name = name.split_once("://").map_or(name, |(_, name)| name);
    let name = name.split('/').next().unwrap_or(name);
    let host = name.trim_end_matches('.');
    let is_host = host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
    let end = [".s3.", ".s3-"].iter().filter_map(|mark| host.rfind(mark)).max();
    end.filter(|_| is_host).map_or(name, |end| &host[..end])
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
pub fn plain_dns_name(written: &str) -> &str {
    let name = written.trim_end_matches('.');
    name.strip_prefix("dualstack.").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::{FORMS, plain_name};
    use crate::event::ResourceKind;

    #[test]
    fn a_kind_without_forms_of_its_own_is_known_by_name_arn_and_address() {
        let others = ResourceKind::ALL.into_iter().filter(|kind| FORMS.iter().all(|(of, _)| of != kind));
        let mut count = 0;
        for kind in others {
            let (service, begins) = kind.info().arns[0];
            let arn = format!("arn:aws:{service}:us-east-1:111122223333:{begins}shop");
            assert_eq!(plain_name(kind, &arn), "shop", "{kind:?}");
            let other = "arn:aws:iam::111122223333:role/shop";
            for (written, plain) in [
                ("shop", "shop"),
                ("shop.example.com", "shop.example.com"),
                ("https://shop.example.com/", "shop.example.com"),
                (other, other),
            ] {
                assert_eq!(plain_name(kind, written), plain, "{kind:?} {written}");
            }
            count += 1;
        }
        assert!(count > 1, "some kinds have no other forms");
    }
}
