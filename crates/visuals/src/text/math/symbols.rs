//! The commands that stand for one sign, and the letters' and signs' kinds.

/// What a sign is in a formula: it says how much room there is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A letter, a number, a fraction.
    Ordinary,
    /// A sum, an integral, a function's name.
    Operator,
    /// Between two operands: plus, minus, times.
    Binary,
    /// Between two sides: equal, less, an arrow.
    Relation,
    Opening,
    Closing,
    Punctuation,
}

use Class::{Binary, Closing, Opening, Operator, Ordinary, Punctuation, Relation};

/// Commands that stand for characters: name, characters, class. Those of lower-case Greek letters
/// are [slanted](is_slanted), as all letters of one's own are.
const SYMBOLS: &[(&str, &str, Class)] = &[
    ("alpha", "α", Ordinary),
    ("beta", "β", Ordinary),
    ("gamma", "γ", Ordinary),
    ("delta", "δ", Ordinary),
    ("epsilon", "ϵ", Ordinary),
    ("varepsilon", "ε", Ordinary),
    ("zeta", "ζ", Ordinary),
    ("eta", "η", Ordinary),
    ("theta", "θ", Ordinary),
    ("vartheta", "ϑ", Ordinary),
    ("iota", "ι", Ordinary),
    ("kappa", "κ", Ordinary),
    ("lambda", "λ", Ordinary),
    ("mu", "μ", Ordinary),
    ("nu", "ν", Ordinary),
    ("xi", "ξ", Ordinary),
    ("omicron", "ο", Ordinary),
    ("pi", "π", Ordinary),
    ("varpi", "ϖ", Ordinary),
    ("rho", "ρ", Ordinary),
    ("varrho", "ϱ", Ordinary),
    ("sigma", "σ", Ordinary),
    ("varsigma", "ς", Ordinary),
    ("tau", "τ", Ordinary),
    ("upsilon", "υ", Ordinary),
    ("phi", "ϕ", Ordinary),
    ("varphi", "φ", Ordinary),
    ("chi", "χ", Ordinary),
    ("psi", "ψ", Ordinary),
    ("omega", "ω", Ordinary),
    ("Gamma", "Γ", Ordinary),
    ("Delta", "Δ", Ordinary),
    ("Theta", "Θ", Ordinary),
    ("Lambda", "Λ", Ordinary),
    ("Xi", "Ξ", Ordinary),
    ("Pi", "Π", Ordinary),
    ("Sigma", "Σ", Ordinary),
    ("Upsilon", "Υ", Ordinary),
    ("Phi", "Φ", Ordinary),
    ("Psi", "Ψ", Ordinary),
    ("Omega", "Ω", Ordinary),
    ("hbar", "ħ", Ordinary),
    ("ell", "ℓ", Ordinary),
    ("partial", "∂", Ordinary),
    ("infty", "∞", Ordinary),
    ("emptyset", "∅", Ordinary),
    ("degree", "°", Ordinary),
    ("circ", "◦", Binary),
    ("prime", "′", Ordinary),
    ("AA", "Å", Ordinary),
    ("dagger", "†", Binary),
    ("ldots", "…", Ordinary),
    ("dots", "…", Ordinary),
    ("cdots", "···", Ordinary),
    ("vert", "|", Ordinary),
    ("|", "‖", Ordinary),
    ("backslash", "\\", Ordinary),
    ("$", "$", Ordinary),
    ("%", "%", Ordinary),
    ("#", "#", Ordinary),
    ("&", "&", Ordinary),
    ("_", "_", Ordinary),
    ("{", "{", Opening),
    ("}", "}", Closing),
    ("pm", "±", Binary),
    ("times", "×", Binary),
    ("cdot", "·", Binary),
    ("div", "÷", Binary),
    ("ast", "*", Binary),
    ("leq", "≤", Relation),
    ("le", "≤", Relation),
    ("geq", "≥", Relation),
    ("ge", "≥", Relation),
    ("neq", "≠", Relation),
    ("ne", "≠", Relation),
    ("approx", "≈", Relation),
    ("sim", "~", Relation),
    ("parallel", "‖", Relation),
    ("to", "→", Relation),
    ("rightarrow", "→", Relation),
    ("leftarrow", "←", Relation),
    ("leftrightarrow", "↔", Relation),
    ("uparrow", "↑", Relation),
    ("downarrow", "↓", Relation),
    ("Rightarrow", "⇒", Relation),
    ("Leftarrow", "⇐", Relation),
    ("Leftrightarrow", "⇔", Relation),
    ("sum", "∑", Operator),
    ("prod", "∏", Operator),
    ("int", "∫", Operator),
];

/// Names that are set upright, with room after them.
const FUNCTIONS: &[&str] = &[
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "det", "dim", "exp", "inf", "lg",
    "lim", "ln", "log", "max", "min", "sin", "sinh", "sup", "tan", "tanh",
];

/// Room of a given width, in ems.
const SPACES: &[(&str, f32)] = &[
    (",", 1.0 / 6.0),
    (":", 2.0 / 9.0),
    (">", 2.0 / 9.0),
    (";", 5.0 / 18.0),
    ("!", -1.0 / 6.0),
    (" ", WORD_SPACE_EM),
    ("quad", 1.0),
    ("qquad", 2.0),
];

