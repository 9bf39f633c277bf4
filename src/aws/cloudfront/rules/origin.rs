//! What a distribution fetches from.

use serde_json::json;

use crate::{
    aws::{
        cloudfront::facts::Origin,
        route53::dns::{Answer, Dns},
    },
    event::ResourceKind,
    names,
    rule::{Area, Cx, Evidence, Example, Fix, Light, Subject},
    workload::{Lookup, Unread},
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

/// What to do about an origin of which nobody can tell what it is.
pub(super) const UNKNOWN: Fix = Fix {
    when: "Where nothing tells what answers at an origin",
    text: "List the hosted zone that holds {origin} in section 6, so that its records can be followed to what answers \
           there. Where that is not of AWS, ask whoever runs it whether it bears the peak, and accept the risk \
           `distribution-origins` on {resource} in section 16.",
    example: Example::Account(
        r#"{"cloudfront":{"distributions":{"seen":{"E2EXAMPLE1ABCD":{"origins":[
            {"domain_name":"origin.shop-legacy.example.net","protocol":"https-only"}]}}}}}"#,
    ),
};

/// What section 6 says of a host that is fetched from, or of what its records lead to.
struct Stands {
    light: Light,
    words: String,
    /// What was not read, so that nobody knows.
    unread: Option<Unread>,
}

/// Says whether an origin is listed, and whether it is asked over TLS.
pub(super) fn judge(cx: &mut Cx<'_>, dns: &Dns<'_>, subject: &Subject, origin: &Origin) {
    let host = origin.domain_name.as_str();
    let evidence = Evidence::from([("origin", json!(host)), ("protocol", json!(origin.protocol))]);
    let Stands { light, words, unread } = stands(cx, dns, host);
    if let Some(Unread { source, missed }) = unread {
        cx.miss(subject, source, missed);
        return;
    }
    // The endpoints of static websites speak nothing else.
    let is_plain = origin.protocol.as_deref() == Some("http-only") && !host.contains(".s3-website");
    let tls = match (is_plain, light) {
        (false, _) => "",
        (true, Light::Green) => " without TLS",
        (true, _) => ", without TLS",
    };
    let is_known = matches!(origin.protocol.as_deref(), None | Some("http-only" | "https-only" | "match-viewer"));
    let (light, tls) = match (&origin.protocol, light) {
        (Some(policy), Light::Green) if !is_known => (Light::Gray, format!(" by {policy}, which iem does not know")),
        _ => (light, tls.to_owned()),
    };
    let is_tls_worse = is_plain && light > Light::Yellow;
    let light = if is_tls_worse { Light::Yellow } else { light };
    cx.push_part(light, Area::Service, subject, host, format!("fetches from {words}{tls}"), evidence);
    if is_tls_worse {
        cx.fix(&WITHOUT_TLS);
    } else if light == Light::Gray && is_known {
        cx.fix(&UNKNOWN);
    }
}

fn stands(cx: &Cx<'_>, dns: &Dns<'_>, host: &str) -> Stands {
    if let Some(known) = of_aws(cx, host, host) {
        return known;
    }
    let gray = |words: String| Stands { light: Light::Gray, words, unread: None };
    if [".amazonaws.com", ".amazonaws.com.cn", ".on.aws", ".api.aws"].iter().any(|end| host.ends_with(end)) {
        return gray(format!("{host}, whose name does not tell which resource of AWS it is"));
    }
    let ends = dns.follow(host).into_iter().map(|end| match &end.answer {
        Answer::Name(name) => of_aws(cx, name, &end.asked)
            .unwrap_or_else(|| gray(format!("{host}, which leads to {name}: what answers there is not read"))),
        Answer::Addresses => gray(format!("{host}, which is an address: whose it is is not read")),
        Answer::Nothing | Answer::Endless => {
            let words = format!("{host}, which has no address in the zone {}", end.zone);
            Stands { light: Light::Red, words, unread: None }
        }
    });
    let worst = ends.min_by_key(|it| it.light);
    worst.unwrap_or_else(|| gray(format!("{host}, and which resource answers there is not known")))
}

/// What section 6 says of a host whose name tells which resource of AWS it is.
fn of_aws(cx: &Cx<'_>, host: &str, asked: &str) -> Option<Stands> {
    let host = host.to_ascii_lowercase();
    let is_bucket = names::bucket_name(&host) != host;
    let (kind, region, name) = names::behind_host(&host, asked)
        .or_else(|| is_bucket.then_some((ResourceKind::Bucket, None, host.as_str())))?;
    let noun = kind.noun();
    let mut unread = None;
    for (account, _) in cx.accounts() {
        match cx.look_up(account, region, &[kind], name) {
            Lookup::InScope(meant) => {
                // The origin itself has brought into scope what section 6 does not list.
                let listed = meant.iter().find(|it| it.written.found.is_none());
                if let Some(listed) = listed {
                    let words = format!("the {noun} {}", Subject::meant(listed).id);
                    return Some(Stands { light: Light::Green, words, unread: None });
                }
                unread = unread.or_else(|| meant.first().and_then(|it| it.unread.cloned()));
            }
            Lookup::Unread(missing) => unread = unread.or(Some(missing)),
            Lookup::NotInScope | Lookup::Unknown => {}
        }
    }
    let plain = if kind == ResourceKind::LoadBalancer { name } else { names::plain_name(kind, name) };
    let words = format!("the {noun} {plain}, which section 6 does not list");
    Some(Stands { light: Light::Yellow, words, unread })
}
