//! What a distribution fetches from.

use serde_json::json;

use crate::{
    event::ResourceKind,
    names,
    rule::{Area, Cx, Evidence, Example, Fix, Light, Place, Subject},
    snapshot::{Fact, Missed, cloudfront::Origin},
    source::Source,
};

/// What to do about an origin that is listed and asked without TLS.
pub(super) const WITHOUT_TLS: Fix = Fix {
    when: "Where an origin is asked without TLS",
    text: "Set the protocol policy of the origin {origin} to https-only, once it answers on port 443 with a certificate \
           for its name: take the distribution's settings with `aws cloudfront get-distribution-config --id {resource}`, \
           change `OriginProtocolPolicy` of that origin, and write them back with `aws cloudfront update-distribution`.",
    example: Example::Account(
        r#"{"cloudfront":{"distributions":{"seen":{"E2EXAMPLE1ABCD":{"origins":[
            {"domain_name":"web-1234567890.us-east-1.elb.amazonaws.com","protocol":"http-only"}]}}}}}"#,
    ),
};

/// What an origin is, as far as its host name tells.
enum Kind<'a> {
    Balancer,
    Bucket(&'a str),
    Other,
}

/// Says whether an origin is listed, and whether it is asked over TLS.
pub(super) fn judge(cx: &mut Cx<'_>, subject: &Subject, origin: &Origin) {
    let host = origin.domain_name.as_str();
    let evidence = Evidence::from([("origin", json!(host)), ("protocol", json!(origin.protocol))]);
    let (name, is_listed) = match kind(host) {
        Kind::Balancer => match balancer(cx, host) {
            Ok(Some(name)) => (format!("the load balancer {name}"), true),
            Ok(None) => (format!("the load balancer {host}"), false),
            Err(missed) => {
                cx.miss(subject, Source::LoadBalancers, missed);
                return;
            }
        },
        Kind::Bucket(bucket) => (format!("the bucket {bucket}"), lists_bucket(cx, bucket)),
        Kind::Other => (host.to_owned(), true),
    };
    // The endpoints of static websites speak nothing else.
    let is_plain = origin.protocol.as_deref() == Some("http-only") && !host.contains(".s3-website");
    let (light, summary) = if !is_listed {
        (Light::Yellow, format!("fetches from {name}, which section 6 does not list"))
    } else if is_plain {
        (Light::Yellow, format!("fetches from {name} without TLS"))
    } else {
        (Light::Green, format!("fetches from {name}"))
    };
    cx.push_part(light, Area::Service, subject, host, summary, evidence);
    if is_listed && is_plain {
        cx.fix(&WITHOUT_TLS);
    }
}

fn kind(host: &str) -> Kind<'_> {
    let is_aws = host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn");
    let bucket = [".s3.", ".s3-"].into_iter().filter_map(|mark| host.rfind(mark)).max();
    match bucket {
        _ if !is_aws => Kind::Other,
        _ if host.contains(".elb.") => Kind::Balancer,
        Some(end) => Kind::Bucket(&host[..end]),
        None => Kind::Other,
    }
}

/// Name of the listed balancer with this DNS name; why that cannot be said, where balancers of its
/// region were not read.
fn balancer<'a>(cx: &Cx<'a>, host: &str) -> Result<Option<&'a str>, Missed> {
    let mut missed = None;
    let its_region = |place: &Place<'_>| names::balancer_region(host).is_none_or(|region| region == place.region);
    let lists_one = |place: &Place<'_>| !cx.listed_in(*place, ResourceKind::LoadBalancer).is_empty();
    for place in cx.places().filter(its_region).filter(lists_one) {
        match &place.facts.elb.load_balancers {
            Fact::Missed(reason) => missed = Some(reason.clone()),
            Fact::Seen(_) => {
                let is_listed = |arn: &str| cx.balancers_in(place).is_some_and(|all| all.contains_key(arn));
                if let Some((_, found)) = cx.balancer(place, host).filter(|(arn, _)| is_listed(arn)) {
                    return Ok(Some(&found.name));
                }
            }
        }
    }
    missed.map_or(Ok(None), Err)
}

fn lists_bucket(cx: &Cx<'_>, bucket: &str) -> bool {
    let mut buckets = cx.event.resources.iter().filter(|resource| resource.kind == ResourceKind::Bucket);
    buckets.any(|resource| match resource.name.trim().split_once(":::") {
        Some((_, name)) => name == bucket,
        None => {
            let host = names::host(&resource.name);
            host == bucket || matches!(kind(host), Kind::Bucket(name) if name == bucket)
        }
    })
}
