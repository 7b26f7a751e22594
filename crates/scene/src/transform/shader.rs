//! Transforms in WGSL: the same definition as on the CPU, as a module for a program.
//!
//! The text depends on the kinds of the steps alone; their numbers are uniform values. So a program
//! is made once for a kind of transform, and changing a number compiles nothing.

use std::borrow::Cow;
use std::fmt::Write as _;

use galry_visuals::composition::{BINDINGS_PER_GROUP, Module};

use super::{Affine, Perspective, ScaleTranslate3, Transform};
use crate::{Error, Result};

/// The group of bindings that belongs to modules which users add.
const GROUP: u32 = 2;

/// The vec4 that fit into the smallest uniform block that every GL has: 16 KiB.
const MOST_VALUES: usize = 1024;

/// A transform in WGSL.
///
/// [`module`](Self::module) gives `fn <name>(point: vec3<f32>) -> vec3<f32>`, and a uniform block at
/// the binding asked for that holds [`values`](Self::values).
///
/// It computes in f32. Positions far from zero, or at a deep zoom, have to be mapped on the CPU, or
/// given relative to an origin near the view; a [`ScaleTranslate3`] or [`Affine`] subtracts its
/// origin first, in f32 too.
#[derive(Debug, Clone, PartialEq)]
pub struct TransformShader {
    source: String,
    name: String,
    values: Vec<[f32; 4]>,
}

impl TransformShader {
    /// The WGSL text.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text as a module to be laid together with others, under the name of its function.
    #[must_use]
    pub fn module(&self) -> Module {
        Module::new(self.name.clone(), self.source.clone())
    }

    /// What the uniform block holds, in order; nothing, and no block, for what has no numbers.
    #[must_use]
    pub fn values(&self) -> &[[f32; 4]] {
        &self.values
    }
}

/// One step as a WGSL function.
struct Step {
    name: &'static str,
    parameters: Vec<(&'static str, [f32; 4])>,
    body: Cow<'static, str>,
}

impl Transform {
    /// The same transform in WGSL, as a function of this name with its numbers in a uniform block
    /// at `@group(2) @binding(binding)`.
    ///
    /// ```
    /// use galry_scene::{Polar, ScaleTranslate3, Transform};
    ///
    /// let zoom = Transform::from(ScaleTranslate3::scale([90.0, 90.0, 1.0]));
    /// let shader = zoom.after(&Polar::default().into()).shader("placed", 0)?;
    /// assert!(shader.source().contains("fn placed(point: vec3<f32>) -> vec3<f32>"));
    /// assert_eq!(shader.values().len(), 4); // one of the polar map, three of the zoom
    /// # Ok::<(), galry_scene::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::TransformShader`] when the name, or that of a user's own map or of its parameters,
    /// is no WGSL identifier, when there is no such binding, or when the numbers do not fit into a
    /// uniform block. What the bodies of a user's own map say is checked where the module is
    /// composed.
    pub fn shader(&self, name: &str, binding: u32) -> Result<TransformShader> {
        check_identifier("an identifier as the function's name", name)?;
        if binding >= BINDINGS_PER_GROUP {
            return Err(wrong("a binding below 8", binding.to_string()));
        }
        let steps = match self {
            Self::Chain(chain) => chain.steps(),
            step => std::slice::from_ref(step),
        };
        let mut writer = Writer::new(name);
        for step in steps.iter().filter_map(Self::step) {
            writer.add(step)?;
        }
        writer.finish(binding)
    }

