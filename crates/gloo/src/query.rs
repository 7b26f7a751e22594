//! Queries: how long draws take, and whether any of their fragments are seen.

use std::cell::Cell;

use glow::HasContext as _;

use crate::context::{Context, Garbage};
use crate::error::{Error, Result};

/// What a query asks.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::*;
/// # use galry_gloo::headless::{HeadlessContext, HeadlessDesc};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let kind = if context.capabilities().has_timer_queries {
///     QueryKind::TimeElapsed
/// } else {
///     QueryKind::AnySamplesPassed
/// };
/// let query = Query::new(context, kind)?;
/// assert_eq!(query.result()?, None); // nothing was asked yet
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QueryKind {
    /// Whether any fragment passed depth and stencil: 0 or 1.
    AnySamplesPassed,
    /// How many nanoseconds the GPU took, where
    /// [`Capabilities::has_timer_queries`](crate::Capabilities::has_timer_queries).
    TimeElapsed,
}

impl QueryKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::AnySamplesPassed, Self::TimeElapsed];

    pub(crate) const fn target(self) -> u32 {
        match self {
            Self::AnySamplesPassed => glow::ANY_SAMPLES_PASSED,
            Self::TimeElapsed => glow::TIME_ELAPSED,
        }
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// The number of [`QueryKind`]s.
pub(crate) const QUERY_KINDS: usize = QueryKind::ALL.len();

/// `GPU_DISJOINT_EXT`, which glow does not name.
const GPU_DISJOINT: u32 = 0x8fbb;

/// A question about draws, answered some frames later.
///
/// ```
/// # fn main() -> galry_gloo::Result<()> {
/// # #[cfg(feature = "headless")] {
/// # use galry_gloo::{Query, QueryKind, headless::{HeadlessContext, HeadlessDesc}};
/// # let headless = HeadlessContext::new(&HeadlessDesc::default())?;
/// # let context = headless.context();
/// let query = Query::new(context, QueryKind::AnySamplesPassed)?;
/// query.measure(|| { /* draws */ })?;
/// context.finish();
/// assert_eq!(query.result()?, Some(0)); // nothing was drawn
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Query {
    context: Context,
    name: glow::Query,
    kind: QueryKind,
    is_asked: Cell<bool>,
}

impl Query {
    /// Makes a query.
    ///
    /// # Errors
    /// [`Error::Refused`] where the driver has no such query, [`Error::ContextLost`].
    pub fn new(context: &Context, kind: QueryKind) -> Result<Self> {
        context.check()?;
        if kind == QueryKind::TimeElapsed && !context.capabilities().has_timer_queries {
            return Err(Error::Refused {
                what: "timer query",
                message: "this driver has none: measure on the CPU, around Context::finish"
                    .to_owned(),
            });
        }
        // SAFETY: the context is current.
        let name = unsafe { context.gl().create_query() }.map_err(|message| Error::Refused {
            what: "query",
            message,
        })?;
        context.count_object();
        Ok(Self {
            context: context.clone(),
            name,
            kind,
            is_asked: Cell::new(false),
        })
    }

    /// Asks about everything that `f` draws. An answer to an earlier question is lost.
    ///
    /// # Errors
    /// [`Error::Mismatch`] within another query of the same kind: OpenGL has room for one; then `f`
    /// does not run. [`Error::ContextLost`].
    pub fn measure<R>(&self, f: impl FnOnce() -> R) -> Result<R> {
        struct End<'a>(&'a Query);
        impl Drop for End<'_> {
            fn drop(&mut self) {
                let Query { context, kind, .. } = self.0;
                if !context.is_lost() {
                    context.active_query(*kind).set(false);
                    // SAFETY: a query of this kind was begun, and nothing else could end it.
                    unsafe { context.gl().end_query(kind.target()) };
                }
            }
        }

        self.context.check()?;
        if self.context.active_query(self.kind).replace(true) {
            return Err(Error::Mismatch {
                what: "query",
                expected: format!("one query of {:?} at a time", self.kind),
                got: "one within another".to_owned(),
            });
        }
        // SAFETY: the query is alive and of this kind, and none of its kind is active.
        unsafe {
            self.context.gl().begin_query(self.kind.target(), self.name);
        }
        self.is_asked.set(true);
        let end = End(self);
        let result = f();
        drop(end);
        Ok(result)
    }

    /// The answer: nanoseconds, or 0 and 1; `None` while the driver has none yet, and before
    /// anything was asked. Does not wait.
    ///
    /// # Errors
    /// [`Error::Refused`] if the GPU's clock was disturbed meanwhile (it slept, or was shared): ask
    /// again. [`Error::ContextLost`].
    pub fn result(&self) -> Result<Option<u64>> {
        self.context.check()?;
        if !self.is_asked.get() || self.context.active_query(self.kind).get() {
            return Ok(None);
        }
        let gl = self.context.gl();
        // SAFETY: the query has been begun and ended; its result is asked only once it is there.
        let value = unsafe {
            if gl.get_query_parameter_u32(self.name, glow::QUERY_RESULT_AVAILABLE) == 0 {
                return Ok(None);
            }
            gl.get_query_parameter_u32(self.name, glow::QUERY_RESULT)
        };
        let is_embedded = self.context.capabilities().api == crate::Api::Gles;
        if self.kind == QueryKind::TimeElapsed && is_embedded {
            // SAFETY: the parameter is there with the extension for timers.
            let disturbed = unsafe { gl.get_parameter_i32(GPU_DISJOINT) } != 0;
            if disturbed {
                return Err(Error::Refused {
                    what: "timer query",
                    message: "the GPU's clock was disturbed: ask again".to_owned(),
                });
            }
        }
        Ok(Some(value.into()))
    }
}

impl Drop for Query {
    fn drop(&mut self) {
        self.context.discard(Garbage::Query(self.name));
    }
}
