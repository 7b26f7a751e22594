//! What the tests share.

use galry_plot::{Figure, Picture};
use galry_testkit::Image;

/// The paper of the light theme.
pub(crate) const WHITE: [u8; 4] = [255; 4];

/// The first colour of the light theme's cycle.
pub(crate) const FIRST: [u8; 4] = [0x3b, 0x93, 0xff, 255];

pub(crate) fn image(picture: Picture) -> Image {
    let [width, height] = picture.size_px;
    Image::from_rgba(width, height, picture.rgba).unwrap()
}

pub(crate) fn draw(figure: &Figure) -> Image {
    image(figure.to_picture().unwrap())
}

/// A small figure with one line.
pub(crate) fn figure(values: Vec<f64>) -> Figure {
    let figure = Figure::new();
    figure.size(200, 120).axes().line(values);
    figure
}

/// A figure of data alone, every pixel of one colour or the other.
pub(crate) fn bare(values: Vec<f64>) -> Figure {
    let figure = figure(values);
    figure.bare(true).antialias(false);
    figure
}
