//! The program's exact picture: a million samples, pixel for pixel as a brute-force reference has it.
//!
//! The reference is written from the definition alone and shares no code with galry: it walks every
//! segment through every pixel column that it touches.
#![expect(
    clippy::expect_used,
    reason = "a test stops where its ground gives way"
)]

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

const WIDTH: usize = 300;
const HEIGHT: usize = 200;

/// Limits of the shown range.
#[derive(Clone, Copy, Debug)]
struct Limits {
    x: [f64; 2],
    y: [f64; 2],
}

/// White noise, and a few values that break or stretch the line.
fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut state = seed;
    let mut samples: Vec<f32> = (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            f32::from((state >> 48) as u16) / 8192.0 - 4.0
        })
        .collect();
    if count > 1000 {
        samples[count / 2] = f32::NAN;
        samples[count / 2 + 2] = f32::NAN;
        samples[count / 3] = 9.0;
        samples[count / 5] = f32::INFINITY;
    }
    samples
}

/// Rows of the line in each pixel column, smallest and largest, before they are cut to the picture.
fn reference(samples: &[f32], limits: Limits) -> Vec<Option<[f64; 2]>> {
    let [a, b] = limits.x;
    let [c, d] = limits.y;
    let mut columns: Vec<Option<[f64; 2]>> = vec![None; WIDTH];
    let mut include = |column: f64, v: f64| {
        if column >= 0.0 && column < WIDTH as f64 {
            let range = columns[column as usize].get_or_insert([v, v]);
            *range = [range[0].min(v), range[1].max(v)];
        }
    };
    let point = |index: usize| {
        let u = (index as f64 - a) / (b - a) * WIDTH as f64;
        let v = (d - f64::from(samples[index])) / (d - c) * HEIGHT as f64;
        (u, v)
    };
    for index in 0..samples.len() {
        if !samples[index].is_finite() {
            continue;
        }
        let (u_a, v_a) = point(index);
        // A column's two edges belong to it, so a sample on an edge stands in both its columns.
        include(u_a.floor(), v_a);
        include(u_a.ceil() - 1.0, v_a);
        if index + 1 == samples.len() || !samples[index + 1].is_finite() {
            continue;
        }
        let (u_b, v_b) = point(index + 1);
        let mut edge = u_a.ceil().max(0.0);
        while edge <= u_b && edge <= WIDTH as f64 {
            let v = if edge == u_a {
                v_a
            } else {
                v_a + (edge - u_a) / (u_b - u_a) * (v_b - v_a)
            };
            include(edge, v);
            include(edge - 1.0, v);
            edge += 1.0;
        }
    }
    columns
}

fn painted(columns: &[Option<[f64; 2]>]) -> Vec<bool> {
    let mut pixels = vec![false; WIDTH * HEIGHT];
    for (column, range) in columns.iter().enumerate() {
        let Some([top, bottom]) = range else { continue };
        for row in 0..HEIGHT {
            pixels[row * WIDTH + column] =
                top.floor() <= row as f64 && row as f64 <= bottom.floor();
        }
    }
    pixels
}

