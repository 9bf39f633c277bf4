//! Amazon DynamoDB.

pub mod facts;
