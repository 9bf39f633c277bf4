//! What Elastic Load Balancing describes, page by page (v2 API).

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticloadbalancingv2::{Client, types};
use iem_core::{
    aws::elb::facts::{CapacityReservation, Listener, LoadBalancer, Target, TargetGroup, Zone, ZoneCapacity},
    names,
    snapshot::{Missed, Reason},
};

use crate::collect::{
    fields::{count, number, required, state, text},
    limits::{Api, in_halves},
    missed::Failure,
};

/// Names per request.
const NAMES: usize = 20;
/// Largest page.
const PAGE: i32 = 400;

/// The balancers that the workbook writes as `listed`, by ARN.
pub(super) async fn load_balancers(
    api: &Api<'_, Client>,
    listed: &[String],
) -> Result<(BTreeMap<String, LoadBalancer>, BTreeSet<String>), Missed> {
    if listed.is_empty() {
        return Ok((BTreeMap::new(), BTreeSet::new()));
    }
    let balancers = match by_name(api, listed).await? {
        Some(balancers) => balancers,
        None => all(api).await?,
    };
    let (mut found, mut others) = (BTreeMap::new(), BTreeSet::new());
    for balancer in &balancers {
        let arn = text(balancer.load_balancer_arn(), "LoadBalancerArn")?;
        let name = balancer.load_balancer_name().unwrap_or_default();
        let dns_name = balancer.dns_name().unwrap_or_default();
        let identity = LoadBalancer { name: name.to_owned(), dns_name: dns_name.to_owned(), ..LoadBalancer::default() };
        if listed.iter().any(|written| names::is_load_balancer(written, &arn, &identity)) {
            found.insert(arn, load_balancer(balancer, identity)?);
        } else {
            others.insert(name.to_owned());
        }
    }
    Ok((found, others))
}

