//! The default colour cycles.
//!
//! Found by a search in OKLab under normal, protan, deutan and tritan vision.
//! The tests here compute contrast and distances anew, so a change of one
//! colour that makes two of them alike to somebody fails.

use super::Color;

impl Color {
    /// Eight colours for lines and marks on a white background, each with a
    /// contrast of at least 3:1 and apart under every kind of colour vision.
    pub const CYCLE_LIGHT: [Self; 8] = [
        Self::from_hex(0x3b93ff),
        Self::from_hex(0xd3801f),
        Self::from_hex(0x0c5508),
        Self::from_hex(0x82029f),
        Self::from_hex(0x916703),
        Self::from_hex(0xc035bd),
        Self::from_hex(0x16907a),
        Self::from_hex(0x535d5e),
    ];

    /// The same for the dark background `#16181d`.
    pub const CYCLE_DARK: [Self; 8] = [
        Self::from_hex(0x26a3fe),
        Self::from_hex(0xcd020e),
        Self::from_hex(0xb1d96c),
        Self::from_hex(0x5a47f0),
        Self::from_hex(0xe97d00),
        Self::from_hex(0x984596),
        Self::from_hex(0x08e1ef),
        Self::from_hex(0x8c8c8c),
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    type Matrix = [[f64; 3]; 3];

    /// Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
    const VISIONS: [(&str, Matrix); 4] = [
        (
            "normal",
            [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        ),
        (
            "protan",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deutan",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritan",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn times(m: Matrix, v: [f64; 3]) -> [f64; 3] {
        m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    }

    fn linear(color: Color) -> [f64; 3] {
        [color.r, color.g, color.b].map(|encoded| {
            let encoded = f64::from(encoded);
            if encoded <= 0.04045 {
                encoded / 12.92
            } else {
                ((encoded + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// WCAG 2's relative luminance.
    fn luminance(color: Color) -> f64 {
        let [r, g, b] = linear(color);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn oklab(linear: [f64; 3]) -> [f64; 3] {
        let cones = times(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ],
            linear,
        )
        .map(f64::cbrt);
        times(
            [
                [0.2104542553, 0.7936177850, -0.0040720468],
                [1.9779984951, -2.4285922050, 0.4505937099],
                [0.0259040371, 0.7827717662, -0.8086757660],
            ],
            cones,
        )
    }

    /// The smallest distance of two colours of the cycle, times 100.
    fn smallest_distance(cycle: &[Color], vision: Matrix) -> f64 {
        let seen: Vec<_> = cycle
            .iter()
            .map(|&color| oklab(times(vision, linear(color)).map(|c| c.clamp(0.0, 1.0))))
            .collect();
        let mut smallest = f64::INFINITY;
        for (index, a) in seen.iter().enumerate() {
            for b in &seen[..index] {
                let squared: f64 = (0..3).map(|i| (a[i] - b[i]).powi(2)).sum();
                smallest = smallest.min(100.0 * squared.sqrt());
            }
        }
        smallest
    }

    fn check(cycle: &[Color], background: Color, promised: [f64; 4]) {
        for &color in cycle {
            let ratio = contrast(color, background);
            assert!(ratio >= 3.0, "{color:?}: contrast {ratio:.2}");
        }
        for ((name, matrix), promised) in VISIONS.into_iter().zip(promised) {
            let distance = smallest_distance(cycle, matrix);
            assert!(
                distance >= promised - 0.1,
                "{name}: {distance:.2}, promised {promised}"
            );
        }
    }

    #[test]
    fn light_cycle_keeps_its_contrast_and_distances() {
        check(&Color::CYCLE_LIGHT, Color::WHITE, [14.0, 10.3, 10.3, 9.3]);
    }

    #[test]
    fn dark_cycle_keeps_its_contrast_and_distances() {
        check(
            &Color::CYCLE_DARK,
            Color::from_hex(0x16181d),
            [17.7, 13.1, 13.3, 11.9],
        );
    }

    #[test]
    fn the_measure_tells_a_bad_cycle() {
        let tableau: Vec<Color> = [
            "blue", "orange", "green", "red", "purple", "brown", "pink", "gray",
        ]
        .iter()
        .map(|name| format!("tab:{name}").parse().unwrap())
        .collect();
        assert!(smallest_distance(&tableau, VISIONS[1].1) < 1.0);
    }
}
