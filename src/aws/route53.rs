//! Amazon Route 53.

pub mod dns;
pub mod facts;
pub mod rules;
