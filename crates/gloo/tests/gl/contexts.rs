//! Headless contexts: both families, many at once, and what happens where there are none.

use std::process::Command;

use galry_gloo::headless::{HeadlessContext, HeadlessDesc, Platform};
use galry_gloo::{Api, Buffer, Error, Framebuffer, ShadingLanguage, Target, TextureFormat, Usage};
use galry_testkit::with_context;

use crate::support::{in_each_api, is_mesa};

#[test]
fn capabilities_are_at_least_those_of_the_floor() {
    in_each_api(|context| {
        let capabilities = context.capabilities();
        let (language, version) = match capabilities.api {
            Api::Gles => (ShadingLanguage::Es300, (3, 0)),
            Api::Desktop => (ShadingLanguage::Core330, (3, 3)),
        };
        assert_eq!(capabilities.shading_language, language);
        assert!(capabilities.version >= version);
        assert!(capabilities.max_texture_size >= 2048);
        assert!(capabilities.max_viewport_size[1] >= 2048);
        assert!(capabilities.max_samples >= 4);
        assert!(capabilities.max_uniform_block_bytes >= 16384);
        assert!(capabilities.uniform_offset_alignment >= 1);
        assert!(capabilities.max_uniform_slots >= 24);
        assert!(capabilities.max_vertex_attributes >= 16);
        assert!(capabilities.max_texture_units >= 16);
        assert!(capabilities.max_color_attachments >= 4);
        assert_eq!(
            capabilities.is_software,
            capabilities.renderer.contains("llvmpipe")
        );
    });
}

#[test]
fn contexts_on_many_threads_at_once_do_not_meet() {
    let threads: Vec<_> = (0..6_u8)
        .map(|number| {
            std::thread::spawn(move || {
                for round in 0..3 {
                    let headless = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
                    let context = headless.context();
                    let picture =
                        Framebuffer::with_size(context, [3, 2], TextureFormat::Rgba8).unwrap();
                    let red = number * 16 + round;
                    let color = [f32::from(red) / 255.0, 0.0, 0.0, 1.0];
                    context
                        .clear(&Target::Framebuffer(&picture), color, None)
                        .unwrap();
                    let pixels = picture.read_rgba8(picture.rect()).unwrap();
                    assert_eq!(pixels, [red, 0, 0, 255].repeat(6));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn two_contexts_on_one_thread_take_turns() {
    let first = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
    let one = Buffer::from_slice(first.context(), &[1_u8], Usage::Static).unwrap();
    let second = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
    let two = Buffer::from_slice(second.context(), &[2_u8], Usage::Static).unwrap();
    assert_ne!(first.context().id(), second.context().id());
    first.make_current().unwrap();
    assert_eq!(one.read().unwrap(), [1]);
    second.make_current().unwrap();
    assert_eq!(two.read().unwrap(), [2]);
    // The end of one leaves the other as it was.
    drop((one, first));
    assert_eq!(two.read().unwrap(), [2]);
    drop(two);
    second.context().begin_frame();
    assert_eq!(second.context().counters().live_objects, 0);
}

#[test]
fn objects_may_outlive_the_headless_context() {
    let headless = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
    let buffer = Buffer::from_slice(headless.context(), &[7_u8, 8], Usage::Static).unwrap();
    let context = headless.context().clone();
    drop(headless);
    assert_eq!(buffer.read().unwrap(), [7, 8]);
    context.begin_frame();
    drop(context);
    drop(buffer);
}

#[test]
fn every_platform_that_there_is_gives_the_same_picture() {
    let mut found = Vec::new();
    for platform in [
        Platform::Device,
        Platform::DefaultDisplay,
        Platform::Pbuffer,
    ] {
        let desc = HeadlessDesc {
            platforms: &[platform],
            ..HeadlessDesc::default()
        };
        match HeadlessContext::new(&desc) {
            Ok(headless) => {
                assert_eq!(headless.platform(), platform);
                let context = headless.context();
                let picture =
                    Framebuffer::with_size(context, [1, 1], TextureFormat::Rgba8).unwrap();
                context
                    .clear(&Target::Framebuffer(&picture), [0.0, 1.0, 0.0, 1.0], None)
                    .unwrap();
                assert_eq!(
                    picture.read_rgba8(picture.rect()).unwrap(),
                    [0, 255, 0, 255]
                );
                found.push(platform);
            }
            // Without a display server there may be no default display.
            Err(Error::NoHeadlessContext { attempts, .. }) => assert!(!attempts.is_empty()),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(!found.is_empty());
}

#[test]
fn a_version_that_there_is_not_says_what_was_tried() {
    let desc = HeadlessDesc {
        version: Some((9, 9)),
        ..HeadlessDesc::default()
    };
    let error = HeadlessContext::new(&desc).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("no headless OpenGL context: tried EGL device 0: "),
        "{text}"
    );
    assert!(text.contains("; EGL default display"), "{text}");
    let end = "; on Debian or Ubuntu install libegl1 libgles2 libgl1-mesa-dri";
    assert!(text.ends_with(end), "{text}");
    let nothing = HeadlessDesc {
        platforms: &[],
        ..HeadlessDesc::default()
    };
    let text = HeadlessContext::new(&nothing).unwrap_err().to_string();
    assert!(
        text.starts_with("no headless OpenGL context: nothing was tried; "),
        "{text}"
    );
}

/// Runs a test of this binary that is ignored otherwise, in a process with another driver.
fn run_child(test: &str, variable: &str, value: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "--nocapture", test])
        .env(variable, value)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains("1 passed"), "{text}");
}

#[test]
fn an_old_driver_is_refused_with_its_version() {
    // Only Mesa can be told to be old.
    if !with_context(is_mesa) {
        return;
    }
    run_child(
        "contexts::child_with_an_old_driver",
        "MESA_GLES_VERSION_OVERRIDE",
        "2.0",
    );
}

#[test]
#[ignore = "runs in a process of its own, with an environment of its own"]
fn child_with_an_old_driver() {
    let desc = HeadlessDesc {
        version: Some((2, 0)),
        ..HeadlessDesc::default()
    };
    let text = HeadlessContext::new(&desc).unwrap_err().to_string();
    let expected = "expected OpenGL ES 3.0 or desktop OpenGL 3.3 or newer, got \"OpenGL ES 2.0";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_machine_without_a_driver_gets_the_names_of_packages() {
    run_child(
        "contexts::child_without_a_driver",
        "__EGL_VENDOR_LIBRARY_FILENAMES",
        "/nowhere",
    );
}

#[test]
#[ignore = "runs in a process of its own, with an environment of its own"]
fn child_without_a_driver() {
    let error = HeadlessContext::new(&HeadlessDesc::default()).unwrap_err();
    let Error::NoHeadlessContext { attempts, packages } = &error else {
        panic!("{error}")
    };
    assert_eq!(attempts.len(), 3, "{attempts:?}");
    assert_eq!(*packages, "libegl1 libgles2 libgl1-mesa-dri");
}
