//! Pictures of samples that are still being loaded.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use galry_data::{
    ElementType, Error as DataError, Extent, Loading, OpenOptions, Opened, RawDesc, Readiness,
    Result, Samples, Source, open,
};
use galry_scene::{Completion, Error, LevelOfDetail, Line, Positions};
use galry_testkit::with_context;

use crate::support::{Canvas, black, look_at_x, noise, scene_of};

const RECT_PX: [i32; 4] = [0, 0, 300, 100];

/// Samples of the file: more than one chunk of the pyramid.
const LEN: usize = 1_500_000;

fn write_noise(folder: &Path) -> PathBuf {
    let path = folder.join("noise.bin");
    let values: Vec<u8> = noise(LEN, 3).iter().map(|v| (v * 255.0) as u8).collect();
    std::fs::write(&path, values).unwrap();
    path
}

fn open_bytes(path: &Path) -> Arc<dyn Source> {
    let options = OpenOptions::new().with_raw(RawDesc::new(ElementType::U8));
    match open(path, &options).unwrap() {
        Opened::Array(source) => source,
        Opened::Table(_) => panic!("raw binary is no table"),
    }
}

fn line_of(source: Arc<dyn Source>) -> Line<'static> {
    Line::new(source, 0, Positions::Index, black(1.5)).unwrap()
}

#[test]
fn a_picture_that_may_not_wait_settles_to_the_one_that_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_noise(folder.path());
    with_context(|context| {
        let mut canvas = Canvas::new(context, [300, 100]);
        for antialias in [false, true] {
            let (x, y) = ([0.0, LEN as f64], [0.0, 255.0]);
            let (mut patient, _, _) = scene_of(line_of(open_bytes(&path)), RECT_PX, x, y);
            let (mut hasty, view, _) = scene_of(line_of(open_bytes(&path)), RECT_PX, x, y);
            for scene in [&mut patient, &mut hasty] {
                scene.view_mut(view).unwrap().antialias = antialias;
            }
            hasty.set_frame_budget(Some(Duration::from_millis(16)));
            assert!(canvas.try_draw(&mut patient).unwrap().is_final());
            let expected = canvas.render(&mut patient);
            let first = canvas.try_draw(&mut hasty).unwrap();
            assert_eq!(first, Completion::Partial { done: 0.0 });
            while !canvas.try_draw(&mut hasty).unwrap().is_final() {
                std::thread::yield_now();
            }
            assert_eq!(canvas.render(&mut hasty), expected);
            // All is there now: another view is final at once.
            look_at_x(&mut hasty, view, 1000.0, 900_000.0);
            look_at_x(&mut patient, view, 1000.0, 900_000.0);
            assert!(canvas.try_draw(&mut hasty).unwrap().is_final());
            let moved = canvas.render(&mut hasty);
            assert_eq!(moved, canvas.render(&mut patient));
        }
    });
}

#[test]
fn edges_that_are_left_out_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_noise(folder.path());
    with_context(|context| {
        let mut canvas = Canvas::new(context, [300, 100]);
        let (x, y) = ([0.0, LEN as f64], [0.0, 255.0]);
        let source = open_bytes(&path);
        let (mut scene, view, _) = scene_of(line_of(source), RECT_PX, x, y);
        for antialias in [false, true] {
            scene.view_mut(view).unwrap().antialias = antialias;
            for zoom in 0..60 {
                let span = LEN as f64 * 0.85_f64.powi(zoom);
                let low = (LEN as f64 - span) * 0.37;
                for limits in [[low, low + span], [low + span, low]] {
                    look_at_x(&mut scene, view, limits[0], limits[1]);
                    scene.view_mut(view).unwrap().level_of_detail = LevelOfDetail::On;
                    let quick = canvas.render(&mut scene);
                    scene.view_mut(view).unwrap().level_of_detail = LevelOfDetail::Off;
                    assert!(canvas.render(&mut scene) == quick, "{antialias} {limits:?}");
                }
            }
        }
    });
}

