//! The direction that a label runs in.

/// A rotation as the cosine and sine of its counter-clockwise angle, exact at quarter turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Direction {
    pub(crate) cos: f32,
    pub(crate) sin: f32,
}

impl Direction {
    pub(crate) const RIGHT: Self = Self { cos: 1.0, sin: 0.0 };

    /// The direction of `angle_rad`, counter-clockwise from the right; within a thousandth of a
    /// degree of a quarter turn it is that quarter turn. An angle that is not finite counts as 0.
    pub(crate) fn from_angle(angle_rad: f32) -> Self {
        if !angle_rad.is_finite() {
            return Self::RIGHT;
        }
        let (sin, cos) = f64::from(angle_rad).sin_cos();
        // Near a quarter turn one of the two is the remaining angle, the other 1 in f32.
        let exact = |value: f64| {
            if value.abs() < 1.7e-5 {
                0.0
            } else if value.abs() > 1.0 - 1e-9 {
                value.signum()
            } else {
                value
            }
        };
        Self {
            cos: exact(cos) as f32,
            sin: exact(sin) as f32,
        }
    }

    /// Whether lines run along rows or columns of pixels.
    pub(crate) fn is_quarter_turn(self) -> bool {
        self.cos == 0.0 || self.sin == 0.0
    }

    /// `along` pixels in the reading direction and `down` pixels towards the next line, as pixels
    /// right and down.
    pub(crate) fn framebuffer_from_text(self, [along, down]: [f32; 2]) -> [f32; 2] {
        [
            along * self.cos + down * self.sin,
            down * self.cos - along * self.sin,
        ]
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::{FRAC_PI_2, PI};

    use super::*;

    #[test]
    fn quarter_turns_are_exact() {
        for (turns, cos, sin) in [
            (0.0, 1.0, 0.0),
            (1.0, 0.0, 1.0),
            (2.0, -1.0, 0.0),
            (-1.0, 0.0, -1.0),
            (5.0, 0.0, 1.0),
        ] {
            let direction = Direction::from_angle(turns * FRAC_PI_2);
            assert_eq!(direction, Direction { cos, sin });
            assert!(direction.is_quarter_turn());
        }
        assert!(!Direction::from_angle(0.01).is_quarter_turn());
        assert_eq!(Direction::from_angle(f32::NAN), Direction::RIGHT);
    }

    #[test]
    fn a_quarter_turn_reads_upwards_with_the_next_line_to_the_right() {
        let up = Direction::from_angle(FRAC_PI_2);
        assert_eq!(up.framebuffer_from_text([5.0, 0.0]), [0.0, -5.0]);
        assert_eq!(up.framebuffer_from_text([0.0, 3.0]), [3.0, 0.0]);
        let back = Direction::from_angle(PI);
        assert_eq!(back.framebuffer_from_text([5.0, 3.0]), [-5.0, -3.0]);
    }
}
