//! On-Demand Capacity Reservations of EC2 ("Reserve compute capacity with EC2 On-Demand Capacity
//! Reservations").

use super::list::{List, whole};
use crate::{
    aws::ec2::facts::CapacityReservation,
    event::ResourceKind,
    rule::{Light, Place, Subject},
    snapshot::Fact,
    source::Source,
    text::shell::word,
};

const WHAT: &str = "EC2 capacity reservation";

/// States in which nothing is held and nothing is charged.
const OVER: [&str; 6] = ["cancelled", "cancelling", "expired", "failed", "payment-failed", "unsupported"];

/// States in which a reservation waits for its day.
const AHEAD: [&str; 5] = ["assessing", "delayed", "payment-pending", "pending", "scheduled"];

/// What AWS says about cancelling ("CancelCapacityReservation").
const BINDING: &str = "AWS refuses it, or charges for it, while the commitment of a future-dated reservation lasts, and \
                       refuses it for a Capacity Block";

/// Every reservation of the places that run instances.
pub(super) fn reservations(list: &mut List<'_>) {
    for place in list.places(&[ResourceKind::Instance, ResourceKind::AutoScalingGroup]) {
        let all = &place.facts.ec2.capacity_reservations;
        let Some(all) = list.open(WHAT, place, Source::CapacityReservations, all) else { continue };
        let held: Vec<_> = all.iter().filter(|(_, one)| !OVER.contains(&one.state.as_str())).collect();
        if held.is_empty() {
            list.push(Light::Green, WHAT, whole(place), "no capacity reservation is held", None);
        }
        for (id, reservation) in held {
            one(list, place, id, reservation);
        }
    }
}

fn one(list: &mut List<'_>, place: Place<'_>, id: &str, reservation: &CapacityReservation) {
    let subject = Subject::new("capacity-reservation", id, place);
    let CapacityReservation { state, instance_type, zone, total, available, ends } = reservation;
    let ends = ends.map(|at| format!(", until {}", list.window.show(at))).unwrap_or_default();
    let of = format!("{total} {instance_type} in {zone}{ends}");
    let (id, region) = (word("id", id), word("region", place.region));
    let cancel = format!("aws ec2 cancel-capacity-reservation --capacity-reservation-id {id} --region {region}");
    let used = total.saturating_sub(*available);
    if AHEAD.contains(&state.as_str()) {
        let found = format!("{of}: {state}, and charged from the day it begins");
        if state == "assessing" {
            return list.still(Light::Yellow, WHAT, subject, &found, ("cancels it", cancel));
        }
        let summary = format!("{found}; AWS cancels it before that day at a charge or not at all");
        return list.push(Light::Yellow, WHAT, subject, summary, None);
    }
    if state != "active" {
        let summary = format!("{of}: its state is {state}, and whether it is charged is not known");
        return list.push(Light::Gray, WHAT, subject, summary, None);
    }
    if *total == 0 {
        return list.push(Light::Green, WHAT, subject, format!("{of}: nothing is reserved any more"), None);
    }
    if used == 0 {
        let found = format!("{of}: all unused, and charged as if they ran");
        let then = format!("cancels the reservation and ends no instance; {BINDING}");
        return list.still(Light::Red, WHAT, subject, &found, (&then, cancel));
    }
    if used < *total {
        let found = format!("{of}: {available} unused, and charged as if they ran");
        let then = format!("keeps the {used} that are used and gives the rest back; {BINDING}");
        let command = format!(
            "aws ec2 modify-capacity-reservation --capacity-reservation-id {id} --instance-count {used} --region {region}"
        );
        return list.still(Light::Yellow, WHAT, subject, &found, (&then, command));
    }
    let before = list.before(place).map(|facts| &facts.ec2.capacity_reservations);
    match before {
        Some(Fact::Seen(before)) if !before.contains_key(&subject.id) => {
            let found = format!("{of}: all are used, and it is not in {}", list.before_name());
            let then = format!("cancels the reservation, and its instances go on as On-Demand; {BINDING}");
            list.still(Light::Yellow, WHAT, subject, &found, (&then, cancel));
        }
        _ => list.push(Light::Green, WHAT, subject, format!("{of}: all are used"), None),
    }
}
