//! `galry info`: what is in a file.

use std::path::Path;

use galry::data::{Item, Opened, Source, Summary, items, summary};
use serde_json::{Value, json};

use crate::arguments::InfoArguments;
use crate::failure::Result;
use crate::{input, output};

pub(crate) fn run(arguments: &InfoArguments, json: bool) -> Result<()> {
    if arguments.input.dtype.is_none() && arguments.file.is_file() {
        // One alone is opened by itself.
        match items(&arguments.file)?.as_slice() {
            [] | [_] => {}
            several => return tell_items(&arguments.file, several, json),
        }
    }
    let file = input::open_file(
        &arguments.file,
        &arguments.input,
        arguments.channels,
        arguments.order,
    )?;
    let facts = match &file.opened {
        Opened::Array(source) => array_facts(&**source, arguments.input.rate)?,
        Opened::Table(table) => table_facts(table, arguments.input.rate)?,
    };
    let path = arguments.file.display().to_string();
    if json {
        return output::print_json(&facts.to_json(&path, &file.opened));
    }
    output::print_lines(&facts.to_text(&path, &file.opened))
}

/// Lists what a container holds.
fn tell_items(path: &Path, items: &[Item], json: bool) -> Result<()> {
    let path = path.display().to_string();
    if json {
        let items: Vec<Value> = items
            .iter()
            .map(|item| {
                json!({
                    "name": item.name,
                    "dtype": item.element_type.name(),
                    "shape": item.shape,
                    "samples": item.shape.first(),
                    "channels": item.shape.get(1).unwrap_or(&1),
                })
            })
            .collect();
        return output::print_json(&json!({ "path": path, "items": items }));
    }
    let width = items.iter().map(|item| item.name.chars().count()).max();
    let width = width.unwrap_or(0);
    let mut text = format!("path      {path}\nitems     {}\n", items.len());
    for item in items {
        let (name, kind) = (&item.name, item.element_type.name());
        text.push_str(&format!(
            "  {name:<width$}  {kind:<3}  {}\n",
            item.shape_text()
        ));
    }
    text.push_str(&format!("show one with {path}:NAME\n"));
    output::print_lines(&text)
}

/// What is told of a file.
#[derive(Debug)]
struct Facts {
    dtype: &'static str,
    channels: usize,
    samples: u64,
    rate_hz: Option<f64>,
    unit: Option<String>,
    total: Summary,
    /// Each column's or channel's name and summary, where they have names.
    columns: Vec<(String, Summary)>,
}

fn array_facts(source: &dyn Source, rate_hz: Option<f64>) -> Result<Facts> {
    let summaries = summary(source, 0..source.channels())?;
    let columns = summaries
        .iter()
        .enumerate()
        .filter_map(|(channel, one)| Some((source.channel_name(channel)?, *one)))
        .collect();
    Ok(Facts {
        dtype: source.element_type().name(),
        channels: source.channels(),
        samples: source.len(),
        rate_hz: rate_hz.or(source.rate_hz()),
        unit: source.unit(),
        total: summaries.into_iter().fold(Summary::EMPTY, Summary::union),
        columns,
    })
}

fn table_facts(table: &galry::data::Table, rate_hz: Option<f64>) -> Result<Facts> {
    let mut columns = Vec::new();
    let mut total = Summary::EMPTY;
    for column in &table.columns {
        for one in summary(&*column.source(), 0..1)? {
            total = total.union(one);
            columns.push((column.name.clone(), one));
        }
    }
    let mut types = table
        .columns
        .iter()
        .map(|column| column.source().element_type().name());
    Ok(Facts {
        dtype: types.next().map_or("f64", |first| {
            if types.all(|other| other == first) {
                first
            } else {
                "mixed"
            }
        }),
        channels: table.columns.len(),
        samples: table.rows() as u64,
        rate_hz,
        unit: None,
        total,
        columns,
    })
}

impl Facts {
    fn duration_s(&self) -> Option<f64> {
        self.rate_hz.map(|hz| self.samples as f64 / hz)
    }

    fn to_json(&self, path: &str, opened: &Opened) -> Value {
        let columns: Vec<Value> = self
            .columns
            .iter()
            .map(|(name, one)| {
                json!({
                    "name": name,
                    "min": bound(one, 0),
                    "max": bound(one, 1),
                    "nan": one.nan_count,
                })
            })
            .collect();
        json!({
            "path": path,
            "format": opened.format(),
            "dtype": self.dtype,
            "channels": self.channels,
            "samples": self.samples,
            "rate": self.rate_hz,
            "duration_s": self.duration_s(),
            "unit": self.unit,
            "bytes": opened.bytes(),
            "min": bound(&self.total, 0),
            "max": bound(&self.total, 1),
            "nan": self.total.nan_count,
            "infinite": self.total.infinite_count,
            "columns": columns,
        })
    }

    fn to_text(&self, path: &str, opened: &Opened) -> String {
        let mut rows = vec![
            ("path", path.to_owned()),
            ("format", opened.format().to_owned()),
            ("type", self.dtype.to_owned()),
            ("channels", self.channels.to_string()),
            ("samples", self.samples.to_string()),
        ];
        if let (Some(hz), Some(duration)) = (self.rate_hz, self.duration_s()) {
            rows.push(("rate", format!("{hz} Hz")));
            rows.push(("duration", format!("{duration:.6} s")));
        }
        if let Some(unit) = &self.unit {
            rows.push(("unit", unit.clone()));
        }
        rows.push(("size", size_text(opened.bytes())));
        rows.push(("range", range_text(&self.total)));
        for (name, one) in &self.columns {
            rows.push(("column", format!("{name}: {}", range_text(one))));
        }
        rows.iter()
            .map(|(name, value)| format!("{name:<9} {value}\n"))
            .collect()
    }
}

/// The smallest (0) or largest (1) finite value; integers whole.
fn bound(summary: &Summary, which: usize) -> Value {
    if summary.extent.is_empty() {
        return Value::Null;
    }
    if let Some(integers) = summary.integers {
        // Every integer type that is read fits one of the two.
        return match (
            i64::try_from(integers[which]),
            u64::try_from(integers[which]),
        ) {
            (Ok(value), _) => json!(value),
            (_, Ok(value)) => json!(value),
            _ => Value::Null,
        };
    }
    json!([summary.extent.min, summary.extent.max][which])
}

fn range_text(summary: &Summary) -> String {
    let mut text = if summary.extent.is_empty() {
        String::from("no finite value")
    } else {
        format!("{} to {}", bound(summary, 0), bound(summary, 1))
    };
    if summary.nan_count > 0 {
        text = format!("{text}, {} NaN", summary.nan_count);
    }
    if summary.infinite_count > 0 {
        text = format!("{text}, {} infinite", summary.infinite_count);
    }
    text
}

fn size_text(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["bytes", "KiB", "MiB", "GiB"] {
        if value < 1024.0 || unit == "GiB" {
            return if unit == "bytes" {
                format!("{bytes} bytes")
            } else {
                format!("{value:.1} {unit} ({bytes} bytes)")
            };
        }
        value /= 1024.0;
    }
    format!("{bytes} bytes")
}
