//! From the text of a formula to a tree of what is in it.
//!
//! A descent with one look ahead. Places are characters of the line, so that a mistake can be
//! shown where it is. Nothing nests deeper than [`MOST_LEVELS`], so no text exhausts the stack.

use super::error::MathProblem;
use super::symbols::{self, Accent, Class, Command, Letters};

/// How deep groups may lie in each other.
pub(crate) const MOST_LEVELS: usize = 32;

/// A mistake: the number of the character in the formula, from 0, and what was expected there.
pub(crate) type Mistake = (usize, MathProblem);

type Result<T> = std::result::Result<T, Mistake>;

/// A part of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    /// Characters side by side that are set as one word.
    Run(Run),
    /// Room, in ems.
    Space(f32),
    /// What was in braces.
    Group(Vec<Self>),
    /// What stands above and below the right end of its base.
    Scripts {
        /// `None` where nothing stands before them.
        base: Option<Box<Self>>,
        above: Option<Vec<Self>>,
        below: Option<Vec<Self>>,
    },
    Fraction {
        numerator: Vec<Self>,
        denominator: Vec<Self>,
    },
    Root {
        degree: Option<Vec<Self>>,
        radicand: Vec<Self>,
    },
    Accent {
        accent: Accent,
        base: Vec<Self>,
    },
}

/// Characters that are set as one word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) class: Class,
    pub(crate) slanted: bool,
    pub(crate) bold: bool,
}

impl Run {
    /// Whether a run like `next` goes on where this one ends, so that both are shaped as one.
    fn joins(&self, next: &Self) -> bool {
        let is_word = |run: &Self| run.class == Class::Ordinary && !run.slanted;
        is_word(self) && is_word(next) && self.bold == next.bold
    }
}

/// The parts of a formula, which is what stands between two dollar signs.
///
/// # Errors
/// The first mistake.
pub(crate) fn parse(formula: &str) -> Result<Vec<Node>> {
    let mut parser = Parser {
        characters: formula.chars().collect(),
        at: 0,
    };
    parser.list(End::Formula, Letters::Italic, 0)
}

/// What ends a list of parts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Formula,
    /// The brace that closes the one at this place.
    Brace(usize),
    /// The bracket that closes the one at this place.
    Bracket(usize),
}

