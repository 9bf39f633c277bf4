//! What AWS CloudFormation answered.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::snapshot::{Fact, Missed, PerResource};

/// AWS CloudFormation in one region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CloudFormation {
    /// The listed stacks that exist, by name (`DescribeStacks`).
    pub stacks: Fact<BTreeMap<String, Stack>>,
    /// Why single stacks were not read, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub unread: BTreeMap<String, Missed>,
    /// Resources by stack name, also those of the stacks nested in it (`ListStackResources`). A stack
    /// that does not exist has none.
    pub resources: PerResource<Vec<StackResource>>,
}

/// One stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// `StackStatus`, such as `UPDATE_COMPLETE`.
    pub status: String,
    /// `StackStatusReason`, empty when there is none.
    pub reason: String,
}

/// One resource of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StackResource {
    /// `ResourceType`, such as `AWS::EC2::Instance`.
    pub resource_type: String,
    /// `PhysicalResourceId`: an id, a name or an ARN, by the type. Resources that have none yet, and
    /// deleted ones, are left out.
    pub id: String,
}
