//! One WGSL text with a name.

use std::borrow::Cow;

/// A WGSL text and the name under which its mistakes are reported.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Module {
    name: Cow<'static, str>,
    source: Cow<'static, str>,
}

impl Module {
    /// A module; the name is usually that of its file.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, source: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            source: source.into(),
        }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The WGSL text.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl From<&galry_shaders::Module> for Module {
    fn from(module: &galry_shaders::Module) -> Self {
        Self::new(module.name, module.source)
    }
}
