//! Amazon RDS and Aurora.

pub mod facts;
mod metrics;
pub(crate) mod names;
pub mod parameters;
pub mod rules;
