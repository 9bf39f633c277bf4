//! Amazon CloudFront.

pub mod facts;
