//! Transforms one after the other, as few as may be.

use std::sync::Arc;

use super::{Affine, Perspective, ScaleTranslate3, Transform};

/// Two or more transforms, one after the other, that could not be made fewer.
///
/// Made by [`Transform::after`] and [`Transform::chain`]; cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    steps: Arc<[Transform]>,
}

impl Chain {
    /// The transforms, the first done first; none of them is a chain.
    #[must_use]
    pub fn steps(&self) -> &[Transform] {
        &self.steps
    }
}

/// The transform that does all these, the first first.
pub(super) fn simplified(steps: impl IntoIterator<Item = Transform>) -> Transform {
    let mut left = Vec::new();
    for step in steps {
        match step {
            Transform::Chain(chain) => {
                for step in chain.steps() {
                    push(&mut left, step.clone());
                }
            }
            step => push(&mut left, step),
        }
    }
    match left.len() {
        0 => Transform::Identity,
        1 => left.swap_remove(0),
        _ => Transform::Chain(Chain { steps: left.into() }),
    }
}

/// Adds a step that is no chain. What it makes of the one before it may meet the one before that.
fn push(steps: &mut Vec<Transform>, step: Transform) {
    let mut step = reduced(step);
    while step != Transform::Identity {
        let Some(before) = steps.pop() else {
            break;
        };
        match folded(&before, &step) {
            Some(one) => step = one,
            None => {
                steps.push(before);
                break;
            }
        }
    }
    if step != Transform::Identity {
        steps.push(step);
    }
}

/// The same transform as the simplest kind that can say it.
fn reduced(transform: Transform) -> Transform {
    let transform = match transform {
        Transform::Perspective(perspective) => match perspective.as_affine() {
            Some(affine) if affine.is_finite() => Transform::Affine(affine),
            _ => transform,
        },
        other => other,
    };
    let transform = match transform {
        Transform::Affine(affine) => affine
            .as_scale_translate()
            .map_or(transform, Transform::ScaleTranslate),
        other => other,
    };
    let is_identity = match &transform {
        Transform::ScaleTranslate(simple) => simple.is_identity() && simple.is_finite(),
        Transform::NonLinear(map) | Transform::Inverse(map) => map.is_identity(),
        _ => false,
    };
    if is_identity {
        Transform::Identity
    } else {
        transform
    }
}

/// Both as one, the first done first; `None` when they stay apart.
fn folded(first: &Transform, then: &Transform) -> Option<Transform> {
    use Transform::{Identity, Inverse, NonLinear, ScaleTranslate};
    match (first, then) {
        (NonLinear(a), Inverse(b)) | (Inverse(a), NonLinear(b)) => (a == b).then_some(Identity),
        (ScaleTranslate(a), ScaleTranslate(b)) => finite(b.after(a), ScaleTranslate3::is_finite),
        (Transform::Perspective(a), b) => {
            finite(as_perspective(b)?.after(a), Perspective::is_finite)
        }
        (a, Transform::Perspective(b)) => {
            let affine = as_affine(a)?;
            if affine.origin != [0.0; 3] {
                return None;
            }
            finite(b.after(&affine.into()), Perspective::is_finite)
        }
        (a, b) => finite(as_affine(b)?.after(&as_affine(a)?), Affine::is_finite),
    }
}

/// The product, unless it left f64 on the way, where the steps may not.
fn finite<T: Into<Transform>>(product: T, is_finite: fn(&T) -> bool) -> Option<Transform> {
    is_finite(&product).then(|| reduced(product.into()))
}

fn as_affine(transform: &Transform) -> Option<Affine> {
    match transform {
        Transform::ScaleTranslate(simple) => Some((*simple).into()),
        Transform::Affine(affine) => Some(*affine),
        _ => None,
    }
}

fn as_perspective(transform: &Transform) -> Option<Perspective> {
    match transform {
        Transform::Perspective(perspective) => Some(*perspective),
        other => as_affine(other).map(Perspective::from),
    }
}
