//! LCU reservations of load balancers ("Reserve capacity for your Application Load Balancer").

use std::collections::BTreeMap;

use super::list::{List, whole};
use crate::{
    aws::elb::facts::{CapacityReservation, LoadBalancer},
    event::ResourceKind,
    names::BalancerNames,
    rule::{Light, Place, Subject, fix::missed_summary},
    snapshot::{Fact, Missed},
    source::Source,
    text::{number::number, shell::word},
};

const WHAT: &str = "LCU reservation";

/// Reservations of every listed balancer.
pub(super) fn reservations(list: &mut List<'_>) {
    for place in list.places(&[ResourceKind::LoadBalancer]) {
        let all = &place.facts.elb.load_balancers;
        let Some(all) = list.open(WHAT, place, Source::LoadBalancers, all) else { continue };
        let names = BalancerNames::new(all);
        let listed = list.event.listed(ResourceKind::LoadBalancer, place.account, place.region);
        // A classic balancer, and one that is gone, has no reservation.
        let found: BTreeMap<&str, &LoadBalancer> = listed.filter_map(|resource| names.find(&resource.name)).collect();
        let mut unread: BTreeMap<String, Vec<Subject>> = BTreeMap::new();
        for (arn, balancer) in found {
            let subject = Subject::new("load-balancer", &balancer.name, place).with_arn(arn);
            match place.facts.elb.capacity_reservations.get(arn) {
                Some(Fact::Seen(reservation)) => one(list, place, subject, arn, reservation),
                Some(Fact::Missed(missed)) => {
                    unread.entry(missed_summary(Source::LcuReservations, missed)).or_default().push(subject);
                }
                None => {
                    let why = missed_summary(Source::LcuReservations, &Missed::not_asked());
                    unread.entry(why).or_default().push(subject);
                }
            }
        }
        for (why, subjects) in unread {
            let names: Vec<&str> = subjects.iter().map(|subject| subject.id.as_str()).collect();
            list.push(Light::Gray, WHAT, whole(place), format!("{why}; this is about {}", names.join(", ")), None);
        }
    }
}

fn one(list: &mut List<'_>, place: Place<'_>, subject: Subject, arn: &str, reservation: &CapacityReservation) {
    let effective: f64 = reservation.zones.iter().map(|zone| zone.effective).sum();
    match reservation.requested {
        Some(units) if units > 0 => {
            let found = format!(
                "{} LCUs are still reserved, used or not, and charged until reset; what an hour costs is not read, \
                 and a reservation can be lowered twice a day",
                number(units as f64)
            );
            let command = format!(
                "aws elbv2 modify-capacity-reservation --load-balancer-arn {} --reset-capacity-reservation --region {}",
                word("arn", arn),
                word("region", place.region)
            );
            list.still(Light::Red, WHAT, subject, &found, ("gives all of them back", command));
        }
        _ if effective > 0.0 => {
            let summary = format!(
                "no LCUs are requested any more, but {} are still in effect: look again in an hour",
                number(effective)
            );
            list.push(Light::Yellow, WHAT, subject, summary, None);
        }
        _ => list.push(Light::Green, WHAT, subject, "no LCUs are reserved", None),
    }
}
