//! Reports, and what they are made from, for tests.

pub(crate) mod example;
mod review;
pub(crate) mod world;

pub(crate) use review::{rich, shout};
