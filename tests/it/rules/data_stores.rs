//! Databases and caches: found by each of their names, and judged state by state.

use iem_core::{rules, snapshot::Snapshot, workbook};
use serde_json::Value;

use super::{ACCOUNT, REGION, SNAPSHOT, WORKBOOK, healthy, merge_patch, run};

const LISTED: &str = "| orders, shop.cluster-c0ffee123456.us-east-1.rds.amazonaws.com, shop-2 \
                      | master.sessions.c0ffee.use1.cache.amazonaws.com:6379, pages, carts |";

/// What a rule says where section 6 lists these databases and caches, one line per verdict.
fn said(rule: &str, databases: &str, caches: &str, snapshot: &Snapshot) -> String {
    assert!(WORKBOOK.contains(LISTED), "the healthy workbook lists other databases");
    let workbook = workbook::parse(&WORKBOOK.replace(LISTED, &format!("| {databases} | {caches} |")));
    let verdicts = run(rules::find(rule).unwrap(), &workbook, snapshot).into_iter();
    let lines = verdicts.map(|it| format!("{:?} {} {}: {}", it.light, it.subject.kind, it.subject.id, it.summary));
    lines.collect::<Vec<_>>().join("\n")
}

/// The healthy snapshot with one service's facts changed.
fn patched(patch: &str) -> Snapshot {
    let mut value: Value = serde_json::from_str(SNAPSHOT).unwrap();
    let region = value.pointer_mut(&format!("/accounts/{ACCOUNT}/regions/{REGION}")).unwrap();
    merge_patch(region, &serde_json::from_str(patch).unwrap());
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_database_is_found_by_each_of_its_names() {
    let orders = "Green database orders: orders is available";
    let shop = "Green database-cluster shop: shop is available";
    let arn = "arn:aws:rds:us-east-1:111122223333";
    for (written, expected) in [
        ("orders", orders),
        ("Orders", orders),
        (&*format!("{arn}:db:orders"), orders),
        ("orders.c0ffee123456.us-east-1.rds.amazonaws.com", orders),
        ("orders.c0ffee123456.us-east-1.rds.amazonaws.com:3306", orders),
        ("orders.c0ffee123456.us-east-1.rds.amazonaws.com.", orders),
        ("shop", shop),
        (&*format!("{arn}:cluster:shop"), shop),
        ("shop.cluster-c0ffee123456.us-east-1.rds.amazonaws.com", shop),
        ("shop.cluster-ro-c0ffee123456.us-east-1.rds.amazonaws.com", shop),
        // The writer's and the reader's endpoint are one cluster.
        (
            "shop.cluster-c0ffee123456.us-east-1.rds.amazonaws.com, \
             shop.cluster-ro-c0ffee123456.us-east-1.rds.amazonaws.com",
            shop,
        ),
        ("shop-1.c0ffee123456.us-east-1.rds.amazonaws.com", "Green database shop-1: shop-1 is available"),
        ("oders", "Red database oders: there is no database oders in us-east-1: the nearest name is orders"),
        (
            "oders.c0ffee123456.us-east-1.rds.amazonaws.com",
            "Red database oders: there is no database oders in us-east-1: the nearest name is orders",
        ),
        ("ledger", "Red database ledger: there is no database ledger in us-east-1"),
        (
            "shop.proxy-c0ffee123456.us-east-1.rds.amazonaws.com",
            "Gray database shop: \
             shop.proxy-c0ffee123456.us-east-1.rds.amazonaws.com is the endpoint of a proxy or a global database, \
             which are not read yet",
        ),
        (
            "db.example.com",
            "Gray database db: db.example.com is no name that AWS knows: list the identifier or the \
             endpoint",
        ),
    ] {
        assert_eq!(said("db-exists", written, "", &healthy().1), expected, "{written}");
    }
    let both = patched(
        r#"{"rds":{"instances":{"seen":{"shop":{"arn":"arn:db:shop","endpoint":null,"status":"available",
        "engine":"mysql","cluster":null,"replica_of":null,"zone":null,"multi_az":null,"backup_days":null,
        "maintenance_window":null,"storage_gib":null,"max_storage_gib":null}}}}}"#,
    );
    let expected = format!(
        "Yellow database shop: 2 databases have this name: arn:db:shop, arn:aws:rds:us-east-1:111122223333:cluster:shop; list them by ARN\n\
         Green database shop: shop is available\n{shop}"
    );
    assert_eq!(said("db-exists", "shop", "", &both), expected);
}

