//! Amazon ECS.

pub mod capacity;
pub mod facts;
mod metrics;
pub(crate) mod names;
pub mod rules;
