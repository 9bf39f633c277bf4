//! AWS CloudFormation.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::{Client, types::ResourceStatus};
use futures::future::try_join_all;
use iem_core::{
    names,
    snapshot::{
        Fact, Missed, PerResource,
        cloudformation::{Stack, StackResource},
    },
};

use super::{
    fields::{state, text},
    limits::Api,
    missed::Failure,
};

/// The stacks of these names that exist, by name.
pub(super) async fn stacks(api: &Api<'_, Client>, stacks: &[String]) -> Result<BTreeMap<String, Stack>, Missed> {
    let found = try_join_all(stacks.iter().map(|name| stack(api, name))).await?;
    Ok(stacks.iter().cloned().zip(found).filter_map(|(name, stack)| Some((name, stack?))).collect())
}

async fn stack(api: &Api<'_, Client>, name: &str) -> Result<Option<Stack>, Missed> {
    let answer = match api.send(api.client.describe_stacks().stack_name(name).send()).await {
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
pub(super) async fn resources(api: &Api<'_, Client>, stacks: &[String]) -> PerResource<Vec<StackResource>> {
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
