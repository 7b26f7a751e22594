//! Whether a peer's picture is right: really drawn, of these data, at this zoom.
//!
//! A peer draws given samples at two frames of the zoom. In each column of pixels its ink must begin
//! and end where the data do, and fill what the data fill. Libraries place lines by half a pixel, or
//! more for thick ones, so each column is held against itself and its two neighbours, and two rows are
//! forgiven. Most columns must be right, and fewer for the zoom of the other frame. A picture that is right
//! but for the tips of its peaks passes, and is said to lack them.

use std::path::Path;

use crate::Result;

/// Frames of the zoom that are looked at.
pub(crate) const FRAMES: [u64; 2] = [0, 50];

/// Rows by which ink may miss.
const ROWS: f64 = 2.0;

/// Least part of the columns that must be right. Where a column holds about one sample, a library that
/// rounds its points to whole pixels (plotters) is right in nine columns of ten.
const RIGHT: f64 = 0.85;

/// By how much more columns must be right for their own frame than for the other: a picture that stands
/// still is as right for one as for the other.
const OVER_CHANCE: f64 = 1.5;

/// Least part of the rows that the data meet that must have ink: antialiased lines of a pixel are pale
/// where they are steep.
const FILLED: f64 = 0.6;

/// The same where a picture is right but for the tips of its peaks, and the least part of the columns in
/// which nothing worse is wrong.
const FILLED_BUT_TIPS: f64 = 0.8;
const RIGHT_BUT_TIPS: f64 = 0.95;

/// What a pixel must differ from the background, of 255, to be ink.
const INK: u8 = 40;

/// Range of y that is shown.
const Y: [f64; 2] = [-5.0, 5.0];

/// Ink in one column: from which row to which, and in how many.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Column {
    top: f64,
    bottom: f64,
    rows: f64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) ok: bool,
    /// Parts of the columns that are right: in each frame.
    pub(crate) columns_right: Vec<f64>,
    /// Why not, if not.
    pub(crate) note: String,
}

/// A picture: RGB, from the top left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) size_px: [usize; 2],
    pub(crate) rgb: Vec<u8>,
}

impl Picture {
    /// Reads a PNG of eight bits a channel.
    ///
    /// # Errors
    /// A file that is missing or not such a PNG.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let file = std::fs::File::open(path).map_err(|error| told(&error))?;
        let decoder = png::Decoder::new(std::io::BufReader::new(file));
        let mut reader = decoder.read_info().map_err(|error| told(&error))?;
        let size = reader.output_buffer_size().ok_or("a PNG of that size")?;
        let mut bytes = vec![0; size];
        let info = reader
            .next_frame(&mut bytes)
            .map_err(|error| told(&error))?;
        let samples = info.color_type.samples();
        if samples < 3 || info.bit_depth != png::BitDepth::Eight {
            return Err(told(&"expected RGB or RGBA of 8 bits").into());
        }
        Ok(Self {
            size_px: [info.width as usize, info.height as usize],
            rgb: bytes
                .chunks_exact(samples)
                .flat_map(|pixel| pixel[..3].to_vec())
                .collect(),
        })
    }

    fn pixel(&self, x: usize, y: usize) -> &[u8] {
        let start = (y * self.size_px[0] + x) * 3;
        &self.rgb[start..start + 3]
    }

    fn is_ink(&self, x: usize, y: usize) -> bool {
        let background = &self.rgb[..3];
        let differs = |(ink, ground): (&u8, &u8)| ink.abs_diff(*ground) > INK;
        self.pixel(x, y).iter().zip(background).any(differs)
    }

    /// The ink of each column; nothing where there is none.
    fn columns(&self) -> Vec<Option<Column>> {
        (0..self.size_px[0])
            .map(|x| {
                let rows: Vec<usize> = (0..self.size_px[1])
                    .filter(|y| self.is_ink(x, *y))
                    .collect();
                Some(Column {
                    top: *rows.first()? as f64,
                    bottom: *rows.last()? as f64,
                    rows: rows.len() as f64,
                })
            })
            .collect()
    }
}

