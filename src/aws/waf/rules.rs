//! AWS WAF before application load balancers and distributions.

use std::collections::{BTreeSet, HashMap};

use serde_json::json;

use super::facts::{RateRule, WebAcl};
use crate::{
    aws::{cloudfront, elb::facts::LoadBalancer},
    event::{Prewarming, ResourceKind},
    names,
    rule::{Area, Cx, Evidence, Example, Fix, Light, Need, Place, Rule, Subject, Topic},
    source::Source,
};

/// Rules about web ACLs.
pub const RULES: &[&Rule] = &[&ATTACHED, &RATE_RULE];

/// An application balancer that the internet reaches, and the web ACL before it.
struct Listed<'a> {
    subject: Subject,
    place: Place<'a>,
    arn: &'a str,
    balancer: &'a LoadBalancer,
    acl: &'a WebAcl,
    /// Distribution that fetches from it, and whether that one has a web ACL.
    behind: Option<(String, bool)>,
}

fn listed<'a>(cx: &mut Cx<'a>, distributions: &[cloudfront::rules::Listed<'a>]) -> Vec<Listed<'a>> {
    let origins = distributions.iter().flat_map(|it| it.distribution.origins.iter().map(move |origin| (it, origin)));
    let mut before: HashMap<String, (&String, bool)> = HashMap::new();
    for (it, origin) in origins {
        let host = names::plain_dns_name(&origin.domain_name).to_ascii_lowercase();
        before.entry(host).or_insert((&it.subject.id, !it.distribution.web_acl.is_empty()));
    }
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for (resource, place) in cx.listed(ResourceKind::LoadBalancer) {
        let subject = Subject::new(ResourceKind::LoadBalancer.id(), &resource.name, place).listed_on(resource.line);
        if cx.read(&subject, Source::LoadBalancers, &place.facts.elb.load_balancers).is_none() {
            continue;
        }
        let meant = cx.balancer(place, &resource.name);
        let meant = meant.filter(|(_, it)| it.balancer_type == "application" && !it.dns_name.starts_with("internal-"));
        let Some((arn, balancer)) = meant.filter(|(arn, _)| seen.insert(*arn)) else {
            cx.not_applicable();
            continue;
        };
        let subject = Subject { id: balancer.name.clone(), ..subject }.with_arn(arn);
        let acls = &place.facts.waf.web_acls;
        let Some(acl) = cx.read_one(&subject, Source::BalancerWebAcls, acls, arn) else { continue };
        let behind = before.get(&balancer.dns_name.to_ascii_lowercase()).map(|(id, acl)| ((*id).clone(), *acl));
        found.push(Listed { subject, place, arn, balancer, acl, behind });
    }
    found
}

const ATTACHED: Rule = Rule {
    id: "lb-web-acl",
    area: Area::Security,
    topics: &[Topic::Ddos],
    title: "a web ACL stands before every application balancer that the internet reaches",
    why: "An announced event draws bots and floods of requests. Without AWS WAF nothing limits the rate of one \
          address, and no rule can be added in the minute in which it is needed.",
    fix: "Create a web ACL with a rate-based rule in {region}, count before you block, and attach it: `aws wafv2 \
          associate-web-acl --web-acl-arn <arn> --resource-arn {arn} --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating-aws-resource.html"],
    lead_days: 14,
    needs: &[Source::LoadBalancers, Source::BalancerWebAcls, Source::Distributions],
    thresholds: &[],
    example: Example::Region(
        r#"{"waf":{"web_acls":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/api/60dc6c495c0c9189":
            {"seen":{"name":"","rate_rules":[]}}}}}"#,
    ),
    check: |cx| {
        let distributions = cloudfront::rules::listed_distributions(cx);
        for Listed { subject, arn, acl, behind, .. } in listed(cx, &distributions) {
            let evidence = Evidence::from([("arn", json!(arn)), ("web_acl", json!(acl.name))]);
            match (acl.name.as_str(), behind) {
                ("", Some((id, true))) => {
                    cx.green(&subject, format!("the distribution {id} before it has a web ACL"), evidence);
                }
                ("", _) => cx.yellow(&subject, "no web ACL of AWS WAF stands before it", evidence),
                (name, _) => cx.green(&subject, format!("the web ACL {name} stands before it"), evidence),
            }
        }
    },
};

