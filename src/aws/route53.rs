//! Amazon Route 53.

pub mod facts;
