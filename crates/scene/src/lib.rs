//! Transforms, cameras, nodes, views and level of detail: where things are drawn and how they are touched.
