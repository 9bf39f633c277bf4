//! AWS Shield Advanced.

use std::collections::BTreeSet;

use aws_sdk_shield::Client;
use iem_core::snapshot::{Missed, shield::Subscription};

use super::{
    fields::{state, text, timestamp},
    limits::Api,
    missed::Failure,
};

const PAGE: i32 = 1000;

/// What Shield answers where the account has no subscription.
const NONE: &[&str] = &["ResourceNotFoundException"];

/// The subscription, if the account has one.
pub(super) async fn subscription(api: &Api<'_, Client>) -> Result<Option<Subscription>, Missed> {
    let Some(answer) = found(api.send(|| api.client.describe_subscription().send()).await)? else { return Ok(None) };
    Ok(answer.subscription().map(|it| Subscription {
        end: timestamp(it.end_time()),
        auto_renew: state(it.auto_renew().map(|it| it.as_str())),
        proactive_engagement: state(it.proactive_engagement_status().map(|it| it.as_str())),
    }))
}

/// ARNs of everything that is protected.
pub(super) async fn protections(api: &Api<'_, Client>) -> Result<BTreeSet<String>, Missed> {
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
