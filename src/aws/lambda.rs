//! AWS Lambda.

pub mod facts;
pub mod rules;
