//! Amazon EC2.

pub mod capacity;
pub mod facts;
pub mod rules;
