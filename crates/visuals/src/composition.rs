//! Shaders out of small modules.
//!
//! A module is a WGSL text with one role: it gives some functions and may call
//! functions that other modules give. A program is a list of modules, laid one
//! after the other: WGSL does not mind the order of declarations, so nothing
//! else is needed to link them. A *hook* is a function whose name is agreed on
//! (`framebuffer_from_visual`), so that any module of that role can stand in for
//! another.
//!
//! ```
//! use galry_visuals::composition::{Composition, Module, standard};
//!
//! // The rectangles' program, with a colour hook of one's own.
//! let dim = Module::new(
//!     "dim.wgsl",
//!     "fn display_color(color: vec4<f32>, position_px: vec2<f32>) -> vec4<f32> {
//!         return 0.5 * color;
//!     }",
//! );
//! let mut modules = standard::modules("rectangles").unwrap();
//! modules.retain(|module| module.name() != "color_plain");
//! modules.push(dim);
//! Composition::new(modules)?;
//!
//! // A mistake is reported at its place in its own module.
//! let wrong = Module::new("wrong.wgsl", "fn f() -> f32 {\n    return y;\n}");
//! let error = Composition::new([wrong]).unwrap_err();
//! assert_eq!((error.module.as_deref(), error.line, error.column), (Some("wrong.wgsl"), 2, 12));
//! # Ok::<(), galry_visuals::Error>(())
//! ```

mod compose;
mod error;
mod module;
mod programs;
mod slots;
mod source_map;
pub mod standard;
mod translate;

pub use compose::Composition;
pub use error::ShaderError;
pub use module::Module;
pub use programs::Programs;
pub use slots::{BINDINGS_PER_GROUP, GROUPS, slot};
pub use translate::{Resource, ShadingTarget, Translation};
