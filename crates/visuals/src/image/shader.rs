//! Images drawn by one fragment shader: values, positions and colours are tables, `image.wgsl`
//! does the rest.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Context, Filter, Primitive, Program, Texture2d, TextureDesc, TextureFormat, TextureRegion,
    UniformBinding, UniformBuffer, VertexArray, Wrap,
};

use super::data::{ImageData, ImageValues};
use super::painter::{least_share, opacity};
use super::taps::Taps;
use super::{ImageStyle, NAME};
use crate::error::GlContext as _;
use crate::renderer::{VisualDraw, bound_texture, known_slot};
use crate::{ColorScale, Frame, Placement, Renderer, Result};

const BLOCK_SLOT: u32 = known_slot(1, 0);
const UINTS_UNIT: u32 = known_slot(1, 1);
const INTS_UNIT: u32 = known_slot(1, 2);
const FLOATS_UNIT: u32 = known_slot(1, 3);
const TAPS_UNIT: u32 = known_slot(1, 4);
const THRESHOLDS_UNIT: u32 = known_slot(1, 5);
const COLORS_UNIT: u32 = known_slot(1, 6);

/// Texels a row of the tables of positions and colours.
const TABLE_WIDTH: usize = 2048;

/// Texels before the weights of a pixel.
const TAP_HEADER: usize = 2;

/// `ImageBlock` of `image.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct Block {
    drawn_px: [f32; 4],
    values: [u32; 4],
    taps: [u32; 4],
    style: [f32; 4],
}

/// The tables of one image on the GPU.
pub(super) struct ImageShader {
    program: Rc<Program>,
    vertices: VertexArray,
    block: UniformBuffer<Block>,
    /// The values, and one texel each of the two other types that the program may read.
    uints: Texture2d,
    ints: Texture2d,
    floats: Texture2d,
    taps: Texture2d,
    thresholds: Texture2d,
    colors: Texture2d,
    threshold_count: u32,
    is_empty: bool,
}

impl ImageShader {
    pub(super) fn new(renderer: &mut Renderer) -> Result<Self> {
        let program = renderer.standard_program(NAME)?;
        let context = renderer.context();
        let one = |format| make_texture(context, [1, 1], format);
        Ok(Self {
            program,
            vertices: VertexArray::new(context, &[], None).doing(NAME)?,
            block: UniformBuffer::new(context, &Block::zeroed()).doing(NAME)?,
            uints: one(TextureFormat::R8ui)?,
            ints: one(TextureFormat::R16i)?,
            floats: one(TextureFormat::R32f)?,
            taps: one(TextureFormat::Rg32f)?,
            thresholds: one(TextureFormat::R32f)?,
            colors: one(TextureFormat::Rgba8)?,
            threshold_count: 0,
            is_empty: true,
        })
    }

    /// Whether values and tables fit into textures of this context.
    pub(super) fn fits(context: &Context, data: &ImageData, tables: &[Taps; 2]) -> bool {
        let side = u64::from(context.capabilities().max_texture_size);
        let [width, height] = data.size().map(u64::from);
        let texels = tables
            .iter()
            .map(|taps| taps.len() * stride(taps))
            .sum::<usize>();
        width * height <= side * side && texels.div_ceil(TABLE_WIDTH) as u64 <= side
    }

    /// Uploads all values.
    pub(super) fn upload_values(&mut self, context: &Context, data: &ImageData) -> Result<()> {
        let texels = data.size()[0] as usize * data.size()[1] as usize;
        self.is_empty = texels == 0;
        let width = values_width(context);
        match data.values() {
            ImageValues::U8(values) => {
                let format = TextureFormat::R8ui;
                upload(context, &mut self.uints, format, width, values)
            }
            ImageValues::U16(values) => {
                let format = TextureFormat::R16ui;
                upload(context, &mut self.uints, format, width, values)
            }
            ImageValues::I16(values) => {
                let format = TextureFormat::R16i;
                upload(context, &mut self.ints, format, width, values)
            }
            ImageValues::F32(values) => {
                let format = TextureFormat::R32f;
                upload(context, &mut self.floats, format, width, values)
            }
            ImageValues::Rgba8(bytes) => {
                let texels: &[[u8; 4]] = bytemuck::cast_slice(bytes);
                let format = TextureFormat::Rgba8;
                upload(context, &mut self.floats, format, width, texels)
            }
        }
    }

    /// Uploads thresholds and colours.
    pub(super) fn upload_colors(&mut self, context: &Context, scale: &ColorScale) -> Result<()> {
        self.threshold_count = scale.thresholds().len() as u32;
        let thresholds = &mut self.thresholds;
        upload(
            context,
            thresholds,
            TextureFormat::R32f,
            TABLE_WIDTH,
            scale.thresholds(),
        )?;
        let colors = scale.premultiplied();
        upload(
            context,
            &mut self.colors,
            TextureFormat::Rgba8,
            TABLE_WIDTH,
            colors,
        )
    }

