//! plotters, by its bitmap backend: a chart a frame, given the samples in sight.

use plotters::prelude::*;

use crate::Result;
use crate::bench::{COLORS, Peer, Window};

pub struct Plotters {
    size_px: [u32; 2],
    rgb: Vec<u8>,
    series: Vec<Vec<f32>>,
}

impl Peer for Plotters {
    const VERSION: &'static str = "plotters 0.3.7";

    fn new(size_px: [u32; 2], antialias: bool) -> Result<Self> {
        if !antialias {
            return Err("its bitmap backend draws lines antialiased only".to_owned());
        }
        Ok(Self {
            size_px,
            rgb: vec![0; (size_px[0] * size_px[1] * 3) as usize],
            series: Vec::new(),
        })
    }

    fn plot(&mut self, series: Vec<Vec<f32>>) -> Result {
        self.series = series;
        Ok(())
    }

    fn draw(&mut self, window: Window) -> Result {
        let size = (self.size_px[0], self.size_px[1]);
        let area = BitMapBackend::with_buffer(&mut self.rgb, size).into_drawing_area();
        area.fill(&WHITE).map_err(|error| error.to_string())?;
        let mut chart = ChartBuilder::on(&area)
            .build_cartesian_2d(window.x[0]..window.x[1], window.y[0]..window.y[1])
            .map_err(|error| error.to_string())?;
        for (samples, [red, green, blue]) in self.series.iter().zip(COLORS) {
            let first = window.x[0].floor().max(0.0) as usize;
            let last = (window.x[1].ceil() as usize).min(samples.len() - 1);
            let points = samples[first..=last]
                .iter()
                .enumerate()
                .map(|(index, y)| ((first + index) as f64, f64::from(*y)));
            chart
                .draw_series(LineSeries::new(points, &RGBColor(red, green, blue)))
                .map_err(|error| error.to_string())?;
        }
        area.present().map_err(|error| error.to_string())
    }

    fn picture(&mut self) -> Result<Vec<u8>> {
        Ok(self.rgb.clone())
    }

    fn renderer(&self) -> String {
        "plotters' bitmap backend".to_owned()
    }
}
