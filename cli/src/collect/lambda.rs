//! AWS Lambda.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_lambda::{Client, types};
use iem_core::{
    aws::lambda::facts::{AccountConcurrency, EventSource, Function, ProvisionedConcurrency},
    event::ResourceKind,
    names,
    snapshot::{Fact, Missed, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{count, given, required, state, text},
    limits::{Api, Rate},
    service::{Asks, Global, Regional, Site, row},
};

/// All control-plane requests together ("Lambda quotas").
const RATE: Rate = Rate { burst: 10, per_second: 10 };
/// Largest pages, whatever is asked for.
const FUNCTIONS_PAGE: i32 = 50;
const EVENT_SOURCES_PAGE: i32 = 100;

/// Asks about the listed functions.
pub(super) struct Lambda<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
}

impl<'a> Lambda<'a> {
    pub(super) fn new(site: &Site<'a>) -> Self {
        let listed = site.listed(ResourceKind::Function);
        let listed: BTreeSet<_> = listed.map(|function| names::function_name(&function.name)).collect();
        Self { api: site.api("lambda", RATE, Client::new), listed: listed.into_iter().map(str::to_owned).collect() }
    }

    async fn functions(&self, facts: &Facts<'_, RegionSnapshot>) {
        if !facts.is_planned(Source::Functions) {
            return;
        }
        let answer = async |name: &str| function(&self.api, name).await;
        facts.ask_each(Source::Functions, |facts| &mut facts.lambda.functions, self.listed.clone(), answer).await;
        // Other names are asked for only where one of them may have been meant.
        let is_gone = |facts: &RegionSnapshot| {
            let lambda = &facts.lambda;
            lambda.function_names.is_open() && lambda.functions.values().any(|it| matches!(it, Fact::Seen(None)))
        };
        if facts.read(is_gone) {
            let names = function_names(&self.api).await.map_or_else(Fact::Missed, Fact::Seen);
            facts.write(|facts| facts.lambda.function_names = names);
        }
    }

    async fn reserved(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |name: &str| reserved(&self.api, name).await;
        let names = facts.read(existing);
        facts
            .ask_each(Source::ReservedConcurrency, |facts| &mut facts.lambda.reserved_concurrency, names, answer)
            .await;
    }

    async fn provisioned(&self, facts: &Facts<'_, RegionSnapshot>) {
        let answer = async |name: &str| provisioned(&self.api, name).await;
        let names = facts.read(existing);
        facts
            .ask_each(Source::ProvisionedConcurrency, |facts| &mut facts.lambda.provisioned_concurrency, names, answer)
            .await;
    }
}

impl Regional for Lambda<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::Functions) {
            facts.expect(|facts| &mut facts.lambda.functions, &self.listed);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            row(Source::Functions, self.functions(facts)),
            row(Source::ReservedConcurrency, self.reserved(facts)),
            row(Source::ProvisionedConcurrency, self.provisioned(facts)),
            facts.row(Source::EventSources, |facts| &mut facts.lambda.event_sources, event_sources(&self.api)),
            facts.row(Source::AccountConcurrency, |facts| &mut facts.lambda.account_concurrency, account(&self.api)),
        ]
    }
}

/// Names of the listed functions that exist.
fn existing(facts: &RegionSnapshot) -> Vec<String> {
    let functions = facts.lambda.functions.iter();
    functions.filter(|(_, fact)| matches!(fact, Fact::Seen(Some(_)))).map(|(name, _)| name.clone()).collect()
}

