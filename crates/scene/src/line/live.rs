//! Lines over sources that change.

use std::sync::Arc;

use galry_data::Source;

use super::{Line, unique};

impl<'a> Line<'a> {
    /// The source, if it changes.
    #[must_use]
    pub fn live_source(&self) -> Option<&Arc<dyn Source + 'a>> {
        self.live.as_ref()
    }

    /// Holds the samples that are drawn, whatever comes, or goes on with the newest. Held samples
    /// stay in memory, also those that a ring has let go of.
    pub fn set_held(&mut self, is_held: bool) {
        self.is_held = is_held;
    }

    /// Whether the samples are held.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.is_held
    }

    /// Takes the newest samples of a source that changes; tells whether there were any.
    pub(crate) fn update(
        &mut self,
        take: impl FnOnce(&Arc<dyn Source + 'a>) -> Option<Arc<dyn Source>>,
    ) -> bool {
        let Some(live) = self.live.as_ref().filter(|_| !self.is_held) else {
            return false;
        };
        match take(live) {
            Some(snapshot) if snapshot.revision() != self.source.revision() => {
                self.source = snapshot;
                self.identity = unique();
                true
            }
            _ => false,
        }
    }
}
