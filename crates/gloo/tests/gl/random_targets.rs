//! Random sequences of calls on textures of every shape, renderbuffers, framebuffers of any parts,
//! rings and queries, right and wrong: OpenGL never reports an error, and what is remembered of its
//! state is what it has.

use std::time::Duration;

use galry_gloo::{
    Attachment, Blit, Buffer, Context, CubeFace, Depth, Draw, DrawState, Fence, Filter,
    Framebuffer, FramebufferDesc, PendingRead, Primitive, Program, Query, QueryKind, Renderbuffer,
    RenderbufferDesc, RowLayout, ScissorRect, Stencil, StencilFace, StencilOperation, StreamRing,
    Target, Texture2d, Texture3d, TextureArray, TextureBinding, TextureBox, TextureCube,
    TextureDesc, TextureFormat, TextureRegion, TextureSource, Uniform, Usage, VertexArray,
};
use galry_testkit::with_context_of;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{EVERYTHING, FLAT_VERTEX, assert_content, flat_program, positions, program};

#[derive(Debug, Clone)]
enum Call {
    MakeTexture {
        shape: u8,
        size: [u32; 3],
        format: TextureFormat,
        levels: u32,
    },
    WriteTexture {
        which: Index,
        level: u32,
        origin: [u32; 3],
        size: [u32; 3],
        rows: RowLayout,
        extra_bytes: usize,
    },
    GenerateMipmaps(Index),
    DropTexture(Index),
    MakeRenderbuffer {
        size: [u32; 2],
        format: TextureFormat,
        samples: u32,
    },
    DropRenderbuffer(Index),
    MakeTarget {
        color: Vec<(Index, u32, u32)>,
        depth: Option<Index>,
    },
    DropTarget(Index),
    Clear(Index),
    Draw {
        target: Index,
        texture: Option<(Index, u8)>,
        stencil: u8,
        is_asked: bool,
    },
    Blit {
        from: Index,
        to: Index,
        rect: ScissorRect,
        is_moved: bool,
        filter: bool,
        parts: [bool; 3],
    },
    Read {
        target: Index,
        output: u32,
        rect: ScissorRect,
    },
    TakeRead,
    Ring(usize),
    EndFrame,
    Resize(usize),
    Copy([usize; 3]),
    Host(Vec<Self>),
}

/// Mostly one that fits the others.
fn sizes() -> impl Strategy<Value = [u32; 3]> {
    prop_oneof![4 => Just([4; 3]), 1 => prop::array::uniform3(0..6_u32)]
}

/// Mostly one that fits the others.
fn formats() -> impl Strategy<Value = TextureFormat> {
    use TextureFormat::{Depth24Stencil8, R32ui, Rgba8};
    prop_oneof![
        3 => Just(Rgba8),
        1 => Just(R32ui),
        2 => Just(Depth24Stencil8),
        3 => prop::sample::select(TextureFormat::ALL.to_vec()),
    ]
}

/// Mostly the first.
fn level() -> impl Strategy<Value = u32> {
    prop_oneof![4 => Just(0), 1 => 0..3_u32]
}

fn rect() -> impl Strategy<Value = ScissorRect> {
    (0..3_i32, 0..3_i32, 0..4_u32, 0..4_u32).prop_map(|(x, y, width, height)| ScissorRect {
        x,
        y,
        width,
        height,
    })
}

fn rows() -> impl Strategy<Value = RowLayout> {
    prop::array::uniform5(0..8_u32).prop_map(
        |[
            row_length,
            skip_rows,
            skip_pixels,
            image_height,
            skip_images,
        ]| RowLayout {
            row_length,
            skip_rows,
            skip_pixels,
            image_height,
            skip_images,
        },
    )
}

fn textures() -> impl Strategy<Value = Call> {
    let index = any::<Index>;
    let rows = prop_oneof![2 => Just(RowLayout::default()), 1 => rows()];
    prop_oneof![
        3 => (0..4_u8, sizes(), formats(), 1..4_u32).prop_map(|(shape, size, format, levels)| {
            Call::MakeTexture { shape, size, format, levels }
        }),
        4 => (index(), level(), prop::array::uniform3(0..3_u32), prop::array::uniform3(0..4_u32), rows, 0..8_usize).prop_map(
            |(which, level, origin, size, rows, extra_bytes)| {
                Call::WriteTexture { which, level, origin, size, rows, extra_bytes }
            },
        ),
        1 => index().prop_map(Call::GenerateMipmaps),
        1 => index().prop_map(Call::DropTexture),
        2 => (sizes(), formats(), prop::sample::select(vec![0, 0, 0, 4, 4, 99])).prop_map(
            |([width, height, _], format, samples)| {
                Call::MakeRenderbuffer { size: [width, height], format, samples }
            },
        ),
        1 => index().prop_map(Call::DropRenderbuffer),
    ]
}

