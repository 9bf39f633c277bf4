//! Every fault, as the SDK sees it.

use std::time::{Duration, Instant};

use aws_sdk_ec2::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use insta::assert_snapshot;

use super::{block_on, plain, sdk};
use crate::bed::Bed;

/// Kind of failure, HTTP status and error code.
fn class<E: ProvideErrorMetadata + std::error::Error + 'static, T>(answer: Result<T, SdkError<E>>) -> String {
    let Err(error) = answer else { return "ok".to_owned() };
    let status = error.raw_response().map(|response| response.status().as_u16());
    let kind = match &error {
        SdkError::ServiceError(_) => "service error",
        SdkError::ResponseError(_) => "unreadable answer",
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "connection failed",
        _ => "other",
    };
    format!("{kind}, status {status:?}, code {:?}", error.code())
}

/// One call per protocol.
async fn one_of_each(config: &aws_config::SdkConfig) -> String {
    let ec2 = aws_sdk_ec2::Client::new(config).describe_volumes().send().await;
    let scaling = aws_sdk_autoscaling::Client::new(config).describe_policies().send().await;
    let elb = aws_sdk_elasticloadbalancingv2::Client::new(config);
    let elb = elb.describe_load_balancers().send().await;
    let sts = aws_sdk_sts::Client::new(config).get_caller_identity().send().await;
    let quotas = aws_sdk_servicequotas::Client::new(config);
    let quotas = quotas.list_requested_service_quota_change_history().send().await;
    let support = aws_sdk_support::Client::new(config);
    let support = support.describe_trusted_advisor_checks().language("en").send().await;
    let cloudwatch = aws_sdk_cloudwatch::Client::new(config).describe_alarms().send().await;
    [
        format!("ec2: {}", class(ec2)),
        format!("autoscaling: {}", class(scaling)),
        format!("elasticloadbalancing: {}", class(elb)),
        format!("sts: {}", class(sts)),
        format!("servicequotas: {}", class(quotas)),
        format!("support: {}", class(support)),
        format!("cloudwatch: {}", class(cloudwatch)),
    ]
    .join("\n")
}

fn seen_through(bed: &Bed) -> String {
    block_on(async { one_of_each(&plain(bed).await).await })
}

