//! Amazon EC2.

pub mod facts;
