//! Text for people and shells: numbers, escapes, Markdown, words of commands.

pub(crate) mod escape;
pub(crate) mod markdown;
pub(crate) mod number;
pub(crate) mod shell;

pub use escape::for_terminal;
