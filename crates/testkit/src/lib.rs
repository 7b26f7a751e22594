//! Headless contexts, picture comparison and numeric helpers for galry's tests.

#[cfg(feature = "x11")]
pub mod x11;
