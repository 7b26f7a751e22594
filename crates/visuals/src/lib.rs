//! Shader composition and visuals: what is drawn, from plain arrays and styles.
