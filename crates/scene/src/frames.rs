//! The frames in which coordinates are given, and the way from each to each.

use crate::transform::{Curve, Curves, ScaleTranslate3};
use crate::{Camera, Error, NodeId, Result, Scene, Transform, View, ViewId};

/// What coordinates are relative to: Vispy's six frames, from the data to the GL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoordinateFrame {
    /// A node's own coordinates.
    Visual,
    /// Those of a view's axes, in data units, after the transforms of the node and its ancestors;
    /// under [`Camera::Pixels`] framebuffer pixels.
    Scene,
    /// Logical pixels from the top left of the page, y down. A page fills its canvas, so that these
    /// are the canvas's.
    Document,
    /// Logical pixels from the top left of the window, y down, as events have them.
    Canvas,
    /// Framebuffer pixels from the top left, y down.
    Framebuffer,
    /// GL's clip space: −1 to 1 from left to right and from bottom to top.
    Render,
}

impl Scene<'_> {
    /// The transform between two frames at a node in a view: takes coordinates in `from` and gives
    /// those in `to`, in f64.
    ///
    /// Whether the view shows the node, or either is visible, does not matter. z is kept. At a
    /// linear camera the transform is a scale and a translation with an origin at the axes' ends,
    /// so that it is exact to a fraction of a pixel at any offset that f64 can tell apart.
    ///
    /// ```
    /// use galry_scene::{
    ///     Axis, AxisScale, Camera, CoordinateFrame, PanZoom, Scene, View,
    /// };
    ///
    /// let mut scene = Scene::new();
    /// let node = scene.add_group();
    /// let x = Axis::new([0.0, 10.0], AxisScale::Linear)?;
    /// let y = Axis::new([0.1, 1000.0], AxisScale::Log10)?;
    /// let view = scene.add_view(View::new([50, 0, 100, 400], Camera::PanZoom(PanZoom::new(x, y))));
    /// let pixel_from_data =
    ///     scene.transform(node, view, CoordinateFrame::Visual, CoordinateFrame::Framebuffer)?;
    /// assert_eq!(pixel_from_data.map_xy([5.0, 10.0]), [100.0, 200.0]);
    /// # Ok::<(), galry_scene::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::NoSuchNode`] or [`Error::NoSuchView`]; [`Error::NotInvertible`] on the way back
    /// from a view without area or into a node that is flattened; [`Error::Frame`] when the pixel
    /// ratio is no positive number, or, for render coordinates, when the frame's size is not known
    /// or zero.
    pub fn transform(
        &self,
        node: NodeId,
        view: ViewId,
        from: CoordinateFrame,
        to: CoordinateFrame,
    ) -> Result<Transform> {
        use CoordinateFrame::{Scene as SceneFrame, Visual};
        self.node(node)?;
        let view = self.view(view)?;
        // Neighbours have a way of their own, which needs no view with an area.
        match (from, to) {
            (from, to) if from == to => Ok(Transform::Identity),
            (Visual, SceneFrame) => self.scene_from_visual(node),
            (SceneFrame, Visual) => self.scene_from_visual(node)?.inverse(),
            (from, to) => {
                let framebuffer_from_from = self.framebuffer_from(from, node, view)?;
                let framebuffer_from_to = self.framebuffer_from(to, node, view)?;
                Ok(framebuffer_from_to.inverse()?.after(&framebuffer_from_from))
            }
        }
    }

    /// All frames meet in the framebuffer's.
    fn framebuffer_from(
        &self,
        frame: CoordinateFrame,
        node: NodeId,
        view: &View,
    ) -> Result<Transform> {
        match frame {
            CoordinateFrame::Visual => {
                Ok(framebuffer_from_scene(view)?.after(&self.scene_from_visual(node)?))
            }
            CoordinateFrame::Scene => framebuffer_from_scene(view),
            CoordinateFrame::Document | CoordinateFrame::Canvas => {
                let ratio = self.pixel_ratio();
                if !(ratio > 0.0 && ratio.is_finite()) {
                    return Err(Error::Frame {
                        expected: "a positive pixel ratio",
                        got: ratio.to_string(),
                    });
                }
                Ok(ScaleTranslate3::scale([ratio, ratio, 1.0]).into())
            }
            CoordinateFrame::Framebuffer => Ok(Transform::Identity),
            CoordinateFrame::Render => framebuffer_from_render(self.frame_size_px()),
        }
    }

    fn scene_from_visual(&self, node: NodeId) -> Result<Transform> {
        let mut next = Some(node);
        let mut steps = Vec::new();
        while let Some(id) = next {
            let node = self.node(id)?;
            steps.push(Transform::from(node.parent_from_node));
            next = node.parent();
        }
        Ok(Transform::chain(steps))
    }
}

