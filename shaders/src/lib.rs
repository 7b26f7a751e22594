//! The WGSL modules of galry, grouped by role.
//!
//! Each module is one file with one role. Its header says what it needs
//! (functions that other modules give) and what it gives. `galry-visuals`
//! lays modules together into programs; this crate only carries the texts, so
//! that another composer, or a tool, can have them too.
//!
//! ```
//! use galry_shaders::Role;
//!
//! let frame = galry_shaders::find("frame").unwrap();
//! assert_eq!(frame.role, Role::Frame);
//! assert!(frame.source.contains("fn clip_from_framebuffer("));
//! ```
//!
//! # The hooks
//! | role | gives |
//! | --- | --- |
//! | [`Role::Frame`] | `clip_from_framebuffer`, `framebuffer_from_fragment`, `antialiased` |
//! | [`Role::Position`] | `framebuffer_from_visual` |
//! | [`Role::Color`] | `display_color` |
//! | [`Role::Antialias`] | coverage of a pixel's square by simple shapes |
//! | [`Role::Visual`] | one vertex and one fragment entry point |
//!
//! Any module that gives the same functions can take the place of another of
//! its role.
//!
//! # Space
//! Positions are framebuffer pixels from the top left, y down; the frame module
//! alone knows that GL counts from the bottom.
#![forbid(unsafe_code)]

/// What a module is for in a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// The size of the frame, and the way from its pixels to clip space.
    Frame,
    /// The map from a visual's coordinates to framebuffer pixels.
    Position,
    /// The last word on a fragment's colour.
    Color,
    /// How much of a pixel a shape covers.
    Antialias,
    /// A visual's own vertex and fragment stage.
    Visual,
}

/// One WGSL text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Module {
    /// The file's name without its ending.
    pub name: &'static str,
    /// What it is for.
    pub role: Role,
    /// The text.
    pub source: &'static str,
}

macro_rules! modules {
    ($($role:ident $name:literal),* $(,)?) => {
        &[$(Module {
            name: $name,
            role: Role::$role,
            source: include_str!(concat!("../wgsl/", $name, ".wgsl")),
        }),*]
    };
}

const ALL: &[Module] = modules![
    Frame "frame",
    Position "place_linear",
    Color "color_plain",
    Antialias "coverage",
    Visual "columns",
    Visual "image",
    Visual "image_quad",
    Visual "markers",
    Visual "polyline",
    Visual "rectangles",
    Visual "text",
];

/// All modules, by role.
#[must_use]
pub const fn all() -> &'static [Module] {
    ALL
}

/// The module of that name (the file's, without its ending).
#[must_use]
pub fn find(name: &str) -> Option<&'static Module> {
    ALL.iter().find(|module| module.name == name)
}
