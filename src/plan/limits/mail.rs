//! The quotas of Amazon SES, which an account's own answer gives with their use.

use std::collections::BTreeSet;

use super::{Cell, Plan, Service, When, needed, text};
use crate::{
    aws::quotas::facts::{Quota, QuotaOrigin},
    event::ResourceKind,
    rule::Place,
    snapshot::Fact,
    source::Source,
    text::number::number,
};

/// A quota by its key and its name.
const DAILY: (&str, &str) = ("ses/L-804C8AE8", "Sending quota in 24 hours");
const RATE: (&str, &str) = ("ses/L-CDEF9B6B", "Sending rate per second");

/// One block for each account and region that is asked about a listed identity.
pub(super) fn blocks(plan: &Plan<'_>) -> Vec<String> {
    let event = &plan.workbook().event;
    let identities = event.resources.iter().filter(|it| it.kind == ResourceKind::EmailIdentity);
    let places: BTreeSet<(&str, &str)> = identities
        .filter_map(|it| Some((it.account.as_deref()?, it)))
        .flat_map(|(account, it)| event.regions_of(it).into_iter().map(move |region| (account, region)))
        .collect();
    let block = |(account, region)| {
        let facts = plan.snapshot().account(account).region(region);
        here(plan, Place { account, region, facts })
    };
    places.into_iter().map(block).collect()
}

fn here(plan: &Plan<'_>, place: Place<'_>) -> String {
    let mut service = Service::new("ses");
    let account = match &place.facts.ses.account {
        Fact::Seen(account) => account,
        Fact::Missed(missed) => {
            for (_, name) in [DAILY, RATE] {
                service.miss(Source::MailAccount, missed, name.to_owned());
            }
            return service.markdown(place);
        }
    };
    for ((key, name), value, used) in
        [(DAILY, account.max_24_hours, Some(account.sent_24_hours)), (RATE, account.max_rate, None)]
    {
        if value < 0.0 {
            service.cannot("No limit", "SES sets none", text(name));
            continue;
        }
        let quota = Quota {
            name: name.to_owned(),
            value,
            origin: QuotaOrigin::Applied,
            adjustable: true,
            usage_metric: None,
            period: None,
        };
        let finding = super::finding(plan, place, When::Peak, key);
        let at_peak = match finding.and_then(needed) {
            Some(needed) => Cell { text: number(needed), highest: needed, is_known: true },
            None => {
                let why = finding.map_or("no listed identity is there".to_owned(), |finding| finding.summary.clone());
                Cell { text: format!("not known: {}", text(&why)), highest: used.unwrap_or(0.0), is_known: false }
            }
        };
        service.push(plan, place, key, &quota, used, at_peak, "ses:GetAccount");
    }
    service.markdown(place)
}
