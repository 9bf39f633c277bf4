//! Elastic Load Balancing.

pub mod facts;
pub mod lcu;
mod metrics;
pub mod rules;
