//! The draw path allocates nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use galry_gloo::{
    DrawState, Texture2d, TextureBinding, TextureDesc, TextureRegion, Uniform, UniformBinding,
    UniformBuffer,
};

use crate::support::{EVERYTHING, canvas, in_each_api, positions, program, strip};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: every call is handed to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that ends has nothing left to count with.
        let _counted = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: as asked by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as asked by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[test]
fn a_draw_allocates_nothing_and_repeats_no_call() {
    in_each_api(|context| {
        let program = program(
            context,
            "layout(location = 0) in vec2 position;
            layout(std140) uniform Shift { vec4 shift; };
            void main() { gl_Position = vec4(position + shift.xy, 0.0, 1.0); }",
            "uniform sampler2D picture;
            uniform vec4 tint;
            layout(location = 0) out vec4 result;
            void main() { result = tint * texelFetch(picture, ivec2(0), 0); }",
        );
        program.bind_block("Shift", 3).unwrap();
        program.bind_sampler("picture", 2).unwrap();
        let shift = UniformBuffer::new(context, &[0.0_f32; 4]).unwrap();
        let picture = Texture2d::new(context, &TextureDesc::default()).unwrap();
        picture
            .write(TextureRegion::whole([1, 1]), &[255_u8; 4])
            .unwrap();
        let vertices = positions(context, &EVERYTHING);
        let target = canvas(context, [8, 8]);
        let mut pixels = vec![0; 8 * 8 * 4];
        let uniforms = [UniformBinding {
            slot: 3,
            buffer: &shift,
        }];
        let textures = [TextureBinding {
            unit: 2,
            texture: &picture,
            sampler: None,
        }];
        let mut frame = |shade: f32| {
            let mut draw = strip(&target, &program, &vertices);
            draw.uniforms = &uniforms;
            draw.textures = &textures;
            draw.state = DrawState::premultiplied();
            for _ in 0..10 {
                program
                    .set_uniform("tint", Uniform::F32x4([shade; 4]))
                    .unwrap();
                shift.set(&[0.0; 4]).unwrap();
                context.draw(&draw).unwrap();
            }
            target.read_rgba8_into(target.rect(), &mut pixels).unwrap();
        };
        frame(0.5);
        let (allocations, before) = (ALLOCATIONS.get(), context.counters());
        frame(0.5);
        assert_eq!(ALLOCATIONS.get() - allocations, 0);
        let work = context.counters().since(&before);
        assert_eq!(
            (work.draw_calls, work.state_changes, work.bytes_uploaded),
            (10, 0, 0)
        );
        assert_eq!(work.bytes_read_back, 256);
        frame(1.0);
        assert_eq!(
            context.counters().since(&before).state_changes,
            1,
            "the tint alone"
        );
    });
}
