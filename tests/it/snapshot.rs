//! Snapshots can be joined, and shown to strangers.

use iem_core::snapshot::{self, Fact, Snapshot};
use serde_json::{Value, json};

fn healthy() -> Value {
    serde_json::from_str(include_str!("../fixtures/healthy/snapshot.json")).unwrap()
}

fn read(value: &Value) -> Snapshot {
    serde_json::from_value(value.clone()).unwrap()
}

const GROUPS: &str = "/accounts/111122223333/regions/us-east-1/autoscaling/groups";

#[test]
fn a_snapshot_survives_a_round_trip_byte_for_byte() {
    let once = serde_json::to_string(&read(&healthy())).unwrap();
    let twice = serde_json::to_string(&serde_json::from_str::<Snapshot>(&once).unwrap()).unwrap();
    assert_eq!(once, twice);
}

#[test]
fn what_one_snapshot_has_seen_is_kept_and_the_newer_answer_wins() {
    let older = healthy();
    let mut newer = healthy();
    newer["taken_at"] = json!("2026-12-05T09:00:00Z");
    *newer.pointer_mut(GROUPS).unwrap() = json!({"missed": {"reason": "throttled"}});
    newer["accounts"]["111122223333"]["regions"]["eu-west-1"] = json!({});
    newer["accounts"]["111122223333"]["sts"]["identity"]["seen"]["arn"] = json!("arn:aws:iam::111122223333:user/lee");
    for joined in
        [snapshot::merge(read(&older), read(&newer)).unwrap(), snapshot::merge(read(&newer), read(&older)).unwrap()]
    {
        let account = &joined.accounts["111122223333"];
        assert_eq!(joined.taken_at.to_string(), "2026-12-05T00:55:00Z", "a verdict is as fresh as its oldest fact");
        assert!(matches!(account.regions["us-east-1"].autoscaling.groups, Fact::Seen(_)));
        assert!(account.regions.contains_key("eu-west-1"));
        assert!(matches!(&account.sts.identity, Fact::Seen(identity) if identity.arn.ends_with("user/lee")));
    }
}

#[test]
fn a_redacted_snapshot_names_no_account() {
    let redacted = serde_json::to_string(&snapshot::redact(&read(&healthy())).unwrap()).unwrap();
    assert!(!redacted.contains("111122223333"));
    assert!(redacted.contains("arn:aws:elasticloadbalancing:us-east-1:000000000001:loadbalancer/app/web/"));
    assert!(redacted.contains("i-0a1b2c3d4e5f60001"), "ids of resources stay");
}

#[test]
fn a_key_that_is_not_known_is_refused() {
    let mut value = healthy();
    *value.pointer_mut(GROUPS).unwrap() = json!({"seen": {"web": {"max": 3}}});
    assert!(serde_json::from_value::<Snapshot>(value).is_err());
}
