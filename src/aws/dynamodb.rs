//! Amazon DynamoDB.

pub mod facts;
pub mod rules;
