//! Amazon DynamoDB.

pub mod facts;
mod metrics;
pub mod rules;
