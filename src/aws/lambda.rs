//! AWS Lambda.

pub mod facts;
mod metrics;
pub mod rules;
