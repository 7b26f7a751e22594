//! From a byte of the composed text back to the module's own line and column.

use super::Module;

/// Where each module begins in the composed text.
#[derive(Clone, Debug)]
pub(super) struct SourceMap {
    /// First byte of each module, ascending; the modules' own order.
    starts: Vec<usize>,
}

/// A place in a module, counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Index into the list of modules.
    pub(super) module: usize,
    /// Line in the module.
    pub(super) line: u32,
    /// Column in characters.
    pub(super) column: u32,
}

/// Lays the modules one after the other, each on lines of its own.
pub(super) fn concatenate(modules: &[Module]) -> (String, SourceMap) {
    let mut text = String::with_capacity(modules.iter().map(|m| m.source().len() + 1).sum());
    let mut starts = Vec::with_capacity(modules.len());
    for module in modules {
        starts.push(text.len());
        text.push_str(module.source());
        text.push('\n');
    }
    (text, SourceMap { starts })
}

impl SourceMap {
    /// The place of byte `offset` of the composed text.
    pub(super) fn place(&self, modules: &[Module], offset: usize) -> Option<Place> {
        let module = self
            .starts
            .partition_point(|&start| start <= offset)
            .checked_sub(1)?;
        let source = modules.get(module)?.source();
        // An error at the end of the text may point just behind the module.
        let mut local = (offset - self.starts[module]).min(source.len());
        while !source.is_char_boundary(local) {
            local -= 1;
        }
        let before = &source[..local];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some(Place {
            module,
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_belongs_to_its_module() {
        let modules = [
            Module::new("a", "one\ntwo"),
            Module::new("b", ""),
            Module::new("c", "// µ x\ny"),
        ];
        let (text, map) = concatenate(&modules);
        let place = |needle: &str| map.place(&modules, text.find(needle).unwrap()).unwrap();
        assert_eq!(
            place("two"),
            Place {
                module: 0,
                line: 2,
                column: 1
            }
        );
        assert_eq!(
            place("x"),
            Place {
                module: 2,
                line: 1,
                column: 6
            }
        );
        assert_eq!(
            place("y"),
            Place {
                module: 2,
                line: 2,
                column: 1
            }
        );
        assert_eq!(map.place(&modules, text.len() + 9).unwrap().module, 2);
        assert_eq!(map.place(&[], 0), None);
    }
}
