//! The regional quotas for reserved LCUs, against everything that the plan asks for in a region.

use std::collections::BTreeMap;

use super::super::facts::place_name;
use crate::text::{
    markdown::{command, text},
    number::number,
    shell::word,
};
use crate::{
    quotas::{self, QuotaRow},
    rule::{Place, fix::missed_summary},
};

/// Type of balancer, and what one balancer can reserve ("Quotas for your Application Load
/// Balancers", and the same for Network Load Balancers).
const EACH: [(&str, &str); 2] = [
    ("application", "One balancer can reserve 15,000 by default (L-0BB7B635)."),
    ("network", "One balancer can reserve 45,000 per zone by default (L-7C45F98A)."),
];

/// One block per quota that the plan uses. `totals` holds the LCUs to reserve, by type of balancer.
pub(super) fn markdown(place: Place<'_>, totals: &BTreeMap<&str, f64>) -> Vec<String> {
    let asked = |(kind, each): &(&str, &str)| {
        let total = *totals.get(kind)?;
        let quota = quotas::reserved_lcus(kind)?;
        let head = format!("#### Quota for reserved LCUs, {kind} ({})", text(&place_name(place)));
        Some(format!("{head}\n\n{}", one(place, quota, each, total)))
    };
    EACH.iter().filter_map(asked).collect()
}

fn one(place: Place<'_>, quota: &QuotaRow, each: &str, total: f64) -> String {
    let QuotaRow { service, code, .. } = quota;
    let needed = number(total);
    let state = match quota.value(place.facts) {
        Ok(quota) if quota.value >= total => {
            return format!("{code} is {}: enough for the {needed} LCUs planned here. {each}", number(quota.value));
        }
        Ok(quota) => format!("is {}", number(quota.value)),
        Err((source, missed)) => {
            format!("is 0 by default; the applied value is not known: {}", text(&missed_summary(source, &missed)))
        }
    };
    let request = format!(
        "aws service-quotas request-service-quota-increase --service-code {service} --quota-code {code} \
         --desired-value {total:.0} --region {}",
        word("region", place.region)
    );
    format!(
        "{code} {state}. The reservations planned here need {needed} and fail below that: **raise it first**, weeks \
         ahead. {each}\n\n{}",
        command(&request)
    )
}
