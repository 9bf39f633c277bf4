//! Listeners of load balancers.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Listed, listed_balancers};
use crate::{
    aws::{acm, elb::facts::Listener},
    rule::{Area, Cx, Evidence, Example, Light, Rule, Subject, Topic},
    source::Source,
};

/// Rules about listeners.
pub const RULES: &[&Rule] = &[&CERTIFICATE];

const CERTIFICATE: Rule = Rule {
    id: "lb-certificate",
    area: Area::Service,
    topics: &[Topic::Change],
    title: "the certificates of every load balancer last through the event",
    why: "From the second in which the certificate ends, browsers and apps refuse to connect.",
    fix: "See what holds up its renewal with `aws acm describe-certificate --certificate-arn {certificate} --region \
          {region}`; validate its domains again, or request a new one and set it on the listener.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    ],
    lead_days: 14,
    needs: &[Source::LoadBalancers, Source::Listeners, Source::ListenerCertificates],
    thresholds: acm::rules::THRESHOLDS,
    example: Example::Region(
        r#"{"acm":{"certificates":{"arn:aws:acm:us-east-1:111122223333:certificate/66666666-2222-3333-4444-555555555555":
            {"seen":{"not_after":"2026-12-12T04:00:00Z"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, arn, place, .. } in listed_balancers(cx) {
            let Some(listeners) = cx.read_one(&subject, Source::Listeners, &place.facts.elb.listeners, arn) else {
                continue;
            };
            let mut judged = BTreeSet::new();
            for listener in listeners.iter().filter(|listener| speaks_tls(listener)) {
                let shown = listener.certificate.as_deref();
                if !judged.insert(shown) {
                    continue;
                }
                match shown {
                    Some(arn) if arn.contains(":acm:") => {
                        let all = &place.facts.acm.certificates;
                        if let Some(found) = cx.read_one(&subject, Source::ListenerCertificates, all, arn) {
                            acm::rules::judge(cx, &subject, arn, (arn, found));
                        }
                    }
                    other => unknown(cx, &subject, other),
                }
            }
            if judged.is_empty() {
                cx.not_applicable();
            }
        }
    },
};

fn speaks_tls(listener: &Listener) -> bool {
    matches!(listener.protocol.as_deref(), Some("HTTPS" | "TLS"))
}

fn unknown(cx: &mut Cx<'_>, subject: &Subject, arn: Option<&str>) {
    let summary = match arn {
        Some(_) => "its certificate is kept in IAM, and when it ends is not read",
        None => "the snapshot does not hold the certificate of its listener",
    };
    let evidence = Evidence::from([("certificate", json!(arn))]);
    cx.push_part(Light::Gray, Area::Service, subject, arn.unwrap_or_default(), summary, evidence);
}