/// One request, when every balancer has a name that AWS knows and they fit into it. Otherwise
/// `None`: a page of all balancers holds 400, so that listing all is cheaper than more requests.
async fn by_name(api: &Api<'_, Client>, listed: &[String]) -> Result<Option<Vec<types::LoadBalancer>>, Failure> {
    let names: Option<BTreeSet<&str>> = listed.iter().map(|written| names::load_balancer_name(written)).collect();
    let Some(names) = names.filter(|names| names.len() <= NAMES) else { return Ok(None) };
    let names = names.into_iter().map(str::to_owned).collect();
    let request = api.client.describe_load_balancers().set_names(Some(names));
    match api.send(|| request.send()).await {
        Ok(answer) => Ok(answer.load_balancers),
        Err(failure) if is_bad_name(&failure) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// One name that AWS does not know, or would never give, costs the whole request.
fn is_bad_name(failure: &Failure) -> bool {
    failure.is(&["LoadBalancerNotFound", "LoadBalancerNotFoundException", "ValidationError"])
}

async fn all(api: &Api<'_, Client>) -> Result<Vec<types::LoadBalancer>, Failure> {
    let request = api.client.describe_load_balancers().page_size(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await?;
    Ok(pages.into_iter().filter_map(|page| page.load_balancers).flatten().collect())
}

fn load_balancer(balancer: &types::LoadBalancer, identity: LoadBalancer) -> Result<LoadBalancer, Missed> {
    let zones = balancer.availability_zones().iter().map(|zone| {
        Ok(Zone { name: text(zone.zone_name(), "ZoneName")?, subnet: text(zone.subnet_id(), "SubnetId")? })
    });
    let status = balancer.state();
    Ok(LoadBalancer {
        balancer_type: text(balancer.r#type().map(|it| it.as_str()), "Type")?,
        state: state(status.and_then(|status| status.code()).map(|code| code.as_str())),
        state_reason: status.and_then(|it| it.reason()).unwrap_or_default().to_owned(),
        zones: zones.collect::<Result<_, Missed>>()?,
        ..identity
    })
}

/// Attributes of one balancer.
pub(super) async fn attributes(api: &Api<'_, Client>, arn: &str) -> Result<BTreeMap<String, String>, Missed> {
    let request = api.client.describe_load_balancer_attributes().load_balancer_arn(arn);
    let answer = api.send(|| request.send()).await?;
    let pairs = answer
        .attributes()
        .iter()
        .map(|attribute| Ok((text(attribute.key(), "Key")?, attribute.value().unwrap_or_default().to_owned())));
    pairs.collect()
}

/// Listeners of one balancer.
pub(super) async fn listeners(api: &Api<'_, Client>, arn: &str) -> Result<Vec<Listener>, Missed> {
    let request = api.client.describe_listeners().load_balancer_arn(arn).page_size(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await?;
    let listeners = pages.iter().flat_map(|page| page.listeners()).map(|listener| Listener {
        port: listener.port().and_then(|port| u32::try_from(port).ok()),
        protocol: listener.protocol().map(|protocol| protocol.as_str().to_owned()),
        certificate: listener.certificates().first().and_then(|it| it.certificate_arn()).map(str::to_owned),
    });
    Ok(listeners.collect())
}

/// Target groups behind the balancers, by ARN.
pub(super) async fn target_groups(
    api: &Api<'_, Client>,
    balancers: &[String],
) -> Result<BTreeMap<String, TargetGroup>, Missed> {
    let mut request = api.client.describe_target_groups().page_size(PAGE);
    match balancers {
        [] => return Ok(BTreeMap::new()),
        [one] => request = request.load_balancer_arn(one),
        _ => {}
    }
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await?;
    let mut found = BTreeMap::new();
    for group in pages.iter().flat_map(|page| page.target_groups()) {
        let behind = group.load_balancer_arns();
        if behind.iter().any(|arn| balancers.contains(arn)) {
            let arn = text(group.target_group_arn(), "TargetGroupArn")?;
            let name = text(group.target_group_name(), "TargetGroupName")?;
            found.insert(arn, TargetGroup { name, load_balancers: behind.to_vec() });
        }
    }
    Ok(found)
}

/// These target groups, by ARN; those that no longer exist are left out.
pub(super) async fn attached(api: &Api<'_, Client>, arns: &[String]) -> Result<BTreeMap<String, TargetGroup>, Missed> {
    let is_gone = |failure: &Failure| failure.is(&["TargetGroupNotFound", "TargetGroupNotFoundException"]);
    let ask = async |arns: &[String]| {
        let request = api.client.describe_target_groups().set_target_group_arns(Some(arns.to_vec()));
        api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await
    };
    let mut found = BTreeMap::new();
    for chunk in arns.chunks(NAMES) {
        for (_, pages) in in_halves(chunk, is_gone, ask).await {
            let pages = match pages {
                Ok(pages) => pages,
                Err(failure) if is_gone(&failure) => continue,
                Err(failure) => return Err(failure.into()),
            };
            for group in pages.iter().flat_map(|page| page.target_groups()) {
                let arn = text(group.target_group_arn(), "TargetGroupArn")?;
                let name = text(group.target_group_name(), "TargetGroupName")?;
                found.insert(arn, TargetGroup { name, load_balancers: group.load_balancer_arns().to_vec() });
            }
        }
    }
    Ok(found)
}

/// Targets of one target group.
pub(super) async fn target_health(api: &Api<'_, Client>, arn: &str) -> Result<Vec<Target>, Missed> {
    let answer = api.send(|| api.client.describe_target_health().target_group_arn(arn).send()).await?;
    let targets = answer.target_health_descriptions().iter().map(|row| {
        let target = required(row.target(), "Target")?;
        let health = row.target_health();
        let reason = health.and_then(|it| it.reason()).map(|reason| reason.as_str());
        let description = health.and_then(|it| it.description());
        let reason: Vec<&str> = [reason, description].into_iter().flatten().collect();
        Ok(Target {
            id: text(target.id(), "Target.Id")?,
            port: target.port().and_then(|port| u32::try_from(port).ok()),
            zone: target.availability_zone().map(str::to_owned),
            state: state(health.and_then(|it| it.state()).map(|state| state.as_str())),
            reason: reason.join(": "),
        })
    });
    targets.collect()
}

/// LCU reservation of one balancer.
pub(super) async fn capacity_reservation(api: &Api<'_, Client>, arn: &str) -> Result<CapacityReservation, Missed> {
    let request = api.client.describe_capacity_reservation().load_balancer_arn(arn);
    let answer = api.send(|| request.send()).await?;
    let units = answer.minimum_load_balancer_capacity().and_then(|it| it.capacity_units());
    let requested = units.map(|units| count(Some(units), "CapacityUnits")).transpose()?;
    let zones = answer.capacity_reservation_state().iter().map(|zone| {
        let status = zone.state();
        let state = state(status.and_then(|it| it.code()).map(|code| code.as_str()));
        // Nothing is in effect until a zone is provisioned; then AWS says how much.
        let effective = match zone.effective_capacity_units() {
            None if requested.is_none() || state != "provisioned" => 0.0,
            units => number(units, "EffectiveCapacityUnits")?,
        };
        let reason = status.and_then(|it| it.reason()).unwrap_or_default().to_owned();
        let zone = zone.availability_zone().unwrap_or_default().to_owned();
        Ok(ZoneCapacity { zone, state, reason, effective })
    });
    let zones = zones.collect::<Result<Vec<_>, Missed>>()?;
    if requested.is_some_and(|units| units > 0) && zones.is_empty() {
        let detail = "a reservation without CapacityReservationState";
        return Err(Failure::new(Reason::Malformed, detail).missed);
    }
    Ok(CapacityReservation { requested: requested.map(u64::from), zones })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::fake;

    /// An account with the balancers `shop` and `pay`.
    fn answer(_: &str, body: &str) -> (u16, String) {
        let name = "DescribeLoadBalancers";
        let member = |it: &str| {
            format!(
                "<member><LoadBalancerArn>arn:aws:elasticloadbalancing:x:1:loadbalancer/app/{it}/1\
                 </LoadBalancerArn><LoadBalancerName>{it}</LoadBalancerName>\
                 <DNSName>{it}.elb.amazonaws.com</DNSName><Type>application</Type></member>"
            )
        };
        if body.contains("Names.member") && body.contains("gone") {
            let error = "<Error><Code>LoadBalancerNotFound</Code><Message>gone</Message></Error>";
            return (400, format!("<ErrorResponse>{error}</ErrorResponse>"));
        }
        let all = ["shop", "pay"].into_iter();
        let members: String = match body.contains("Names.member") {
            true => all.filter(|it| body.contains(it)).map(member).collect(),
            false => all.map(member).collect(),
        };
        let result = format!("<LoadBalancers>{members}</LoadBalancers>");
        (200, format!("<{name}Response><{name}Result>{result}</{name}Result></{name}Response>"))
    }

    #[tokio::test]
    async fn balancers_are_found_however_they_are_written() {
        let config = fake::config(answer);
        for (listed, found, requests) in [
            (vec!["shop"], "shop", 1),
            (vec!["shop", "gone"], "shop", 2),
            (vec!["pay.elb.amazonaws.com", "shop"], "pay shop", 1),
            (vec!["app/shop/1"], "shop", 1),
            (vec!["app/shop/2"], "", 1),
        ] {
            let run = fake::run();
            let api = fake::api(&run, &config, Client::new);
            let listed: Vec<String> = listed.into_iter().map(str::to_owned).collect();
            let (balancers, _) = load_balancers(&api, &listed).await.expect("an answer");
            let names: Vec<_> = balancers.values().map(|it| it.name.as_str()).collect();
            assert!(balancers.values().all(|it| it.state == "unknown"));
            drop(api);
            let calls = run.into_calls().into_values().sum::<u64>();
            assert_eq!((names.join(" ").as_str(), calls), (found, requests), "{listed:?}");
        }
    }
}
