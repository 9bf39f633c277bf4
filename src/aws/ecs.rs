//! Amazon ECS.

pub mod capacity;
pub mod facts;
pub mod rules;