const RATE_RULE: Rule = Rule {
    id: "waf-rate-rule-vs-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Ddos],
    title: "no rate-based rule of a web ACL blocks the peak itself",
    why: "A rate limit that was set for a normal day blocks customers on the busiest one. Behind a CDN a limit by \
          address counts the CDN's few addresses, and blocks everybody behind them.",
    fix: "Let {rule} in the web ACL {web_acl} count by the client's address in X-Forwarded-For (FORWARDED_IP), and watch \
          it in count mode first: `aws wafv2 get-web-acl-for-resource --resource-arn {arn} --region {region}`.",
    other_fixes: &[ALL_TOGETHER, UNOPENED, ALL_AT_THE_EDGE, UNOPENED_AT_THE_EDGE, CLASSIC],
    references: &[
        "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
        "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html",
    ],
    lead_days: 7,
    needs: &[Source::LoadBalancers, Source::BalancerWebAcls, Source::Distributions, Source::DistributionWebAcls],
    thresholds: &[],
    example: Example::Region(
        r#"{"waf":{"web_acls":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":
            {"seen":{"rate_rules":[{"name":"flood","limit":2000,"window":300,"key":"IP","is_narrowed":false,"counts_only":false}]}}}}}"#,
    ),
    check: |cx| {
        let distributions = cloudfront::rules::listed_distributions(cx);
        for Listed { subject, place, arn, balancer, acl, behind } in listed(cx, &distributions) {
            let row = cx.event.prewarming_of(place.region, |name| names::is_load_balancer(name, arn, balancer));
            let before = Before { arn, acl, behind: behind.map(|(id, _)| id), row, noun: "balancer" };
            rate_rules(cx, &subject, &before, [&ALL_TOGETHER, &UNOPENED]);
        }
        for it in distributions {
            let arn = it.distribution.web_acl.as_str();
            if arn.is_empty() {
                cx.not_applicable();
                continue;
            }
            if !arn.starts_with("arn:") {
                let evidence = Evidence::from([("web_acl", json!(arn))]);
                cx.gray(&it.subject, "its web ACL is of AWS WAF Classic, whose rules are not read", evidence);
                cx.fix(&CLASSIC);
                continue;
            }
            let all = &it.facts.cloudfront.web_acls;
            let Some(acl) = cx.read_one(&it.subject, Source::DistributionWebAcls, all, arn) else { continue };
            let names_it = |name: &str| {
                let all = it.facts.cloudfront.distributions.seen();
                all.and_then(|all| names::find_distribution(all, name)).is_some_and(|(id, _)| id == it.subject.id)
            };
            let row = cx.event.prewarming_of("", names_it);
            let before = Before { arn, acl, behind: None, row, noun: "distribution" };
            rate_rules(cx, &it.subject, &before, [&ALL_AT_THE_EDGE, &UNOPENED_AT_THE_EDGE]);
        }
    },
};

/// A web ACL, and what it stands before.
struct Before<'a> {
    /// ARN by which it is looked at: of the balancer, or of the web ACL of CloudFront itself.
    arn: &'a str,
    acl: &'a WebAcl,
    /// The distribution whose addresses it sees instead of those of clients.
    behind: Option<String>,
    /// What section 7 says of the load.
    row: Option<Prewarming>,
    noun: &'static str,
}

/// `fixes` are those for a limit of all clients together, and for rule groups that were not opened.
fn rate_rules(cx: &mut Cx<'_>, subject: &Subject, before: &Before<'_>, [together, unopened]: [&Fix; 2]) {
    let Before { arn, acl, row, .. } = before;
    if !acl.unopened.is_empty() {
        let evidence =
            Evidence::from([("arn", json!(arn)), ("web_acl", json!(acl.name)), ("rule_groups", json!(acl.unopened))]);
        let summary = format!("whether {} limits a rate is not read", acl.unopened.join(", "));
        cx.push_part(Light::Gray, Area::Service, subject, "rule groups", summary, evidence);
        cx.fix(unopened);
    } else if acl.rate_rules.is_empty() {
        cx.not_applicable();
    }
    for rule in &acl.rate_rules {
        let RateRule { name, window, .. } = rule;
        let needed = row.as_ref().and_then(Prewarming::peak).map(|peak| (peak * *window as f64).ceil());
        let evidence = Evidence::from([
            ("arn", json!(arn)),
            ("web_acl", json!(acl.name)),
            ("rule", json!(name)),
            ("limit", json!(rule.limit)),
            ("window", json!(window)),
            ("key", json!(rule.key)),
            ("needed", json!(needed)),
        ]);
        let Some((light, summary)) = judge(rule, before, needed) else {
            cx.not_applicable();
            continue;
        };
        cx.push_part(light, Area::Service, subject, name, summary, evidence);
        cx.need(Need::new(needed, rule.limit as f64, "requests"));
        if rule.key == "CONSTANT" {
            cx.fix(together);
        }
    }
}

