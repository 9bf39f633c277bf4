//! APIs of Amazon API Gateway: whether they exist, and whether their throttles take the peak.

use serde_json::json;

use super::facts::Api;
use crate::{
    aws::cloudwatch::metrics::Metric,
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Need, Place, Rule, Subject, Threshold, Topic},
    rules::load::{self, Peak, Whose},
    source::Source,
    workload::Answer,
};

/// Rules about APIs.
pub const RULES: &[&Rule] = &[&EXISTS, &ACCOUNT_THROTTLE, &STAGE_THROTTLE, &ERRORS, &LOGS];

const THROTTLE_PAGE: &str =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html";

const YELLOW_SHARE: Threshold = Threshold {
    name: "yellow-share",
    default: 0.8,
    meaning: "share of the throttle at the peak from which it is at risk",
};

const EXISTS: Rule = Rule {
    id: "api-exists",
    area: Area::Service,
    topics: &[Topic::Inventory],
    title: "every listed API exists and has a stage that is deployed",
    why: "An API that is missing, or that no stage serves, answers nobody; a wrong name means that nobody looked at the \
          right one.",
    fix: "See what there is with `aws apigateway get-rest-apis --region {region}` and `aws apigatewayv2 get-apis --region \
          {region}`, and correct section 6 of the workbook; an id names one API only. Deploy an API without a stage.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html"],
    lead_days: 7,
    needs: &[Source::RestApis, Source::HttpApis, Source::ApiStages],
    thresholds: &[],
    example: Example::Region(r#"{"apigateway":{"stages":{"a1b2c3d4e5":{"seen":{"prod":null}}}}}"#),
    check: |cx| {
        for Listed { subject, resource, place, .. } in cx.existing(ResourceKind::Api) {
            let Answer::Api(api) = resource.answer else { continue };
            let all = &place.facts.apigateway.stages;
            let Some(stages) = cx.read_one(&subject, Source::ApiStages, all, &subject.id) else { continue };
            let names: Vec<&String> = stages.keys().collect();
            let evidence = Evidence::from([("name", json!(api.name)), ("stages", json!(names))]);
            match names.is_empty() {
                true => cx.red(&subject, format!("{} has no stage: it answers nobody", api.name), evidence),
                false => cx.green(&subject, format!("{} exists and has a stage", api.name), evidence),
            }
        }
    },
};

/// Listed APIs that exist. The others are the business of `api-exists`.
fn listed_apis<'a>(cx: &mut Cx<'a>) -> Vec<(Subject, Place<'a>, &'a Api)> {
    let api = |it: Listed<'a>| match it.resource.answer {
        Answer::Api(api) => Some((it.subject, it.place, api)),
        _ => None,
    };
    cx.resources(ResourceKind::Api).into_iter().filter_map(api).collect()
}

/// Requests per second of the busiest minute, and what the peak makes of them.
fn peak<'a>(cx: &mut Cx<'a>, subject: &Subject, place: Place<'a>, api: &Api) -> Option<Peak> {
    let metric = Metric::api_requests(&subject.id, api);
    let whose = Whose::whole(subject);
    let busiest = load::series(cx, whose, place, &metric)?.maximum / f64::from(metric.period);
    load::peak(cx, whose, busiest)
}