fn framebuffer_from_scene(view: &View) -> Result<Transform> {
    let Camera::PanZoom(camera) = &view.camera else {
        return Ok(Transform::Identity);
    };
    let (x, y) = (camera.x(), camera.y());
    let bent = Curves::new([x.scale().into(), y.scale().into(), Curve::Linear])?;
    Ok(Transform::from(framebuffer_from_axes(view)).after(&bent.into()))
}

/// From coordinates along a view's axes (logarithms where an axis is logarithmic) to framebuffer
/// pixels.
pub(crate) fn framebuffer_from_axes(view: &View) -> ScaleTranslate3 {
    let Camera::PanZoom(camera) = &view.camera else {
        return ScaleTranslate3::IDENTITY;
    };
    let [left, top, width, height] = view.rect_px.map(f64::from);
    let (x, y) = (camera.x(), camera.y());
    ScaleTranslate3 {
        origin: [x.coordinates()[0], y.coordinates()[1], 0.0],
        scale: [width / x.span(), -height / y.span(), 1.0],
        translate: [left, top, 0.0],
    }
}

fn framebuffer_from_render(size_px: Option<[u32; 2]>) -> Result<Transform> {
    let error = |got: String| Error::Frame {
        expected: "the size of the frame, of a draw or set",
        got,
    };
    let size_px = size_px.ok_or_else(|| error("none yet".to_owned()))?;
    if size_px.contains(&0) {
        return Err(error(format!("{}x{} pixels", size_px[0], size_px[1])));
    }
    let [width, height] = size_px.map(f64::from);
    Ok(Transform::from(ScaleTranslate3 {
        origin: [-1.0, 1.0, 0.0],
        scale: [0.5 * width, -0.5 * height, 1.0],
        translate: [0.0; 3],
    }))
}

#[cfg(test)]
mod tests {
    use super::CoordinateFrame::{Canvas, Document, Framebuffer, Render, Visual};
    use super::*;
    use crate::{Axis, AxisScale, PanZoom, ScaleTranslate};

    const ALL: [CoordinateFrame; 6] = [
        Visual,
        CoordinateFrame::Scene,
        Document,
        Canvas,
        Framebuffer,
        Render,
    ];

    /// A view of 400 × 200 pixels at (100, 50), in a frame of 800 × 400 at two pixels a logical one,
    /// and a node in a parent: x is 2 (x + 1) + 10 in the scene, y is 3 y.
    fn scene(x: Axis, y: Axis) -> (Scene<'static>, NodeId, ViewId) {
        let mut scene = Scene::new();
        scene.set_pixel_ratio(2.0);
        scene.set_frame_size_px([800, 400]);
        let (group, node) = (scene.add_group(), scene.add_group());
        scene.set_parent(node, Some(group)).unwrap();
        scene.node_mut(group).unwrap().parent_from_node = ScaleTranslate {
            scale: [2.0, 3.0],
            translate: [10.0, 0.0],
        };
        scene.node_mut(node).unwrap().parent_from_node = ScaleTranslate::translate([1.0, 0.0]);
        let camera = Camera::PanZoom(PanZoom::new(x, y));
        let view = scene.add_view(View::new([100, 50, 400, 200], camera));
        (scene, node, view)
    }

    fn linear(low: f64, high: f64) -> Axis {
        Axis::new([low, high], AxisScale::Linear).unwrap()
    }

    #[test]
    fn one_point_has_known_coordinates_in_all_frames() {
        let (scene, node, view) = scene(linear(0.0, 40.0), linear(-10.0, 10.0));
        let coordinates = [
            [4.0, -5.0 / 3.0],
            [20.0, -5.0],
            [150.0, 100.0],
            [150.0, 100.0],
            [300.0, 200.0],
            [-0.25, 0.0],
        ];
        for (from, start) in ALL.into_iter().zip(coordinates) {
            for (to, expected) in ALL.into_iter().zip(coordinates) {
                let transform = scene.transform(node, view, from, to).unwrap();
                let end = transform.map_xy(start);
                for i in 0..2 {
                    let difference = (end[i] - expected[i]).abs();
                    assert!(
                        difference < 1e-12,
                        "{from:?} to {to:?}: {end:?}, {expected:?}"
                    );
                }
                assert!(
                    transform.as_scale_translate().is_some(),
                    "{from:?} to {to:?}"
                );
            }
        }
    }

