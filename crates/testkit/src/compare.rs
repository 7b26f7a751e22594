//! How far two pictures are apart, and how far they may be.

use crate::image::{Image, PixelBounds};

/// How closely a picture must agree. The default holds on one rasteriser for pictures that are
/// meant to be the same; a looser one says why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// The largest difference of a channel, 0 to 255, with which a pixel counts as the same.
    /// Colours are compared premultiplied, so what cannot be seen does not count.
    pub worst_channel: u8,
    /// How many pixels may differ by more.
    pub pixels_over: usize,
    /// The largest mean difference over all channels of all pixels, 0 to 255: what finds a tint that
    /// no single pixel shows.
    pub mean: f64,
}

impl Default for Tolerance {
    /// Two levels, no pixel over, and a mean of a tenth of a level.
    fn default() -> Self {
        Self {
            worst_channel: 2,
            pixels_over: 0,
            mean: 0.1,
        }
    }
}

impl Tolerance {
    /// A looser tolerance, with the reason for it; `xtask goldens` lists them.
    ///
    /// # Panics
    /// Without a reason.
    #[must_use]
    #[track_caller]
    pub fn loosened(worst_channel: u8, pixels_over: usize, mean: f64, reason: &str) -> Self {
        assert!(
            !reason.trim().is_empty(),
            "a looser tolerance needs a reason"
        );
        Self {
            worst_channel,
            pixels_over,
            mean,
        }
    }
}

/// The difference of two pictures of one size.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Pixels that differ by more than the tolerance's channel.
    pub pixels_over: usize,
    /// The largest difference of a channel, 0 to 255.
    pub largest: u8,
    /// The mean difference over all channels, 0 to 255.
    pub mean: f64,
    /// The box of all pixels over.
    pub bounds: Option<PixelBounds>,
    /// The differences, amplified tenfold, opaque.
    pub difference: Image,
    tolerance: Tolerance,
}

impl Comparison {
    /// Whether the pictures agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.pixels_over <= self.tolerance.pixels_over && self.mean <= self.tolerance.mean
    }
}

impl std::fmt::Display for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tolerance {
            worst_channel,
            pixels_over,
            mean,
        } = self.tolerance;
        write!(
            f,
            "{} pixels differ by more than {worst_channel} (allowed {pixels_over}), largest difference \
             {}, mean {:.3} (allowed {mean})",
            self.pixels_over, self.largest, self.mean
        )?;
        if let Some(PixelBounds { min, max }) = self.bounds {
            let [x, y] = min;
            write!(
                f,
                ", within columns {x}..{} and rows {y}..{}",
                max[0], max[1]
            )?;
        }
        Ok(())
    }
}

/// Compares two pictures; `None` if their sizes differ.
#[must_use]
pub fn compare(actual: &Image, expected: &Image, tolerance: Tolerance) -> Option<Comparison> {
    if (actual.width, actual.height) != (expected.width, expected.height) {
        return None;
    }
    let mut difference = Image::filled(actual.width, actual.height, [0, 0, 0, 255]);
    let (mut pixels_over, mut largest, mut sum) = (0, 0, 0_u64);
    let mut bounds: Option<PixelBounds> = None;
    let pairs = actual.pixels().iter().zip(expected.pixels());
    for (index, (&actual_pixel, &expected_pixel)) in pairs.enumerate() {
        let (a, e) = (premultiplied(actual_pixel), premultiplied(expected_pixel));
        let deltas: [u8; 4] = std::array::from_fn(|channel| a[channel].abs_diff(e[channel]));
        let worst = deltas.into_iter().max().unwrap_or(0);
        largest = largest.max(worst);
        sum += deltas.iter().map(|&delta| u64::from(delta)).sum::<u64>();
        for channel in 0..3 {
            // A difference in alpha alone shows as grey.
            let delta = deltas[channel].max(deltas[3]);
            difference.rgba[index * 4 + channel] = delta.saturating_mul(10);
        }
        if worst > tolerance.worst_channel {
            pixels_over += 1;
            let width = actual.width as usize;
            let (x, y) = ((index % width) as u32, (index / width) as u32);
            PixelBounds::include(&mut bounds, x, y);
        }
    }
    let mean = sum as f64 / (actual.rgba.len().max(1) as f64);
    Some(Comparison {
        pixels_over,
        largest,
        mean,
        bounds,
        difference,
        tolerance,
    })
}

