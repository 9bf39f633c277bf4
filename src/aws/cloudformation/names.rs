//! Names of stacks.

/// Name of a stack, from its name or id (`arn:aws:cloudformation:…:stack/shop-prod/uuid`).
pub fn stack_name(written: &str) -> &str {
    written.split_once(":stack/").map_or(written, |(_, rest)| rest.split('/').next().unwrap_or(rest))
}
