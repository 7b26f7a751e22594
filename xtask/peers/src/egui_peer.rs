//! egui_plot, painted by egui_glow into a framebuffer.

use egui::{Color32, Pos2, Rect};
use egui_plot::{Line, Plot, PlotBounds, PlotPoint, PlotPoints};

use crate::Result;
use crate::bench::{COLORS, Peer, Window};
use crate::gl::Canvas;

pub struct EguiPlot {
    canvas: Canvas,
    context: egui::Context,
    painter: egui_glow::Painter,
    series: Vec<Vec<PlotPoint>>,
}

impl Peer for EguiPlot {
    const VERSION: &'static str = "egui_plot 0.38.0, egui 0.37.0";

    fn new(size_px: [u32; 2], antialias: bool) -> Result<Self> {
        let canvas = Canvas::new(size_px)?;
        let painter = egui_glow::Painter::new(canvas.gl.clone(), "", None, false)
            .map_err(|error| error.to_string())?;
        let context = egui::Context::default();
        context.set_visuals(egui::Visuals::light());
        context.tessellation_options_mut(|options| options.feathering = antialias);
        Ok(Self {
            canvas,
            context,
            painter,
            series: Vec::new(),
        })
    }

    fn plot(&mut self, series: Vec<Vec<f32>>) -> Result {
        self.series = series
            .iter()
            .map(|samples| {
                let point = |(index, y): (usize, &f32)| PlotPoint::new(index as f64, f64::from(*y));
                samples.iter().enumerate().map(point).collect()
            })
            .collect();
        Ok(())
    }

    fn draw(&mut self, window: Window) -> Result {
        let [width, height] = self.canvas.size_px.map(|side| side as f32);
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_max(Pos2::ZERO, Pos2::new(width, height))),
            ..egui::RawInput::default()
        };
        let bounds =
            PlotBounds::from_min_max([window.x[0], window.y[0]], [window.x[1], window.y[1]]);
        let series = &self.series;
        let mut output = self.context.run_ui(input, |ui| {
            let frame = egui::Frame::NONE.fill(Color32::WHITE);
            egui::CentralPanel::default().frame(frame).show(ui, |ui| {
                Plot::new("figure 5")
                    .show_axes(false)
                    .show_grid(false)
                    .show_background(false)
                    .show_x(false)
                    .show_y(false)
                    .set_margin_fraction(egui::Vec2::ZERO)
                    .show(ui, |plot| {
                        plot.set_plot_bounds(bounds);
                        for (points, [red, green, blue]) in series.iter().zip(COLORS) {
                            plot.line(
                                Line::new("", PlotPoints::Borrowed(points))
                                    .width(1.0)
                                    .allow_hover(false)
                                    .color(Color32::from_rgb(red, green, blue)),
                            );
                        }
                    });
            });
        });
        let primitives = self
            .context
            .tessellate(output.shapes, output.pixels_per_point);
        self.canvas.begin();
        self.painter.paint_and_update_textures(
            self.canvas.size_px,
            output.pixels_per_point,
            &primitives,
            &mut output.textures_delta,
        );
        self.canvas.complete();
        Ok(())
    }

    fn picture(&mut self) -> Result<Vec<u8>> {
        Ok(self.canvas.picture())
    }

    fn renderer(&self) -> String {
        self.canvas.renderer()
    }
}
