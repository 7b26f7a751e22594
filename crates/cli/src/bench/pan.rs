//! Frames timed one after the other, and what they cost the GL.

use std::time::{Duration, Instant};

use galry::gloo::{Framebuffer, Target};
use galry::scene::HeadlessCanvas;
use galry::visuals::{Frame, Renderer};

use super::process::ms;
use super::report::{is_drawn, quantile};
use crate::failure::Result;

/// Frames timed.
const FRAMES: usize = 60;

/// Longest time for them.
const LONGEST: Duration = Duration::from_secs(10);

/// What a frame took and cost, on average where it is no time.
#[derive(Debug)]
pub(super) struct Timing {
    pub(super) median_ms: f64,
    pub(super) p95_ms: f64,
    pub(super) draws_per_frame: f64,
    pub(super) upload_bytes_per_frame: u64,
    pub(super) compiles: u64,
    /// Whether the last picture shows something.
    pub(super) drawn: bool,
}

/// Clears to white and draws by `draw`, and waits until that is complete.
pub(super) fn frame(
    canvas: &mut HeadlessCanvas,
    draw: impl FnOnce(&mut Renderer, &Frame<'_>) -> Result<()>,
) -> Result<()> {
    let size_px = canvas.size_px();
    canvas.draw_with(|renderer: &mut Renderer, framebuffer: &Framebuffer| {
        let target = Target::Framebuffer(framebuffer);
        renderer.context().clear(&target, [1.0; 4], None)?;
        draw(renderer, &Frame { target, size_px })
    })?;
    canvas.wait()?;
    Ok(())
}

/// Times frames that `draw` makes, given their numbers from 1 on.
pub(super) fn time_frames(
    canvas: &mut HeadlessCanvas,
    mut draw: impl FnMut(&mut HeadlessCanvas, usize) -> Result<()>,
) -> Result<Timing> {
    let mut frames = Vec::with_capacity(FRAMES);
    let began = Instant::now();
    let before = canvas.context().counters();
    while frames.len() < FRAMES && (frames.is_empty() || began.elapsed() < LONGEST) {
        let start = Instant::now();
        draw(canvas, frames.len() + 1)?;
        frames.push(ms(start.elapsed()));
    }
    let spent = canvas.context().counters().since(&before);
    let drawn = is_drawn(&canvas.read()?);
    let count = frames.len();
    frames.sort_by(f64::total_cmp);
    Ok(Timing {
        median_ms: quantile(&frames, 0.5),
        p95_ms: quantile(&frames, 0.95),
        draws_per_frame: spent.draw_calls as f64 / count as f64,
        upload_bytes_per_frame: spent.bytes_uploaded / count as u64,
        compiles: spent.programs_compiled,
        drawn,
    })
}
