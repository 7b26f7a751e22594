//! The program `galry`.
fn main() {}