/// Judges the pictures of [`FRAMES`], drawn from these samples.
pub(crate) fn judge(series: &[Vec<f32>], pictures: &[Picture; 2]) -> Verdict {
    let size_px = pictures[0].size_px;
    if pictures[1].size_px != size_px {
        return wrong(Vec::new(), "the two frames differ in size");
    }
    let truths = FRAMES.map(|frame| expected(series, frame, size_px));
    let seen = [pictures[0].columns(), pictures[1].columns()];
    let part = |picture: usize, truth: usize, judged| part(&seen[picture], &truths[truth], judged);
    let columns_right = vec![part(0, 0, is_right), part(1, 1, is_right)];
    if seen.iter().flatten().all(Option::is_none) {
        return wrong(columns_right, "the picture is blank");
    }
    let by_chance = part(0, 1, is_right) + part(1, 0, is_right);
    if columns_right.iter().sum::<f64>() < OVER_CHANCE * by_chance {
        return wrong(columns_right, "the picture does not follow the zoom");
    }
    let Some(frame) = (0..2).find(|frame| columns_right[*frame] < RIGHT) else {
        return Verdict {
            ok: true,
            columns_right,
            note: String::new(),
        };
    };
    let note = format!(
        "frame {}: {:.0} % of the columns hold what the data ask for, expected {:.0} %",
        FRAMES[frame],
        columns_right[frame] * 100.0,
        RIGHT * 100.0
    );
    if (0..2).all(|frame| part(frame, frame, is_right_but_tips) >= RIGHT_BUT_TIPS) {
        return Verdict {
            ok: true,
            columns_right,
            note: format!("tips of peaks are missing; {note}"),
        };
    }
    wrong(columns_right, &note)
}

fn wrong(columns_right: Vec<f64>, note: &str) -> Verdict {
    Verdict {
        ok: false,
        columns_right,
        note: note.to_owned(),
    }
}

/// Judges a column's ink by what it and its neighbours should hold.
type Judge = fn(Column, &[Column]) -> bool;

/// The part of the columns that pass.
fn part(seen: &[Option<Column>], truth: &[Option<Column>], judge: Judge) -> f64 {
    let passes = (0..truth.len()).filter(|x| {
        let near = &truth[x.saturating_sub(1)..(x + 2).min(truth.len())];
        let near: Option<Vec<Column>> = near.iter().copied().collect();
        matches!((seen[*x], near), (Some(seen), Some(near)) if judge(seen, &near))
    });
    passes.count() as f64 / truth.len() as f64
}

/// The least and the most of something among columns.
fn range(near: &[Column], of: fn(&Column) -> f64) -> [f64; 2] {
    let values = near.iter().map(of);
    [
        values.clone().fold(f64::INFINITY, f64::min),
        values.fold(f64::NEG_INFINITY, f64::max),
    ]
}

/// Whether the ink begins and ends where it should, and fills what it should.
fn is_right(seen: Column, near: &[Column]) -> bool {
    let lies = |value: f64, [least, most]: [f64; 2]| (least - ROWS..=most + ROWS).contains(&value);
    lies(seen.top, range(near, |column| column.top))
        && lies(seen.bottom, range(near, |column| column.bottom))
        && seen.rows >= FILLED * range(near, |column| column.rows)[0]
}

/// Whether the ink lies nowhere else than it should, and fills most of it.
fn is_right_but_tips(seen: Column, near: &[Column]) -> bool {
    seen.top >= range(near, |column| column.top)[0] - ROWS
        && seen.bottom <= range(near, |column| column.bottom)[1] + ROWS
        && seen.rows >= FILLED_BUT_TIPS * range(near, |column| column.rows)[0]
}

/// What the data ask for: the rows that the curves meet over each column.
fn expected(series: &[Vec<f32>], frame: u64, size_px: [usize; 2]) -> Vec<Option<Column>> {
    let inked = meet(series, frame, size_px);
    inked
        .chunks_exact(size_px[1])
        .map(|column| {
            let top = column.iter().position(|ink| *ink)?;
            let bottom = column.iter().rposition(|ink| *ink)?;
            let rows = column.iter().filter(|ink| **ink).count();
            Some(Column {
                top: top as f64,
                bottom: bottom as f64,
                rows: rows as f64,
            })
        })
        .collect()
}

