//! What is asked about the listed balancers of one place, and about what stands behind them.

use iem_core::{event::ResourceKind, source::Source};

use super::Place;
use crate::collect::{
    autoscaling, certificates, elb,
    in_use::{keys, unknown_target_groups},
};

impl Place<'_> {
    pub(super) async fn load_balancers(&self) {
        let listed = self.event.listed(ResourceKind::LoadBalancer, self.account, self.region);
        let listed: Vec<String> = listed.map(|balancer| balancer.name.clone()).collect();
        let answer = async {
            let (found, others) = elb::load_balancers(&self.elb, &listed).await?;
            self.facts.write(|facts| facts.elb.others.extend(others));
            Ok(found)
        };
        self.facts.ask(Source::LoadBalancers, |facts| &mut facts.elb.load_balancers, answer).await;
    }

    fn balancers(&self) -> Vec<String> {
        self.facts.read(|facts| keys(&facts.elb.load_balancers)).unwrap_or_default()
    }

    pub(super) async fn attributes(&self) {
        let answer = async |arn: &str| elb::attributes(&self.elb, arn).await;
        self.facts
            .ask_each(Source::LoadBalancerAttributes, |facts| &mut facts.elb.attributes, self.balancers(), answer)
            .await;
    }

    pub(super) async fn listeners(&self) {
        let answer = async |arn: &str| elb::listeners(&self.elb, arn).await;
        self.facts.ask_each(Source::Listeners, |facts| &mut facts.elb.listeners, self.balancers(), answer).await;
    }

    pub(super) async fn lcu_reservations(&self) {
        let answer = async |arn: &str| elb::capacity_reservation(&self.elb, arn).await;
        self.facts
            .ask_each(Source::LcuReservations, |facts| &mut facts.elb.capacity_reservations, self.balancers(), answer)
            .await;
    }

    pub(super) async fn target_groups(&self) {
        let answer = async {
            let balancers = self.or_needs(self.balancers(), Source::TargetGroups)?;
            elb::target_groups(&self.elb, &balancers).await
        };
        self.facts.ask(Source::TargetGroups, |facts| &mut facts.elb.target_groups, answer).await;
    }

    pub(super) async fn target_health(&self) {
        let groups = self.facts.read(|facts| keys(&facts.elb.target_groups)).unwrap_or_default();
        let answer = async |arn: &str| elb::target_health(&self.elb, arn).await;
        self.facts.ask_each(Source::TargetHealth, |facts| &mut facts.elb.target_health, groups, answer).await;
    }

    pub(super) async fn attached_groups(&self) {
        let answer = async {
            let behind = self.facts.read(|facts| keys(&facts.elb.target_groups)).unwrap_or_default();
            let behind = self.or_needs(behind, Source::AttachedGroups)?;
            autoscaling::attached(&self.autoscaling, &behind).await
        };
        self.facts.ask(Source::AttachedGroups, |facts| &mut facts.autoscaling.attached, answer).await;
    }

    pub(super) async fn attached_target_groups(&self) {
        let answer = async {
            let unknown = self.facts.read(|facts| unknown_target_groups(&self.described, facts)).into_iter().collect();
            let unknown = self.or_needs(unknown, Source::AttachedTargetGroups)?;
            elb::attached(&self.elb, &unknown).await
        };
        self.facts.ask(Source::AttachedTargetGroups, |facts| &mut facts.elb.attached, answer).await;
    }

    pub(super) async fn certificates(&self) {
        let wanted = self.facts.read(certificates::of_listeners).into_iter().collect();
        let answer = async |arn: &str| certificates::certificate(&self.acm, arn).await;
        self.facts.ask_each(Source::ListenerCertificates, |facts| &mut facts.acm.certificates, wanted, answer).await;
    }
}
