//! Amazon RDS and Aurora.

pub mod facts;
mod metrics;
pub mod parameters;
pub mod rules;
