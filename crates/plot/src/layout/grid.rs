//! Axes in a grid: data areas of one size whose edges line up.
//!
//! What stands around a data area depends on its size, which depends on what stands around all of
//! them: margins grow until everything fits. All axes of a column share their left and right
//! margins, those of a row their upper and lower ones.

use galry_visuals::{Label, Rectangle};

use super::legend::LegendLayout;
use super::{Builder, Fit, Furniture, LayoutRequest, LegendEntry, LegendMarker, Margins, Richness};

/// How often margins may grow before the furniture is given up.
const MOST_ROUNDS: usize = 12;

/// A figure that is to be laid out.
#[derive(Debug, Clone)]
pub(crate) struct GridRequest<'r> {
    /// The whole picture.
    pub(crate) size_px: [u32; 2],
    /// Above all axes.
    pub(crate) title: &'r str,
    /// One legend for all axes, above them; empty for none.
    pub(crate) entries: &'r [LegendEntry],
    pub(crate) columns: usize,
    /// The axes, row by row.
    pub(crate) axes: &'r [LayoutRequest<'r>],
}

/// Where everything of a figure stands, in framebuffer pixels.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct GridFurniture {
    /// The data areas, in the order of the axes: x, y, width, height from the top left.
    pub(crate) plots_px: Vec<[i32; 4]>,
    /// The same with what stands around them.
    pub(crate) cells_px: Vec<[i32; 4]>,
    /// Under the data: grids.
    pub(crate) below: Vec<Rectangle>,
    /// Over the data: spines, ticks, legends.
    pub(crate) above: Vec<Rectangle>,
    pub(crate) markers: Vec<LegendMarker>,
    /// Over all of it, the most important of each axes first.
    pub(crate) labels: Vec<Label>,
}

impl GridFurniture {
    /// Nothing but the data, in cells of one size.
    pub(crate) fn bare(size_px: [u32; 2], columns: usize, count: usize) -> Self {
        let columns = columns.max(1);
        let rows = count.div_ceil(columns).max(1);
        let edge = |whole: u32, index: usize, of: usize| {
            (u64::from(whole) * index as u64 / of as u64) as i32
        };
        let cells_px: Vec<[i32; 4]> = (0..count)
            .map(|index| {
                let (row, column) = (index / columns, index % columns);
                let [left, right] = [0, 1].map(|next| edge(size_px[0], column + next, columns));
                let [top, bottom] = [0, 1].map(|next| edge(size_px[1], row + next, rows));
                [left, top, right - left, bottom - top]
            })
            .collect();
        Self {
            plots_px: cells_px.clone(),
            cells_px,
            ..Self::default()
        }
    }

    fn add(&mut self, furniture: Furniture, [left, top, width, height]: [f32; 4]) {
        let [x, y, plot_width, plot_height] = furniture.plot_px;
        self.plots_px
            .push([x + left as i32, y + top as i32, plot_width, plot_height]);
        self.cells_px
            .push([left, top, width, height].map(|px| px as i32));
        self.add_decoration(furniture, [left, top]);
    }

    fn add_decoration(&mut self, furniture: Furniture, by: [f32; 2]) {
        let moved = |rectangle: Rectangle| Rectangle {
            min: [rectangle.min[0] + by[0], rectangle.min[1] + by[1]],
            max: [rectangle.max[0] + by[0], rectangle.max[1] + by[1]],
            ..rectangle
        };
        self.below.extend(furniture.below.into_iter().map(moved));
        self.above.extend(furniture.above.into_iter().map(moved));
        self.markers
            .extend(furniture.markers.into_iter().map(|mut marker| {
                marker.center_px = [marker.center_px[0] + by[0], marker.center_px[1] + by[1]];
                marker
            }));
        self.labels
            .extend(furniture.labels.into_iter().map(|mut label| {
                label.position = [label.position[0] + by[0], label.position[1] + by[1]];
                label
            }));
    }
}

/// Lays a figure out.
pub(crate) fn lay_out_grid(request: &GridRequest<'_>) -> GridFurniture {
    [
        Richness::All,
        Richness::Title,
        Richness::Labels,
        Richness::Ticks,
    ]
    .into_iter()
    .find_map(|richness| Grid::new(request, richness).build())
    .unwrap_or_else(|| GridFurniture::bare(request.size_px, request.columns, request.axes.len()))
}

/// What is known once all axes fit: their builders, their margins, the size of a data area, and
/// what stands around each.
type Fitted<'g, 'r> = (Vec<Builder<'g, 'r>>, Room, [f32; 2], Vec<Fit>);

struct Grid<'g, 'r> {
    request: &'g GridRequest<'r>,
    richness: Richness,
    columns: usize,
    rows: usize,
    size_px: [f32; 2],
}

/// Sizes that are the same along a row or a column of the grid.
#[derive(Debug, Clone, PartialEq)]
struct Room {
    /// Left and right of each column.
    columns: Vec<[f32; 2]>,
    /// Above and below each row.
    rows: Vec<[f32; 2]>,
}

impl Room {
    fn of(&self, row: usize, column: usize) -> Margins {
        Margins {
            left: self.columns[column][0],
            right: self.columns[column][1],
            top: self.rows[row][0],
            bottom: self.rows[row][1],
        }
    }

