//! Safe OpenGL ES 3 objects over glow: buffers, textures, programs, framebuffers, state, counters.
