//! What a linked program reads, as data.

use glow::HasContext as _;

use super::attribute_kind;
use super::uniform::Uniform;
use crate::context::Context;
use crate::format::TextureKind;
use crate::layout::AttributeKind;
use crate::texture::TextureShape;

/// An attribute that the vertex shader reads.
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
/// for attribute in program.attributes() {
///     println!("{} {} at {}", attribute.type_name, attribute.name, attribute.location);
/// }
/// # assert_eq!((program.attributes()[0].location, program.attributes()[0].type_name), (0, "vec2"));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttributeInfo {
    /// Its name in the shader.
    pub name: String,
    /// Its first location.
    pub location: u32,
    /// How many locations it takes; a matrix takes one a column.
    pub locations: u32,
    /// Its type in GLSL.
    pub type_name: &'static str,
    pub(crate) kind: AttributeKind,
}

/// A uniform outside of blocks.
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
/// let color = &program.uniforms()[0];
/// assert_eq!((color.name.as_str(), color.type_name, color.count), ("color", "vec4", 1));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UniformInfo {
    /// Its name in the shader, of an array without `[0]`.
    pub name: String,
    /// Its type in GLSL, of an array that of its elements.
    pub type_name: &'static str,
    /// The number of elements; 1 unless it is an array.
    pub count: u32,
}

/// A uniform block.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let fragment = "layout(location = 0) out vec4 result; void main() { result = vec4(1.0); }";
/// let vertex = "
/// layout(std140) uniform Camera { vec2 center; float zoom; };
/// void main() { gl_Position = vec4(center, zoom, 1.0); }
/// ";
/// let program = Program::new(context, &ProgramDesc::new("camera", vertex, fragment))?;
/// program.bind_block("Camera", 5)?;
/// let camera = &program.blocks()[0];
/// assert_eq!((camera.name.as_str(), camera.slot), ("Camera", 5));
/// assert!(camera.bytes >= 12);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockInfo {
    /// Its name in the shader.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u32,
    /// The uniform slot that it reads now.
    pub slot: u32,
    /// What it is made of, by offset.
    pub members: Vec<MemberInfo>,
    pub(super) index: u32,
}

/// A member of a uniform block.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let fragment = "layout(location = 0) out vec4 result; void main() { result = vec4(1.0); }";
/// # let vertex = "layout(std140) uniform Camera { vec2 center; float zoom; };
/// # void main() { gl_Position = vec4(center, zoom, 1.0); }";
/// # let program = Program::new(context, &ProgramDesc::new("camera", vertex, fragment))?;
/// let camera = &program.blocks()[0];
/// let zoom = &camera.members[1];
/// assert_eq!((zoom.name.as_str(), zoom.type_name, zoom.offset), ("zoom", "float", 8));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberInfo {
    /// Its name in the shader, without the block's, of an array without `[0]`.
    pub name: String,
    /// Its type in GLSL, of an array that of its elements.
    pub type_name: &'static str,
    /// Bytes from the block's start.
    pub offset: u32,
    /// The number of elements; 1 unless it is an array.
    pub count: u32,
}

/// A texture that a shader reads.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// # let vertex = "void main() { gl_Position = vec4(0.0); }";
/// # let fragment = "uniform sampler2D picture; layout(location = 0) out vec4 result; void main() { result = texture(picture, vec2(0.5)); }";
/// let program = Program::new(context, &ProgramDesc::new("textured", vertex, fragment))?;
/// program.bind_sampler("picture", 4)?;
/// let picture = &program.samplers()[0];
/// assert_eq!((picture.type_name, picture.unit), ("sampler2D", 4));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SamplerInfo {
    /// Its name in the shader.
    pub name: String,
    /// Its type in GLSL.
    pub type_name: &'static str,
    /// The texture unit that it reads now.
    pub unit: u32,
}

impl SamplerInfo {
    /// Whether a texture of this shape and kind can be read by it.
    pub(crate) fn reads(&self, shape: TextureShape, kind: TextureKind) -> bool {
        let name = self.type_name.strip_suffix("Shadow");
        let name = name.unwrap_or(self.type_name);
        let (prefix, rest) = name.split_at(name.find("sampler").unwrap_or(0));
        let fits_shape = match shape {
            TextureShape::Flat => rest == "sampler2D",
            TextureShape::Volume => rest == "sampler3D",
            TextureShape::Array => rest == "sampler2DArray",
            TextureShape::Cube => rest == "samplerCube",
        };
        let is_depth = matches!(kind, TextureKind::Depth | TextureKind::DepthStencil);
        fits_shape
            && match prefix {
                "i" => kind == TextureKind::Int,
                "u" => kind == TextureKind::Uint,
                _ if self.compares() => is_depth,
                _ => !matches!(kind, TextureKind::Int | TextureKind::Uint),
            }
    }

