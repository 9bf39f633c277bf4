//! Amazon CloudFront.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use aws_sdk_cloudfront::{
    Client,
    config::{ConfigBag, Intercept, RuntimeComponents, interceptors::AfterDeserializationInterceptorContextRef},
    error::BoxError,
    types::DistributionSummary,
};
use iem_core::{
    aws::cloudfront::facts::{Distribution, Origin, ViewerCertificate},
    snapshot::Missed,
};

use super::{
    fields::{required, state, text},
    limits::Api,
};

const PAGE: i32 = 100;

/// Every distribution of the account, by id.
pub(super) async fn distributions(api: &Api<'_, Client>) -> Result<BTreeMap<String, Distribution>, Missed> {
    let request = api.client.list_distributions().max_items(PAGE);
    let silent = Silent::default();
    let pages = api
        .pages(
            |token| request.clone().set_marker(token).customize().interceptor(silent.clone()).send(),
            |page| page.distribution_list().filter(|list| list.is_truncated()).and_then(|list| list.next_marker()),
        )
        .await?;
    let mut distributions = BTreeMap::new();
    for page in &pages {
        let list = required(page.distribution_list(), "DistributionList")?;
        for summary in list.items() {
            let id = text(Some(summary.id()), "Id")?;
            let enabled = Some(summary.enabled()).filter(|_| !silent.about(&id));
            distributions.insert(id, Distribution { enabled, ..distribution(summary)? });
        }
    }
    Ok(distributions)
}

fn distribution(summary: &DistributionSummary) -> Result<Distribution, Missed> {
    let origins = required(summary.origins(), "Origins")?.items().iter();
    let origins = origins.map(|origin| {
        let policy = origin.custom_origin_config().map(|custom| custom.origin_protocol_policy().as_str().to_owned());
        Ok(Origin { domain_name: text(Some(origin.domain_name()), "Origins.DomainName")?, protocol: policy })
    });
    Ok(Distribution {
        arn: text(Some(summary.arn()), "ARN")?,
        domain_name: text(Some(summary.domain_name()), "DomainName")?,
        aliases: summary.aliases().map(|aliases| aliases.items().to_vec()).unwrap_or_default(),
        status: state(Some(summary.status())),
        enabled: None,
        origins: origins.collect::<Result<_, Missed>>()?,
        certificate: certificate(summary),
        web_acl: summary.web_acl_id().to_owned(),
    })
}

/// Ids of the distributions of which an answer does not say whether they are enabled: the SDK makes `false` of a field
/// that AWS did not send, and that would be no fact.
#[derive(Debug, Clone, Default)]
struct Silent(Arc<Mutex<BTreeSet<String>>>);

impl Silent {
    fn about(&self, id: &str) -> bool {
        self.0.lock().is_ok_and(|ids| ids.contains(id))
    }
}

impl Intercept for Silent {
    fn name(&self) -> &'static str {
        "silent distributions"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().body().bytes().unwrap_or_default();
        if let Ok(mut ids) = self.0.lock() {
            ids.extend(silent(&String::from_utf8_lossy(body)));
        }
        Ok(())
    }
}

/// Ids in a `DistributionList` whose summary has no `Enabled` of its own; origins and signers have one too.
fn silent(list: &str) -> impl Iterator<Item = String> {
    let summaries =
        list.split("<DistributionSummary>").skip(1).filter_map(|it| it.split("</DistributionSummary>").next());
    summaries.filter(|summary| child(summary, "Enabled").is_none()).filter_map(|it| child(it, "Id")).map(str::to_owned)
}

/// The text of an element that stands in `xml` itself, and not in another.
fn child<'x>(xml: &'x str, name: &str) -> Option<&'x str> {
    let mut depth = 0usize;
    for tag in xml.split('<').skip(1) {
        let (inside, text) = tag.split_once('>')?;
        if inside.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !inside.ends_with('/') {
            if depth == 0 && inside.split_whitespace().next() == Some(name) {
                return Some(text);
            }
            depth += 1;
        }
    }
    None
}

fn certificate(summary: &DistributionSummary) -> ViewerCertificate {
    let named = |name: Option<&str>| name.filter(|name| !name.is_empty()).map(str::to_owned);
    let Some(shown) = summary.viewer_certificate() else { return ViewerCertificate::CloudFront };
    let acm = named(shown.acm_certificate_arn()).map(ViewerCertificate::Acm);
    let iam = || named(shown.iam_certificate_id()).map(ViewerCertificate::Iam);
    acm.or_else(iam).unwrap_or(ViewerCertificate::CloudFront)
}

#[cfg(test)]
mod tests {
    use iem_core::snapshot::Reason;

    use super::*;
    use crate::collect::fake;

