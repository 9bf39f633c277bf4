//! Amazon EKS.

pub mod facts;
