//! Elastic Load Balancing.

pub mod facts;
pub mod lcu;
mod metrics;
pub(crate) mod names;
pub mod rules;
