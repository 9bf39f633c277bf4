//! Amazon ECS.

pub mod facts;