const ACCOUNT_THROTTLE: Rule = Rule {
    id: "api-account-throttle-at-peak",
    area: Area::Service,
    topics: &[Topic::Capacity, Topic::Quota],
    title: "the account's throttle lets the peak through",
    why: "All APIs of an account and region share one token bucket, those of other workloads included. What comes beyond \
          it is answered with 429, and raising it takes AWS Support.",
    fix: "Ask for more: `aws service-quotas request-service-quota-increase --service-code apigateway --quota-code \
          {quota_code} --desired-value {ask_for} --region {region}`, or cache what can be cached in front of the APIs.",
    other_fixes: &[],
    references: &[THROTTLE_PAGE, "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"],
    lead_days: 14,
    needs: &[Source::RestApis, Source::HttpApis, Source::ApiThrottle, Source::Metrics],
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(r#"{"apigateway":{"account_throttle":{"seen":{"rate":500}}}}"#),
    check: |cx| {
        let apis = listed_apis(cx);
        for place in cx.places() {
            let is_here = |of: &Place<'_>| (of.account, of.region) == (place.account, place.region);
            let here: Vec<_> = apis.iter().filter(|(_, of, _)| is_here(of)).collect();
            if here.is_empty() {
                continue;
            }
            let peaks: Vec<_> = here.into_iter().map(|(subject, _, api)| peak(cx, subject, place, api)).collect();
            let subject = Subject::new("quota", "apigateway/L-8A5B8E43", place);
            let throttle = &place.facts.apigateway.account_throttle;
            let Some(throttle) = cx.read(&subject, Source::ApiThrottle, throttle) else { continue };
            let used: f64 = peaks.iter().flatten().map(|peak| peak.busiest).sum();
            let needed: f64 = peaks.iter().flatten().map(|peak| peak.needed).sum();
            // A part of a sum may be too much, and is never little enough; what is missing is gray already.
            if needed <= throttle.rate && peaks.iter().any(Option::is_none) {
                continue;
            }
            let share = cx.threshold(&YELLOW_SHARE);
            let evidence = Evidence::from([
                ("quota_code", json!("L-8A5B8E43")),
                ("quota", json!(throttle.rate)),
                ("burst", json!(throttle.burst)),
                ("used", json!(used)),
                ("needed", json!(needed as u64)),
                ("ask_for", json!((needed / share).ceil() as u64)),
            ]);
            let summary = format!(
                "the peak of the listed APIs needs {needed} requests per second ({used:.1} in their busiest minutes), the \
                 account takes {}",
                throttle.rate
            );
            cx.push(light(needed, throttle.rate, share), &subject, summary, evidence);
            let need = Need::new(needed, throttle.rate, "requests per second").used(used);
            cx.need(need.quota("apigateway/L-8A5B8E43", (needed / share).ceil() as u64));
        }
    },
};

fn light(needed: f64, limit: f64, share: f64) -> Light {
    match () {
        () if needed > limit => Light::Red,
        () if needed > limit * share => Light::Yellow,
        () => Light::Green,
    }
}

const STAGE_THROTTLE: Rule = Rule {
    id: "api-stage-throttle-at-peak",
    area: Area::Service,
    topics: &[Topic::Capacity],
    title: "no throttle of a stage cuts the peak off",
    why: "A throttle that somebody set on a stage keeps an ordinary day safe. At the event it answers every request above \
          it with 429, however much the account takes.",
    fix: "Raise it. REST: `aws apigateway update-stage --rest-api-id {resource} --stage-name {stage} --patch-operations \
          op=replace,path=/*/*/throttling/rateLimit,value={recommended} --region {region}`. HTTP and WebSocket: `aws \
          apigatewayv2 update-stage --api-id {resource} --stage-name {stage} --default-route-settings \
          ThrottlingRateLimit={recommended} --region {region}`.",
    other_fixes: &[],
    references: &[
        THROTTLE_PAGE,
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html",
    ],
    lead_days: 7,
    needs: &[Source::RestApis, Source::HttpApis, Source::ApiStages, Source::Metrics],
    thresholds: &[YELLOW_SHARE],
    example: Example::Region(
        r#"{"apigateway":{"stages":{"a1b2c3d4e5":{"seen":{"prod":{"throttle":{"rate":100,"burst":50}}}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, api) in listed_apis(cx) {
            let all = &place.facts.apigateway.stages;
            let Some(stages) = cx.read_one(&subject, Source::ApiStages, all, &subject.id) else { continue };
            let limited: Vec<_> = stages.iter().filter_map(|(name, stage)| Some((name, stage.throttle?))).collect();
            if limited.is_empty() {
                cx.not_applicable();
                continue;
            }
            // CloudWatch knows the requests of an API; of which stage, only with detailed metrics.
            let Some(Peak { busiest, growth, needed }) = peak(cx, &subject, place, api) else { continue };
            let share = cx.threshold(&YELLOW_SHARE);
            for (name, throttle) in limited {
                let evidence = Evidence::from([
                    ("stage", json!(name)),
                    ("rate", json!(throttle.rate)),
                    ("burst", json!(throttle.burst)),
                    ("busiest_per_second", json!(busiest)),
                    ("peak_factor", json!(growth)),
                    ("needed", json!(needed as u64)),
                    ("recommended", json!((needed / share).ceil() as u64)),
                ]);
                let summary = format!(
                    "stage {name} takes {} requests per second, the peak of {} needs {needed} ({busiest:.1} in the busiest \
                     minute × {growth})",
                    throttle.rate, api.name
                );
                cx.push_part(light(needed, throttle.rate, share), Area::Service, &subject, name, summary, evidence);
                cx.need(Need::new(needed, throttle.rate, "requests per second").used(busiest));
            }
        }
    },
};

