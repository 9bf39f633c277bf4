//! Amazon API Gateway.

pub mod facts;
