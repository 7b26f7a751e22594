//! Points as markers, or by how many there are.

use galry::plot::Scatter;
use galry::prelude::{Axes, Symbol};
use galry::visuals::text::escape_math;

use crate::arguments::{PlotArguments, ShadingChoice};
use crate::failure::Result;
use crate::input::{Series, SeriesX};
use crate::options::parse_colors;

/// Draws each series as points.
pub(super) fn add(
    axes: &Axes,
    series: &[Series],
    arguments: &PlotArguments,
    marker: Option<Symbol>,
    size_px: Option<f32>,
) -> Result<()> {
    let colors = match &arguments.picture.color {
        Some(text) => parse_colors(text)?,
        None => Vec::new(),
    };
    for (index, one) in series.iter().enumerate() {
        let points = axes.points(one.source.clone(), one.channel);
        match &one.x {
            SeriesX::Index => {}
            SeriesX::Rate(hz) => {
                points.rate(*hz);
            }
            SeriesX::Values { values, .. } => {
                points.x(values.clone());
            }
        }
        if series.len() > 1 {
            points.label(escape_math(&one.name));
        }
        if let Some(gain) = arguments.input.gain {
            points.transform(gain, 0.0);
        }
        if let Some(marker) = marker {
            points.marker(marker);
        }
        if let Some(size_px) = size_px {
            points.size(size_px);
        }
        if !colors.is_empty() {
            points.color(colors[index % colors.len()]);
        }
        if let Some(alpha) = arguments.picture.alpha {
            points.alpha(alpha);
        }
        shade(&points, arguments);
    }
    Ok(())
}

/// By how many there are, where that is asked for, and in which colours.
fn shade(points: &Scatter, arguments: &PlotArguments) {
    points.shading(match arguments.picture.shading {
        ShadingChoice::Solid => "marks",
        ShadingChoice::Density => "density",
        ShadingChoice::Auto => "automatic",
    });
    if let Some(name) = &arguments.colormap {
        points.cmap(name);
    }
    if let Some(norm) = &arguments.norm {
        points.norm(norm);
    }
    if let Some(vmin) = arguments.vmin {
        points.vmin(vmin);
    }
    if let Some(vmax) = arguments.vmax {
        points.vmax(vmax);
    }
}
