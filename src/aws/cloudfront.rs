//! Amazon CloudFront.

pub mod facts;
pub(crate) mod names;
pub mod rules;
