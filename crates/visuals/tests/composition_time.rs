//! How long programs take to compose; the figures of decision record 0002.

use std::time::Instant;

use galry_gloo::ShadingLanguage;
use galry_visuals::composition::{Composition, standard};

#[test]
fn composing_every_standard_program_is_quick() {
    let start = Instant::now();
    for name in standard::names() {
        let composition = Composition::new(standard::modules(name).unwrap()).unwrap();
        composition.translate(ShadingLanguage::Es300).unwrap();
    }
    let first = start.elapsed();
    // Ten times what it takes on a busy machine: a test against blunders only.
    assert!(first.as_millis() < 1000, "{first:?}");
}

#[test]
#[ignore = "prints figures; run with --ignored --nocapture"]
#[expect(clippy::print_stdout, reason = "the figures are what it is for")]
fn figures() {
    for name in standard::names() {
        let mut times = Vec::new();
        for _ in 0..21 {
            let start = Instant::now();
            let composition = Composition::new(standard::modules(name).unwrap()).unwrap();
            let composed = start.elapsed();
            composition.translate(ShadingLanguage::Es300).unwrap();
            times.push((start.elapsed(), composed));
        }
        let first = times[0];
        times.sort();
        println!("{name:12} first {first:?} median {:?}", times[10]);
    }
}
