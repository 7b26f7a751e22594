//! The WGSL modules of galry, grouped by role.
