//! CloudFront distributions.

mod origin;

use serde_json::json;

use super::facts::{Distribution, ViewerCertificate};
use crate::{
    aws::{acm, route53::dns::Dns},
    event::ResourceKind,
    names,
    rule::{self, Area, Cx, Evidence, Example, Fix, Light, Rule, Subject, Topic},
    snapshot::AccountSnapshot,
    source::Source,
    workload::Answer,
};

/// Rules about CloudFront distributions.
pub const RULES: &[&Rule] = &[&EXISTS, &ORIGINS, &CERTIFICATE, &ALIASES, &WEB_ACL];

/// A listed distribution that exists.
pub(crate) struct Listed<'a> {
    pub(crate) subject: Subject,
    pub(crate) distribution: &'a Distribution,
    pub(crate) facts: &'a AccountSnapshot,
}

/// Listed distributions that exist. The others are the business of `distribution-exists`.
pub(crate) fn listed_distributions<'a>(cx: &mut Cx<'a>) -> Vec<Listed<'a>> {
    distributions(cx, Cx::resources)
}

fn distributions<'a>(
    cx: &mut Cx<'a>,
    listed: fn(&mut Cx<'a>, ResourceKind) -> Vec<rule::Listed<'a>>,
) -> Vec<Listed<'a>> {
    let distribution = |it: rule::Listed<'a>| match it.resource.answer {
        Answer::Distribution(distribution) => Some(Listed { subject: it.subject, distribution, facts: it.of_account }),
        _ => None,
    };
    listed(cx, ResourceKind::Distribution).into_iter().filter_map(distribution).collect()
}

const EXISTS: Rule = Rule {
    id: "distribution-exists",
    area: Area::Service,
    topics: &[Topic::Edge, Topic::Inventory],
    title: "every listed distribution exists, is enabled and deployed",
    why: "A disabled distribution answers nobody. One whose change is still on its way serves the old settings in \
          some places and the new ones in others.",
    fix: "Look at it with `aws cloudfront get-distribution --id {resource} --query \
          Distribution.[Status,DistributionConfig.Enabled]`, and correct section 6 of the workbook if it was replaced.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-values-returned.html",
    ],
    lead_days: 7,
    needs: &[Source::Distributions],
    thresholds: &[],
    example: Example::Account(r#"{"cloudfront":{"distributions":{"seen":{"E2EXAMPLE1ABCD":{"enabled":false}}}}}"#),
    check: |cx| {
        for Listed { subject, distribution, .. } in distributions(cx, Cx::existing) {
            let is_on = cx.event.window.as_ref().is_some_and(|window| window.meets(cx.now, cx.now));
            let evidence =
                Evidence::from([("status", json!(distribution.status)), ("enabled", json!(distribution.enabled))]);
            let (light, summary) = match (distribution.enabled, distribution.status.as_str()) {
                (None, _) => (Light::Gray, "CloudFront does not say whether it is enabled".to_owned()),
                (Some(false), _) => (Light::Red, "is disabled".to_owned()),
                (Some(true), "Deployed") => (Light::Green, "is enabled and deployed".to_owned()),
                (Some(true), "InProgress") if is_on => (Light::Red, "is being changed during the event".to_owned()),
                (Some(true), "InProgress") => {
                    (Light::Yellow, "is being changed: not deployed everywhere yet".to_owned())
                }
                (Some(true), other) => (Light::Gray, format!("is in the state {other}")),
            };
            cx.push(light, &subject, summary, evidence);
        }
    },
};

const ORIGINS: Rule = Rule {
    id: "distribution-origins",
    area: Area::Service,
    topics: &[Topic::Edge],
    title: "what a distribution fetches from is listed, and is asked over TLS",
    why: "What the cache does not hold, the origin has to serve at the peak. A balancer or bucket behind the \
          distribution that section 6 does not list is judged by nobody.",
    fix: "List {origin} in section 6 of the workbook, so that it is judged with the rest.",
    other_fixes: &[origin::WITHOUT_TLS, origin::UNKNOWN, NO_ORIGIN],
    references: &[
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html",
    ],
    lead_days: 14,
    needs: &[Source::Distributions, Source::LoadBalancers],
    thresholds: &[],
    example: Example::Account(
        r#"{"cloudfront":{"distributions":{"seen":{"E2EXAMPLE1ABCD":{"origins":[
            {"domain_name":"old-web-987654321.us-east-1.elb.amazonaws.com","protocol":"https-only"}]}}}}}"#,
    ),
    check: |cx| {
        let listed = listed_distributions(cx);
        let dns = Dns::new(if listed.is_empty() { Vec::new() } else { cx.accounts() });
        for Listed { subject, distribution, .. } in listed {
            if distribution.origins.is_empty() {
                cx.gray(&subject, "AWS gives no origin for it", Evidence::default());
                cx.fix(&NO_ORIGIN);
            }
            for it in &distribution.origins {
                origin::judge(cx, &dns, &subject, it);
            }
        }
    },
};

