//! A composed shader to GLSL, with the names of its resources.

use galry_gloo::ShadingLanguage;
use naga::ShaderStage;
use naga::back::glsl;
use naga::proc::BoundsCheckPolicies;

use super::{Composition, ShaderError, slot};

/// The dialect of GLSL to write.
pub type ShadingTarget = ShadingLanguage;

/// A program's two stages in GLSL, and where its resources are bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// Source of the vertex stage.
    pub vertex: String,
    /// Source of the fragment stage.
    pub fragment: String,
    /// Uniform blocks, sorted by name. A block that both stages use stands here
    /// under two names with one slot.
    pub blocks: Vec<Resource>,
    /// Textures with their samplers, sorted by name.
    pub textures: Vec<Resource>,
}

/// A block or texture as GLSL names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource {
    /// Its name in GLSL.
    pub name: String,
    /// Its binding point or texture unit.
    pub slot: u32,
}

impl Composition {
    /// Writes the one vertex and the one fragment entry point as GLSL.
    ///
    /// # Errors
    /// When there is not exactly one entry point a stage, a resource lies outside
    /// the table of slots, or the language lacks something that is used.
    pub fn translate(&self, target: ShadingTarget) -> Result<Translation, ShaderError> {
        let mut blocks = Vec::new();
        let mut textures = Vec::new();
        let vertex = self.stage(ShaderStage::Vertex, target, &mut blocks, &mut textures)?;
        let fragment = self.stage(ShaderStage::Fragment, target, &mut blocks, &mut textures)?;
        for resources in [&mut blocks, &mut textures] {
            // naga keeps them in hash maps; programs must not depend on that.
            resources.sort();
            resources.dedup();
        }
        Ok(Translation {
            vertex,
            fragment,
            blocks,
            textures,
        })
    }

    fn stage(
        &self,
        stage: ShaderStage,
        target: ShadingTarget,
        blocks: &mut Vec<Resource>,
        textures: &mut Vec<Resource>,
    ) -> Result<String, ShaderError> {
        let options = glsl::Options {
            version: version(target),
            // The frame module maps to GL's clip space itself, with one flip.
            writer_flags: glsl::WriterFlags::empty(),
            ..glsl::Options::default()
        };
        let pipeline = glsl::PipelineOptions {
            shader_stage: stage,
            entry_point: self.entry_point(stage)?,
            multiview: None,
        };
        let mut source = String::new();
        let failed = |error: glsl::Error| {
            ShaderError::without_place(format!("writing GLSL for the {stage:?} stage: {error}"))
        };
        let reflection = glsl::Writer::new(
            &mut source,
            &self.module,
            &self.info,
            &options,
            &pipeline,
            BoundsCheckPolicies::default(),
        )
        .map_err(failed)?
        .write()
        .map_err(failed)?;
        for (&handle, name) in &reflection.uniforms {
            blocks.push(self.resource(name, handle)?);
        }
        for (name, mapping) in &reflection.texture_mapping {
            textures.push(self.resource(name, mapping.texture)?);
        }
        Ok(source)
    }

    fn entry_point(&self, stage: ShaderStage) -> Result<String, ShaderError> {
        let mut names = self
            .module
            .entry_points
            .iter()
            .filter(|entry| entry.stage == stage)
            .map(|entry| entry.name.as_str());
        match (names.next(), names.next()) {
            (Some(name), None) => Ok(name.to_owned()),
            (None, _) => Err(ShaderError::without_place(format!(
                "expected one entry point of the {stage:?} stage, got none"
            ))),
            (Some(first), Some(second)) => Err(ShaderError::without_place(format!(
                "expected one entry point of the {stage:?} stage, got {first} and {second}"
            ))),
        }
    }

    fn resource(
        &self,
        name: &str,
        handle: naga::Handle<naga::GlobalVariable>,
    ) -> Result<Resource, ShaderError> {
        let variable = &self.module.global_variables[handle];
        let place = variable.binding.as_ref();
        let found = place.and_then(|at| slot(at.group, at.binding));
        match found {
            Some(slot) => Ok(Resource {
                name: name.to_owned(),
                slot,
            }),
            None => Err(ShaderError::without_place(format!(
                "resource {}: expected @group below {} and @binding below {}, got {place:?}",
                variable.name.as_deref().unwrap_or(name),
                super::GROUPS,
                super::BINDINGS_PER_GROUP,
            ))),
        }
    }
}

fn version(target: ShadingTarget) -> glsl::Version {
    match target {
        // As WebGL 2 wants it, the strictest of those that speak it.
        ShadingLanguage::Es300 => glsl::Version::Embedded {
            version: 300,
            is_webgl: true,
        },
        _ => glsl::Version::Desktop(330),
    }
}
