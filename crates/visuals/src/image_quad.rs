//! A picture drawn pixel for pixel.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};
use galry_gloo::{
    Context, Filter, Primitive, Program, Texture2d, TextureDesc, TextureFormat, TextureRegion,
    UniformBinding, UniformBuffer, VertexArray, Wrap,
};

use crate::error::GlContext as _;
use crate::renderer::{VisualDraw, bound_texture, known_slot};
use crate::{Bounds, Description, Error, Frame, Item, Placement, Renderer, Result, Visual};

const NAME: &str = "image_quad";
const BLOCK_SLOT: u32 = known_slot(1, 0);
const PICTURE_UNIT: u32 = known_slot(1, 1);
const BYTES_PER_PIXEL: usize = 4;

/// An RGBA8 picture with premultiplied alpha, one texel to one framebuffer pixel.
///
/// A fragment fetches its own texel, so bytes arrive unchanged: drawn over
/// transparent black, the target holds what was written; elsewhere it is blended
/// premultiplied. Of a [`Placement`] only the clip counts: the place is given in
/// pixels.
///
/// Writing keeps a copy, for [`describe`](Visual::describe), and notes which rows
/// changed; [`prepare`](Visual::prepare) uploads these.
///
/// ```
/// use galry_visuals::ImageQuad;
///
/// let mut picture = ImageQuad::new();
/// picture.set_rect_px([10, 20, 2, 1]);
/// picture.write(&[255, 0, 0, 255, 0, 0, 0, 0])?;
/// assert!(picture.write(&[0; 3]).is_err());
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Default)]
pub struct ImageQuad {
    rect_px: [i32; 4],
    pixels: Vec<u8>,
    /// First changed row and the one behind the last; empty when equal.
    changed_rows: [u32; 2],
    gpu: Option<Gpu>,
}

struct Gpu {
    program: Rc<Program>,
    vertices: VertexArray,
    block: UniformBuffer<Block>,
    /// `None` while the picture has no pixels.
    texture: Option<Texture2d>,
}

/// `ImageQuadBlock` of `image_quad.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct Block {
    rect_px: [f32; 4],
}

impl std::fmt::Debug for ImageQuad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImageQuad")
            .field("rect_px", &self.rect_px)
            .field("changed_rows", &self.changed_rows)
            .finish_non_exhaustive()
    }
}

impl ImageQuad {
    /// A picture without pixels.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the place: x, y, width and height in framebuffer pixels from the top
    /// left; it may reach out of the frame. A new size makes the picture
    /// transparent and allocates; a new place alone costs nothing. A negative size
    /// counts as zero.
    pub fn set_rect_px(&mut self, rect_px: [i32; 4]) {
        let [x, y, width, height] = rect_px;
        let before = self.size();
        self.rect_px = [x, y, width.max(0), height.max(0)];
        let size = self.size();
        if size != before {
            self.pixels.clear();
            self.pixels.resize(byte_count(size), 0);
            self.changed_rows = [0, size[1]];
        }
    }

    /// The place: x, y, width and height in framebuffer pixels.
    #[must_use]
    pub fn rect_px(&self) -> [i32; 4] {
        self.rect_px
    }

