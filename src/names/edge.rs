//! Names of what stands in front of all regions: distributions and hosted zones.

use std::collections::BTreeMap;

use super::{balancer_region, bucket_region, plain_dns_name};
use crate::{
    aws::{cloudfront::facts::Distribution, route53::facts::Zone},
    event::ResourceKind,
};

/// The distribution that an id, an ARN, a domain name, an alias or an address with one of these
/// names, and its id. A host name that only a wildcard alias covers names that distribution.
pub fn find_distribution<'a>(
    distributions: &'a BTreeMap<String, Distribution>,
    written: &str,
) -> Option<(&'a str, &'a Distribution)> {
    let id = distribution_id(written);
    let host = host(written);
    let mut all = distributions.iter();
    let by_name = |(_, it): &(&String, &Distribution)| {
        it.domain_name.eq_ignore_ascii_case(host) || it.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(host))
    };
    let mut covered = distributions.iter();
    let found = distributions.iter().find(|(key, _)| key.eq_ignore_ascii_case(id)).or_else(|| all.find(by_name));
    let found = found.or_else(|| covered.find(|(_, it)| it.aliases.iter().any(|alias| covers(alias, host))));
    found.map(|(id, distribution)| (id.as_str(), distribution))
}

/// Id of a distribution, from its id or ARN (`arn:aws:cloudfront::111122223333:distribution/E1`).
pub fn distribution_id(written: &str) -> &str {
    let written = written.trim();
    if written.starts_with("arn:") { written.rsplit('/').next().unwrap_or(written) } else { written }
}

/// The hosted zones that an id, an ARN or a name means. A public and a private zone can share a
/// name.
pub fn find_zones<'a>(zones: &'a BTreeMap<String, Zone>, written: &str) -> Vec<(&'a str, &'a Zone)> {
    if let Some((id, zone)) = zones.get_key_value(zone_id(written)) {
        return vec![(id, zone)];
    }
    let name = host(written);
    let named = zones.iter().filter(|(_, zone)| zone.name.trim_end_matches('.').eq_ignore_ascii_case(name));
    named.map(|(id, zone)| (id.as_str(), zone)).collect()
}

/// Id of a hosted zone, from its id, its path (`/hostedzone/Z1`) or its ARN
/// (`arn:aws:route53:::hostedzone/Z1`).
pub fn zone_id(written: &str) -> &str {
    let written = written.trim();
    written.rsplit_once("hostedzone/").map_or(written, |(_, id)| id)
}

/// The SES identity that a domain, an address or an ARN means: itself, or else the domain above it, whose
/// verification is good for its addresses and subdomains.
pub fn find_identity<'a>(identities: &'a [String], written: &str) -> Option<&'a str> {
    let mut name = super::plain_name(ResourceKind::EmailIdentity, written.trim());
    while !name.is_empty() {
        if let Some(found) = identities.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            return Some(found);
        }
        name = name.split_once(['@', '.']).filter(|(_, above)| above.contains('.')).map_or("", |(_, above)| above);
    }
    None
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::cloudfront::facts::ViewerCertificate;

    fn distribution(domain_name: &str, aliases: &[&str]) -> Distribution {
        Distribution {
            arn: String::new(),
            domain_name: domain_name.to_owned(),
            aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
            status: "Deployed".to_owned(),
            enabled: Some(true),
            origins: Vec::new(),
            certificate: ViewerCertificate::CloudFront,
            web_acl: String::new(),
        }
    }

    #[test]
    fn a_distribution_is_found_by_each_form_of_its_name() {
        let all = [
            ("E1A", distribution("d1.cloudfront.net", &["shop.example.com", "*.shop.example.com"])),
            ("E2B", distribution("d2.cloudfront.net", &["*.example.com"])),
        ];
        let all = all.map(|(id, it)| (id.to_owned(), it)).into();
        for (written, expected) in [
            ("E1A", Some("E1A")),
            ("arn:aws:cloudfront::111122223333:distribution/E1A", Some("E1A")),
            ("d1.cloudfront.net", Some("E1A")),
            ("D1.CloudFront.net.", Some("E1A")),
            ("https://shop.example.com/sale?x=1", Some("E1A")),
            ("shop.example.com", Some("E1A")),
            ("de.shop.example.com", Some("E1A")),
            ("img.example.com", Some("E2B")),
            ("example.com", None),
            ("E1", None),
            ("", None),
        ] {
            assert_eq!(find_distribution(&all, written).map(|(id, _)| id), expected, "{written}");
        }
    }

    #[test]
    fn a_hosted_zone_is_found_by_each_form_of_its_name() {
        let zone = |name: &str, is_private| Zone { name: name.to_owned(), is_private };
        let all = [
            ("Z01", zone("example.com.", false)),
            ("Z02", zone("example.com.", true)),
            ("Z03", zone("shop.example.com.", false)),
        ];
        let all = all.map(|(id, it)| (id.to_owned(), it)).into();
        for (written, expected) in [
            ("Z03", ["Z03"].as_slice()),
            ("/hostedzone/Z03", &["Z03"]),
            ("arn:aws:route53:::hostedzone/Z03", &["Z03"]),
            ("Shop.Example.com.", &["Z03"]),
            ("shop.example.com", &["Z03"]),
            ("example.com", &["Z01", "Z02"]),
            ("www.example.com", &[]),
        ] {
            let found: Vec<_> = find_zones(&all, written).into_iter().map(|(id, _)| id).collect();
            assert_eq!(found, expected, "{written}");
        }
    }

    #[test]
    fn an_identity_is_found_by_each_form_of_its_name_and_by_its_domain() {
        let all = ["example.com", "Info@example.com", "shop.example.net"].map(str::to_owned);
        for (written, expected) in [
            ("example.com", Some("example.com")),
            ("Example.com", Some("example.com")),
            ("arn:aws:ses:eu-west-1:111122223333:identity/example.com", Some("example.com")),
            ("info@example.com", Some("Info@example.com")),
            ("orders@example.com", Some("example.com")),
            ("mail.example.com", Some("example.com")),
            ("orders@mail.shop.example.net", Some("shop.example.net")),
            ("example.net", None),
            ("com", None),
            ("", None),
        ] {
            assert_eq!(find_identity(&all, written), expected, "{written}");
        }
    }
}
