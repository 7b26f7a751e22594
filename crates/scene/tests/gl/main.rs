//! Tests of scenes with a GL context.
#![expect(
    clippy::unwrap_used,
    reason = "all of it is tests, helpers outside of test functions too"
)]

mod dashes;
mod exact;
mod extremes;
mod far_visuals;
mod interaction;
mod loading;
#[path = "../../../../examples/scene/mollweide.rs"]
mod mollweide;
mod nodes;
mod precision;
mod raster;
mod scatter;
mod shading;
mod smooth;
mod stream;
mod support;
mod transforms;
mod upkeep;
