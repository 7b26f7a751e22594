//! A picture in memory, its PNG, and numbers taken from it.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;

use galry_gloo::{Framebuffer, flip_rows};

/// Why a picture could not be made, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The pixels do not fill the size.
    #[error("picture of {width} by {height}: expected {expected} bytes, got {got}")]
    Length {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The bytes needed.
        expected: u64,
        /// The bytes given.
        got: u64,
    },
    /// The file is not there, or cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no PNG, or one of a kind that is not used here.
    #[error("{path}: expected a PNG of 8-bit RGBA, {message}")]
    Png {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// The driver did not hand the pixels over.
    #[error(transparent)]
    Gl(#[from] galry_gloo::Error),
}

/// A box of pixels: the first column and row, and the ones after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PixelBounds {
    /// The first column and the first row.
    pub min: [u32; 2],
    /// The column and the row after the last.
    pub max: [u32; 2],
}

impl PixelBounds {
    /// Widens bounds, of which there may be none yet, to hold a pixel.
    pub(crate) fn include(bounds: &mut Option<Self>, x: u32, y: u32) {
        let bounds = bounds.get_or_insert(Self {
            min: [x, y],
            max: [x + 1, y + 1],
        });
        bounds.min = [bounds.min[0].min(x), bounds.min[1].min(y)];
        bounds.max = [bounds.max[0].max(x + 1), bounds.max[1].max(y + 1)];
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }
}

/// A picture: red, green, blue and straight alpha, 8 bits each; the top row first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The pixels, shape (height, width, 4).
    pub rgba: Vec<u8>,
}

impl Image {
    /// A picture of one colour.
    #[must_use]
    pub fn filled(width: u32, height: u32, color: [u8; 4]) -> Self {
        Self {
            width,
            height,
            rgba: color.repeat(width as usize * height as usize),
        }
    }

    /// A picture of pixels that are straight, the top row first.
    ///
    /// # Errors
    /// [`ImageError::Length`].
    pub fn from_rgba(width: u32, height: u32, rgba: Vec<u8>) -> Result<Self, ImageError> {
        let expected = u64::from(width) * u64::from(height) * 4;
        let got = rgba.len() as u64;
        if got != expected {
            return Err(ImageError::Length {
                width,
                height,
                expected,
                got,
            });
        }
        Ok(Self {
            width,
            height,
            rgba,
        })
    }

    /// A picture of premultiplied pixels in GL's order, the bottom row first.
    ///
    /// # Errors
    /// [`ImageError::Length`].
    pub fn from_premultiplied_bottom_up(
        width: u32,
        height: u32,
        mut rgba: Vec<u8>,
    ) -> Result<Self, ImageError> {
        flip_rows(&mut rgba, width as usize * 4);
        for pixel in rgba.as_chunks_mut::<4>().0 {
            *pixel = unpremultiplied(*pixel);
        }
        Self::from_rgba(width, height, rgba)
    }

    /// What a framebuffer of premultiplied RGBA8 holds.
    ///
    /// # Errors
    /// [`ImageError::Gl`].
    pub fn from_framebuffer(framebuffer: &Framebuffer) -> Result<Self, ImageError> {
        let [width, height] = framebuffer.size();
        let pixels = framebuffer.read_rgba8(framebuffer.rect())?;
        Self::from_premultiplied_bottom_up(width, height, pixels)
    }

    /// Reads a PNG.
    ///
    /// # Errors
    /// [`ImageError::File`] and [`ImageError::Png`].
    pub fn load(path: &Path) -> Result<Self, ImageError> {
        let file = File::open(path).map_err(|source| file_error(path, source))?;
        let png_error = |message| png_error(path, message);
        let mut decoder = png::Decoder::new(BufReader::new(file));
        // An opaque picture may be stored without alpha.
        decoder.set_transformations(png::Transformations::ALPHA);
        let mut reader = decoder
            .read_info()
            .map_err(|error| png_error(error.to_string()))?;
        let (width, height) = (reader.info().width, reader.info().height);
        let mut rgba = vec![0; width as usize * height as usize * 4];
        let (color, depth) = reader.output_color_type();
        if (color, depth) != (png::ColorType::Rgba, png::BitDepth::Eight) {
            return Err(png_error(format!("got {color:?} of {depth:?} bits")));
        }
        reader
            .next_frame(&mut rgba)
            .map_err(|error| png_error(error.to_string()))?;
        Self::from_rgba(width, height, rgba)
    }

