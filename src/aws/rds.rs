//! Amazon RDS and Aurora.

pub mod facts;
