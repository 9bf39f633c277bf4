//! Amazon EC2 Auto Scaling.

pub mod facts;
mod metrics;
pub mod rules;
