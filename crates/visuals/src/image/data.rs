//! What an image is made of.

use crate::{Error, Result};

/// The values of an image, row by row, each row from left to right.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ImageValues {
    /// Values to be coloured.
    U8(Vec<u8>),
    /// Values to be coloured.
    U16(Vec<u16>),
    /// Values to be coloured.
    I16(Vec<i16>),
    /// Values to be coloured; NaN is missing.
    F32(Vec<f32>),
    /// Red, green, blue and alpha, four bytes a value; straight alpha, sRGB-encoded.
    Rgba8(Vec<u8>),
}

/// Width and height of an image, and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageData {
    size: [u32; 2],
    values: ImageValues,
}

impl Default for ImageData {
    /// No value.
    fn default() -> Self {
        Self {
            size: [0; 2],
            values: ImageValues::F32(Vec::new()),
        }
    }
}

impl ImageData {
    /// Values of an image `size` wide and high.
    ///
    /// # Errors
    /// [`Error::Length`] when there are not width × height values.
    pub fn new(size: [u32; 2], values: ImageValues) -> Result<Self> {
        let texels = u64::from(size[0]) * u64::from(size[1]);
        let (actual, each) = match &values {
            ImageValues::U8(values) => (values.len(), 1),
            ImageValues::U16(values) => (values.len(), 1),
            ImageValues::I16(values) => (values.len(), 1),
            ImageValues::F32(values) => (values.len(), 1),
            ImageValues::Rgba8(values) => (values.len(), 4),
        };
        let expected = usize::try_from(texels * each).unwrap_or(usize::MAX);
        if actual == expected {
            return Ok(Self { size, values });
        }
        Err(Error::Length {
            what: "values of an image",
            expected,
            actual,
        })
    }

    /// An opaque image from three bytes a value: red, green and blue.
    ///
    /// # Errors
    /// [`Error::Length`] when there are not width × height × 3 bytes.
    pub fn from_rgb8(size: [u32; 2], rgb: &[u8]) -> Result<Self> {
        let expected = size[0] as usize * size[1] as usize * 3;
        if rgb.len() != expected {
            return Err(Error::Length {
                what: "bytes of an image of colours",
                expected,
                actual: rgb.len(),
            });
        }
        let rgba = rgb
            .chunks_exact(3)
            .flat_map(|rgb| [rgb[0], rgb[1], rgb[2], u8::MAX])
            .collect();
        Self::new(size, ImageValues::Rgba8(rgba))
    }

    /// Width and height.
    #[must_use]
    pub fn size(&self) -> [u32; 2] {
        self.size
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &ImageValues {
        &self.values
    }

    /// Gives the values away, to be filled again.
    #[must_use]
    pub fn into_values(self) -> ImageValues {
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_checked() {
        let message = |result: Result<ImageData>| result.unwrap_err().to_string();
        assert_eq!(
            message(ImageData::new([2, 3], ImageValues::U8(vec![0; 5]))),
            "values of an image: expected 6, got 5"
        );
        assert_eq!(
            message(ImageData::new([2, 3], ImageValues::Rgba8(vec![0; 6]))),
            "values of an image: expected 24, got 6"
        );
        assert_eq!(
            message(ImageData::from_rgb8([1, 1], &[0; 4])),
            "bytes of an image of colours: expected 3, got 4"
        );
        assert!(ImageData::new([u32::MAX; 2], ImageValues::F32(Vec::new())).is_err());
        assert!(ImageData::new([0, 7], ImageValues::F32(Vec::new())).is_ok());
    }
}