#[test]
fn a_file_cut_short_while_it_loads_is_told_once_and_drawn_as_far_as_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_noise(folder.path());
    with_context(|context| {
        let mut canvas = Canvas::new(context, [300, 100]);
        let (x, y) = ([0.0, LEN as f64], [0.0, 255.0]);
        let (mut scene, view, _) = scene_of(line_of(open_bytes(&path)), RECT_PX, x, y);
        scene.set_frame_budget(Some(Duration::from_millis(16)));
        let file = File::options().write(true).open(&path).unwrap();
        file.set_len(LEN as u64 / 2).unwrap();
        let error = loop {
            match canvas.try_draw(&mut scene) {
                Ok(completion) => assert!(!completion.is_final()),
                Err(error) => break error,
            }
            std::thread::yield_now();
        };
        assert!(
            matches!(error, Error::Data(DataError::FileShrank { .. })),
            "{error}"
        );
        // The viewer lives, here and at other places, and asks no more.
        for low in [0.0, 5.0, 1_400_000.0, LEN as f64 - 40.0] {
            look_at_x(&mut scene, view, low, LEN as f64);
            assert!(canvas.try_draw(&mut scene).unwrap().is_final());
        }
        look_at_x(&mut scene, view, 0.0, 400.0);
        assert!(canvas.try_draw(&mut scene).unwrap().is_final());
        let image = canvas.render(&mut scene);
        assert!(image.pixels().iter().any(|pixel| pixel[3] > 0));
        // What must be exact says that it cannot be.
        look_at_x(&mut scene, view, 0.0, LEN as f64);
        scene.set_frame_budget(None);
        assert!(canvas.try_draw(&mut scene).is_err());
    });
}

/// Pending, then coarse, then ready; counts questions that would wait.
#[derive(Debug)]
struct Slow {
    samples: Samples<'static, f64>,
    asked: AtomicU64,
    waited: AtomicU64,
}

impl Source for Slow {
    fn len(&self) -> u64 {
        self.samples.len()
    }

    fn channels(&self) -> usize {
        1
    }

    fn element_type(&self) -> ElementType {
        ElementType::F64
    }

    fn read(&self, channel: usize, range: Range<u64>, out: &mut [f64]) -> Result<()> {
        self.waited.fetch_add(1, Ordering::Relaxed);
        self.samples.read(channel, range, out)
    }

    fn gather(&self, channel: usize, indices: &[u64], out: &mut [f64]) -> Result<()> {
        self.waited.fetch_add(1, Ordering::Relaxed);
        self.samples.gather(channel, indices, out)
    }

    fn envelope(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        self.waited.fetch_add(1, Ordering::Relaxed);
        self.samples.envelope(channels, ranges, out)
    }

    fn envelope_now(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<Readiness> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        self.samples.envelope(channels, ranges, out)?;
        if asked == 0 {
            out.fill(Extent::EMPTY);
        }
        Ok([Readiness::Pending, Readiness::Coarse, Readiness::Ready][asked.min(2) as usize])
    }

    fn loading(&self) -> Option<Loading> {
        Some(Loading {
            done_bytes: 43,
            total_bytes: 100,
        })
    }

    fn scan(
        &self,
        channels: Range<usize>,
        ranges: &[Range<u64>],
        out: &mut [Extent],
    ) -> Result<()> {
        self.samples.scan(channels, ranges, out)
    }
}

#[test]
fn nothing_that_waits_is_asked_until_the_answer_is_exact() {
    with_context(|context| {
        let source = Arc::new(Slow {
            samples: Samples::from_vec(noise(100_000, 7)),
            asked: AtomicU64::new(0),
            waited: AtomicU64::new(0),
        });
        let mut canvas = Canvas::new(context, [300, 100]);
        let line = line_of(Arc::clone(&source) as Arc<dyn Source>);
        let (mut scene, _, _) = scene_of(line, RECT_PX, [0.0, 1e5], [0.0, 1.0]);
        scene.set_frame_budget(Some(Duration::from_millis(16)));
        let partial = Completion::Partial { done: 0.43 };
        let is_drawn = |image: &galry_testkit::Image| image.pixels().iter().any(|p| p[3] > 0);
        assert_eq!(canvas.try_draw(&mut scene).unwrap(), partial);
        assert_eq!(canvas.try_draw(&mut scene).unwrap(), partial);
        assert_eq!(source.waited.load(Ordering::Relaxed), 0);
        // The values at the edges, of the exact picture alone.
        let image = canvas.render(&mut scene);
        assert!(is_drawn(&image));
        assert_eq!(source.waited.load(Ordering::Relaxed), 1);
        // It is final: nobody asks again.
        assert!(canvas.try_draw(&mut scene).unwrap().is_final());
        assert_eq!(source.asked.load(Ordering::Relaxed), 3);
        assert!(scene.describe().is_ok());
        assert_eq!(source.asked.load(Ordering::Relaxed), 3);
    });
}
