//! Networks of Amazon EC2.

pub mod facts;
mod metrics;
pub mod rules;
