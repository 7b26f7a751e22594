//! Images in files, read back and compared with what was written.

use galry_data::{ElementType, OpenOptions, Raster, RawDesc, is_image, open_raster};

use crate::support::{npy, write};

/// Seven columns and five rows that count up.
fn value(x: u64, y: u64) -> i16 {
    (y * 7 + x) as i16 - 10
}

fn check(image: &dyn Raster) {
    assert_eq!(image.size(), [7, 5]);
    let mut out = [0.0; 6];
    image.read(0, 2..5, 1..3, &mut out).unwrap();
    let expected = [(2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (4, 2)];
    assert_eq!(out, expected.map(|(x, y)| f32::from(value(x, y))));
    let mut out = [0.0; 4];
    image.sample(0, &[6, 1], &[0, 4], &mut out).unwrap();
    let expected = [(6, 0), (1, 0), (6, 4), (1, 4)];
    assert_eq!(out, expected.map(|(x, y)| f32::from(value(x, y))));
    // Columns 1 to 3 halved, rows 4 down to 2.
    let mut means = [0.0; 2];
    image
        .means(0, &[1.0, 2.5], &[4.0, 3.0, 2.0], &mut means)
        .unwrap();
    let mean = |y| (f32::from(value(1, y)) + 0.5 * f32::from(value(2, y))) / 1.5;
    for (actual, expected) in means.into_iter().zip([mean(3), mean(2)]) {
        assert!((actual - expected).abs() < 1e-4, "{actual} {expected}");
    }
    let limits = image.limits(0).unwrap();
    assert_eq!((limits.min, limits.max, limits.missing), (-10.0, 24.0, 0));
}

#[test]
fn npy_of_both_orders_of_bytes_and_axes() {
    let folder = tempfile::tempdir().unwrap();
    for (descr, big) in [("<i2", false), (">i2", true)] {
        for fortran in [false, true] {
            let mut data = Vec::new();
            let [outer, inner] = if fortran { [7, 5] } else { [5, 7] };
            for o in 0..outer {
                for i in 0..inner {
                    let value = if fortran { value(o, i) } else { value(i, o) };
                    let bytes = if big {
                        value.to_be_bytes()
                    } else {
                        value.to_le_bytes()
                    };
                    data.extend(bytes);
                }
            }
            let path = write(&folder, "a.npy", &npy(1, descr, fortran, "(5, 7)", &data));
            let image = open_raster(&path, &OpenOptions::new()).unwrap();
            assert_eq!(image.origin().unwrap().format, "npy");
            check(&*image);
        }
    }
}

#[test]
fn raw_binary_with_its_width_as_channels() {
    let folder = tempfile::tempdir().unwrap();
    let mut data = vec![9, 9, 9];
    for y in 0..5 {
        data.extend((0..7).flat_map(|x| value(x, y).to_le_bytes()));
    }
    let path = write(&folder, "a.bin", &data);
    let raw = RawDesc {
        channels: 7,
        offset: 3,
        ..RawDesc::new(ElementType::I16)
    };
    check(&*open_raster(&path, &OpenOptions::new().with_raw(raw)).unwrap());
}

fn png_bytes(color: png::ColorType, depth: png::BitDepth, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette([10, 20, 30, 40, 50, 60].as_slice());
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn png_of_8_and_16_bits_and_palettes() {
    let folder = tempfile::tempdir().unwrap();
    let read = |bytes: &[u8]| {
        let path = write(&folder, "a.dat", bytes);
        assert!(is_image(&path).unwrap());
        let image = open_raster(&path, &OpenOptions::new()).unwrap();
        assert_eq!(image.size(), [2, 1]);
        let mut all = Vec::new();
        for band in 0..image.bands() {
            let mut out = [0.0; 2];
            image.read(band, 0..2, 0..1, &mut out).unwrap();
            all.push(out);
        }
        (image.element_type(), all)
    };
    use png::{BitDepth, ColorType};
    let gray = png_bytes(ColorType::Grayscale, BitDepth::Eight, &[7, 200]);
    assert_eq!(read(&gray), (ElementType::U8, vec![[7.0, 200.0]]));
    let deep = png_bytes(ColorType::Grayscale, BitDepth::Sixteen, &[1, 2, 255, 255]);
    assert_eq!(read(&deep), (ElementType::U16, vec![[258.0, 65_535.0]]));
    let color = png_bytes(ColorType::Rgba, BitDepth::Eight, &[1, 2, 3, 4, 5, 6, 7, 8]);
    let expected = vec![[1.0, 5.0], [2.0, 6.0], [3.0, 7.0], [4.0, 8.0]];
    assert_eq!(read(&color), (ElementType::U8, expected));
    let indexed = png_bytes(ColorType::Indexed, BitDepth::One, &[0b0100_0000]);
    let expected = vec![[10.0, 40.0], [20.0, 50.0], [30.0, 60.0]];
    assert_eq!(read(&indexed), (ElementType::U8, expected));
}

#[test]
fn what_is_no_image_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let message = |name: &str, bytes: &[u8]| {
        let path = write(&folder, name, bytes);
        let error = open_raster(&path, &OpenOptions::new())
            .unwrap_err()
            .to_string();
        error.replace(&path.display().to_string(), "FILE")
    };
    let wanted = "FILE: expected an image (a 2-D .npy, a .png, or raw binary with --channels as \
                  its width), got ";
    assert_eq!(
        message("a.npy", &npy(1, "<i2", false, "(3,)", &[0; 6])),
        format!("{wanted}3 row(s) of 1 value(s)")
    );
    assert_eq!(
        message("a.csv", b"a,b\n1,2\n"),
        format!("{wanted}another format")
    );
    let png = png_bytes(png::ColorType::Grayscale, png::BitDepth::Eight, &[7, 200]);
    for cut in [9, 20, 40, png.len() - 20] {
        let text = message("cut.png", &png[..cut]);
        assert!(
            text.starts_with("FILE: not a valid png file: "),
            "{cut}: {text}"
        );
    }
    for byte in 8..png.len() {
        let mut broken = png.clone();
        broken[byte] ^= 0x5a;
        // Whatever comes of it, it comes back.
        let path = write(&folder, "broken.png", &broken);
        let _ = open_raster(&path, &OpenOptions::new()).is_ok();
    }
    assert!(open_raster(folder.path().join("none.png"), &OpenOptions::new()).is_err());
}
