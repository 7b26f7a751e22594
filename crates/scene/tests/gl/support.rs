//! A framebuffer to draw scenes into, and short ways to make scenes.

use std::sync::Arc;

use galry_data::{Samples, Source};
use galry_gloo::{Context, Counters, Framebuffer, Target, TextureFormat};
use galry_scene::{
    Axis, AxisScale, Camera, Completion, Line, LineStyle, NodeId, PanZoom, Positions, Scene, View,
    ViewId,
};
use galry_testkit::Image;
use galry_visuals::{Color, Renderer};

pub(crate) const BLACK: Color = Color {
    r: 0.0,
    g: 0.0,
    b: 0.0,
    a: 1.0,
};

/// A framebuffer with the renderer that draws into it.
pub(crate) struct Canvas {
    context: Context,
    renderer: Renderer,
    framebuffer: Framebuffer,
}

impl Canvas {
    pub(crate) fn new(context: &Context, size: [u32; 2]) -> Self {
        Self {
            context: context.clone(),
            renderer: Renderer::new(context).unwrap(),
            framebuffer: Framebuffer::with_size(context, size, TextureFormat::Rgba8).unwrap(),
        }
    }

    pub(crate) fn try_draw(&mut self, scene: &mut Scene<'_>) -> galry_scene::Result<Completion> {
        self.context.begin_frame();
        let target = Target::Framebuffer(&self.framebuffer);
        self.context.clear(&target, [0.0; 4], None).unwrap();
        scene.draw(&mut self.renderer, target, self.framebuffer.size())
    }

    pub(crate) fn render(&mut self, scene: &mut Scene<'_>) -> Image {
        self.try_draw(scene).unwrap();
        Image::from_framebuffer(&self.framebuffer).unwrap()
    }

    /// What drawing the scene asks of the driver.
    pub(crate) fn cost_of(&mut self, scene: &mut Scene<'_>) -> Counters {
        let before = self.context.counters();
        self.try_draw(scene).unwrap();
        self.context.counters().since(&before)
    }
}

/// A style of so many pixels, black.
pub(crate) fn black(width_px: f32) -> LineStyle {
    LineStyle {
        color: BLACK,
        width_px,
        ..LineStyle::default()
    }
}

pub(crate) fn linear(low: f64, high: f64) -> Axis {
    Axis::new([low, high], AxisScale::Linear).unwrap()
}

pub(crate) fn pan_zoom(x: [f64; 2], y: [f64; 2]) -> Camera {
    Camera::PanZoom(PanZoom::new(linear(x[0], x[1]), linear(y[0], y[1])))
}

pub(crate) fn source(y: &[f64]) -> Arc<dyn Source> {
    Arc::new(Samples::from_vec(y.to_vec()))
}

/// A black line a pixel wide at whole numbers.
pub(crate) fn line(y: &[f64]) -> Line<'static> {
    Line::new(source(y), 0, Positions::Index, black(1.0)).unwrap()
}

/// A scene of one view with one line, not antialiased.
pub(crate) fn scene_of<'a>(
    line: Line<'a>,
    rect_px: [i32; 4],
    x: [f64; 2],
    y: [f64; 2],
) -> (Scene<'a>, ViewId, NodeId) {
    let mut scene = Scene::new();
    let node = scene.add_line(line);
    let mut view = View::new(rect_px, pan_zoom(x, y));
    view.antialias = false;
    let view = scene.add_view(view);
    scene.show(node, view).unwrap();
    (scene, view, node)
}

/// Shows other limits of x.
pub(crate) fn look_at_x(scene: &mut Scene<'_>, view: ViewId, low: f64, high: f64) {
    let camera = scene.view_mut(view).unwrap().pan_zoom_mut().unwrap();
    let y = camera.y();
    camera.show(linear(low, high), y);
}

/// Numbers from 0 to 1 that look like chance and are always the same.
pub(crate) fn noise(count: usize, seed: u64) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..count)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1u64 << 53) as f64
        })
        .collect()
}

/// The alpha channel, row after row.
pub(crate) fn alpha(image: &Image) -> Vec<u8> {
    image.pixels().iter().map(|pixel| pixel[3]).collect()
}

/// The largest difference in alpha of `moved` from `image` moved right by `by` columns, where both
/// show something.
pub(crate) fn difference_when_moved(image: &Image, moved: &Image, by: u32) -> u8 {
    let mut worst = 0;
    for y in 0..image.height {
        for x in by..image.width {
            let expected = image.pixel(x - by, y)[3];
            worst = worst.max(moved.pixel(x, y)[3].abs_diff(expected));
        }
    }
    worst
}
