//! How much time of a frame is left, where there is a clock.

use std::time::Duration;

/// When the time of a frame is over.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Deadline {
    #[cfg(not(target_family = "wasm"))]
    end: Option<std::time::Instant>,
}

impl Deadline {
    /// That of a frame that begins now; without a budget, or without a clock, never.
    pub(super) fn after(budget: Option<Duration>) -> Self {
        #[cfg(not(target_family = "wasm"))]
        {
            let now = std::time::Instant::now();
            Self {
                end: budget.and_then(|budget| now.checked_add(budget)),
            }
        }
        #[cfg(target_family = "wasm")]
        {
            let _ = budget;
            Self {}
        }
    }

    pub(super) fn is_over(&self) -> bool {
        #[cfg(not(target_family = "wasm"))]
        {
            self.end.is_some_and(|end| std::time::Instant::now() >= end)
        }
        #[cfg(target_family = "wasm")]
        false
    }
}

/// Measures how long something takes, where there is a clock.
pub(super) struct Stopwatch {
    #[cfg(not(target_family = "wasm"))]
    began: std::time::Instant,
}

impl Stopwatch {
    pub(super) fn start() -> Self {
        Self {
            #[cfg(not(target_family = "wasm"))]
            began: std::time::Instant::now(),
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        #[cfg(not(target_family = "wasm"))]
        {
            self.began.elapsed()
        }
        #[cfg(target_family = "wasm")]
        Duration::ZERO
    }
}
