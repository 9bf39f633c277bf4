//! Amazon EC2 Auto Scaling.

pub mod facts;
pub mod rules;
