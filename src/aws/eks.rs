//! Amazon EKS.

pub mod facts;
pub mod rules;
