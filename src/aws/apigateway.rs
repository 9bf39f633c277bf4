//! Amazon API Gateway.

pub mod facts;
mod metrics;
pub mod rules;
