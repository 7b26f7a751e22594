//! Figures of files that are still being read.

use std::fs::File;
use std::path::{Path, PathBuf};

use galry_data::{ElementType, OpenOptions, Opened, RawDesc, open};
use galry_gloo::{Context, Framebuffer, Target, TextureFormat};
use galry_testkit::{Image, with_context};
use galry_visuals::Renderer;

use super::*;
use crate::Figure;

const SIZE: [u32; 2] = [300, 200];

fn write_waves(folder: &Path) -> PathBuf {
    let path = folder.join("waves.bin");
    // One sample in the middle of many is far above all others.
    let mut bytes: Vec<u8> = (0..1_500_000_u32)
        .map(|i| (i % 97 * 31 % 97) as u8)
        .collect();
    bytes[700_001] = 250;
    std::fs::write(&path, bytes).unwrap();
    path
}

fn figure(path: &Path) -> Figure {
    let options = OpenOptions::new().with_raw(RawDesc::new(ElementType::U8));
    let Opened::Array(source) = open(path, &options).unwrap() else {
        panic!("raw binary is no table");
    };
    let figure = Figure::new();
    figure.axes().channel(source, 0);
    figure
}

fn in_window(path: &Path) -> Session<'static> {
    let budget = Some(Duration::from_millis(16));
    Session::with_frame_budget(figure(path).state(), budget).unwrap()
}

struct Canvas {
    context: Context,
    renderer: Renderer,
    framebuffer: Framebuffer,
}

impl Canvas {
    fn new(context: &Context) -> Self {
        Self {
            context: context.clone(),
            renderer: Renderer::new(context).unwrap(),
            framebuffer: Framebuffer::with_size(context, SIZE, TextureFormat::Rgba8).unwrap(),
        }
    }

    fn draw(&mut self, session: &mut Session<'_>) -> Result<Completion> {
        self.context.begin_frame();
        let target = Target::Framebuffer(&self.framebuffer);
        session.draw(&mut self.renderer, target, SIZE, 1.0)
    }

    fn settled(&mut self, session: &mut Session<'_>) -> Image {
        while !self.draw(session).unwrap().is_final() {
            std::thread::yield_now();
        }
        Image::from_framebuffer(&self.framebuffer).unwrap()
    }
}

#[test]
fn a_window_opens_before_the_file_is_read_and_settles_to_the_exact_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_waves(folder.path());
    with_context(|context| {
        let mut canvas = Canvas::new(context);
        let mut patient = Session::new(figure(&path).state()).unwrap();
        let expected = canvas.settled(&mut patient);
        let exact = patient.panels[0].home;
        let mut session = in_window(&path);
        // The one sample is not among the few that are looked at.
        assert!(session.panels[0].home[1].limits()[1] < 200.0);
        assert_eq!(session.panels[0].home[0], exact[0]);
        assert!(canvas.settled(&mut session) == expected);
        assert_eq!(session.panels[0].home, exact);
    });
}

#[test]
fn limits_that_were_moved_stay_and_home_is_exact() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_waves(folder.path());
    with_context(|context| {
        let mut canvas = Canvas::new(context);
        let mut session = in_window(&path);
        let [x, y] = session.panels[0].home;
        let moved = galry_scene::Axis::new([0.0, 50.0], y.scale()).unwrap();
        session.panels[0]
            .show([x, moved], &mut session.scene)
            .unwrap();
        canvas.settled(&mut session);
        assert_eq!(session.panels[0].axes(&session.scene).unwrap(), [x, moved]);
        assert!(session.panels[0].home[1].limits()[1] > 250.0);
    });
}

#[test]
fn a_sign_stands_in_the_picture_while_much_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_waves(folder.path());
    with_context(|context| {
        let mut canvas = Canvas::new(context);
        let mut session = in_window(&path);
        let expected = canvas.settled(&mut session);
        // As if it had been going on for long.
        let labels = |part| sign(part, None, &Theme::light(), SIZE, 2.0).1;
        assert_eq!(labels(Some(0.439))[0].text, "loading 43 %");
        assert!(labels(None).is_empty());
        let (rectangles, _) = sign(Some(0.5), None, &Theme::light(), SIZE, 2.0);
        assert_eq!(rectangles[0].min, [0.0, 196.0]);
        assert_eq!(rectangles[0].max, [150.0, 200.0]);
        // It is gone in what is final, and so is a note once a key is pressed.
        session.note("cannot read".to_owned());
        assert!(canvas.settled(&mut session) != expected);
        assert!(session.forget_note());
        assert!(canvas.settled(&mut session) == expected);
    });
}

#[test]
fn a_file_cut_short_is_told_and_the_figure_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = write_waves(folder.path());
    with_context(|context| {
        let mut canvas = Canvas::new(context);
        let mut session = in_window(&path);
        let file = File::options().write(true).open(&path).unwrap();
        file.set_len(750_000).unwrap();
        let mut told = 0;
        // More draws than there are chunks, each waiting for one at least.
        let settled = (0..100_000).any(|_| match canvas.draw(&mut session) {
            Ok(completion) => completion.is_final(),
            Err(error) => {
                assert!(format!("{error:?}").contains("cut short"), "{error:?}");
                told += 1;
                false
            }
        });
        assert!(settled && told <= 1, "told {told} times");
    });
}