    fn page(next: &str, items: &str) -> String {
        let more = match next {
            "" => "<IsTruncated>false</IsTruncated>".to_owned(),
            next => format!("<NextMarker>{next}</NextMarker><IsTruncated>true</IsTruncated>"),
        };
        format!(
            "<?xml version=\"1.0\"?><DistributionList xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">\
             <Marker></Marker><MaxItems>100</MaxItems>{more}<Quantity>1</Quantity><Items>{items}</Items></DistributionList>"
        )
    }

    fn summary(id: &str, status: &str, origin: &str, certificate: &str) -> String {
        format!(
            "<DistributionSummary><Id>{id}</Id><ARN>arn:aws:cloudfront::111122223333:distribution/{id}</ARN>\
             <Status>{status}</Status><DomainName>{id}.cloudfront.net</DomainName><Aliases><Quantity>1</Quantity><Items>\
             <CNAME>{id}.example.com</CNAME></Items></Aliases><Origins><Quantity>1</Quantity><Items><Origin><Id>a</Id>\
             {origin}</Origin></Items></Origins><ViewerCertificate>{certificate}</ViewerCertificate>\
             <Enabled>true</Enabled><WebACLId></WebACLId></DistributionSummary>"
        )
    }

    async fn ask(answer: fn(&str, &str) -> (u16, String)) -> (Result<BTreeMap<String, Distribution>, Missed>, u64) {
        let run = fake::run();
        let api = fake::api(&run, &fake::config(answer), Client::new);
        let answer = distributions(&api).await;
        (answer, run.into_calls().into_values().sum())
    }

    #[tokio::test]
    async fn every_page_is_read_as_aws_writes_it() {
        let (answer, calls) = ask(|operation, _| {
            let body = if operation.contains("Marker=second") {
                let bucket = "<DomainName>shop.s3.us-east-1.amazonaws.com</DomainName><S3OriginConfig>\
                              <OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig>";
                let certificate = "<CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate>";
                page("", &summary("E2", "InProgress", bucket, certificate))
            } else {
                let balancer = "<DomainName>web-1.us-east-1.elb.amazonaws.com</DomainName><CustomOriginConfig>\
                                <HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort>\
                                <OriginProtocolPolicy>https-only</OriginProtocolPolicy></CustomOriginConfig>";
                let certificate = "<ACMCertificateArn>arn:aws:acm:us-east-1:1:certificate/a</ACMCertificateArn>";
                page("second", &summary("E1", "Deployed", balancer, certificate))
            };
            (200, body)
        })
        .await;
        let found = answer.expect("both pages");
        assert_eq!(calls, 2);
        let (first, second) = (&found["E1"], &found["E2"]);
        assert_eq!((first.status.as_str(), second.status.as_str()), ("Deployed", "InProgress"));
        assert_eq!((first.aliases.as_slice(), first.enabled), (["E1.example.com".to_owned()].as_slice(), Some(true)));
        assert_eq!(first.certificate, ViewerCertificate::Acm("arn:aws:acm:us-east-1:1:certificate/a".to_owned()));
        assert_eq!(second.certificate, ViewerCertificate::CloudFront);
        assert_eq!(first.origins[0].protocol.as_deref(), Some("https-only"));
        assert_eq!(
            (second.origins[0].domain_name.as_str(), second.origins[0].protocol.as_deref()),
            ("shop.s3.us-east-1.amazonaws.com", None)
        );
    }

    #[tokio::test]
    async fn a_field_that_aws_did_not_send_is_no_fact() {
        let (answer, _) = ask(|_, _| {
            let origin =
                "<DomainName>shop.example.com</DomainName><OriginShield><Enabled>true</Enabled></OriginShield>";
            let whole = summary("E1", "Deployed", origin, "");
            let off = summary("E2", "Deployed", origin, "")
                .replace("<Enabled>true</Enabled><WebACLId>", "<Enabled>false</Enabled><WebACLId>");
            let silent =
                summary("E3", "Deployed", origin, "").replace("<Enabled>true</Enabled><WebACLId>", "<WebACLId>");
            (200, page("", &[whole, off, silent].concat()))
        })
        .await;
        let found = answer.expect("an answer");
        let enabled: Vec<_> = found.values().map(|it| it.enabled).collect();
        assert_eq!(enabled, [Some(true), Some(false), None]);
    }

    #[tokio::test]
    async fn an_account_without_any_is_told_from_one_that_may_not_be_read() {
        let (none, _) = ask(|_, _| (200, page("", ""))).await;
        assert_eq!(none, Ok(BTreeMap::new()));
        let (denied, _) = ask(|_, _| {
            let error = "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>";
            (403, format!("<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"))
        })
        .await;
        assert_eq!(denied.map_err(|missed| missed.reason), Err(Reason::Denied));
    }
}
