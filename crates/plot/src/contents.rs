//! Whether there is anything to show at all.

use std::ops::Range;

use galry_data::{Extent, Source};
use galry_scene::{Line, NodeId, Positions, Scene};

use crate::{Error, Result};

/// Samples looked at first: nearly always one of them is a number.
const FIRST_LOOK: u64 = 4096;

/// Samples that are read at once where the pyramid cannot help.
const BLOCK: u64 = 1 << 16;

/// Checks that some node has something to show, without reading more than a few thousand samples
/// where there is a number among the first, nor anything twice where there is none. What is not a
/// line is taken for something.
///
/// # Errors
/// [`Error::NothingToShow`] when there are lines, but no number in any of them.
pub(crate) fn check<'n>(
    scene: &Scene<'_>,
    nodes: impl IntoIterator<Item = &'n NodeId>,
) -> Result<()> {
    let mut lines = Vec::new();
    for &node in nodes {
        match scene.node(node)?.line() {
            // What is not there yet may come.
            Some(line) if line.live_source().is_some() => return Ok(()),
            Some(line) => lines.push(line),
            None => return Ok(()),
        }
    }
    check_lines(&lines)
}

fn check_lines(lines: &[&Line<'_>]) -> Result<()> {
    for line in lines {
        if has_a_number(line)? {
            return Ok(());
        }
    }
    match lines.first() {
        None => Ok(()),
        Some(first) => Err(Error::NothingToShow {
            what: describe(lines, first),
        }),
    }
}

fn has_a_number(line: &Line<'_>) -> Result<bool> {
    let source = &**line.source();
    let len = source.len();
    let first_look = len.min(FIRST_LOOK);
    if found_by_reading(line, source, 0..first_look)? {
        return Ok(true);
    }
    let rest = first_look..len;
    if rest.is_empty() {
        return Ok(false);
    }
    let positions_are_finite = match line.positions() {
        Positions::Index | Positions::Rate { .. } => true,
        given => given.is_non_decreasing(),
    };
    if !positions_are_finite {
        return found_by_reading(line, source, rest);
    }
    // What the first picture asks anyway, and what the pyramid keeps for it.
    let mut extent = [Extent::EMPTY];
    let channel = line.channel();
    source.envelope(channel..channel + 1, &[rest], &mut extent)?;
    Ok(!extent[0].is_empty())
}

fn found_by_reading(line: &Line<'_>, source: &dyn Source, range: Range<u64>) -> Result<bool> {
    let mut values = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let end = (start + BLOCK).min(range.end);
        values.resize((end - start) as usize, 0.0);
        source.read(line.channel(), start..end, &mut values)?;
        let found = (start..end)
            .zip(&values)
            .any(|(index, value)| value.is_finite() && line.positions().at(index).is_finite());
        if found {
            return Ok(true);
        }
        start = end;
    }
    Ok(false)
}

/// Where the lines come from, and what is there instead of numbers.
fn describe(lines: &[&Line<'_>], first: &Line<'_>) -> String {
    let mut paths: Vec<String> = lines
        .iter()
        .filter_map(|line| line.source().origin())
        .map(|origin| origin.path.display().to_string())
        .collect();
    paths.dedup();
    let place = match paths.as_slice() {
        [] => String::new(),
        [path] => format!("{path}: "),
        [path, rest @ ..] => format!("{path} and {} more: ", rest.len()),
    };
    let samples: u64 = lines.iter().map(|line| line.source().len()).sum();
    let missing = match (samples, lines.len(), first.positions()) {
        (0, _, _) => "no samples".to_owned(),
        (1, _, _) => "the only sample is not a finite number".to_owned(),
        (_, _, Positions::Index | Positions::Rate { .. }) => {
            format!("none of {samples} samples is a finite number")
        }
        _ => format!("none of {samples} samples is a finite number at a finite x"),
    };
    format!("{place}{missing}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use galry_data::Samples;
    use galry_scene::LineStyle;

    use super::*;

    fn line(values: Vec<f64>, positions: Positions<'static>) -> Line<'static> {
        let source = Arc::new(Samples::from_vec(values));
        Line::new(source, 0, positions, LineStyle::default()).unwrap()
    }

    fn outcome(lines: &[Line<'_>]) -> String {
        let lines: Vec<&Line<'_>> = lines.iter().collect();
        check_lines(&lines).map_or_else(|error| error.to_string(), |()| "something".to_owned())
    }

    #[test]
    fn lines_without_numbers_are_told_apart_from_no_lines() {
        assert_eq!(outcome(&[]), "something");
        let empty = line(Vec::new(), Positions::Index);
        assert_eq!(outcome(&[empty]), "nothing to show: no samples");
        let missing = line(vec![f64::NAN, f64::INFINITY], Positions::Index);
        assert_eq!(
            outcome(std::slice::from_ref(&missing)),
            "nothing to show: none of 2 samples is a finite number"
        );
        let number = line(vec![f64::NAN, 1.0], Positions::Index);
        assert_eq!(outcome(&[missing, number]), "something");
    }

    #[test]
    fn a_number_counts_only_where_it_stands_somewhere() {
        let x = Positions::Shared(Arc::from([f64::NAN, 1.0]));
        assert_eq!(
            outcome(&[line(vec![1.0, f64::NAN], x)]),
            "nothing to show: none of 2 samples is a finite number at a finite x"
        );
    }

    #[test]
    fn a_number_behind_many_gaps_is_found() {
        let mut values = vec![f64::NAN; 200_000];
        let all_missing = line(values.clone(), Positions::Index);
        assert_ne!(outcome(&[all_missing]), "something");
        values[199_999] = 1.0;
        assert_eq!(
            outcome(&[line(values.clone(), Positions::Index)]),
            "something"
        );
        let back_and_forth: Arc<[f64]> = (0..200_000).rev().map(f64::from).collect();
        let positions = Positions::Shared(back_and_forth);
        assert_eq!(outcome(&[line(values, positions)]), "something");
    }
}
