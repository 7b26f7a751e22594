//! Windows for OpenGL programs: winit and glutin behind a small trait.
