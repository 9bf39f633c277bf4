//! A resource of each row of section 6 is found by id, name, ARN, DNS name and endpoint.

use std::fs;

use serde_json::Value;

use crate::bed::{Bed, NOW};

/// Names of an instance that only AWS gives: its tag, and where it is in its network.
fn names_of_instance(bed: &Bed, id: &str) -> Vec<String> {
    let saved = bed.path("saved.json");
    bed.iem(["collect", &bed.workbook(), "-o", saved.to_str().unwrap()]).assert().success();
    let snapshot: Value = serde_json::from_slice(&fs::read(saved).unwrap()).unwrap();
    let region = &snapshot["accounts"][bed.id("account")]["regions"]["us-east-1"];
    let names = region["ec2"]["instances"]["seen"][id]["names"].as_array().unwrap();
    names.iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// The first rows list what is global.
const GLOBAL: usize = 3;

/// The rows of section 6 in the words of the template, each with every form of a name that people use.
fn rows(bed: &Bed, names: &[String], reader: &str) -> Vec<(&'static str, Vec<String>)> {
    let account = bed.id("account");
    let id = |name: &str| bed.id(name).to_owned();
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:us-east-1:{account}:{rest}");
    let mut instances = vec![id("instance.4"), arn("ec2", &format!("instance/{}", bed.id("instance.4")))];
    instances.extend_from_slice(names);
    let web = id("lb.web");
    let suffix = web.split_once(":loadbalancer/").unwrap().1.to_owned();
    let zone = id("zone");
    vec![
        (
            "CloudFront distribution (ID or CNAME)",
            vec![
                id("distribution"),
                id("distribution.dns"),
                "shop.example.com".into(),
                "https://shop.example.com/".into(),
                format!("arn:aws:cloudfront::{account}:distribution/{}", bed.id("distribution")),
            ],
        ),
        (
            "Route 53 hosted zone/s",
            vec![
                zone.clone(),
                format!("/hostedzone/{zone}"),
                "example.com".into(),
                "example.com.".into(),
                format!("arn:aws:route53:::hostedzone/{zone}"),
            ],
        ),
        (
            "Simple Email Service (SES) Domain",
            vec!["example.com".into(), "orders@example.com".into(), arn("ses", "identity/example.com")],
        ),
        ("Instance ID's", instances),
        (
            "ELB Name",
            vec![
                "web".into(),
                web,
                suffix,
                id("lb.web.dns"),
                format!("dualstack.{}", bed.id("lb.web.dns")),
                "legacy".into(),
                id("clb.legacy.dns"),
                arn("elasticloadbalancing", "loadbalancer/legacy"),
            ],
        ),
        ("Autoscaling Group", vec!["web".into(), arn("autoscaling", "autoScalingGroup:0a1b:autoScalingGroupName/web")]),
        (
            "S3 Bucket Names",
            vec![
                "shop-images".into(),
                "arn:aws:s3:::shop-images".into(),
                "s3://shop-images/2026".into(),
                "shop-images.s3.us-east-1.amazonaws.com".into(),
            ],
        ),
        ("VPC ID", vec![id("vpc"), "shop".into(), arn("ec2", &format!("vpc/{}", bed.id("vpc")))]),
        ("DynamoDB Hostnames", vec!["orders".into(), arn("dynamodb", "table/orders")]),
        (
            "RDS Hostnames",
            vec![
                "orders".into(),
                id("db.orders.endpoint"),
                format!("{}:3306", bed.id("db.orders.endpoint")),
                arn("rds", "db:orders"),
                "shop".into(),
                id("db.shop.endpoint"),
                reader.to_owned(),
                arn("rds", "cluster:shop"),
            ],
        ),
        (
            "Elasticache",
            vec![
                "sessions".into(),
                id("cache.sessions.endpoint"),
                format!("{}:6379", bed.id("cache.sessions.endpoint")),
                arn("elasticache", "replicationgroup:sessions"),
                "carts".into(),
                "carts-bed.serverless.use1.cache.amazonaws.com".into(),
                "pages".into(),
            ],
        ),
        ("Cloudformation Stacks", vec!["shop-alerts".into(), arn("cloudformation", "stack/shop-alerts/0a1b")]),
        ("Lambda functions", vec!["checkout".into(), "checkout:live".into(), id("function.checkout")]),
        (
            "API Gateway APIs",
            vec![
                "shop".into(),
                id("api.shop"),
                format!("https://{}.execute-api.us-east-1.amazonaws.com/live", bed.id("api.shop")),
                format!("arn:aws:apigateway:us-east-1::/restapis/{}", bed.id("api.shop")),
                id("api.events"),
            ],
        ),
        ("ECS services", vec!["shop/cart".into(), "cart".into(), arn("ecs", "service/shop/cart")]),
        ("EKS clusters", vec!["shop".into(), arn("eks", "cluster/shop")]),
        ("SQS queues", vec!["receipts".into(), id("queue.receipts"), arn("sqs", "receipts")]),
        ("SNS topics", vec!["orders".into(), id("topic.orders")]),
    ]
}

/// Section 6 with one name in each row; rows that have no such form are left out.
fn section(account: &str, rows: &[(&str, Vec<String>)], form: usize) -> String {
    let row = |(label, forms): &(&str, Vec<String>)| forms.get(form).map(|name| format!("- {label}: {name}\n"));
    let (global, regional) = rows.split_at(GLOBAL);
    format!(
        "## Section 6: AWS Resources\n\n### Global Infrastructure (1 table per account for clarity)\n{}\n\
         ### Regional Infrastructure (1 table per account and per region for clarity)\n\
         - AWS Account: {account}\n- AWS Regions: us-east-1\n{}\n",
        global.iter().filter_map(row).collect::<String>(),
        regional.iter().filter_map(row).collect::<String>(),
    )
}

/// What `iem plan` writes of what is listed.
fn told(bed: &Bed, section: &str) -> String {
    let text = bed.workbook_text();
    let (before, rest) = text.split_once("## Section 6").unwrap();
    let (_, after) = rest.split_once("## Section 7").unwrap();
    let workbook = bed.write("forms.md", &format!("{before}{section}## Section 7{after}"));
    bed.iem(["plan", &workbook, "--write", "--now", NOW, "-q"]).assert().success();
    let written = fs::read_to_string(&workbook).unwrap();
    let (_, scope) = written.split_once("<!-- iem:scope -->").unwrap();
    let listed = scope.lines().take_while(|line| !line.starts_with("<!-- /iem:scope")).filter_map(|line| {
        let cells: Vec<&str> = line.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect();
        let [kind, name, _, _, state, why] = cells[..] else { return None };
        why.starts_with("listed on line").then(|| format!("{kind} {name}: {state}\n"))
    });
    bed.named(&listed.collect::<String>())
}

#[test]
fn a_resource_of_each_row_is_found_by_each_form_of_its_name() {
    let bed = Bed::start();
    let names = names_of_instance(&bed, bed.id("instance.4"));
    let reader = bed.id("db.shop.endpoint").replace(".cluster-", ".cluster-ro-");
    let rows = rows(&bed, &names, &reader);
    let most = rows.iter().map(|(_, forms)| forms.len()).max().unwrap();
    // One form at a time: what the text alone shows to be the same resource is listed once.
    let told: Vec<String> = (0..most).map(|form| told(&bed, &section(bed.id("account"), &rows, form))).collect();
    let found: usize = told.iter().map(|it| it.lines().count()).sum();
    assert_eq!(found, rows.iter().map(|(_, forms)| forms.len()).sum::<usize>());
    // The emulator makes them up anew each time.
    let told = told.join("\n").replace(&reader, "<reader endpoint>");
    let told = names.iter().skip(1).fold(told, |told, name| told.replace(name, "<address>"));
    insta::assert_snapshot!(told);
}
