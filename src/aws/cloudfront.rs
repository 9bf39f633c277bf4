//! Amazon CloudFront.

pub mod facts;
pub mod rules;
