//! Pictures of figures, by what can be said about their pixels, and what making them costs.

mod contents;
mod mistakes;
mod pictures;
mod support;
