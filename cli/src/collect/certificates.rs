//! AWS Certificate Manager.

use std::collections::BTreeSet;

use aws_sdk_acm::{Client, types::RenewalEligibility};
use iem_core::{
    aws::acm::facts::Certificate,
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{required, state, timestamp},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

// AWS publishes no limit for it.
pub(super) const RATE: Rate = Rate { burst: 5, per_second: 5 };

/// Certificates of the listeners of one region.
pub(super) struct Certificates<'a>(Api<'a, Client>);

impl<'a> Certificates<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self(site.api("acm", RATE, Client::new))
    }

    async fn of_listeners(&self, facts: &Facts<'_, RegionSnapshot>) {
        let wanted = facts.read(of_listeners).into_iter().collect();
        let answer = async |arn: &str| certificate(&self.0, arn).await;
        facts.ask_each(Source::ListenerCertificates, |facts| &mut facts.acm.certificates, wanted, answer).await;
    }
}

impl Regional for Certificates<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![row(Source::ListenerCertificates, self.of_listeners(facts))]
    }
}

/// ARNs of the certificates that listeners show. Those of IAM have another API.
fn of_listeners(facts: &RegionSnapshot) -> BTreeSet<String> {
    let listeners = facts.elb.listeners.values().filter_map(Fact::seen).flatten();
    listeners.filter_map(|listener| listener.certificate.clone()).filter(|arn| arn.contains(":acm:")).collect()
}

/// One certificate, by its ARN.
pub(super) async fn certificate(api: &Api<'_, Client>, arn: &str) -> Result<Certificate, Missed> {
    let answer = api.send(|| api.client.describe_certificate().certificate_arn(arn).send()).await?;
    let detail = required(answer.certificate(), "Certificate")?;
    let names: BTreeSet<&str> =
        detail.subject_alternative_names().iter().map(String::as_str).chain(detail.domain_name()).collect();
    Ok(Certificate {
        names: names.into_iter().map(str::to_owned).collect(),
        status: state(detail.status().map(|status| status.as_str())),
        not_after: timestamp(detail.not_after()),
        renews_itself: detail.renewal_eligibility() == Some(&RenewalEligibility::Eligible),
        renewal: detail.renewal_summary().map(|summary| summary.renewal_status().as_str().to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use iem_core::snapshot::Reason;

    use super::*;
    use crate::collect::fake;

    const ARN: &str = "arn:aws:acm:us-east-1:111122223333:certificate/a";

    async fn ask(answer: fn(&str, &str) -> (u16, String)) -> Result<Certificate, Missed> {
        let run = fake::run();
        let api = fake::api(&run, &fake::config(answer), Client::new);
        certificate(&api, ARN).await
    }

    #[tokio::test]
    async fn a_certificate_is_read_as_aws_writes_it() {
        let found = ask(|_, body| {
            assert!(body.contains(ARN), "{body}");
            let body = r#"{"Certificate": {"DomainName": "shop.example.com", "Status": "ISSUED", "NotAfter": 1803859199.0,
                "SubjectAlternativeNames": ["shop.example.com", "*.shop.example.com"], "Type": "AMAZON_ISSUED",
                "RenewalEligibility": "ELIGIBLE", "RenewalSummary": {"RenewalStatus": "PENDING_VALIDATION",
                "DomainValidationOptions": [], "UpdatedAt": 1800000000.0}}}"#;
            (200, body.to_owned())
        });
        let expected = Certificate {
            names: vec!["*.shop.example.com".to_owned(), "shop.example.com".to_owned()],
            status: "ISSUED".to_owned(),
            not_after: "2027-02-28T23:59:59Z".parse().ok(),
            renews_itself: true,
            renewal: Some("PENDING_VALIDATION".to_owned()),
        };
        assert_eq!(found.await, Ok(expected));
    }

    #[tokio::test]
    async fn one_without_an_end_has_none() {
        let found = ask(|_, _| {
            (200, r#"{"Certificate": {"DomainName": "shop.example.com", "Status": "PENDING_VALIDATION"}}"#.to_owned())
        });
        let found = found.await.expect("a certificate");
        assert_eq!((found.status.as_str(), found.not_after, found.renews_itself), ("PENDING_VALIDATION", None, false));
    }

    #[tokio::test]
    async fn a_denied_one_is_missed() {
        let denied = ask(|_, _| (400, r#"{"__type": "AccessDeniedException", "message": "no"}"#.to_owned()));
        assert_eq!(denied.await.map_err(|missed| missed.reason), Err(Reason::Denied));
    }
}
