//! Sources of samples, pyramids and exact level of detail; knows no GL.
