//! What the SDK reads about the account: identity, quotas and Trusted Advisor.

use insta::assert_snapshot;

use super::{block_on, named, plain};
use crate::bed::Bed;

#[test]
fn identity_is_the_account_of_the_workbook() {
    let bed = Bed::start();
    let account = block_on(async {
        let sts = aws_sdk_sts::Client::new(&plain(&bed).await);
        sts.get_caller_identity().send().await.unwrap().account
    });
    assert_eq!(account.as_deref(), Some("123456789012"));
    assert_eq!(account.as_deref(), Some(bed.id("account")));
}

#[test]
fn quotas_and_increase_requests() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let quotas = aws_sdk_servicequotas::Client::new(&plain(&bed).await);
        for code in ["L-1216C47A", "L-34B43A08"] {
            let applied = quotas.get_service_quota().service_code("ec2").quota_code(code).send();
            match applied.await.map_err(aws_sdk_servicequotas::Error::from) {
                Ok(found) => lines.push(format!("{code} applied {:?}", found.quota().unwrap().value())),
                Err(error) => lines.push(format!("{code} {error}")),
            }
            let default = quotas.get_aws_default_service_quota();
            let default = default.service_code("ec2").quota_code(code).send().await.unwrap();
            lines.push(format!("{code} default {:?}", default.quota().unwrap().value()));
        }
        let history = quotas.list_requested_service_quota_change_history().service_code("ec2");
        let pages = history.into_paginator().items().send();
        for request in pages.try_collect().await.unwrap() {
            lines.push(format!(
                "{} {:?} {} {} {:?}",
                request.quota_code().unwrap(),
                request.desired_value().unwrap(),
                request.status().unwrap(),
                request.created().unwrap(),
                request.case_id(),
            ));
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @r#"
    L-1216C47A applied Some(64.0)
    L-1216C47A default Some(5.0)
    L-34B43A08 NoSuchResourceException: The request failed because the specified service quota does not exist.
    L-34B43A08 default Some(5.0)
    L-1216C47A 128.0 CASE_OPENED 2026-11-21T00:00:00Z Some("178200000000001")
    L-34B43A08 64.0 DENIED 2026-10-24T00:00:00Z None
    "#);
}

#[test]
fn trusted_advisor() {
    let bed = Bed::start();
    let mut lines = Vec::new();
    block_on(async {
        let support = aws_sdk_support::Client::new(&plain(&bed).await);
        let checks = support.describe_trusted_advisor_checks().language("en").send().await.unwrap();
        let ids = checks.checks().iter().map(|check| Some(check.id().to_owned())).collect();
        let summaries = support.describe_trusted_advisor_check_summaries().set_check_ids(Some(ids));
        let summaries = summaries.send().await.unwrap();
        for (check, summary) in checks.checks().iter().zip(summaries.summaries()) {
            lines.push(format!(
                "{} {} {} {} columns: {}",
                check.id(),
                check.category(),
                check.name(),
                check.metadata().len(),
                summary.status(),
            ));
            let result = support.describe_trusted_advisor_check_result().check_id(check.id());
            let result = result.send().await.unwrap();
            let result = result.result().unwrap();
            assert_eq!(result.check_id(), check.id());
            for row in result.flagged_resources() {
                assert_eq!(row.metadata().len(), check.metadata().len());
                lines.push(format!(
                    "  {} suppressed {} {:?}",
                    row.status(),
                    row.is_suppressed(),
                    row.metadata().iter().flatten().collect::<Vec<_>>(),
                ));
            }
        }
    });
    assert_snapshot!(named(&bed, &lines.join("\n")), @r#"
    0Xc6LMYG8P service_limits EC2 On-Demand Instances 6 columns: warning
      warning suppressed false ["us-east-1", "EC2", "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", "64", "54", "Yellow"]
      ok suppressed false ["eu-west-1", "EC2", "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances", "64", "Green"]
    EM8b3yLRTr service_limits ELB Application Load Balancers 6 columns: ok
    fW7HH0l7J9 service_limits Auto Scaling Groups 6 columns: ok
    c1dfprch08 fault_tolerance Application Load Balancer Multi-AZ 7 columns: ok
    CLOG40CDO8 fault_tolerance Auto Scaling Group Health Check 5 columns: warning
      warning suppressed false ["Yellow", "us-east-1", "api", "Yes", "EC2"]
    wuy7G1zxql fault_tolerance Amazon EC2 Availability Zone Balance 5 columns: not_available
    H7IgTzjTYb fault_tolerance Amazon EBS Snapshots 9 columns: error
      error suppressed false ["Red", "us-east-1", "volume.3", "", "instance.3:/dev/sda1", "No snapshot"]
      error suppressed true ["Red", "us-east-1", "volume.4", "", "instance.4:/dev/sda1", "No snapshot"]
      error suppressed false ["Red", "us-east-1", "volume.5", "", "instance.5:/dev/sda1", "No snapshot"]
    ZRxQlPsb6c performance High Utilization Amazon EC2 Instances 6 columns: warning
      warning suppressed false ["us-east-1a", "instance.0", "m5.large", "", "91.5%", "5 days"]
      warning suppressed false ["us-east-1b", "unlisted", "m5.large", "", "93.0%", "9 days"]
    HCP4007jGY security Security Groups - Specific Ports Unrestricted 6 columns: ok
    7DAFEmoDos security MFA on Root Account 0 columns: ok
    Qch7DwouX1 cost_optimizing Low Utilization Amazon EC2 Instances 5 columns: ok
    "#);
}
