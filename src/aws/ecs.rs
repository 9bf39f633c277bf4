//! Amazon ECS.

pub mod capacity;
pub mod facts;