    /// Writes a PNG, and the folders that it lies in.
    ///
    /// # Errors
    /// [`ImageError::File`] and [`ImageError::Png`].
    pub fn save(&self, path: &Path) -> Result<(), ImageError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|source| file_error(folder, source))?;
        }
        let file = File::create(path).map_err(|source| file_error(path, source))?;
        let mut encoder = png::Encoder::new(BufWriter::new(file), self.width, self.height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::High);
        encoder
            .write_header()
            .and_then(|mut writer| {
                writer.write_image_data(&self.rgba)?;
                writer.finish()
            })
            .map_err(|error| png_error(path, error.to_string()))
    }

    /// The colour of a pixel; (0, 0) is the top left one.
    ///
    /// # Panics
    /// Outside of the picture.
    #[must_use]
    #[track_caller]
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let (width, height) = (self.width, self.height);
        assert!(
            x < width && y < height,
            "pixel ({x}, {y}) of a picture of {width} by {height}"
        );
        self.pixels()[y as usize * width as usize + x as usize]
    }

    /// All pixels, row after row.
    #[must_use]
    pub fn pixels(&self) -> &[[u8; 4]] {
        self.rgba.as_chunks::<4>().0
    }

    /// The smallest box around all pixels of a colour, each channel within `tolerance` of it.
    #[must_use]
    pub fn bounding_box_of(&self, color: [u8; 4], tolerance: u8) -> Option<PixelBounds> {
        self.bounding_box_where(|pixel| is_close(pixel, color, tolerance))
    }

    /// The smallest box around all pixels of which `test` is true.
    #[must_use]
    pub fn bounding_box_where(&self, test: impl Fn([u8; 4]) -> bool) -> Option<PixelBounds> {
        let mut bounds: Option<PixelBounds> = None;
        for (index, &pixel) in (0_u64..).zip(self.pixels()) {
            if test(pixel) {
                let width = u64::from(self.width);
                let (x, y) = ((index % width) as u32, (index / width) as u32);
                PixelBounds::include(&mut bounds, x, y);
            }
        }
        bounds
    }

    /// The area in pixels that a colour covers on a background: a pixel halfway between the two
    /// counts half.
    #[must_use]
    pub fn coverage_of(&self, color: [u8; 4], background: [u8; 4]) -> f64 {
        let from = background.map(f64::from);
        let mut axis = color.map(f64::from);
        for (axis, from) in axis.iter_mut().zip(from) {
            *axis -= from;
        }
        let length: f64 = axis.iter().map(|channel| channel * channel).sum();
        if length == 0.0 {
            return 0.0;
        }
        let covered = |pixel: &[u8; 4]| {
            let along: f64 = (0..4)
                .map(|channel| (f64::from(pixel[channel]) - from[channel]) * axis[channel])
                .sum();
            (along / length).clamp(0.0, 1.0)
        };
        self.pixels().iter().map(covered).sum()
    }

    /// The mean of each channel, 0 to 255; zeros of a picture without pixels.
    #[must_use]
    pub fn mean(&self) -> [f64; 4] {
        let mut sums = [0_u64; 4];
        for pixel in self.pixels() {
            for (sum, &channel) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(channel);
            }
        }
        let count = self.pixels().len().max(1) as f64;
        sums.map(|sum| sum as f64 / count)
    }

    /// The number of pixels of which `test` is true.
    #[must_use]
    pub fn count_where(&self, test: impl Fn([u8; 4]) -> bool) -> usize {
        self.pixels().iter().filter(|&&pixel| test(pixel)).count()
    }
}

