//! What must hold for every rule, of today and of tomorrow: laws over the whole registry.

mod age;
mod areas;
mod dated;
mod denial;
mod isolation;
mod shown;
mod sources;
mod thresholds;
mod topics;
mod unknown;
mod world;

pub(crate) use topics::asked;
