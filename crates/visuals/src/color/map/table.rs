//! The published colours of the standard maps, as text.
//!
//! viridis, plasma, inferno, magma (S. van der Walt, N. Smith) and twilight (B. Bechtold) are in
//! the public domain (CC0); cividis is by J. Nuñez, C. Anderton and R. Renslow; turbo by A.
//! Mikhailov (Apache-2.0); coolwarm by K. Moreland; the maps from `Blues` to `Spectral` are
//! ColorBrewer's, by C. Brewer (Apache-2.0).

use super::ColorMapKind;

/// A line with a name and a kind for each map, and below it, indented, its colours as `rrggbb`,
/// equally far apart.
const MAPS: &str = include_str!("maps.txt");

/// A map in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) name: &'static str,
    pub(super) kind: ColorMapKind,
    /// The text behind the header's line.
    rest: &'static str,
}

/// All maps, in the order of the text.
pub(super) fn headers() -> impl Iterator<Item = Header> {
    let mut rest = MAPS;
    std::iter::from_fn(move || {
        while let Some((line, after)) = rest.split_once('\n') {
            rest = after;
            if let Some((name, kind)) = line.split_once(' ')
                && !name.is_empty()
            {
                let kind = match kind {
                    "diverging" => ColorMapKind::Diverging,
                    "cyclic" => ColorMapKind::Cyclic,
                    _ => ColorMapKind::Sequential,
                };
                return Some(Header { name, kind, rest });
            }
        }
        None
    })
}

/// The colours of a map, 0..=255 and opaque.
pub(super) fn colors(header: &Header) -> Vec<[f32; 4]> {
    header
        .rest
        .lines()
        .take_while(|line| line.starts_with(' '))
        .flat_map(str::split_ascii_whitespace)
        .filter_map(|word| u32::from_str_radix(word, 16).ok())
        .map(|rgb| {
            let [_, r, g, b] = rgb.to_be_bytes();
            [r, g, b, 255].map(f32::from)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_holds_nothing_but_names_and_colors() {
        let mut colors_found = 0;
        for line in MAPS.lines() {
            if line.starts_with(' ') {
                for word in line.split_ascii_whitespace() {
                    assert!(
                        word.len() == 6 && u32::from_str_radix(word, 16).is_ok(),
                        "{word}"
                    );
                    colors_found += 1;
                }
            } else {
                let (_, kind) = line.split_once(' ').unwrap();
                assert!(
                    ["sequential", "diverging", "cyclic"].contains(&kind),
                    "{line}"
                );
            }
        }
        let all: usize = headers().map(|header| colors(&header).len()).sum();
        assert_eq!(all, colors_found);
    }
}