const ALL_TOGETHER: Fix = Fix {
    when: "Where it limits all clients together",
    text: "Raise the limit of {rule} in the web ACL {web_acl} well above what the peak sends in {window} seconds, and watch \
           it in count mode first: `aws wafv2 get-web-acl-for-resource --resource-arn {arn} --region {region}`. Where \
           section 7 gives no peak in requests per second, write it there.",
    example: Example::Region(
        r#"{"waf":{"web_acls":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":
            {"seen":{"rate_rules":[{"name":"flood","limit":2000,"window":300,"key":"CONSTANT","is_narrowed":false,"counts_only":false}]}}}}}"#,
    ),
};

const UNOPENED: Fix = Fix {
    when: "Where a rule group may limit a rate",
    text: "Look for rate-based rules in {rule_groups} of the web ACL {web_acl}: `aws wafv2 get-web-acl-for-resource \
           --resource-arn {arn} --region {region}` names the groups, `aws wafv2 get-rule-group` shows one. Compare their \
           limits with the peak, and accept the risk `waf-rate-rule-vs-peak` on {resource} in section 16.",
    example: Example::Region(
        r#"{"waf":{"web_acls":{"arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188":
            {"seen":{"unopened":["central"]}}}}}"#,
    ),
};

const ALL_AT_THE_EDGE: Fix = Fix {
    when: "Where it limits all clients of a distribution together",
    text: "Raise the limit of {rule} in the web ACL {web_acl} well above what the peak sends in {window} seconds, and watch \
           it in count mode first: `aws wafv2 list-web-acls --scope CLOUDFRONT --region us-east-1` gives its id, `aws wafv2 \
           get-web-acl --name {web_acl} --scope CLOUDFRONT --id <id> --region us-east-1` its rules. Where section 7 gives \
           no peak in requests per second for {resource} or the whole workload, write it there.",
    example: Example::Account(
        r#"{"cloudfront":{"web_acls":{"arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111":
            {"seen":{"rate_rules":[{"name":"flood","limit":2000,"window":300,"key":"CONSTANT","is_narrowed":false,"counts_only":false}]}}}}}"#,
    ),
};

const UNOPENED_AT_THE_EDGE: Fix = Fix {
    when: "Where a rule group before a distribution may limit a rate",
    text: "Look for rate-based rules in {rule_groups} of the web ACL {web_acl}: `aws wafv2 list-web-acls --scope CLOUDFRONT \
           --region us-east-1` gives its id, `aws wafv2 get-rule-group` shows one. Compare their limits with the peak, and \
           accept the risk `waf-rate-rule-vs-peak` on {resource} in section 16.",
    example: Example::Account(
        r#"{"cloudfront":{"web_acls":{"arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111":
            {"seen":{"unopened":["central"]}}}}}"#,
    ),
};

const CLASSIC: Fix = Fix {
    when: "Where the web ACL is of AWS WAF Classic",
    text: "Move {web_acl} to AWS WAF: https://docs.aws.amazon.com/waf/latest/developerguide/waf-migrating-from-classic.html. \
           Until then compare its rate-based rules with the peak, and accept the risk `waf-rate-rule-vs-peak` on {resource} \
           in section 16.",
    example: Example::Account(
        r#"{"cloudfront":{"distributions":{"seen":{"E2EXAMPLE1ABCD":{"web_acl":"473e64fd-f30b-4765-81a0-62ad96dd167a"}}}}}"#,
    ),
};

/// What is said of one rule. How much one client sends at the peak nobody has planned: a limit for each is not
/// judged.
fn judge(rule: &RateRule, before: &Before<'_>, needed: Option<f64>) -> Option<(Light, String)> {
    let Before { row, noun, .. } = before;
    let RateRule { name, limit, window, .. } = rule;
    let limits = format!("{name} limits to {limit} requests in {window} s");
    match (rule.key.as_str(), &before.behind) {
        _ if rule.counts_only => Some((Light::Green, format!("{name} only counts"))),
        ("IP", Some(id)) => {
            Some((Light::Yellow, format!("{limits} by address, and the addresses are those of distribution {id}")))
        }
        ("CONSTANT", _) if !rule.is_narrowed => Some(match needed {
            None if row.is_some() => (Light::Gray, format!("{limits} in all, and section 7 gives no peak")),
            None => (Light::Gray, format!("{limits} in all, and section 7 does not name the {noun}")),
            Some(needed) if needed > *limit as f64 => (Light::Red, format!("{limits} in all; the peak sends {needed}")),
            Some(needed) if 2.0 * needed > *limit as f64 => {
                (Light::Yellow, format!("{limits} in all, less than twice the {needed} of the peak"))
            }
            Some(needed) => (Light::Green, format!("{limits} in all; the peak sends {needed}")),
        }),
        ("IP" | "FORWARDED_IP" | "CUSTOM_KEYS" | "CONSTANT", _) => None,
        (key, _) => Some((Light::Gray, format!("{limits} by {key}, and iem does not know what that counts"))),
    }
}
