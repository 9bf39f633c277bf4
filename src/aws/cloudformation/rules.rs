//! The stacks that the workload is built by.

use serde_json::json;

use crate::{
    event::ResourceKind,
    rule::{Area, Cx, Evidence, Example, Light, Listed, Rule, Topic},
    source::Source,
    workload::Answer,
};

/// Rules about CloudFormation stacks.
pub const RULES: &[&Rule] = &[&STACK_STATE];

const STACK_STATE: Rule = Rule {
    id: "cfn-stack-state",
    area: Area::Operations,
    topics: &[Topic::Inventory, Topic::Change],
    title: "stacks exist, and their last operation has ended well",
    why: "A stack in a failed state takes no update until somebody has mended it, so that neither a fix nor a \
          way back can be rolled out during the event. A stack that is changing is not what was tested.",
    fix: "`aws cloudformation describe-stack-events --stack-name {resource} --region {region}` shows what failed; \
          continue the rollback or delete and create the stack again. Let a running operation end. Where the \
          stack does not exist, correct its name in section 6.",
    other_fixes: &[],
    references: &[
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    ],
    lead_days: 14,
    needs: &[Source::Stacks],
    thresholds: &[],
    example: Example::Region(
        r#"{"cloudformation": {"stacks": {"seen": {"shop-prod": {"status": "UPDATE_ROLLBACK_FAILED", "reason": "a resource could not be restored"}}}}}"#,
    ),
    check,
};

fn check(cx: &mut Cx<'_>) {
    for Listed { subject, resource, .. } in cx.existing(ResourceKind::Stack) {
        let Answer::Stack(stack) = resource.answer else { continue };
        let status = stack.status.as_str();
        let (light, words) = match status {
            // "Stack status codes": a creation that was rolled back leaves a stack that can only be deleted.
            "ROLLBACK_COMPLETE" => (Light::Red, "was never created: its creation was rolled back"),
            _ if status.ends_with("_FAILED") => (Light::Red, "is in a failed state"),
            _ if status.starts_with("DELETE_") => (Light::Red, "is being deleted"),
            "REVIEW_IN_PROGRESS" => (Light::Red, "was never created: its change set waits for a review"),
            _ if status.ends_with("_IN_PROGRESS") => (Light::Yellow, "is changing"),
            "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_ROLLBACK_COMPLETE" => (Light::Yellow, "took its last change back"),
            "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" => (Light::Green, "is settled"),
            _ => (Light::Gray, "has a state that iem does not know"),
        };
        let evidence = Evidence::from([("status", json!(status)), ("reason", json!(stack.reason))]);
        cx.push(light, &subject, format!("the stack {words} ({status})"), evidence);
    }
}
