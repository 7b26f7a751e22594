//! Random sequences of calls, right and wrong: OpenGL never reports an error, and what is
//! remembered of its state is what it has.

use galry_gloo::glow::{self, HasContext as _};
use galry_gloo::{
    Blend, Buffer, Compare, Context, Cull, Depth, DrawState, Framebuffer, Primitive, Program,
    Sampler, SamplerDesc, ScissorRect, Stencil, StencilFace, StencilOperation, Target, Texture2d,
    TextureBinding, TextureDesc, TextureFormat, TextureRegion, Uniform, UniformBinding,
    UniformBuffer, Usage, VertexArray,
};
use galry_testkit::with_context_of;
use proptest::prelude::*;

use crate::support::{FLAT_VERTEX, POSITION, assert_content, plain, program};

#[derive(Debug, Clone)]
enum Call {
    MakeBuffer(u16),
    WriteBuffer {
        which: usize,
        start: usize,
        len: usize,
    },
    UploadBuffer {
        which: usize,
        len: usize,
    },
    ReadBuffer(usize),
    DropBuffer(usize),
    MakeVertices(usize),
    MakeTexture {
        size: [u32; 2],
        format: usize,
    },
    WriteTexture {
        which: usize,
        x: u32,
        y: u32,
        width: u32,
        height: u32,
        bytes: usize,
    },
    DropTexture(usize),
    MakeTarget {
        size: [u32; 2],
        format: usize,
    },
    DropTarget(usize),
    Clear {
        target: usize,
        scissor: Option<ScissorRect>,
    },
    Read {
        target: usize,
        rect: ScissorRect,
    },
    Blit {
        from: usize,
        to: usize,
        rect: ScissorRect,
    },
    BindSampler(u32),
    BindBlock(u32),
    SetUniform(f32),
    Draw(Box<DrawCall>),
    BeginFrame,
    Host {
        has_screen: bool,
        calls: Vec<Self>,
    },
    Forget,
}

#[derive(Debug, Clone)]
struct DrawCall {
    target: usize,
    vertices: usize,
    textured: bool,
    texture: usize,
    unit: u32,
    slot: u32,
    sampled: bool,
    state: DrawState,
    start: u32,
    end: u32,
    instances: u32,
}

fn rect() -> impl Strategy<Value = ScissorRect> {
    (-3..9_i32, -3..9_i32, 0..9_u32, 0..9_u32).prop_map(|(x, y, width, height)| ScissorRect {
        x,
        y,
        width,
        height,
    })
}

fn state() -> impl Strategy<Value = DrawState> {
    (
        prop::sample::select(vec![
            Blend::Opaque,
            Blend::Premultiplied,
            Blend::Additive,
            Blend::Translucent,
        ]),
        any::<bool>(),
        prop::sample::select(vec![Cull::None, Cull::Back, Cull::Front]),
        any::<[bool; 4]>(),
        prop::option::of(rect()),
        prop::option::of(rect()),
        prop::option::of((0..4_u8, any::<bool>())),
        prop::sample::select(vec![None, Some([1.0, 2.0]), Some([0.0, -1.0])]),
        prop::sample::select(vec![1.0, 1.0, 1.0, 2.0, 0.0, f32::NAN]),
    )
        .prop_map(
            |(
                blend,
                depth,
                cull,
                color_mask,
                scissor,
                viewport,
                stencil,
                polygon_offset,
                line_width_px,
            )| DrawState {
                stencil: stencil.map(|(reference, writes)| {
                    Stencil::both(StencilFace {
                        compare: Compare::LessOrEqual,
                        reference,
                        write_mask: if writes { 0xff } else { 0x0f },
                        pass: StencilOperation::Increment,
                        ..StencilFace::default()
                    })
                }),
                polygon_offset,
                line_width_px,
                blend,
                depth: if depth { Depth::NEARER } else { Depth::OFF },
                cull,
                color_mask,
                scissor,
                viewport,
            },
        )
}

fn draw() -> impl Strategy<Value = Call> {
    let what = (0..4_usize, 0..4_usize, any::<bool>(), 0..4_usize);
    let bindings = (0..40_u32, 0..40_u32, any::<bool>());
    let amount = (0..8_u32, 0..8_u32, 0..3_u32);
    (what, bindings, state(), amount).prop_map(|(what, bindings, state, amount)| {
        let (target, vertices, textured, texture) = what;
        let (unit, slot, sampled) = bindings;
        let (start, end, instances) = amount;
        Call::Draw(Box::new(DrawCall {
            target,
            vertices,
            textured,
            texture,
            // Mostly the ones that are right.
            unit: if unit > 35 { 99 } else { unit % 3 },
            slot: if slot > 35 { 99 } else { slot % 3 },
            sampled,
            state,
            start,
            end,
            instances,
        }))
    })
}

