//! Programs: GLSL compiled and linked, what they read, and setting it.

mod compile;
mod reflection;
mod uniform;

use std::cell::RefCell;

use glow::HasContext as _;

pub use self::compile::{CompileError, ShaderStage};
pub use self::reflection::{AttributeInfo, BlockInfo, MemberInfo, SamplerInfo, UniformInfo};
pub use self::uniform::Uniform;

use self::compile::Build;
use self::reflection::Reflection;
use crate::capabilities::ShadingLanguage;
use crate::context::{Context, Garbage};
use crate::debug;
use crate::error::{Error, Result, check_below};
use crate::layout::AttributeKind;
use crate::uniform_buffer::{UniformMember, UniformRange};
use crate::vertex_array::VertexArray;

/// What a program shall be made of.
///
/// ```
/// use galry_gloo::ProgramDesc;
///
/// let desc = ProgramDesc::new(
///     "white",
///     "void main() { gl_Position = vec4(0.0, 0.0, 0.0, 1.0); }",
///     "layout(location = 0) out vec4 result; void main() { result = vec4(1.0); }",
/// );
/// assert_eq!(desc.label, "white");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProgramDesc<'a> {
    /// A name for errors and debuggers.
    pub label: &'a str,
    /// The vertex shader's source. Without a `#version` line it gets that of the context, and the
    /// precision statements that ES wants.
    pub vertex: &'a str,
    /// The fragment shader's source; likewise.
    pub fragment: &'a str,
}

impl<'a> ProgramDesc<'a> {
    /// A description of all three.
    #[must_use]
    pub const fn new(label: &'a str, vertex: &'a str, fragment: &'a str) -> Self {
        Self {
            label,
            vertex,
            fragment,
        }
    }
}

/// Two shaders, compiled and linked.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "layout(location = 0) in vec2 position; void main() { gl_Position = vec4(position, 0.0, 1.0); }";
/// # let fragment = "uniform vec4 color; layout(location = 0) out vec4 result; void main() { result = color; }";
/// let program = Program::new(context, &ProgramDesc::new("flat", vertex, fragment))?;
/// assert_eq!(program.attributes()[0].name, "position");
/// assert_eq!(program.uniforms()[0].type_name, "vec4");
/// program.set_uniform("color", Uniform::F32x4([1.0; 4]))?;
/// let error = program.set_uniform("colour", Uniform::F32x4([1.0; 4])).unwrap_err();
/// assert_eq!(error.to_string(), "program \"flat\": no uniform named \"colour\", it has color");
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Program {
    pub(crate) context: Context,
    pub(crate) name: glow::Program,
    pub(crate) serial: u64,
    label: Box<str>,
    reflection: RefCell<Reflection>,
    attributes: Vec<AttributeInfo>,
    uniforms: Vec<UniformInfo>,
    /// Whether there are neither blocks nor samplers.
    reads_nothing: bool,
    /// Blocks and the layouts of structs that were found to fit.
    fitting_layouts: RefCell<Vec<(u32, *const UniformMember)>>,
}

/// A program that is being compiled; see [`Program::begin`].
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "layout(location = 0) in vec2 position; void main() { gl_Position = vec4(position, 0.0, 1.0); }";
/// # let fragment = "uniform vec4 color; layout(location = 0) out vec4 result; void main() { result = color; }";
/// let first = Program::begin(context, &ProgramDesc::new("first", vertex, fragment))?;
/// let second = Program::begin(context, &ProgramDesc::new("second", vertex, fragment))?;
/// // … load data, ask `is_ready` once a frame …
/// let programs = [first.finish()?, second.finish()?];
/// assert_eq!(programs[1].label(), "second");
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct PendingProgram {
    context: Context,
    label: Box<str>,
    build: Build,
}

impl PendingProgram {
    /// Whether [`finish`](Self::finish) does not wait. Drivers that do not tell are always ready.
    ///
    /// # Errors
    /// [`Error::ContextLost`].
    pub fn is_ready(&self) -> Result<bool> {
        self.context.check()?;
        Ok(self.build.is_done())
    }

