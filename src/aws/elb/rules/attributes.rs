//! What is switched on and off at load balancers.

use crate::{
    rule::{Area, Evidence, Example, Rule, Topic},
    source::Source,
};

use super::{Listed, listed_balancers};

/// Rules about the attributes of load balancers.
pub const RULES: &[&Rule] = &[&DELETION_PROTECTION, &ACCESS_LOGS];

const DELETION_PROTECTION: Rule = Rule {
    id: "lb-deletion-protection",
    area: Area::Operations,
    topics: &[Topic::Change],
    title: "load balancers are protected against deletion",
    why: "One wrong click or stack update deletes the balancer, and with it the DNS name that everybody uses \
          and the capacity that it has grown to.",
    fix: "Switch it on: `aws elbv2 modify-load-balancer-attributes --load-balancer-arn {arn} --attributes \
          Key=deletion_protection.enabled,Value=true --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html",
    ],
    lead_days: 2,
    needs: &[Source::LoadBalancers, Source::LoadBalancerAttributes],
    thresholds: &[],
    example: Example::Region(
        r#"{"elb":{"attributes":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":{"seen":{"deletion_protection.enabled":"false"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, arn, place, .. } in listed_balancers(cx) {
            let all = &place.facts.elb.attributes;
            let Some(attributes) = cx.read_one(&subject, Source::LoadBalancerAttributes, all, arn) else {
                continue;
            };
            match attributes.get("deletion_protection.enabled").map(String::as_str) {
                Some("true") => cx.green(&subject, "deletion protection is on", Evidence::default()),
                Some("false") => cx.yellow(&subject, "deletion protection is off", Evidence::default()),
                _ => cx.gray(&subject, "AWS does not say whether deletion protection is on", Evidence::default()),
            }
        }
    },
};

const ACCESS_LOGS: Rule = Rule {
    id: "lb-access-logs",
    area: Area::Operations,
    topics: &[Topic::Logging],
    title: "load balancers keep access logs",
    why: "During an incident the access log is what tells which requests failed, whose they were and how long they \
          took. What was not logged cannot be looked up afterwards.",
    fix: "Switch it on, into a bucket that may be written to: `aws elbv2 modify-load-balancer-attributes \
          --load-balancer-arn {arn} --attributes Key=access_logs.s3.enabled,Value=true \
          Key=access_logs.s3.bucket,Value=<bucket> --region {region}`.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html",
    ],
    lead_days: 2,
    needs: &[Source::LoadBalancers, Source::LoadBalancerAttributes],
    thresholds: &[],
    example: Example::Region(
        r#"{"elb":{"attributes":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":{"seen":{"access_logs.s3.enabled":"false"}}}}}"#,
    ),
    check: |cx| {
        for Listed { subject, arn, balancer, place } in listed_balancers(cx) {
            // A gateway balancer hands packets on, and logs none.
            if balancer.balancer_type == "gateway" {
                cx.not_applicable();
                continue;
            }
            let all = &place.facts.elb.attributes;
            let Some(attributes) = cx.read_one(&subject, Source::LoadBalancerAttributes, all, arn) else {
                continue;
            };
            match attributes.get("access_logs.s3.enabled").map(String::as_str) {
                Some("true") => cx.green(&subject, "access logs are kept in S3", Evidence::default()),
                Some("false") => cx.yellow(&subject, "access logs are off", Evidence::default()),
                _ => cx.gray(&subject, "AWS does not say whether access logs are on", Evidence::default()),
            }
        }
    },
};
