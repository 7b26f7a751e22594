//! Modules to one parsed and validated shader.

use naga::valid::{Capabilities, ModuleInfo, ValidationError, ValidationFlags, Validator};
use naga::{SourceLocation, WithSpan};

use super::source_map::{SourceMap, concatenate};
use super::{Module, ShaderError};

/// A list of modules that fit together: parsed, validated, and ready to be
/// translated.
#[derive(Debug)]
pub struct Composition {
    pub(super) module: naga::Module,
    pub(super) info: ModuleInfo,
    text: String,
}

impl Composition {
    /// Lays the modules together, parses and validates them.
    ///
    /// Takes about half a millisecond for a visual's program.
    ///
    /// # Errors
    /// The first mistake, at its place in its own module. A hook that no module
    /// gives is reported where it is called; one that two give, where it is
    /// given again.
    pub fn new(modules: impl IntoIterator<Item = Module>) -> Result<Self, ShaderError> {
        let modules: Vec<Module> = modules.into_iter().collect();
        let (text, map) = concatenate(&modules);
        let locate = Locate {
            modules: &modules,
            map: &map,
        };
        let module = naga::front::wgsl::parse_str(&text)
            .map_err(|error| locate.error(error.location(&text), whole_message(&error)))?;
        let info = Validator::new(ValidationFlags::all(), Capabilities::empty())
            .validate(&module)
            .map_err(|error| {
                locate.error(validation_location(&error, &text), chain(error.as_inner()))
            })?;
        forbid_narrow_matrices(&module, &text, &locate)?;
        Ok(Self { module, info, text })
    }

    /// The composed WGSL text.
    #[must_use]
    pub fn wgsl(&self) -> &str {
        &self.text
    }
}

struct Locate<'a> {
    modules: &'a [Module],
    map: &'a SourceMap,
}

impl Locate<'_> {
    fn error(&self, location: Option<SourceLocation>, message: String) -> ShaderError {
        let place = location.and_then(|at| self.map.place(self.modules, at.offset as usize));
        let Some(place) = place else {
            return ShaderError::without_place(message);
        };
        let module = &self.modules[place.module];
        let line = module.source().lines().nth(place.line as usize - 1);
        ShaderError {
            module: Some(module.name().to_owned()),
            line: place.line,
            column: place.column,
            message,
            source_line: line.unwrap_or_default().to_owned(),
        }
    }
}

/// naga's message with its hints.
fn whole_message(error: &naga::front::wgsl::ParseError) -> String {
    let mut message = error.message().trim_end().to_owned();
    for note in error.notes() {
        message.push_str("; ");
        message.push_str(note);
    }
    message
}

/// The innermost place: outer spans cover whole functions.
fn validation_location(error: &WithSpan<ValidationError>, text: &str) -> Option<SourceLocation> {
    error
        .spans()
        .map(|(span, _)| *span)
        .filter(naga::Span::is_defined)
        .min_by_key(|span| span.to_range().map_or(0, |range| range.len()))
        .map(|span| span.location(text))
}

/// An error with all its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(": ");
        message.push_str(&error.to_string());
        cause = error.source();
    }
    message
}

/// Refuses `matCx2` in uniform blocks: std140 gives their columns a stride of
/// 16 bytes and WGSL 8, and naga writes them without a word.
fn forbid_narrow_matrices(
    module: &naga::Module,
    text: &str,
    locate: &Locate<'_>,
) -> Result<(), ShaderError> {
    for (handle, variable) in module.global_variables.iter() {
        let uniform = variable.space == naga::AddressSpace::Uniform;
        if uniform && has_narrow_matrix(module, variable.ty) {
            let span = module.global_variables.get_span(handle);
            return Err(locate.error(
                Some(span.location(text)),
                "a matrix with two rows in a uniform block is laid out differently by GLSL; \
                 expected a vec4 a column, or separate vectors"
                    .to_owned(),
            ));
        }
    }
    Ok(())
}

fn has_narrow_matrix(module: &naga::Module, ty: naga::Handle<naga::Type>) -> bool {
    match &module.types[ty].inner {
        naga::TypeInner::Matrix { rows, .. } => *rows == naga::VectorSize::Bi,
        naga::TypeInner::Array { base, .. } => has_narrow_matrix(module, *base),
        naga::TypeInner::Struct { members, .. } => members
            .iter()
            .any(|member| has_narrow_matrix(module, member.ty)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(modules: &[(&'static str, &'static str)]) -> ShaderError {
        let modules = modules
            .iter()
            .map(|&(name, source)| Module::new(name, source));
        Composition::new(modules).unwrap_err()
    }

    #[test]
    fn a_parse_error_names_its_module_line_and_column() {
        let error = error(&[
            ("first.wgsl", "fn first() -> f32 { return 1.0; }"),
            (
                "mine.wgsl",
                "// a comment\nfn second() -> f32 {\n    return third();\n}",
            ),
        ]);
        assert_eq!(error.module.as_deref(), Some("mine.wgsl"));
        assert_eq!((error.line, error.column), (3, 12));
        assert!(error.message.contains("third"), "{}", error.message);
        let shown = error.to_string();
        assert!(
            shown.starts_with("shader module mine.wgsl:3:12: "),
            "{shown}"
        );
        assert!(
            shown.ends_with("        return third();\n               ^"),
            "{shown}"
        );
    }

    #[test]
    fn a_type_error_names_its_module_line_and_column() {
        let error = error(&[
            ("first.wgsl", "fn first() -> f32 { return 1.0; }"),
            ("mine.wgsl", "fn second() -> u32 {\n    return first();\n}"),
        ]);
        assert_eq!(error.module.as_deref(), Some("mine.wgsl"));
        assert_eq!(error.line, 2, "{error}");
    }

    #[test]
    fn a_hook_given_twice_is_an_error() {
        let hook = "fn hook() -> f32 { return 1.0; }";
        let error = error(&[("a.wgsl", hook), ("b.wgsl", hook)]);
        assert!(error.module.is_some(), "{error}");
        assert!(error.message.contains("hook"), "{error}");
    }

    #[test]
    fn matrices_with_two_rows_in_uniform_blocks_are_refused() {
        let error = error(&[(
            "m.wgsl",
            "struct S { m: array<mat2x2<f32>, 2> }\n@group(0) @binding(0) var<uniform> s: S;\n\
             @fragment fn f() -> @location(0) vec4<f32> { return vec4(s.m[0][0].xyxy); }",
        )]);
        assert_eq!(error.line, 2, "{error}");
        assert!(error.message.contains("two rows"), "{error}");
    }
}