fn targets() -> impl Strategy<Value = Call> {
    let index = any::<Index>;
    let part = || (index(), 0..4_u32, level());
    prop_oneof![
        4 => (prop_oneof![4 => prop::collection::vec(part(), 1), 1 => prop::collection::vec(part(), 0..4)], prop::option::of(index()))
            .prop_map(|(color, depth)| Call::MakeTarget { color, depth }),
        1 => index().prop_map(Call::DropTarget),
        1 => index().prop_map(Call::Clear),
        4 => (index(), prop::option::of((index(), 0..5_u8)), 0..4_u8, any::<bool>()).prop_map(
            |(target, texture, stencil, is_asked)| {
                Call::Draw { target, texture, stencil, is_asked }
            },
        ),
        3 => (index(), index(), rect(), any::<bool>(), any::<bool>(), any::<[bool; 3]>()).prop_map(
            |(from, to, rect, is_moved, filter, parts)| {
                Call::Blit { from, to, rect, is_moved, filter, parts }
            },
        ),
        2 => (index(), level(), rect())
            .prop_map(|(target, output, rect)| Call::Read { target, output, rect }),
        1 => Just(Call::TakeRead),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    let sized = || 0..9_usize;
    prop_oneof![
        5 => textures(),
        6 => targets(),
        1 => sized().prop_map(Call::Ring),
        1 => Just(Call::EndFrame),
        1 => sized().prop_map(Call::Resize),
        1 => prop::array::uniform3(sized()).prop_map(Call::Copy),
    ]
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let hosted = prop::collection::vec(call(), 1..8).prop_map(Call::Host);
    prop::collection::vec(prop_oneof![12 => call(), 1 => hosted], 1..80)
}

enum AnyTexture {
    Flat(Texture2d),
    Volume(Texture3d),
    Array(TextureArray),
    Cube(TextureCube),
}

impl AnyTexture {
    fn new(context: &Context, shape: u8, size: [u32; 3], desc: &TextureDesc<'_>) -> Option<Self> {
        let flat = TextureDesc {
            size: [size[0], size[1]],
            ..*desc
        };
        let boxed = TextureDesc {
            size,
            format: desc.format,
            levels: desc.levels,
            ..TextureDesc::default()
        };
        let cube = TextureDesc {
            size: size[0],
            format: desc.format,
            levels: desc.levels,
            ..TextureDesc::default()
        };
        Some(match shape {
            0 => Self::Flat(Texture2d::new(context, &flat).ok()?),
            1 => Self::Volume(Texture3d::new(context, &boxed).ok()?),
            2 => Self::Array(TextureArray::new(context, &boxed).ok()?),
            _ => Self::Cube(TextureCube::new(context, &cube).ok()?),
        })
    }

    fn source(&self) -> &dyn TextureSource {
        match self {
            Self::Flat(texture) => texture,
            Self::Volume(texture) => texture,
            Self::Array(texture) => texture,
            Self::Cube(texture) => texture,
        }
    }

    fn format(&self) -> TextureFormat {
        match self {
            Self::Flat(texture) => texture.format(),
            Self::Volume(texture) => texture.format(),
            Self::Array(texture) => texture.format(),
            Self::Cube(texture) => texture.format(),
        }
    }

    fn attachment(&self, layer: u32, level: u32) -> Attachment<'_> {
        match self {
            Self::Flat(texture) => Attachment::Texture { texture, level },
            Self::Volume(texture) => Attachment::Slice {
                texture,
                slice: layer,
                level,
            },
            Self::Array(texture) => Attachment::Layer {
                texture,
                layer,
                level,
            },
            Self::Cube(texture) => Attachment::Face {
                texture,
                face: CubeFace::ALL[layer as usize],
                level,
            },
        }
    }

    fn generate_mipmaps(&self) -> galry_gloo::Result<()> {
        match self {
            Self::Flat(texture) => texture.generate_mipmaps(),
            Self::Volume(texture) => texture.generate_mipmaps(),
            Self::Array(texture) => texture.generate_mipmaps(),
            Self::Cube(texture) => texture.generate_mipmaps(),
        }
    }

    fn write(
        &self,
        level: u32,
        [x, y, z]: [u32; 3],
        size: [u32; 3],
        rows: &RowLayout,
        extra_bytes: usize,
    ) -> galry_gloo::Result<()> {
        let texel = self.format().bytes_per_pixel() as usize;
        let [width, height, depth] = size.map(|side| side as usize);
        let row_length = [rows.row_length as usize, width][usize::from(rows.row_length == 0)];
        let image_height =
            [rows.image_height as usize, height][usize::from(rows.image_height == 0)];
        let texels =
            ((rows.skip_images as usize + depth) * image_height + rows.skip_rows as usize + height)
                * row_length
                + rows.skip_pixels as usize
                + width;
        let tight = width * height * depth;
        let region = TextureRegion {
            x,
            y,
            width: size[0],
            height: size[1],
        };
        let whole = TextureBox {
            origin: [x, y, z],
            size,
        };
        let data = |texels: usize| vec![7_u8; texels * texel + extra_bytes];
        match self {
            Self::Flat(texture) if level == 0 => texture.write_rows(region, &data(texels), rows),
            Self::Flat(texture) => texture.write_level(level, region, &data(width * height)),
            Self::Volume(texture) if level == 0 => texture.write_rows(whole, &data(texels), rows),
            Self::Volume(texture) => texture.write_level(level, whole, &data(tight)),
            Self::Array(texture) if level == 0 => texture.write_rows(whole, &data(texels), rows),
            Self::Array(texture) => texture.write_level(level, whole, &data(tight)),
            Self::Cube(texture) => {
                let face = CubeFace::ALL[z as usize];
                texture.write_level(level, face, region, &data(width * height))
            }
        }
    }
}

