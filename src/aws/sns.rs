//! Amazon SNS.

pub mod facts;
pub(crate) mod names;
pub mod rules;
