//! Vertex arrays: which buffers feed which attributes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use bytemuck::Pod;
use glow::HasContext as _;

use crate::buffer::{Buffer, RawBuffer, VertexSource};
use crate::context::{Context, Garbage};
use crate::error::{Error, Result};
use crate::index_buffer::{IndexBuffer, RawIndices};
use crate::layout::{Attribute, AttributeKind};

/// A buffer as a vertex array reads it.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// // Segments from one array of points: each end a point further than the other.
/// let points = Buffer::from_slice(context, &[[0.0_f32; 2]; 100], Usage::Static)?;
/// let ends = [
///     Attribute::new(0, AttributeFormat::F32x2, 0),
///     Attribute::new(1, AttributeFormat::F32x2, 8),
/// ];
/// let segments = VertexBuffer::new(&points, &ends).per_instance();
/// let vertices = VertexArray::new(context, &[segments], None)?;
/// assert_eq!(vertices.instance_count(), Some(99));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct VertexBuffer<'a> {
    /// The buffer; one buffer may appear several times, from different bytes on.
    pub buffer: &'a dyn VertexSource,
    /// Bytes from one vertex to the next.
    pub stride: u32,
    /// The first vertex's first byte.
    pub first_byte: u32,
    /// 0: a step a vertex. n: a step every n instances.
    pub divisor: u32,
    /// The attributes that it feeds. They may reach beyond the stride, into the next vertices: a
    /// segment's two ends can be had from one array of points.
    pub attributes: &'a [Attribute],
}

impl<'a> VertexBuffer<'a> {
    /// A buffer whose vertices are its elements, a step a vertex.
    #[must_use]
    pub fn new<T: Pod>(buffer: &'a Buffer<T>, attributes: &'a [Attribute]) -> Self {
        // An element of more bytes than a u32 counts is refused with every other long stride.
        let stride = u32::try_from(size_of::<T>()).unwrap_or(u32::MAX);
        Self {
            buffer,
            stride,
            first_byte: 0,
            divisor: 0,
            attributes,
        }
    }

    /// The same, a step an instance.
    #[must_use]
    pub fn per_instance(self) -> Self {
        Self { divisor: 1, ..self }
    }
}

/// A buffer in use: enough to know how many vertices it has.
#[derive(Debug)]
struct Stream {
    buffer: Rc<RawBuffer>,
    stride: u64,
    first_byte: u64,
    /// Bytes of a vertex up to the end of its last attribute.
    extent: u64,
    divisor: u32,
}

impl Stream {
    /// The number of whole steps that the buffer has now.
    fn steps(&self) -> u64 {
        let first_end = self.first_byte + self.extent;
        match self.buffer.bytes().checked_sub(first_end) {
            Some(rest) => rest / self.stride + 1,
            None => 0,
        }
    }

    /// Whether it has so many steps now: as [`steps`](Self::steps) says, without a division.
    #[inline]
    fn has(&self, steps: u64) -> bool {
        let bytes = self.buffer.bytes();
        // Both factors are of 32 bits, and the sum is of far fewer than 64.
        steps == 0 || self.first_byte + self.extent + (steps - 1) * self.stride <= bytes
    }
}

/// Where vertices come from: buffers, their layout, and optionally indices. It keeps its buffers
/// alive.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// #[repr(C)]
/// #[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
/// struct Vertex {
///     position: [f32; 2],
///     color: [u8; 4],
/// }
/// let vertex = Vertex { position: [0.0; 2], color: [255; 4] };
/// let buffer = Buffer::from_slice(context, &[vertex; 6], Usage::Static)?;
/// let layout = vertex_layout!(Vertex { 0 => position: F32x2, 1 => color: Unorm8x4 });
/// let indices = IndexBuffer::from_slice(context, &[0_u16, 1, 2], Usage::Static)?;
/// let vertices = VertexArray::new(context, &[VertexBuffer::new(&buffer, &layout)], Some(&indices))?;
/// assert_eq!((vertices.vertex_count(), vertices.index_count()), (Some(6), Some(3)));
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct VertexArray {
    pub(crate) context: Context,
    pub(crate) name: glow::VertexArray,
    streams: Vec<Stream>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) indices: Option<Rc<RawIndices>>,
    /// The program that was found to fit last, and all that were.
    last_fitting: Cell<u64>,
    fitting: RefCell<Vec<u64>>,
}

