//! Pictures of a figure: in memory, as PNG, as SVG, in files.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use galry_gloo::Target;
use galry_scene::{HeadlessCanvas, Picture};

use crate::session::Session;
use crate::state::FigureState;
use crate::svg;
use crate::{Error, Result};

/// CSS pixels to the inch.
const LOGICAL_DPI: f64 = 96.0;

/// Inches to the metre.
const INCHES_PER_METRE: f64 = 1.0 / 0.0254;

/// Draws a figure into memory with a GL context of its own.
pub(crate) fn picture(state: &FigureState<'_>) -> Result<Picture> {
    let size_px = state.framebuffer_size()?;
    let mut session = Session::new(state.clone())?;
    let mut canvas = HeadlessCanvas::new(size_px)?;
    let pixel_ratio = state.pixel_ratio;
    canvas.draw_with(|renderer, framebuffer| {
        session.draw(
            renderer,
            Target::Framebuffer(framebuffer),
            size_px,
            pixel_ratio,
        )
    })?;
    Ok(canvas.read()?)
}

/// A figure as the bytes of a PNG file, with its resolution.
pub(crate) fn png(state: &FigureState<'_>) -> Result<Vec<u8>> {
    encode_png(&picture(state)?, state.pixel_ratio)
}

/// A picture as the bytes of a PNG file, at `pixel_ratio` pixels for each 1/96 inch.
///
/// # Errors
/// [`Error::Png`] when it cannot be encoded.
pub fn encode_png(picture: &Picture, pixel_ratio: f64) -> Result<Vec<u8>> {
    encode_rgba(picture.size_px, &picture.rgba, pixel_ratio)
}

/// Straight-alpha RGBA, the top row first, as the bytes of a PNG file.
pub(crate) fn encode_rgba(
    [width, height]: [u32; 2],
    rgba: &[u8],
    pixel_ratio: f64,
) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(Cursor::new(&mut bytes), width, height);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (LOGICAL_DPI * pixel_ratio * INCHES_PER_METRE).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    // A picture without holes needs no alpha.
    let is_opaque = rgba.chunks_exact(4).all(|pixel| pixel[3] == 255);
    if is_opaque {
        encoder.set_color(png::ColorType::Rgb);
        let rgb: Vec<u8> = rgba
            .chunks_exact(4)
            .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
            .collect();
        encoder.write_header()?.write_image_data(&rgb)?;
    } else {
        encoder.set_color(png::ColorType::Rgba);
        encoder.write_header()?.write_image_data(rgba)?;
    }
    Ok(bytes)
}

/// A figure as the text of an SVG file.
pub(crate) fn svg(state: &FigureState<'_>) -> Result<String> {
    let size_px = state.framebuffer_size()?;
    let mut session = Session::new(state.clone())?;
    let description = session.describe(size_px, state.pixel_ratio)?;
    svg::write(&description, size_px, state.pixel_ratio)
}

/// The formats of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Png,
    Svg,
}

impl Format {
    fn of(path: &Path) -> Result<Self> {
        let extension = path
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            _ => Err(Error::UnknownFormat {
                path: path.to_owned(),
            }),
        }
    }
}

/// Writes a figure to a file in the format of its name.
pub(crate) fn save(state: &FigureState<'_>, path: &Path) -> Result<()> {
    let bytes = match Format::of(path)? {
        Format::Png => png(state)?,
        Format::Svg => svg(state)?.into_bytes(),
    };
    write_whole(path, &bytes).map_err(|source| Error::Write {
        path: path.to_owned(),
        source,
    })
}

/// A PNG name made of a title, in the current folder, that no file has yet.
#[cfg(feature = "window")]
pub(crate) fn free_name(title: &str) -> PathBuf {
    let mut stem: String = title
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .take(60)
        .collect();
    if stem.trim_matches('-').is_empty() {
        stem = String::from("galry");
    }
    let mut path = PathBuf::from(format!("{stem}.png"));
    let mut number = 1;
    while path.exists() {
        path = PathBuf::from(format!("{stem}-{number}.png"));
        number += 1;
    }
    path
}

/// Writes a file beside its place and renames it, so that it is old or new, never half of one.
///
/// # Errors
/// What the system says; nothing is left behind then.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = beside(path);
    let written = std::fs::File::create_new(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let renamed = written.and_then(|()| std::fs::rename(&beside, path));
    if renamed.is_err() {
        // The first failure is what matters; there may be nothing to remove.
        let _ignored = std::fs::remove_file(&beside);
    }
    renamed
}

/// A name in the same folder that no other process writes to.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_the_ending() {
        assert_eq!(Format::of(Path::new("a/b.PNG")).unwrap(), Format::Png);
        assert_eq!(Format::of(Path::new("b.svg")).unwrap(), Format::Svg);
        let error = Format::of(Path::new("b.xyz")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "b.xyz: expected a name ending in .png or .svg"
        );
    }

    #[test]
    fn a_picture_without_holes_is_stored_without_alpha() {
        let opaque = Picture {
            size_px: [2, 1],
            rgba: vec![1, 2, 3, 255, 4, 5, 6, 255],
        };
        let bytes = encode_png(&opaque, 2.0).unwrap();
        let reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
        assert_eq!(reader.info().color_type, png::ColorType::Rgb);
        assert_eq!(reader.info().pixel_dims.unwrap().xppu, 7559);
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_nothing_behind() {
        let folder = std::env::temp_dir().join(format!("galry-export-{}", std::process::id()));
        let missing = folder.join("missing").join("picture.png");
        assert!(write_whole(&missing, b"x").is_err());
        assert!(!folder.exists());
    }
}
