//! The maps that are not linear, under one name.

use std::sync::Arc;

use super::{Curves, Magnify, Mapping, Polar};

/// A map that is not linear: one of galry's, or a user's own.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum NonLinear {
    /// Logarithms, symmetric logarithms and powers.
    Curves(Curves),
    /// Angle and radius to x and y.
    Polar(Polar),
    /// A lens.
    Magnify(Magnify),
    /// A user's own.
    Own(Arc<dyn Mapping>),
}

impl PartialEq for NonLinear {
    /// Galry's maps are equal by their numbers, a user's own if it is the very same one.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Curves(a), Self::Curves(b)) => a == b,
            (Self::Polar(a), Self::Polar(b)) => a == b,
            (Self::Magnify(a), Self::Magnify(b)) => a == b,
            (Self::Own(a), Self::Own(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl NonLinear {
    /// The map itself.
    #[must_use]
    pub fn mapping(&self) -> &dyn Mapping {
        match self {
            Self::Curves(curves) => curves,
            Self::Polar(polar) => polar,
            Self::Magnify(magnify) => magnify,
            Self::Own(own) => &**own,
        }
    }

    /// Whether it leaves every point where it is, as far as is known.
    pub(super) fn is_identity(&self) -> bool {
        match self {
            Self::Curves(curves) => curves.is_identity(),
            Self::Magnify(lens) => lens.magnification() == 1.0,
            Self::Polar(_) | Self::Own(_) => false,
        }
    }
}
