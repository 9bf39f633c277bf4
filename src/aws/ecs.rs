//! Amazon ECS.

pub mod capacity;
pub mod facts;
mod metrics;
pub mod rules;
