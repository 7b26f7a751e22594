//! A norm and a colour map made into one table of thresholds.

use std::sync::Arc;

use super::Norm;
use crate::color::map::{ColorMap, Place};

/// From a value to a colour: a [`Norm`], then a [`ColorMap`].
///
/// Every norm rises, so each colour of the map belongs to one interval of values. The scale
/// finds the ends of these intervals among all `f32` once; after that a value is coloured by
/// comparing alone, whatever the norm's formula, and the CPU and a shader give the same bytes.
///
/// ```
/// use galry_visuals::{ColorMap, ColorScale, Norm, NormKind};
///
/// let scale = ColorScale::new(ColorMap::default(), Norm::new(NormKind::Log, [1.0, 100.0])?);
/// assert_eq!(scale.color(10.0), ColorMap::default().color(0.5));
/// assert_eq!(scale.color(f32::NAN), ColorMap::default().missing());
/// # Ok::<(), galry_visuals::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct ColorScale {
    map: ColorMap,
    norm: Norm,
    table: Arc<Table>,
}

#[derive(Debug)]
struct Table {
    /// The smallest value that is not missing, the smallest of each of the map's colours, and
    /// the smallest above the range; in rising order, infinite where there is none.
    thresholds: Vec<f32>,
    /// Missing, under, the map's colours, over: straight alpha.
    colors: Vec<[u8; 4]>,
    /// The same, premultiplied.
    premultiplied: Vec<[u8; 4]>,
}

impl PartialEq for ColorScale {
    fn eq(&self, other: &Self) -> bool {
        self.map == other.map && self.norm == other.norm
    }
}

impl Default for ColorScale {
    fn default() -> Self {
        Self::new(ColorMap::default(), Norm::default())
    }
}

impl ColorScale {
    /// Computes the table: some ten thousand evaluations of the norm.
    #[must_use]
    pub fn new(map: ColorMap, norm: Norm) -> Self {
        let count = map.entries().len();
        let mut thresholds = Vec::with_capacity(count + 2);
        thresholds.push(first_at(&map, &norm, Place::Under));
        thresholds.extend((0..count).map(|index| first_at(&map, &norm, Place::Entry(index))));
        thresholds.push(first_at(&map, &norm, Place::Over));
        let mut colors = vec![map.missing(), map.under()];
        colors.extend_from_slice(map.entries());
        colors.push(map.over());
        let premultiplied = colors
            .iter()
            .map(|&[r, g, b, a]| {
                let times = |c: u8| ((u32::from(c) * u32::from(a) + 127) / 255) as u8;
                [times(r), times(g), times(b), a]
            })
            .collect();
        Self {
            map,
            norm,
            table: Arc::new(Table {
                thresholds,
                colors,
                premultiplied,
            }),
        }
    }

    /// The colour map.
    #[must_use]
    pub fn map(&self) -> &ColorMap {
        &self.map
    }

    /// The norm.
    #[must_use]
    pub fn norm(&self) -> &Norm {
        &self.norm
    }

    /// The values from which on each colour but the first of [`colors`](Self::colors) holds, in
    /// rising order.
    #[must_use]
    pub fn thresholds(&self) -> &[f32] {
        &self.table.thresholds
    }

    /// All colours, straight alpha: missing, under, those of the map, over; one more than there
    /// are thresholds.
    #[must_use]
    pub fn colors(&self) -> &[[u8; 4]] {
        &self.table.colors
    }

    /// The same colours, premultiplied.
    #[must_use]
    pub fn premultiplied(&self) -> &[[u8; 4]] {
        &self.table.premultiplied
    }

    /// Which of [`colors`](Self::colors) a value has: how many thresholds it reaches.
    #[must_use]
    #[inline]
    pub fn index(&self, value: f32) -> usize {
        // NaN reaches none.
        self.table
            .thresholds
            .partition_point(|&threshold| threshold <= value)
    }

    /// The colour of a value, straight alpha.
    #[must_use]
    pub fn color(&self, value: f32) -> [u8; 4] {
        self.table.colors[self.index(value)]
    }
}

/// The smallest `f32` whose place is at least this one; infinite where there is none.
fn first_at(map: &ColorMap, norm: &Norm, wanted: Place) -> f32 {
    let reached = |key: i64| {
        let value = value_from_key(key);
        map.place(norm.normalize(f64::from(value))) >= wanted
    };
    let [mut low, mut high] = [f32::NEG_INFINITY, f32::INFINITY].map(key_from_value);
    if !reached(high) {
        // No finite value either: NaN alone would compare false with it.
        return f32::NAN;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if reached(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    value_from_key(low)
}

/// Numbers that stand in the order of the values, with no gap between neighbours.
fn key_from_value(value: f32) -> i64 {
    let bits = value.to_bits();
    let size = i64::from(bits & 0x7fff_ffff);
    if bits >> 31 == 0 { size } else { -size }
}

fn value_from_key(key: i64) -> f32 {
    let value = f32::from_bits(key.unsigned_abs() as u32);
    if key < 0 { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Color, NormKind};
    use proptest::prelude::*;

    fn kinds() -> impl Strategy<Value = NormKind> {
        prop_oneof![
            Just(NormKind::Linear),
            Just(NormKind::Log),
            Just(NormKind::symlog(0.3)),
            Just(NormKind::Power { gamma: 2.2 }),
            Just(NormKind::TwoSlope { center: 2.5 }),
            Just(NormKind::boundaries(&[2.1, 2.5, 17.0])),
        ]
    }

    proptest! {
        #[test]
        fn comparing_gives_the_formulas_color(
            kind in kinds(), values in prop::collection::vec(-5.0f32..20.0, 50),
        ) {
            let map: ColorMap = "magma".parse().unwrap();
            let map = map
                .with_under(Color::rgb8(1, 2, 3))
                .with_over(Color::rgb8(4, 5, 6))
                .with_missing(Color::TRANSPARENT);
            let norm = Norm::new(kind, [2.0, 17.0]).unwrap();
            let scale = ColorScale::new(map.clone(), norm.clone());
            let own = scale.thresholds().to_vec();
            for value in values.into_iter().chain(own.into_iter().filter(|v| v.is_finite())) {
                for value in [value.next_down(), value, value.next_up()] {
                    let expected = map.color(norm.normalize(f64::from(value)));
                    prop_assert_eq!(scale.color(value), expected, "{}", value);
                }
            }
            prop_assert_eq!(scale.color(f32::NAN), [0; 4]);
            prop_assert_eq!(scale.color(f32::INFINITY), [4, 5, 6, 255]);
        }
    }

    #[test]
    fn thresholds_rise_and_number_one_less_than_the_colors() {
        for name in ["gray", "twilight"] {
            let norm = Norm::linear([0.0, 255.0]).unwrap();
            let scale = ColorScale::new(name.parse().unwrap(), norm);
            assert_eq!(scale.colors().len(), scale.thresholds().len() + 1);
            assert!(scale.thresholds().is_sorted());
        }
    }

    #[test]
    fn equal_limits_and_premultiplied_colors() {
        let map = ColorMap::default().with_missing(Color::rgba8(200, 100, 0, 128));
        let scale = ColorScale::new(map, Norm::linear([3.0, 3.0]).unwrap());
        assert_eq!(scale.color(3.0), ColorMap::default().color(0.0));
        assert_eq!(scale.premultiplied()[0], [100, 50, 0, 128]);
    }
}
