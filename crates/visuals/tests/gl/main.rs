//! Tests of the visuals with a GL context.
#![expect(
    clippy::unwrap_used,
    reason = "all of it is tests, helpers outside of test functions too"
)]

mod canvas;
mod columns;
mod dashes;
mod fills;
mod goldens;
mod image;
mod image_quad;
mod markers;
mod polyline;
mod polyline_corners;
mod polyline_quality;
mod programs;
mod rectangles;
mod text;
