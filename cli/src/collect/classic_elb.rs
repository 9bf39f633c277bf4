//! Elastic Load Balancing (API of the classic balancers).

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticloadbalancing::Client;
use iem_core::{
    aws::elb::facts::classic::{ClassicAttributes, ClassicBalancer, ClassicInstance},
    event::ResourceKind,
    names::{self, BalancerNames},
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{state, text},
    in_use::keys,
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// Largest page.
const PAGE: i32 = 400;
/// As AWS publishes it for both APIs of the service, each with a bucket of its own.
const RATE: Rate = Rate { burst: 40, per_second: 10 };

/// Asks about the listed balancers that the v2 API does not know. Where it knows all of them, the
/// classic API is not called.
pub(super) struct ClassicElb<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
}

impl<'a> ClassicElb<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::LoadBalancer);
        let listed = listed.map(|balancer| balancer.name.clone()).filter(|name| !names::is_v2_arn(name));
        Self { api: site.api("elasticloadbalancing", RATE, Client::new), listed: listed.collect() }
    }

    async fn load_balancers(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            facts.needs(Source::ClassicBalancers)?;
            let (found, others) = load_balancers(&self.api, &facts.read(|facts| self.unknown(facts))).await?;
            facts.write(|facts| facts.classic_elb.others.extend(others));
            Ok(found)
        };
        facts.ask(Source::ClassicBalancers, |facts| &mut facts.classic_elb.load_balancers, answer).await;
    }

    async fn attributes(&self, facts: &Facts<'_, RegionSnapshot>) {
        let names = facts.read(|facts| keys(&facts.classic_elb.load_balancers)).unwrap_or_default();
        let answer = async |name: &str| attributes(&self.api, name).await;
        facts
            .ask_each(Source::ClassicBalancerAttributes, |facts| &mut facts.classic_elb.attributes, names, answer)
            .await;
    }

    async fn instance_health(&self, facts: &Facts<'_, RegionSnapshot>) {
        let names = facts.read(|facts| keys(&facts.classic_elb.load_balancers)).unwrap_or_default();
        let answer = async |name: &str| instance_health(&self.api, name).await;
        facts
            .ask_each(Source::ClassicInstanceHealth, |facts| &mut facts.classic_elb.instance_health, names, answer)
            .await;
    }

    /// Listed names that no application, network or gateway balancer has.
    fn unknown(&self, facts: &RegionSnapshot) -> Vec<String> {
        let Fact::Seen(known) = &facts.elb.load_balancers else { return self.listed.clone() };
        let known = BalancerNames::new(known);
        self.listed.iter().filter(|name| known.find(name).is_none()).cloned().collect()
    }
}

impl Regional for ClassicElb<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            row(Source::ClassicBalancers, self.load_balancers(facts)),
            row(Source::ClassicBalancerAttributes, self.attributes(facts)),
            row(Source::ClassicInstanceHealth, self.instance_health(facts)),
        ]
    }
}

