//! Images: a grid of values or colours, stretched over a part of the picture.

mod data;
mod painter;
mod place;
mod shader;
mod taps;

pub use self::data::{ImageData, ImageValues};
pub use self::place::{ImageAxis, ImagePlace};
pub use self::taps::Interpolation;

use self::shader::ImageShader;
use self::taps::Taps;
use crate::{
    Bounds, ColorScale, Description, Error, Frame, ImageQuad, Item, Method, Placement, Renderer,
    Result, Visual,
};

const NAME: &str = "image";

/// How an image looks.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageStyle {
    /// From values to colours; leaves images of colours alone.
    pub scale: ColorScale,
    /// What is between the values where they lie more than a pixel apart.
    pub interpolation: Interpolation,
    /// Opacity of the whole, 0 to 1.
    pub opacity: f32,
}

impl Default for ImageStyle {
    /// Viridis from 0 to 1, nearest, opaque.
    fn default() -> Self {
        Self {
            scale: ColorScale::default(),
            interpolation: Interpolation::default(),
            opacity: 1.0,
        }
    }
}

/// A grid of values that a colour map colours, or of colours.
///
/// Values are interpolated or averaged first and coloured after. Where values lie more than a
/// pixel apart, [`Interpolation`] says what is between them; where a pixel covers several, it
/// shows their mean, each weighted by the area of it that the pixel covers: nothing is left out,
/// and no mip level stands between. Values that are not finite are left out of means; a pixel
/// without any other has the colour of missing values.
///
/// The picture is painted by the CPU or by one shader, chosen by what the context is (see
/// [`Method`]). Both take positions and weights from the same tables, one entry for each column
/// and each row of pixels, computed in f64; without interpolation they give the same bytes, with
/// it colours that are neighbours in the map at most. The shader reads values by integer
/// position, so no format needs a filter, and wraps them into the rows of one texture, so images
/// longer than a texture's side have no seams. Images beyond its area, and those of which a
/// pixel covers more than [`Image::SHADER_TAPS`] values a side, are painted.
///
/// A new place uploads the tables, a new style the colours, and neither the values. The place
/// is given in framebuffer pixels: of a [`Placement`] only the clip counts.
///
/// ```
/// use galry_visuals::{Image, ImageData, ImagePlace, ImageStyle, ImageValues};
///
/// let data = ImageData::new([2, 1], ImageValues::U8(vec![0, 1]))?;
/// let mut image = Image::new(data, ImageStyle::default());
/// // 20 pixels wide and 10 high, at the left of a frame 100 pixels wide.
/// image.set_place(ImagePlace::stretched([0.0, 0.0, 20.0, 10.0], [0, 0, 100, 10]));
/// let (rect_px, pixels) = image.paint();
/// assert_eq!(rect_px, [0, 0, 20, 10]);
/// assert_eq!(pixels[..4], [0x44, 0x01, 0x54, 255]);
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Default)]
pub struct Image {
    data: ImageData,
    style: ImageStyle,
    place: ImagePlace,
    method: Method,
    /// Whether anything changed since the tables were computed.
    tables_are_stale: bool,
    tables: [Taps; 2],
    /// Whether anything changed since the picture was painted.
    unpainted: bool,
    picture: ImageQuad,
    shader: Option<ImageShader>,
    /// What changed since it was uploaded to the shader.
    stale: Stale,
    uses_shader: Option<bool>,
}

/// What the shader has not seen yet.
#[derive(Clone, Copy, Debug)]
struct Stale {
    values: bool,
    colors: bool,
    tables: bool,
}

impl Default for Stale {
    fn default() -> Self {
        Self {
            values: true,
            colors: true,
            tables: true,
        }
    }
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Image")
            .field("size", &self.data.size())
            .field("place", &self.place)
            .field("method", &self.method)
            .field("uses_shader", &self.uses_shader)
            .finish_non_exhaustive()
    }
}

impl Image {
    /// Values a side that the shader averages for one pixel, at most.
    pub const SHADER_TAPS: usize = 9;

    /// An image without a place yet.
    #[must_use]
    pub fn new(data: ImageData, style: ImageStyle) -> Self {
        Self {
            data,
            style,
            tables_are_stale: true,
            unpainted: true,
            ..Self::default()
        }
    }

    /// The values.
    #[must_use]
    pub fn data(&self) -> &ImageData {
        &self.data
    }

    /// Replaces the values.
    pub fn set_data(&mut self, data: ImageData) {
        self.update_data(|own| *own = data);
    }

    /// Changes the values in place, so that their memory can be used again.
    pub fn update_data(&mut self, change: impl FnOnce(&mut ImageData)) {
        let size = self.data.size();
        change(&mut self.data);
        self.tables_are_stale |= self.data.size() != size;
        self.stale.values = true;
        self.unpainted = true;
    }

    /// The style.
    #[must_use]
    pub fn style(&self) -> &ImageStyle {
        &self.style
    }

