//! Numbers as tables write them.

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    /// Empty, or a text that means so.
    Missing,
    Text,
}

/// Texts that mean a missing value; those that read as NaN need no entry.
const MISSING: [&str; 13] = [
    "NA", "N/A", "n/a", "#N/A", "#NA", "<NA>", "NULL", "null", "None", "none", "-", "--", "?",
];

/// How cells are read.
#[derive(Clone, Debug)]
pub(super) struct CellReader {
    /// Whether the decimal mark is a comma.
    pub(super) decimal_comma: bool,
    pub(super) na: Vec<String>,
}

impl CellReader {
    /// Reads a cell; blanks around it do not count.
    pub(super) fn read(&self, cell: &[u8]) -> Cell {
        let cell = cell.trim_ascii();
        if let Some(number) = short_decimal(cell, if self.decimal_comma { b',' } else { b'.' }) {
            // A number may be declared to mean "missing" (-999).
            if !self.na.is_empty() && self.is_na(cell) {
                return Cell::Missing;
            }
            return Cell::Number(number);
        }
        if cell.is_empty() || self.is_na(cell) {
            return Cell::Missing;
        }
        let Ok(text) = std::str::from_utf8(cell) else {
            return Cell::Text;
        };
        if MISSING.contains(&text) {
            return Cell::Missing;
        }
        let parsed = if self.decimal_comma {
            text.replacen(',', ".", 1).parse()
        } else {
            text.parse::<f64>()
        };
        match parsed {
            Ok(number) if number.is_nan() => Cell::Missing,
            Ok(number) => Cell::Number(number),
            Err(_) => Cell::Text,
        }
    }

    fn is_na(&self, cell: &[u8]) -> bool {
        self.na.iter().any(|na| na.trim().as_bytes() == cell)
    }
}

/// Powers of ten that `f64` holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// Reads digits with a sign and a decimal mark, if they are few enough that both the digits and
/// the power of ten are exact in `f64`: their quotient is then rounded once, hence correctly.
/// None for everything else, which the standard library reads.
fn short_decimal(text: &[u8], mark: u8) -> Option<f64> {
    let (negative, digits) = match text.first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    // 15 digits stay below 2^53; a mark makes one more character.
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let (mut mantissa, mut count, mut decimals, mut marked) = (0_u64, 0, 0, false);
    for &byte in digits {
        if byte.is_ascii_digit() {
            mantissa = mantissa * 10 + u64::from(byte - b'0');
            count += 1;
            decimals += usize::from(marked);
        } else if byte == mark && !marked {
            marked = true;
        } else {
            return None;
        }
    }
    if count == 0 || count > 15 {
        return None;
    }
    let value = mantissa as f64 / POWERS[decimals];
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(decimal_comma: bool) -> CellReader {
        CellReader {
            decimal_comma,
            na: vec!["-999".to_owned(), "bad".to_owned()],
        }
    }

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in [
            "0",
            "-0",
            "1",
            "+1",
            "1.5",
            ".5",
            "5.",
            "-12.25",
            "123456789012345",
            "0.1",
            "1234567890123456789",
            "3.141592653589793",
            "1e5",
            "-2.5E-3",
            "inf",
            "-inf",
            "9007199254740993",
            "0.000000000000001",
            "1e400",
            "4.9e-324",
        ] {
            let expected: f64 = text.parse().unwrap();
            let Cell::Number(number) = reader(false).read(text.as_bytes()) else {
                panic!("{text} is not read");
            };
            assert_eq!(number.to_bits(), expected.to_bits(), "{text}");
        }
    }

    #[test]
    fn a_decimal_comma_is_read_where_it_is_meant() {
        assert_eq!(reader(true).read(b" 1,5 "), Cell::Number(1.5));
        assert_eq!(reader(true).read(b"1,5e3"), Cell::Number(1500.0));
        assert_eq!(reader(true).read(b"1,234,567"), Cell::Text);
        assert_eq!(reader(false).read(b"1,5"), Cell::Text);
    }

    #[test]
    fn missing_values_have_many_names() {
        for text in [
            "", "  ", "NA", "n/a", "NaN", "nan", "-nan", "null", "None", "-999", "bad",
        ] {
            assert_eq!(reader(false).read(text.as_bytes()), Cell::Missing, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_text() {
        for text in [
            "abc",
            "1.2.3",
            "1-2",
            "--1",
            "0x10",
            "1_000",
            "-",
            "+",
            ".",
            "e5",
            "2020-01-01",
        ] {
            let expected = if text == "-" {
                Cell::Missing
            } else {
                Cell::Text
            };
            assert_eq!(reader(false).read(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(reader(false).read(b"\xff"), Cell::Text);
    }
}