struct Parser {
    characters: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn list(&mut self, end: End, letters: Letters, level: usize) -> Result<Vec<Node>> {
        if level > MOST_LEVELS {
            return Err((self.at, MathProblem::TooDeep));
        }
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            match (self.peek(), end) {
                (None, End::Formula) => return Ok(nodes),
                (None, End::Brace(at)) => return Err((at, MathProblem::UnclosedBrace)),
                (None, End::Bracket(at)) => return Err((at, MathProblem::UnclosedBracket)),
                (Some('}'), End::Brace(_)) | (Some(']'), End::Bracket(_)) => {
                    self.at += 1;
                    return Ok(nodes);
                }
                (Some('}'), _) => return Err((self.at, MathProblem::UnopenedBrace)),
                (Some(' '), _) if letters != Letters::Text => self.at += 1,
                (Some(sign @ ('^' | '_')), _) => {
                    let base = match nodes.last() {
                        None | Some(Node::Space(_)) => None,
                        Some(_) => nodes.pop(),
                    };
                    nodes.push(self.script(sign, base, letters, level)?);
                }
                (Some(_), _) => {
                    let is_number =
                        matches!(nodes.last(), Some(Node::Run(run)) if ends_in_digit(run));
                    let node = self.atom(letters, level, is_number)?;
                    push(&mut nodes, node);
                }
            }
        }
    }

    /// A superscript or a subscript of `base`, at its sign.
    fn script(
        &mut self,
        sign: char,
        base: Option<Node>,
        letters: Letters,
        level: usize,
    ) -> Result<Node> {
        let at = self.at;
        let (base, mut above, mut below) = match base {
            Some(Node::Scripts { base, above, below }) => (base, above, below),
            base => (base.map(Box::new), None, None),
        };
        let script = if sign == '^' { &mut above } else { &mut below };
        if script.is_some() {
            return Err((at, MathProblem::SecondScript { sign }));
        }
        self.at += 1;
        let command = sign.to_string();
        *script = Some(self.argument((at, &command), letters, level)?);
        Ok(Node::Scripts { base, above, below })
    }

    /// What a command at a place applies to: a group, or one character or command.
    fn argument(
        &mut self,
        (at, command): (usize, &str),
        letters: Letters,
        level: usize,
    ) -> Result<Vec<Node>> {
        let missing = || MathProblem::MissingArgument {
            command: command.to_owned(),
        };
        while self.peek() == Some(' ') {
            self.at += 1;
        }
        match self.peek() {
            None | Some('}' | '^' | '_') => Err((at, missing())),
            Some('{') => {
                let open = self.at;
                self.at += 1;
                self.list(End::Brace(open), letters, level + 1)
            }
            Some(_) => Ok(vec![self.atom(letters, level + 1, false)?]),
        }
    }

    /// One character, command or group; `in_number` after a digit.
    fn atom(&mut self, letters: Letters, level: usize, in_number: bool) -> Result<Node> {
        if level > MOST_LEVELS {
            return Err((self.at, MathProblem::TooDeep));
        }
        let at = self.at;
        let Some(c) = self.peek() else {
            return Ok(Node::Group(Vec::new()));
        };
        self.at += 1;
        match c {
            '{' => Ok(Node::Group(self.list(
                End::Brace(at),
                letters,
                level + 1,
            )?)),
            '\\' => self.command(at, letters, level),
            '~' => Ok(Node::Space(symbols::WORD_SPACE_EM)),
            // A comma or a point between digits is a part of the number.
            ',' if in_number && self.peek().is_some_and(|next| next.is_ascii_digit()) => {
                Ok(run(",", Class::Ordinary, letters))
            }
            c if letters == Letters::Text => {
                Ok(run(c.encode_utf8(&mut [0; 4]), Class::Ordinary, letters))
            }
            c => {
                let (c, class) = symbols::character(c);
                Ok(run(c.encode_utf8(&mut [0; 4]), class, letters))
            }
        }
    }

    /// A command whose backslash, at `at`, was taken.
    fn command(&mut self, at: usize, letters: Letters, level: usize) -> Result<Node> {
        let Some(first) = self.peek() else {
            return Err((at, MathProblem::NoCommand));
        };
        self.at += 1;
        let mut name = String::from(first);
        if first.is_ascii_alphabetic() {
            while let Some(c) = self.peek().filter(char::is_ascii_alphabetic) {
                name.push(c);
                self.at += 1;
            }
        }
        let shown = format!("\\{name}");
        let here = (at, shown.as_str());
        match symbols::command(&name) {
            None => Err((at, MathProblem::UnknownCommand { name: shown })),
            Some(Command::Symbol(text, class)) => Ok(run(text, class, letters)),
            Some(Command::Function(name)) => Ok(run(name, Class::Operator, Letters::Upright)),
            Some(Command::Space(em)) => Ok(Node::Space(em)),
            Some(Command::Letters(letters)) => {
                let argument = self.argument(here, letters, level)?;
                let node = Node::Group(argument);
                Ok(match (name.as_str(), node) {
                    ("operatorname", Node::Group(nodes)) => named_operator(nodes),
                    (_, node) => node,
                })
            }
            Some(Command::Accent(accent)) => Ok(Node::Accent {
                accent,
                base: self.argument(here, letters, level)?,
            }),
            Some(Command::Fraction) => Ok(Node::Fraction {
                numerator: self.argument(here, letters, level)?,
                denominator: self.argument(here, letters, level)?,
            }),
            Some(Command::Root) => {
                let open = self.at;
                let degree = if self.peek() == Some('[') {
                    self.at += 1;
                    Some(self.list(End::Bracket(open), letters, level + 1)?)
                } else {
                    None
                };
                let radicand = self.argument(here, letters, level)?;
                Ok(Node::Root { degree, radicand })
            }
        }
    }
}

fn ends_in_digit(run: &Run) -> bool {
    run.text.ends_with(|c: char| c.is_ascii_digit())
}

fn run(text: &str, class: Class, letters: Letters) -> Node {
    let slanted = letters == Letters::Italic && text.chars().all(symbols::is_slanted);
    Node::Run(Run {
        text: text.to_owned(),
        class,
        slanted,
        bold: letters == Letters::Bold,
    })
}

/// Words are shaped as a whole, so that their letters are kerned.
fn push(nodes: &mut Vec<Node>, node: Node) {
    if let (Some(Node::Run(last)), Node::Run(next)) = (nodes.last_mut(), &node)
        && last.joins(next)
    {
        last.text.push_str(&next.text);
        return;
    }
    nodes.push(node);
}