/// Whether two colours differ by at most `tolerance` in each channel.
fn is_close(a: [u8; 4], b: [u8; 4], tolerance: u8) -> bool {
    a.iter().zip(b).all(|(&a, b)| a.abs_diff(b) <= tolerance)
}

fn unpremultiplied([red, green, blue, alpha]: [u8; 4]) -> [u8; 4] {
    if alpha == 0 {
        return [0; 4];
    }
    let straight = |channel: u8| {
        let alpha = u16::from(alpha);
        ((u16::from(channel) * 255 + alpha / 2) / alpha).min(255) as u8
    };
    [straight(red), straight(green), straight(blue), alpha]
}

fn file_error(path: &Path, source: std::io::Error) -> ImageError {
    ImageError::File {
        path: path.display().to_string(),
        source,
    }
}

fn png_error(path: &Path, message: String) -> ImageError {
    ImageError::Png {
        path: path.display().to_string(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spotted() -> Image {
        let mut image = Image::filled(5, 4, [255, 255, 255, 255]);
        for (x, y) in [(1, 1), (3, 2)] {
            let at = (y * 5 + x) * 4;
            image.rgba[at..at + 4].copy_from_slice(&[0, 0, 0, 255]);
        }
        image
    }

    #[test]
    fn numbers_of_a_spotted_picture() {
        let image = spotted();
        assert_eq!(image.pixel(3, 2), [0, 0, 0, 255]);
        let bounds = image.bounding_box_of([0, 0, 0, 255], 0);
        assert_eq!(
            bounds,
            Some(PixelBounds {
                min: [1, 1],
                max: [4, 3]
            })
        );
        assert_eq!(bounds.map(|bounds| bounds.size()), Some([3, 2]));
        assert_eq!(image.bounding_box_of([9, 9, 9, 255], 8), None);
        assert_eq!(image.count_where(|pixel| pixel[0] == 255), 18);
        assert!((image.mean()[0] - 255.0 * 0.9).abs() < 1e-9);
        assert!((image.coverage_of([0, 0, 0, 255], [255; 4]) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_grey_pixel_covers_in_part() {
        let image = Image::filled(2, 1, [64, 64, 64, 255]);
        let coverage = image.coverage_of([0, 0, 0, 255], [255; 4]);
        assert!((coverage - 2.0 * (1.0 - 64.0 / 255.0)).abs() < 1e-9);
        assert!(image.coverage_of([7; 4], [7; 4]).abs() < 1e-9);
    }

    #[test]
    fn premultiplied_pixels_become_straight_and_turn() {
        let bottom_up = vec![
            64, 0, 0, 128, 9, 9, 9, 0, 255, 255, 255, 255, 10, 20, 30, 255,
        ];
        let image = Image::from_premultiplied_bottom_up(2, 2, bottom_up).unwrap();
        assert_eq!(image.pixel(0, 0), [255; 4]);
        assert_eq!(image.pixel(1, 0), [10, 20, 30, 255]);
        assert_eq!(image.pixel(0, 1), [128, 0, 0, 128]);
        assert_eq!(image.pixel(1, 1), [0; 4]);
    }

    #[test]
    fn a_png_comes_back_as_it_was() {
        let path = std::env::temp_dir().join(format!("galry-testkit-{}.png", std::process::id()));
        let image = spotted();
        image.save(&path).unwrap();
        assert_eq!(Image::load(&path).unwrap(), image);
        std::fs::write(&path, "no picture").unwrap();
        let text = Image::load(&path).unwrap_err().to_string();
        assert!(text.contains("expected a PNG of 8-bit RGBA"), "{text}");
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(Image::load(&path), Err(ImageError::File { .. })));
    }

    #[test]
    fn pixels_that_do_not_fill_the_size_are_an_error() {
        let text = Image::from_rgba(2, 2, vec![0; 15]).unwrap_err().to_string();
        assert_eq!(text, "picture of 2 by 2: expected 16 bytes, got 15");
    }
}
