//! Writes a workbook and a snapshot with 100,000 resources below `target/bench/`, or with as many times more as the
//! argument says, and times the core on them: reading both, judging, and writing the JSON scorecard.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark reads and writes files and prints")]

use std::{env, error::Error, fs, path::Path, time::Instant};

use iem_core::{
    aws::{
        autoscaling::facts::{Group, GroupInstance, Launch},
        cloudwatch::facts::Series,
        ec2::facts::{Instance, InstanceStatus, InstanceType, LaunchTemplate, Subnet, Volume},
        elb::facts::{Listener, LoadBalancer, Target, TargetGroup, Zone},
    },
    rules, scorecard,
    snapshot::{AccountSnapshot, Fact, Identity, RegionSnapshot, Snapshot},
    workbook,
    workload::Workload,
};
use jiff::Timestamp;

const ACCOUNT: &str = "111122223333";
const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1"];

/// How many resources there are in each region.
#[derive(Clone, Copy)]
struct Size {
    instances: usize,
    volumes: usize,
    /// Groups, and as many balancers with a target group each.
    groups: usize,
}

impl Size {
    /// 100,000 resources in all regions together, times this.
    fn of(times: usize) -> Self {
        Self { instances: 12_000 * times, volumes: 10_000 * times, groups: 1_000 * times }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let now: Timestamp = "2026-12-05T01:00:00Z".parse()?;
    // `cargo bench` adds an argument of its own.
    let size = Size::of(env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&folder)?;
    let mut snapshot = Snapshot::empty(now);
    let mut account = AccountSnapshot::default();
    account.sts.identity =
        Fact::Seen(Identity { account: ACCOUNT.to_owned(), arn: "arn:aws:iam::1:role/r".to_owned() });
    account.regions = REGIONS.map(|name| (name.to_owned(), region(name, size, now))).into();
    snapshot.accounts.insert(ACCOUNT.to_owned(), account);
    fs::write(folder.join("snapshot.json"), serde_json::to_vec(&snapshot)?)?;
    fs::write(folder.join("event.md"), event(size))?;
    drop(snapshot);

    let start = Instant::now();
    let lap = |what: &str| println!("{what}: {:?}", start.elapsed());
    let snapshot: Snapshot = serde_json::from_slice(&fs::read(folder.join("snapshot.json"))?)?;
    lap("snapshot read");
    let workbook = workbook::parse(&fs::read_to_string(folder.join("event.md"))?);
    lap("workbook read");
    let workload = Workload::new(&workbook, &snapshot);
    lap("resolved");
    let scorecard = scorecard::evaluate(&rules::all(), &workload, now);
    lap("judged");
    let json = serde_json::to_vec(&scorecard)?;
    lap("scorecard written");
    println!("{} findings, {} bytes", scorecard.findings.len(), json.len());
    Ok(())
}

fn id(region: &str, kind: &str, number: usize) -> String {
    format!("{kind}-{:08x}{number:08x}", region.bytes().map(u32::from).sum::<u32>())
}

fn region(name: &str, size: Size, now: Timestamp) -> RegionSnapshot {
    let mut facts = RegionSnapshot::default();
    let zone = |number: usize| format!("{name}{}", ["a", "b", "c"][number % 3]);
    let instances = (0..size.instances).map(|number| {
        let instance = Instance {
            state: "running".to_owned(),
            instance_type: "m5.large".to_owned(),
            spot: false,
            zone: zone(number),
            names: vec![format!("web-{number}")],
            group: None,
            vpc: None,
        };
        (id(name, "i", number), instance)
    });
    facts.ec2.instances = Fact::Seen(instances.collect());
    let status = |number| {
        let ok = || "ok".to_owned();
        (id(name, "i", number), InstanceStatus { system: ok(), instance: ok(), ebs: Some(ok()), events: Vec::new() })
    };
    facts.ec2.instance_status = Fact::Seen((0..size.instances).map(status).collect());
    facts.ec2.instance_types =
        Fact::Seen([("m5.large".to_owned(), InstanceType { vcpus: 2, memory_mib: Some(8192) })].into());
    let volume = |number| {
        let volume = Volume { instances: vec![id(name, "i", number)], volume_type: "gp3".to_owned(), size_gib: 100 };
        (id(name, "vol", number), volume)
    };
    facts.ec2.volumes = Fact::Seen((0..size.volumes).map(volume).collect());
    facts.ec2.snapshots = Fact::Seen((0..size.volumes).map(|number| (id(name, "vol", number), now)).collect());
    let subnet = |number: usize| {
        let subnet = Subnet {
            vpc: "vpc-1".to_owned(),
            zone: zone(number),
            cidr: Some("10.0.0.0/18".to_owned()),
            free_ips: 16_000,
        };
        (id(name, "subnet", number), subnet)
    };
    facts.ec2.subnets = Fact::Seen((0..3).map(subnet).collect());
    facts.ec2.capacity_reservations = Fact::Seen([].into());
    let template = LaunchTemplate { instance_type: Some("m5.large".to_owned()), spot: false };
    facts.ec2.launch_templates = Fact::Seen([("lt-1:1".to_owned(), template)].into());
    facts.autoscaling.groups =
        Fact::Seen((0..size.groups).map(|number| (format!("group-{number}"), group(name, number))).collect());
    facts.autoscaling.policies = Fact::Seen([].into());
    facts.autoscaling.scheduled_actions = Fact::Seen([].into());
    facts.autoscaling.launch_configurations = Fact::Seen([].into());
    facts.autoscaling.activities =
        (0..size.groups).map(|number| (format!("group-{number}"), Fact::Seen(Vec::new()))).collect();
    facts.cloudwatch.alarms = Fact::Seen([].into());
    let series = Series { maximum: 4.0, maximum_at: now, latest: 4.0, latest_at: now, busiest: Vec::new() };
    let metric = |number| {
        let key = iem_core::aws::cloudwatch::metrics::Metric::in_service(&format!("group-{number}")).key();
        (key, Fact::Seen(Some(series.clone())))
    };
    facts.cloudwatch.metrics = (0..size.groups).map(metric).collect();
    balancers(name, size.groups, &mut facts);
    facts
}

fn group(region: &str, number: usize) -> Group {
    let instance = |count: usize| GroupInstance {
        id: id(region, "i", number * 4 + count),
        instance_type: Some("m5.large".to_owned()),
        zone: format!("{region}a"),
        state: "InService".to_owned(),
        weight: 1,
    };
    Group {
        arn: format!("arn:aws:autoscaling:{region}:{ACCOUNT}:autoScalingGroup:x:autoScalingGroupName/group-{number}"),
        min_size: 2,
        max_size: 40,
        desired: 4,
        zones: ["a", "b", "c"].map(|zone| format!("{region}{zone}")).into(),
        subnets: (0..3).map(|count| id(region, "subnet", count)).collect(),
        health_check_type: "ELB".to_owned(),
        instances: (0..4).map(instance).collect(),
        launch: Launch { templates: vec!["lt-1:1".to_owned()], ..Launch::default() },
        ..Group::default()
    }
}

fn balancers(region: &str, count: usize, facts: &mut RegionSnapshot) {
    let mut all = Vec::new();
    let mut targets = Vec::new();
    for number in 0..count {
        let arn =
            format!("arn:aws:elasticloadbalancing:{region}:{ACCOUNT}:loadbalancer/app/lb-{number}/50dc6c495c0c9188");
        let target =
            format!("arn:aws:elasticloadbalancing:{region}:{ACCOUNT}:targetgroup/tg-{number}/73e2d6bc24d8a067");
        let zone = |count: usize| Zone {
            name: format!("{region}{}", ["a", "b", "c"][count]),
            subnet: id(region, "subnet", count),
        };
        let balancer = LoadBalancer {
            name: format!("lb-{number}"),
            dns_name: format!("lb-{number}-1.{region}.elb.amazonaws.com"),
            balancer_type: "application".to_owned(),
            state: "active".to_owned(),
            state_reason: String::new(),
            zones: (0..3).map(zone).collect(),
        };
        targets.push((target.clone(), TargetGroup { name: format!("tg-{number}"), load_balancers: vec![arn.clone()] }));
        let healthy = |count| Target {
            id: id(region, "i", count),
            port: Some(80),
            zone: None,
            state: "healthy".to_owned(),
            reason: String::new(),
        };
        facts.elb.target_health.insert(target, Fact::Seen((0..4).map(healthy).collect()));
        let on = ("deletion_protection.enabled".to_owned(), "true".to_owned());
        facts.elb.attributes.insert(arn.clone(), Fact::Seen([on].into()));
        let listener = Listener { port: Some(443), protocol: Some("HTTPS".to_owned()), certificate: None };
        facts.elb.listeners.insert(arn.clone(), Fact::Seen(vec![listener]));
        all.push((arn, balancer));
    }
    facts.elb.load_balancers = Fact::Seen(all.into_iter().collect());
    facts.elb.target_groups = Fact::Seen(targets.into_iter().collect());
}

/// A workbook that lists every instance, group and balancer.
fn event(size: Size) -> String {
    let mut text = "# Bench\n\n## Section 2: Calendar\n- Start: Dec 12, 2026 09:00 AM GMT +8\n- End: Dec 12, 2026 09:00 PM GMT +8\n\n\
                    ## Section 6: AWS Resources\n\n| AWS Account | AWS Regions | Instance ID's | ELB Name | Autoscaling Group |\n|---|---|---|---|---|\n"
        .to_owned();
    for region in REGIONS {
        let list = |name: &dyn Fn(usize) -> String, count: usize| (0..count).map(name).collect::<Vec<_>>().join(", ");
        let instances = list(&|number| id(region, "i", number), size.instances);
        let balancers = list(&|number| format!("lb-{number}"), size.groups);
        let groups = list(&|number| format!("group-{number}"), size.groups);
        text.push_str(&format!("| {ACCOUNT} | {region} | {instances} | {balancers} | {groups} |\n"));
    }
    text.push_str("\n## Section 7: ELB Prewarming\n- Traffic is expected to increase: 8x\n");
    text
}
