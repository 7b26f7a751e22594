//! The embedded faces: their bytes, measures and outlines.

use parley::FontWeight;
use swash::FontRef;

use super::style::Weight;

/// One of the embedded faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Face {
    Regular,
    SemiBold,
}

impl Face {
    pub(crate) const ALL: [Self; 2] = [Self::Regular, Self::SemiBold];

    /// The face of a weight.
    pub(crate) const fn of(weight: Weight) -> Self {
        match weight {
            Weight::Regular => Self::Regular,
            Weight::SemiBold => Self::SemiBold,
        }
    }

    /// The weight as parley calls it.
    pub(crate) const fn weight(self) -> FontWeight {
        match self {
            Self::Regular => FontWeight::NORMAL,
            Self::SemiBold => FontWeight::SEMI_BOLD,
        }
    }

    /// The font file.
    pub(crate) const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../fonts/Inter-Regular.otf"),
            Self::SemiBold => include_bytes!("../../fonts/Inter-SemiBold.otf"),
        }
    }

    /// Position in [`Face::ALL`].
    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Regular => 0,
            Self::SemiBold => 1,
        }
    }
}

/// A parsed face. Copying it keeps its identity in swash's caches.
#[derive(Clone, Copy)]
pub(crate) struct ParsedFace {
    pub(crate) font: FontRef<'static>,
    pub(crate) measures: FaceMeasures,
}

/// Measures of a face in ems, all above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct FaceMeasures {
    pub(crate) ascent_em: f32,
    pub(crate) descent_em: f32,
    pub(crate) line_height_em: f32,
    pub(crate) cap_height_em: f32,
    pub(crate) x_height_em: f32,
}

impl ParsedFace {
    pub(crate) fn new(face: Face) -> Self {
        let Some(font) = FontRef::from_index(face.bytes(), 0) else {
            unreachable!("the bytes of an embedded face are a font");
        };
        let metrics = font.metrics(&[]);
        let em = f32::from(metrics.units_per_em.max(1));
        Self {
            font,
            measures: FaceMeasures {
                ascent_em: metrics.ascent / em,
                descent_em: metrics.descent.abs() / em,
                line_height_em: (metrics.ascent + metrics.descent.abs() + metrics.leading) / em,
                cap_height_em: metrics.cap_height / em,
                x_height_em: metrics.x_height / em,
            },
        }
    }
}

impl std::fmt::Debug for ParsedFace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParsedFace")
            .field("measures", &self.measures)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_parse_and_share_their_vertical_measures() {
        let [regular, semi_bold] = Face::ALL.map(ParsedFace::new);
        assert_eq!(regular.measures, semi_bold.measures);
        let m = regular.measures;
        assert!(m.ascent_em > m.cap_height_em && m.cap_height_em > 0.6);
        assert!(m.x_height_em > 0.5 && m.x_height_em < m.cap_height_em);
        assert!(m.descent_em > 0.1 && m.line_height_em >= m.ascent_em + m.descent_em);
    }

    #[test]
    fn a_face_is_small() {
        for face in Face::ALL {
            assert!(
                face.bytes().len() < 200_000,
                "{face:?}: {}",
                face.bytes().len()
            );
        }
    }
}
