//! Pictures of figures, by what can be said about their pixels, and what making them costs.

#![allow(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod contents;
mod mistakes;
mod pictures;
mod scatter;
mod support;
mod values;