/// RGB of each pixel, from the top left.
fn picture(path: &Path) -> Vec<[u8; 3]> {
    let file = File::open(path).expect("the picture was written");
    let mut reader = png::Decoder::new(BufReader::new(file))
        .read_info()
        .expect("it is a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("its size is known")];
    let frame = reader.next_frame(&mut bytes).expect("it can be decoded");
    assert_eq!(
        (frame.width as usize, frame.height as usize),
        (WIDTH, HEIGHT)
    );
    assert_eq!(frame.bit_depth, png::BitDepth::Eight);
    bytes[..frame.buffer_size()]
        .chunks(frame.color_type.samples())
        .map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect()
}

fn draw(folder: &Path, files: &[&str], limits: Limits, more: &[&str]) -> Vec<[u8; 3]> {
    let out = folder.join("out.png");
    let run = Command::new(galry_tests::galry().expect("the program builds"))
        .current_dir(folder)
        .arg("plot")
        .args(files)
        .args(["--bare", "--antialias", "off", "--line-width", "1"])
        .arg("--size")
        .arg(format!("{WIDTH}x{HEIGHT}"))
        .arg(format!("--xlim={},{}", limits.x[0], limits.x[1]))
        .arg(format!("--ylim={},{}", limits.y[0], limits.y[1]))
        .args(["--background", "#ffffff"])
        .args(more)
        .arg("-o")
        .arg(&out)
        .output()
        .expect("the program starts");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    picture(&out)
}

/// Where two pictures differ, in words, or nothing.
fn difference(actual: &[[u8; 3]], expected: &[[u8; 3]]) -> Option<String> {
    let wrong: Vec<usize> = (0..expected.len())
        .filter(|&i| actual[i] != expected[i])
        .collect();
    let first = *wrong.first()?;
    Some(format!(
        "{} pixels differ, the first at column {}, row {}: {:?}, expected {:?}",
        wrong.len(),
        first % WIDTH,
        first / WIDTH,
        actual[first],
        expected[first]
    ))
}

#[test]
fn a_million_samples_of_noise_equal_the_reference_at_five_zooms() {
    let folder = tempfile::tempdir().expect("there is room for the data");
    let samples = noise(1_000_000, 1);
    fs::write(
        folder.path().join("noise.npy"),
        galry_tests::npy("(1000000,)", &samples),
    )
    .expect("the data are written");
    let y = [-5.0, 5.0];
    for limits in [
        Limits {
            x: [0.0, 999_999.0],
            y,
        },
        Limits {
            x: [123_456.7, 234_567.8],
            y: [-1.0, 0.5],
        },
        Limits {
            x: [499_990.0, 500_600.0],
            y,
        },
        Limits {
            x: [333_300.25, 333_400.5],
            y: [-5.0, 10.0],
        },
        Limits { x: [-10.0, 7.5], y },
    ] {
        let expected: Vec<[u8; 3]> = painted(&reference(&samples, limits))
            .iter()
            .map(|&is_line| if is_line { [0, 0, 0] } else { [255, 255, 255] })
            .collect();
        for lod in ["on", "off"] {
            let actual = draw(
                folder.path(),
                &["noise.npy"],
                limits,
                &["--color", "#000000", "--lod", lod],
            );
            if let Some(difference) = difference(&actual, &expected) {
                panic!("{limits:?}, --lod {lod}: {difference}");
            }
        }
    }
}

#[test]
fn a_later_line_covers_an_earlier_one() {
    let folder = tempfile::tempdir().expect("there is room for the data");
    let below = noise(20_000, 2);
    let above: Vec<f32> = noise(20_000, 3)
        .iter()
        .map(|value| value * 0.25 + 1.0)
        .collect();
    for (name, samples) in [("below.npy", &below), ("above.npy", &above)] {
        fs::write(
            folder.path().join(name),
            galry_tests::npy("(20000,)", samples),
        )
        .expect("the data are written");
    }
    let limits = Limits {
        x: [100.0, 15_000.0],
        y: [-5.0, 5.0],
    };
    let under = painted(&reference(&below, limits));
    let over = painted(&reference(&above, limits));
    let expected: Vec<[u8; 3]> = under
        .iter()
        .zip(&over)
        .map(|(&under, &over)| match (under, over) {
            (_, true) => [0, 0, 255],
            (true, false) => [255, 0, 0],
            (false, false) => [255, 255, 255],
        })
        .collect();
    let actual = draw(
        folder.path(),
        &["below.npy", "above.npy"],
        limits,
        &["--color", "#ff0000,#0000ff"],
    );
    assert_eq!(difference(&actual, &expected), None);
}

#[test]
fn the_reference_draws_what_can_be_seen_by_eye() {
    // One segment from the bottom-left corner to the top-right one of a 3:2 picture.
    let limits = Limits {
        x: [0.0, 1.0],
        y: [0.0, 1.0],
    };
    let columns = reference(&[0.0, 1.0], limits);
    assert_eq!(columns[0].map(|range| range[1]), Some(200.0));
    assert_eq!(columns[WIDTH - 1].map(|range| range[0]), Some(0.0));
    let pixels = painted(&columns);
    assert!(pixels[(HEIGHT - 1) * WIDTH] && pixels[WIDTH - 1] && !pixels[0]);
    // A sample on the edge between two columns stands in both; one between two breaks is a point.
    let nan = f32::NAN;
    let columns = reference(
        &[nan, 0.5, nan],
        Limits {
            x: [0.0, 2.0],
            y: [0.0, 1.0],
        },
    );
    let hit: Vec<usize> = (0..WIDTH).filter(|&i| columns[i].is_some()).collect();
    assert_eq!(hit, [WIDTH / 2 - 1, WIDTH / 2]);
}
