//! Indices of many quads with four vertices each.

/// Two triangles a quad; corner `c` of a quad lies right when bit 0 of `c` is
/// set, and at the bottom when bit 1 is. `first_vertices` are those of corner 0.
pub(crate) fn indices(first_vertices: impl Iterator<Item = u32>) -> Vec<u32> {
    first_vertices
        .flat_map(|first| [0, 1, 2, 2, 1, 3].map(|corner| first + corner))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quad_is_two_triangles_over_its_four_corners() {
        assert_eq!(
            indices([0, 8].into_iter()),
            [0, 1, 2, 2, 1, 3, 8, 9, 10, 10, 9, 11]
        );
    }
}
