//! What happened, what was silent and what went away, for programs and for people.

use serde_json::{Value, json};

use super::review::{list, review, text};
use crate::bed::{Bed, history::GONE};

/// Two launches that failed within five minutes, and one long before the event.
pub(super) fn failed_launches() -> String {
    let activity = |at: &str| {
        format!(
            "<member><ActivityId>{at}</ActivityId><AutoScalingGroupName>web</AutoScalingGroupName>\
             <Cause>difference between desired and actual capacity</Cause><StartTime>{{{{time:{at}}}}}</StartTime>\
             <StatusCode>Failed</StatusCode><StatusMessage>Not enough m5.large in us-east-1b.</StatusMessage></member>"
        )
    };
    let activities: String = ["+6483m", "+6480m", "-3d"].into_iter().map(activity).collect();
    format!(
        "<DescribeScalingActivitiesResponse><DescribeScalingActivitiesResult><Activities>{activities}</Activities>\
         </DescribeScalingActivitiesResult></DescribeScalingActivitiesResponse>"
    )
}

#[test]
fn everything_that_happened_stands_in_one_timeline() {
    let bed =
        Bed::start().thirty_days().answer("autoscaling:DescribeScalingActivities", 200, "text/xml", &failed_launches());
    let report = review(&bed);
    let line = |it: &Value| {
        let word = |key: &str| {
            let word = it[key].as_str().unwrap_or("-").replace(bed.id("instance.0"), "<instance.0>");
            word.replace(bed.id("nat"), "<nat>")
        };
        let [at, until] = ["at", "until"].map(|key| word(key).trim_start_matches("2026-11-27T").replace(":00Z", ""));
        format!("{at} {until} {} {} {}: {}", word("class"), word("kind"), word("resource"), word("text"))
    };
    // The id of an API is made up anew each time, and its peak stands wherever that leads.
    let is_of_api = |it: &&Value| it["resource"] == bed.id("api.shop");
    let lines: Vec<String> = list(&report, "timeline").iter().filter(|it| !is_of_api(it)).map(line).collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    08:00 - info phase -: the window opens
    08:00 - high deleted chekout: function chekout: AWS does not list it any more, and it has no datapoint: when it was deleted is not known
    08:00 - high deleted ordres: queue ordres: AWS does not list it any more, and it has no datapoint: when it was deleted is not known
    08:00 - high deleted shop/carts: ecs-service shop/carts: AWS does not list it any more, and it has no datapoint: when it was deleted is not known
    08:00 - medium health 123456789012: AWS Health: ROUTE53 AWS_ROUTE53_MAINTENANCE_SCHEDULED (open) in global, since 2026-11-27 08:00 GMT +8
    12:00 - info phase -: the event starts
    12:00 12:03 high scaling-failure web: scaling of group web failed, 2 times: Not enough m5.large in us-east-1b.
    12:20 - medium change -: ada: DeleteLoadBalancer of elasticloadbalancing, refused with AccessDenied
    14:00 - high deleted i-0a1b2c3d4e5f60718: instance i-0a1b2c3d4e5f60718: AWS does not list it any more, and its last datapoint is of this time
    14:00 16:00 high health 123456789012: AWS Health: EC2 AWS_EC2_OPERATIONAL_ISSUE (closed) in us-east-1
    14:00 - info change 123456789012: AWS itself made 1 change of ec2: TerminateInstances 1
    15:00 15:12 critical alarm web: alarm web-5xx fired and went back after 12 min: Threshold Crossed: 1 datapoint [12.0] was greater than the threshold (10.0).
    15:00 - info peak E2QWRUHAPOMQZL: peak of Requests on distribution E2QWRUHAPOMQZL: 120 per second, 6 times the largest value before
    15:00 - info peak carts: peak of ConsumedReadCapacityUnits on dynamodb-table carts: 30 per second, 6 times the largest value before
    15:00 - info peak checkout: peak of Invocations on function checkout: 24 per second, 6 times the largest value before
    15:00 - info peak <instance.0>: peak of NetworkOut on instance <instance.0>: 600,000 bytes per second, 6 times the largest value before
    15:00 - info peak <nat>: peak of BytesOutToDestination on nat-gateway <nat>: 600,000 bytes per second, 6 times the largest value before
    15:00 - info peak orders: peak of DatabaseConnections on database orders: 120, 6 times the largest value before
    15:00 - info peak orders: peak of NumberOfMessagesPublished on topic orders: 3 per second, 6 times the largest value before
    15:00 - info peak orders: peak of NumberOfMessagesSent on queue orders: 12 per second, 6 times the largest value before
    15:00 - info peak shop: peak of apiserver_request_total on eks-cluster shop: 60 per second, 6 times the largest value before
    15:00 - info peak web: peak of GroupInServiceInstances on asg web: 12, 6 times the largest value before
    15:00 - info peak web: peak of RequestCount on load-balancer web: 60 per second, 6 times the largest value before
    15:15 - medium alarm -: alarm shop-down fired and had not gone back by 2026-11-28 04:00 GMT +8: Alarm updated from OK to ALARM
    15:40 - high change web: grace: UpdateAutoScalingGroup of autoscaling on web
    18:00 - info phase -: the event ends
    20:00 - info phase -: the window closes
    "#);
    let fired = list(&report, "indicators").iter().find(|it| it["name"] == "alarms that fired").unwrap();
    assert_eq!(fired["value"], 2.0);
    let page = text(&bed, "markdown");
    for said in
        ["scaling of group web failed, 2 times", "alarm web-5xx fired and went back after 12 min", "AWS Health: EC2"]
    {
        assert!(page.contains(said), "{said}");
    }
}