    /// Whether it compares depths instead of reading them.
    pub(crate) fn compares(&self) -> bool {
        self.type_name.ends_with("Shadow")
    }
}

/// One settable uniform: a plain one, or an element of an array.
#[derive(Debug)]
pub(super) struct UniformSlot {
    name: String,
    /// Whether the plain name of the array stands for this element.
    is_first: bool,
    pub(super) gl_type: u32,
    pub(super) location: glow::UniformLocation,
    /// What the driver has; uniforms start as zeros, which is not relied on.
    pub(super) value: Option<Uniform>,
}

impl UniformSlot {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.name == name || (self.is_first && self.name.strip_suffix("[0]") == Some(name))
    }
}

#[derive(Debug)]
pub(super) struct SamplerSlot {
    pub(super) info: SamplerInfo,
    pub(super) location: glow::UniformLocation,
}

#[derive(Debug, Default)]
pub(super) struct Reflection {
    pub(super) uniforms: Vec<UniformSlot>,
    pub(super) blocks: Vec<BlockInfo>,
    pub(super) samplers: Vec<SamplerSlot>,
}

/// Asks a linked program of a current context for everything that it reads.
pub(super) fn reflect(
    context: &Context,
    program: glow::Program,
) -> (Vec<AttributeInfo>, Vec<UniformInfo>, Reflection) {
    let mut reflection = Reflection::default();
    let mut uniforms = Vec::new();
    let gl = context.gl();
    // SAFETY: the program is linked, and indices stay below the counts that it names itself.
    unsafe {
        for index in 0..gl.get_active_uniforms(program) {
            let Some(active) = gl.get_active_uniform(program, index) else {
                continue;
            };
            // Members of blocks have no location of their own.
            let Some(location) = gl.get_uniform_location(program, &active.name) else {
                continue;
            };
            let type_name = type_name(active.utype);
            let plain = active
                .name
                .strip_suffix("[0]")
                .unwrap_or(&active.name)
                .to_owned();
            let count = u32::try_from(active.size).unwrap_or(1).max(1);
            let is_array = plain.len() != active.name.len();
            if type_name.contains("sampler") {
                for element in 0..count {
                    let name = if is_array {
                        format!("{plain}[{element}]")
                    } else {
                        plain.clone()
                    };
                    if let Some(location) = gl.get_uniform_location(program, &name) {
                        let info = SamplerInfo {
                            name,
                            type_name,
                            unit: 0,
                        };
                        reflection.samplers.push(SamplerSlot { info, location });
                    }
                }
                continue;
            }
            if is_array {
                for element in 0..count {
                    let name = format!("{plain}[{element}]");
                    if let Some(location) = gl.get_uniform_location(program, &name) {
                        let (is_first, gl_type) = (element == 0, active.utype);
                        let slot = UniformSlot {
                            name,
                            is_first,
                            gl_type,
                            location,
                            value: None,
                        };
                        reflection.uniforms.push(slot);
                    }
                }
            } else {
                reflection.uniforms.push(UniformSlot {
                    name: plain.clone(),
                    is_first: false,
                    gl_type: active.utype,
                    location,
                    value: None,
                });
            }
            uniforms.push(UniformInfo {
                name: plain,
                type_name,
                count,
            });
        }
        let blocks = gl.get_program_parameter_i32(program, glow::ACTIVE_UNIFORM_BLOCKS);
        for index in 0..u32::try_from(blocks).unwrap_or(0) {
            let number = |what| {
                let value = gl.get_active_uniform_block_parameter_i32(program, index, what);
                u32::try_from(value).unwrap_or(0)
            };
            reflection.blocks.push(BlockInfo {
                members: members(gl, program, index),
                bytes: number(glow::UNIFORM_BLOCK_DATA_SIZE),
                slot: number(glow::UNIFORM_BLOCK_BINDING),
                name: gl.get_active_uniform_block_name(program, index),
                index,
            });
        }
    }
    (attributes(gl, program), uniforms, reflection)
}

