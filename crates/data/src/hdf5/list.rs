//! What a file holds, and what is plainly written about it.

use hdf5_metno::types::{
    FixedAscii, FixedUnicode, FloatSize, IntSize, TypeDescriptor, VarLenAscii, VarLenUnicode,
};
use hdf5_metno::{
    Attribute, Dataset, File, Group, IndexType, IterationOrder, LinkType, LocationToken,
    LocationType,
};

use crate::element::ElementType;
use crate::item::Item;

/// Groups within groups that are gone into.
const DEPTH: usize = 64;

/// Names of an attribute that gives samples a second.
const RATES: [&str; 8] = [
    "rate",
    "sampling_rate",
    "sample_rate",
    "sampling_frequency",
    "sampling_rate_hz",
    "samplerate",
    "sfreq",
    "fs",
];

/// All numeric data sets of one or two dimensions, in the order of their names. What cannot be
/// looked at is left out.
pub(super) fn arrays(file: &File) -> Vec<Item> {
    let mut found = Vec::new();
    let mut seen: Vec<LocationToken> = Vec::new();
    seen.extend(file.loc_info().map(|info| info.token));
    walk(file, "", 0, &mut seen, &mut found);
    found
}

/// Goes into each group once, by whichever name comes first, so that no way leads in a circle.
/// Hard links alone: others lead to what has a name of its own, or to other files.
fn walk(
    group: &Group,
    path: &str,
    depth: usize,
    seen: &mut Vec<LocationToken>,
    found: &mut Vec<Item>,
) {
    let mut names = Vec::new();
    let visited = group.iter_visit(IndexType::Name, IterationOrder::Increasing, |name, link| {
        if link.link_type == LinkType::Hard {
            names.push(name.to_owned());
        }
        Ok(())
    });
    if visited.is_err() {
        return;
    }
    for name in names {
        let full = format!("{path}/{name}");
        let Ok(info) = group.loc_info_by_name(&name) else {
            continue;
        };
        match info.loc_type {
            LocationType::Dataset => {
                if let Ok(dataset) = group.dataset(&name) {
                    found.extend(item(&full, &dataset));
                }
            }
            LocationType::Group if !seen.contains(&info.token) && depth < DEPTH => {
                if let Ok(inner) = group.group(&name) {
                    seen.push(info.token);
                    walk(&inner, &full, depth + 1, seen, found);
                }
            }
            _ => {}
        }
    }
}

/// The data set as an item, or what it is instead.
pub(super) fn item(name: &str, dataset: &Dataset) -> Result<Item, String> {
    let shape = dataset.get_shape().map_err(|error| error.to_string())?;
    let descriptor = dataset
        .dtype()
        .and_then(|kind| kind.to_descriptor())
        .map_err(|error| error.to_string())?;
    let Some(element_type) = element_type(&descriptor) else {
        return Err(format!("values of type {descriptor}"));
    };
    if !matches!(shape.len(), 1 | 2) {
        let dimensions = shape.len();
        return Err(format!("{dimensions} dimensions"));
    }
    Ok(Item {
        name: name.to_owned(),
        element_type,
        shape: shape.into_iter().map(|length| length as u64).collect(),
    })
}

/// Truth values and other enumerations are not numbers.
fn element_type(descriptor: &TypeDescriptor) -> Option<ElementType> {
    Some(match descriptor {
        TypeDescriptor::Integer(size) => match size {
            IntSize::U1 => ElementType::I8,
            IntSize::U2 => ElementType::I16,
            IntSize::U4 => ElementType::I32,
            IntSize::U8 => ElementType::I64,
        },
        TypeDescriptor::Unsigned(size) => match size {
            IntSize::U1 => ElementType::U8,
            IntSize::U2 => ElementType::U16,
            IntSize::U4 => ElementType::U32,
            IntSize::U8 => ElementType::U64,
        },
        TypeDescriptor::Float(FloatSize::U4) => ElementType::F32,
        TypeDescriptor::Float(FloatSize::U8) => ElementType::F64,
        _ => return None,
    })
}

/// Samples a second, from an attribute of the data set, or of `starting_time` beside it as NWB
/// has it.
pub(super) fn rate_hz(file: &File, name: &str, dataset: &Dataset) -> Option<f64> {
    let own = RATES
        .iter()
        .find_map(|rate| number(&dataset.attr(rate).ok()?));
    own.or_else(|| {
        let (group, "data") = name.rsplit_once('/')? else {
            return None;
        };
        let beside = file.dataset(&format!("{group}/starting_time")).ok()?;
        number(&beside.attr("rate").ok()?)
    })
    .filter(|rate| rate.is_finite() && *rate > 0.0)
}

/// The units of the values, from an attribute of the data set.
pub(super) fn unit(dataset: &Dataset) -> Option<String> {
    let unit = ["unit", "units"]
        .iter()
        .find_map(|name| text(&dataset.attr(name).ok()?))?;
    let unit = unit.trim();
    (!unit.is_empty() && unit != "n.a.").then(|| unit.to_owned())
}

fn number(attribute: &Attribute) -> Option<f64> {
    match attribute.size() {
        1 => attribute.read_raw::<f64>().ok()?.first().copied(),
        _ => None,
    }
}

fn text(attribute: &Attribute) -> Option<String> {
    let kind = attribute.dtype().ok()?.to_descriptor().ok()?;
    let text = match kind {
        TypeDescriptor::VarLenUnicode => attribute.read_scalar::<VarLenUnicode>().ok()?.to_string(),
        TypeDescriptor::VarLenAscii => attribute.read_scalar::<VarLenAscii>().ok()?.to_string(),
        TypeDescriptor::FixedUnicode(_) => attribute
            .read_scalar::<FixedUnicode<64>>()
            .ok()?
            .to_string(),
        TypeDescriptor::FixedAscii(_) => {
            attribute.read_scalar::<FixedAscii<64>>().ok()?.to_string()
        }
        _ => return None,
    };
    Some(text)
}