/// The balancers that the workbook writes as `listed`, by name. All are read: one name that AWS does
/// not know would cost a request for names, and a page holds 400.
async fn load_balancers(
    api: &Api<'_, Client>,
    listed: &[String],
) -> Result<(BTreeMap<String, ClassicBalancer>, BTreeSet<String>), Missed> {
    if listed.is_empty() {
        return Ok((BTreeMap::new(), BTreeSet::new()));
    }
    let request = api.client.describe_load_balancers().page_size(PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await?;
    let mut all = BTreeMap::new();
    for balancer in pages.iter().flat_map(|page| page.load_balancer_descriptions()) {
        let name = text(balancer.load_balancer_name(), "LoadBalancerName")?;
        let dns_name = text(balancer.dns_name(), "DNSName")?;
        all.insert(name, ClassicBalancer { dns_name, zones: balancer.availability_zones().to_vec() });
    }
    let found = listed.iter().filter_map(|written| names::find_classic_balancer(&all, written));
    let found: BTreeMap<_, _> = found.map(|(name, balancer)| (name.to_owned(), balancer.clone())).collect();
    let others = all.into_keys().filter(|name| !found.contains_key(name)).collect();
    Ok((found, others))
}

async fn attributes(api: &Api<'_, Client>, name: &str) -> Result<ClassicAttributes, Missed> {
    let request = api.client.describe_load_balancer_attributes().load_balancer_name(name);
    let answer = api.send(|| request.send()).await?;
    let attributes = answer.load_balancer_attributes();
    Ok(ClassicAttributes {
        cross_zone: attributes.and_then(|it| it.cross_zone_load_balancing()).map(|it| it.enabled()),
        draining: attributes.and_then(|it| it.connection_draining()).map(|it| it.enabled()),
    })
}

async fn instance_health(api: &Api<'_, Client>, name: &str) -> Result<Vec<ClassicInstance>, Missed> {
    let answer = api.send(|| api.client.describe_instance_health().load_balancer_name(name).send()).await?;
    let instances = answer.instance_states().iter().map(|row| {
        let reason = row.description().filter(|reason| *reason != "N/A").unwrap_or_default();
        Ok(ClassicInstance {
            id: text(row.instance_id(), "InstanceId")?,
            state: state(row.state()),
            reason: reason.to_owned(),
        })
    });
    instances.collect()
}

#[cfg(test)]
mod tests {
    use iem_core::snapshot::Reason;

    use super::*;
    use crate::collect::fake;

    /// Two classic balancers, one on each page.
    fn answer(_: &str, body: &str) -> (u16, String) {
        let (name, marker) =
            if body.contains("Marker=") { ("pay", "") } else { ("shop", "<NextMarker>2</NextMarker>") };
        let member = format!(
            "<member><LoadBalancerName>{name}</LoadBalancerName><DNSName>{name}-1.us-east-1.elb.amazonaws.com</DNSName>\
             <AvailabilityZones><member>us-east-1a</member></AvailabilityZones></member>"
        );
        let list = format!("<LoadBalancerDescriptions>{member}</LoadBalancerDescriptions>{marker}");
        let result = format!("<DescribeLoadBalancersResult>{list}</DescribeLoadBalancersResult>");
        (200, format!("<DescribeLoadBalancersResponse>{result}</DescribeLoadBalancersResponse>"))
    }

    fn denied(_: &str, _: &str) -> (u16, String) {
        let error = "<Error><Code>AccessDenied</Code><Message>not allowed</Message></Error>";
        (403, format!("<ErrorResponse>{error}</ErrorResponse>"))
    }

    #[tokio::test]
    async fn classic_balancers_are_found_however_they_are_written() {
        let config = fake::config(answer);
        for (listed, found, requests) in [
            (vec![], "", 0),
            (vec!["pay"], "pay", 2),
            (vec!["dualstack.SHOP-1.us-east-1.elb.amazonaws.com.", "pay"], "pay shop", 2),
            (vec!["arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/pay"], "pay", 2),
            (vec!["gone"], "", 2),
        ] {
            let run = fake::run();
            let api = fake::api(&run, &config, Client::new);
            let listed: Vec<String> = listed.into_iter().map(str::to_owned).collect();
            let (balancers, _) = load_balancers(&api, &listed).await.expect("an answer");
            let names: Vec<_> = balancers.keys().map(String::as_str).collect();
            drop(api);
            let calls = run.into_calls().into_values().sum::<u64>();
            assert_eq!((names.join(" ").as_str(), calls), (found, requests), "{listed:?}");
        }
    }

    #[tokio::test]
    async fn a_refusal_is_no_answer() {
        let run = fake::run();
        let api = fake::api(&run, &fake::config(denied), Client::new);
        let missed = load_balancers(&api, &["shop".to_owned()]).await.expect_err("a refusal");
        assert_eq!(missed.reason, Reason::Denied);
    }
}
