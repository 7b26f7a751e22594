//! Programs: GLSL compiled and linked, what they read, and setting it.

mod compile;
mod reflection;
mod uniform;

use std::cell::RefCell;

use glow::HasContext as _;

pub use self::compile::{CompileError, ShaderStage};
pub use self::reflection::{AttributeInfo, BlockInfo, SamplerInfo, UniformInfo};
pub use self::uniform::Uniform;

use self::reflection::Reflection;
use crate::capabilities::ShadingLanguage;
use crate::context::{Context, Garbage};
use crate::debug;
use crate::error::{Error, Result, check_below};
use crate::layout::AttributeKind;
use crate::vertex_array::VertexArray;

/// What a program shall be made of.
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
#[derive(Debug)]
pub struct Program {
    pub(crate) context: Context,
    pub(crate) name: glow::Program,
    pub(crate) serial: u64,
    label: Box<str>,
    reflection: RefCell<Reflection>,
    attributes: Vec<AttributeInfo>,
    uniforms: Vec<UniformInfo>,
}

impl Program {
    /// Compiles and links. Takes milliseconds: make programs once, not a frame.
    ///
    /// # Errors
    /// [`Error::Compile`] with the source lines around each mistake, [`Error::Link`],
    /// [`Error::ContextLost`].
    pub fn new(context: &Context, desc: &ProgramDesc<'_>) -> Result<Self> {
        context.check()?;
        let name = compile::build(context, desc)?;
        context.count_object();
        context.count(|counters| counters.programs_compiled += 1);
        let (attributes, uniforms, reflection) = reflection::reflect(context, name);
        let program = Self {
            context: context.clone(),
            name,
            serial: context.new_serial(),
            label: desc.label.into(),
            reflection: RefCell::new(reflection),
            attributes,
            uniforms,
        };
        debug::label(
            context,
            glow::PROGRAM,
            debug::program_number(name),
            desc.label,
        );
        Ok(program)
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
    pub(crate) fn check_vertices(&self, vertices: &VertexArray) -> Result<()> {
        if vertices.is_known_to_fit(self.serial) {
            return Ok(());
        }
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
                 precision highp usampler2D;\n"
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