/// Whether a curve meets a pixel, column after column.
fn meet(series: &[Vec<f32>], frame: u64, [width, height]: [usize; 2]) -> Vec<bool> {
    let mut inked = vec![false; width * height];
    let part = 1.0 - 0.0099 * frame as f64;
    for samples in series {
        let middle = (samples.len() as f64 - 1.0) / 2.0;
        let left = middle - middle * part;
        let columns_a_sample = width as f64 / (2.0 * middle * part);
        let at = |index: usize| {
            [
                (index as f64 - left) * columns_a_sample,
                (Y[1] - f64::from(samples[index])) / (Y[1] - Y[0]) * height as f64,
            ]
        };
        for index in 1..samples.len() {
            let ([u0, v0], [u1, v1]) = (at(index - 1), at(index));
            if u1 < 0.0 || u0 > width as f64 {
                continue;
            }
            let first = u0.max(0.0) as usize;
            let last = (u1 as usize).min(width - 1);
            for x in first..=last {
                let value = |u: f64| v0 + (u.clamp(u0, u1) - u0) / (u1 - u0) * (v1 - v0);
                let ends = [value(x as f64), value(x as f64 + 1.0)];
                let rows = ends.map(|v| v.clamp(0.0, height as f64 - 1.0) as usize);
                let (top, bottom) = (rows[0].min(rows[1]), rows[0].max(rows[1]));
                inked[x * height + top..=x * height + bottom].fill(true);
            }
        }
    }
    inked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    const SIZE: [usize; 2] = [300, 200];

    /// What a faithful library would draw, changed by `place`: where a pixel is taken from.
    fn drawn(
        series: &[Vec<f32>],
        frame: u64,
        place: impl Fn(usize, usize) -> Option<(usize, usize)>,
    ) -> Picture {
        let inked = meet(series, frame, SIZE);
        let mut rgb = vec![255; SIZE[0] * SIZE[1] * 3];
        for y in 0..SIZE[1] {
            for x in 0..SIZE[0] {
                if place(x, y).is_some_and(|(x, y)| inked[x * SIZE[1] + y]) {
                    rgb[(y * SIZE[0] + x) * 3..][..3].fill(0);
                }
            }
        }
        Picture { size_px: SIZE, rgb }
    }

    fn as_is(x: usize, y: usize) -> Option<(usize, usize)> {
        Some((x, y))
    }

    #[test]
    fn a_faithful_picture_is_right() {
        for per_series in [1000, 100_000] {
            let series = noise(per_series, 1);
            let verdict = judge(&series, &FRAMES.map(|frame| drawn(&series, frame, as_is)));
            assert!(verdict.ok, "{verdict:?}");
            // Half a pixel aside, as some place their lines.
            let aside = |x: usize, y: usize| Some((x.saturating_sub(1), y.saturating_sub(1)));
            let verdict = judge(&series, &FRAMES.map(|frame| drawn(&series, frame, aside)));
            assert!(verdict.ok, "{verdict:?}");
        }
    }

    #[test]
    fn missing_tips_are_told_and_forgiven() {
        let series = noise(10_000, 1);
        // The outermost twentieth of every second column is not drawn.
        let blunt = FRAMES.map(|frame| {
            let columns = expected(&series, frame, SIZE);
            drawn(&series, frame, |x, y| {
                let column = columns[x]?;
                let tip = (column.bottom - column.top) / 20.0;
                let is_inside =
                    x % 2 == 0 || (column.top + tip..=column.bottom - tip).contains(&(y as f64));
                is_inside.then_some((x, y))
            })
        });
        let verdict = judge(&series, &blunt);
        assert!(verdict.ok && verdict.note.contains("tips"), "{verdict:?}");
        assert!(verdict.columns_right[0] < RIGHT, "{verdict:?}");
    }

    #[test]
    fn a_wrong_picture_is_found_out() {
        let series = noise(10_000, 1);
        let right = FRAMES.map(|frame| drawn(&series, frame, as_is));
        let blank = FRAMES.map(|frame| drawn(&series, frame, |_, _| None));
        let verdict = judge(&series, &blank);
        assert!(!verdict.ok && verdict.note.contains("blank"), "{verdict:?}");
        let frozen = [right[0].clone(), right[0].clone()];
        assert!(!judge(&series, &frozen).ok, "the zoom is not followed");
        let of_others = noise(10_000, 2);
        assert!(!judge(&of_others, &right).ok, "other data");
        for (what, place) in [
            (
                "upside down",
                (|x, y| Some((x, SIZE[1] - 1 - y))) as fn(usize, usize) -> _,
            ),
            ("mirrored", |x, y| Some((SIZE[0] - 1 - x, y))),
            ("moved to the right", |x, y| Some((x.checked_sub(10)?, y))),
            ("moved down", |x, y| Some((x, y.checked_sub(6)?))),
            ("thinned out", |x, y| (y % 3 == 0).then_some((x, y))),
            ("half of it", |x, y| (x < 150).then_some((x, y))),
        ] {
            let verdict = judge(&series, &FRAMES.map(|frame| drawn(&series, frame, place)));
            assert!(!verdict.ok, "{what}: {verdict:?}");
        }
        // Every second signal left out.
        let half: Vec<Vec<f32>> = series.iter().step_by(2).cloned().collect();
        let verdict = judge(&series, &FRAMES.map(|frame| drawn(&half, frame, as_is)));
        assert!(!verdict.note.is_empty(), "{verdict:?}");
    }
}
