//! Names of tables.

/// Name of a DynamoDB table, from its name or ARN (`arn:aws:dynamodb:…:table/orders`); `None` for an
/// endpoint of the service, which names no table.
pub fn table_name(written: &str) -> Option<&str> {
    let name = written.split_once(":table/").map_or(written, |(_, name)| name);
    (!written.contains(".amazonaws.")).then(|| name.split('/').next().unwrap_or(name))
}
