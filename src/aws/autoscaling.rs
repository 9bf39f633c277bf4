//! Amazon EC2 Auto Scaling.

pub mod facts;
mod metrics;
pub(crate) mod names;
pub mod rules;
