//! AWS CloudFormation.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_cloudformation::{Client, types::ResourceStatus};
use futures::future::join_all;
use iem_core::{
    aws::cloudformation::facts::{Stack, StackResource},
    event::ResourceKind,
    names,
    snapshot::{Fact, Missed, PerResource, RegionSnapshot},
    source::Source,
};

use super::{
    facts::Facts,
    fields::{apart, state, text},
    limits::{Api, Rate},
    missed::Failure,
    service::{Asks, Global, Regional, Site, row},
};

/// AWS publishes none; less than what other tools live with.
const RATE: Rate = Rate { burst: 5, per_second: 5 };

/// Asks about the listed stacks.
pub(super) struct CloudFormation<'a> {
    api: Api<'a, Client>,
    listed: Vec<String>,
    /// Stacks without those that an earlier round has followed, as nested ones.
    unfollowed: Vec<String>,
}

impl<'a> CloudFormation<'a> {
    pub(super) fn new(site: &Site<'a>, known: &RegionSnapshot) -> Self {
        let listed = site.listed(ResourceKind::Stack);
        let listed: BTreeSet<_> = listed.map(|stack| names::stack_name(&stack.name).to_owned()).collect();
        let mut unfollowed: Vec<String> = listed.iter().cloned().collect();
        unfollowed.retain(|stack| !known.cloudformation.resources.contains_key(stack));
        let api = site.api("cloudformation", RATE, Client::new);
        Self { api, listed: listed.into_iter().collect(), unfollowed }
    }

    /// The listed stacks that exist, by name.
    async fn stacks(&self, facts: &Facts<'_, RegionSnapshot>) -> Result<BTreeMap<String, Stack>, Missed> {
        let asked = join_all(self.listed.iter().map(|name| stack(&self.api, name))).await;
        let (found, unread) = apart(self.listed.iter().cloned().zip(asked))?;
        facts.write(|facts| facts.cloudformation.unread = unread);
        Ok(found.into_iter().filter_map(|(name, stack)| Some((name, stack?))).collect())
    }

    async fn resources(&self, facts: &Facts<'_, RegionSnapshot>) {
        if !facts.is_planned(Source::StackResources) {
            return;
        }
        let answers = resources(&self.api, &self.unfollowed).await;
        facts.write(|facts| facts.cloudformation.resources.extend(answers));
        facts.done(Source::StackResources);
    }
}

impl Regional for CloudFormation<'_> {
    fn expect(&self, facts: &Facts<'_, RegionSnapshot>) {
        if facts.is_planned(Source::StackResources) {
            facts.expect(|facts| &mut facts.cloudformation.resources, &self.unfollowed);
        }
    }

    fn asks<'f>(&'f self, facts: &'f Facts<'_, RegionSnapshot>, _: &'f Global<'_>) -> Asks<'f> {
        vec![
            facts.row(Source::Stacks, |facts| &mut facts.cloudformation.stacks, self.stacks(facts)),
            row(Source::StackResources, self.resources(facts)),
        ]
    }
}

async fn stack(api: &Api<'_, Client>, name: &str) -> Result<Option<Stack>, Missed> {
    let answer = match api.send(|| api.client.describe_stacks().stack_name(name).send()).await {
        Ok(answer) => answer,
        Err(failure) if does_not_exist(&failure) => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    let stack = answer.stacks().first().map(|stack| Stack {
        status: state(stack.stack_status().map(|status| status.as_str())),
        reason: stack.stack_status_reason().unwrap_or_default().to_owned(),
    });
    Ok(stack)
}

/// CloudFormation has no code of its own for a stack that it does not know.
fn does_not_exist(failure: &Failure) -> bool {
    failure.is(&["ValidationError"]) && failure.missed.detail.contains("does not exist")
}

/// Resources of these stacks and of every stack nested in them, by stack name.
async fn resources(api: &Api<'_, Client>, stacks: &[String]) -> PerResource<Vec<StackResource>> {
    let mut answers = PerResource::new();
    let mut open: Vec<String> = stacks.to_vec();
    while let Some(name) = open.pop() {
        if answers.contains_key(&name) {
            continue;
        }
        let resources = of_stack(api, &name).await;
        for resource in resources.iter().flatten().filter(|it| it.resource_type == "AWS::CloudFormation::Stack") {
            open.push(names::stack_name(&resource.id).to_owned());
        }
        answers.insert(name, resources.map_or_else(Fact::Missed, Fact::Seen));
    }
    answers
}

async fn of_stack(api: &Api<'_, Client>, name: &str) -> Result<Vec<StackResource>, Missed> {
    let request = api.client.list_stack_resources().stack_name(name);
    let pages = api.pages(|token| request.clone().set_next_token(token).send(), |page| page.next_token()).await;
    let pages = match pages {
        Ok(pages) => pages,
        Err(failure) if does_not_exist(&failure) => return Ok(Vec::new()),
        Err(failure) => return Err(failure.into()),
    };
    let rows = pages.iter().flat_map(|page| page.stack_resource_summaries());
    let exists = rows.filter(|row| row.resource_status() != Some(&ResourceStatus::DeleteComplete));
    exists
        .filter_map(|row| Some((row, row.physical_resource_id().filter(|id| !id.is_empty())?)))
        .map(|(row, id)| {
            Ok(StackResource { resource_type: text(row.resource_type(), "ResourceType")?, id: id.to_owned() })
        })
        .collect()
}