/// `GetFunction` would save the call for reserved concurrency, but its permission lets one download
/// the function's code.
async fn function(api: &Api<'_, Client>, name: &str) -> Result<Option<Function>, Missed> {
    let answer = match api.send(|| api.client.get_function_configuration().function_name(name).send()).await {
        Ok(answer) => answer,
        Err(failure) if failure.is(&["ResourceNotFoundException"]) => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    let reason = given(answer.state_reason()).or_else(|| given(answer.last_update_status_reason()));
    Ok(Some(Function {
        arn: text(answer.function_arn(), "FunctionArn")?,
        state: state(answer.state().map(types::State::as_str)),
        last_update: state(answer.last_update_status().map(types::LastUpdateStatus::as_str)),
        reason: reason.unwrap_or_default(),
        timeout: count(answer.timeout(), "Timeout")?,
        vpc: given(answer.vpc_config().and_then(|config| config.vpc_id())),
    }))
}

async fn function_names(api: &Api<'_, Client>) -> Result<BTreeSet<String>, Missed> {
    let request = api.client.list_functions().max_items(FUNCTIONS_PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await?;
    let functions = pages.iter().flat_map(|page| page.functions());
    functions.map(|function| text(function.function_name(), "FunctionName")).collect()
}

async fn reserved(api: &Api<'_, Client>, name: &str) -> Result<Option<u32>, Missed> {
    let answer = api.send(|| api.client.get_function_concurrency().function_name(name).send()).await?;
    let reserved = answer.reserved_concurrent_executions();
    reserved.map(|reserved| count(Some(reserved), "ReservedConcurrentExecutions")).transpose()
}

async fn provisioned(api: &Api<'_, Client>, name: &str) -> Result<BTreeMap<String, ProvisionedConcurrency>, Missed> {
    let request = api.client.list_provisioned_concurrency_configs().function_name(name).max_items(FUNCTIONS_PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await?;
    let configs = pages.iter().flat_map(|page| page.provisioned_concurrency_configs());
    let config = |it: &types::ProvisionedConcurrencyConfigListItem| {
        // `…:function:checkout:live`
        let arn = text(it.function_arn(), "FunctionArn")?;
        let qualifier = required(arn.rsplit(':').next(), "the qualifier")?.to_owned();
        let config = ProvisionedConcurrency {
            status: state(it.status().map(types::ProvisionedConcurrencyStatusEnum::as_str)),
            reason: given(it.status_reason()).unwrap_or_default(),
            requested: count(
                it.requested_provisioned_concurrent_executions(),
                "RequestedProvisionedConcurrentExecutions",
            )?,
            allocated: count(
                it.allocated_provisioned_concurrent_executions(),
                "AllocatedProvisionedConcurrentExecutions",
            )?,
        };
        Ok((qualifier, config))
    };
    configs.map(config).collect()
}

/// All of the region: with up to a hundred on a page, that is fewer requests than one per function, and
/// a queue finds its functions as well.
async fn event_sources(api: &Api<'_, Client>) -> Result<BTreeMap<String, EventSource>, Missed> {
    let request = api.client.list_event_source_mappings().max_items(EVENT_SOURCES_PAGE);
    let pages = api.pages(|marker| request.clone().set_marker(marker).send(), |page| page.next_marker()).await?;
    let mappings = pages.iter().flat_map(|page| page.event_source_mappings());
    let mapping = |it: &types::EventSourceMappingConfiguration| {
        let maximum = it.scaling_config().and_then(|it| it.maximum_concurrency());
        let mapping = EventSource {
            function: names::function_name(&text(it.function_arn(), "FunctionArn")?).to_owned(),
            source: given(it.event_source_arn()),
            state: state(it.state()),
            maximum_concurrency: maximum.map(|it| count(Some(it), "MaximumConcurrency")).transpose()?,
        };
        Ok((text(it.uuid(), "UUID")?, mapping))
    };
    mappings.map(mapping).collect()
}

async fn account(api: &Api<'_, Client>) -> Result<AccountConcurrency, Missed> {
    let answer = api.send(|| api.client.get_account_settings().send()).await?;
    let limit = required(answer.account_limit(), "AccountLimit")?;
    Ok(AccountConcurrency {
        // No account has a limit of 0: it is what the SDK makes of a field that AWS did not send.
        limit: count(Some(limit.concurrent_executions()).filter(|limit| *limit > 0), "ConcurrentExecutions")?,
        unreserved: count(limit.unreserved_concurrent_executions(), "UnreservedConcurrentExecutions")?,
    })
}
