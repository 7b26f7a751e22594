//! Fences: whether the driver has done what was asked of it before.

use std::time::Duration;

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};

/// A mark among the calls. It is signalled once everything asked before it is done.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{Fence, headless::{HeadlessContext, HeadlessDesc}};
/// # use std::time::Duration;
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// // … draws …
/// let fence = Fence::new(context)?;
/// assert!(fence.wait(Duration::from_secs(10))?);
/// assert!(fence.is_signaled()?);
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Fence {
    context: Context,
    name: glow::Fence,
}

impl Fence {
    /// Sets a mark after what was asked so far.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::ContextLost`].
    pub fn new(context: &Context) -> Result<Self> {
        context.check()?;
        // SAFETY: the context is current; the condition is the only one that there is.
        let name = unsafe { context.gl().fence_sync(glow::SYNC_GPU_COMMANDS_COMPLETE, 0) }
            .map_err(|message| Error::Refused {
                what: "fence",
                message,
            })?;
        context.count_object();
        let context = context.clone();
        Ok(Self { context, name })
    }

    /// Whether everything before it is done. Hands what was asked to the driver, and does not wait.
    ///
    /// # Errors
    /// [`Error::ContextLost`].
    pub fn is_signaled(&self) -> Result<bool> {
        self.wait_for_ns(0)
    }

    /// Waits until everything before it is done, but no longer than `timeout`; says whether it is.
    /// A browser does not wait at all.
    ///
    /// # Errors
    /// [`Error::ContextLost`].
    pub fn wait(&self, timeout: Duration) -> Result<bool> {
        let mut left = if cfg!(target_family = "wasm") {
            0
        } else {
            timeout.as_nanos()
        };
        loop {
            // The driver counts in signed integers.
            let step = left.min(1_000_000_000);
            if self.wait_for_ns(step as i32)? {
                return Ok(true);
            }
            left -= step;
            if left == 0 {
                return Ok(false);
            }
        }
    }

    fn wait_for_ns(&self, timeout_ns: i32) -> Result<bool> {
        self.context.check()?;
        let flush = glow::SYNC_FLUSH_COMMANDS_BIT;
        // SAFETY: the fence is alive and the context current.
        let status = unsafe {
            self.context
                .gl()
                .client_wait_sync(self.name, flush, timeout_ns)
        };
        Ok(matches!(
            status,
            glow::ALREADY_SIGNALED | glow::CONDITION_SATISFIED
        ))
    }
}

impl Drop for Fence {
    fn drop(&mut self) {
        self.context.discard(Garbage::Fence(self.name));
    }
}