    /// Width and height of the picture in pixels.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        [self.rect_px[2], self.rect_px[3]].map(i32::unsigned_abs)
    }

    /// Replaces all pixels: four bytes each, premultiplied, rows from the top.
    ///
    /// # Errors
    /// [`Error::Length`] when there are not width × height × 4 bytes.
    pub fn write(&mut self, pixels: &[u8]) -> Result<()> {
        check_length(pixels, self.pixels.len())?;
        self.pixels_mut().copy_from_slice(pixels);
        Ok(())
    }

    /// Replaces the pixels of a region: x, y, width and height from the picture's
    /// top left; four bytes each, rows from the top.
    ///
    /// # Errors
    /// [`Error::Region`] when it reaches out of the picture, [`Error::Length`] when
    /// there are not width × height × 4 bytes.
    pub fn write_region(&mut self, region: [u32; 4], pixels: &[u8]) -> Result<()> {
        let [x, y, width, height] = region;
        let size = self.size();
        let fits = |start: u32, length: u32, limit: u32| {
            start.checked_add(length).is_some_and(|end| end <= limit)
        };
        if !fits(x, width, size[0]) || !fits(y, height, size[1]) {
            return Err(Error::Region { size, region });
        }
        check_length(pixels, byte_count([width, height]))?;
        if pixels.is_empty() {
            return Ok(());
        }
        let stride = byte_count([size[0], 1]);
        let row_bytes = byte_count([width, 1]);
        let rows = self.pixels.chunks_exact_mut(stride).skip(y as usize);
        let first = x as usize * BYTES_PER_PIXEL;
        for (row, source) in rows.zip(pixels.chunks_exact(row_bytes)) {
            row[first..first + row_bytes].copy_from_slice(source);
        }
        self.note_change(y, y + height);
        Ok(())
    }

    /// The pixels, to be painted in place: rows from the top, premultiplied. All
    /// of them count as changed.
    pub fn pixels_mut(&mut self) -> &mut [u8] {
        self.note_change(0, self.size()[1]);
        &mut self.pixels
    }

    /// The pixels as last written.
    #[must_use]
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Whether the next [`prepare`](Visual::prepare) has something to upload.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.changed_rows[0] < self.changed_rows[1]
    }

    fn note_change(&mut self, first: u32, end: u32) {
        self.changed_rows = if self.is_changed() {
            [
                self.changed_rows[0].min(first),
                self.changed_rows[1].max(end),
            ]
        } else {
            [first, end]
        };
    }

    fn block(&self) -> Block {
        Block {
            rect_px: self.rect_px.map(|value| value as f32),
        }
    }

    fn make_gpu(&self, renderer: &mut Renderer) -> Result<Gpu> {
        let program = renderer.standard_program(NAME)?;
        let context = renderer.context();
        Ok(Gpu {
            program,
            vertices: VertexArray::new(context, &[], None).doing(NAME)?,
            block: UniformBuffer::new(context, &self.block()).doing(NAME)?,
            texture: None,
        })
    }

    /// Uploads what changed since the last upload; nothing before [`prepare`](Visual::prepare).
    pub(crate) fn upload(&mut self, context: &Context) -> Result<()> {
        let block = self.block();
        let size = self.size();
        let Some(gpu) = &mut self.gpu else {
            return Ok(());
        };
        gpu.block.set(&block).doing(NAME)?;
        if size.contains(&0) {
            gpu.texture = None;
            return Ok(());
        }
        if self.changed_rows[0] < self.changed_rows[1] || gpu.texture.is_none() {
            let rows = self.changed_rows;
            upload(context, &mut gpu.texture, size, rows, &self.pixels).doing(NAME)?;
            self.changed_rows = [0; 2];
        }
        Ok(())
    }
}

/// Uploads the changed rows, into a texture of the picture's size.
fn upload(
    context: &Context,
    texture: &mut Option<Texture2d>,
    size: [u32; 2],
    rows: [u32; 2],
    pixels: &[u8],
) -> galry_gloo::Result<()> {
    let stays = texture.take().filter(|texture| texture.size() == size);
    let is_new = stays.is_none();
    let kept = match stays {
        Some(kept) => kept,
        None => Texture2d::new(
            context,
            &TextureDesc {
                size,
                format: TextureFormat::Rgba8,
                filter: Filter::Nearest,
                wrap: Wrap::ClampToEdge,
                label: NAME,
                ..TextureDesc::default()
            },
        )?,
    };
    let [first, end] = if is_new { [0, size[1]] } else { rows };
    let stride = byte_count([size[0], 1]);
    kept.write(
        TextureRegion {
            x: 0,
            y: first,
            width: size[0],
            height: end - first,
        },
        &pixels[first as usize * stride..end as usize * stride],
    )?;
    *texture = Some(kept);
    Ok(())
}

fn byte_count(size: [u32; 2]) -> usize {
    size[0] as usize * size[1] as usize * BYTES_PER_PIXEL
}

