//! What the driver is and can do, asked once when a context is wrapped.

use glow::HasContext as _;

use crate::error::{Error, Result};

/// The family of OpenGL.
///
/// ```
/// # #[cfg(feature = "headless")] {
/// use galry_gloo::Api;
/// use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
///
/// let desc = HeadlessDesc { api: Api::Desktop, ..HeadlessDesc::default() };
/// let headless = HeadlessContext::new(&desc)?;
/// assert_eq!(headless.context().capabilities().api, Api::Desktop);
/// # }
/// # Ok::<(), galry_gloo::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Api {
    /// OpenGL ES, WebGL 2 included.
    Gles,
    /// Desktop OpenGL, core profile.
    Desktop,
}

/// The dialect of GLSL that shaders must be written in.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// // What differs between the two can be chosen by this.
/// let language = match context.capabilities().shading_language {
///     ShadingLanguage::Es300 => "GLSL ES 3.00",
///     ShadingLanguage::Core330 => "GLSL 3.30",
/// };
/// assert!(language.starts_with("GLSL"));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShadingLanguage {
    /// `#version 300 es`.
    Es300,
    /// `#version 330 core`.
    Core330,
}

/// What a context can do, and who made it.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let capabilities = context.capabilities();
/// let side = capabilities.max_texture_size.min(4096);
/// let format = if capabilities.float_renderable { TextureFormat::R32f } else { TextureFormat::Rgba8 };
/// assert!(side >= 2048 && format.is_color_renderable(capabilities));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// OpenGL ES or desktop.
    pub api: Api,
    /// Major and minor version.
    pub version: (u32, u32),
    /// The driver's version string, its own build included.
    pub version_text: String,
    /// The driver's vendor.
    pub vendor: String,
    /// The device, or the name of the software rasteriser.
    pub renderer: String,
    /// The dialect of GLSL for this context.
    pub shading_language: ShadingLanguage,
    /// Whether pictures are made by the CPU (llvmpipe, softpipe, SwiftShader and their like).
    pub is_software: bool,
    /// Texels a side of the largest 2D texture; at least 2048.
    pub max_texture_size: u32,
    /// Texels a side of the largest 3D texture; at least 256.
    pub max_texture_3d_size: u32,
    /// Layers of the largest array texture; at least 256.
    pub max_array_layers: u32,
    /// Texels a side of the largest cube texture; at least 2048.
    pub max_cube_size: u32,
    /// Texels that a sampler may average along the steepest direction; 1 where it cannot.
    pub max_anisotropy: u32,
    /// The widest line that the driver draws, in whole pixels; often 1.
    pub max_line_width_px: u32,
    /// Pixels of the largest viewport: width and height.
    pub max_viewport_size: [u32; 2],
    /// Samples of the largest multisampled renderbuffer; at least 4.
    pub max_samples: u32,
    /// Bytes of the largest uniform block; at least 16384.
    pub max_uniform_block_bytes: u32,
    /// Offsets of uniform buffers are multiples of this many bytes.
    pub uniform_offset_alignment: u32,
    /// Slots for uniform buffers.
    pub max_uniform_slots: u32,
    /// Attributes of a vertex array; at least 16.
    pub max_vertex_attributes: u32,
    /// Texture units that a draw may use; at least 16.
    pub max_texture_units: u32,
    /// Colour textures of a framebuffer; at least 4.
    pub max_color_attachments: u32,
    /// Whether float textures (16 and 32 bits) can be drawn into.
    pub float_renderable: bool,
    /// Whether 32-bit float textures can be filtered linearly.
    pub float_filterable: bool,
    /// Whether what is drawn into 32-bit float textures may be blended.
    pub float_blendable: bool,
    /// Whether the largest index begins a new strip, fan or line. Only old desktop drivers lack it.
    pub has_primitive_restart: bool,
    /// Whether the time that the GPU takes can be asked.
    pub has_timer_queries: bool,
    /// Whether programs are compiled on threads of the driver, and tell when they are done.
    pub has_parallel_compilation: bool,
    /// Whether linked programs can be had as bytes, and made of them.
    pub has_program_binaries: bool,
    /// Whether the driver has debug messages and labels (`KHR_debug`).
    pub has_debug: bool,
}

/// Texture units whose state is cached; one more, the last, is used for uploads.
pub(crate) const CACHED_UNITS: u32 = 32;
/// Uniform slots whose state is cached. ES 3.0 promises 24.
pub(crate) const CACHED_SLOTS: u32 = 36;

