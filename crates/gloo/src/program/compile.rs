//! Compiling and linking, and errors that show the lines they speak of.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use glow::HasContext as _;

use super::{Program, ProgramDesc};
use crate::context::Context;
use crate::error::{Error, Result};

/// A stage of a program.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "void main() { gl_Position = vec4(0.0); }";
/// let wrong = "void main() { nothing }";
/// let error = Program::new(context, &ProgramDesc::new("wrong", vertex, wrong)).unwrap_err();
/// assert!(matches!(error, Error::Compile(error) if error.stage == ShaderStage::Fragment));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShaderStage {
    /// Runs for each vertex.
    Vertex,
    /// Runs for each fragment.
    Fragment,
}

impl fmt::Display for ShaderStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Vertex => "vertex",
            Self::Fragment => "fragment",
        })
    }
}

/// A shader that did not compile. Its text shows each message of the driver under the numbered
/// source lines around the line that it names.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let fragment = "layout(location = 0) out vec4 result; void main() { result = vec4(1.0); }";
/// let wrong = "void main() {\n    gl_Position = wrong;\n}";
/// let error = Program::new(context, &ProgramDesc::new("wrong", wrong, fragment)).unwrap_err();
/// let Error::Compile(error) = error else { panic!("{error}") };
/// let (line, message) = error.messages().next().unwrap();
/// assert_eq!(line, Some(2), "{message}");
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompileError {
    /// The program's label.
    pub program: String,
    /// The stage.
    pub stage: ShaderStage,
    /// The driver's log, trimmed.
    pub log: String,
    /// The source as it was given.
    pub source: String,
}

impl CompileError {
    /// The driver's messages, each with the line (from 1) that it names, where it names one.
    pub fn messages(&self) -> impl Iterator<Item = (Option<usize>, &str)> {
        self.log
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| (named_line(line), line))
    }
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "program {:?}: the {} shader does not compile",
            self.program, self.stage
        )?;
        if self.log.is_empty() {
            return f.write_str(", and the driver does not say why");
        }
        for (line, message) in self.messages() {
            write!(f, "\n{}", message.trim())?;
            if let Some(line) = line {
                write_lines(f, &self.source, line)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for CompileError {}

/// Shows a line with two before and one after.
fn write_lines(f: &mut fmt::Formatter<'_>, source: &str, named: usize) -> fmt::Result {
    let first = named.saturating_sub(2).max(1);
    for (number, text) in (1..)
        .zip(source.lines())
        .skip(first - 1)
        .take(named + 2 - first)
    {
        let mark = if number == named { '>' } else { ' ' };
        write!(f, "\n{mark}{number:4} | {text}")?;
    }
    Ok(())
}

/// The line that a message of a driver names. Mesa writes `0:12(5): …`, NVIDIA `0(12) : …`, Intel,
/// AMD, Apple and ANGLE `ERROR: 0:12: …`.
fn named_line(message: &str) -> Option<usize> {
    let message = message.trim_start();
    let message = message
        .strip_prefix("ERROR:")
        .or_else(|| message.strip_prefix("WARNING:"))
        .unwrap_or(message)
        .trim_start();
    let rest = message.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == message.len() {
        return None;
    }
    let rest = rest.strip_prefix([':', '('])?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().filter(|&line| line > 0)
}

/// A program that the driver may still be at work on. Dropped, it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Build {
    context: Context,
    /// `None` once it is handed on.
    name: Option<glow::Program>,
    shaders: [Shader; 2],
}

impl Build {
    /// Hands both shaders to the driver and asks it to link them, without waiting for either.
    pub(super) fn begin(context: &Context, desc: &ProgramDesc<'_>) -> Result<Self> {
        let shaders = [
            Shader::compile(context, desc, ShaderStage::Vertex)?,
            Shader::compile(context, desc, ShaderStage::Fragment)?,
        ];
        let gl = context.gl();
        // SAFETY: the context is current and both shaders are alive.
        let name = unsafe {
            let name = gl.create_program().map_err(|message| Error::Refused {
                what: "program",
                message,
            })?;
            for shader in &shaders {
                gl.attach_shader(name, shader.name);
            }
            #[cfg(not(target_family = "wasm"))]
            if context.capabilities().has_program_binaries {
                gl.program_binary_retrievable_hint(name, true);
            }
            gl.link_program(name);
            name
        };
        Ok(Self {
            context: context.clone(),
            name: Some(name),
            shaders,
        })
    }

    /// Whether the driver is done; always, where it does not tell.
    pub(super) fn is_done(&self) -> bool {
        let Some(name) = self.name else {
            return true;
        };
        if !self.context.capabilities().has_parallel_compilation {
            return true;
        }
        let gl = self.context.gl();
        // SAFETY: the program is alive, and the driver has the parameter.
        unsafe { gl.get_program_parameter_i32(name, glow::COMPLETION_STATUS) != 0 }
    }

    /// Waits for the driver; the linked program.
    pub(super) fn finish(mut self, label: &str) -> Result<glow::Program> {
        let Some(name) = self.name else {
            return Err(Error::ContextLost);
        };
        let gl = self.context.gl();
        // SAFETY: the program is alive.
        if unsafe { gl.get_program_link_status(name) } {
            self.name = None;
            // SAFETY: both shaders are attached to it.
            unsafe {
                for shader in &self.shaders {
                    gl.detach_shader(name, shader.name);
                }
            }
            return Ok(name);
        }
        for shader in &self.shaders {
            shader.check(label)?;
        }
        // SAFETY: as above.
        let log = trimmed(&unsafe { gl.get_program_info_log(name) });
        Err(Error::Link {
            program: label.to_owned(),
            log,
        })
    }
}

impl Drop for Build {
    fn drop(&mut self) {
        if let Some(name) = self.name
            && !self.context.is_lost()
        {
            // SAFETY: the program is this value's own and nothing uses it.
            unsafe { self.context.gl().delete_program(name) };
        }
    }
}

/// A shader that is deleted when it is no longer needed, whatever happens.
#[derive(Debug)]
struct Shader {
    context: Context,
    name: glow::Shader,
    stage: ShaderStage,
    /// As it was given.
    source: String,
}

impl Shader {
    /// Hands the source to the driver, and does not ask what it thinks of it.
    fn compile(context: &Context, desc: &ProgramDesc<'_>, stage: ShaderStage) -> Result<Self> {
        let (source, kind) = match stage {
            ShaderStage::Vertex => (desc.vertex, glow::VERTEX_SHADER),
            ShaderStage::Fragment => (desc.fragment, glow::FRAGMENT_SHADER),
        };
        let full = with_header(
            source,
            Program::header(context.capabilities().shading_language),
        );
        let gl = context.gl();
        // SAFETY: the context is current.
        let name = unsafe { gl.create_shader(kind) }.map_err(|message| Error::Refused {
            what: "shader",
            message,
        })?;
        // SAFETY: the shader is alive; the source's length is handed over with it.
        unsafe {
            gl.shader_source(name, &full);
            gl.compile_shader(name);
        }
        Ok(Self {
            context: context.clone(),
            name,
            stage,
            source: source.to_owned(),
        })
    }

    /// Whether it compiled.
    fn check(&self, program: &str) -> Result<()> {
        let gl = self.context.gl();
        // SAFETY: the shader is alive.
        unsafe {
            if gl.get_shader_compile_status(self.name) {
                return Ok(());
            }
            Err(Error::Compile(Box::new(CompileError {
                program: program.to_owned(),
                stage: self.stage,
                log: trimmed(&gl.get_shader_info_log(self.name)),
                source: self.source.clone(),
            })))
        }
    }
}

impl Drop for Shader {
    fn drop(&mut self) {
        if !self.context.is_lost() {
            // SAFETY: the shader is this value's own; a program that uses it is detached or linked.
            unsafe { self.context.gl().delete_shader(self.name) };
        }
    }
}

/// Drivers end logs with line breaks and zero bytes.
fn trimmed(log: &str) -> String {
    log.trim_matches(|c: char| c == '\0' || c.is_whitespace())
        .to_owned()
}

/// Puts a header before a source that has no `#version`; the source's lines keep their numbers.
fn with_header<'a>(source: &'a str, header: &str) -> Cow<'a, str> {
    if has_version(source) {
        return Cow::Borrowed(source);
    }
    let mut full = String::with_capacity(header.len() + source.len() + 16);
    full.push_str(header);
    // Writing to a string cannot fail.
    let _ = writeln!(full, "#line 1");
    full.push_str(source);
    Cow::Owned(full)
}

