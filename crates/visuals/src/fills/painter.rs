//! Paints fills on the CPU, row by row: from the left to the right it is known which fills a pixel
//! is inside of, and where edges run through a pixel it is a [`Cell`].

use super::cell::Cell;
use super::edges::Edges;
use super::ink::{Ink, Rgba, over, to_rgba8};
use super::pieces::{self, Piece};
use super::{Fill, FillRule};
use crate::Placement;

/// Rows that are painted together.
const BAND_ROWS: usize = 16;

/// Paints pictures of areas where there is no GL; keeps its memory between them.
///
/// ```
/// use galry_visuals::{Color, Fill, FillPainter, Path, Placement};
///
/// let triangle = Path::polygon(&[[0.0, 0.0], [4.0, 0.0], [0.0, 4.0]]);
/// let fills = [Fill::new(triangle, Color::BLACK)];
/// let mut pixels = vec![0; 4 * 4 * 4];
/// FillPainter::default().paint([0, 0, 4, 4], &fills, &Placement::default(), &mut pixels);
/// // Of the top row three pixels are covered, and half of the last.
/// assert_eq!([0, 1, 2, 3].map(|x| pixels[x * 4 + 3]), [255, 255, 255, 128]);
/// ```
#[derive(Debug, Default)]
pub struct FillPainter {
    edges: Edges,
    /// For each band where its entries begin; then the entries: places among the edges.
    starts: Vec<u32>,
    entries: Vec<u32>,
}

/// What is painted, and where.
#[derive(Clone, Copy, Debug)]
struct Scene<'a> {
    fills: &'a [Fill],
    inks: &'a [Ink],
    columns: u32,
    antialias: bool,
}

impl Scene<'_> {
    /// Whether nothing shows through a fill.
    fn hides(&self, fill: u32) -> bool {
        let solid = self.inks[fill as usize].solid();
        solid.is_some_and(|color| color[3] >= 1.0)
    }
}

impl FillPainter {
    /// Paints fills, the later over the earlier, into a picture that shows `rect_px` (x, y, width,
    /// height of the frame): premultiplied RGBA8, the top row first, all of it overwritten. Pixels
    /// that are too few are painted as far as they go.
    pub fn paint(
        &mut self,
        rect_px: [i32; 4],
        fills: &[Fill],
        placement: &Placement,
        pixels: &mut [u8],
    ) {
        pixels.fill(0);
        let [x, y, width, height] = rect_px;
        let size = [width, height].map(|side| usize::try_from(side).unwrap_or(0));
        if size.contains(&0) {
            return;
        }
        let bytes = size[0].saturating_mul(size[1]).saturating_mul(4);
        let end = pixels.len().min(bytes);
        let pixels = &mut pixels[..end];
        self.edges.collect(fills, placement, [x, y], size);
        self.sort(size[1].div_ceil(BAND_ROWS));
        let inks: Vec<Ink> = fills
            .iter()
            .map(|fill| Ink::new(&fill.paint, placement, [x, y]))
            .collect();
        let scene = Scene {
            fills,
            inks: &inks,
            columns: width.unsigned_abs(),
            antialias: placement.antialias,
        };
        let row_bytes = size[0] * 4;
        let paint = |sweep: &mut Sweep, (band, pixels): (usize, &mut [u8])| {
            let entries = self.starts[band] as usize..self.starts[band + 1] as usize;
            sweep.gather(&self.edges, &self.entries[entries], band, scene.columns);
            for (row, pixels) in pixels.chunks_exact_mut(row_bytes).enumerate() {
                sweep.row(&scene, row, band * BAND_ROWS + row, pixels);
            }
        };
        let band_bytes = row_bytes * BAND_ROWS;
        #[cfg(not(target_family = "wasm"))]
        {
            use rayon::prelude::*;
            let bands = pixels.par_chunks_mut(band_bytes).enumerate();
            bands.for_each_init(|| Sweep::new(fills.len()), paint);
        }
        #[cfg(target_family = "wasm")]
        {
            let mut sweep = Sweep::new(fills.len());
            let bands = pixels.chunks_mut(band_bytes).enumerate();
            bands.for_each(|band| paint(&mut sweep, band));
        }
    }

    /// Sorts the edges into the bands that they reach.
    fn sort(&mut self, bands: usize) {
        let reached = |edge| {
            let [first, end] = pieces::rows(edge);
            first / BAND_ROWS..end.div_ceil(BAND_ROWS).min(bands)
        };
        self.starts.clear();
        self.starts.resize(bands + 1, 0);
        for band in self.edges.all().iter().flat_map(reached) {
            self.starts[band + 1] += 1;
        }
        for band in 0..bands {
            self.starts[band + 1] += self.starts[band];
        }
        self.entries.clear();
        self.entries.resize(self.starts[bands] as usize, 0);
        let mut next = self.starts.clone();
        for (index, edge) in self.edges.all().iter().enumerate() {
            for band in reached(edge) {
                self.entries[next[band] as usize] = index as u32;
                next[band] += 1;
            }
        }
    }
}

/// What goes along a row.
#[derive(Debug)]
struct Sweep {
    /// Of each row of the band.
    pieces: Vec<Vec<Piece>>,
    /// What each fill winds around the place that is looked at.
    windings: Vec<i32>,
    /// The fills that it is inside of, from the bottom up.
    inside: Vec<u32>,
    cell: Cell,
}

