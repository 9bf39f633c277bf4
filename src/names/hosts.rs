//! Addresses, endpoints and DNS names, and what of AWS stands behind them.

use super::{balancer_region, bucket_region};
use crate::event::ResourceKind;

/// The host of an address or of a bare DNS name, without its trailing dot.
pub fn host(written: &str) -> &str {
    let rest = written.trim().split_once("://").map_or(written.trim(), |(_, rest)| rest);
    let end = rest.find(['/', ':', '?', '#']).unwrap_or(rest.len());
    rest[..end].trim_end_matches('.')
}

/// The resource that a DNS name of AWS belongs to, as far as the name tells: its kind, its region, and a
/// name to look it up by. `asked` is the name that led there: a bucket that serves a website is called so.
pub fn behind_host<'a>(host: &'a str, asked: &'a str) -> Option<(ResourceKind, Option<&'a str>, &'a str)> {
    if host.ends_with(".cloudfront.net") || host.ends_with(".cloudfront.cn") {
        return Some((ResourceKind::Distribution, None, host));
    }
    if let Some(region) = balancer_region(host) {
        return Some((ResourceKind::LoadBalancer, Some(region), plain_dns_name(host)));
    }
    let (rest, _) = host.split_once(".amazonaws.com")?;
    if let Some(region) = rest.strip_prefix("s3-website") {
        return Some((ResourceKind::Bucket, Some(region.trim_start_matches(['.', '-'])), asked));
    }
    if let Some(region) = bucket_region(host) {
        return Some((ResourceKind::Bucket, Some(region), host));
    }
    // The names of custom domains (`d-…`) and of private APIs have a hyphen, and do not say which API they serve.
    let (id, region) = rest.split_once(".execute-api.")?;
    id.bytes().all(|byte| byte.is_ascii_alphanumeric()).then_some((ResourceKind::Api, Some(region), id))
}

/// Whether a name as certificates and distributions carry it, such as `*.example.com`, is good
/// for a host. A star stands for exactly one label.
pub fn covers(name: &str, host: &str) -> bool {
    if name.eq_ignore_ascii_case(host) {
        return true;
    }
    match (name.strip_prefix("*."), host.split_once('.')) {
        (Some(parent), Some((label, rest))) => !label.is_empty() && parent.eq_ignore_ascii_case(rest),
        _ => false,
    }
}

/// Whether it is a DNS name that AWS does not give: what stands behind it cannot be known.
pub fn is_foreign_name(written: &str) -> bool {
    let name = bare(written);
    name.contains('.') && !name.starts_with("arn:") && !name.contains(".amazonaws.")
}

/// A name as AWS gives it: endpoints without scheme, port and trailing dot.
pub fn bare(written: &str) -> &str {
    let name = written.trim();
    if name.starts_with("arn:") {
        return name;
    }
    let name = name.split_once("://").map_or(name, |(_, rest)| rest);
    let end = name.find([':', '/']).unwrap_or(name.len());
    name[..end].trim_end_matches('.')
}

/// A DNS name without its trailing dot and without the prefix of dual-stack names.
pub fn plain_dns_name(written: &str) -> &str {
    let name = written.trim_end_matches('.');
    name.strip_prefix("dualstack.").unwrap_or(name)
}