    #[test]
    fn bent_axes_are_undone_on_the_way_back() {
        let log = Axis::new([1.0, 1e4], AxisScale::Log10).unwrap();
        let symlog = AxisScale::Symlog { linear_within: 1.0 };
        let symlog = Axis::new([-100.0, 100.0], symlog).unwrap();
        let (scene, node, view) = scene(log, symlog);
        let way = |from, to| scene.transform(node, view, from, to).unwrap();
        let pixel = way(CoordinateFrame::Scene, Framebuffer).map_xy([100.0, 0.0]);
        assert!((pixel[0] - 300.0).abs() < 1e-12 && (pixel[1] - 150.0).abs() < 1e-12);
        for from in ALL {
            for to in ALL {
                let both = way(to, from).after(&way(from, to));
                let start = way(CoordinateFrame::Scene, from).map_xy([100.0, 7.0]);
                let end = both.map_xy(start);
                assert!(
                    (end[0] - start[0]).abs() < 1e-9,
                    "{from:?} {to:?} {start:?} {end:?}"
                );
                assert!(
                    (end[1] - start[1]).abs() < 1e-9,
                    "{from:?} {to:?} {start:?} {end:?}"
                );
            }
        }
        let low = way(CoordinateFrame::Scene, Framebuffer).map_xy([-3.0, f64::NAN]);
        assert!(low[0] < -90_000.0 && low[1].is_nan());
    }

    #[test]
    fn pixels_are_apart_at_1e15_and_in_nanoseconds_since_1970() {
        for far in [1e15, -1e15, 1_764_240_000e9] {
            let mut scene = Scene::new();
            let node = scene.add_group();
            let camera = PanZoom::new(linear(far, far + 1024.0), linear(-1.0, 1.0));
            let view = scene.add_view(View::new([8, 0, 512, 100], Camera::PanZoom(camera)));
            let way = |from, to| scene.transform(node, view, from, to).unwrap();
            let pixel = way(Visual, Framebuffer).map_xy([far + 512.0, 0.0]);
            assert_eq!(pixel, [264.0, 50.0]);
            assert_eq!(way(Framebuffer, Visual).map_xy(pixel), [far + 512.0, 0.0]);
        }
    }

    #[test]
    fn a_view_of_pixels_is_the_framebuffer() {
        let (mut scene, node, view) = scene(linear(0.0, 1.0), linear(0.0, 1.0));
        scene.view_mut(view).unwrap().camera = Camera::Pixels;
        let way = |to| {
            scene
                .transform(node, view, CoordinateFrame::Scene, to)
                .unwrap()
        };
        assert_eq!(way(Framebuffer), Transform::Identity);
        assert_eq!(way(Canvas).map_xy([300.0, 200.0]), [150.0, 100.0]);
    }

    #[test]
    fn frames_without_area_are_errors_only_on_the_way_back() {
        let (mut scene, node, view) = scene(linear(0.0, 40.0), linear(-10.0, 10.0));
        scene.view_mut(view).unwrap().rect_px = [0, 0, 0, 200];
        assert!(scene.transform(node, view, Visual, Canvas).is_ok());
        assert!(
            scene
                .transform(node, view, Visual, CoordinateFrame::Scene)
                .is_ok()
        );
        let error = scene.transform(node, view, Canvas, Visual).unwrap_err();
        assert!(matches!(error, Error::NotInvertible { .. }), "{error}");
        let message = |scene: &Scene<'_>, from, to| {
            scene
                .transform(node, view, from, to)
                .unwrap_err()
                .to_string()
        };
        for ratio in [0.0, f64::NAN, -1.0] {
            scene.set_pixel_ratio(ratio);
            assert_eq!(
                message(&scene, Framebuffer, Canvas),
                format!("coordinate frames: expected a positive pixel ratio, got {ratio}")
            );
        }
        scene.set_frame_size_px([0, 5]);
        assert_eq!(
            message(&scene, Framebuffer, Render),
            "coordinate frames: expected the size of the frame, of a draw or set, got 0x5 pixels"
        );
        let mut fresh = Scene::new();
        let node = fresh.add_group();
        let view = fresh.add_view(View::new([0, 0, 10, 10], Camera::Pixels));
        assert_eq!(
            fresh
                .transform(node, view, Visual, Render)
                .unwrap_err()
                .to_string(),
            "coordinate frames: expected the size of the frame, of a draw or set, got none yet"
        );
    }

    #[test]
    fn handles_of_removed_things_are_errors() {
        let (mut scene, node, view) = scene(linear(0.0, 1.0), linear(0.0, 1.0));
        scene.remove(node).unwrap();
        let error = scene.transform(node, view, Visual, Visual).unwrap_err();
        assert!(matches!(error, Error::NoSuchNode));
        let node = scene.add_group();
        scene.remove_view(view).unwrap();
        let error = scene.transform(node, view, Visual, Visual).unwrap_err();
        assert!(matches!(error, Error::NoSuchView));
    }
}
