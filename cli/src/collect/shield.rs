//! AWS Shield Advanced.

use std::collections::BTreeSet;

use aws_sdk_shield::Client;
use iem_core::{
    aws::shield::facts::Subscription,
    snapshot::{AccountSnapshot, Fact, Missed},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{state, text, timestamp},
    limits::{Api, Rate},
    missed::Failure,
    service::{Asks, OfAccount, Site, row},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 5, per_second: 2 };
/// Largest page.
const PAGE: i32 = 1000;

/// What Shield answers where the account has no subscription.
const NONE: &[&str] = &["ResourceNotFoundException"];

/// AWS Shield Advanced of one account.
pub(super) struct Shield<'a>(Api<'a, Client>);

impl<'a> Shield<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self(site.api("shield", RATE, Client::new))
    }

    async fn protections(&self, facts: &Facts<'_, AccountSnapshot>) {
        let has_none = facts.read(|facts| matches!(facts.shield.subscription, Fact::Seen(None)));
        let answer = async {
            facts.needs(Source::ShieldProtections)?;
            if has_none { Ok(BTreeSet::new()) } else { protections(&self.0).await }
        };
        facts.ask(Source::ShieldProtections, |facts| &mut facts.shield.protections, answer).await;
    }
}

impl OfAccount for Shield<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, AccountSnapshot>) -> Asks<'f> {
        vec![
            facts.row(Source::ShieldSubscription, |facts| &mut facts.shield.subscription, subscription(&self.0)),
            row(Source::ShieldProtections, self.protections(facts)),
        ]
    }
}

/// The subscription, if the account has one.
async fn subscription(api: &Api<'_, Client>) -> Result<Option<Subscription>, Missed> {
    let Some(answer) = found(api.send(|| api.client.describe_subscription().send()).await)? else { return Ok(None) };
    Ok(answer.subscription().map(|it| Subscription {
        end: timestamp(it.end_time()),
        auto_renew: state(it.auto_renew().map(|it| it.as_str())),
        proactive_engagement: state(it.proactive_engagement_status().map(|it| it.as_str())),
    }))
}

/// ARNs of everything that is protected.
async fn protections(api: &Api<'_, Client>) -> Result<BTreeSet<String>, Missed> {
    let request = api.client.list_protections().max_results(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await;
    let pages = found(pages)?.unwrap_or_default();
    let protections = pages.iter().flat_map(|page| page.protections());
    protections.map(|it| text(it.resource_arn(), "ResourceArn")).collect()
}

fn found<T>(answer: Result<T, Failure>) -> Result<Option<T>, Missed> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(failure) if failure.is(NONE) => Ok(None),
        Err(failure) => Err(failure.missed),
    }
}
