//! Names of functions.

/// Name of a Lambda function, from its name or ARN, with or without a version or alias
/// (`arn:aws:lambda:…:function:checkout:live`, `checkout:live`).
pub fn function_name(written: &str) -> &str {
    let name = written.split_once(":function:").map_or(written, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}
