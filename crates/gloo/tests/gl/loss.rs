//! A lost context: every call says so, and dropping is safe.

use galry_gloo::{
    Blit, Buffer, CubeFace, Error, Fence, Framebuffer, IndexBuffer, Program, ProgramDesc, Query,
    QueryKind, Renderbuffer, RenderbufferDesc, Result, Sampler, SamplerDesc, ScissorRect,
    StreamRing, Target, Texture2d, Texture3d, TextureArray, TextureBox, TextureCube, TextureDesc,
    TextureFormat, TextureRegion, Uniform, UniformBuffer, Usage, VertexArray,
};

use crate::support::{
    EVERYTHING, FLAT_FRAGMENT, FLAT_VERTEX, canvas, flat_program, in_each_api, positions, strip,
};

fn assert_lost<T: std::fmt::Debug>(result: Result<T>) {
    assert_eq!(result.unwrap_err(), Error::ContextLost);
}

#[test]
fn every_call_says_that_the_context_is_lost() {
    in_each_api(|context| {
        let (program, vertices) = (flat_program(context), positions(context, &EVERYTHING));
        let target = canvas(context, [2, 2]);
        let mut buffer = Buffer::from_slice(context, &[1_u8], Usage::Static).unwrap();
        let mut indices = IndexBuffer::from_slice(context, &[0_u16], Usage::Static).unwrap();
        let uniform = UniformBuffer::new(context, &[0.0_f32; 4]).unwrap();
        let texture = Texture2d::new(context, &TextureDesc::default()).unwrap();
        context.mark_lost();
        assert!(context.is_lost());
        let screen = Target::Framebuffer(&target);
        let one = ScissorRect {
            x: 0,
            y: 0,
            width: 1,
            height: 1,
        };
        assert_lost(context.draw(&strip(&target, &program, &vertices)));
        assert_lost(context.clear(&screen, [0.0; 4], None));
        assert_lost(context.blit(&target, one, &screen, one));
        assert_lost(context.check_errors());
        assert_lost(context.check_state());
        assert_lost(buffer.write(0, &[1]));
        assert_lost(buffer.upload(&[1, 2, 3]));
        assert_lost(buffer.read());
        assert_lost(indices.upload(&[1_u16]));
        assert_lost(uniform.set(&[0.0; 4]));
        assert_lost(texture.write(TextureRegion::whole([1, 1]), &[0_u8; 4]));
        assert_lost(target.read_rgba8(one));
        assert_lost(target.read_rgba8_into(one, &mut [0; 4]));
        assert_lost(program.set_uniform("color", Uniform::F32x4([0.0; 4])));
        assert_lost(program.bind_block("none", 0));
        assert_lost(program.bind_sampler("none", 0));
        assert_lost(Buffer::<u8>::with_len(context, 1, Usage::Static));
        assert_lost(IndexBuffer::from_slice::<u32>(context, &[], Usage::Static));
        assert_lost(UniformBuffer::new(context, &1_u32));
        assert_lost(Texture2d::new(context, &TextureDesc::default()));
        assert_lost(Framebuffer::with_size(
            context,
            [1, 1],
            TextureFormat::Rgba8,
        ));
        assert_lost(VertexArray::new(context, &[], None));
        assert_lost(Sampler::new(context, &SamplerDesc::default()));
        let desc = ProgramDesc {
            label: "",
            vertex: FLAT_VERTEX,
            fragment: FLAT_FRAGMENT,
        };
        assert_lost(Program::new(context, &desc));
        context.finish();
        context.flush();
        assert_eq!(context.with_host_state(|| 7), 7);
        drop((program, vertices, buffer, indices, uniform, texture));
        drop(target);
        context.begin_frame();
        assert_eq!(context.counters().live_objects, 0);
    });
}

#[test]
fn fences_queries_rings_and_other_shapes_say_it_too() {
    in_each_api(|context| {
        let desc = TextureDesc {
            size: [2, 2, 2],
            ..TextureDesc::default()
        };
        let volume = Texture3d::new(context, &desc).unwrap();
        let layers = TextureArray::new(context, &desc).unwrap();
        let cube = TextureDesc {
            size: 2,
            ..TextureDesc::default()
        };
        let sides = TextureCube::new(context, &cube).unwrap();
        let samples = RenderbufferDesc {
            size: [2, 2],
            format: TextureFormat::Rgba8,
            samples: 4,
        };
        let renderbuffer = Renderbuffer::new(context, &samples).unwrap();
        let target = canvas(context, [2, 2]);
        let later = target.read_rgba8_later(target.rect()).unwrap();
        let fence = Fence::new(context).unwrap();
        let query = Query::new(context, QueryKind::AnySamplesPassed).unwrap();
        query.measure(|| ()).unwrap();
        let mut ring: StreamRing<u8> = StreamRing::new(context, 4).unwrap();
        ring.write(&[1]).unwrap();
        let mut buffer = Buffer::from_slice(context, &[1_u8], Usage::Dynamic).unwrap();
        let other = Buffer::from_slice(context, &[1_u8], Usage::Dynamic).unwrap();
        let program = ProgramDesc::new("test", FLAT_VERTEX, FLAT_FRAGMENT);
        let pending = Program::begin(context, &program).unwrap();
        // The loss comes in the middle of a question.
        query.measure(|| context.mark_lost()).unwrap();
        assert_lost(volume.write(TextureBox::whole([2; 3]), &[0_u8; 32]));
        assert_lost(layers.generate_mipmaps());
        let whole = TextureRegion::whole([2, 2]);
        assert_lost(sides.write(CubeFace::NegativeX, whole, &[0_u8; 16]));
        assert_lost(Texture3d::new(context, &desc));
        assert_lost(TextureArray::new(context, &desc));
        assert_lost(TextureCube::new(context, &cube));
        assert_lost(Renderbuffer::new(context, &samples));
        assert_lost(later.is_ready());
        assert_lost(later.wait());
        assert_lost(target.read_rgba8_later(target.rect()));
        assert_lost(fence.is_signaled());
        assert_lost(fence.wait(std::time::Duration::from_secs(1)));
        assert_lost(Fence::new(context));
        assert_lost(query.result());
        assert_lost(query.measure(|| ()));
        assert_lost(Query::new(context, QueryKind::AnySamplesPassed));
        assert_lost(ring.write(&[1]));
        assert_lost(ring.end_frame());
        assert_lost(StreamRing::<u8>::new(context, 1));
        assert_lost(buffer.resize(2));
        assert_lost(buffer.copy_from(&other, 0, 0, 1));
        assert_lost(pending.is_ready());
        assert_lost(pending.finish());
        assert_lost(Program::begin(context, &program));
        let to = Target::Framebuffer(&target);
        assert_lost(context.blit_with(&Blit::new(&target, target.rect(), to)));
        let (_, calls) = context.record(|| assert_lost(context.clear(&to, [0.0; 4], None)));
        assert!(calls.is_empty(), "{calls:?}");
        drop((volume, layers, sides, renderbuffer, fence, query));
        drop((ring, buffer, other, target));
        context.begin_frame();
        assert_eq!(context.counters().live_objects, 0);
    });
}

#[test]
fn a_context_lost_in_the_middle_of_a_hosts_frame_restores_nothing() {
    in_each_api(|context| {
        let target = canvas(context, [2, 2]);
        context.with_host_state(|| {
            context
                .clear(&Target::Framebuffer(&target), [1.0; 4], None)
                .unwrap();
            context.mark_lost();
            assert_lost(context.clear(&Target::Framebuffer(&target), [1.0; 4], None));
        });
    });
}