fn call() -> impl Strategy<Value = Call> {
    let size = || prop::array::uniform2(0..7_u32);
    let format = || 0..TextureFormat::ALL.len();
    let leaf = prop_oneof![
        (0..9_u16).prop_map(Call::MakeBuffer),
        (0..4_usize, 0..9_usize, 0..9_usize).prop_map(|(which, start, len)| Call::WriteBuffer {
            which,
            start,
            len
        }),
        (0..4_usize, 0..12_usize).prop_map(|(which, len)| Call::UploadBuffer { which, len }),
        (0..4_usize).prop_map(Call::ReadBuffer),
        (0..4_usize).prop_map(Call::DropBuffer),
        (0..4_usize).prop_map(Call::MakeVertices),
        (size(), format()).prop_map(|(size, format)| Call::MakeTexture { size, format }),
        (
            0..4_usize,
            0..6_u32,
            0..6_u32,
            0..6_u32,
            0..6_u32,
            0..200_usize
        )
            .prop_map(|(which, x, y, width, height, bytes)| Call::WriteTexture {
                which,
                x,
                y,
                width,
                height,
                bytes
            }),
        (0..4_usize).prop_map(Call::DropTexture),
        (size(), format()).prop_map(|(size, format)| Call::MakeTarget { size, format }),
        (0..4_usize).prop_map(Call::DropTarget),
        (0..4_usize, prop::option::of(rect()))
            .prop_map(|(target, scissor)| Call::Clear { target, scissor }),
        (0..4_usize, rect()).prop_map(|(target, rect)| Call::Read { target, rect }),
        (0..4_usize, 0..4_usize, rect()).prop_map(|(from, to, rect)| Call::Blit { from, to, rect }),
        (0..40_u32).prop_map(Call::BindSampler),
        (0..40_u32).prop_map(Call::BindBlock),
        (0..3_u8).prop_map(|value| Call::SetUniform(f32::from(value))),
        Just(Call::BeginFrame),
        Just(Call::Forget),
    ];
    prop_oneof![3 => leaf, 2 => draw()]
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let hosted = (any::<bool>(), prop::collection::vec(call(), 1..6))
        .prop_map(|(has_screen, calls)| Call::Host { has_screen, calls });
    prop::collection::vec(prop_oneof![8 => call(), 1 => hosted], 1..60)
}

struct World<'a> {
    context: &'a Context,
    buffers: Vec<Buffer<[f32; 2]>>,
    vertices: Vec<VertexArray>,
    textures: Vec<Texture2d>,
    targets: Vec<Framebuffer>,
    /// What a host draws into.
    host: Framebuffer,
    program: Program,
    textured: Program,
    uniform: UniformBuffer<[f32; 4]>,
    sampler: Sampler,
}

/// An element of a list that may be empty, whatever the number.
fn pick<T>(list: &[T], which: usize) -> Option<&T> {
    list.get(which.checked_rem(list.len())?)
}

fn discard<T>(list: &mut Vec<T>, which: usize) {
    if let Some(index) = which.checked_rem(list.len()) {
        drop(list.remove(index));
    }
}

impl<'a> World<'a> {
    fn new(context: &'a Context) -> Self {
        let vertex = "layout(location = 0) in vec2 position;
            layout(std140) uniform Shift { vec4 shift; };
            void main() { gl_Position = vec4(position + shift.xy, 0.0, 1.0); }";
        let textured = program(
            context,
            vertex,
            "uniform sampler2D picture; layout(location = 0) out vec4 result;
            void main() { result = texture(picture, vec2(0.3)); }",
        );
        let flat = "uniform float shade; layout(location = 0) out vec4 result;
            void main() { result = vec4(shade); }";
        Self {
            context,
            buffers: Vec::new(),
            vertices: Vec::new(),
            textures: Vec::new(),
            targets: vec![Framebuffer::with_size(context, [6, 6], TextureFormat::Rgba8).unwrap()],
            host: Framebuffer::with_size(context, [5, 5], TextureFormat::Rgba8).unwrap(),
            program: program(context, FLAT_VERTEX, flat),
            textured,
            uniform: UniformBuffer::new(context, &[0.0; 4]).unwrap(),
            sampler: Sampler::new(context, &SamplerDesc::default()).unwrap(),
        }
    }