/// Width of `~` and of a space that is asked for, in ems.
pub(crate) const WORD_SPACE_EM: f32 = 0.25;

/// A mark over what it applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accent {
    /// A combining character of the face.
    Mark(char),
    /// A bar as wide as a letter.
    Bar,
    /// A bar over all of it.
    Overline,
    /// An arrow.
    Arrow,
}

const ACCENTS: &[(&str, Accent)] = &[
    ("hat", Accent::Mark('\u{302}')),
    ("tilde", Accent::Mark('\u{303}')),
    ("dot", Accent::Mark('\u{307}')),
    ("ddot", Accent::Mark('\u{308}')),
    ("acute", Accent::Mark('\u{301}')),
    ("grave", Accent::Mark('\u{300}')),
    ("breve", Accent::Mark('\u{306}')),
    ("check", Accent::Mark('\u{30c}')),
    ("bar", Accent::Bar),
    ("overline", Accent::Overline),
    ("vec", Accent::Arrow),
];

/// How the letters of an argument are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Letters {
    /// Latin and lower-case Greek slanted: what is not told otherwise.
    Italic,
    Upright,
    /// In the semibold face.
    Bold,
    /// Upright, and spaces count.
    Text,
}

const LETTERS: &[(&str, Letters)] = &[
    ("mathrm", Letters::Upright),
    ("mathit", Letters::Italic),
    ("mathbf", Letters::Bold),
    ("operatorname", Letters::Upright),
    ("text", Letters::Text),
];

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Command {
    Symbol(&'static str, Class),
    Function(&'static str),
    Space(f32),
    Accent(Accent),
    Letters(Letters),
    Fraction,
    Root,
}

/// What the command `name`, without its backslash, does.
pub(crate) fn command(name: &str) -> Option<Command> {
    fn find<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
        let found = table.iter().find(|(known, _)| *known == name);
        found.map(|&(_, value)| value)
    }
    match name {
        "frac" => return Some(Command::Fraction),
        "sqrt" => return Some(Command::Root),
        _ => {}
    }
    let symbol = SYMBOLS.iter().find(|(known, ..)| *known == name);
    let function = || FUNCTIONS.iter().find(|known| **known == name);
    symbol
        .map(|&(_, characters, class)| Command::Symbol(characters, class))
        .or_else(|| function().map(|name| Command::Function(name)))
        .or_else(|| find(SPACES, name).map(Command::Space))
        .or_else(|| find(ACCENTS, name).map(Command::Accent))
        .or_else(|| find(LETTERS, name).map(Command::Letters))
}

/// All commands that are words, without backslashes.
pub(crate) fn command_names() -> impl Iterator<Item = &'static str> {
    let symbols = SYMBOLS.iter().map(|&(name, ..)| name);
    let spaces = SPACES.iter().map(|&(name, _)| name);
    let accents = ACCENTS.iter().map(|&(name, _)| name);
    let letters = LETTERS.iter().map(|&(name, _)| name);
    symbols
        .chain(FUNCTIONS.iter().copied())
        .chain(spaces)
        .chain(accents)
        .chain(letters)
        .chain(["frac", "sqrt"])
        .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// What a character that is written as itself is, and what is set for it.
pub(crate) fn character(c: char) -> (char, Class) {
    match c {
        '-' | '−' => ('−', Binary),
        '+' | '±' | '×' | '÷' | '·' | '*' => (c, Binary),
        '=' | '<' | '>' | ':' | '≤' | '≥' | '≠' | '≈' | '→' | '←' | '↔' | '⇒' | '⇐' | '⇔' => {
            (c, Relation)
        }
        '∑' | '∏' | '∫' => (c, Operator),
        '(' | '[' => (c, Opening),
        ')' | ']' | '!' | '?' => (c, Closing),
        ',' | ';' => (c, Punctuation),
        '\'' => ('′', Ordinary),
        _ => (c, Ordinary),
    }
}

/// Whether a character is slanted where letters are: Latin letters and lower-case Greek ones.
pub(crate) fn is_slanted(c: char) -> bool {
    c.is_ascii_alphabetic()
        || ('α'..='ω').contains(&c)
        || matches!(c, 'ϵ' | 'ϑ' | 'ϕ' | 'ϖ' | 'ϱ' | '∂' | 'ħ' | 'µ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::face::{Face, ParsedFace};

    #[test]
    fn both_faces_have_every_sign_that_a_command_stands_for() {
        for face in Face::ALL {
            let charmap = ParsedFace::new(face).font.charmap();
            let marks = ACCENTS.iter().filter_map(|(_, accent)| match accent {
                Accent::Mark(c) => Some(*c),
                _ => None,
            });
            let signs = SYMBOLS.iter().flat_map(|(_, text, _)| text.chars());
            for c in signs.chain(marks).chain(['−', '′']) {
                assert_ne!(charmap.map(c), 0, "{face:?} lacks {c:?}");
            }
        }
    }

    #[test]
    fn no_two_commands_have_one_name() {
        let mut names: Vec<&str> = command_names().collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        for name in names {
            assert!(command(name).is_some(), "{name}");
        }
        assert_eq!(command("frak"), None);
        assert_eq!(command(""), None);
    }
}
