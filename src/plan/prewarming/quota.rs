//! The regional quotas for reserved LCUs, against everything that the plan asks for in a region.

use std::collections::BTreeMap;

use super::super::{
    facts::{open_one, place_name},
    markdown::{command, number, text, word},
};
use crate::{rule::Place, source::Source};

/// Type of balancer, code of its regional quota, and what one balancer can reserve ("Quotas for
/// your Application Load Balancers", and the same for Network Load Balancers).
const QUOTAS: [(&str, &str, &str); 2] = [
    ("application", "L-8A66D0E6", "One balancer can reserve 15,000 by default (L-0BB7B635)."),
    ("network", "L-723DCCB6", "One balancer can reserve 45,000 per zone by default (L-7C45F98A)."),
];

/// One block per quota that the plan uses. `totals` holds the LCUs to reserve, by type of balancer.
pub(super) fn markdown(place: Place<'_>, totals: &BTreeMap<&str, f64>) -> Vec<String> {
    let asked = |(kind, code, each): &(&str, &str, &str)| {
        let total = *totals.get(kind)?;
        let head = format!("#### Quota for reserved LCUs, {kind} ({})", text(&place_name(place)));
        Some(format!("{head}\n\n{}", one(place, code, each, total)))
    };
    QUOTAS.iter().filter_map(asked).collect()
}

fn one(place: Place<'_>, code: &str, each: &str, total: f64) -> String {
    let key = format!("elasticloadbalancing/{code}");
    let needed = number(total);
    let state = match open_one(Source::QuotaValues, &place.facts.quotas.values, &key) {
        Ok(quota) if quota.value >= total => {
            return format!("{code} is {}: enough for the {needed} LCUs planned here. {each}", number(quota.value));
        }
        Ok(quota) => format!("is {}", number(quota.value)),
        Err(_) => "is 0 by default, and the snapshot does not hold the applied value".to_owned(),
    };
    let request = format!(
        "aws service-quotas request-service-quota-increase --service-code elasticloadbalancing --quota-code {code} \
         --desired-value {total:.0} --region {}",
        word("region", place.region)
    );
    format!(
        "{code} {state}. The reservations planned here need {needed} and fail below that: **raise it first**, weeks \
         ahead. {each}\n\n{}",
        command(&request)
    )
}
