//! Amazon API Gateway: REST APIs, and the HTTP and WebSocket APIs of its second version.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_apigateway::{Client, types};
use aws_sdk_apigatewayv2::{Client as Client2, types as types2};
use iem_core::{
    aws::apigateway::facts::{Api as Known, Stage, Throttle},
    event::ResourceKind,
    names,
    snapshot::{Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{count, number, required, text},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// All management requests of both versions together ("Amazon API Gateway quotas"), halved.
const RATE: Rate = Rate { burst: 20, per_second: 5 };
/// Largest pages.
const REST_PAGE: i32 = 500;
const HTTP_PAGE: &str = "500";
/// Stands for all methods of all resources of a REST API.
const EVERY_METHOD: &str = "*/*";

/// Asks about the listed APIs.
pub(super) struct ApiGateway<'a> {
    rest: Api<'a, Client>,
    http: Api<'a, Client2>,
    listed: Vec<String>,
}

impl<'a> ApiGateway<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::Api);
        Self {
            rest: site.api("apigateway", RATE, Client::new),
            http: site.api("apigateway", RATE, Client2::new),
            listed: listed.map(|api| api.name.clone()).collect(),
        }
    }

    async fn stages(&self, facts: &Facts<'_, RegionSnapshot>) {
        let is_rest = |id: &str| {
            facts.read(|facts| facts.apigateway.rest_apis.seen().is_some_and(|known| known.contains_key(id)))
        };
        let wanted: BTreeSet<String> = facts.read(|facts| {
            let listed = self.listed.iter().flat_map(|written| names::find_apis(&facts.apigateway, written));
            listed.map(|(id, _)| id.to_owned()).collect()
        });
        let answer = async |id: &str| match is_rest(id) {
            true => rest_stages(&self.rest, id).await,
            false => http_stages(&self.http, id).await,
        };
        let wanted = wanted.into_iter().collect();
        facts.ask_each(Source::ApiStages, |facts| &mut facts.apigateway.stages, wanted, answer).await;
    }
}

impl Regional for ApiGateway<'_> {
    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::RestApis, |facts| &mut facts.apigateway.rest_apis, rest_apis(&self.rest)),
            facts.row(Source::HttpApis, |facts| &mut facts.apigateway.http_apis, http_apis(&self.http)),
            row(Source::ApiStages, self.stages(facts)),
            facts.row(Source::ApiThrottle, |facts| &mut facts.apigateway.account_throttle, account(&self.rest)),
        ]
    }
}

async fn rest_apis(api: &Api<'_, Client>) -> Result<BTreeMap<String, Known>, Missed> {
    let request = api.client.get_rest_apis().limit(REST_PAGE);
    let pages = api.pages(|position| request.clone().set_position(position).send(), |page| page.position()).await?;
    let known = |it: &types::RestApi| {
        let known = Known { name: text(it.name(), "name")?, protocol: "REST".to_owned() };
        Ok((text(it.id(), "id")?, known))
    };
    pages.iter().flat_map(|page| page.items()).map(known).collect()
}

async fn http_apis(api: &Api<'_, Client2>) -> Result<BTreeMap<String, Known>, Missed> {
    let request = api.client.get_apis().max_results(HTTP_PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let known = |it: &types2::Api| {
        let protocol = text(it.protocol_type().map(types2::ProtocolType::as_str), "ProtocolType")?;
        Ok((text(it.api_id(), "ApiId")?, Known { name: text(it.name(), "Name")?, protocol }))
    };
    pages.iter().flat_map(|page| page.items()).map(known).collect()
}

async fn rest_stages(api: &Api<'_, Client>, id: &str) -> Result<BTreeMap<String, Stage>, Missed> {
    let answer = api.send(|| api.client.get_stages().rest_api_id(id).send()).await?;
    let stage = |it: &types::Stage| {
        let methods = it.method_settings();
        let every = methods.and_then(|methods| methods.get(EVERY_METHOD));
        let logs = |method: &types::MethodSetting| method.logging_level().is_some_and(|level| level != "OFF");
        let access_logs = it.access_log_settings().is_some_and(|it| it.destination_arn().is_some());
        let stage = Stage {
            throttle: every
                .and_then(|it| throttle(Some(it.throttling_rate_limit()), Some(it.throttling_burst_limit()))),
            logs: access_logs || methods.is_some_and(|methods| methods.values().any(logs)),
        };
        Ok((text(it.stage_name(), "stageName")?, stage))
    };
    answer.item().iter().map(stage).collect()
}

async fn http_stages(api: &Api<'_, Client2>, id: &str) -> Result<BTreeMap<String, Stage>, Missed> {
    let request = api.client.get_stages().api_id(id).max_results(HTTP_PAGE);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await?;
    let stage = |it: &types2::Stage| {
        let every = it.default_route_settings();
        let level = every.and_then(|it| it.logging_level()).map(types2::LoggingLevel::as_str);
        let access_logs = it.access_log_settings().is_some_and(|it| it.destination_arn().is_some());
        let stage = Stage {
            throttle: every.and_then(|it| throttle(it.throttling_rate_limit(), it.throttling_burst_limit())),
            logs: access_logs || level.is_some_and(|level| level != "OFF"),
        };
        Ok((text(it.stage_name(), "StageName")?, stage))
    };
    pages.iter().flat_map(|page| page.items()).map(stage).collect()
}

/// -1 stands for no limit of the stage's own.
fn throttle(rate: Option<f64>, burst: Option<i32>) -> Option<Throttle> {
    Some(Throttle { rate: rate.filter(|rate| *rate >= 0.0)?, burst: u32::try_from(burst?).ok()? })
}

async fn account(api: &Api<'_, Client>) -> Result<Throttle, Missed> {
    let answer = api.send(|| api.client.get_account().send()).await?;
    let throttle = required(answer.throttle_settings(), "throttleSettings")?;
    Ok(Throttle {
        // No account has a limit of 0: it is what the SDK makes of a field that AWS did not send.
        rate: number(Some(throttle.rate_limit()).filter(|rate| *rate > 0.0), "rateLimit")?,
        burst: count(Some(throttle.burst_limit()).filter(|burst| *burst > 0), "burstLimit")?,
    })
}