    /// This transform, which is no chain, as one function; `None` of the identity.
    fn step(&self) -> Option<Step> {
        let (map, is_forward) = match self {
            Self::Identity | Self::Chain(_) => return None,
            Self::ScaleTranslate(simple) => return Some(scale_translate_step(simple)),
            Self::Affine(affine) => return Some(affine_step(affine)),
            Self::Perspective(perspective) => return Some(perspective_step(perspective)),
            Self::NonLinear(map) => (map, true),
            Self::Inverse(map) => (map, false),
        };
        let shader = map.mapping().shader();
        Some(Step {
            name: map.mapping().name(),
            parameters: shader.parameters,
            body: if is_forward {
                shader.forward
            } else {
                shader.backward
            },
        })
    }
}

fn scale_translate_step(simple: &ScaleTranslate3) -> Step {
    Step {
        name: "scale_translate",
        parameters: vec![
            ("origin", vec4(simple.origin, 0.0)),
            ("scale", vec4(simple.scale, 0.0)),
            ("translate", vec4(simple.translate, 0.0)),
        ],
        body: "return (point - origin.xyz) * scale.xyz + translate.xyz;".into(),
    }
}

fn affine_step(affine: &Affine) -> Step {
    let row = |i: usize| vec4(affine.linear[i], affine.translate[i]);
    Step {
        name: "affine",
        parameters: vec![
            ("origin", vec4(affine.origin, 0.0)),
            ("row_x", row(0)),
            ("row_y", row(1)),
            ("row_z", row(2)),
        ],
        body: "let p = vec4<f32>(point - origin.xyz, 1.0);\n\
               return vec3<f32>(dot(row_x, p), dot(row_y, p), dot(row_z, p));"
            .into(),
    }
}

fn perspective_step(perspective: &Perspective) -> Step {
    let [x, y, z, w] = perspective.rows.map(|row| row.map(|entry| entry as f32));
    Step {
        name: "perspective",
        parameters: vec![("row_x", x), ("row_y", y), ("row_z", z), ("row_w", w)],
        body: "let p = vec4<f32>(point, 1.0);\n\
               return vec3<f32>(dot(row_x, p), dot(row_y, p), dot(row_z, p)) / dot(row_w, p);"
            .into(),
    }
}

fn vec4([x, y, z]: [f64; 3], w: f64) -> [f32; 4] {
    [x, y, z, w].map(|part| part as f32)
}

/// Collects the text. Every name in it begins with that of the function, so that several
/// transforms can be laid into one program.
struct Writer<'a> {
    name: &'a str,
    functions: String,
    calls: String,
    /// Signatures and bodies written, for steps that are the same but for their numbers.
    written: Vec<(String, Cow<'static, str>)>,
    values: Vec<[f32; 4]>,
}

impl<'a> Writer<'a> {
    fn new(name: &'a str) -> Self {
        Self {
            name,
            functions: String::new(),
            calls: String::new(),
            written: Vec::new(),
            values: Vec::new(),
        }
    }

    // Writing to a String cannot fail.
    fn add(&mut self, step: Step) -> Result<()> {
        check_identifier("an identifier as the name of a map", step.name)?;
        let mut signature = format!("{}(point: vec3<f32>", step.name);
        for (parameter, _) in &step.parameters {
            check_identifier("an identifier as the name of a parameter", parameter)?;
            _ = write!(signature, ", {parameter}: vec4<f32>");
        }
        let known = self
            .written
            .iter()
            .position(|(known, body)| *known == signature && *body == step.body);
        let number = known.unwrap_or(self.written.len());
        let name = self.name;
        if known.is_none() {
            let body = step.body.replace('\n', "\n    ");
            _ = writeln!(
                self.functions,
                "fn {name}_{number}_{signature}) -> vec3<f32> {{\n    {body}\n}}\n"
            );
        }
        _ = write!(self.calls, "    p = {name}_{number}_{}(p", step.name);
        for _ in &step.parameters {
            _ = write!(self.calls, ", {name}_block.values[{}]", self.values.len());
            // As many as there are calls: each step has its own.
            self.values.push([0.0; 4]);
        }
        self.calls.push_str(");\n");
        let first = self.values.len() - step.parameters.len();
        for (value, (_, parameter)) in self.values[first..].iter_mut().zip(&step.parameters) {
            *value = *parameter;
        }
        if known.is_none() {
            self.written.push((signature, step.body));
        }
        Ok(())
    }

    fn finish(self, binding: u32) -> Result<TransformShader> {
        let Self {
            name,
            functions,
            calls,
            values,
            ..
        } = self;
        let count = values.len();
        if count > MOST_VALUES {
            return Err(wrong(
                "at most 1024 vec4 of numbers, what a uniform block holds",
                count.to_string(),
            ));
        }
        let block = if count == 0 {
            String::new()
        } else {
            format!(
                "struct {name}_values {{\n    values: array<vec4<f32>, {count}>,\n}}\n\n\
                 @group({GROUP}) @binding({binding}) var<uniform> {name}_block: {name}_values;\n\n"
            )
        };
        let source = format!(
            "// Role: position. A transform of the scene, written by it.\n\
             // Needs: nothing.\n\
             // Gives: {name}.\n\n\
             {block}{functions}\
             fn {name}(point: vec3<f32>) -> vec3<f32> {{\n    \
             var p = point;\n{calls}    return p;\n}}\n"
        );
        Ok(TransformShader {
            source,
            name: name.to_owned(),
            values,
        })
    }
}

/// WGSL keeps names that begin with two underscores, and one underscore alone, for itself.
fn check_identifier(expected: &'static str, name: &str) -> Result<()> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_start = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_start && name.chars().all(is_part) {
        return Ok(());
    }
    Err(wrong(expected, format!("{name:?}")))
}

fn wrong(expected: &'static str, got: String) -> Error {
    Error::TransformShader { expected, got }
}

#[cfg(test)]
mod tests {
    use super::super::{Bounds3, Curve, Curves, Magnify, Mapping, MappingShader, Polar};
    use super::*;
    use galry_visuals::composition::Composition;

