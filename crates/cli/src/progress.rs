//! A bar on stderr while files are read, for whatever takes over a second.

use std::io::IsTerminal as _;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use galry::data::{Loading, Source};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes no longer has no bar.
const UNNOTICED: Duration = Duration::from_secs(1);

/// Between two looks at how far it is.
const INTERVAL: Duration = Duration::from_millis(100);

/// Does what reads these sources; on a terminal, with a bar.
pub(crate) fn while_reading<T>(sources: &[Arc<dyn Source>], work: impl FnOnce() -> T) -> T {
    if sources.is_empty() || !std::io::stderr().is_terminal() {
        return work();
    }
    let end = End::default();
    std::thread::scope(|scope| {
        scope.spawn(|| show(sources, &end));
        // Also when the work panics: the bar's thread is waited for.
        let _ends = Ends(&end);
        work()
    })
}

/// Whether the work has ended.
#[derive(Default)]
struct End {
    has_ended: Mutex<bool>,
    news: Condvar,
}

impl End {
    /// Waits so long for the end; true when it came.
    fn wait(&self, longest: Duration) -> bool {
        let guard = self
            .has_ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (guard, _) = self
            .news
            .wait_timeout_while(guard, longest, |has_ended| !*has_ended)
            .unwrap_or_else(PoisonError::into_inner);
        *guard
    }
}

struct Ends<'e>(&'e End);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        *self
            .0
            .has_ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = true;
        self.0.news.notify_all();
    }
}

fn show(sources: &[Arc<dyn Source>], end: &End) {
    if end.wait(UNNOTICED) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_style(style());
    loop {
        // Nothing is told of work that is not about reading.
        if let Some(all) = sum(sources.iter().filter_map(|source| source.loading())) {
            bar.set_length(all.total_bytes);
            bar.set_position(all.done_bytes);
        }
        if end.wait(INTERVAL) {
            bar.finish_and_clear();
            return;
        }
    }
}

fn style() -> ProgressStyle {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let bar = if no_color {
        "{bar:20}"
    } else {
        "{bar:20.cyan}"
    };
    let rest = "{decimal_bytes} of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";
    ProgressStyle::with_template(&format!("reading {bar} {rest}"))
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn sum(parts: impl Iterator<Item = Loading>) -> Option<Loading> {
    parts.reduce(|a, b| Loading {
        done_bytes: a.done_bytes + b.done_bytes,
        total_bytes: a.total_bytes + b.total_bytes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_seen_at_once_and_what_was_made_comes_back() {
        let end = End::default();
        assert!(!end.wait(Duration::ZERO));
        drop(Ends(&end));
        // Without waiting for the hour.
        assert!(end.wait(Duration::from_secs(3600)));
        assert_eq!(while_reading(&[], || 7), 7);
    }

    #[test]
    fn the_template_of_the_bar_is_one() {
        for bar in ["{bar:20}", "{bar:20.cyan}"] {
            assert!(ProgressStyle::with_template(bar).is_ok());
        }
        let loading = |done_bytes| Loading {
            done_bytes,
            total_bytes: 10,
        };
        let all = sum([loading(1), loading(4)].into_iter());
        assert_eq!(
            all.map(|all| (all.done_bytes, all.total_bytes)),
            Some((5, 20))
        );
        assert_eq!(sum(std::iter::empty()), None);
    }
}
