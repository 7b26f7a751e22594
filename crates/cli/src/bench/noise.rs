//! The benchmark's data: white noise, the same for a seed on every machine.

use rand_distr::{Distribution as _, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng as _;
use rayon::prelude::*;

/// Samples made from one stream; streams are made side by side.
const BLOCK: usize = 1 << 18;

/// A series of normally distributed samples (mean 0, standard deviation 1).
pub(crate) fn normal(len: usize, seed: u64, series: usize) -> Vec<f32> {
    let mut samples = vec![0.0; len];
    samples
        .par_chunks_mut(BLOCK)
        .enumerate()
        .for_each(|(block, part)| {
            let mut random = stream(seed, series, block);
            for sample in part {
                *sample = StandardNormal.sample(&mut random);
            }
        });
    samples
}

/// An independent generator for each block of each series.
fn stream(seed: u64, series: usize, block: usize) -> Xoshiro256PlusPlus {
    let mut bytes = [0; 32];
    for (part, word) in bytes
        .chunks_exact_mut(8)
        .zip([seed, series as u64, block as u64, 0x9a11])
    {
        part.copy_from_slice(&word.to_le_bytes());
    }
    let mut mixer = Xoshiro256PlusPlus::from_seed(bytes);
    // Seeds that differ in few bits give streams that begin alike; mix them first.
    mixer.long_jump();
    mixer.jump();
    mixer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_reproducible_and_normal() {
        let samples = normal(BLOCK + 1000, 7, 0);
        assert_eq!(samples, normal(BLOCK + 1000, 7, 0));
        assert_ne!(samples[..100], normal(100, 7, 1)[..]);
        assert_ne!(samples[..100], normal(100, 8, 0)[..]);
        let count = samples.len() as f64;
        let mean = samples.iter().map(|&x| f64::from(x)).sum::<f64>() / count;
        let variance = samples.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>() / count;
        assert!(mean.abs() < 0.01 && (variance - 1.0).abs() < 0.02);
    }
}
