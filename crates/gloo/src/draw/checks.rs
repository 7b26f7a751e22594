//! What is looked at before a draw reaches the driver.

use std::ops::Range;

use super::{Draw, Target};
use crate::context::Context;
use crate::error::{Error, Result, check_below};
use crate::format::TextureKind;
use crate::program::{BlockInfo, SamplerInfo};
use crate::sampler::{Filter, MipFilter};
use crate::state::Blend;

impl Context {
    pub(super) fn check_target(&self, target: &Target<'_>) -> Result<()> {
        match target {
            Target::Framebuffer(framebuffer) => {
                self.check_same(&framebuffer.context, "target framebuffer")
            }
            Target::Screen { .. } => Ok(()),
        }
    }

    /// Looks at a draw of objects of this context. What the last draw had set already, `is_set`, was
    /// looked at then.
    #[inline]
    pub(super) fn check_draw(&self, draw: &Draw<'_>, is_set: bool) -> Result<()> {
        check_range(draw)?;
        if !is_set {
            draw.program.check_vertices(draw.vertices)?;
            self.check_state_value(draw)?;
        }
        if draw.program.reads_nothing() && draw.uniforms.is_empty() && draw.textures.is_empty() {
            return Ok(());
        }
        self.check_bindings(draw)?;
        draw.program.check_reads(
            |block| check_block(draw, block),
            |sampler| check_sampler(draw, sampler),
        )
    }

    fn check_state_value(&self, draw: &Draw<'_>) -> Result<()> {
        if let Some(viewport) = draw.state.viewport {
            let [width, height] = self.capabilities().max_viewport_size;
            for (side, limit) in [(viewport.width, width), (viewport.height, height)] {
                if side > limit {
                    return Err(Error::LimitExceeded {
                        what: "pixels a side of a viewport",
                        limit: limit.into(),
                        got: side.into(),
                    });
                }
            }
        }
        let width = draw.state.line_width_px;
        let widest = self.capabilities().max_line_width_px;
        if !(width > 0.0 && width <= widest as f32) {
            return Err(Error::Mismatch {
                what: "line width",
                expected: format!("more than 0 and at most {widest} pixels on this driver"),
                got: format!("{width}"),
            });
        }
        if draw.state.blend != Blend::Opaque
            && let Target::Framebuffer(framebuffer) = draw.target
            && !framebuffer.can_blend()
        {
            for format in framebuffer.color_formats() {
                if format.is_integer() {
                    return Err(Error::Mismatch {
                        what: "blending into integers",
                        expected: "Blend::Opaque".to_owned(),
                        got: format!("{:?}", draw.state.blend),
                    });
                }
                if !format.is_blendable(self.capabilities()) {
                    return Err(Error::Mismatch {
                        what: "blending",
                        expected: "a target whose format this driver can blend".to_owned(),
                        got: format!("{format:?}"),
                    });
                }
            }
        }
        Ok(())
    }

    fn check_bindings(&self, draw: &Draw<'_>) -> Result<()> {
        let capabilities = self.capabilities();
        for binding in draw.uniforms {
            self.check_same(binding.buffer.range().context, "uniform buffer")?;
            check_below("uniform slot", capabilities.max_uniform_slots, binding.slot)?;
        }
        for binding in draw.textures {
            let texture = binding.texture.raw_texture();
            self.check_same(&texture.context, "texture")?;
            check_below("texture unit", capabilities.max_texture_units, binding.unit)?;
            if let Some(sampler) = binding.sampler {
                self.check_same(&sampler.context, "sampler")?;
                let format = texture.format;
                let desc = &sampler.desc;
                let is_linear = desc.filter == Filter::Linear || desc.mip == MipFilter::Linear;
                // Comparing, the driver mixes results, not depths.
                let may_mix = desc.compare.is_some() && format.is_depth();
                if is_linear && !may_mix && !format.is_filterable(capabilities) {
                    return Err(Error::Unfilterable { format });
                }
            }
            if let Target::Framebuffer(framebuffer) = draw.target
                && framebuffer.draws_into(texture)
            {
                return Err(Error::FeedbackLoop { unit: binding.unit });
            }
        }
        Ok(())
    }
}

#[inline]
fn check_range(draw: &Draw<'_>) -> Result<()> {
    if is_range_within(draw) {
        return Ok(());
    }
    range_error(draw)
}