    fn grow(&mut self, row: usize, column: usize, margins: Margins) {
        let [left, right] = &mut self.columns[column];
        (*left, *right) = (left.max(margins.left), right.max(margins.right));
        let [top, bottom] = &mut self.rows[row];
        (*top, *bottom) = (top.max(margins.top), bottom.max(margins.bottom));
    }

    fn total(pairs: &[[f32; 2]]) -> f32 {
        pairs.iter().flatten().sum()
    }
}

impl<'g, 'r> Grid<'g, 'r> {
    fn new(request: &'g GridRequest<'r>, richness: Richness) -> Self {
        let columns = request.columns.max(1);
        Self {
            request,
            richness,
            columns,
            rows: request.axes.len().div_ceil(columns).max(1),
            size_px: request.size_px.map(|side| side as f32),
        }
    }

    /// Everything, or `None` where it leaves too little to the data.
    fn build(&self) -> Option<GridFurniture> {
        // The head stands over the data areas, whose margins depend on the height that it leaves.
        let mut sides = [0.0; 2];
        let mut head_px = self.head(sides).map_or(0.0, |(_, height)| height);
        let mut laid_out = None;
        for _ in 0..MOST_ROUNDS {
            let (builders, room, plot_px, fits) = self.fit(head_px)?;
            let last = self.columns - 1;
            sides = [room.columns[0][0], room.columns[last][1]];
            let needed = self.head(sides).map_or(0.0, |(_, height)| height);
            if needed <= head_px {
                laid_out = Some((builders, room, plot_px, fits));
                break;
            }
            head_px = needed;
        }
        let (builders, room, plot_px, fits) = laid_out?;
        let mut all = GridFurniture::default();
        if let Some((head, _)) = self.head(sides) {
            all.add_decoration(head, [0.0; 2]);
        }
        let mut top = head_px;
        let mut cells = builders.into_iter().zip(&fits);
        for row in 0..self.rows {
            let mut left = 0.0;
            let mut bottom = top;
            for column in 0..self.columns {
                let margins = room.of(row, column);
                let width = margins.left + plot_px[0] + margins.right;
                let height = margins.top + plot_px[1] + margins.bottom;
                if let Some((mut builder, fit)) = cells.next() {
                    builder.cell_px = [width, height];
                    all.add(builder.build(&margins, fit), [left, top, width, height]);
                }
                left += width;
                bottom = top + height;
            }
            top = bottom;
        }
        Some(all)
    }

    /// Margins that grow until all axes fit, the size of a data area within them, and what stands
    /// around each.
    fn fit(&self, head_px: f32) -> Option<Fitted<'_, 'r>> {
        let height = self.size_px[1] - head_px;
        let cell_px = [
            self.size_px[0] / self.columns as f32,
            height / self.rows as f32,
        ];
        let builders: Vec<Builder<'_, '_>> = self
            .request
            .axes
            .iter()
            .map(|axes| Builder::new(axes, cell_px, self.richness))
            .collect();
        let first = builders.first()?;
        let least = first.least_room();
        let mut room = Room {
            columns: vec![[least.left, least.right]; self.columns],
            rows: vec![[least.top, least.bottom]; self.rows],
        };
        for _ in 0..MOST_ROUNDS {
            let plot_px = [
                ((self.size_px[0] - Room::total(&room.columns)) / self.columns as f32).floor(),
                ((height - Room::total(&room.rows)) / self.rows as f32).floor(),
            ];
            if !first.suffices(plot_px) {
                return None;
            }
            let mut grown = room.clone();
            let mut fits = Vec::with_capacity(builders.len());
            for (index, builder) in builders.iter().enumerate() {
                let fit = builder.fit_around(plot_px);
                let (row, column) = (index / self.columns, index % self.columns);
                grown.grow(row, column, fit.margins.ceil());
                fits.push(fit);
            }
            if grown == room {
                let squeezed = builders
                    .iter()
                    .zip(&fits)
                    .any(|(builder, fit)| builder.is_squeezed(fit, plot_px));
                return (!squeezed).then_some((builders, room, plot_px, fits));
            }
            room = grown;
        }
        None
    }

    /// The figure's own title and legend, over data areas that keep `sides` free at the left and
    /// at the right, and the height that they take; `None` where there is neither.
    fn head(&self, sides: [f32; 2]) -> Option<(Furniture, f32)> {
        let request = self.request;
        let first = request.axes.first()?;
        let has_legend = !request.entries.is_empty() && self.richness >= Richness::All;
        let has_title = !request.title.is_empty() && self.richness >= Richness::Title;
        if !has_legend && !has_title {
            return None;
        }
        let head = LayoutRequest {
            title: request.title,
            xlabel: "",
            ylabel: "",
            legend: crate::Legend::Above,
            entries: request.entries,
            lanes: None,
            scale_bar: None,
            ..first.clone()
        };
        let mut builder = Builder::new(&head, self.size_px, self.richness);
        let padding = builder.padding().ceil();
        let [left, right] = sides.map(|side| side.max(padding));
        let width = (self.size_px[0] - left - right).max(1.0);
        let legend = LegendLayout::new(&builder, [width, self.size_px[1]]);
        let head_px = (padding + legend.head_px(&builder)).ceil();
        builder.furniture.plot_px = [left, head_px, width, 1.0].map(|px| px as i32);
        builder.add_titles(&crate::ticks::Ticks::default());
        legend.add(&mut builder);
        builder.drop_what_collides();
        Some((builder.furniture, head_px))
    }
}