fn premultiplied([red, green, blue, alpha]: [u8; 4]) -> [u8; 4] {
    let scaled = |channel: u8| ((u16::from(channel) * u16::from(alpha) + 127) / 255) as u8;
    [scaled(red), scaled(green), scaled(blue), alpha]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A grey picture with a slanted black line, one pixel wide, shifted right by `shift`.
    fn line(shift: u32) -> Image {
        let mut image = Image::filled(64, 48, [200, 200, 200, 255]);
        for y in 4..44 {
            let x = 8 + y / 2 + shift;
            let at = ((y * 64 + x) * 4) as usize;
            image.rgba[at..at + 3].fill(0);
        }
        image
    }

    fn against_line(actual: &Image) -> Comparison {
        compare(actual, &line(0), Tolerance::default()).unwrap()
    }

    #[test]
    fn a_picture_agrees_with_itself() {
        let same = against_line(&line(0));
        assert!(same.agrees());
        assert_eq!((same.pixels_over, same.largest, same.bounds), (0, 0, None));
    }

    #[test]
    fn a_shift_by_one_pixel_fails() {
        let shifted = against_line(&line(1));
        assert!(!shifted.agrees());
        assert_eq!(shifted.pixels_over, 80);
        assert_eq!(
            shifted.bounds,
            Some(PixelBounds {
                min: [10, 4],
                max: [31, 44]
            })
        );
        assert_eq!(
            shifted.to_string(),
            "80 pixels differ by more than 2 (allowed 0), largest difference 200, mean 3.906 \
             (allowed 0.1), within columns 10..31 and rows 4..44"
        );
    }

    #[test]
    fn a_tint_by_one_level_of_one_channel_fails() {
        let mut tinted = line(0);
        tinted.rgba.iter_mut().step_by(4).for_each(|red| *red += 1);
        let tinted = against_line(&tinted);
        assert_eq!((tinted.pixels_over, tinted.largest), (0, 1));
        assert!(!tinted.agrees());
    }

    #[test]
    fn a_lost_line_fails() {
        let lost = against_line(&Image::filled(64, 48, [200, 200, 200, 255]));
        assert!(!lost.agrees());
        assert_eq!((lost.pixels_over, lost.largest), (40, 200));
    }

    #[test]
    fn a_single_pixel_fails_and_a_faint_one_does_not() {
        let mut spot = line(0);
        spot.rgba[0] -= 3;
        assert!(!against_line(&spot).agrees());
        spot.rgba[0] += 1;
        assert!(against_line(&spot).agrees());
    }

    #[test]
    fn what_is_transparent_has_no_colour_but_alpha_counts() {
        let clear = Image::filled(4, 4, [0, 0, 0, 0]);
        let tolerance = Tolerance::default();
        let red = Image::filled(4, 4, [255, 0, 0, 0]);
        assert!(compare(&red, &clear, tolerance).unwrap().agrees());
        let shaded = Image::filled(4, 4, [0, 0, 0, 3]);
        assert!(!compare(&shaded, &clear, tolerance).unwrap().agrees());
    }

    #[test]
    fn sizes_must_be_the_same() {
        let tolerance = Tolerance::default();
        assert!(
            compare(
                &Image::filled(4, 4, [0; 4]),
                &Image::filled(2, 8, [0; 4]),
                tolerance
            )
            .is_none()
        );
    }

    #[test]
    #[should_panic(expected = "a looser tolerance needs a reason")]
    fn a_looser_tolerance_needs_a_reason() {
        let _ = Tolerance::loosened(9, 9, 9.0, " ");
    }
}
