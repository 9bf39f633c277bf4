//! Names of hosted zones.

use std::collections::BTreeMap;

use super::facts::Zone;
use crate::names::host;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
