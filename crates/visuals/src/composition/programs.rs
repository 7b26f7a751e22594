//! Programs made once for a list of modules, and shared.

use std::collections::HashMap;
use std::rc::Rc;

use galry_gloo::{Context, Program, ProgramDesc};

use super::{Composition, Module};
use crate::error::{GlContext as _, Result};

/// The programs of one context, by their modules.
///
/// A program stays for as long as this does: visuals come and go, and the next
/// of a kind finds its program ready.
#[derive(Default)]
pub struct Programs {
    made: HashMap<Vec<Module>, Rc<Program>>,
}

impl std::fmt::Debug for Programs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Programs")
            .field("made", &self.made.len())
            .finish()
    }
}

impl Programs {
    /// The program of these modules, composed, translated and linked when it is
    /// asked for the first time. `label` names it in errors.
    ///
    /// # Errors
    /// [`Error::Shader`](crate::Error::Shader) when the modules do not fit, and
    /// [`Error::Gl`](crate::Error::Gl) when the driver refuses the result.
    pub fn get(
        &mut self,
        context: &Context,
        label: &str,
        modules: &[Module],
    ) -> Result<Rc<Program>> {
        if let Some(program) = self.made.get(modules) {
            return Ok(Rc::clone(program));
        }
        let program = Rc::new(link(context, label, modules)?);
        self.made.insert(modules.to_vec(), Rc::clone(&program));
        Ok(program)
    }

    /// How many programs were made.
    #[must_use]
    pub fn len(&self) -> usize {
        self.made.len()
    }

    /// Whether none was made yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made.is_empty()
    }
}

fn link(context: &Context, label: &str, modules: &[Module]) -> Result<Program> {
    let _span = tracing::debug_span!("program", label).entered();
    let language = context.capabilities().shading_language;
    let translation = Composition::new(modules.iter().cloned())?.translate(language)?;
    let doing = || format!("making the program {label:?}");
    let program = Program::new(
        context,
        &ProgramDesc {
            label,
            vertex: &translation.vertex,
            fragment: &translation.fragment,
        },
    )
    .doing(&doing())?;
    for block in &translation.blocks {
        program
            .bind_block(&block.name, block.slot)
            .doing(&doing())?;
    }
    for texture in &translation.textures {
        program
            .bind_sampler(&texture.name, texture.slot)
            .doing(&doing())?;
    }
    Ok(program)
}
