//! What the SDK reads about load balancers, from moto and from fixtures.

use insta::assert_snapshot;

use super::{block_on, named, plain};
use crate::bed::Bed;

#[test]
fn balancers_their_targets_and_lcu_reservations() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let elb = aws_sdk_elasticloadbalancingv2::Client::new(&plain(&bed).await);
        let balancers = elb.describe_load_balancers().send().await.unwrap();
        for balancer in balancers.load_balancers() {
            let arn = balancer.load_balancer_arn().unwrap();
            let zones: Vec<_> = balancer.availability_zones().iter().filter_map(|zone| zone.zone_name()).collect();
            lines.push(format!(
                "{arn} {} {} {zones:?}",
                balancer.r#type().unwrap(),
                balancer.state().unwrap().code().unwrap(),
            ));
            let attributes = elb.describe_load_balancer_attributes().load_balancer_arn(arn);
            for attribute in attributes.send().await.unwrap().attributes() {
                if attribute.key() == Some("deletion_protection.enabled") {
                    lines.push(format!("  deletion protection {}", attribute.value().unwrap()));
                }
            }
            let listeners = elb.describe_listeners().load_balancer_arn(arn).send().await.unwrap();
            for listener in listeners.listeners() {
                lines.push(format!("  listener {:?} {:?}", listener.port(), listener.protocol()));
            }
            let groups = elb.describe_target_groups().load_balancer_arn(arn).send().await.unwrap();
            for group in groups.target_groups() {
                let arn = group.target_group_arn().unwrap();
                lines.push(format!("  {arn}"));
                let health = elb.describe_target_health().target_group_arn(arn).send();
                for described in health.await.unwrap().target_health_descriptions() {
                    let health = described.target_health().unwrap();
                    lines.push(format!(
                        "    {} {} {:?}",
                        described.target().unwrap().id().unwrap(),
                        health.state().unwrap(),
                        health.reason().map(|reason| reason.as_str()),
                    ));
                }
            }
            let reserved = elb.describe_capacity_reservation().load_balancer_arn(arn);
            let reserved = reserved.send().await.unwrap();
            let minimum = reserved.minimum_load_balancer_capacity();
            lines.push(format!("  LCUs {:?}", minimum.and_then(|minimum| minimum.capacity_units())));
            for zone in reserved.capacity_reservation_state() {
                lines.push(format!(
                    "    {} {} {:?}",
                    zone.availability_zone().unwrap(),
                    zone.state().unwrap().code().unwrap(),
                    zone.effective_capacity_units(),
                ));
            }
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @r#"
    lb.web application active ["us-east-1a", "us-east-1b"]
      deletion protection true
      listener Some(80) Some(Http)
      listener Some(8080) Some(Http)
      listener Some(443) Some(Https)
      tg.cart
        10.0.1.21 healthy None
        10.0.2.22 healthy None
      tg.web
        instance.0 healthy None
        instance.1 healthy None
      LCUs Some(1100)
        us-east-1a provisioned Some(550.0)
        us-east-1b provisioned Some(550.0)
    lb.api application active ["us-east-1b", "us-east-1c"]
      deletion protection false
      listener Some(80) Some(Http)
      tg.api
        instance.2 unhealthy Some("Target.FailedHealthChecks")
        instance.3 unhealthy Some("Target.Timeout")
      LCUs None
    "#);
}