impl VertexArray {
    /// Makes a vertex array. Without buffers it serves shaders that make vertices of `gl_VertexID`.
    ///
    /// # Errors
    /// [`Error::WrongContext`] for buffers of another context; [`Error::BadLayout`] for a location
    /// given twice, a stride of zero or above 255 bytes, and bytes that are not a multiple of the
    /// component's size; [`Error::LimitExceeded`] for a location above the limit;
    /// [`Error::ContextLost`].
    pub fn new(
        context: &Context,
        buffers: &[VertexBuffer<'_>],
        indices: Option<&IndexBuffer>,
    ) -> Result<Self> {
        context.check()?;
        let mut attributes: Vec<Attribute> = Vec::new();
        for buffer in buffers {
            context.check_same(&buffer.buffer.raw_buffer().context, "vertex buffer")?;
            for attribute in buffer.attributes {
                check_attribute(context, buffer, attribute, &attributes)?;
                attributes.push(*attribute);
            }
        }
        if let Some(indices) = indices {
            context.check_same(&indices.raw.buffer.context, "index buffer")?;
        }
        // SAFETY: the context is current.
        let name =
            unsafe { context.gl().create_vertex_array() }.map_err(|message| Error::Refused {
                what: "vertex array",
                message,
            })?;
        context.count_object();
        let array = Self {
            context: context.clone(),
            name,
            streams: buffers.iter().map(stream).collect(),
            attributes,
            indices: indices.map(|indices| Rc::clone(&indices.raw)),
            last_fitting: Cell::new(0),
            fitting: RefCell::default(),
        };
        array.describe(buffers);
        Ok(array)
    }

    fn describe(&self, buffers: &[VertexBuffer<'_>]) {
        let gl = self.context.gl();
        let mut cache = self.context.cache();
        cache.set_vertex_array(gl, Some(self.name));
        for buffer in buffers {
            cache.set_array_buffer(gl, Some(buffer.buffer.raw_buffer().name));
            for attribute in buffer.attributes {
                let format = attribute.format;
                let (location, stride) = (attribute.location, buffer.stride as i32);
                let offset = (buffer.first_byte + attribute.offset) as i32;
                // SAFETY: this vertex array and the buffer are bound; location, stride and offset
                // were checked. Reading past the buffer's end is prevented at the draw.
                unsafe {
                    gl.enable_vertex_attrib_array(location);
                    let (count, kind) = (format.components(), format.component_type());
                    if format.kind() == AttributeKind::Float {
                        let normalized = format.is_normalized();
                        gl.vertex_attrib_pointer_f32(
                            location, count, kind, normalized, stride, offset,
                        );
                    } else {
                        gl.vertex_attrib_pointer_i32(location, count, kind, stride, offset);
                    }
                    if buffer.divisor != 0 {
                        gl.vertex_attrib_divisor(location, buffer.divisor);
                    }
                }
            }
        }
        if let Some(indices) = &self.indices {
            // SAFETY: this vertex array is bound and takes the binding; the buffer is alive and is
            // kept so.
            unsafe { gl.bind_buffer(glow::ELEMENT_ARRAY_BUFFER, Some(indices.buffer.name)) };
        }
    }

    /// How many vertices the buffers have now; `None` when no attribute steps by vertex.
    #[must_use]
    pub fn vertex_count(&self) -> Option<u64> {
        self.streams
            .iter()
            .filter(|stream| stream.divisor == 0)
            .map(Stream::steps)
            .min()
    }

    /// How many instances the buffers have now; `None` when no attribute steps by instance.
    #[must_use]
    pub fn instance_count(&self) -> Option<u64> {
        self.streams
            .iter()
            .filter(|stream| stream.divisor != 0)
            .map(|stream| stream.steps().saturating_mul(stream.divisor.into()))
            .min()
    }

    /// Whether the buffers have so many vertices and instances now. Every draw asks.
    #[inline]
    pub(crate) fn has(&self, vertices: u32, instances: u32) -> bool {
        self.streams.iter().all(|stream| match stream.divisor {
            0 => stream.has(vertices.into()),
            1 => stream.has(instances.into()),
            divisor => stream.has(instances.div_ceil(divisor).into()),
        })
    }

    /// How many indices there are; `None` without an index buffer.
    #[must_use]
    pub fn index_count(&self) -> Option<u64> {
        self.indices.as_ref().map(|indices| indices.len())
    }

    /// Whether a program was found to fit before; cheap for the one asked last.
    #[inline]
    pub(crate) fn is_known_to_fit(&self, program: u64) -> bool {
        if self.last_fitting.get() == program {
            return true;
        }
        let known = self.fitting.borrow().contains(&program);
        if known {
            self.last_fitting.set(program);
        }
        known
    }

    pub(crate) fn note_fit(&self, program: u64) {
        self.fitting.borrow_mut().push(program);
        self.last_fitting.set(program);
    }
}

impl Drop for VertexArray {
    fn drop(&mut self) {
        self.context.discard(Garbage::VertexArray(self.name));
    }
}

fn stream(buffer: &VertexBuffer<'_>) -> Stream {
    let ends = buffer
        .attributes
        .iter()
        .map(|at| u64::from(at.offset) + u64::from(at.format.bytes()));
    Stream {
        buffer: buffer.buffer.raw_buffer(),
        stride: u64::from(buffer.stride).max(1),
        first_byte: buffer.first_byte.into(),
        extent: ends.max().unwrap_or(0),
        divisor: buffer.divisor,
    }
}

fn check_attribute(
    context: &Context,
    buffer: &VertexBuffer<'_>,
    attribute: &Attribute,
    before: &[Attribute],
) -> Result<()> {
    let location = attribute.location;
    let bad = |problem: String| Err(Error::BadLayout { location, problem });
    let limit = context.capabilities().max_vertex_attributes;
    if location >= limit {
        return Err(Error::LimitExceeded {
            what: "location of an attribute",
            limit: u64::from(limit) - 1,
            got: location.into(),
        });
    }
    if before.iter().any(|other| other.location == location) {
        return bad("the location is given twice".to_owned());
    }
    if buffer.stride == 0 {
        return bad("expected a stride above zero, got zero".to_owned());
    }
    // What WebGL allows; desktop drivers take more, but draw it slowly.
    if buffer.stride > 255 {
        return bad(format!(
            "expected a stride of at most 255 bytes, got {}",
            buffer.stride
        ));
    }
    let align = attribute.format.component_bytes();
    for (name, bytes) in [
        ("a stride", buffer.stride),
        ("a first byte", buffer.first_byte),
        ("an offset", attribute.offset),
    ] {
        if bytes % align != 0 {
            let format = attribute.format;
            return bad(format!(
                "expected {name} in multiples of {align} for {format:?}, got {bytes}"
            ));
        }
    }
    if u64::from(buffer.first_byte) + u64::from(attribute.offset) > i32::MAX as u64 {
        return bad("expected a first byte below 2 GiB".to_owned());
    }
    Ok(())
}
