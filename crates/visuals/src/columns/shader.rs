//! Columns drawn by one fragment shader: ranges are uploaded as tables, `columns.wgsl` does the rest.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Context, Filter, Primitive, Program, Texture2d, TextureDesc, TextureFormat, TextureRegion,
    UniformBinding, UniformBuffer, VertexArray, Wrap,
};

use super::NAME;
use super::edges::{EdgeTable, FAR, SeriesEdges};
use super::ranges::{ColumnRanges, ColumnSeries, RowRange};
use crate::error::GlContext as _;
use crate::renderer::{VisualDraw, bound_texture, known_slot};
use crate::{Frame, Placement, Renderer, Result};

const BLOCK_SLOT: u32 = known_slot(1, 0);
const SERIES_UNIT: u32 = known_slot(1, 1);
const ROWS_UNIT: u32 = known_slot(1, 2);
const EDGES_UNIT: u32 = known_slot(1, 3);

/// `COLUMNS_TABLE_WIDTH` of `columns.wgsl`.
const TABLE_WIDTH: usize = 2048;

/// `ColumnsBlock` of `columns.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct Block {
    drawn_px: [f32; 4],
    picture: [i32; 4],
}

/// The tables of one picture on the GPU.
pub(super) struct ColumnsShader {
    program: Rc<Program>,
    vertices: VertexArray,
    block: UniformBuffer<Block>,
    series: Table<[u32; 4]>,
    rows: Table<RowRange>,
    edges: Table<[f32; 2]>,
    /// The rows of the picture that may be covered, end exclusive.
    occupied: [i32; 2],
    mode: i32,
    size: [i32; 2],
    computed: EdgeTable,
}

impl ColumnsShader {
    pub(super) fn new(renderer: &mut Renderer) -> Result<Self> {
        let program = renderer.standard_program(NAME)?;
        let context = renderer.context();
        Ok(Self {
            program,
            vertices: VertexArray::new(context, &[], None).doing(NAME)?,
            block: UniformBuffer::new(context, &Block::zeroed()).doing(NAME)?,
            series: Table::new(context, TextureFormat::Rgba32ui)?,
            rows: Table::new(context, TextureFormat::Rg16i)?,
            edges: Table::new(context, TextureFormat::Rg32f)?,
            occupied: [0; 2],
            mode: 0,
            size: [0; 2],
            computed: EdgeTable::default(),
        })
    }

    /// Whether the tables of these series fit into textures of this context.
    pub(super) fn fits(context: &Context, width: usize, series: &[ColumnSeries]) -> bool {
        let texels: usize = series
            .iter()
            .map(|series| match &series.ranges {
                ColumnRanges::Rows(_) => width * EDGE_TEXELS_OF_ROWS,
                ColumnRanges::Subcolumns { per_column, .. } => width * (per_column + 3),
            })
            .fold(0, usize::saturating_add);
        let rows = texels.max(series.len()).div_ceil(TABLE_WIDTH);
        rows <= context.capabilities().max_texture_size as usize
    }

    /// Uploads the ranges of a picture of `size` columns and rows.
    pub(super) fn upload(
        &mut self,
        context: &Context,
        size: [usize; 2],
        series: &[ColumnSeries],
    ) -> Result<()> {
        self.series.texels.clear();
        self.rows.texels.clear();
        self.edges.texels.clear();
        self.size = size.map(to_i32);
        let [width, height] = size;
        let antialiased = super::is_antialiased(series);
        self.mode = i32::from(antialiased);
        let mut occupied = [f32::INFINITY, f32::NEG_INFINITY];
        if antialiased {
            self.computed.refill(width, series);
            for edges in self.computed.series() {
                let texels_per_column = edges.per_column + 2;
                let first = self.edges.texels.len();
                self.series.texels.push([
                    u32::from_le_bytes(edges.color),
                    to_u32(first),
                    to_u32(texels_per_column),
                    0,
                ]);
                add_edges(&mut self.edges.texels, edges, width);
                occupied = hull(occupied, edges.whole);
            }
        } else {
            for series in series {
                let ColumnRanges::Rows(rows) = &series.ranges else {
                    continue;
                };
                self.series.texels.push([
                    u32::from_le_bytes(series.color.to_rgba8()),
                    to_u32(self.rows.texels.len()),
                    1,
                    0,
                ]);
                self.rows.texels.extend_from_slice(rows);
                for row in rows.iter().filter(|row| !row.is_empty()) {
                    occupied = hull(occupied, [f32::from(row.first), f32::from(row.last) + 1.0]);
                }
            }
        }
        // Infinities and what lies outside are cut off; an empty hull becomes an empty range.
        self.occupied = [
            occupied[0].floor().clamp(0.0, height as f32) as i32,
            occupied[1].ceil().clamp(0.0, height as f32) as i32,
        ];
        self.series.upload(context)?;
        self.rows.upload(context)?;
        self.edges.upload(context)
    }

