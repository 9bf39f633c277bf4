//! OpenSearch domains: found by each of their names, and judged state by state.

use iem_core::{
    rule::{Cx, Inputs},
    rules,
    snapshot::Snapshot,
    workbook,
    workload::Workload,
};
use serde_json::{Value, json};

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, merge_patch};

const LISTED: &str = "OpenSearch domains: https://search-products-c0ffee123456.us-east-1.es.amazonaws.com";

/// What a rule says at a moment where section 6 lists this name, and AWS says this of its domain.
fn said_at(now: &str, rule: &str, written: &str, service: &Value) -> String {
    let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = snapshot.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &json!({"opensearch": service}));
    let snapshot: Snapshot = serde_json::from_value(snapshot).unwrap();
    assert!(WORKBOOK.contains(LISTED), "the healthy workbook lists another domain");
    let workbook = workbook::parse(&WORKBOOK.replace(LISTED, &format!("OpenSearch domains: {written}")));
    let workload = Workload::new(&workbook, &snapshot);
    let inputs = Inputs::new(&workload, now.parse().unwrap());
    let verdicts = Cx::run(rules::find(rule).unwrap(), &inputs).0.into_iter();
    let lines = verdicts.map(|it| format!("{:?} {}: {}", it.light, it.subject.id, it.summary));
    lines.collect::<Vec<_>>().join("\n")
}

/// The same a week before the event, of the healthy domain with other facts.
fn said(rule: &str, domain: &Value) -> String {
    said_at("2026-12-05T01:00:00Z", rule, "products", &json!({"domains": {"seen": {"products": domain}}}))
}

#[test]
fn a_domain_is_found_by_each_of_its_names() {
    let found = "Green products: products is active";
    let own = json!({});
    for (written, expected) in [
        ("products", found),
        ("Products", found),
        ("arn:aws:es:us-east-1:111122223333:domain/products", found),
        ("search-products-c0ffee123456.us-east-1.es.amazonaws.com", found),
        ("search-products-c0ffee123456.us-east-1.es.amazonaws.com:443", found),
        ("https://Search-Products-c0ffee123456.us-east-1.es.amazonaws.com/_search", found),
        ("product", "Red product: there is no search domain product in us-east-1: the nearest name is products"),
        (
            "search-orders-c0ffee123456.us-east-1.es.amazonaws.com",
            "Red search-orders-c0ffee123456.us-east-1.es.amazonaws.com: there is no search domain \
             search-orders-c0ffee123456.us-east-1.es.amazonaws.com in us-east-1",
        ),
    ] {
        assert_eq!(said_at("2026-12-05T01:00:00Z", "search-exists", written, &own), expected, "{written}");
    }
    let missed = json!({"reason": "throttled"});
    let unread = json!({"unread": {"orders": missed}});
    for (written, expected) in [
        ("products", found),
        (
            "orders",
            "Gray orders: could not read OpenSearch domains: es:DescribeDomains was throttled until the retries were used up",
        ),
        (
            "search-orders-c0ffee123456.us-east-1.es.amazonaws.com",
            "Gray search-orders-c0ffee123456.us-east-1.es.amazonaws.com: could not read OpenSearch domains: es:DescribeDomains was throttled until the \
             retries were used up",
        ),
    ] {
        assert_eq!(said_at("2026-12-05T01:00:00Z", "search-exists", written, &unread), expected, "{written}");
    }
}

#[test]
fn each_state_of_a_domain_has_its_light() {
    let mut text = String::new();
    for domain in [
        json!({"status": "Active"}),
        json!({"status": "Active", "processing": null, "upgrading": null, "deleted": null}),
        json!({"status": "Active", "processing": true}),
        json!({"status": "Creating", "processing": true}),
        json!({"status": "Modifying"}),
        json!({"status": "UpgradingEngineVersion"}),
        json!({"status": "UpdatingServiceSoftware"}),
        json!({"status": "Isolated"}),
        json!({"status": "Deleting"}),
        json!({"status": "Resting"}),
        json!({"status": "Active", "deleted": true}),
        json!({"status": null}),
        json!({"status": null, "processing": true}),
        json!({"status": null, "upgrading": true, "processing": null}),
        json!({"status": null, "deleted": true}),
        json!({"status": null, "deleted": null}),
        json!({"status": null, "processing": null}),
        json!({"status": null, "processing": null, "upgrading": null, "deleted": null}),
    ] {
        text += &format!("{domain}\n  {}\n", said("search-exists", &domain));
    }
    let changing = json!({"domains": {"seen": {"products": {"status": "Modifying"}}}});
    let at = "2026-12-12T02:00:00Z";
    text += &format!("in the event\n  {}\n", said_at(at, "search-exists", "products", &changing));
    insta::assert_snapshot!(text);
}

