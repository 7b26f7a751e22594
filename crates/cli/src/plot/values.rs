//! Histograms, and values as colours: images and counts of pairs.

use galry::data::{BinRule, open_raster};
use galry::plot::Image;
use galry::prelude::{Axes, Figure};
use galry::visuals::text::escape_math;

use super::set_axes;
use crate::arguments::PlotArguments;
use crate::failure::{Failure, Result};
use crate::input::{self, Series};
use crate::output;

/// Bins along each axis of a histogram of pairs, at least and at most.
const PAIR_BINS: [usize; 2] = [10, 256];

/// Opacity of histograms over each other.
const OVER_EACH_OTHER: f32 = 0.8;

fn rule(arguments: &PlotArguments) -> Result<BinRule> {
    let Some(text) = &arguments.bins else {
        return Ok(BinRule::Auto);
    };
    text.parse()
        .map_err(|error: galry::data::Error| Failure::wrong_call(format!("--{error}")))
}

/// Draws each series as a histogram.
pub(super) fn histograms(axes: &Axes, series: &[Series], arguments: &PlotArguments) -> Result<()> {
    let rule = rule(arguments)?;
    let colors = arguments
        .picture
        .color
        .as_deref()
        .map(|list| list.split(','));
    let mut colors = colors.into_iter().flatten();
    for one in series {
        let histogram = axes.hist_channel(one.source.clone(), one.channel);
        histogram.bins(rule.clone());
        if series.len() > 1 {
            histogram.label(escape_math(&one.name));
        }
        if let Some(color) = colors.next() {
            histogram.color(color);
        }
        match arguments.picture.alpha {
            Some(alpha) => histogram.alpha(alpha),
            None if series.len() > 1 => histogram.alpha(OVER_EACH_OTHER),
            None => &histogram,
        };
    }
    let name = match series {
        [one] => escape_math(&one.name),
        _ => "".into(),
    };
    let unit = arguments.input.units.as_deref();
    let x = match (&arguments.xlabel, unit) {
        (Some(label), _) => label.clone(),
        (None, Some(units)) if name.is_empty() => format!("Value ({units})"),
        (None, Some(units)) => format!("{name} ({units})"),
        (None, None) => name.into_owned(),
    };
    axes.xlabel(x);
    axes.ylabel(arguments.ylabel.as_deref().unwrap_or("Count"));
    Ok(())
}

/// As many bins along each axis as leave some pairs to most of those in the midst: by the cube root
/// of their number, as for values alone.
fn pair_bins(pairs: u64) -> usize {
    let [least, most] = PAIR_BINS;
    ((1.5 * (pairs as f64).cbrt()) as usize).clamp(least, most)
}

/// Draws the counts of pairs of the first two series.
pub(super) fn pairs(axes: &Axes, series: &[Series], arguments: &PlotArguments) -> Result<()> {
    let [x, y, ..] = series else {
        return Err(Failure::wrong_call(format!(
            "--kind hist2d: expected two columns or channels (--y A,B chooses), got {}",
            series.len()
        )));
    };
    let bins = match rule(arguments)? {
        BinRule::Count(count) => count,
        BinRule::Auto => pair_bins(x.source.len().min(y.source.len())),
        _ => {
            return Err(Failure::wrong_call(
                "--bins: expected a number of bins for hist2d".to_owned(),
            ));
        }
    };
    let one = |series: &Series| (series.source.clone(), series.channel);
    let image = axes.hist2d_channels([one(x), one(y)], [bins, bins]);
    image.label("Count");
    look(&image, arguments);
    axes.xlabel(arguments.xlabel.as_deref().unwrap_or(&escape_math(&x.name)));
    axes.ylabel(arguments.ylabel.as_deref().unwrap_or(&escape_math(&y.name)));
    Ok(())
}

/// Draws each file as an image.
pub(super) fn images(figure: &Figure, arguments: &PlotArguments, json: bool) -> Result<()> {
    let options = input::open_options(&arguments.input, arguments.channels, arguments.order)?;
    let all = if arguments.files.len() > 1 {
        figure.subplots(arguments.files.len(), 1)
    } else {
        vec![figure.axes()]
    };
    for (axes, path) in all.iter().zip(&arguments.files) {
        set_axes(axes, arguments)?;
        let image = axes.imshow(open_raster(path, &options)?);
        if let Some(units) = &arguments.input.units {
            image.label(units);
        }
        look(&image, arguments);
        if let Some(label) = &arguments.xlabel {
            axes.xlabel(label);
        }
        if let Some(label) = &arguments.ylabel {
            axes.ylabel(label);
        }
        if arguments.files.len() > 1 {
            axes.title(escape_math(&input::stem(path)));
        }
    }
    figure.check()?;
    let name = arguments
        .files
        .first()
        .map_or_else(String::new, |path| input::stem(path));
    if arguments.picture.title.is_none() {
        figure.window_title(format!("{name} – galry"));
    }
    output::deliver(
        figure,
        &arguments.picture,
        &arguments.files,
        &[],
        &name,
        json,
    )
}

fn look(image: &Image, arguments: &PlotArguments) {
    if let Some(name) = &arguments.colormap {
        image.cmap(name);
    }
    if let Some(norm) = &arguments.norm {
        image.norm(norm);
    }
    if let Some(vmin) = arguments.vmin {
        image.vmin(vmin);
    }
    if let Some(vmax) = arguments.vmax {
        image.vmax(vmax);
    }
    if let Some(alpha) = arguments.picture.alpha {
        image.alpha(alpha);
    }
}
