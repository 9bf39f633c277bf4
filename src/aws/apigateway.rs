//! Amazon API Gateway.

pub mod facts;
pub mod rules;
