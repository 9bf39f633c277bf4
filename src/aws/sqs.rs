//! Amazon SQS.

pub mod facts;
mod metrics;
pub mod rules;
