//! Figures, axes and lines: plot(&y).show().