#[test]
fn a_domain_in_one_zone_is_red() {
    let mut text = String::new();
    for domain in [
        json!({}),
        json!({"standby": false}),
        json!({"standby": null}),
        json!({"zone_awareness": false}),
        json!({"zone_awareness": null}),
        json!({"zone_awareness": null, "data_nodes": 1}),
        json!({"data_nodes": 1}),
        json!({"data_nodes": null}),
        json!({"zone_count": null, "standby": false}),
        json!({"zone_count": 1}),
    ] {
        text += &format!("{domain}\n  {}\n", said("search-multi-az", &domain));
    }
    insta::assert_snapshot!(text);
}

/// The event opens on Friday, 11 December, 21:00 UTC, and closes on Saturday, 15:00 UTC.
#[test]
fn an_update_is_red_where_it_meets_the_event() {
    let update = |change: Value| {
        let mut update = json!({"available": true, "status": "ELIGIBLE", "version": "R2", "optional": false});
        for (name, value) in change.as_object().unwrap() {
            update[name] = value.clone();
        }
        json!({"update": update})
    };
    let from = |date: &str| update(json!({"automatic_from": date}));
    let at = |date: &str, off_peak: Value| {
        let mut domain = from(date);
        domain["off_peak"] = off_peak;
        domain
    };
    let off = || json!({"enabled": false});
    let nightly = |starts_at: u32| json!({"enabled": true, "starts_at": starts_at});
    let mut text = String::new();
    for domain in [
        json!({"update": null}),
        update(json!({"available": false})),
        update(json!({"available": false, "status": null})),
        update(json!({"available": null})),
        update(json!({"status": "RESTING"})),
        update(json!({"available": false, "status": "RESTING"})),
        update(json!({"optional": true})),
        update(json!({"optional": null})),
        update(json!({})),
        update(json!({"status": "IN_PROGRESS"})),
        update(json!({"status": "PENDING_UPDATE"})),
        update(json!({"status": "PENDING_UPDATE", "automatic_from": "2026-12-12T02:00:00Z"})),
        // Ten hours from 22:00 on: those of Friday meet the event.
        from("2026-12-09T12:00:00Z"),
        from("2026-12-10T23:00:00Z"),
        from("2026-12-11T12:00:00Z"),
        from("2026-12-12T14:00:00Z"),
        from("2026-12-12T15:00:01Z"),
        from("2026-11-20T00:00:00Z"),
        // Ten hours from 10:30 on end before the event opens, and begin before it closes.
        at("2026-12-11T10:00:00Z", nightly(10 * 60 + 30)),
        at("2026-12-10T21:00:00Z", nightly(10 * 60 + 30)),
        // Ten hours from 16:00 on begin after it on Saturday.
        at("2026-12-12T02:30:00Z", nightly(16 * 60)),
        at("2026-12-12T01:30:00Z", nightly(16 * 60)),
        at("2026-12-10T12:00:00Z", off()),
        at("2026-12-11T21:00:00Z", off()),
        at("2026-12-13T00:00:00Z", off()),
        at("2026-12-10T12:00:00Z", Value::Null),
        at("2026-12-12T12:00:00Z", Value::Null),
        at("2026-12-12T12:00:00Z", json!({"enabled": true, "starts_at": null})),
        at("2026-12-13T12:00:00Z", json!({"enabled": true, "starts_at": null})),
    ] {
        text += &format!("{domain}\n  {}\n", said("search-maintenance-in-window", &domain));
    }
    for now in ["2026-12-12T02:00:00Z", "2026-12-13T00:00:00Z"] {
        for status in ["IN_PROGRESS", "PENDING_UPDATE"] {
            let service = json!({"domains": {"seen": {"products": update(json!({"status": status}))}}});
            let said = said_at(now, "search-maintenance-in-window", "products", &service);
            text += &format!("{status} at {now}\n  {said}\n");
        }
    }
    insta::assert_snapshot!(text);
}