/// A name of one's own, with the room of an operator where it is a single word.
fn named_operator(mut nodes: Vec<Node>) -> Node {
    match nodes.as_mut_slice() {
        [Node::Run(run)] => {
            run.class = Class::Operator;
            nodes.remove(0)
        }
        _ => Node::Group(nodes),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A short form of a tree, to compare.
    fn shown(nodes: &[Node]) -> String {
        nodes.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    fn show(node: &Node) -> String {
        let part = |name: &str, part: &Option<Vec<Node>>| {
            part.as_ref()
                .map(|nodes| format!(" {name}({})", shown(nodes)))
                .unwrap_or_default()
        };
        match node {
            Node::Run(run) if run.slanted => format!("/{}/", run.text),
            Node::Run(run) if run.bold => format!("*{}*", run.text),
            Node::Run(run) => run.text.clone(),
            Node::Space(em) => format!("<{em:.2}>"),
            Node::Group(nodes) => format!("{{{}}}", shown(nodes)),
            Node::Scripts { base, above, below } => {
                let base = base.as_ref().map(|base| show(base)).unwrap_or_default();
                format!("[{base}{}{}]", part("^", above), part("_", below))
            }
            Node::Fraction {
                numerator,
                denominator,
            } => format!("frac({}; {})", shown(numerator), shown(denominator)),
            Node::Root { degree, radicand } => {
                format!("root({}{})", shown(radicand), part("of", degree))
            }
            Node::Accent { accent, base } => format!("{accent:?}({})", shown(base)),
        }
    }

    #[test]
    fn formulas_are_taken_apart_as_tex_takes_them() {
        for (formula, expected) in [
            ("10^{-3}", "[10 ^(− 3)]"),
            ("x^2_i", "[/x/ ^(2) _(/i/)]"),
            ("ab^2", "/a/ [/b/ ^(2)]"),
            ("10^23", "[10 ^(2)] 3"),
            ("^{13}\\mathrm{C}", "[ ^(13)] {C}"),
            ("x^{y^{z}}", "[/x/ ^([/y/ ^(/z/)])]"),
            ("3.5 , 1,5", "3.5 , 1,5"),
            (r"\frac12", "frac(1; 2)"),
            (r"\frac{a}{\sqrt[3]{b}}", "frac(/a/; root(/b/ of(3)))"),
            (r"\mathrm{d V}", "{dV}"),
            (r"\text{d V}", "{d V}"),
            (r"\mathbf{B}_0", "[{*B*} _(0)]"),
            (r"\hat x \vec{v}", "Mark('\\u{302}')(/x/) Arrow(/v/)"),
            (r"\mu\,\Omega\$", "/μ/ <0.17> Ω$"),
            (r"\sin\theta", "sin /θ/"),
            (r"\operatorname{sinc} x", "sinc /x/"),
            ("f'(x)", "/f/ ′ ( /x/ )"),
            ("", ""),
            ("{}", "{}"),
        ] {
            assert_eq!(shown(&parse(formula).unwrap()), expected, "{formula}");
        }
    }

    #[test]
    fn a_mistake_has_the_place_of_what_caused_it() {
        let place = |formula: &str| parse(formula).unwrap_err().0;
        assert_eq!(place(r"x + \foo"), 4);
        assert_eq!(place("µ{a"), 1);
        assert_eq!(place(r"a_{\frac1}"), 3);
        assert_eq!(place(r"\hat"), 0);
        assert_eq!(place("a_1_2"), 3);
        assert_eq!(place("x\\"), 1);
    }

    #[test]
    fn no_depth_exhausts_the_stack() {
        for opening in [
            "{",
            "x^{",
            r"\frac{",
            r"\hat",
            r"\sqrt[",
            r"\sqrt{",
            r"\mathrm{",
            r"\hat ",
        ] {
            let (_, problem) = parse(&opening.repeat(100_000)).unwrap_err();
            assert_eq!(problem, MathProblem::TooDeep, "{opening}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(formula in ".{0,60}") {
            let _either = parse(&formula);
        }

        #[test]
        fn nothing_that_looks_like_a_formula_makes_it_panic(
            formula in r"([a-z0-9 ^_{}\[\]$~'\\,.+-]|\\(frac|sqrt|hat|vec|mathrm|text|alpha|sum|,)){0,40}"
        ) {
            if let Err((at, _)) = parse(&formula) {
                prop_assert!(at <= formula.chars().count());
            }
        }
    }
}