/// One series of the report.
fn series<'a>(report: &'a Value, kind: &str, metric: &str, statistic: &str) -> &'a Value {
    let of_kind = list(report, "resources").iter().filter(|it| it["resource"]["type"] == kind);
    let mut all = of_kind.flat_map(|it| it["series"].as_array().unwrap());
    all.find(|it| it["metric"] == metric && it["statistic"] == statistic).unwrap()
}

#[test]
fn a_gap_a_silent_counter_and_a_resource_that_is_gone_are_each_shown_as_such() {
    let bed = Bed::start().thirty_days();
    let report = review(&bed);
    let page = text(&bed, "markdown");
    let said = |start: &str, words: &[&str]| {
        let mut lines = page.lines().filter(|line| line.contains(start));
        assert!(lines.any(|line| words.iter().all(|word| line.contains(word))), "{start}: {words:?}");
    };
    // Ten minutes without a response time.
    let gap = &series(&report, "load-balancer", "TargetResponseTime", "p99")["event"];
    assert_eq!(gap["gaps"], json!([{ "from": "2026-11-27T16:00:00Z", "until": "2026-11-27T16:10:00Z" }]));
    said("`TargetResponseTime, p99`", &["710 of 720", "gap 2026-11-28 00:00 to 00:10"]);
    // No request was throttled: the table published, and this counter did not.
    let zero = &series(&report, "dynamodb-table", "ReadThrottleEvents", "Sum")["event"];
    assert_eq!((&zero["datapoints"], &zero["maximum"], &zero["gaps"]), (&json!(0), &json!(0.0), &json!([])));
    said("`ReadThrottleEvents, Sum`", &["zero throughout"]);
    // Of a gauge without a datapoint nobody knows anything.
    let unknown = &series(&report, "target-group", "HealthyHostCount", "Minimum")["event"];
    assert_eq!((&unknown["datapoints"], &unknown["maximum"]), (&json!(0), &Value::Null));
    said("`HealthyHostCount, Minimum`", &["no datapoint"]);
    let gone = list(&report, "resources").iter().find(|it| it["resource"]["id"] == GONE).unwrap();
    assert_eq!(gone["presence"], json!({ "state": "deleted", "last_seen": "2026-11-27T14:00:00Z" }));
    let half = &gone["series"][0]["event"];
    assert_eq!((&half["datapoints"], &half["gaps"][0]["from"]), (&json!(360), &json!("2026-11-27T14:00:00Z")));
    let strip = gone["health"].as_array().unwrap();
    assert!(strip[..24].iter().all(|it| it == "green") && strip[24..].iter().all(|it| it == "gray"), "{strip:?}");
    said("**State:** deleted", &["its last datapoint ends at 2026-11-27 22:00"]);
    said(GONE, &["HIGH", "AWS does not list it any more"]);
}
