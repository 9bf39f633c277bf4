//! Elastic Load Balancing.

pub mod facts;