struct World<'a> {
    context: &'a Context,
    textures: Vec<AnyTexture>,
    renderbuffers: Vec<Renderbuffer>,
    targets: Vec<Framebuffer>,
    reads: Vec<PendingRead<[u8; 4]>>,
    ring: StreamRing<u32>,
    buffer: Buffer<u8>,
    other: Buffer<u8>,
    query: Query,
    everything: VertexArray,
    flat: Program,
    /// One for each shape.
    textured: [Program; 4],
}

fn pick<'a, T>(list: &'a [T], which: &Index) -> Option<&'a T> {
    (!list.is_empty()).then(|| which.get(list))
}

fn discard<T>(list: &mut Vec<T>, which: &Index) {
    if !list.is_empty() {
        drop(list.remove(which.index(list.len())));
    }
}

impl<'a> World<'a> {
    fn new(context: &'a Context) -> Self {
        let textured = [
            ("sampler2D", "vec2(0.5)"),
            ("sampler3D", "vec3(0.5)"),
            ("sampler2DArray", "vec3(0.5)"),
            ("samplerCube", "vec3(0.5)"),
        ]
        .map(|(sampler, place)| {
            let fragment = format!(
                "uniform highp {sampler} picture; layout(location = 0) out vec4 result;
                void main() {{ result = texture(picture, {place}); }}"
            );
            program(context, FLAT_VERTEX, &fragment)
        });
        let target = |format| Framebuffer::with_size(context, [4, 4], format).unwrap();
        let flat = flat_program(context);
        flat.set_uniform("color", Uniform::F32x4([0.5; 4])).unwrap();
        let bytes = |len| Buffer::from_slice(context, &vec![1; len], Usage::Dynamic).unwrap();
        Self {
            context,
            textures: Vec::new(),
            renderbuffers: Vec::new(),
            targets: vec![target(TextureFormat::Rgba8), target(TextureFormat::R32ui)],
            reads: Vec::new(),
            ring: StreamRing::new(context, 16).unwrap(),
            buffer: bytes(6),
            other: bytes(4),
            query: Query::new(context, QueryKind::AnySamplesPassed).unwrap(),
            everything: positions(context, &EVERYTHING),
            flat,
            textured,
        }
    }

