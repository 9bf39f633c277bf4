//! Names of load balancers.

use std::collections::BTreeMap;

use super::facts::{LoadBalancer, classic::ClassicBalancer};
use crate::names::plain_dns_name;

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