const RED_SHARE: Threshold = Threshold {
    name: "red-share",
    default: 0.01,
    meaning: "share of an hour's requests answered with an error of the server, from which the API is not ready",
};

const ERRORS: Rule = Rule {
    id: "api-errors",
    area: Area::Operations,
    topics: &[Topic::Health],
    title: "APIs answer without errors at today's load",
    why: "An API that fails on an ordinary day fails more often under the load of the event, and its clients try again.",
    fix: "Look at the logs of the stage and at what stands behind it in the hour that is named: {hour}.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html",
    ],
    lead_days: 7,
    needs: &[Source::RestApis, Source::HttpApis, Source::Metrics],
    thresholds: &[RED_SHARE],
    example: Example::Region(
        r#"{"cloudwatch":{"metrics":{"AWS/ApiGateway 5XXError Average ApiName=shop":{"seen":{"maximum":0.04}}}}}"#,
    ),
    check: |cx| {
        for (subject, place, api) in listed_apis(cx) {
            let Some(metric) = Metric::api_errors(&subject.id, api) else {
                cx.not_applicable();
                continue;
            };
            let Some(series) = load::series(cx, Whose::whole(&subject), place, &metric) else { continue };
            let hour = series.maximum_at.to_string();
            let percent = series.maximum * 100.0;
            let evidence = Evidence::from([("share", json!(series.maximum)), ("hour", json!(hour))]);
            let summary = format!("{percent:.2} % of requests failed in the worst hour of 14 days");
            let light = if series.maximum > cx.threshold(&RED_SHARE) { Light::Red } else { Light::Green };
            cx.push(light, &subject, summary, evidence);
        }
    },
};

const LOGS: Rule = Rule {
    id: "api-logs",
    area: Area::Operations,
    topics: &[Topic::Logging],
    title: "every stage of a listed API keeps logs",
    why: "Without logs nobody can say during the event which requests fail, and why, and the review afterwards has \
          nothing to read.",
    fix: "Switch them on. REST: `aws apigateway update-stage --rest-api-id {resource} --stage-name {stage} \
          --patch-operations op=replace,path=/accessLogSettings/destinationArn,value=<log group ARN> --region {region}`. HTTP \
          and WebSocket: `aws apigatewayv2 update-stage --api-id {resource} --stage-name {stage} --access-log-settings \
          DestinationArn=<log group ARN>,Format=<format> --region {region}`.",
    other_fixes: &[],
    references: &["https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html"],
    lead_days: 3,
    needs: &[Source::RestApis, Source::HttpApis, Source::ApiStages],
    thresholds: &[],
    example: Example::Region(r#"{"apigateway":{"stages":{"a1b2c3d4e5":{"seen":{"prod":{"logs":false}}}}}}"#),
    check: |cx| {
        for (subject, place, _) in listed_apis(cx) {
            let all = &place.facts.apigateway.stages;
            let Some(stages) = cx.read_one(&subject, Source::ApiStages, all, &subject.id) else { continue };
            for (name, stage) in stages {
                let evidence = Evidence::from([("stage", json!(name)), ("logs", json!(stage.logs))]);
                let (light, word) = if stage.logs { (Light::Green, "keeps") } else { (Light::Yellow, "keeps no") };
                cx.push_part(light, Area::Operations, &subject, name, format!("stage {name} {word} logs"), evidence);
            }
        }
    },
};