/// Whether there are as many vertices, indices and instances. The usual case, so it is quick.
#[inline]
fn is_range_within(draw: &Draw<'_>) -> bool {
    let Range { start, end } = draw.range;
    // GL counts in signed integers.
    let most = i32::MAX as u32;
    let is_counted = start <= end && end <= most && draw.instances <= most;
    let vertices = match &draw.vertices.indices {
        None => end,
        Some(indices) => {
            if u64::from(end) * u64::from(indices.index_bytes) > indices.buffer.bytes() {
                return false;
            }
            match indices.largest.get() {
                Some(largest) if start != end => largest.saturating_add(1),
                _ => 0,
            }
        }
    };
    is_counted && draw.vertices.has(vertices, draw.instances)
}

/// Which of them there are too few of; none where the quick look was too strict.
#[cold]
fn range_error(draw: &Draw<'_>) -> Result<()> {
    let Range { start, end } = draw.range;
    let vertices = draw.vertices.vertex_count();
    let (what, available) = match draw.vertices.index_count() {
        Some(indices) => ("indices of a draw", indices),
        // Without buffers, vertices are made of their numbers: GL counts them in signed integers.
        None => ("vertices of a draw", vertices.unwrap_or(i32::MAX as u64)),
    };
    if start > end || u64::from(end) > available {
        return Err(Error::OutOfRange {
            what,
            available,
            start: start.into(),
            end: end.into(),
        });
    }
    let instances = draw.vertices.instance_count().unwrap_or(i32::MAX as u64);
    if u64::from(draw.instances) > instances {
        return Err(Error::OutOfRange {
            what: "instances of a draw",
            available: instances,
            start: 0,
            end: draw.instances.into(),
        });
    }
    if let (Some(indices), Some(vertices)) = (&draw.vertices.indices, vertices)
        && let Some(index) = indices.largest.get()
        && u64::from(index) >= vertices
        && start != end
    {
        return Err(Error::IndexOutOfRange {
            vertices,
            index: index.into(),
        });
    }
    Ok(())
}

fn check_block(draw: &Draw<'_>, block: &BlockInfo) -> Result<()> {
    let Some(binding) = draw
        .uniforms
        .iter()
        .rfind(|binding| binding.slot == block.slot)
    else {
        return Err(Error::MissingUniformBlock {
            program: draw.program.label().to_owned(),
            block: block.name.clone(),
            slot: block.slot,
        });
    };
    let range = binding.buffer.range();
    draw.program.check_block_layout(block, &range)?;
    let got = range.bytes;
    if got < u64::from(block.bytes) {
        return Err(Error::UniformBlockSize {
            program: draw.program.label().to_owned(),
            block: block.name.clone(),
            expected: block.bytes.into(),
            got,
        });
    }
    Ok(())
}

fn check_sampler(draw: &Draw<'_>, sampler: &SamplerInfo) -> Result<()> {
    let Some(binding) = draw
        .textures
        .iter()
        .rfind(|binding| binding.unit == sampler.unit)
    else {
        return Err(Error::MissingTexture {
            program: draw.program.label().to_owned(),
            sampler: sampler.name.clone(),
            unit: sampler.unit,
        });
    };
    let texture = binding.texture.raw_texture();
    if !sampler.reads(texture.shape, texture.format.kind()) {
        return Err(Error::TextureKind {
            program: draw.program.label().to_owned(),
            sampler: sampler.name.clone(),
            expected: sampler.type_name,
            got: texture.format,
            shape: texture.shape,
        });
    }
    let compares = binding
        .sampler
        .is_some_and(|sampler| sampler.desc.compare.is_some());
    if sampler.compares() != compares && texture.format.is_depth() {
        return Err(Error::SamplerCompare {
            program: draw.program.label().to_owned(),
            sampler: sampler.name.clone(),
            type_name: sampler.type_name,
            expected: if compares { "that never" } else { "that" },
        });
    }
    Ok(())
}

/// What may be copied to what, and what can be blended.
pub(super) fn blit_kind(kind: TextureKind) -> &'static str {
    match kind {
        TextureKind::Int => "signed integers",
        TextureKind::Uint => "unsigned integers",
        _ => "colours",
    }
}