    /// A map with a name and a parameter of one's choice.
    #[derive(Debug)]
    struct Named(&'static str, &'static str);

    impl Mapping for Named {
        fn name(&self) -> &'static str {
            self.0
        }
        fn forward(&self, point: [f64; 3]) -> [f64; 3] {
            point
        }
        fn backward(&self, point: [f64; 3]) -> [f64; 3] {
            point
        }
        fn forward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
            Ok(*bounds)
        }
        fn backward_bounds(&self, bounds: &Bounds3) -> Result<Bounds3> {
            Ok(*bounds)
        }
        fn shader(&self) -> MappingShader {
            MappingShader {
                parameters: vec![(self.1, [0.0; 4])],
                forward: "return points;".into(),
                backward: "return point;".into(),
            }
        }
    }

    fn all_kinds() -> Vec<Transform> {
        let curves = [
            Curve::Linear,
            Curve::Log { base: 10.0 },
            Curve::Symlog { linear_within: 1.0 },
            Curve::Power { exponent: 2.0 },
        ];
        let mut all = vec![
            Transform::Identity,
            ScaleTranslate3::scale([2.0; 3]).into(),
            Affine::rotate([1.0, 0.0, 0.0], 1.0).unwrap().into(),
            Perspective::field_of_view(1.0, 1.0, 1.0, 2.0)
                .unwrap()
                .into(),
            Polar::default().into(),
            Magnify::disc([0.0; 2], 1.0, 2.0).unwrap().into(),
        ];
        all.extend(curves.map(|curve| Curves::new([curve; 3]).unwrap().into()));
        let inverses: Vec<Transform> = all.iter().map(|t| t.inverse().unwrap()).collect();
        all.extend(inverses);
        let chain = Transform::chain(all.clone());
        all.push(chain);
        all
    }

    #[test]
    fn every_kind_is_valid_wgsl() {
        for transform in all_kinds() {
            let shader = transform.shader("placed", 3).unwrap();
            Composition::new([shader.module()]).unwrap_or_else(|error| {
                panic!("{transform:?}: {error}\n{}", shader.source());
            });
        }
    }

    #[test]
    fn two_transforms_fit_into_one_program() {
        let chain = Transform::chain(all_kinds());
        let modules = ["placed", "tinted"]
            .into_iter()
            .zip(0..)
            .map(|(name, binding)| chain.shader(name, binding).unwrap().module());
        Composition::new(modules).unwrap();
    }

    #[test]
    fn numbers_change_values_and_never_the_text() {
        let shader = |scale: f64, zero: f64| {
            let zoom = Transform::from(ScaleTranslate3::scale([scale; 3]));
            let polar = Transform::from(Polar::new(zero).unwrap());
            zoom.after(&polar.after(&zoom)).shader("placed", 0).unwrap()
        };
        let (one, other) = (shader(2.0, 0.5), shader(3.0, -0.5));
        assert_eq!(one.source(), other.source());
        assert_ne!(one.values(), other.values());
        // The two zooms share a function and not their numbers.
        assert_eq!(one.source().matches("_scale_translate(point").count(), 1);
        assert_eq!(one.values().len(), 7);
    }

    #[test]
    fn what_cannot_be_wgsl_says_why() {
        let message = |transform: &Transform, name: &str, binding| {
            transform.shader(name, binding).unwrap_err().to_string()
        };
        let polar = Transform::from(Polar::default());
        assert_eq!(
            message(&polar, "2d", 0),
            "a transform in WGSL: expected an identifier as the function's name, got \"2d\""
        );
        assert!(polar.shader("__reserved", 0).is_err());
        assert!(polar.shader("", 0).is_err());
        assert_eq!(
            message(&polar, "placed", 8),
            "a transform in WGSL: expected a binding below 8, got 8"
        );
        assert_eq!(
            message(&Transform::own(Named("my map", "a")), "placed", 0),
            "a transform in WGSL: expected an identifier as the name of a map, got \"my map\""
        );
        assert_eq!(
            message(&Transform::own(Named("mine", "a b")), "placed", 0),
            "a transform in WGSL: expected an identifier as the name of a parameter, got \"a b\""
        );
        let lens = Transform::from(Magnify::along(0, 0.0, 1.0, 2.0).unwrap());
        let long = Transform::chain(vec![lens; 400]);
        assert_eq!(
            message(&long, "placed", 0),
            "a transform in WGSL: expected at most 1024 vec4 of numbers, \
             what a uniform block holds, got 1200"
        );
    }

    #[test]
    fn a_mistake_in_a_users_body_has_its_place() {
        let shader = Transform::own(Named("mine", "a"))
            .shader("placed", 0)
            .unwrap();
        let error = Composition::new([shader.module()]).unwrap_err();
        assert_eq!(error.module.as_deref(), Some("placed"));
        assert_eq!(error.source_line.trim(), "return points;");
    }
}
