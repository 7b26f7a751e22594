//! Values of uniforms outside of blocks.

use glow::HasContext as _;

/// A value for a uniform; matrices column by column.
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
/// program.set_uniform("color", Uniform::F32x4([0.1, 0.2, 0.3, 1.0]))?;
/// let error = program.set_uniform("color", Uniform::F32(1.0)).unwrap_err();
/// assert!(error.to_string().ends_with("uniform \"color\": expected vec4, got float"));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "named as the attribute formats are")]
pub enum Uniform {
    F32(f32),
    F32x2([f32; 2]),
    F32x3([f32; 3]),
    F32x4([f32; 4]),
    I32(i32),
    I32x2([i32; 2]),
    I32x3([i32; 3]),
    I32x4([i32; 4]),
    U32(u32),
    U32x2([u32; 2]),
    U32x3([u32; 3]),
    U32x4([u32; 4]),
    Bool(bool),
    Mat2([[f32; 2]; 2]),
    Mat3([[f32; 3]; 3]),
    Mat4([[f32; 4]; 4]),
}

impl Uniform {
    const fn gl_type(&self) -> u32 {
        match self {
            Self::F32(_) => glow::FLOAT,
            Self::F32x2(_) => glow::FLOAT_VEC2,
            Self::F32x3(_) => glow::FLOAT_VEC3,
            Self::F32x4(_) => glow::FLOAT_VEC4,
            Self::I32(_) => glow::INT,
            Self::I32x2(_) => glow::INT_VEC2,
            Self::I32x3(_) => glow::INT_VEC3,
            Self::I32x4(_) => glow::INT_VEC4,
            Self::U32(_) => glow::UNSIGNED_INT,
            Self::U32x2(_) => glow::UNSIGNED_INT_VEC2,
            Self::U32x3(_) => glow::UNSIGNED_INT_VEC3,
            Self::U32x4(_) => glow::UNSIGNED_INT_VEC4,
            Self::Bool(_) => glow::BOOL,
            Self::Mat2(_) => glow::FLOAT_MAT2,
            Self::Mat3(_) => glow::FLOAT_MAT3,
            Self::Mat4(_) => glow::FLOAT_MAT4,
        }
    }

    pub(super) fn fits(&self, gl_type: u32) -> bool {
        self.gl_type() == gl_type
    }

    pub(super) fn type_name(&self) -> &'static str {
        super::reflection::type_name(self.gl_type())
    }

    /// Sends the value to a uniform of the current program; the types fit.
    pub(super) fn send(&self, gl: &glow::Context, location: &glow::UniformLocation) {
        let at = Some(location);
        // SAFETY: the program is current, the location its own, the type that of the uniform.
        unsafe {
            match *self {
                Self::F32(x) => gl.uniform_1_f32(at, x),
                Self::F32x2([x, y]) => gl.uniform_2_f32(at, x, y),
                Self::F32x3([x, y, z]) => gl.uniform_3_f32(at, x, y, z),
                Self::F32x4([x, y, z, w]) => gl.uniform_4_f32(at, x, y, z, w),
                Self::I32(x) => gl.uniform_1_i32(at, x),
                Self::I32x2([x, y]) => gl.uniform_2_i32(at, x, y),
                Self::I32x3([x, y, z]) => gl.uniform_3_i32(at, x, y, z),
                Self::I32x4([x, y, z, w]) => gl.uniform_4_i32(at, x, y, z, w),
                Self::U32(x) => gl.uniform_1_u32(at, x),
                Self::U32x2([x, y]) => gl.uniform_2_u32(at, x, y),
                Self::U32x3([x, y, z]) => gl.uniform_3_u32(at, x, y, z),
                Self::U32x4([x, y, z, w]) => gl.uniform_4_u32(at, x, y, z, w),
                Self::Bool(x) => gl.uniform_1_i32(at, x.into()),
                Self::Mat2(columns) => {
                    gl.uniform_matrix_2_f32_slice(at, false, columns.as_flattened());
                }
                Self::Mat3(columns) => {
                    gl.uniform_matrix_3_f32_slice(at, false, columns.as_flattened());
                }
                Self::Mat4(columns) => {
                    gl.uniform_matrix_4_f32_slice(at, false, columns.as_flattened());
                }
            }
        }
    }
}
