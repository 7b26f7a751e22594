//! The number types that samples may have.
//!
//! Integers stay integers: a pyramid over `i16` holds `i16`, and a value becomes `f64` only when
//! it leaves a source. That conversion never decreases, so the smallest of the converted values
//! is the converted smallest, also for 64-bit integers that `f64` cannot hold exactly.

use std::fmt;

use crate::extent::Bounds;
use crate::kernel;

/// The number type of a source's samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementType {
    /// Signed, 8 bits.
    I8,
    /// Unsigned, 8 bits.
    U8,
    /// Signed, 16 bits.
    I16,
    /// Unsigned, 16 bits.
    U16,
    /// Signed, 32 bits.
    I32,
    /// Unsigned, 32 bits.
    U32,
    /// Signed, 64 bits.
    I64,
    /// Unsigned, 64 bits.
    U64,
    /// IEEE 754, 32 bits.
    F32,
    /// IEEE 754, 64 bits.
    F64,
}

impl ElementType {
    /// Every type, in the order of their definition.
    pub const ALL: [Self; 10] = [
        Self::I8,
        Self::U8,
        Self::I16,
        Self::U16,
        Self::I32,
        Self::U32,
        Self::I64,
        Self::U64,
        Self::F32,
        Self::F64,
    ];

    /// Bytes that one value takes.
    #[must_use]
    pub const fn size_bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    /// Whether values can be NaN or infinite.
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The short name, as `--dtype` takes it: `i16`, `f32`, …
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::I8 => "i8",
            Self::U8 => "u8",
            Self::I16 => "i16",
            Self::U16 => "u16",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::I64 => "i64",
            Self::U64 => "u64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

impl fmt::Display for ElementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for ElementType {
    type Err = crate::Error;

    /// Reads a short name (`i16`) or numpy's (`int16`, `float32`, `uint8`).
    ///
    /// # Errors
    /// [`Error::UnknownElementType`](crate::Error::UnknownElementType) for anything else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let short = text
            .replace("uint", "u")
            .replace("int", "i")
            .replace("float", "f");
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == short)
            .ok_or_else(|| crate::Error::UnknownElementType {
                text: text.to_owned(),
            })
    }
}

/// Evaluates an expression in which a name stands for the type that samples have.
#[cfg(not(target_family = "wasm"))]
macro_rules! with_element {
    ($element_type:expr, $name:ident => $work:expr) => {
        match $element_type {
            $crate::ElementType::I8 => {
                type $name = i8;
                $work
            }
            $crate::ElementType::U8 => {
                type $name = u8;
                $work
            }
            $crate::ElementType::I16 => {
                type $name = i16;
                $work
            }
            $crate::ElementType::U16 => {
                type $name = u16;
                $work
            }
            $crate::ElementType::I32 => {
                type $name = i32;
                $work
            }
            $crate::ElementType::U32 => {
                type $name = u32;
                $work
            }
            $crate::ElementType::I64 => {
                type $name = i64;
                $work
            }
            $crate::ElementType::U64 => {
                type $name = u64;
                $work
            }
            $crate::ElementType::F32 => {
                type $name = f32;
                $work
            }
            $crate::ElementType::F64 => {
                type $name = f64;
                $work
            }
        }
    };
}

#[cfg(not(target_family = "wasm"))]
pub(crate) use with_element;

/// A type that samples can have: the integers of 8 to 64 bits, `f32` and `f64`.
///
/// Sealed: the pyramid's kernels are tuned for exactly these ten types.
#[expect(
    private_bounds,
    reason = "sealed: what the kernels need is nobody else's business"
)]
pub trait Element: Number {
    /// The type's name as a value.
    const TYPE: ElementType;

    /// The value as `f64`, rounded to the nearest where 64-bit integers do not fit.
    fn to_f64(self) -> f64;
}

/// What the kernels ask of a number; private, so that [`Element`] is sealed.
pub(crate) trait Number: bytemuck::Pod + PartialOrd + fmt::Debug + Send + Sync {
    /// No value is larger: where a search for the minimum starts.
    const HIGHEST: Self;
    /// No value is smaller: where a search for the maximum starts.
    const LOWEST: Self;

    /// Whether the value is neither NaN nor infinite.
    fn finite(self) -> bool;

    /// Whether the value is NaN.
    fn nan(self) -> bool;