    /// Uploads where the image is and what each pixel takes.
    pub(super) fn upload_tables(
        &mut self,
        context: &Context,
        drawn_px: [i32; 4],
        data: &ImageData,
        style: &ImageStyle,
        tables: &[Taps; 2],
    ) -> Result<()> {
        let mut texels = Vec::new();
        let [x, y] = tables;
        add_taps(&mut texels, x);
        let y_first = texels.len();
        add_taps(&mut texels, y);
        upload(
            context,
            &mut self.taps,
            TextureFormat::Rg32f,
            TABLE_WIDTH,
            &texels,
        )?;
        let kind = match data.values() {
            ImageValues::U8(_) | ImageValues::U16(_) => 0,
            ImageValues::I16(_) => 1,
            ImageValues::F32(_) => 2,
            ImageValues::Rgba8(_) => 3,
        };
        let width = values_width(context) as u32;
        self.block
            .set(&Block {
                drawn_px: drawn_px.map(|value| value as f32),
                values: [data.size()[0], width, kind, self.threshold_count],
                taps: [stride(x) as u32, stride(y) as u32, y_first as u32, 0],
                style: [opacity(style), least_share(x, y), 0.0, 0.0],
            })
            .doing(NAME)?;
        self.is_empty |= x.len() == 0 || y.len() == 0;
        Ok(())
    }

    pub(super) fn draw(
        &self,
        renderer: &Renderer,
        frame: &Frame<'_>,
        placement: &Placement,
    ) -> Result<()> {
        if self.is_empty {
            return Ok(());
        }
        renderer.draw(
            NAME,
            frame,
            placement,
            &VisualDraw {
                program: &self.program,
                vertices: &self.vertices,
                uniforms: &[UniformBinding {
                    slot: BLOCK_SLOT,
                    buffer: &self.block,
                }],
                textures: &[
                    bound_texture(UINTS_UNIT, &self.uints),
                    bound_texture(INTS_UNIT, &self.ints),
                    bound_texture(FLOATS_UNIT, &self.floats),
                    bound_texture(TAPS_UNIT, &self.taps),
                    bound_texture(THRESHOLDS_UNIT, &self.thresholds),
                    bound_texture(COLORS_UNIT, &self.colors),
                ],
                primitive: Primitive::TriangleStrip,
                range: 0..4,
            },
        )
    }
}

/// Texels that each pixel of a table takes: as many as the one with the most weights.
fn stride(taps: &Taps) -> usize {
    TAP_HEADER + taps.most().div_ceil(2)
}

/// Adds, for each pixel: first value and number of weights; coverage; the weights, in pairs.
fn add_taps(texels: &mut Vec<[f32; 2]>, taps: &Taps) {
    let stride = stride(taps);
    for pixel in 0..taps.len() {
        let end = texels.len() + stride;
        let tap = taps.at(pixel);
        texels.push([tap.first as f32, tap.weights.len() as f32]);
        texels.push([tap.coverage, 0.0]);
        texels.extend(
            tap.weights
                .chunks(2)
                .map(|pair| [pair[0], pair.get(1).copied().unwrap_or(0.0)]),
        );
        texels.resize(end, [0.0; 2]);
    }
}

/// Values of an image are wrapped into rows of this many texels.
fn values_width(context: &Context) -> usize {
    context.capabilities().max_texture_size as usize
}

/// Writes a list of texels into a texture `width` wide, which is made anew where it does not fit.
fn upload<T: Pod>(
    context: &Context,
    texture: &mut Texture2d,
    format: TextureFormat,
    width: usize,
    texels: &[T],
) -> Result<()> {
    let count = texels.len();
    if count == 0 {
        return Ok(());
    }
    // Lists shorter than a row take one row of their own length.
    let row = width.min(count);
    let rows = count.div_ceil(width);
    let size = [row as u32, rows as u32];
    let [has_row, has_rows] = texture.size();
    let fits = if rows > 1 {
        has_row == size[0] && has_rows >= size[1]
    } else {
        has_row >= size[0]
    };
    if !fits || texture.format() != format {
        *texture = make_texture(context, size, format)?;
    }
    let region = |y: usize, width: usize, height: usize| TextureRegion {
        x: 0,
        y: y as u32,
        width: width as u32,
        height: height as u32,
    };
    // Whole rows at once, then the rest of the last.
    let (whole, rest) = texels.split_at(count / row * row);
    let whole_rows = whole.len() / row;
    texture
        .write(region(0, row, whole_rows), whole)
        .doing(NAME)?;
    if !rest.is_empty() {
        texture
            .write(region(whole_rows, rest.len(), 1), rest)
            .doing(NAME)?;
    }
    Ok(())
}

fn make_texture(context: &Context, size: [u32; 2], format: TextureFormat) -> Result<Texture2d> {
    Texture2d::new(
        context,
        &TextureDesc {
            size,
            format,
            filter: Filter::Nearest,
            wrap: Wrap::ClampToEdge,
            label: NAME,
            ..TextureDesc::default()
        },
    )
    .doing(NAME)
}
