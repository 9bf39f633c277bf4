//! The table of quotas, and what its rules say at the edges.

use std::collections::BTreeSet;

use iem_core::{
    aws::quotas::facts::Quota,
    quotas::{self, Peak, QUOTAS, Unknown, Usage},
    rule::{Cx, Inputs},
    rules,
    snapshot::{Missed, RegionSnapshot, Snapshot},
    source::Source,
    workbook,
    workload::Workload,
};
use jiff::Timestamp;
use serde_json::{Value, json};

const WORKBOOK: &str = include_str!("../fixtures/healthy/workbook.md");
const SNAPSHOT: &str = include_str!("../fixtures/healthy/snapshot.json");

fn usage(resource: &str) -> String {
    let service = if resource == "VPCsPerRegion" { "EC2" } else { "Elastic Load Balancing" };
    format!("AWS/Usage ResourceCount Maximum Class=None,Resource={resource},Service={service},Type=Resource")
}

fn series(latest: f64) -> Value {
    let at = "2026-12-05T00:00:00Z";
    json!({ "seen": { "latest": latest, "latest_at": at, "maximum": latest, "maximum_at": at } })
}

/// The findings of a rule on the healthy event after a change to its region, as `light id: summary`.
fn judged(rule: &str, workbook: &str, change: impl Fn(&mut Value)) -> Vec<String> {
    let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
    change(snapshot.pointer_mut("/accounts/111122223333/regions/us-east-1").unwrap());
    let snapshot: Snapshot = serde_json::from_value(snapshot).unwrap();
    let workbook = workbook::parse(workbook);
    let now: Timestamp = "2026-12-05T01:00:00Z".parse().unwrap();
    let (verdicts, _) = Cx::run(rules::find(rule).unwrap(), &Inputs::new(&Workload::new(&workbook, &snapshot), now));
    let line =
        |verdict: &iem_core::rule::Verdict| format!("{:?} {}: {}", verdict.light, verdict.subject.id, verdict.summary);
    verdicts.iter().map(line).collect()
}

fn of(key: &str, lines: Vec<String>) -> String {
    let found = lines.into_iter().filter(|line| line.contains(&format!(" {key}: ")));
    found.map(|line| line.replace(&format!(" {key}:"), "")).collect::<Vec<_>>().join(" / ")
}

#[test]
fn the_table_is_in_order() {
    let keys: BTreeSet<String> = QUOTAS.iter().map(quotas::QuotaRow::key).collect();
    assert_eq!(keys.len(), QUOTAS.len(), "two rows share a key");
    let services: Vec<_> =
        QUOTAS.chunk_by(|one, next| one.service == next.service).map(|rows| rows[0].service).collect();
    assert_eq!(services.iter().collect::<BTreeSet<_>>().len(), services.len(), "a service stands in two places");
    for row in QUOTAS {
        let code = row.code.strip_prefix("L-").unwrap();
        assert!(code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}", row.code);
        assert!(!row.name.is_empty() && !row.service.is_empty());
        let reason = match (row.usage, row.peak) {
            (Usage::NotMeasured(why), _) | (_, Peak::NotKnown(why)) => why,
            _ => continue,
        };
        assert!(!reason.ends_with('.') && reason.starts_with(|c: char| !c.is_whitespace()), "{reason}");
    }
}

#[test]
fn use_today_against_the_quota() {
    let vpcs = |used: f64, quota: f64| {
        let lines = judged("quota-now", WORKBOOK, |region| {
            region["cloudwatch"]["metrics"][usage("VPCsPerRegion")] = series(used);
            region["quotas"]["listed"]["vpc/L-F678F1CE"]["seen"]["value"] = json!(quota);
        });
        of("vpc/L-F678F1CE", lines)
    };
    for (used, quota, expected) in [
        (7.0, 10.0, "Green 7 of 10 are in use: VPCs per Region"),
        (8.0, 10.0, "Yellow 8 of 10 are in use: VPCs per Region"),
        (10.0, 10.0, "Red 10 of 10 are in use: VPCs per Region"),
        (0.0, 0.0, "Green 0 of 0 are in use: VPCs per Region"),
        (1.0, 0.0, "Red 1 of 0 are in use: VPCs per Region"),
    ] {
        assert_eq!(vpcs(used, quota), expected);
    }
    let thresholds = "---\nthresholds:\n  quota-now.yellow-share: 0.2\n  quota-now.red-share: 0.3\n";
    let strict = judged("quota-now", &WORKBOOK.replacen("---\n", thresholds, 1), |_| {});
    assert_eq!(of("vpc/L-F678F1CE", strict), "Red 3 of 10 are in use: VPCs per Region");
}

