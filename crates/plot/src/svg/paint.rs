//! Gradients and hatchings as definitions of an SVG document.

use std::fmt::Write as _;

use galry_visuals::{Color, GradientStop, Hatch, HatchPattern, Paint};

use super::{Number, write_color};

/// The element that defines a paint under the name `p` and its index; none for one colour.
pub(super) fn definition(index: usize, paint: &Paint) -> String {
    match paint {
        Paint::Linear(gradient) => {
            let ([x1, y1], [x2, y2]) = (gradient.from.map(Number), gradient.to.map(Number));
            format!(
                "<linearGradient id=\"p{index}\" gradientUnits=\"userSpaceOnUse\" x1=\"{x1}\" \
                 y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\">{}</linearGradient>\n",
                stops(&gradient.stops)
            )
        }
        Paint::Radial(gradient) => {
            let [x, y] = gradient.center.map(Number);
            // A circle of radius one, made an ellipse.
            let [rx, ry] = gradient.radii.map(Number);
            format!(
                "<radialGradient id=\"p{index}\" gradientUnits=\"userSpaceOnUse\" cx=\"0\" \
                 cy=\"0\" r=\"1\" gradientTransform=\"translate({x} {y}) scale({rx} {ry})\">{}\
                 </radialGradient>\n",
                stops(&gradient.stops)
            )
        }
        Paint::Hatch(hatch) => pattern(index, hatch),
        _ => String::new(),
    }
}

fn stops(stops: &[GradientStop]) -> String {
    // Without a stop SVG paints nothing, as galry does.
    stops.iter().fold(String::new(), |mut text, stop| {
        let _infallible = write!(text, "<stop offset=\"{}\"", Number(stop.offset));
        let _infallible = write_stop_color(&mut text, stop.color);
        text.push_str("/>");
        text
    })
}

fn write_stop_color(out: &mut String, color: Color) -> std::fmt::Result {
    let [r, g, b, _] = color.to_rgba8();
    write!(
        out,
        " stop-color=\"#{r:02x}{g:02x}{b:02x}\" stop-opacity=\"{}\"",
        Number(color.a)
    )
}

/// A tile with one line along its middle, two across each other, or a dot in its middle and parts
/// of those beside it; turned, and moved so that the middle is on the hatching's origin.
fn pattern(index: usize, hatch: &Hatch) -> String {
    let [spacing, width] = hatch.lengths_px();
    let [x, y] = hatch.origin.map(Number);
    let (height, turn) = match hatch.pattern {
        HatchPattern::Lines { angle_rad } | HatchPattern::Cross { angle_rad } => {
            (spacing, -angle_rad.to_degrees())
        }
        HatchPattern::Dots => (2.0 * spacing * Hatch::DOT_ROW, 0.0),
    };
    let mut text = format!(
        "<pattern id=\"p{index}\" patternUnits=\"userSpaceOnUse\" width=\"{}\" height=\"{}\" \
         patternTransform=\"translate({x} {y}) rotate({}) translate({} {})\">",
        Number(spacing),
        Number(height),
        Number(turn),
        Number(-0.5 * spacing),
        Number(-0.5 * height)
    );
    let (tile_width, tile_height) = (Number(spacing), Number(height));
    let beside = Number(0.5 * (spacing - width));
    let line_width = Number(width);
    let mut add = |color: Color, shape: String| {
        if color.to_rgba8()[3] > 0 {
            text.push_str(&shape);
            let _infallible = write_color(&mut text, "fill", color);
            text.push_str("/>");
        }
    };
    add(
        hatch.ground,
        format!("<rect width=\"{tile_width}\" height=\"{tile_height}\""),
    );
    let line = format!("<rect y=\"{beside}\" width=\"{tile_width}\" height=\"{line_width}\"");
    match hatch.pattern {
        HatchPattern::Lines { .. } => add(hatch.color, line),
        // As one path, so that a translucent colour does not lie on itself.
        HatchPattern::Cross { .. } => add(
            hatch.color,
            format!(
                "<path d=\"M0 {beside}h{tile_width}v{line_width}h-{tile_width}zM{beside} \
                 0h{line_width}v{tile_height}h-{line_width}z\""
            ),
        ),
        HatchPattern::Dots => {
            let dot = |x: f32, y: f32| {
                let [x, y, radius] = [x, y, 0.5 * width].map(Number);
                format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"")
            };
            let middle = 0.5 * height;
            let all = [
                (0.5 * spacing, middle),
                (0.0, 0.0),
                (spacing, 0.0),
                (0.0, height),
                (spacing, height),
            ];
            for (x, y) in all {
                add(hatch.color, dot(x, y));
            }
        }
    }
    text.push_str("</pattern>\n");
    text
}

#[cfg(test)]
mod tests {
    use galry_visuals::{LinearGradient, RadialGradient};

    use super::*;

    fn stops() -> Vec<GradientStop> {
        vec![
            GradientStop {
                offset: 0.0,
                color: Color::BLACK,
            },
            GradientStop {
                offset: 1.0,
                color: Color::rgb8(255, 0, 0).with_alpha(0.5),
            },
        ]
    }

    #[test]
    fn gradients_are_in_the_picture_s_coordinates() {
        let paint = Paint::Linear(LinearGradient {
            from: [1.0, 2.0],
            to: [3.5, 4.0],
            stops: stops(),
        });
        assert_eq!(
            definition(2, &paint),
            "<linearGradient id=\"p2\" gradientUnits=\"userSpaceOnUse\" x1=\"1\" y1=\"2\" \
             x2=\"3.5\" y2=\"4\"><stop offset=\"0\" stop-color=\"#000000\" stop-opacity=\"1\"/>\
             <stop offset=\"1\" stop-color=\"#ff0000\" stop-opacity=\"0.5\"/></linearGradient>\n"
        );
        let paint = Paint::Radial(RadialGradient {
            center: [5.0, 6.0],
            radii: [2.0, 3.0],
            stops: stops(),
        });
        let text = definition(0, &paint);
        assert!(text.contains("translate(5 6) scale(2 3)"), "{text}");
    }

    #[test]
    fn a_line_of_a_hatching_goes_through_its_origin() {
        let hatch = Hatch {
            origin: [7.0, 9.0],
            ground: Color::WHITE,
            ..Hatch::default()
        };
        let text = definition(1, &Paint::Hatch(hatch));
        assert!(
            text.contains("translate(7 9) rotate(-45) translate(-4 -4)"),
            "{text}"
        );
        assert!(
            text.contains("<rect y=\"3.5\" width=\"8\" height=\"1\" fill=\"#000000\"/>"),
            "{text}"
        );
        assert!(text.contains("<rect width=\"8\" height=\"8\" fill=\"#ffffff\"/>"));
    }
}
