//! Amazon CloudFront.

use std::collections::BTreeMap;

use aws_sdk_cloudfront::{Client, types::DistributionSummary};
use iem_core::snapshot::{
    Missed,
    cloudfront::{Distribution, Origin, ViewerCertificate},
};

use super::{
    fields::{required, state, text},
    limits::Api,
};

const PAGE: i32 = 100;

/// Every distribution of the account, by id.
pub(super) async fn distributions(api: &Api<'_, Client>) -> Result<BTreeMap<String, Distribution>, Missed> {
    let request = api.client.list_distributions().max_items(PAGE);
    let pages = api
        .pages(
            |token| request.clone().set_marker(token).send(),
            |page| page.distribution_list().filter(|list| list.is_truncated()).and_then(|list| list.next_marker()),
        )
        .await?;
    let mut distributions = BTreeMap::new();
    for page in &pages {
        let list = required(page.distribution_list(), "DistributionList")?;
        for summary in list.items() {
            distributions.insert(text(Some(summary.id()), "Id")?, distribution(summary)?);
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
        enabled: summary.enabled(),
        origins: origins.collect::<Result<_, Missed>>()?,
        certificate: certificate(summary),
        web_acl: summary.web_acl_id().to_owned(),
    })
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
        assert_eq!((first.aliases.as_slice(), first.enabled), (["E1.example.com".to_owned()].as_slice(), true));
        assert_eq!(first.certificate, ViewerCertificate::Acm("arn:aws:acm:us-east-1:1:certificate/a".to_owned()));
        assert_eq!(second.certificate, ViewerCertificate::CloudFront);
        assert_eq!(first.origins[0].protocol.as_deref(), Some("https-only"));
        assert_eq!(
            (second.origins[0].domain_name.as_str(), second.origins[0].protocol.as_deref()),
            ("shop.s3.us-east-1.amazonaws.com", None)
        );
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
