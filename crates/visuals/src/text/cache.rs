//! What was shaped, remembered: layouts measure each label several times before it is drawn.

use std::collections::HashMap;
use std::sync::Arc;

use super::shape::{ShapeStyle, ShapedLine};
use super::style::Weight;

/// Entries kept in each of the two generations.
const GENERATION_ENTRIES: usize = 4096;

type Table = HashMap<Box<str>, Arc<[ShapedLine]>>;

/// Shaped texts in two generations: when the young one is full it becomes the old one, and the
/// old one is forgotten. A text in use is thereby kept, without a clock or a list.
#[derive(Debug, Default)]
pub(crate) struct ShapeCache {
    young: [Table; 4],
    old: [Table; 4],
    young_entries: usize,
}

impl ShapeCache {
    /// The shaped `text`, by `shape` if it is not remembered.
    pub(crate) fn get_or_shape(
        &mut self,
        text: &str,
        style: ShapeStyle,
        shape: impl FnOnce(&str) -> Arc<[ShapedLine]>,
    ) -> Arc<[ShapedLine]> {
        // A table a style, so that looking up needs no owned text.
        let table =
            2 * usize::from(style.weight == Weight::SemiBold) + usize::from(style.tabular_figures);
        if let Some(lines) = self.young[table].get(text) {
            return Arc::clone(lines);
        }
        let lines = match self.old[table].remove(text) {
            Some(lines) => lines,
            None => shape(text),
        };
        if self.young_entries >= GENERATION_ENTRIES {
            self.old = std::mem::take(&mut self.young);
            self.young_entries = 0;
        }
        self.young[table].insert(text.into(), Arc::clone(&lines));
        self.young_entries += 1;
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: ShapeStyle = ShapeStyle {
        weight: Weight::Regular,
        tabular_figures: false,
    };

    fn shapings(cache: &mut ShapeCache, text: &str, style: ShapeStyle) -> usize {
        let mut count = 0;
        cache.get_or_shape(text, style, |_| {
            count += 1;
            Arc::from([])
        });
        count
    }

    #[test]
    fn a_text_is_shaped_once_a_style() {
        let mut cache = ShapeCache::default();
        assert_eq!(shapings(&mut cache, "a", STYLE), 1);
        assert_eq!(shapings(&mut cache, "a", STYLE), 0);
        let tabular = ShapeStyle {
            tabular_figures: true,
            ..STYLE
        };
        assert_eq!(shapings(&mut cache, "a", tabular), 1);
    }

    #[test]
    fn texts_in_use_survive_and_memory_is_bounded() {
        let mut cache = ShapeCache::default();
        assert_eq!(shapings(&mut cache, "kept", STYLE), 1);
        for i in 0..3 * GENERATION_ENTRIES {
            shapings(&mut cache, &i.to_string(), STYLE);
            assert_eq!(shapings(&mut cache, "kept", STYLE), 0);
        }
        let entries: usize = cache.young.iter().chain(&cache.old).map(HashMap::len).sum();
        assert!(entries <= 2 * GENERATION_ENTRIES);
        assert_eq!(shapings(&mut cache, "0", STYLE), 1);
    }
}
