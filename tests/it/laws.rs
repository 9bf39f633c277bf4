//! What must hold for every rule, of today and of tomorrow: laws over the whole registry.

mod age;
mod areas;
mod isolation;
mod shown;
mod sources;
mod thresholds;
mod topics;

pub(crate) use topics::asked;
mod world;