    fn target(&self, which: usize) -> Option<Target<'_>> {
        match which {
            3 => Some(Target::Screen { size_px: [4, 4] }),
            _ => pick(&self.targets, which).map(Target::Framebuffer),
        }
    }

    /// Makes a call. Whether it succeeds is the other tests' question.
    fn run(&mut self, call: &Call) -> Option<()> {
        let context = self.context;
        match *call {
            Call::MakeBuffer(len) => {
                let data = vec![[0.5; 2]; len.into()];
                self.buffers
                    .push(Buffer::from_slice(context, &data, Usage::Dynamic).unwrap());
            }
            Call::WriteBuffer { which, start, len } => {
                pick(&self.buffers, which)?
                    .write(start, &vec![[0.25; 2]; len])
                    .ok()?;
            }
            Call::UploadBuffer { which, len } => {
                let index = which.checked_rem(self.buffers.len())?;
                self.buffers[index].upload(&vec![[0.75; 2]; len]).unwrap();
            }
            Call::ReadBuffer(which) => drop(pick(&self.buffers, which)?.read().unwrap()),
            Call::DropBuffer(which) => discard(&mut self.buffers, which),
            Call::MakeVertices(which) => {
                let buffer = plain(pick(&self.buffers, which)?, &POSITION);
                self.vertices
                    .push(VertexArray::new(context, &[buffer], None).unwrap());
            }
            Call::MakeTexture { size, format } => {
                let format = TextureFormat::ALL[format];
                let desc = TextureDesc {
                    size,
                    format,
                    ..TextureDesc::default()
                };
                self.textures.push(Texture2d::new(context, &desc).ok()?);
            }
            Call::WriteTexture {
                which,
                x,
                y,
                width,
                height,
                bytes,
            } => {
                let texture = pick(&self.textures, which)?;
                let region = TextureRegion {
                    x,
                    y,
                    width,
                    height,
                };
                let right = width * height * texture.format().bytes_per_pixel();
                let bytes = if bytes < 100 { right as usize } else { bytes };
                texture.write(region, &vec![7_u8; bytes]).ok()?;
            }
            Call::DropTexture(which) => discard(&mut self.textures, which),
            Call::MakeTarget { size, format } => {
                let format = TextureFormat::ALL[format];
                self.targets
                    .push(Framebuffer::with_size(context, size, format).ok()?);
            }
            Call::DropTarget(which) => discard(&mut self.targets, which),
            Call::Clear { target, scissor } => {
                context
                    .clear(&self.target(target)?, [0.5; 4], scissor)
                    .ok()?;
            }
            Call::Read { target, rect } => {
                let target = pick(&self.targets, target)?;
                let _one_fits = (target.read_rgba8(rect), target.read_u32(rect));
                let _another = (target.read_i32(rect), target.read_f32(rect));
            }
            Call::Blit { from, to, rect } => {
                let source = pick(&self.targets, from)?;
                context.blit(source, rect, &self.target(to)?, rect).ok()?;
            }
            Call::BindSampler(unit) => self.textured.bind_sampler("picture", unit).ok()?,
            Call::BindBlock(slot) => self.textured.bind_block("Shift", slot).ok()?,
            Call::SetUniform(shade) => {
                self.program
                    .set_uniform("shade", Uniform::F32(shade))
                    .unwrap();
                self.uniform.set(&[shade; 4]).unwrap();
            }
            Call::Draw(ref draw) => self.draw(draw)?,
            Call::BeginFrame => context.begin_frame(),
            Call::Host {
                has_screen,
                ref calls,
            } => {
                let screen = has_screen.then(|| self.host.raw());
                // SAFETY: the framebuffer is alive, or none.
                unsafe { context.glow().bind_framebuffer(glow::FRAMEBUFFER, screen) };
                context.forget_state();
                context.with_host_state(|| {
                    for call in calls {
                        self.run_and_check(call);
                    }
                });
            }
            Call::Forget => context.forget_state(),
        }
        Some(())
    }

    fn draw(&self, call: &DrawCall) -> Option<()> {
        let uniforms = [UniformBinding {
            slot: call.slot,
            buffer: &self.uniform,
        }];
        let texture = pick(&self.textures, call.texture);
        let textures: Vec<TextureBinding<'_>> = texture
            .map(|texture| TextureBinding {
                unit: call.unit,
                texture,
                sampler: call.sampled.then_some(&self.sampler),
            })
            .into_iter()
            .collect();
        let draw = galry_gloo::Draw {
            target: self.target(call.target)?,
            program: if call.textured {
                &self.textured
            } else {
                &self.program
            },
            vertices: pick(&self.vertices, call.vertices)?,
            state: call.state,
            uniforms: &uniforms,
            textures: &textures,
            primitive: Primitive::Triangles,
            range: call.start..call.end,
            instances: call.instances,
        };
        self.context.draw(&draw).ok()
    }

    fn run_and_check(&mut self, call: &Call) {
        let _done = self.run(call);
        assert_content(self.context, call);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_called_opengl_is_content_and_the_cache_is_right(calls in calls(), desktop: bool) {
        let mut desc = galry_gloo::headless::HeadlessDesc::default();
        if desktop {
            desc.api = galry_gloo::Api::Desktop;
        }
        with_context_of(&desc, |context| {
            let mut world = World::new(context);
            for call in &calls {
                world.run_and_check(call);
            }
        });
    }
}