    /// Sets the style; the values stay where they are.
    pub fn set_style(&mut self, style: ImageStyle) {
        if style == self.style {
            return;
        }
        self.tables_are_stale |= style.interpolation != self.style.interpolation;
        self.stale.colors |= style.scale != self.style.scale;
        self.stale.tables |= style.opacity != self.style.opacity;
        self.unpainted = true;
        self.style = style;
    }

    /// Where the image is.
    #[must_use]
    pub fn place(&self) -> &ImagePlace {
        &self.place
    }

    /// Moves and stretches the image.
    pub fn set_place(&mut self, place: ImagePlace) {
        if place != self.place {
            self.place = place;
            self.tables_are_stale = true;
            self.unpainted = true;
        }
    }

    /// Chooses who paints; [`Method::Automatic`] at first.
    pub fn set_method(&mut self, method: Method) {
        self.method = method;
    }

    /// Paints on the CPU, if anything changed. Gives the rectangle that the picture covers, x, y,
    /// width and height in framebuffer pixels, and its pixels: RGBA8 premultiplied, rows from the
    /// top.
    pub fn paint(&mut self) -> ([i32; 4], &[u8]) {
        self.refresh_tables();
        if self.unpainted {
            let [x, y] = &self.tables;
            self.picture
                .set_rect_px(self.place.drawn_px(self.data.size()));
            painter::paint(&self.data, &self.style, x, y, self.picture.pixels_mut());
            self.unpainted = false;
        }
        (self.picture.rect_px(), self.picture.pixels())
    }

    /// Computes the tables of positions and weights anew, if anything of them changed.
    fn refresh_tables(&mut self) {
        if !self.tables_are_stale {
            return;
        }
        let size = self.data.size();
        let [x, y, width, height] = self.place.drawn_px(size);
        let ImagePlace { antialias, .. } = self.place;
        let interpolation = self.style.interpolation;
        let taps = |axis: &ImageAxis, texels: u32, first: i32, count: i32| {
            Taps::new(axis, texels, first..first + count, interpolation, antialias)
        };
        self.tables = [
            taps(&self.place.x, size[0], x, width),
            taps(&self.place.y, size[1], y, height),
        ];
        self.tables_are_stale = false;
        self.stale.tables = true;
    }

    fn chooses_shader(&self, renderer: &Renderer) -> bool {
        let context = renderer.context();
        let wanted = match self.method {
            Method::Automatic => !context.capabilities().is_software,
            Method::Painted => false,
            Method::Shader => true,
        };
        let few = self
            .tables
            .iter()
            .all(|taps| taps.most() <= Self::SHADER_TAPS);
        wanted && few && ImageShader::fits(context, &self.data, &self.tables)
    }
}

impl Visual for Image {
    fn prepare(&mut self, renderer: &mut Renderer) -> Result<()> {
        self.refresh_tables();
        let uses_shader = self.chooses_shader(renderer);
        self.uses_shader = Some(uses_shader);
        if !uses_shader {
            self.paint();
            return self.picture.prepare(renderer);
        }
        let mut shader = match self.shader.take() {
            Some(shader) => shader,
            None => {
                self.stale = Stale::default();
                ImageShader::new(renderer)?
            }
        };
        let context = renderer.context();
        if self.stale.values {
            shader.upload_values(context, &self.data)?;
        }
        if self.stale.colors {
            shader.upload_colors(context, &self.style.scale)?;
        }
        if self.stale.values || self.stale.colors || self.stale.tables {
            let drawn_px = self.place.drawn_px(self.data.size());
            shader.upload_tables(context, drawn_px, &self.data, &self.style, &self.tables)?;
        }
        self.stale = Stale {
            values: false,
            colors: false,
            tables: false,
        };
        self.shader = Some(shader);
        Ok(())
    }

    fn draw(&self, renderer: &Renderer, frame: &Frame<'_>, placement: &Placement) -> Result<()> {
        match (self.uses_shader, &self.shader) {
            (Some(false), _) => self.picture.draw(renderer, frame, placement),
            (Some(true), Some(shader)) => shader.draw(renderer, frame, placement),
            _ => Err(Error::NotPrepared { visual: NAME }),
        }
    }

    fn forget_gl(&mut self) {
        self.picture.forget_gl();
        self.shader = None;
        self.uses_shader = None;
    }

    /// `None`: the image's place is given in pixels, not in visual coordinates.
    fn bounds(&self) -> Option<Bounds> {
        None
    }

    /// One picture, of the pixels that it covers.
    fn describe(&self, placement: &Placement, out: &mut Description) {
        let mut painted = Self::new(self.data.clone(), self.style.clone());
        painted.set_place(self.place.clone());
        let first = out.items.len();
        painted.paint();
        painted.picture.describe(placement, out);
        // A picture that is clipped to nothing is left out.
        out.items.truncate(first + 1);
        debug_assert!(matches!(
            out.items.get(first),
            None | Some(Item::Image { .. })
        ));
    }
}