/// What a block is made of.
fn members(gl: &glow::Context, program: glow::Program, block: u32) -> Vec<MemberInfo> {
    let mut members = Vec::new();
    // SAFETY: the program is linked, and indices stay below the count that it names itself.
    unsafe {
        let indices: Vec<u32> = (0..gl.get_active_uniforms(program)).collect();
        let ask = |what| gl.get_active_uniforms_parameter(program, &indices, what);
        let blocks = ask(glow::UNIFORM_BLOCK_INDEX);
        let offsets = ask(glow::UNIFORM_OFFSET);
        for ((index, owner), offset) in indices.iter().zip(blocks).zip(offsets) {
            if u32::try_from(owner) != Ok(block) {
                continue;
            }
            if let Some(active) = gl.get_active_uniform(program, *index) {
                let name = active.name.strip_suffix("[0]").unwrap_or(&active.name);
                members.push(MemberInfo {
                    name: name.rsplit('.').next().unwrap_or(name).to_owned(),
                    type_name: type_name(active.utype),
                    offset: u32::try_from(offset).unwrap_or(0),
                    count: u32::try_from(active.size).unwrap_or(1).max(1),
                });
            }
        }
    }
    members.sort_by_key(|member| member.offset);
    members
}

fn attributes(gl: &glow::Context, program: glow::Program) -> Vec<AttributeInfo> {
    let mut attributes = Vec::new();
    // SAFETY: as above.
    unsafe {
        for index in 0..gl.get_active_attributes(program) {
            let Some(active) = gl.get_active_attribute(program, index) else {
                continue;
            };
            // Built-in ones, such as gl_VertexID, have no location.
            let Some(location) = gl.get_attrib_location(program, &active.name) else {
                continue;
            };
            let columns = match active.atype {
                glow::FLOAT_MAT2 => 2,
                glow::FLOAT_MAT3 => 3,
                glow::FLOAT_MAT4 => 4,
                _ => 1,
            };
            attributes.push(AttributeInfo {
                name: active.name,
                location,
                locations: columns * u32::try_from(active.size).unwrap_or(1).max(1),
                type_name: type_name(active.atype),
                kind: attribute_kind(active.atype),
            });
        }
    }
    attributes.sort_by_key(|attribute| attribute.location);
    attributes
}

/// The GLSL name of a type.
pub(super) fn type_name(gl_type: u32) -> &'static str {
    match gl_type {
        glow::FLOAT => "float",
        glow::FLOAT_VEC2 => "vec2",
        glow::FLOAT_VEC3 => "vec3",
        glow::FLOAT_VEC4 => "vec4",
        glow::INT => "int",
        glow::INT_VEC2 => "ivec2",
        glow::INT_VEC3 => "ivec3",
        glow::INT_VEC4 => "ivec4",
        glow::UNSIGNED_INT => "uint",
        glow::UNSIGNED_INT_VEC2 => "uvec2",
        glow::UNSIGNED_INT_VEC3 => "uvec3",
        glow::UNSIGNED_INT_VEC4 => "uvec4",
        glow::BOOL => "bool",
        glow::BOOL_VEC2 => "bvec2",
        glow::BOOL_VEC3 => "bvec3",
        glow::BOOL_VEC4 => "bvec4",
        glow::FLOAT_MAT2 => "mat2",
        glow::FLOAT_MAT3 => "mat3",
        glow::FLOAT_MAT4 => "mat4",
        glow::SAMPLER_2D => "sampler2D",
        glow::INT_SAMPLER_2D => "isampler2D",
        glow::UNSIGNED_INT_SAMPLER_2D => "usampler2D",
        glow::SAMPLER_3D => "sampler3D",
        glow::INT_SAMPLER_3D => "isampler3D",
        glow::UNSIGNED_INT_SAMPLER_3D => "usampler3D",
        glow::SAMPLER_CUBE => "samplerCube",
        glow::SAMPLER_2D_ARRAY => "sampler2DArray",
        glow::INT_SAMPLER_2D_ARRAY => "isampler2DArray",
        glow::UNSIGNED_INT_SAMPLER_2D_ARRAY => "usampler2DArray",
        glow::INT_SAMPLER_CUBE => "isamplerCube",
        glow::UNSIGNED_INT_SAMPLER_CUBE => "usamplerCube",
        glow::SAMPLER_2D_SHADOW => "sampler2DShadow",
        glow::SAMPLER_2D_ARRAY_SHADOW => "sampler2DArrayShadow",
        glow::SAMPLER_CUBE_SHADOW => "samplerCubeShadow",
        glow::FLOAT_MAT2x3 => "mat2x3",
        glow::FLOAT_MAT2x4 => "mat2x4",
        glow::FLOAT_MAT3x2 => "mat3x2",
        glow::FLOAT_MAT3x4 => "mat3x4",
        glow::FLOAT_MAT4x2 => "mat4x2",
        glow::FLOAT_MAT4x3 => "mat4x3",
        _ => "a type that gloo does not know",
    }
}
