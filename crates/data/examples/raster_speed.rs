//! How long it takes to open a large image, to look at it first, and to pan and zoom in it.
//!
//! `cargo run --release -p galry-data --example raster_speed [SIDE] [FOLDER]` writes an image of
//! SIDE × SIDE bytes into the folder and reads it back from there.
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::io::Write as _;
use std::time::Instant;

use galry_data::{ElementType, OpenOptions, Raster, RawDesc, open_raster};

/// Pixels of the picture.
const PICTURE: [usize; 2] = [1200, 800];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let side: usize = arguments.next().map_or(Ok(31_623), |text| text.parse())?;
    let folder = arguments
        .next()
        .map_or_else(std::env::temp_dir, std::path::PathBuf::from);
    let path = folder.join("galry-raster-speed.bin");
    write(&path, side)?;
    let raw = RawDesc {
        channels: side,
        ..RawDesc::new(ElementType::U8)
    };
    println!(
        "{side} x {side} u8 from a file, {} threads, picture {} x {}",
        rayon::current_num_threads(),
        PICTURE[0],
        PICTURE[1]
    );
    let start = Instant::now();
    let image = open_raster(&path, &OpenOptions::new().with_raw(raw))?;
    report("open", start);

    let whole = [0.0, 0.0, side as f64, side as f64];
    let start = Instant::now();
    sample(&*image, side)?;
    report("first picture of single values", start);
    let start = Instant::now();
    let limits = image.limits(0)?;
    report("limits and cells, one pass", start);
    println!("  limits {} to {}", limits.min, limits.max);

    let start = Instant::now();
    let mut bytes = vec![0_u8; 1 << 20];
    let mut file = std::fs::File::open(&path)?;
    let mut sum = 0_u64;
    loop {
        let count = std::io::Read::read(&mut file, &mut bytes)?;
        if count == 0 {
            break;
        }
        sum += u64::from(bytes[..count].iter().fold(0_u8, |a, b| a ^ b));
    }
    report("a plain pass over the file, one thread", start);
    std::hint::black_box(sum);

    for part in [1.0, 0.5, 0.1, 0.05, 0.02, 0.005] {
        let size = side as f64 * part;
        let offset = (side as f64 - size) * 0.37;
        let view = [offset, offset, offset + size, offset + size];
        let start = Instant::now();
        let answered = means(&*image, view, true)?;
        let coarse = start.elapsed();
        let start = Instant::now();
        means(&*image, view, false)?;
        println!(
            "{:>6.1} % of a side: moving {:8.2} ms{}, still {:8.2} ms",
            part * 100.0,
            coarse.as_secs_f64() * 1e3,
            if answered { "" } else { " (no cells)" },
            start.elapsed().as_secs_f64() * 1e3
        );
    }
    means(&*image, whole, true)?;
    std::fs::remove_file(&path)?;
    Ok(())
}

fn report(what: &str, start: Instant) {
    println!("{what:<40}{:9.2} ms", start.elapsed().as_secs_f64() * 1e3);
}

fn write(path: &std::path::Path, side: usize) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let mut state = 1_u64;
    let mut row = vec![0_u8; side];
    for y in 0..side {
        for (x, value) in row.iter_mut().enumerate() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *value = ((state >> 58) as usize + (x + y) * 190 / (2 * side)) as u8;
        }
        file.write_all(&row)?;
    }
    file.flush()
}

/// A picture of one value a pixel.
fn sample(image: &dyn Raster, side: usize) -> galry_data::Result<()> {
    let places = |count: usize| -> Vec<u64> {
        (0..count)
            .map(|index| ((2 * index + 1) * side / (2 * count)) as u64)
            .collect()
    };
    let mut out = vec![0.0; PICTURE[0] * PICTURE[1]];
    image.sample(0, &places(PICTURE[0]), &places(PICTURE[1]), &mut out)?;
    std::hint::black_box(out);
    Ok(())
}

/// A picture of means, from cells or from all values.
fn means(image: &dyn Raster, view: [f64; 4], coarse: bool) -> galry_data::Result<bool> {
    let edges = |count: usize, from: f64, to: f64| -> Vec<f64> {
        (0..=count)
            .map(|index| from + (to - from) * index as f64 / count as f64)
            .collect()
    };
    let x = edges(PICTURE[0], view[0], view[2]);
    let y = edges(PICTURE[1], view[1], view[3]);
    let mut out = vec![0.0; PICTURE[0] * PICTURE[1]];
    let answered = if coarse {
        image.coarse(0, &x, &y, &mut out)?
    } else {
        image.means(0, &x, &y, &mut out)?;
        true
    };
    std::hint::black_box(out);
    Ok(answered)
}
