//! Columns of Arrow in memory, as samples.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, DurationMicrosecondType, DurationMillisecondType,
    DurationNanosecondType, DurationSecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType,
    Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array as _, ArrayRef, PrimitiveArray};

use crate::element::Element;
use crate::samples::Samples;
use crate::source::Source;
use crate::{Error, Result};

/// Values that Arrow holds.
struct Values<P: ArrowPrimitiveType>(PrimitiveArray<P>);

impl<P: ArrowPrimitiveType> AsRef<[P::Native]> for Values<P> {
    fn as_ref(&self) -> &[P::Native] {
        self.0.values()
    }
}

/// A column of Arrow as a source of one channel.
///
/// A column in one chunk without a missing value is shared and not copied; several chunks are
/// copied into one. Whole numbers stay whole; times, dates and durations are those of their own
/// unit. Where values are missing they are NaN, and whole numbers become `f64`, those of more than
/// 53 bits rounded.
///
/// ```
/// use std::sync::Arc;
/// use galry_data::{ElementType, arrow_source};
///
/// let column = arrow_array::Int16Array::from(vec![1, 2, 3]);
/// let source = arrow_source(&[Arc::new(column)])?;
/// assert_eq!((source.len(), source.element_type()), (3, ElementType::I16));
/// # Ok::<(), galry_data::Error>(())
/// ```
///
/// # Errors
/// [`Error::ArrowType`] for a column of anything but numbers of 8 to 64 bits, or of several types.
pub fn arrow_source(chunks: &[ArrayRef]) -> Result<Arc<dyn Source>> {
    let Some(first) = chunks.first() else {
        return Ok(Arc::new(Samples::<f64>::from_vec(Vec::new())));
    };
    macro_rules! first_of {
        ($($type:ident)*) => {
            $(if first.as_any().is::<PrimitiveArray<$type>>() {
                return column::<$type>(chunks, |value| value as f64);
            })*
        };
    }
    first_of! {
        Int8Type Int16Type Int32Type Int64Type UInt8Type UInt16Type UInt32Type UInt64Type
        Date32Type Date64Type Time32SecondType Time32MillisecondType Time64MicrosecondType
        Time64NanosecondType TimestampSecondType TimestampMillisecondType TimestampMicrosecondType
        TimestampNanosecondType DurationSecondType DurationMillisecondType DurationMicrosecondType
        DurationNanosecondType
    }
    if first.as_any().is::<PrimitiveArray<Float32Type>>() {
        return floats::<Float32Type>(chunks, f32::NAN);
    }
    if first.as_any().is::<PrimitiveArray<Float64Type>>() {
        return floats::<Float64Type>(chunks, f64::NAN);
    }
    Err(of_type(first))
}

fn of_type(array: &ArrayRef) -> Error {
    Error::ArrowType {
        data_type: array.data_type().to_string(),
    }
}

/// The chunks in their type.
fn typed<P: ArrowPrimitiveType>(chunks: &[ArrayRef]) -> Result<Vec<&PrimitiveArray<P>>> {
    let typed = |chunk| -> Result<&PrimitiveArray<P>> {
        let array: &ArrayRef = chunk;
        array.as_any().downcast_ref().ok_or_else(|| of_type(array))
    };
    chunks.iter().map(typed).collect()
}

/// Whole numbers, or floats where some are missing.
fn column<P: ArrowPrimitiveType>(
    chunks: &[ArrayRef],
    to_f64: impl Fn(P::Native) -> f64,
) -> Result<Arc<dyn Source>>
where
    P::Native: Element,
{
    let chunks = typed::<P>(chunks)?;
    if chunks.iter().all(|chunk| chunk.null_count() == 0) {
        return Ok(whole(&chunks));
    }
    let values = chunks.iter().flat_map(|chunk| chunk.iter());
    let values = values.map(|value| value.map_or(f64::NAN, &to_f64));
    Ok(Arc::new(Samples::from_vec(values.collect())))
}

fn floats<P: ArrowPrimitiveType>(chunks: &[ArrayRef], missing: P::Native) -> Result<Arc<dyn Source>>
where
    P::Native: Element,
{
    let chunks = typed::<P>(chunks)?;
    if chunks.iter().all(|chunk| chunk.null_count() == 0) {
        return Ok(whole(&chunks));
    }
    let values = chunks.iter().flat_map(|chunk| chunk.iter());
    let values = values.map(|value| value.unwrap_or(missing));
    Ok(Arc::new(Samples::from_vec(values.collect())))
}

/// Chunks in which nothing is missing.
fn whole<P: ArrowPrimitiveType>(chunks: &[&PrimitiveArray<P>]) -> Arc<dyn Source>
where
    P::Native: Element,
{
    if let [only] = chunks {
        return Arc::new(Samples::from_owner(Values(PrimitiveArray::clone(only))));
    }
    let values: Vec<&[P::Native]> = chunks.iter().map(|chunk| &chunk.values()[..]).collect();
    Arc::new(Samples::from_vec(values.concat()))
}

#[cfg(test)]
mod tests {
    use arrow_array::{
        Float32Array, Int64Array, StringArray, TimestampNanosecondArray, UInt16Array,
    };

    use super::*;
    use crate::ElementType;

    fn values(source: &dyn Source) -> Vec<f64> {
        let mut out = vec![0.0; source.len() as usize];
        source.read(0, 0..source.len(), &mut out).unwrap();
        out
    }

    #[test]
    fn one_chunk_is_shared() {
        let array = UInt16Array::from(vec![5, 6, 7, 8]);
        let slice = array.slice(1, 2);
        let samples = Samples::from_owner(Values(slice.clone()));
        assert_eq!(samples.values().as_ptr(), &raw const array.values()[1]);
        let source = arrow_source(&[Arc::new(slice)]).unwrap();
        assert_eq!(source.element_type(), ElementType::U16);
        assert_eq!(values(&*source), [6.0, 7.0]);
    }

    #[test]
    fn chunks_follow_each_other_and_missing_values_are_nan() {
        let chunks: [ArrayRef; 2] = [
            Arc::new(Int64Array::from(vec![1, 2])),
            Arc::new(Int64Array::from(vec![3])),
        ];
        let source = arrow_source(&chunks).unwrap();
        assert_eq!(source.element_type(), ElementType::I64);
        assert_eq!(values(&*source), [1.0, 2.0, 3.0]);

        let holey: ArrayRef = Arc::new(Int64Array::from(vec![None, Some(4)]));
        let source = arrow_source(&[Arc::clone(&chunks[0]), holey]).unwrap();
        assert_eq!(source.element_type(), ElementType::F64);
        let found = values(&*source);
        assert!(found[2].is_nan() && found[3] == 4.0);

        let floats = Float32Array::from(vec![Some(0.5), None]);
        let source = arrow_source(&[Arc::new(floats)]).unwrap();
        assert_eq!(source.element_type(), ElementType::F32);
        assert!(values(&*source)[1].is_nan());
        assert_eq!(arrow_source(&[]).unwrap().len(), 0);
        let times = TimestampNanosecondArray::from(vec![1_700_000_000_000_000_001]);
        let source = arrow_source(&[Arc::new(times)]).unwrap();
        assert_eq!(source.element_type(), ElementType::I64);
    }

    #[test]
    fn other_columns_are_errors() {
        let words: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
        let error = arrow_source(std::slice::from_ref(&words)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "an Arrow column of Utf8: expected numbers of 8 to 64 bits, in one type"
        );
        let numbers: ArrayRef = Arc::new(UInt16Array::from(vec![1]));
        assert!(arrow_source(&[numbers, words]).is_err());
    }
}