    /// A texture, or a renderbuffer, as a part of a framebuffer.
    fn part(&self, which: &Index, layer: u32, level: u32) -> Option<Attachment<'_>> {
        let count = self.textures.len() + self.renderbuffers.len();
        if count == 0 {
            return None;
        }
        let number = which.index(count);
        Some(match self.textures.get(number) {
            Some(texture) => texture.attachment(layer, level),
            None => (&self.renderbuffers[number - self.textures.len()]).into(),
        })
    }

    /// Makes a call. Whether it succeeds is the other tests' question.
    fn run(&mut self, call: &Call) -> Option<()> {
        let context = self.context;
        match call {
            Call::MakeTexture {
                shape,
                size,
                format,
                levels,
            } => {
                let desc = TextureDesc {
                    format: *format,
                    levels: *levels,
                    ..TextureDesc::default()
                };
                self.textures
                    .push(AnyTexture::new(context, *shape, *size, &desc)?);
            }
            Call::WriteTexture {
                which,
                level,
                origin,
                size,
                rows,
                extra_bytes,
            } => {
                let texture = pick(&self.textures, which)?;
                texture
                    .write(*level, *origin, *size, rows, *extra_bytes)
                    .ok()?;
            }
            Call::GenerateMipmaps(which) => {
                pick(&self.textures, which)?.generate_mipmaps().ok()?;
            }
            Call::DropTexture(which) => discard(&mut self.textures, which),
            Call::MakeRenderbuffer {
                size,
                format,
                samples,
            } => {
                let desc = RenderbufferDesc {
                    size: *size,
                    format: *format,
                    samples: *samples,
                };
                self.renderbuffers
                    .push(Renderbuffer::new(context, &desc).ok()?);
            }
            Call::DropRenderbuffer(which) => discard(&mut self.renderbuffers, which),
            Call::MakeTarget { color, depth } => {
                let color: Option<Vec<_>> = color
                    .iter()
                    .map(|(which, layer, level)| self.part(which, *layer, *level))
                    .collect();
                let desc = FramebufferDesc {
                    color: &color?,
                    depth: depth.as_ref().and_then(|which| self.part(which, 0, 0)),
                };
                let made = Framebuffer::new(context, &desc);
                self.targets.push(made.ok()?);
            }
            Call::DropTarget(which) => discard(&mut self.targets, which),
            Call::Clear(which) => {
                let target = Target::Framebuffer(pick(&self.targets, which)?);
                context.clear(&target, [0.5; 4], None).ok()?;
            }
            Call::Draw { .. } => self.draw(call)?,
            Call::Blit { .. } => self.blit(call)?,
            Call::Read {
                target,
                output,
                rect,
            } => {
                let target = pick(&self.targets, target)?;
                let output = target.output(*output).ok()?;
                let _one_fits = (output.read_u32(*rect), output.read_f32(*rect));
                self.reads.push(output.read_rgba8_later(*rect).ok()?);
            }
            Call::TakeRead => drop(self.reads.pop()?.wait().unwrap()),
            Call::Ring(len) => {
                self.ring.write(&vec![3; *len]).ok()?;
            }
            Call::EndFrame => {
                self.ring.end_frame().unwrap();
                let fence = Fence::new(context).unwrap();
                assert!(fence.wait(Duration::from_secs(10)).unwrap());
                context.begin_frame();
            }
            Call::Resize(len) => self.buffer.resize(*len).unwrap(),
            Call::Copy([from, to, count]) => {
                self.buffer
                    .copy_from(&self.other, *from, *to, *count)
                    .ok()?;
            }
            Call::Host(calls) => context.with_host_state(|| {
                for call in calls {
                    self.run_and_check(call);
                }
            }),
        }
        Some(())
    }

    fn draw(&self, call: &Call) -> Option<()> {
        let Call::Draw {
            target,
            texture,
            stencil,
            is_asked,
        } = call
        else {
            return None;
        };
        let bound = texture
            .as_ref()
            .and_then(|(which, _)| pick(&self.textures, which));
        let textures: Vec<TextureBinding<'_>> = bound
            .map(|texture| TextureBinding {
                unit: 0,
                texture: texture.source(),
                sampler: None,
            })
            .into_iter()
            .collect();
        let program = match texture {
            Some((_, shape)) => self.textured.get(usize::from(*shape)),
            None => None,
        };
        let draw = Draw {
            textures: &textures,
            state: DrawState {
                depth: Depth::NEARER,
                stencil: (*stencil > 0).then(|| {
                    Stencil::both(StencilFace {
                        reference: *stencil,
                        pass: StencilOperation::Replace,
                        ..StencilFace::default()
                    })
                }),
                ..DrawState::opaque()
            },
            ..Draw::new(
                Target::Framebuffer(pick(&self.targets, target)?),
                program.unwrap_or(&self.flat),
                &self.everything,
                Primitive::TriangleStrip,
                0..4,
            )
        };
        if *is_asked {
            let measured = self.query.measure(|| self.context.draw(&draw)).unwrap();
            let _there_or_not = self.query.result().unwrap();
            return measured.ok();
        }
        self.context.draw(&draw).ok()
    }

    fn blit(&self, call: &Call) -> Option<()> {
        let Call::Blit {
            from,
            to,
            rect,
            is_moved,
            filter,
            parts: [color, depth, stencil],
        } = call
        else {
            return None;
        };
        let blit = Blit {
            target_rect: ScissorRect {
                x: rect.x + i32::from(*is_moved),
                ..*rect
            },
            filter: if *filter {
                Filter::Linear
            } else {
                Filter::Nearest
            },
            color: *color,
            depth: *depth,
            stencil: *stencil,
            ..Blit::new(
                pick(&self.targets, from)?,
                *rect,
                Target::Framebuffer(pick(&self.targets, to)?),
            )
        };
        self.context.blit_with(&blit).ok()
    }

    fn run_and_check(&mut self, call: &Call) {
        let _done = self.run(call);
        assert_content(self.context, call);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_made_and_drawn_into_opengl_is_content_and_the_cache_is_right(
        calls in calls(),
        desktop: bool,
    ) {
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
