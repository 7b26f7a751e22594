//! Mistakes in shaders, at their place.

use std::fmt;

/// A mistake in a composed shader, with the place in the module that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShaderError {
    /// The module's name; `None` when the mistake has no place (a program
    /// without an entry point).
    pub module: Option<String>,
    /// Line in the module, from 1; 0 without a place.
    pub line: u32,
    /// Column in that line, in characters from 1; 0 without a place.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// The source line, for showing.
    pub source_line: String,
}

impl ShaderError {
    /// A mistake of the program as a whole.
    pub(super) fn without_place(message: impl Into<String>) -> Self {
        Self {
            module: None,
            line: 0,
            column: 0,
            message: message.into(),
            source_line: String::new(),
        }
    }
}

impl fmt::Display for ShaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.module {
            Some(module) => write!(
                f,
                "shader module {module}:{}:{}: {}\n    {}\n    {:>width$}",
                self.line,
                self.column,
                self.message,
                self.source_line,
                "^",
                width = self.column as usize,
            ),
            None => write!(f, "shader: {}", self.message),
        }
    }
}

impl std::error::Error for ShaderError {}
