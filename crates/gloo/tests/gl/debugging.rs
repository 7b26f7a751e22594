//! What the driver says reaches the counter, and mistakes in shaders are not counted.

use galry_gloo::glow::{self, HasContext as _};
use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
use galry_gloo::{Error, Program, ProgramDesc};

#[test]
fn severe_messages_are_counted_and_compile_errors_are_not() {
    let desc = HeadlessDesc {
        debug: true,
        ..HeadlessDesc::default()
    };
    let headless = HeadlessContext::new(&desc).unwrap();
    let context = headless.context();
    assert!(context.capabilities().has_debug);
    let broken = ProgramDesc {
        label: "broken",
        vertex: "void main() { x }",
        fragment: "",
    };
    assert!(matches!(
        Program::new(context, &broken),
        Err(Error::Compile(_))
    ));
    assert_eq!(headless.severe_messages(), 0);
    // SAFETY: an unknown capability is an error of OpenGL's, and nothing else.
    unsafe { context.glow().enable(0xdead) };
    assert!(headless.severe_messages() > 0);
    let error = context.check_errors().unwrap_err();
    assert_eq!(error.to_string(), "OpenGL reports INVALID_ENUM");
    context.check_errors().unwrap();
}

#[test]
fn objects_carry_their_labels() {
    let headless = HeadlessContext::new(&HeadlessDesc::default()).unwrap();
    let context = headless.context();
    if !cfg!(debug_assertions) || !context.capabilities().has_debug {
        return;
    }
    let long = "ü".repeat(300);
    for label in ["a picture", &long] {
        let desc = galry_gloo::TextureDesc {
            label,
            ..Default::default()
        };
        let texture = galry_gloo::Texture2d::new(context, &desc).unwrap();
        // SAFETY: the texture is alive.
        let found = unsafe {
            context
                .glow()
                .get_object_label(glow::TEXTURE, texture.raw().0.get())
        };
        assert!(
            !found.is_empty() && label.starts_with(found.trim_end_matches('\0')),
            "{found}"
        );
    }
    context.check_errors().unwrap();
}
