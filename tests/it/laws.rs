//! What must hold for every rule, of today and of tomorrow: laws over the whole registry.

mod isolation;
mod world;
