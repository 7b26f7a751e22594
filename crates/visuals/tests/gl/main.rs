//! Tests of the visuals with a GL context.

mod canvas;
mod columns;
mod goldens;
mod image_quad;
mod polyline;
mod polyline_quality;
mod programs;
mod rectangles;
mod text;
