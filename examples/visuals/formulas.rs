//! Formulas between dollar signs, as axis labels need them, at several sizes and angles.
//!
//! A line with a pair of dollar signs is set as a formula; a single one is a dollar.
//!
//! `cargo run -p galry-examples --example visuals_formulas [-- --headless FILE.png]`

use std::f32::consts::{FRAC_PI_2, FRAC_PI_6};

use galry_examples::{Outcome, Sketch, show};
use galry_visuals::text::Weight;
use galry_visuals::{
    Anchor, Color, Frame, Label, Placement, Renderer, Text, TextStyle, VerticalAnchor, Visual as _,
};

/// Labels as plots have them, each at three sizes.
const LABELS: [&str; 9] = [
    r"Power density ($\mathrm{\mu V}^2\,\mathrm{Hz}^{-1}$)",
    r"$10^{-3}$   $2\times10^{5}$   $-1.5\,\mathrm{mV}$   5 \$",
    r"$\alpha_i^2 + \beta_j \leq \gamma \pm \sigma_{\mathrm{max}}$",
    r"$\Delta F/F_0$   $\hat x, \bar y, \dot\theta, \tilde n, \vec v$",
    r"Rate $\lambda(t) = \lambda_0\,e^{-t/\tau}$",
    r"$\sqrt{2}$, $\sqrt{x^2+y^2}$, $\sqrt[3]{\mathrm{d}V}$",
    r"$\frac{1}{2}$   $\frac{\partial u}{\partial t} = D \frac{\partial^2 u}{\partial x^2}$",
    r"$\sum_{i=1}^{N} x_i$   $\int_0^\infty f(t)\,\mathrm{d}t \approx \pi$",
    r"$x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$   $90\degree$",
];

fn labels(pixel_ratio: f32) -> Vec<Label> {
    let px = |at: [f32; 2]| at.map(|value| value * pixel_ratio);
    let mut labels = Vec::new();
    for (size_px, x, first, step) in [
        (12.0, 16.0, 26.0, 28.0),
        (16.0, 16.0, 300.0, 36.0),
        (24.0, 380.0, 40.0, 56.0),
    ] {
        for (index, text) in LABELS.into_iter().enumerate() {
            labels.push(Label {
                style: TextStyle::new(size_px * pixel_ratio),
                ..Label::new(text, px([x, first + step * index as f32]))
            });
        }
    }
    labels.push(Label {
        angle_rad: FRAC_PI_2,
        anchor: Anchor::new(0.5, VerticalAnchor::Bottom),
        style: TextStyle::new(15.0 * pixel_ratio),
        ..Label::new(
            r"Field $E_z = \frac{1}{2}\,\sqrt{\mu/\epsilon}$ (mV/m)",
            px([944.0, 170.0]),
        )
    });
    labels.push(Label {
        angle_rad: FRAC_PI_6,
        style: TextStyle::new(18.0 * pixel_ratio),
        ..Label::new(r"tilted $\frac{a}{\sqrt{b}} = \bar c$", px([560.0, 610.0]))
    });
    labels.push(Label {
        style: TextStyle::new(18.0 * pixel_ratio).with_weight(Weight::SemiBold),
        ..Label::new(
            "A title: $\\frac{T_1}{T_2}$ over $\\sigma^2$\nand its second line",
            px([380.0, 570.0]),
        )
    });
    labels
}

struct Sheet(Option<Text>);

impl Sketch for Sheet {
    fn draw(&mut self, renderer: &mut Renderer, frame: &Frame<'_>, pixel_ratio: f64) -> Outcome {
        let white = Color::WHITE.premultiplied();
        renderer.context().clear(&frame.target, white, None)?;
        let ratio = pixel_ratio as f32;
        let text = self.0.get_or_insert_with(|| Text::new(labels(ratio)));
        text.prepare(renderer)?;
        text.draw(renderer, frame, &Placement::default())?;
        Ok(())
    }
}

fn main() -> Outcome {
    show("formulas", [960, 640], &mut Sheet(None))
}