/// Whether the first thing in a source, comments and blanks aside, is its version.
fn has_version(source: &str) -> bool {
    let mut rest = source.trim_start();
    loop {
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment
                .split_once('\n')
                .map_or("", |(_, after)| after)
                .trim_start();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment
                .split_once("*/")
                .map_or("", |(_, after)| after)
                .trim_start();
        } else {
            break;
        }
    }
    rest.strip_prefix('#')
        .is_some_and(|directive| directive.trim_start().starts_with("version"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_line_is_found_in_the_logs_of_every_driver() {
        assert_eq!(named_line("0:12(5): error: `x' undeclared"), Some(12));
        assert_eq!(
            named_line("0(7) : error C1008: undefined variable \"x\""),
            Some(7)
        );
        assert_eq!(
            named_line("ERROR: 0:3: 'x' : undeclared identifier"),
            Some(3)
        );
        assert_eq!(named_line("WARNING: 0:31: something"), Some(31));
        assert_eq!(named_line("error: linking failed"), None);
        assert_eq!(named_line("ERROR: 2 compilation errors"), None);
        assert_eq!(named_line(""), None);
    }

    #[test]
    fn a_version_is_seen_behind_comments_only() {
        assert!(has_version("#version 300 es\nvoid main() {}"));
        assert!(has_version("// a comment\n\n/* another */ # version 330\n"));
        assert!(!has_version("void main() {}\n#version 300 es\n"));
        assert!(!has_version("// #version 300 es"));
        assert!(!has_version(""));
    }

    #[test]
    fn the_text_shows_the_line_between_its_neighbours() {
        let error = CompileError {
            program: "test".to_owned(),
            stage: ShaderStage::Fragment,
            log: "0:3(5): error: `x' undeclared\nsecond message".to_owned(),
            source: "one\ntwo\nthree\nfour\nfive".to_owned(),
        };
        assert_eq!(
            error.to_string(),
            "program \"test\": the fragment shader does not compile\n\
             0:3(5): error: `x' undeclared\n    1 | one\n    2 | two\n>   3 | three\n    4 | four\n\
             second message"
        );
    }
}
