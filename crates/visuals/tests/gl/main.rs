//! Tests of the visuals with a GL context.

mod canvas;
mod image_quad;
mod polyline;
mod polyline_quality;
mod programs;
mod rectangles;
mod text;
