//! Exact, fast pictures of data too large to look at: plot(&y).show().
