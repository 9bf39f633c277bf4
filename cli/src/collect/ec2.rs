//! Amazon EC2.

mod describe;
mod templates;

use aws_sdk_ec2::Client;
use iem_core::{
    aws::ec2::capacity,
    event::{Resource, ResourceKind},
    names,
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    in_use::{keys, templates_in_use},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, or_needs, row},
    vpc,
};

/// "Request throttling for the Amazon EC2 API".
const RATE: Rate = Rate { burst: 100, per_second: 20 };

/// Amazon EC2 in one region, its networks included.
pub(super) struct Ec2<'a> {
    api: Api<'a, Client>,
    listed: Vec<&'a Resource>,
}

impl<'a> Ec2<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        Self { api: site.api("ec2", RATE, Client::new), listed: site.listed(ResourceKind::Instance).collect() }
    }

    async fn instances(&self, facts: &Facts<'_, RegionSnapshot>) {
        let wanted: Vec<String> = self.listed.iter().map(|instance| instance.name.clone()).collect();
        let answer = async {
            let found = describe::instances(&self.api, &wanted).await?;
            // A name that no instance has may have a typing error. That nobody can tell costs nothing else.
            let is_gone = |it: &Resource| it.found.is_none() && names::find_instances(&found, &it.name).is_empty();
            if self.listed.iter().any(|it| is_gone(it)) {
                let others = describe::instance_names(&self.api).await.unwrap_or_default();
                facts.write(|facts| facts.ec2.others.extend(others));
            }
            Ok(found)
        };
        facts.ask(Source::Instances, |facts| &mut facts.ec2.instances, answer).await;
    }

    /// Ids of the listed instances that exist.
    fn ids(&self, facts: &Facts<'_, RegionSnapshot>, source: Source) -> Result<Vec<String>, Missed> {
        or_needs(facts, facts.read(|facts| keys(&facts.ec2.instances)).unwrap_or_default(), source)
    }

    async fn instance_status(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async { describe::instance_status(&self.api, &self.ids(facts, Source::InstanceStatus)?).await };
        facts.ask(Source::InstanceStatus, |facts| &mut facts.ec2.instance_status, answer).await;
    }

    async fn instance_types(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let wanted = facts.read(capacity::instance_types).into_iter().collect();
            describe::instance_types(&self.api, &or_needs(facts, wanted, Source::InstanceTypes)?).await
        };
        facts.ask(Source::InstanceTypes, |facts| &mut facts.ec2.instance_types, answer).await;
    }

    async fn volumes(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async { describe::volumes(&self.api, &self.ids(facts, Source::Volumes)?).await };
        facts.ask(Source::Volumes, |facts| &mut facts.ec2.volumes, answer).await;
    }

    async fn snapshots(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let volumes = facts.read(|facts| keys(&facts.ec2.volumes)).unwrap_or_default();
            describe::snapshots(&self.api, &or_needs(facts, volumes, Source::Snapshots)?).await
        };
        facts.ask(Source::Snapshots, |facts| &mut facts.ec2.snapshots, answer).await;
    }

    async fn launch_templates(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async {
            let wanted = facts.read(templates_in_use).into_iter().collect();
            templates::launch_templates(&self.api, &or_needs(facts, wanted, Source::LaunchTemplates)?).await
        };
        facts.ask(Source::LaunchTemplates, |facts| &mut facts.ec2.launch_templates, answer).await;
    }
}

impl Regional for Ec2<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        let api = &self.api;
        let reservations = describe::capacity_reservations(api);
        let mut asks = vec![
            row(Source::Instances, self.instances(facts)),
            row(Source::InstanceStatus, self.instance_status(facts)),
            row(Source::InstanceTypes, self.instance_types(facts)),
            row(Source::Volumes, self.volumes(facts)),
            row(Source::Snapshots, self.snapshots(facts)),
            row(Source::LaunchTemplates, self.launch_templates(facts)),
            facts.row(Source::Subnets, |facts| &mut facts.ec2.subnets, describe::subnets(api)),
            facts.row(Source::CapacityReservations, |facts| &mut facts.ec2.capacity_reservations, reservations),
            facts.row(Source::ElasticIps, |facts| &mut facts.ec2.elastic_ips, describe::elastic_ips(api)),
            facts.row(Source::VolumeTotals, |facts| &mut facts.ec2.volume_totals, describe::volume_totals(api)),
            facts.row(
                Source::NetworkInterfaces,
                |facts| &mut facts.ec2.network_interfaces,
                describe::network_interfaces(api),
            ),
        ];
        asks.extend(vpc::asks(api, facts));
        asks
    }
}
