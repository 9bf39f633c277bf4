//! Amazon RDS and Aurora.

pub mod facts;
pub mod parameters;
pub mod rules;
