//! Whether a drawn picture is final.

/// How complete the picture of a draw is.
///
/// A scene without a frame budget (see [`Scene::set_frame_budget`](crate::Scene::set_frame_budget))
/// always draws the final picture. With one, whatever takes longer is drawn coarser or in part,
/// and the next draws go on from there, so that a picture left alone becomes final.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Completion {
    /// The picture is exact: drawing it again changes nothing.
    #[default]
    Final,
    /// Some of it is coarse or missing; another draw goes on.
    Partial {
        /// The part of the work that is done, from 0 to 1; an estimate.
        done: f64,
    },
}

impl Completion {
    /// Whether nothing is left to be drawn.
    #[must_use]
    pub fn is_final(self) -> bool {
        self == Self::Final
    }

    /// That of a picture made of two: as complete as the less complete one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Final, other) => other,
            (partial, Self::Final) => partial,
            (Self::Partial { done }, Self::Partial { done: other }) => Self::Partial {
                done: done.min(other),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_as_complete_as_its_least_complete_part() {
        let partial = |done| Completion::Partial { done };
        assert_eq!(Completion::Final.and(Completion::Final), Completion::Final);
        assert_eq!(Completion::Final.and(partial(0.5)), partial(0.5));
        assert_eq!(partial(0.5).and(Completion::Final), partial(0.5));
        assert_eq!(partial(0.5).and(partial(0.25)), partial(0.25));
        assert!(Completion::default().is_final() && !partial(1.0).is_final());
    }
}