impl Capabilities {
    pub(crate) fn query(gl: &glow::Context) -> Result<Self> {
        let version = gl.version();
        let api = if version.is_embedded {
            Api::Gles
        } else {
            Api::Desktop
        };
        // SAFETY: the maker of the context promised that it is current; reading parameters has no
        // other condition, and these names exist in every version that passes the check below.
        unsafe {
            let needed = if version.is_embedded { (3, 0) } else { (3, 3) };
            let version_text = gl.get_parameter_string(glow::VERSION);
            if (version.major, version.minor) < needed {
                return Err(Error::UnsupportedVersion { got: version_text });
            }
            let number = |name| u32::try_from(gl.get_parameter_i32(name)).unwrap_or(0);
            let mut viewport = [0; 2];
            gl.get_parameter_i32_slice(glow::MAX_VIEWPORT_DIMS, &mut viewport);
            let extensions = gl.supported_extensions();
            let has = |name: &str| extensions.contains(name);
            let embedded = version.is_embedded;
            let renderer = gl.get_parameter_string(glow::RENDERER);
            let has_any = |names: &[&str]| names.iter().any(|name| has(name));
            let anisotropic = has_any(&[
                "GL_EXT_texture_filter_anisotropic",
                "EXT_texture_filter_anisotropic",
                "GL_ARB_texture_filter_anisotropic",
            ]);
            let mut line_widths = [1.0; 2];
            gl.get_parameter_f32_slice(glow::ALIASED_LINE_WIDTH_RANGE, &mut line_widths);
            // One unit is kept for uploads, so that they do not disturb a draw's bindings.
            let units = number(glow::MAX_COMBINED_TEXTURE_IMAGE_UNITS).min(CACHED_UNITS) - 1;
            Ok(Self {
                api,
                version: (version.major, version.minor),
                version_text,
                vendor: gl.get_parameter_string(glow::VENDOR),
                is_software: is_software(&renderer),
                renderer,
                shading_language: match api {
                    Api::Gles => ShadingLanguage::Es300,
                    Api::Desktop => ShadingLanguage::Core330,
                },
                max_texture_size: number(glow::MAX_TEXTURE_SIZE),
                max_texture_3d_size: number(glow::MAX_3D_TEXTURE_SIZE),
                max_array_layers: number(glow::MAX_ARRAY_TEXTURE_LAYERS),
                max_cube_size: number(glow::MAX_CUBE_MAP_TEXTURE_SIZE),
                max_anisotropy: if anisotropic {
                    gl.get_parameter_f32(glow::MAX_TEXTURE_MAX_ANISOTROPY_EXT) as u32
                } else {
                    1
                },
                // Core profiles draw wide lines only where they are not forward compatible.
                max_line_width_px: if embedded {
                    line_widths[1].max(1.0) as u32
                } else {
                    1
                },
                max_viewport_size: viewport.map(|side| u32::try_from(side).unwrap_or(0)),
                max_samples: number(glow::MAX_SAMPLES),
                max_uniform_block_bytes: number(glow::MAX_UNIFORM_BLOCK_SIZE),
                uniform_offset_alignment: number(glow::UNIFORM_BUFFER_OFFSET_ALIGNMENT).max(1),
                max_uniform_slots: number(glow::MAX_UNIFORM_BUFFER_BINDINGS).min(CACHED_SLOTS),
                max_vertex_attributes: number(glow::MAX_VERTEX_ATTRIBS),
                max_texture_units: units,
                max_color_attachments: number(glow::MAX_COLOR_ATTACHMENTS)
                    .min(number(glow::MAX_DRAW_BUFFERS)),
                float_renderable: !embedded
                    || has("GL_EXT_color_buffer_float")
                    || has("EXT_color_buffer_float")
                    || (version.major, version.minor) >= (3, 2),
                float_filterable: !embedded
                    || has("GL_OES_texture_float_linear")
                    || has("OES_texture_float_linear"),
                float_blendable: !embedded
                    || has_any(&["GL_EXT_float_blend", "EXT_float_blend"])
                    || (version.major, version.minor) >= (3, 2),
                has_primitive_restart: embedded
                    || (version.major, version.minor) >= (4, 3)
                    || has("GL_ARB_ES3_compatibility"),
                has_timer_queries: !embedded
                    || has_any(&[
                        "GL_EXT_disjoint_timer_query",
                        "EXT_disjoint_timer_query_webgl2",
                    ]),
                has_parallel_compilation: has_any(&[
                    "GL_KHR_parallel_shader_compile",
                    "GL_ARB_parallel_shader_compile",
                    "KHR_parallel_shader_compile",
                ]),
                has_program_binaries: cfg!(not(target_family = "wasm"))
                    && (embedded || has("GL_ARB_get_program_binary"))
                    && number(glow::NUM_PROGRAM_BINARY_FORMATS) > 0,
                has_debug: gl.supports_debug(),
            })
        }
    }
}

/// Rasterisers that run on the CPU, by the names that they give themselves.
fn is_software(renderer: &str) -> bool {
    let renderer = renderer.to_lowercase();
    [
        "llvmpipe",
        "softpipe",
        "swrast",
        "swiftshader",
        "software rasterizer",
        "lavapipe",
        "gdi generic",
        "basic render",
    ]
    .iter()
    .any(|name| renderer.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn software_rasterisers_are_known_by_name() {
        assert!(is_software("llvmpipe (LLVM 15.0.6, 256 bits)"));
        assert!(is_software(
            "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)"
        ));
        assert!(!is_software("NVIDIA H100/PCIe/SSE2"));
        assert!(!is_software("Mesa Intel(R) UHD Graphics 620 (KBL GT2)"));
    }
}