    /// The program; waits where it is not done.
    ///
    /// # Errors
    /// As for [`Program::new`].
    pub fn finish(self) -> Result<Program> {
        self.context.check()?;
        let name = self.build.finish(&self.label)?;
        Ok(Program::reflected(&self.context, name, &self.label))
    }
}

/// A linked program as bytes of a driver's own. They may be kept in a file and are good for the
/// same driver in the same version.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "layout(location = 0) in vec2 position; void main() { gl_Position = vec4(position, 0.0, 1.0); }";
/// # let fragment = "uniform vec4 color; layout(location = 0) out vec4 result; void main() { result = color; }";
/// let desc = ProgramDesc::new("flat", vertex, fragment);
/// let program = Program::new(context, &desc)?;
/// if let Some(binary) = program.binary()? {
///     // … keep it in a file; in another run: …
///     let again = match Program::from_binary(context, "flat", &binary) {
///         Ok(program) => program,
///         // Another driver by now.
///         Err(_) => Program::new(context, &desc)?,
///     };
///     assert_eq!(again.uniforms(), program.uniforms());
/// }
/// # }
/// # Ok(())
/// # }
/// ```
#[cfg(not(target_family = "wasm"))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramBinary {
    /// The driver's number for what the bytes are.
    pub format: u32,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Program {
    /// Compiles and links. Takes milliseconds: make programs once, not a frame.
    ///
    /// # Errors
    /// [`Error::Compile`] with the source lines around each mistake, [`Error::Link`],
    /// [`Error::ContextLost`].
    pub fn new(context: &Context, desc: &ProgramDesc<'_>) -> Result<Self> {
        Self::begin(context, desc)?.finish()
    }

    /// Begins to compile and link, without waiting. Begin all programs that are needed before the
    /// first is finished: drivers with threads of their own compile them side by side.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::ContextLost`]; mistakes in the sources come with
    /// [`PendingProgram::finish`].
    pub fn begin(context: &Context, desc: &ProgramDesc<'_>) -> Result<PendingProgram> {
        context.check()?;
        let build = Build::begin(context, desc)?;
        context.count(|counters| counters.programs_compiled += 1);
        context
            .recorder()
            .write(|| format!("compile program {:?}", desc.label));
        Ok(PendingProgram {
            context: context.clone(),
            label: desc.label.into(),
            build,
        })
    }

    /// Makes a program of what [`binary`](Self::binary) gave, in another run perhaps, without
    /// compiling.
    ///
    /// # Errors
    /// [`Error::Refused`] where the driver cannot, or where it is another one or another version:
    /// compile it from its sources then. [`Error::ContextLost`].
    #[cfg(not(target_family = "wasm"))]
    pub fn from_binary(context: &Context, label: &str, binary: &ProgramBinary) -> Result<Self> {
        context.check()?;
        let refused = |message: &str| Error::Refused {
            what: "program from a binary",
            message: message.to_owned(),
        };
        if !context.capabilities().has_program_binaries {
            return Err(refused("this driver has none"));
        }
        // Drivers log an unknown format as a grave mistake, so they are not tried with one.
        if !binary_formats(context).contains(&binary.format) {
            return Err(refused("it is of another driver"));
        }
        let gl = context.gl();
        // SAFETY: the context is current.
        let name = unsafe { gl.create_program() }.map_err(|message| refused(&message))?;
        let given = glow::ProgramBinary {
            buffer: binary.bytes.clone(),
            format: binary.format,
        };
        // SAFETY: the program is alive, and the length is handed over with the bytes; drivers look
        // whether these are their own.
        let is_linked = unsafe {
            gl.program_binary(name, &given);
            gl.get_program_link_status(name)
        };
        if !is_linked {
            // SAFETY: the program is alive and nothing uses it.
            unsafe { gl.delete_program(name) };
            return Err(refused(
                "it is of another version of the driver, or damaged",
            ));
        }
        Ok(Self::reflected(context, name, label))
    }

    /// The linked program as the driver's own bytes, for [`from_binary`](Self::from_binary); `None`
    /// where the driver has none.
    ///
    /// # Errors
    /// [`Error::ContextLost`].
    #[cfg(not(target_family = "wasm"))]
    pub fn binary(&self) -> Result<Option<ProgramBinary>> {
        self.context.check()?;
        if !self.context.capabilities().has_program_binaries {
            return Ok(None);
        }
        // SAFETY: the program is linked, and the driver has binaries.
        let binary = unsafe { self.context.gl().get_program_binary(self.name) };
        Ok(binary.map(|binary| ProgramBinary {
            format: binary.format,
            bytes: binary.buffer,
        }))
    }

    /// Takes over a linked program.
    fn reflected(context: &Context, name: glow::Program, label: &str) -> Self {
        context.count_object();
        let (attributes, uniforms, reflection) = reflection::reflect(context, name);
        debug::label(context, glow::PROGRAM, debug::program_number(name), label);
        Self {
            context: context.clone(),
            name,
            serial: context.new_serial(),
            label: label.into(),
            reads_nothing: reflection.blocks.is_empty() && reflection.samplers.is_empty(),
            reflection: RefCell::new(reflection),
            attributes,
            uniforms,
            fitting_layouts: RefCell::default(),
        }
    }

    /// The name that it was given.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The attributes that the vertex shader reads, by location.
    #[must_use]
    pub fn attributes(&self) -> &[AttributeInfo] {
        &self.attributes
    }

    /// The uniforms outside of blocks, samplers excepted, in the driver's order.
    #[must_use]
    pub fn uniforms(&self) -> &[UniformInfo] {
        &self.uniforms
    }

    /// The uniform blocks, with the slots that they read now.
    #[must_use]
    pub fn blocks(&self) -> Vec<BlockInfo> {
        self.reflection.borrow().blocks.clone()
    }

    /// The samplers, with the texture units that they read now.
    #[must_use]
    pub fn samplers(&self) -> Vec<SamplerInfo> {
        self.reflection
            .borrow()
            .samplers
            .iter()
            .map(|sampler| sampler.info.clone())
            .collect()
    }

    /// Says which uniform slot a block reads. At first all read slot 0.
    ///
    /// # Errors
    /// [`Error::UnknownName`], [`Error::LimitExceeded`] for a slot that the driver does not have,
    /// [`Error::ContextLost`].
    pub fn bind_block(&self, name: &str, slot: u32) -> Result<()> {
        self.context.check()?;
        check_below(
            "uniform slot",
            self.context.capabilities().max_uniform_slots,
            slot,
        )?;
        let mut reflection = self.reflection.borrow_mut();
        let Some(index) = reflection
            .blocks
            .iter()
            .position(|block| block.name == name)
        else {
            let names = reflection.blocks.iter().map(|block| block.name.clone());
            return Err(self.unknown("uniform block", name, names));
        };
        let block = &mut reflection.blocks[index];
        if block.slot != slot {
            // SAFETY: index and slot are below their limits.
            unsafe {
                self.context
                    .gl()
                    .uniform_block_binding(self.name, block.index, slot);
            };
            block.slot = slot;
            self.context.cache().count_change();
        }
        Ok(())
    }

    /// Says which texture unit a sampler reads. At first all read unit 0.
    ///
    /// # Errors
    /// [`Error::UnknownName`], [`Error::LimitExceeded`] for a unit that the driver does not have,
    /// [`Error::ContextLost`].
    pub fn bind_sampler(&self, name: &str, unit: u32) -> Result<()> {
        self.context.check()?;
        check_below(
            "texture unit",
            self.context.capabilities().max_texture_units,
            unit,
        )?;
        let mut reflection = self.reflection.borrow_mut();
        let Some(index) = reflection
            .samplers
            .iter()
            .position(|sampler| sampler.info.name == name)
        else {
            let names = reflection
                .samplers
                .iter()
                .map(|sampler| sampler.info.name.clone());
            return Err(self.unknown("sampler", name, names));
        };
        let sampler = &mut reflection.samplers[index];
        if sampler.info.unit != unit {
            let gl = self.context.gl();
            let mut cache = self.context.cache();
            cache.set_program(gl, Some(self.name));
            cache.count_change();
            // SAFETY: the program is current, the location its own, the unit below the limit.
            unsafe { gl.uniform_1_i32(Some(&sampler.location), unit as i32) };
            sampler.info.unit = unit;
        }
        Ok(())
    }

    /// Sets a uniform outside of blocks; costs nothing when it has the value already. Elements of
    /// arrays are named `values[2]`; `values` is the first.
    ///
    /// # Errors
    /// [`Error::UnknownName`], [`Error::UniformType`], [`Error::ContextLost`].
    pub fn set_uniform(&self, name: &str, value: Uniform) -> Result<()> {
        self.context.check()?;
        let mut reflection = self.reflection.borrow_mut();
        let slots = &mut reflection.uniforms;
        let position = slots.iter().position(|slot| slot.is_named(name));
        let Some(slot) = position.map(|index| &mut slots[index]) else {
            let names = self.uniforms.iter().map(|uniform| uniform.name.clone());
            return Err(self.unknown("uniform", name, names));
        };
        if !value.fits(slot.gl_type) {
            return Err(Error::UniformType {
                program: self.label.to_string(),
                name: name.to_owned(),
                expected: reflection::type_name(slot.gl_type),
                got: value.type_name(),
            });
        }
        if slot.value != Some(value) {
            let gl = self.context.gl();
            let mut cache = self.context.cache();
            cache.set_program(gl, Some(self.name));
            cache.count_change();
            value.send(gl, &slot.location);
            slot.value = Some(value);
        }
        Ok(())
    }

    /// The GL name, for foreign code.
    #[must_use]
    pub fn raw(&self) -> glow::Program {
        self.name
    }

    fn unknown(
        &self,
        kind: &'static str,
        name: &str,
        available: impl Iterator<Item = String>,
    ) -> Error {
        Error::UnknownName {
            program: self.label.to_string(),
            kind,
            name: name.to_owned(),
            available: available.collect(),
        }
    }

    /// Whether a vertex array has what the program reads. Looked at once for each pair.
    #[inline]
    pub(crate) fn check_vertices(&self, vertices: &VertexArray) -> Result<()> {
        if vertices.is_known_to_fit(self.serial) {
            return Ok(());
        }
        self.check_attributes(vertices)
    }

    fn check_attributes(&self, vertices: &VertexArray) -> Result<()> {
        for wanted in &self.attributes {
            for location in wanted.location..wanted.location + wanted.locations {
                let found = vertices
                    .attributes
                    .iter()
                    .find(|have| have.location == location);
                let Some(found) = found else {
                    let mut available: Vec<u32> = vertices
                        .attributes
                        .iter()
                        .map(|have| have.location)
                        .collect();
                    available.sort_unstable();
                    return Err(Error::MissingAttribute {
                        program: self.label.to_string(),
                        attribute: wanted.name.clone(),
                        value_type: wanted.type_name,
                        location,
                        available,
                    });
                };
                if found.format.kind() != wanted.kind {
                    return Err(Error::AttributeType {
                        program: self.label.to_string(),
                        attribute: wanted.name.clone(),
                        expected: wanted.type_name,
                        got: format!("{:?}", found.format),
                    });
                }
            }
        }
        vertices.note_fit(self.serial);
        Ok(())
    }

    /// Whether the members of a block lie where a struct's layout says. Looked at once for each
    /// pair.
    pub(crate) fn check_block_layout(
        &self,
        block: &BlockInfo,
        range: &UniformRange<'_>,
    ) -> Result<()> {
        let layout = range.layout;
        if layout.is_empty() {
            return Ok(());
        }
        let pair = (block.index, layout.as_ptr());
        if self.fitting_layouts.borrow().contains(&pair) {
            return Ok(());
        }
        for member in &block.members {
            let given = layout.iter().find(|given| given.name == member.name);
            let fits = given.is_some_and(|given| {
                given.offset == member.offset && given.type_name == member.type_name
            });
            if !fits {
                let text =
                    |name: &str, kind: &str, offset: u32| format!("{kind} {name} at byte {offset}");
                return Err(Error::BlockLayout {
                    program: (*self.label).into(),
                    block: block.name.as_str().into(),
                    expected: text(&member.name, member.type_name, member.offset).into(),
                    got: given
                        .map_or_else(
                            || format!("no {}", member.name),
                            |given| text(given.name, given.type_name, given.offset),
                        )
                        .into(),
                });
            }
        }
        self.fitting_layouts.borrow_mut().push(pair);
        Ok(())
    }

    /// Whether it has neither blocks nor samplers, so that no draw needs to bind anything.
    pub(crate) const fn reads_nothing(&self) -> bool {
        self.reads_nothing
    }

    /// Runs a check over every block and sampler, without copying them.
    pub(crate) fn check_reads(
        &self,
        mut block: impl FnMut(&BlockInfo) -> Result<()>,
        mut sampler: impl FnMut(&SamplerInfo) -> Result<()>,
    ) -> Result<()> {
        let reflection = self.reflection.borrow();
        for info in &reflection.blocks {
            block(info)?;
        }
        for slot in &reflection.samplers {
            sampler(&slot.info)?;
        }
        Ok(())
    }

    /// The header that goes before a source without a `#version` line.
    pub(crate) const fn header(language: ShadingLanguage) -> &'static str {
        match language {
            ShadingLanguage::Es300 => {
                "#version 300 es\n\
                 precision highp float;\n\
                 precision highp int;\n\
                 precision highp sampler2D;\n\
                 precision highp isampler2D;\n\
                 precision highp usampler2D;\n\
                 precision highp sampler3D;\n\
                 precision highp isampler3D;\n\
                 precision highp usampler3D;\n\
                 precision highp samplerCube;\n\
                 precision highp isamplerCube;\n\
                 precision highp usamplerCube;\n\
                 precision highp sampler2DArray;\n\
                 precision highp isampler2DArray;\n\
                 precision highp usampler2DArray;\n\
                 precision highp sampler2DShadow;\n\
                 precision highp samplerCubeShadow;\n\
                 precision highp sampler2DArrayShadow;\n"
            }
            ShadingLanguage::Core330 => "#version 330 core\n",
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.context.discard(Garbage::Program(self.name));
    }
}

/// The formats of programs as bytes that the driver knows.
#[cfg(not(target_family = "wasm"))]
fn binary_formats(context: &Context) -> Vec<u32> {
    let gl = context.gl();
    // SAFETY: the context is current and has program binaries; the slice is as long as the driver
    // said that the answer would be.
    let formats = unsafe {
        let count = gl.get_parameter_i32(glow::NUM_PROGRAM_BINARY_FORMATS);
        let mut formats = vec![0; usize::try_from(count).unwrap_or(0)];
        gl.get_parameter_i32_slice(glow::PROGRAM_BINARY_FORMATS, &mut formats);
        formats
    };
    formats.into_iter().map(i32::cast_unsigned).collect()
}

/// Used by the reflection and by the check of vertex arrays.
pub(crate) fn attribute_kind(gl_type: u32) -> AttributeKind {
    match gl_type {
        glow::INT | glow::INT_VEC2 | glow::INT_VEC3 | glow::INT_VEC4 => AttributeKind::Int,
        glow::UNSIGNED_INT
        | glow::UNSIGNED_INT_VEC2
        | glow::UNSIGNED_INT_VEC3
        | glow::UNSIGNED_INT_VEC4 => AttributeKind::Uint,
        _ => AttributeKind::Float,
    }
}
