//! What is switched on and off at load balancers.

use crate::{
    rule::{Area, Evidence, Example, Rule, Topic},
    source::Source,
};

use super::load_balancer::{Listed, listed_balancers};

/// Rules about the attributes of load balancers.
pub const RULES: &[&Rule] = &[&DELETION_PROTECTION];

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