const NO_ORIGIN: Fix = Fix {
    when: "Where AWS gives no origin",
    text: "Look at it with `aws cloudfront get-distribution-config --id {resource} --query DistributionConfig.Origins`.",
    example: Example::Account(r#"{"cloudfront":{"distributions":{"seen":{"E2EXAMPLE1ABCD":{"origins":[]}}}}}"#),
};

const CERTIFICATE: Rule = Rule {
    id: "distribution-certificate",
    area: Area::Service,
    topics: &[Topic::Edge, Topic::Change],
    title: "the certificate of every distribution lasts through the event",
    why: "From the second in which the certificate ends, browsers and apps refuse to connect.",
    fix: "See what holds up its renewal with `aws acm describe-certificate --certificate-arn {certificate} --region \
          us-east-1`; validate its domains again, or request a new one and set it on the distribution.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
    ],
    lead_days: 14,
    needs: &[Source::Distributions, Source::DistributionCertificates],
    thresholds: acm::rules::THRESHOLDS,
    example: Example::Account(
        r#"{"acm":{"certificates":{"arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555":
            {"seen":{"not_after":"2026-12-12T04:00:00Z"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, distribution, facts } in listed_distributions(cx) {
            match &distribution.certificate {
                ViewerCertificate::Acm(arn) => {
                    let all = &facts.acm.certificates;
                    if let Some(found) = cx.read_one(&subject, Source::DistributionCertificates, all, arn) {
                        acm::rules::judge(cx, &subject, "", (arn, found));
                    }
                }
                ViewerCertificate::Iam(id) => {
                    let evidence = Evidence::from([("certificate", json!(id))]);
                    cx.gray(&subject, "its certificate is kept in IAM, and when it ends is not read", evidence);
                }
                ViewerCertificate::CloudFront => {
                    cx.green(&subject, "shows the certificate of CloudFront, which AWS renews", Evidence::default());
                }
            }
        }
    },
};

const ALIASES: Rule = Rule {
    id: "distribution-aliases",
    area: Area::Service,
    topics: &[Topic::Edge],
    title: "the certificate of every distribution covers its host names",
    why: "A host name that the certificate does not cover is refused by every browser with a warning page.",
    fix: "Request a certificate that names {uncovered} in us-east-1 (`aws acm request-certificate --domain-name \
          {uncovered} --validation-method DNS --region us-east-1`) and set it on the distribution.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
    ],
    lead_days: 14,
    needs: &[Source::Distributions, Source::DistributionCertificates],
    thresholds: &[],
    example: Example::Account(
        r#"{"acm":{"certificates":{"arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555":
            {"seen":{"names":["shop.example.net"]}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, distribution, facts } in listed_distributions(cx) {
            if distribution.aliases.is_empty() {
                cx.not_applicable();
                continue;
            }
            let names = match &distribution.certificate {
                ViewerCertificate::Acm(arn) => {
                    let all = &facts.acm.certificates;
                    let found = cx.read_one(&subject, Source::DistributionCertificates, all, arn);
                    let Some(found) = found else { continue };
                    found.names.as_slice()
                }
                ViewerCertificate::CloudFront => &[],
                ViewerCertificate::Iam(_) => {
                    cx.gray(
                        &subject,
                        "its certificate is kept in IAM, and its names are not read",
                        Evidence::default(),
                    );
                    continue;
                }
            };
            let is_covered = |alias: &&String| !names.iter().any(|name| names::covers(name, alias));
            let uncovered = distribution.aliases.iter().find(is_covered);
            let evidence = Evidence::from([("aliases", json!(distribution.aliases)), ("uncovered", json!(uncovered))]);
            match uncovered {
                Some(alias) => cx.red(&subject, format!("its certificate does not cover {alias}"), evidence),
                None => cx.green(&subject, format!("covers {}", distribution.aliases.join(", ")), evidence),
            }
        }
    },
};

const WEB_ACL: Rule = Rule {
    id: "distribution-web-acl",
    area: Area::Security,
    topics: &[Topic::Edge, Topic::Ddos],
    title: "a web ACL stands before every distribution",
    why: "An announced event draws bots and floods of requests. Without AWS WAF nothing limits the rate of one \
          address, and no rule can be added in the minute in which it is needed.",
    fix: "Create a web ACL with a rate-based rule in us-east-1, count before you block, and set it on {resource}: \
          https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html"],
    lead_days: 14,
    needs: &[Source::Distributions],
    thresholds: &[],
    example: Example::Account(r#"{"cloudfront":{"distributions":{"seen":{"E2EXAMPLE1ABCD":{"web_acl":""}}}}}"#),
    check: |cx| {
        for Listed { subject, distribution, .. } in listed_distributions(cx) {
            let evidence = Evidence::from([("web_acl", json!(distribution.web_acl))]);
            match distribution.web_acl.as_str() {
                "" => cx.yellow(&subject, "no web ACL of AWS WAF stands before it", evidence),
                _ => cx.green(&subject, "a web ACL of AWS WAF stands before it", evidence),
            }
        }
    },
};
