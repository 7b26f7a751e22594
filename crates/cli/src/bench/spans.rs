//! Sums the time that tracing's spans take, by their names.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A subscriber that keeps the time of each span, without that of the spans inside it.
///
/// It is for one thread: that on which it is set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The name of each span, by its number less one.
    names: Vec<&'static str>,
    /// The spans that are entered, the outermost first.
    entered: Vec<&'static str>,
    /// When the innermost last changed.
    since: Option<Instant>,
    own: BTreeMap<&'static str, Duration>,
}

impl Inner {
    /// Gives the time since the last change to the innermost span.
    fn settle(&mut self) {
        let now = Instant::now();
        if let (Some(name), Some(since)) = (self.entered.last(), self.since) {
            *self.own.entry(name).or_default() += now - since;
        }
        self.since = Some(now);
    }
}

impl Spans {
    /// Time in spans of this name, spans inside them left out.
    pub(crate) fn own_time(&self, name: &str) -> Duration {
        self.lock().own.get(name).copied().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span()
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut inner = self.lock();
        inner.names.push(span.metadata().name());
        Id::from_u64(inner.names.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, id: &Id) {
        let mut inner = self.lock();
        inner.settle();
        let index = id.into_u64() as usize - 1;
        let name = inner.names[index];
        inner.entered.push(name);
    }

    fn exit(&self, _: &Id) {
        let mut inner = self.lock();
        inner.settle();
        inner.entered.pop();
    }
}

#[cfg(test)]
mod tests {
    use tracing::debug_span;

    use super::*;

    #[test]
    fn an_inner_span_is_left_out_of_the_outer() {
        let spans = Spans::default();
        let began = Instant::now();
        tracing::subscriber::with_default(spans.clone(), || {
            for _ in 0..2 {
                let _outer = debug_span!("outer").entered();
                let _inner = debug_span!("inner").entered();
            }
        });
        let took = began.elapsed();
        let [outer, inner] = ["outer", "inner"].map(|name| spans.own_time(name));
        assert!(outer > Duration::ZERO && inner > Duration::ZERO);
        assert!(outer + inner <= took);
        assert_eq!(spans.own_time("other"), Duration::ZERO);
    }
}
