//! What gloo costs beside calling OpenGL by hand, and beside copying in memory: both in one run, in
//! turn, so that a busy machine slows both.
//!
//! `cargo bench -p galry-gloo --features headless`
#![allow(unsafe_code, reason = "the other side is glow, called by hand")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use galry_gloo::glow::{self, HasContext as _};
use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
use galry_gloo::{
    Attribute, AttributeFormat, Buffer, Context, Draw, DrawState, Framebuffer, Primitive, Program,
    ProgramDesc, Result, StreamRing, Target, TextureFormat, Uniform, Usage, VertexArray,
    VertexBuffer,
};

/// Draws of a round.
const DRAWS: u32 = 10_000;
/// Rounds of each side, in turn.
const ROUNDS: usize = 15;
/// Bytes of one large write.
const LARGE: usize = 64_000_000;
/// Bytes of one small write, of which 64 make a round.
const SMALL: usize = 1_000_000;
/// Small writes that a ring holds.
const RING: usize = 8;

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as asked by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as asked by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Something that is measured.
type Part = fn(&Context) -> Result<()>;

fn main() -> Result<()> {
    let headless = HeadlessContext::new(&HeadlessDesc::default())?;
    let context = headless.context();
    let capabilities = context.capabilities();
    say(&format!(
        "{}, {}",
        capabilities.renderer, capabilities.version_text
    ));
    // `cargo bench -p galry-gloo --features headless -- draws` runs what is named alone.
    let named: Vec<String> = std::env::args().skip(1).collect();
    let parts: [(&str, Part); 4] = [
        ("draws", draws),
        ("writes", large_writes),
        ("ring", ring_writes),
        ("reads", reads),
    ];
    let is_chosen = |name: &str| named.iter().any(|given| given == name);
    let is_all = !parts.iter().any(|(name, _)| is_chosen(name));
    for (name, part) in parts {
        if is_all || is_chosen(name) {
            part(context)?;
        }
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a bench says what it measured")]
fn say(line: &str) {
    println!("{line}");
}

/// Seconds that each of two sides takes, in turn, the middle one of all rounds; and the middle one
/// of the ratios of the second to the first in each round.
fn in_turn(
    mut first: impl FnMut() -> Result<()>,
    mut second: impl FnMut() -> Result<()>,
) -> Result<(f64, f64, f64)> {
    let seconds = |work: &mut dyn FnMut() -> Result<()>| -> Result<f64> {
        let start = Instant::now();
        work()?;
        Ok(start.elapsed().as_secs_f64())
    };
    let (mut firsts, mut seconds_of_second, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (a, b) = (seconds(&mut first)?, seconds(&mut second)?);
        // The first round finds everything cold.
        if round > 0 {
            firsts.push(a);
            seconds_of_second.push(b);
            ratios.push(b / a);
        }
    }
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Ok((median(firsts), median(seconds_of_second), median(ratios)))
}

/// Small draws with unchanged state.
fn draws(context: &Context) -> Result<()> {
    let program = Program::new(
        context,
        &ProgramDesc::new(
            "small",
            "layout(location = 0) in vec2 position; uniform vec2 shift;
            void main() { gl_Position = vec4(position + shift, 0.0, 1.0); }",
            "layout(location = 0) out vec4 result; void main() { result = vec4(1.0); }",
        ),
    )?;
    program.set_uniform("shift", Uniform::F32x2([0.0; 2]))?;
    let corners = [[-0.1_f32, -0.1], [0.1, -0.1], [0.0, 0.1]];
    let corners = Buffer::from_slice(context, &corners, Usage::Static)?;
    let layout = [Attribute::new(0, AttributeFormat::F32x2, 0)];
    let vertices = VertexArray::new(context, &[VertexBuffer::new(&corners, &layout)], None)?;
    let picture = Framebuffer::with_size(context, [16, 16], TextureFormat::Rgba8)?;
    let target = Target::Framebuffer(&picture);
    let draw = Draw {
        state: DrawState::premultiplied(),
        ..Draw::new(target, &program, &vertices, Primitive::Triangles, 0..3)
    };
    // Both sides find the state set.
    context.draw(&draw)?;
    context.finish();
    let gl = context.glow();
    let by_hand = || {
        for _ in 0..DRAWS {
            // SAFETY: the draw before has set everything, and this one is within its vertices.
            unsafe { gl.draw_arrays(glow::TRIANGLES, 0, 3) };
        }
        context.finish();
        Ok(())
    };
    let by_gloo = || {
        for _ in 0..DRAWS {
            context.draw(black_box(&draw))?;
        }
        context.finish();
        Ok(())
    };
    let (by_hand_s, by_gloo_s, ratio) = in_turn(by_hand, by_gloo)?;
    let ms = |seconds: f64| seconds * 1e3;
    say(&format!(
        "{DRAWS} small draws: by hand {:.2} ms, by gloo {:.2} ms, ratio {ratio:.3}",
        ms(by_hand_s),
        ms(by_gloo_s)
    ));
    let (before, counters) = (ALLOCATIONS.load(Ordering::Relaxed), context.counters());
    for _ in 0..DRAWS {
        context.draw(&draw)?;
    }
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - before;
    let work = context.counters().since(&counters);
    say(&format!(
        "{} draws: {allocations} allocations, {} state changes",
        work.draw_calls, work.state_changes
    ));
    Ok(())
}

fn rates(what: &str, bytes: usize, (memory_s, gloo_s, ratio): (f64, f64, f64)) {
    let rate = |seconds: f64| bytes as f64 / seconds / 1e9;
    say(&format!(
        "{what}: copy in memory {:.2} GB/s, gloo {:.2} GB/s, {:.0} %",
        rate(memory_s),
        rate(gloo_s),
        100.0 / ratio
    ));
}

fn large_writes(context: &Context) -> Result<()> {
    let data: Vec<u8> = (0..LARGE).map(|at| at as u8).collect();
    let mut copy = vec![0_u8; LARGE];
    let buffer = Buffer::<u8>::with_len(context, LARGE, Usage::Stream)?;
    let in_memory = || {
        copy.copy_from_slice(black_box(&data));
        black_box(&copy);
        Ok(())
    };
    let by_gloo = || {
        buffer.write(0, &data)?;
        context.finish();
        Ok(())
    };
    rates("one write of 64 MB", LARGE, in_turn(in_memory, by_gloo)?);
    Ok(())
}

fn ring_writes(context: &Context) -> Result<()> {
    let data: Vec<u8> = (0..LARGE).map(|at| at as u8).collect();
    let mut copy = vec![0_u8; RING * SMALL];
    let mut ring = StreamRing::<u8>::new(context, RING * SMALL)?;
    let in_memory = || {
        for (place, part) in (0..RING).cycle().zip(data.chunks(SMALL)) {
            copy[place * SMALL..][..SMALL].copy_from_slice(black_box(part));
            black_box(&copy);
        }
        Ok(())
    };
    let by_gloo = || {
        for part in data.chunks(SMALL) {
            ring.write(part)?;
            ring.end_frame()?;
        }
        context.finish();
        Ok(())
    };
    rates(
        "64 writes of 1 MB to a ring of 8 MB, a fence after each",
        LARGE,
        in_turn(in_memory, by_gloo)?,
    );
    Ok(())
}

fn reads(context: &Context) -> Result<()> {
    let data: Vec<u8> = (0..LARGE).map(|at| at as u8).collect();
    let (mut copy, mut back) = (vec![0_u8; LARGE], vec![0_u8; LARGE]);
    let buffer = Buffer::from_slice(context, &data, Usage::Read)?;
    let in_memory = || {
        copy.copy_from_slice(black_box(&data));
        black_box(&copy);
        Ok(())
    };
    let by_gloo = || buffer.read_into(0, &mut back);
    rates(
        "one read of 64 MB from a buffer",
        LARGE,
        in_turn(in_memory, by_gloo)?,
    );
    let side = 4000;
    let picture = Framebuffer::with_size(context, [side; 2], TextureFormat::Rgba8)?;
    context.clear(&Target::Framebuffer(&picture), [0.5; 4], None)?;
    let in_memory = || {
        copy.copy_from_slice(black_box(&data));
        black_box(&copy);
        Ok(())
    };
    let by_gloo = || picture.read_rgba8_into(picture.rect(), &mut back);
    rates(
        "one read of 64 MB from a framebuffer",
        LARGE,
        in_turn(in_memory, by_gloo)?,
    );
    Ok(())
}
