//! Noise in files: what pictures are checked with, and what is too large for memory.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use rand_distr::{Distribution as _, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;

use crate::Result;

/// Signals of the paper's benchmark.
pub(crate) const SERIES: usize = 10;

/// What a standard deviation is in files of `i16`: six of them stay within the type, more are clipped.
pub(crate) const I16_SCALE: f64 = 5000.0;

/// Normally distributed samples, one signal after the other.
pub(crate) fn noise(per_series: usize, seed: u64) -> Vec<Vec<f32>> {
    (0..SERIES as u64)
        .map(|series| {
            let mut random = stream(seed, series);
            (0..per_series)
                .map(|_| StandardNormal.sample(&mut random))
                .collect()
        })
        .collect()
}

fn stream(seed: u64, series: u64) -> Xoshiro256PlusPlus {
    let seed = seed.wrapping_mul(SERIES as u64).wrapping_add(series);
    Xoshiro256PlusPlus::seed_from_u64(seed)
}

/// Writes samples as raw `f32`, one signal after the other.
///
/// # Errors
/// A file that cannot be written.
pub(crate) fn write_f32(path: &Path, series: &[Vec<f32>]) -> Result {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut file = BufWriter::new(File::create(path).map_err(told)?);
    for sample in series.iter().flatten() {
        file.write_all(&sample.to_le_bytes()).map_err(told)?;
    }
    Ok(file.flush().map_err(told)?)
}

/// Writes noise as raw `i16`, one signal after the other, unless the file is there; beside its place
/// first, so that a file that is there is whole.
///
/// # Errors
/// A file that cannot be written.
pub(crate) fn ensure_i16(path: &Path, points: u64, seed: u64) -> Result {
    let per_series = points / SERIES as u64;
    let bytes = per_series * SERIES as u64 * 2;
    if std::fs::metadata(path).is_ok_and(|known| known.len() == bytes) {
        return Ok(());
    }
    println!("writing {points} samples of noise to {}", path.display());
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let beside = path.with_extension("part");
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&beside).map_err(told)?);
    for series in 0..SERIES as u64 {
        let mut random = stream(seed, series);
        for _ in 0..per_series {
            let sample: f64 = StandardNormal.sample(&mut random);
            // The cast saturates.
            let count = (sample * I16_SCALE).round() as i16;
            file.write_all(&count.to_le_bytes()).map_err(told)?;
        }
    }
    file.flush().map_err(told)?;
    std::fs::rename(&beside, path).map_err(told)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_noise_is_made_once_and_holds_what_was_asked() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("noise.i16");
        ensure_i16(&path, 10_000, 1).expect("it is written");
        let first = std::fs::read(&path).expect("it is there");
        assert_eq!(first.len(), 20_000);
        let mean_square = first
            .chunks_exact(2)
            .map(|bytes| f64::from(i16::from_le_bytes([bytes[0], bytes[1]])) / I16_SCALE)
            .map(|sample| sample * sample)
            .sum::<f64>()
            / 10_000.0;
        assert!((mean_square - 1.0).abs() < 0.1, "{mean_square}");
        std::fs::write(&path, vec![1; 20_000]).expect("it is writable");
        ensure_i16(&path, 10_000, 1).expect("it is there");
        assert_eq!(std::fs::read(&path).expect("it is there"), vec![1; 20_000]);
        ensure_i16(&path, 20_000, 1).expect("one of another length is replaced");
        assert_eq!(std::fs::read(&path).expect("it is there").len(), 40_000);
    }
}
