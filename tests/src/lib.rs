//! What crosses crates: pictures, layering, the program.