    /// The value with its bytes in the other order.
    #[cfg_attr(
        target_family = "wasm",
        expect(dead_code, reason = "no files in a browser")
    )]
    fn swapped(self) -> Self;

    /// The value of an integer type, whole; `None` for a floating-point type.
    fn integer(self) -> Option<i128>;

    /// Samples in a block of a pyramid's lowest level, as a power of two. A block is 256 to 512
    /// bytes: shorter ones spare readings of samples, longer ones take less memory and time to
    /// build, and for narrow types a vector holds too many values to make shorter ones quickly.
    const BLOCK_SHIFT: u32;

    /// The bounds of all values but NaN, infinities included.
    fn fold(values: &[Self]) -> Bounds<Self>;

    /// The same of each whole block of `1 << BLOCK_SHIFT` values.
    fn fold_blocks(values: &[Self], out: &mut [Bounds<Self>]);
}

macro_rules! integer {
    ($($type:ident $name:ident $lanes:literal $block_lanes:literal $shift:literal;)*) => {$(
        impl Element for $type {
            const TYPE: ElementType = ElementType::$name;
            #[inline]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
        impl Number for $type {
            const HIGHEST: Self = Self::MAX;
            const LOWEST: Self = Self::MIN;
            #[inline]
            fn finite(self) -> bool {
                true
            }
            #[inline]
            fn nan(self) -> bool {
                false
            }
            #[inline]
            fn swapped(self) -> Self {
                self.swap_bytes()
            }
            #[inline]
            fn integer(self) -> Option<i128> {
                Some(i128::from(self))
            }
            const BLOCK_SHIFT: u32 = $shift;
            fn fold(values: &[Self]) -> Bounds<Self> {
                kernel::fold_lanes::<Self, $lanes>(values)
            }
            fn fold_blocks(values: &[Self], out: &mut [Bounds<Self>]) {
                kernel::fold_blocks::<Self, $block_lanes, { 1 << $shift }>(values, out);
            }
        }
    )*};
}

macro_rules! float {
    ($($type:ident $name:ident $lanes:literal $block_lanes:literal $shift:literal;)*) => {$(
        impl Element for $type {
            const TYPE: ElementType = ElementType::$name;
            #[inline]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }
        }
        impl Number for $type {
            const HIGHEST: Self = Self::INFINITY;
            const LOWEST: Self = Self::NEG_INFINITY;
            #[inline]
            fn finite(self) -> bool {
                self.is_finite()
            }
            #[inline]
            fn nan(self) -> bool {
                self.is_nan()
            }
            #[inline]
            fn swapped(self) -> Self {
                Self::from_bits(self.to_bits().swap_bytes())
            }
            #[inline]
            fn integer(self) -> Option<i128> {
                None
            }
            const BLOCK_SHIFT: u32 = $shift;
            fn fold(values: &[Self]) -> Bounds<Self> {
                kernel::fold_lanes::<Self, $lanes>(values)
            }
            fn fold_blocks(values: &[Self], out: &mut [Bounds<Self>]) {
                kernel::fold_blocks::<Self, $block_lanes, { 1 << $shift }>(values, out);
            }
        }
    )*};
}

// Lanes of the two kernels (many values, blocks) and size of a block. Chosen by measurement: with
// other numbers of lanes the compiler may leave vectors unused, at a sixth of the speed.
integer! {
    i8 I8 32 32 8;
    u8 U8 32 32 8;
    i16 I16 32 32 7;
    u16 U16 32 32 7;
    i32 I32 32 32 6;
    u32 U32 32 32 6;
    i64 I64 8 4 6;
    u64 U64 8 4 6;
}
float! {
    f32 F32 32 32 6;
    f64 F64 16 8 6;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in ElementType::ALL {
            assert_eq!(kind.name().parse::<ElementType>().unwrap(), kind);
        }
        assert_eq!("float32".parse::<ElementType>().unwrap(), ElementType::F32);
        assert_eq!("uint8".parse::<ElementType>().unwrap(), ElementType::U8);
        assert_eq!("int64".parse::<ElementType>().unwrap(), ElementType::I64);
    }

    #[test]
    fn sizes_match_the_types() {
        assert_eq!(ElementType::I8.size_bytes(), size_of::<i8>());
        assert_eq!(ElementType::U16.size_bytes(), size_of::<u16>());
        assert_eq!(ElementType::F32.size_bytes(), size_of::<f32>());
        assert_eq!(ElementType::U64.size_bytes(), size_of::<u64>());
    }

    #[test]
    fn swapping_twice_is_nothing() {
        assert_eq!(0x1234_i16.swapped(), 0x3412);
        assert_eq!(1.5_f32.swapped().swapped(), 1.5);
        assert_eq!(7_u8.swapped(), 7);
    }
}
