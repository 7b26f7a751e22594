//! Files of every format, good and bad. One binary, so that it links once.
#![expect(clippy::single_range_in_vec_init, reason = "one range is asked for")]

mod arrays;
mod errors;
mod support;
mod tables;