#[test]
fn healthy() {
    let bed = Bed::start();
    assert_snapshot!(seen_through(&bed), @r#"
    ec2: ok
    autoscaling: ok
    elasticloadbalancing: ok
    sts: ok
    servicequotas: ok
    support: ok
    cloudwatch: ok
    "#);
    let actions: Vec<_> = bed.actions().into_iter().collect();
    assert_snapshot!(actions.join("\n"), @r#"
    autoscaling:DescribePolicies
    cloudwatch:DescribeAlarms
    ec2:DescribeVolumes
    elasticloadbalancing:DescribeLoadBalancers
    servicequotas:ListRequestedServiceQuotaChangeHistory
    sts:GetCallerIdentity
    support:DescribeTrustedAdvisorChecks
    "#);
    let call = &bed.calls()[0];
    assert_eq!((call.region.as_str(), call.access_key.as_str()), ("us-east-1", crate::bed::ACCESS_KEY));
}

#[test]
fn denied() {
    assert_snapshot!(seen_through(&Bed::start().deny("*")), @r#"
    ec2: service error, status Some(403), code Some("UnauthorizedOperation")
    autoscaling: service error, status Some(403), code Some("AccessDenied")
    elasticloadbalancing: service error, status Some(403), code Some("AccessDenied")
    sts: service error, status Some(403), code Some("AccessDenied")
    servicequotas: service error, status Some(400), code Some("AccessDeniedException")
    support: service error, status Some(400), code Some("AccessDeniedException")
    cloudwatch: service error, status Some(403), code Some("AccessDenied")
    "#);
}

#[test]
fn throttled() {
    assert_snapshot!(seen_through(&Bed::start().throttle_forever("*")), @r#"
    ec2: service error, status Some(503), code Some("RequestLimitExceeded")
    autoscaling: service error, status Some(400), code Some("Throttling")
    elasticloadbalancing: service error, status Some(400), code Some("Throttling")
    sts: service error, status Some(400), code Some("Throttling")
    servicequotas: service error, status Some(429), code Some("TooManyRequestsException")
    support: service error, status Some(400), code Some("ThrottlingException")
    cloudwatch: service error, status Some(400), code Some("Throttling")
    "#);
}

#[test]
fn expired() {
    assert_snapshot!(seen_through(&Bed::start().expire_credentials()), @r#"
    ec2: service error, status Some(400), code Some("RequestExpired")
    autoscaling: service error, status Some(403), code Some("ExpiredToken")
    elasticloadbalancing: service error, status Some(403), code Some("ExpiredToken")
    sts: service error, status Some(403), code Some("ExpiredToken")
    servicequotas: service error, status Some(400), code Some("ExpiredTokenException")
    support: service error, status Some(400), code Some("ExpiredTokenException")
    cloudwatch: service error, status Some(403), code Some("ExpiredToken")
    "#);
}

#[test]
fn region_not_enabled() {
    assert_snapshot!(seen_through(&Bed::start().disable_region("us-east-1")), @r#"
    ec2: service error, status Some(401), code Some("AuthFailure")
    autoscaling: service error, status Some(403), code Some("InvalidClientTokenId")
    elasticloadbalancing: service error, status Some(403), code Some("InvalidClientTokenId")
    sts: service error, status Some(403), code Some("InvalidClientTokenId")
    servicequotas: service error, status Some(400), code Some("UnrecognizedClientException")
    support: service error, status Some(400), code Some("UnrecognizedClientException")
    cloudwatch: service error, status Some(403), code Some("InvalidClientTokenId")
    "#);
    let elsewhere = seen_through(&Bed::start().disable_region("eu-west-1"));
    assert!(elsewhere.lines().all(|line| line.ends_with(": ok")), "{elsewhere}");
}

#[test]
fn html_page() {
    assert_snapshot!(seen_through(&Bed::start().html("*")), @r#"
    ec2: service error, status Some(500), code None
    autoscaling: service error, status Some(500), code None
    elasticloadbalancing: service error, status Some(500), code None
    sts: service error, status Some(500), code None
    servicequotas: service error, status Some(500), code None
    support: service error, status Some(500), code None
    cloudwatch: service error, status Some(500), code None
    "#);
}

#[test]
fn empty_body() {
    assert_snapshot!(seen_through(&Bed::start().empty("*")), @r#"
    ec2: service error, status Some(200), code None
    autoscaling: service error, status Some(200), code None
    elasticloadbalancing: service error, status Some(200), code None
    sts: service error, status Some(200), code None
    servicequotas: ok
    support: ok
    cloudwatch: service error, status Some(200), code None
    "#);
}

#[test]
fn connection_reset() {
    assert_snapshot!(seen_through(&Bed::start().reset_connection("*")), @r#"
    ec2: connection failed, status None, code None
    autoscaling: connection failed, status None, code None
    elasticloadbalancing: connection failed, status None, code None
    sts: connection failed, status None, code None
    servicequotas: connection failed, status None, code None
    support: connection failed, status None, code None
    cloudwatch: connection failed, status None, code None
    "#);
    let bed = Bed::start().reset_connection("sts:*");
    let error = block_on(async {
        let sts = aws_sdk_sts::Client::new(&plain(&bed).await);
        sts.get_caller_identity().send().await.unwrap_err()
    });
    assert!(DisplayErrorContext(error).to_string().to_lowercase().contains("reset"));
}

#[test]
fn no_support_plan() {
    let bed = Bed::start().without_support_plan();
    let seen = seen_through(&bed);
    let support: Vec<_> = seen.lines().filter(|line| !line.ends_with(": ok")).collect();
    assert_snapshot!(support.join("\n"), @r#"
    support: service error, status Some(400), code Some("SubscriptionRequiredException")
    "#);
}

#[test]
fn only_the_named_operation_is_broken_and_the_last_fault_wins() {
    let seen = seen_through(&Bed::start().html("*").deny("autoscaling:DescribePolicies"));
    let denied: Vec<_> = seen.lines().filter(|line| line.contains("AccessDenied")).collect();
    let html = seen.lines().filter(|line| line.contains("status Some(500)")).count();
    assert_eq!((denied, html), (vec!["autoscaling: service error, status Some(403), code Some(\"AccessDenied\")"], 6));
}

#[test]
fn throttled_twice_then_answered() {
    let bed = Bed::start().throttle("ec2:DescribeVolumes", 2);
    let answer = block_on(async {
        let config = sdk(&bed, 3, Duration::from_secs(30)).await;
        class(aws_sdk_ec2::Client::new(&config).describe_volumes().send().await)
    });
    assert_eq!((answer.as_str(), bed.count("ec2:DescribeVolumes")), ("ok", 3));
}

#[test]
fn a_hanging_call_ends_with_the_callers_deadline() {
    let bed = Bed::start().hang("sts:*");
    let started = Instant::now();
    let answer = block_on(async {
        let config = sdk(&bed, 1, Duration::from_millis(300)).await;
        class(aws_sdk_sts::Client::new(&config).get_caller_identity().send().await)
    });
    assert_eq!(answer, "timeout, status None, code None");
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_delay_holds_up_every_answer() {
    let bed = Bed::start().delay(Duration::from_millis(300));
    let started = Instant::now();
    let answer = block_on(async {
        let config = plain(&bed).await;
        class(aws_sdk_sts::Client::new(&config).get_caller_identity().send().await)
    });
    assert_eq!(answer, "ok");
    assert!(started.elapsed() >= Duration::from_millis(300));
}

#[test]
fn lists_that_moto_never_splits_come_one_per_page() {
    let bed = Bed::start()
        .one_per_page("ec2:DescribeSnapshots")
        .one_per_page("ec2:DescribeInstances")
        .one_per_page("elasticloadbalancing:DescribeTargetGroups")
        .one_per_page("autoscaling:DescribeAutoScalingGroups");
    let names = block_on(async {
        let config = plain(&bed).await;
        let ec2 = aws_sdk_ec2::Client::new(&config);
        let snapshots = ec2.describe_snapshots().owner_ids("self").into_paginator().items().send();
        let snapshots = snapshots.try_collect().await.unwrap().len();
        let instances = ec2.describe_instances().into_paginator().items().send();
        let instances = instances.try_collect().await.unwrap().len();
        let elb = aws_sdk_elasticloadbalancingv2::Client::new(&config);
        let groups = elb.describe_target_groups().into_paginator().items().send();
        let groups = groups.try_collect().await.unwrap().len();
        let scaling = aws_sdk_autoscaling::Client::new(&config);
        let scaling = scaling.describe_auto_scaling_groups().into_paginator().items().send();
        let scaling = scaling.try_collect().await.unwrap().len();
        [snapshots, instances, groups, scaling]
    });
    let calls = [
        "ec2:DescribeSnapshots",
        "ec2:DescribeInstances",
        "elasticloadbalancing:DescribeTargetGroups",
        "autoscaling:DescribeAutoScalingGroups",
    ];
    assert_eq!(names, [3, 4, 3, 2]);
    assert_eq!(calls.map(|action| bed.count(action)), [3, 4, 3, 2]);
}
