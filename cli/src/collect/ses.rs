//! Amazon SES.

use std::collections::BTreeSet;

use aws_sdk_sesv2::Client;
use iem_core::{
    aws::ses::facts::{Identity, MailAccount},
    event::ResourceKind,
    names,
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{required, state, text},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// "Service quotas in Amazon SES": one request per second for everything but sending.
const RATE: Rate = Rate { burst: 1, per_second: 1 };
const PAGE: i32 = 1000;

/// Asks about the listed identities, and what the account may send.
pub(super) struct Ses<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
}

impl<'a> Ses<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let is_here = |it: &&iem_core::event::Resource| {
            it.kind == ResourceKind::EmailIdentity
                && it.account.as_deref() == Some(site.account)
                && site.event.regions_of(it).contains(&site.region)
        };
        let listed = site.event.resources.iter().filter(is_here).map(|it| it.name.clone());
        Self { api: site.api("ses", RATE, Client::new), listed: listed.collect() }
    }

    /// The identities that listed names stand for.
    async fn identities(&self, facts: &Facts<'_, RegionSnapshot>) {
        let meant = |facts: &RegionSnapshot| -> BTreeSet<String> {
            let Some(known) = facts.ses.names.seen() else { return BTreeSet::new() };
            self.listed.iter().filter_map(|name| names::find_identity(known, name)).map(str::to_owned).collect()
        };
        let meant = facts.read(meant).into_iter().collect();
        let answer = async |name: &str| identity(&self.api, name).await;
        facts.ask_each(Source::MailIdentities, |facts| &mut facts.ses.identities, meant, answer).await;
    }
}

impl Regional for Ses<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::MailAccount, |facts| &mut facts.ses.account, account(&self.api)),
            facts.row(Source::MailIdentityNames, |facts| &mut facts.ses.names, names_of_all(&self.api)),
            row(Source::MailIdentities, self.identities(facts)),
        ]
    }
}

async fn account(api: &Api<'_, Client>) -> Result<MailAccount, Missed> {
    let answer = api.send(|| api.client.get_account().send()).await?;
    let quota = required(answer.send_quota(), "SendQuota")?;
    Ok(MailAccount {
        production_access: answer.production_access_enabled(),
        sending_enabled: answer.sending_enabled(),
        enforcement: state(answer.enforcement_status()),
        max_24_hours: quota.max24_hour_send(),
        max_rate: quota.max_send_rate(),
        sent_24_hours: quota.sent_last24_hours(),
    })
}

async fn names_of_all(api: &Api<'_, Client>) -> Result<Vec<String>, Missed> {
    let request = api.client.list_email_identities().page_size(PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let identities = pages.iter().flat_map(|page| page.email_identities());
    identities.map(|it| text(it.identity_name(), "IdentityName")).collect()
}

async fn identity(api: &Api<'_, Client>, name: &str) -> Result<Identity, Missed> {
    let answer = api.send(|| api.client.get_email_identity().email_identity(name).send()).await?;
    Ok(Identity {
        verified: answer.verified_for_sending_status(),
        verification: state(answer.verification_status().map(|status| status.as_str())),
        dkim: state(answer.dkim_attributes().and_then(|it| it.status()).map(|status| status.as_str())),
    })
}
