//! What benchmarks have in common: quantiles, a check of the picture, a table.

use galry::scene::Picture;
use serde_json::Value;

use crate::failure::Result;
use crate::output;

/// The value below which a part of sorted values lies.
pub(super) fn quantile(sorted: &[f64], part: f64) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        len => sorted[((len - 1) as f64 * part).round() as usize],
    }
}

/// Whether a picture shows more than its background.
pub(super) fn is_drawn(picture: &Picture) -> bool {
    let mut pixels = picture.rgba.chunks_exact(4);
    let Some(first) = pixels.next() else {
        return false;
    };
    let different = pixels.filter(|pixel| *pixel != first).count();
    different * 100 > picture.rgba.len() / 4
}

/// A report on standard output: as JSON, or as lines of name and value.
pub(super) fn print(report: &Value, json: bool) -> Result<()> {
    if json {
        output::print_json(report)
    } else {
        output::print_lines(&table(report))
    }
}

/// A report as lines of name and value.
fn table(report: &Value) -> String {
    let Value::Object(fields) = report else {
        return String::new();
    };
    fields
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Number(number) if number.is_f64() => {
                    format!("{:.3}", number.as_f64().unwrap_or(f64::NAN))
                }
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            format!("{name:<24} {value}\n")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_sorted_times() {
        assert_eq!(quantile(&[1.0, 2.0, 3.0], 0.5), 2.0);
        assert_eq!(quantile(&[1.0, 2.0, 3.0], 0.95), 3.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