#[test]
fn volumes_are_counted_by_type_in_tebibytes() {
    let lines = judged("quota-now", WORKBOOK, |region| {
        region["ec2"]["volume_totals"]["seen"] = json!({ "gp3": { "size_gib": 43_008, "iops": 90_000 } });
    });
    assert_eq!(
        of("ebs/L-7A658B76", lines.clone()),
        "Yellow 42 of 50 are in use: Storage for General Purpose SSD (gp3) volumes, in TiB"
    );
    assert_eq!(
        of("ebs/L-FD252861", lines),
        "Green 0 of 50 are in use: Storage for Provisioned IOPS SSD (io1) volumes, in TiB"
    );
}

#[test]
fn the_fullest_of_what_a_quota_holds_for_counts() {
    let nat = |subnet: Option<&str>, state: &str| {
        let address = |number: u8| json!({"public": format!("203.0.113.{number}"), "private": null, "zone": null});
        json!({"state": state, "vpc": "vpc-0a1b2c3d4e5f60001", "subnet": subnet, "regional": subnet.is_none(),
            "addresses": [address(1), address(2)]})
    };
    let lines = judged("quota-now", WORKBOOK, |region| {
        let home = Some("subnet-0a1b2c3d4e5f60004");
        region["vpc"]["nat_gateways"]["seen"] = json!({
            "nat-1": nat(home, "available"), "nat-2": nat(home, "pending"), "nat-3": nat(home, "available"),
            "nat-4": nat(home, "deleting"), "nat-5": nat(home, "failed"), "nat-6": nat(None, "available"),
        });
        region["vpc"]["security_groups"]["seen"]["sg-full"] = json!({"rules": 60, "prefix_lists": 0});
        region["quotas"]["listed"]["vpc/L-407747CB"]["seen"]["value"] = json!(5.0);
    });
    let found = ["vpc/L-FE5A380F", "vpc/L-5F53652F", "vpc/L-12E49864", "vpc/L-0EA8095F", "vpc/L-407747CB"];
    let found = found.map(|key| of(key, lines.clone()));
    insta::assert_snapshot!(found.join("\n"), @r"
    Yellow 4 of 5 are in use in us-east-1b: NAT gateways per Availability Zone
    Red 2 of 2 are in use in nat-4: Elastic IP address quota per NAT gateway
    Green 1 of 5 are in use in vpc-0a1b2c3d4e5f60001: Regional NAT gateways per VPC
    Red 60 of 60 are in use in sg-full: Inbound or outbound rules per security group
    Yellow 4 of 5 are in use in vpc-0a1b2c3d4e5f60001: Subnets per VPC
    ");
    // How many entries a prefix list has at most, nothing that is read tells.
    let lines = judged("quota-now", WORKBOOK, |region| {
        region["vpc"]["security_groups"]["seen"]["sg-list"] = json!({"rules": 1, "prefix_lists": 1});
    });
    assert_eq!(of("vpc/L-0EA8095F", lines), "");
    // A NAT gateway's zone is that of its subnet.
    let lines = judged("quota-now", WORKBOOK, |region| {
        region["ec2"]["subnets"] = json!({ "missed": { "reason": "denied" } });
    });
    let gray: Vec<_> = lines.iter().filter(|line| line.starts_with("Gray")).collect();
    assert_eq!(gray, ["Gray vpc: could not read subnets: ec2:DescribeSubnets was denied"]);
}

#[test]
fn the_quotas_of_rds_come_with_their_use() {
    let lines = judged("db-quota-now", WORKBOOK, |region| {
        let limits = &mut region["rds"]["limits"]["seen"];
        limits["DBInstances"] = json!({"used": 32, "max": 40});
        limits["DBClusters"] = json!({"used": 31, "max": 40});
        limits["ManualSnapshots"] = json!({"used": 100, "max": 100});
        limits["ReservedDBInstances"] = json!({"used": 0, "max": 0});
        limits.as_object_mut().unwrap().remove("OptionGroups");
    });
    let loud: Vec<_> = lines.iter().filter(|line| !line.starts_with("Green")).collect();
    assert_eq!(
        loud,
        [
            "Yellow rds/L-7B6409FD: 32 of 40 are in use: DB instances",
            "Red rds/L-272F1212: 100 of 100 are in use: Manual DB instance snapshots",
            "Gray rds/L-9FA33840: RDS gives no OptionGroups",
        ]
    );
    let elsewhere = WORKBOOK.replace("| RDS Hostnames |", "| Nothing |");
    assert_eq!(judged("db-quota-now", &elsewhere, |_| {}), Vec::<String>::new());
}

#[test]
fn the_quotas_of_route_53_come_with_their_use() {
    let judged = |patch: Value| {
        let mut snapshot: Value = serde_json::from_str(SNAPSHOT).unwrap();
        for (pointer, value) in patch.as_object().unwrap() {
            *snapshot.pointer_mut(&format!("/accounts/111122223333/route53/{pointer}")).unwrap() = value.clone();
        }
        let snapshot: Snapshot = serde_json::from_value(snapshot).unwrap();
        let now: Timestamp = "2026-12-05T01:00:00Z".parse().unwrap();
        let workbook = workbook::parse(WORKBOOK);
        let (verdicts, _) =
            Cx::run(rules::find("zone-quota-now").unwrap(), &Inputs::new(&Workload::new(&workbook, &snapshot), now));
        let line = |it: &iem_core::rule::Verdict| {
            format!("{:?} {} {}: {}", it.light, it.subject.region.as_deref().unwrap_or("-"), it.subject.id, it.summary)
        };
        verdicts.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(judged(json!({})), @r"
    Green us-east-1 route53/L-4EA4796A: 12 of 500 are in use: Hosted zones
    Green us-east-1 route53/L-ACB674F3: 8 of 200 are in use: Health checks
    Green - example.com: 46 of 10000 are in use: Records per hosted zone
    ");
    insta::assert_snapshot!(judged(json!({
        "limits": {"seen": {"MAX_HOSTED_ZONES_BY_OWNER": {"used": 400, "max": 500}}},
        "record_limits": {"Z0EXAMPLE1ABCD": {"seen": {"used": 12000, "max": 12000}}},
    })), @r"
    Yellow us-east-1 route53/L-4EA4796A: 400 of 500 are in use: Hosted zones
    Gray us-east-1 route53/L-ACB674F3: Route 53 gives no MAX_HEALTH_CHECKS_BY_OWNER
    Red - example.com: 12000 of 12000 are in use: Records per hosted zone
    ");
    // The zone of a name that no zone has is the business of another rule.
    insta::assert_snapshot!(judged(json!({
        "limits": {"missed": {"reason": "denied"}}, "zones": {"seen": {}},
    })), @"Gray us-east-1 route53: could not read quotas of Route 53: route53:GetAccountLimit was denied");
}

#[test]
fn what_cannot_be_known_is_no_zero() {
    let quota = |change: fn(&mut Quota)| {
        let mut quota: Quota = serde_json::from_value(json!({
            "name": "VPCs per Region", "value": 5.0, "origin": "applied", "adjustable": true,
            "usage_metric": { "namespace": "AWS/Usage", "name": "ResourceCount", "dimensions": { "Type": "Resource" },
                "statistic": "Maximum" },
        }))
        .unwrap();
        change(&mut quota);
        quota
    };
    let row = QUOTAS.iter().find(|row| row.key() == "vpc/L-F678F1CE").unwrap();
    let mut facts = RegionSnapshot::default();
    let not_asked = Unknown::Missed(Source::Metrics, Missed::not_asked());
    assert_eq!(row.used(&facts, &quota(|_| {})), Err(not_asked));
    facts.cloudwatch = serde_json::from_value(
        json!({ "metrics": { "AWS/Usage ResourceCount Maximum Type=Resource": { "seen": null } } }),
    )
    .unwrap();
    assert_eq!(row.used(&facts, &quota(|_| {})), Err(Unknown::NoDatapoint));
    // Nothing can be in use of a quota of 0.
    assert_eq!(row.used(&facts, &quota(|it| it.value = 0.0)), Ok(0.0));
    let placeholder = quota(|it| {
        let metric = it.usage_metric.as_mut().unwrap();
        metric.dimensions.insert("ResourceId".to_owned(), "arn:aws:ec2:us-east-1::vpc/{id}".to_owned());
    });
    let rate = quota(|it| it.period = Some("1 SECOND".to_owned()));
    for quota in [placeholder, rate, quota(|it| it.usage_metric = None)] {
        assert!(matches!(row.used(&facts, &quota), Err(Unknown::NotMeasurable(_))), "{quota:?}");
    }
}

#[test]
fn one_cause_is_said_once_for_a_service_and_costs_no_other_one() {
    let denied = json!({ "missed": { "reason": "denied" } });
    let lines = judged("quota-now", WORKBOOK, |region| {
        for (key, fact) in region["quotas"]["listed"].as_object_mut().unwrap() {
            if key.starts_with("ebs/") {
                *fact = denied.clone();
            }
        }
    });
    let gray: Vec<_> = lines.iter().filter(|line| line.starts_with("Gray")).collect();
    assert_eq!(gray, ["Gray ebs: could not read service quotas: servicequotas:ListServiceQuotas was denied"]);
    assert!(lines.iter().any(|line| line.starts_with("Green vpc/")));
    let silent = judged("quota-now", WORKBOOK, |region| {
        // Of the types that nobody lists, silence is no news.
        let silent = ["ApplicationLoadBalancersPerRegion", "TargetGroupsPerRegion", "NetworkLoadBalancersPerRegion"];
        for resource in silent {
            region["cloudwatch"]["metrics"][usage(resource)] = json!({ "seen": null });
        }
    });
    let gray: Vec<_> = silent.iter().filter(|line| line.starts_with("Gray")).collect();
    let expected =
        "Gray elasticloadbalancing: CloudWatch has no use of 2 quotas, such as Application Load Balancers per Region";
    assert_eq!(gray, [expected]);
}

#[test]
fn the_peak_adds_targets_and_interfaces_of_listed_groups() {
    // web has 4 of at most 120 instances and api 2 of 12, checkout 4 of 40 tasks and worker 2 of 60, in two zones each.
    let lines = judged("quota-at-peak", WORKBOOK, |region| {
        region["quotas"]["listed"]["elasticloadbalancing/L-7E6692B2"]["seen"]["value"] = json!(120.0);
        region["quotas"]["listed"]["elasticloadbalancing/L-A0D0B863"]["seen"]["value"] = json!(0.0);
        region["quotas"]["listed"]["vpc/L-DF5E4CA3"]["seen"]["value"] = json!(300.0);
    });
    assert_eq!(
        lines,
        [
            "Red elasticloadbalancing/L-A0D0B863: the peak needs 120 of 0 in target group web: Targets per Target Group \
             per Region",
            "Yellow elasticloadbalancing/L-7E6692B2: the peak needs 120 of 120 in web: Targets per Application Load Balancer",
            "Green elasticloadbalancing/L-CE3125E5: the peak needs 1 of 1000 in old-shop: Registered Instances per Classic \
             Load Balancer",
            // 4.5 of 6 today are those of the services: 40 tasks with 1 vCPU, and 49 of 60 with a quarter.
            "Green fargate/L-3032A538: the peak needs 53.75 of 100 in us-east-1: Fargate On-Demand vCPU resource count",
            "Green fargate/L-36FBB829: the peak needs 3.5 of 50 in us-east-1: Fargate Spot vCPU resource count",
            // 52 today, and half of 116 and of 10; of tasks, half of 36 and of 58.
            "Green vpc/L-DF5E4CA3: the peak needs 162 of 300 in us-east-1b: Network interfaces per Region",
        ]
    );
}

#[test]
fn planned_reservations_need_their_quota() {
    // Section 7 plans 1500 for web, and all of them are reserved.
    let lcus = |quota: f64, in_region: Value| {
        let lines = judged("lb-lcu-quota", WORKBOOK, |region| {
            region["quotas"]["listed"]["elasticloadbalancing/L-8A66D0E6"]["seen"]["value"] = json!(quota);
            region["cloudwatch"]["metrics"][usage("ReservedApplicationLoadBalancerCapacityUnitsPerRegion")] =
                in_region.clone();
        });
        of("elasticloadbalancing/L-8A66D0E6", lines)
    };
    let nothing = || json!({ "seen": null });
    for (quota, in_region, expected) in [
        (1500.0, series(1500.0), "Green 1500 reserved LCUs are needed, the quota is 1500"),
        (0.0, nothing(), "Red 1500 reserved LCUs are needed, the quota is 0"),
        (
            2000.0,
            series(2100.0),
            "Red 2100 reserved LCUs are needed (1500 for listed balancers, 600 for others), the quota is 2000",
        ),
        (2000.0, nothing(), "Gray it is not known what balancers that are not listed reserve"),
    ] {
        assert_eq!(lcus(quota, in_region), expected);
    }
    let unplanned = judged("lb-lcu-quota", &WORKBOOK.replace("| 1500 |", "| |"), |_| {});
    assert_eq!(unplanned, Vec::<String>::new());
}
