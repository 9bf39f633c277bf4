//! Names of distributions.

use std::collections::BTreeMap;

use super::facts::Distribution;
use crate::names::{covers, host};

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
}