#[test]
fn a_cache_is_found_by_each_of_its_names() {
    let sessions = "Green cache sessions: sessions is available";
    let pages = "Green cache pages: pages is available";
    let carts = "Green serverless-cache carts: carts is available";
    let arn = "arn:aws:elasticache:us-east-1:111122223333";
    for (written, expected) in [
        ("sessions", sessions),
        (&*format!("{arn}:replicationgroup:sessions"), sessions),
        ("master.sessions.c0ffee.use1.cache.amazonaws.com", sessions),
        ("replica.sessions.c0ffee.use1.cache.amazonaws.com:6379", sessions),
        // A node stands for its group.
        ("sessions-002", sessions),
        ("sessions-001.c0ffee.0001.use1.cache.amazonaws.com", sessions),
        ("sessions-001, sessions-002", sessions),
        ("pages", pages),
        (&*format!("{arn}:cluster:pages"), pages),
        ("pages.c0ffee.cfg.use1.cache.amazonaws.com:11211", pages),
        ("pages.c0ffee.0002.use1.cache.amazonaws.com", pages),
        ("carts", carts),
        (&*format!("{arn}:serverlesscache:carts"), carts),
        ("carts-c0ffee.serverless.use1.cache.amazonaws.com", carts),
        ("session", "Red cache session: there is no cache session in us-east-1: the nearest name is sessions"),
        (
            "master.sesions.c0ffee.use1.cache.amazonaws.com",
            "Red cache sesions: there is no cache sesions in us-east-1: the nearest name is sessions",
        ),
        (
            "redis.example.com",
            "Gray cache redis: redis.example.com is no name that AWS knows: list the id or the endpoint",
        ),
    ] {
        assert_eq!(said("cache-exists", "", written, &healthy().1), expected, "{written}");
    }
}