fn check_length(pixels: &[u8], expected: usize) -> Result<()> {
    if pixels.len() == expected {
        return Ok(());
    }
    Err(Error::Length {
        what: "bytes of a picture",
        expected,
        actual: pixels.len(),
    })
}

impl Visual for ImageQuad {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        if self.gpu.is_none() {
            self.gpu = Some(self.make_gpu(renderer)?);
        }
        self.upload(renderer.context())
    }

    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        let gpu = self
            .gpu
            .as_ref()
            .ok_or(Error::NotPrepared { visual: NAME })?;
        let Some(texture) = &gpu.texture else {
            return Ok(());
        };
        renderer.draw(
            NAME,
            frame,
            placement,
            &VisualDraw {
                program: &gpu.program,
                vertices: &gpu.vertices,
                uniforms: &[UniformBinding {
                    slot: BLOCK_SLOT,
                    buffer: &gpu.block,
                }],
                textures: &[bound_texture(PICTURE_UNIT, texture)],
                primitive: Primitive::TriangleStrip,
                range: 0..4,
            },
        )
    }

    /// `None`: the picture's place is given in pixels, not in visual coordinates.
    fn forget_gl(&mut self) {
        self.gpu = None;
    }

    fn bounds(&self) -> Option<Bounds> {
        None
    }

    fn describe(&self, placement: &Placement, out: &mut Description) {
        if self.pixels.is_empty() {
            return;
        }
        out.items.push(Item::Image {
            rect_px: self.block().rect_px,
            size: self.size(),
            rgba: straight_from_premultiplied(&self.pixels),
            clip_px: placement.clip_px,
        });
    }
}

fn straight_from_premultiplied(pixels: &[u8]) -> Vec<u8> {
    let mut out = pixels.to_vec();
    for pixel in out.chunks_exact_mut(BYTES_PER_PIXEL) {
        let alpha = u32::from(pixel[3]);
        for component in &mut pixel[..3] {
            let scaled = (u32::from(*component) * 255 + alpha / 2).checked_div(alpha);
            *component = scaled.unwrap_or(0).min(255) as u8;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_lengths_and_regions_are_errors() {
        let mut picture = ImageQuad::new();
        picture.set_rect_px([0, 0, 3, 2]);
        assert_eq!(
            picture.write(&[0; 23]).unwrap_err().to_string(),
            "bytes of a picture: expected 24, got 23"
        );
        assert_eq!(
            picture
                .write_region([2, 0, 2, 1], &[0; 8])
                .unwrap_err()
                .to_string(),
            "picture of 3 x 2 px: expected a region inside, got 2 x 1 px at (2, 0)"
        );
        assert!(picture.write_region([u32::MAX, 0, 2, 1], &[0; 8]).is_err());
        picture.write_region([1, 1, 2, 1], &[7; 8]).unwrap();
        assert_eq!(picture.pixels()[12..16], [0; 4]);
        assert_eq!(picture.pixels()[16..], [7; 8]);
    }

    #[test]
    fn sizes_of_zero_and_below_are_empty_pictures() {
        let mut picture = ImageQuad::new();
        picture.set_rect_px([5, 5, -4, 3]);
        assert_eq!(picture.size(), [0, 3]);
        picture.write(&[]).unwrap();
        let mut description = Description::new();
        picture.describe(&Placement::default(), &mut description);
        assert!(description.items.is_empty());
    }

    #[test]
    fn a_description_has_straight_alpha() {
        let mut picture = ImageQuad::new();
        picture.set_rect_px([1, 2, 2, 1]);
        picture.write(&[64, 0, 128, 128, 0, 0, 0, 0]).unwrap();
        let mut description = Description::new();
        picture.describe(&Placement::default(), &mut description);
        let Item::Image { rgba, rect_px, .. } = &description.items[0] else {
            panic!("expected an image");
        };
        assert_eq!(rgba[..], [128, 0, 255, 128, 0, 0, 0, 0]);
        assert_eq!(*rect_px, [1.0, 2.0, 2.0, 1.0]);
    }
}