    /// Says where the picture goes: framebuffer pixels from the top left.
    pub(super) fn place(&self, [x, y]: [i32; 2]) -> Result<()> {
        let [first, end] = self.occupied;
        self.block
            .set(&Block {
                drawn_px: [x, y.saturating_add(first), self.size[0], end - first]
                    .map(|value| value as f32),
                picture: [x, y, to_i32(self.series.texels.len()), self.mode],
            })
            .doing(NAME)
    }

    pub(super) fn draw(
        &self,
        renderer: &Renderer,
        frame: &Frame<'_>,
        placement: &Placement,
    ) -> Result<()> {
        if self.occupied[0] >= self.occupied[1] {
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
                    bound_texture(SERIES_UNIT, &self.series.texture),
                    bound_texture(ROWS_UNIT, &self.rows.texture),
                    bound_texture(EDGES_UNIT, &self.edges.texture),
                ],
                primitive: Primitive::TriangleStrip,
                range: 0..4,
            },
        )
    }
}

/// Bounds, bounds, and the two edges of a column of rows in an antialiased picture.
const EDGE_TEXELS_OF_ROWS: usize = 4;

/// Adds the texels of each column: outer bounds, inner bounds, edges from left to right.
fn add_edges(texels: &mut Vec<[f32; 2]>, edges: &SeriesEdges, width: usize) {
    for column in 0..width {
        let first = texels.len();
        texels.extend([[0.0; 2]; 2]);
        texels.extend(edges.column(column).map(|[top, bottom]| {
            // Shaders need not know infinities.
            [top.clamp(-FAR, FAR), bottom.clamp(-FAR, FAR)]
        }));
        let mut outer = [FAR, -FAR];
        let mut inner = [-FAR, FAR];
        for &[top, bottom] in &texels[first + 2..] {
            inner = [inner[0].max(top), inner[1].min(bottom)];
            if top < FAR {
                outer = hull(outer, [top, bottom]);
            }
        }
        // No edge at all: ranges were too short.
        if outer[0] > outer[1] {
            inner = [FAR, -FAR];
        }
        texels[first] = outer;
        texels[first + 1] = inner;
        texels.resize(first + edges.per_column + 2, [FAR; 2]);
    }
}

fn hull(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn to_i32(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// A list of texels, wrapped into the rows of a texture that grows as needed.
struct Table<T> {
    texels: Vec<T>,
    texture: Texture2d,
}

impl<T: Pod> Table<T> {
    /// An empty list; a shader that samples the texture all the same finds one row.
    fn new(context: &Context, format: TextureFormat) -> Result<Self> {
        Ok(Self {
            texels: Vec::new(),
            texture: make_texture(context, format, 1)?,
        })
    }

    fn upload(&mut self, context: &Context) -> Result<()> {
        let count = self.texels.len();
        if count == 0 {
            return Ok(());
        }
        let rows = count.div_ceil(TABLE_WIDTH);
        let before = self.texture.size()[1];
        if rows > before as usize {
            self.texture = make_texture(context, self.texture.format(), to_u32(rows))?;
        }
        let region = |y: usize, width: usize, height: usize| TextureRegion {
            x: 0,
            y: to_u32(y),
            width: to_u32(width),
            height: to_u32(height),
        };
        // Whole rows at once, then the rest of the last.
        let (whole, rest) = self.texels.split_at(count / TABLE_WIDTH * TABLE_WIDTH);
        let whole_rows = whole.len() / TABLE_WIDTH;
        if whole_rows > 0 {
            self.texture
                .write(region(0, TABLE_WIDTH, whole_rows), whole)
                .doing(NAME)?;
        }
        if !rest.is_empty() {
            self.texture
                .write(region(whole_rows, rest.len(), 1), rest)
                .doing(NAME)?;
        }
        Ok(())
    }
}

fn make_texture(context: &Context, format: TextureFormat, rows: u32) -> Result<Texture2d> {
    Texture2d::new(
        context,
        &TextureDesc {
            size: [to_u32(TABLE_WIDTH), rows],
            format,
            filter: Filter::Nearest,
            wrap: Wrap::ClampToEdge,
            label: NAME,
            ..TextureDesc::default()
        },
    )
    .doing(NAME)
}
