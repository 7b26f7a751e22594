//! Files of every format, good and bad. One binary, so that it links once.

mod arrays;
mod errors;
mod support;
mod tables;
