//! Headless contexts, picture comparison and numeric helpers for galry's tests.
