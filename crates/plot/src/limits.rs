//! Which part of the data is shown when nothing else is asked.

use galry_scene::{Axis, AxisScale};

use crate::Result;

/// Room left around the data, as a part of its extent.
const MARGIN: f64 = 0.05;

/// The smallest value shown on a logarithmic axis whose data reach down to zero, as a part of the
/// largest.
const LOG_FLOOR: f64 = 1e-4;

/// The axis as asked, or around a range of data with some room.
pub(crate) fn axis(
    asked: Option<[f64; 2]>,
    range: Option<[f64; 2]>,
    scale: AxisScale,
    room: Room,
) -> Result<Axis> {
    match asked {
        Some(limits) => Ok(Axis::new(limits, scale)?),
        None => Ok(around(range, scale, room.parts())),
    }
}

/// The room left around the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// None: the data reach the ends of the axis.
    None,
    /// A little.
    Margin,
    /// A little at the high end: the data stand on the low one.
    Above,
}

impl Room {
    /// At the low and at the high end.
    fn parts(self) -> [f64; 2] {
        match self {
            Self::None => [0.0; 2],
            Self::Margin => [MARGIN; 2],
            Self::Above => [0.0, MARGIN],
        }
    }
}

/// An axis around a range with some room; around zero to one where there is none.
fn around(range: Option<[f64; 2]>, scale: AxisScale, margins: [f64; 2]) -> Axis {
    let fallback = match scale {
        AxisScale::Linear | AxisScale::Symlog { .. } => [0.0, 1.0],
        AxisScale::Log10 => [1.0, 10.0],
    };
    let [mut low, mut high] = range.unwrap_or(fallback);
    if scale == AxisScale::Log10 {
        if high <= 0.0 {
            [low, high] = fallback;
        } else if low <= 0.0 {
            low = high * LOG_FLOOR;
        }
    }
    let (from, to) = (scale.forward(low), scale.forward(high));
    let rooms = if from == to {
        // One value alone stands in the middle.
        [(from.abs() * 0.1).max(match scale {
            AxisScale::Linear if from == 0.0 => 1.0,
            AxisScale::Linear => f64::MIN_POSITIVE.sqrt(),
            AxisScale::Log10 | AxisScale::Symlog { .. } => 0.5,
        }); 2]
    } else {
        // Half first: the whole extent may exceed what f64 holds.
        margins.map(|margin| (to / 2.0 - from / 2.0) * 2.0 * margin)
    };
    let widened = [scale.inverse(from - rooms[0]), scale.inverse(to + rooms[1])];
    Axis::new(widened, scale)
        .or_else(|_| Axis::new([low, high], scale))
        .or_else(|_| match scale {
            AxisScale::Linear | AxisScale::Symlog { .. } => {
                Axis::new([-f64::MAX / 4.0, f64::MAX / 4.0], scale)
            }
            AxisScale::Log10 => Axis::new([f64::MIN_POSITIVE, f64::MAX], scale),
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_get_room_around_them() {
        let axis = around(Some([0.0, 10.0]), AxisScale::Linear, [0.05; 2]);
        assert_eq!(axis.limits(), [-0.5, 10.5]);
        let log = around(Some([1.0, 100.0]), AxisScale::Log10, [0.05; 2]);
        assert!(log.limits()[0] < 1.0 && log.limits()[1] > 100.0);
    }

    #[test]
    fn one_value_none_and_extremes_make_an_axis_too() {
        for range in [
            None,
            Some([0.0, 0.0]),
            Some([5.0, 5.0]),
            Some([1e300, 1e300]),
            Some([-f64::MAX, f64::MAX]),
            Some([5e-324, 5e-324]),
            Some([1e15, 1e15 + 0.125]),
        ] {
            let axis = around(range, AxisScale::Linear, [0.05; 2]);
            let [low, high] = axis.limits();
            assert!(low < high, "{range:?}: {low} {high}");
        }
        let log = around(Some([-1.0, 0.0]), AxisScale::Log10, [0.05; 2]);
        assert!(log.limits()[0] > 0.0);
        for range in [[f64::MAX; 2], [5e-324; 2], [5e-324, f64::MAX], [1.0; 2]] {
            let log = around(Some(range), AxisScale::Log10, [0.05; 2]);
            assert_eq!(log.scale(), AxisScale::Log10, "{range:?}");
            assert!(log.limits()[0] < log.limits()[1], "{range:?}");
        }
    }
}
