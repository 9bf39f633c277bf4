//! Amazon Route 53.

pub mod dns;
pub mod facts;
pub(crate) mod names;
pub mod rules;