impl Sweep {
    fn new(fills: usize) -> Self {
        Self {
            pieces: vec![Vec::new(); BAND_ROWS],
            windings: vec![0; fills],
            inside: Vec::new(),
            cell: Cell::default(),
        }
    }

    /// Takes the pieces of a band's edges.
    fn gather(&mut self, edges: &Edges, entries: &[u32], band: usize, columns: u32) {
        for pieces in &mut self.pieces {
            pieces.clear();
        }
        let top = band * BAND_ROWS;
        for &entry in entries {
            let edge = &edges.all()[entry as usize];
            let [first, end] = pieces::rows(edge);
            for row in first.max(top)..end.min(top + BAND_ROWS) {
                pieces::add(edge, row, columns, &mut self.pieces[row - top]);
            }
        }
    }

    /// Paints a row of the band, which is `row` of the picture.
    fn row(&mut self, scene: &Scene<'_>, in_band: usize, row: usize, pixels: &mut [u8]) {
        let mut pieces = std::mem::take(&mut self.pieces[in_band]);
        pieces.sort_unstable_by_key(|piece| (piece.column, piece.fill));
        self.inside.clear();
        let mut column = 0;
        for here in pieces.chunk_by(|a, b| a.column == b.column) {
            // The column before the first is not seen.
            if let Some(own) = here[0].column.checked_sub(1).map(|own| own as usize) {
                self.span(scene, row, [column, own], pixels);
                let color = self.pixel(scene, here, [own, row]);
                pixels[own * 4..own * 4 + 4].copy_from_slice(&to_rgba8(color));
                column = own + 1;
            }
            self.pass(scene, here);
        }
        self.span(scene, row, [column, scene.columns as usize], pixels);
        for piece in &pieces {
            self.windings[piece.fill as usize] = 0;
        }
        self.pieces[in_band] = pieces;
    }

    /// Paints columns without edges.
    fn span(&self, scene: &Scene<'_>, row: usize, columns: [usize; 2], pixels: &mut [u8]) {
        if self.inside.is_empty() || columns[0] >= columns[1] {
            return;
        }
        let seen = self.seen(scene);
        let mut plain = seen.iter().map(|&fill| scene.inks[fill as usize].solid());
        let pixels = pixels[columns[0] * 4..columns[1] * 4].chunks_exact_mut(4);
        let one = plain.try_fold([0.0; 4], |below, color| Some(over(color?, below)));
        if let Some(color) = one {
            let color = to_rgba8(color);
            pixels.for_each(|pixel| pixel.copy_from_slice(&color));
            return;
        }
        for (column, pixel) in (columns[0]..).zip(pixels) {
            let colors = seen
                .iter()
                .map(|&fill| scene.inks[fill as usize].color(column, row));
            let color = colors.fold([0.0; 4], |below, color| over(color, below));
            pixel.copy_from_slice(&to_rgba8(color));
        }
    }

    /// The fills that are not hidden by one above them.
    fn seen(&self, scene: &Scene<'_>) -> &[u32] {
        let hides = |&fill: &u32| scene.hides(fill);
        let first = self.inside.iter().rposition(hides).unwrap_or(0);
        &self.inside[first..]
    }

    /// The colour of a pixel that edges run through.
    fn pixel(&mut self, scene: &Scene<'_>, pieces: &[Piece], [column, row]: [usize; 2]) -> Rgba {
        self.cell.clear();
        let hides = |&fill: &u32| {
            let stays = pieces.iter().all(|piece| piece.fill != fill);
            stays && scene.hides(fill)
        };
        let first = self.inside.iter().rposition(hides);
        // What is below the lowest that is seen shows nowhere in the pixel.
        let lowest = first.map_or(0, |first| self.inside[first]);
        // The fills around the pixel and those with pieces in it, each once, in their order.
        let around = self.inside[first.unwrap_or(0)..].iter().copied();
        let mut around = around.peekable();
        let mut add = |fill: u32| {
            let index = fill as usize;
            let color = scene.inks[index].color(column, row);
            self.cell
                .push(fill, scene.fills[index].rule, self.windings[index], color);
        };
        for own in pieces.chunk_by(|a, b| a.fill == b.fill) {
            let fill = own[0].fill;
            while let Some(below) = around.next_if(|&other| other < fill) {
                add(below);
            }
            around.next_if_eq(&fill);
            if fill >= lowest {
                add(fill);
            }
        }
        around.for_each(&mut add);
        match scene.antialias {
            true => self.cell.mean(pieces),
            false => self.cell.centre(pieces),
        }
    }

    /// Goes on to the right of a pixel: what winds around its top right corner, right below it.
    fn pass(&mut self, scene: &Scene<'_>, pieces: &[Piece]) {
        for own in pieces.chunk_by(|a, b| a.fill == b.fill) {
            let fill = own[0].fill;
            let tops = own.iter().filter(|piece| {
                let [high, low] = piece.rows();
                high <= 0.0 && low > 0.0
            });
            let change: i32 = tops.map(Piece::winding).sum();
            let winding = &mut self.windings[fill as usize];
            let rule: FillRule = scene.fills[fill as usize].rule;
            let was = rule.is_inside(*winding);
            *winding += change;
            let is = rule.is_inside(*winding);
            if was != is {
                let place = self.inside.partition_point(|&other| other < fill);
                match is {
                    true => self.inside.insert(place, fill),
                    false => drop(self.inside.remove(place)),
                }
            }
        }
    }
}