#[test]
fn databases_are_judged_state_by_state() {
    let mut lines = String::new();
    for (rule, listed, patch) in [
        ("db-exists", "shop", r#"{"instances":{"seen":{"shop-2":{"status":"rebooting"}}}}"#),
        ("db-exists", "shop", r#"{"instances":{"seen":{"shop-2":null}}}"#),
        ("db-exists", "orders", r#"{"instances":{"seen":{"orders":{"status":"incompatible-network"}}}}"#),
        ("db-exists", "orders", r#"{"instances":{"seen":{"orders":{"status":"backing-up"}}}}"#),
        ("db-exists", "orders", r#"{"instances":{"seen":{"orders":null}}}"#),
        ("db-multi-az", "orders", r#"{"instances":{"seen":{"orders":{"multi_az":null}}}}"#),
        ("db-multi-az", "shop", r#"{"clusters":{"seen":{"shop":{"members":["shop-1"]}}}}"#),
        ("db-multi-az", "shop-2", r#"{"instances":{"seen":{"shop-2":{"zone":"us-east-1a"}}}}"#),
        ("db-multi-az", "shop", r#"{"instances":{"seen":{"shop-2":{"zone":null}}}}"#),
        ("db-multi-az", "shop-2", r#"{"clusters":{"seen":{"shop":null}}}"#),
        ("db-backup-retention", "shop-1", r#"{"clusters":{"seen":{"shop":{"backup_days":1}}}}"#),
        (
            "db-backup-retention",
            "orders, shop-2",
            r#"{"instances":{"seen":{"orders":{"restorable_until":"2026-12-05T00:39:59Z"}}},
                "clusters":{"seen":{"shop":{"restorable_until":"2026-12-04T21:00:00Z","backup_days":3}}}}"#,
        ),
        (
            "db-backup-retention",
            "shop",
            r#"{"clusters":{"seen":{"shop":{"restorable_until":"2026-12-01T21:00:00Z"}}}}"#,
        ),
        ("db-backup-retention", "orders", r#"{"instances":{"seen":{"orders":{"restorable_until":null}}}}"#),
        (
            "db-backup-retention",
            "orders",
            r#"{"instances":{"seen":{"orders":{"restorable_until":"2026-12-05T00:56:00Z"}}}}"#,
        ),
        ("db-backup-retention", "orders", r#"{"instances":{"seen":{"orders":{"replica_of":"sales"}}}}"#),
        ("db-storage-autoscaling", "orders", r#"{"instances":{"seen":{"orders":{"max_storage_gib":105}}}}"#),
        (
            "db-maintenance-in-window",
            "shop",
            r#"{"instances":{"seen":{"shop-2":{"maintenance_window":"fri:23:45-sat:00:15"}}}}"#,
        ),
        (
            "db-maintenance-in-window",
            "shop",
            r#"{"pending_maintenance":{"seen":{"arn:aws:rds:us-east-1:111122223333:db:shop-1":[{"action":"system-update",
                "apply_at":"2026-12-12T03:00:00Z","auto_applied_after":null,"forced_at":null}]}}}"#,
        ),
        (
            "db-maintenance-in-window",
            "orders",
            r#"{"pending_maintenance":{"seen":{"arn:aws:rds:us-east-1:111122223333:db:orders":[{"action":"db-upgrade",
                "apply_at":null,"auto_applied_after":null,"forced_at":null}]}}}"#,
        ),
        (
            "db-maintenance-in-window",
            "orders",
            r#"{"instances":{"seen":{"orders":{"maintenance_window":"sat:03:00-sat:03:30"}}},
                "pending_maintenance":{"seen":{"arn:aws:rds:us-east-1:111122223333:db:orders":[{"action":"db-upgrade",
                "apply_at":null,"auto_applied_after":null,"forced_at":null}]}}}"#,
        ),
        ("db-maintenance-in-window", "orders", r#"{"instances":{"seen":{"orders":{"maintenance_window":null}}}}"#),
        ("db-maintenance-in-window", "shop", r#"{"instances":{"seen":{"shop-2":null}}}"#),
    ] {
        let snapshot = patched(&format!(r#"{{"rds":{patch}}}"#));
        lines.push_str(&format!("{rule} {}\n", said(rule, listed, "", &snapshot)));
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn the_connections_of_databases_are_judged_state_by_state() {
    let orders = |patch: &str| format!(r#"{{"rds":{{"instances":{{"seen":{{"orders":{patch}}}}}}}}}"#);
    let group = |patch: &str| format!(r#"{{"rds":{{"parameters":{{"default.mysql8.0":{{"seen":{patch}}}}}}}}}"#);
    let value = |value: &str| group(&format!(r#"{{"max_connections":{{"value":"{value}","source":"user"}}}}"#));
    let cluster = |patch: &str| format!(r#"{{"rds":{{"clusters":{{"seen":{{"shop":{patch}}}}}}}}}"#);
    let own = r#"{"seen":{"max_connections":{"value":"40","source":"user"}}}"#;
    let default = r#"{"value":"1","source":"system"}"#;
    let serverless = |engine: &str, minimum: f64, maximum: f64| {
        format!(
            r#"{{"rds":{{"clusters":{{"seen":{{"shop":{{"capacity":{{"minimum":{minimum},"maximum":{maximum}}},
                "members":["shop-1"]}}}}}},
                "parameters":{{"default.aurora-mysql8.0":{{"seen":{{"max_connections":{{"source":"user",
                "value":"{{DBInstanceClassMemory/9531392}}"}}}}}}}},
                "instances":{{"seen":{{"shop-1":{{"class":"db.serverless","engine":"{engine}"}}}}}}}}}}"#
        )
    };
    let busy = r#""latest":1,"latest_at":"2026-12-05T00:00:00Z","maximum_at":"2026-11-28T12:00:00Z""#;
    let series = |seen: &str| {
        let key = "AWS/RDS DatabaseConnections Maximum DBInstanceIdentifier=orders";
        format!(r#"{{"cloudwatch":{{"metrics":{{"{key}":{{"seen":{seen}}}}}}}}}"#)
    };
    let mut lines = String::new();
    for (listed, patch) in [
        ("orders, shop", "{}".to_owned()),
        // A listed member is judged once.
        ("shop, shop-2", "{}".to_owned()),
        ("orders", series(&format!(r#"{{"maximum":20,{busy}}}"#))),
        ("orders", series(&format!(r#"{{"maximum":29,{busy}}}"#))),
        ("orders", value("40")),
        ("orders", value("{DBInstanceVCPU*40}")),
        ("orders", group("{}")),
        ("orders", group(r#"{"max_connections":null}"#)),
        ("orders", orders(r#"{"parameter_group":null}"#)),
        ("orders", orders(r#"{"parameter_group":{"state":"pending-reboot"}}"#)),
        ("orders", orders(r#"{"class":"db.x2g.large"}"#)),
        ("orders", orders(r#"{"class":null}"#)),
        ("orders", orders(r#"{"engine":"oracle-ee"}"#)),
        ("orders", orders(r#"{"engine":"sqlserver-se"}"#)),
        (
            "orders",
            r#"{"rds":{"instances":{"seen":{"orders":{"engine":"sqlserver-se"}}},"parameters":{"default.mysql8.0":
                {"seen":{"user connections":{"value":"0","source":"engine-default"}}}}}}"#
                .to_owned(),
        ),
        ("orders", r#"{"ec2":{"instance_types":{"seen":{"m5.large":{"memory_mib":null}}}}}"#.to_owned()),
        ("shop", cluster(r#"{"members":[]}"#)),
        ("shop", cluster(r#"{"members":["shop-1","shop-3"]}"#)),
        ("shop", cluster(r#"{"pending_reboot":["shop-2"]}"#)),
        ("shop", cluster(r#"{"parameter_group":null}"#)),
        // What somebody set for an instance stands above its cluster, and what AWS set does not.
        ("shop", format!(r#"{{"rds":{{"parameters":{{"default.aurora-mysql8.0":{own}}}}}}}"#)),
        (
            "shop",
            format!(
                r#"{{"rds":{{"cluster_parameters":{{"shop-aurora":{{"seen":{{"max_connections":{default}}}}}}},
                "parameters":{{"default.aurora-mysql8.0":{{"seen":{{"max_connections":{{"value":null}}}}}}}}}}}}"#
            ),
        ),
        ("shop", serverless("aurora-mysql", 0.5, 64.0)),
        ("shop", serverless("aurora-postgresql", 0.5, 64.0)),
        ("shop", serverless("aurora-postgresql", 1.0, 1.0)),
        ("shop-1", orders("{}").replace("orders", "shop-1").replace("{}", r#"{"class":"db.serverless"}"#)),
    ] {
        lines.push_str(&format!("{}\n\n", said("db-connections-cover-peak", listed, "", &patched(&patch))));
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn caches_are_judged_state_by_state() {
    let mut lines = String::new();
    let update = r#"{"name":"elasticache-20261101","cache":"sessions","status":"not-applied","apply_by":null}"#;
    let waiting = format!(r#"{{"updates":{{"seen":[{update}]}}}}"#);
    let in_window = format!(
        r#"{{"clusters":{{"seen":{{"sessions-002":{{"maintenance_window":"sat:03:00-sat:04:00"}}}}}},
            "updates":{{"seen":[{update}]}}}}"#
    );
    let due = waiting.replace(r#""apply_by":null"#, r#""apply_by":"2026-12-12T03:00:00Z""#);
    let groups = |patch: &str| format!(r#"{{"replication_groups":{{"seen":{{"sessions":{patch}}}}}}}"#);
    for (rule, listed, patch) in [
        ("cache-exists", "sessions", groups(r#"{"status":"modifying"}"#)),
        ("cache-multi-az", "sessions", groups(r#"{"shards":[{"id":"0001","members":["sessions-001"]}]}"#)),
        ("cache-multi-az", "sessions", groups(r#"{"multi_az":"disabled"}"#)),
        ("cache-multi-az", "sessions", groups(r#"{"multi_az":null}"#)),
        ("cache-multi-az", "sessions", groups(r#"{"shards":[]}"#)),
        ("cache-multi-az", "carts", "{}".to_owned()),
        ("cache-multi-az", "pages", r#"{"clusters":{"seen":{"pages":{"nodes":1,"zones":["us-east-1a"]}}}}"#.to_owned()),
        (
            "cache-multi-az",
            "pages",
            r#"{"clusters":{"seen":{"pages":{"zones":["us-east-1a","us-east-1a"]}}}}"#.to_owned(),
        ),
        ("cache-multi-az", "pages", r#"{"clusters":{"seen":{"pages":{"zones":[]}}}}"#.to_owned()),
        ("cache-maintenance-in-window", "sessions", waiting),
        ("cache-maintenance-in-window", "sessions", in_window),
        ("cache-maintenance-in-window", "sessions", due),
        ("cache-maintenance-in-window", "sessions", r#"{"clusters":{"seen":{"sessions-002":null}}}"#.to_owned()),
        ("cache-maintenance-in-window", "pages, carts", "{}".to_owned()),
    ] {
        let snapshot = patched(&format!(r#"{{"elasticache":{patch}}}"#));
        lines.push_str(&format!("{rule} {}\n", said(rule, "", listed, &snapshot)));
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn the_newest_snapshot_of_a_database_is_judged_by_its_age() {
    let known = |days: u32, snapshots: &str| {
        format!(r#"{{"rds":{{"instances":{{"seen":{{"orders":{{"backup_days":{days}}}}}}},"snapshots":{snapshots}}}}}"#)
    };
    let at = |time: &str| format!(r#"{{"seen":{{"orders":"{time}"}}}}"#);
    let none = r#"{"seen":{"orders":null}}"#;
    let replica = r#"{"rds":{"instances":{"seen":{"orders":{"replica_of":"master"}}}}}"#;
    for (patch, expected) in [
        (known(7, &at("2026-12-04T20:30:00Z")), "Green database orders: its newest snapshot was 4 hours old"),
        (known(7, &at("2026-12-03T00:55:00Z")), "Green database orders: its newest snapshot was 2 days old"),
        (known(7, &at("2026-12-03T00:54:59Z")), "Yellow database orders: its newest snapshot was 2 days old"),
        // A clock that is ahead makes nothing older.
        (known(7, &at("2026-12-05T00:56:00Z")), "Green database orders: its newest snapshot was 0 minutes old"),
        (known(7, none), "Yellow database orders: RDS has no snapshot of it"),
        // Without automated backups a snapshot of somebody's counts, and none at all is said by another rule.
        (known(0, &at("2026-11-30T00:55:00Z")), "Yellow database orders: its newest snapshot was 5 days old"),
        (known(0, none), ""),
        (replica.to_owned(), ""),
    ] {
        assert_eq!(said("db-recent-snapshot", "orders, shop, shop-2", "pages", &patched(&patch)), expected, "{patch}");
    }
}
