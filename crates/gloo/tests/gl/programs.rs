//! Programs: reflection, uniforms, and errors that teach.

use galry_gloo::{Error, Program, ProgramDesc, ShaderStage, ShadingLanguage, Uniform};

use crate::support::{
    EVERYTHING, FLAT_FRAGMENT, FLAT_VERTEX, canvas, flat_program, in_each_api, is_mesa, pixels,
    positions, program, strip,
};

const RICH_VERTEX: &str = "
layout(location = 3) in vec2 position;
layout(location = 1) in uint kind;
layout(std140) uniform View { mat4 clip_from_data; vec4 extra; };
uniform float weights[3];
void main() {
    gl_Position = clip_from_data * vec4(position, weights[0] + weights[2], 1.0) + extra
        + vec4(float(kind) + float(gl_VertexID));
}
";

const RICH_FRAGMENT: &str = "
uniform sampler2D picture;
uniform usampler2D ids;
uniform ivec2 offset;
uniform bool flip;
layout(location = 0) out vec4 result;
void main() {
    uvec4 id = texelFetch(ids, offset, 0);
    result = texelFetch(picture, flip ? offset : offset.yx, 0) + vec4(id);
}
";

#[test]
fn reflection_lists_what_a_program_reads() {
    in_each_api(|context| {
        let program = program(context, RICH_VERTEX, RICH_FRAGMENT);
        let attributes: Vec<_> = program
            .attributes()
            .iter()
            .map(|a| (a.name.as_str(), a.location, a.type_name))
            .collect();
        assert_eq!(attributes, [("kind", 1, "uint"), ("position", 3, "vec2")]);
        let mut uniforms: Vec<_> = program
            .uniforms()
            .iter()
            .map(|u| (u.name.as_str(), u.type_name, u.count))
            .collect();
        uniforms.sort_unstable();
        assert_eq!(
            uniforms,
            [
                ("flip", "bool", 1),
                ("offset", "ivec2", 1),
                ("weights", "float", 3)
            ]
        );
        let blocks = program.blocks();
        assert_eq!(blocks.len(), 1);
        assert_eq!(
            (blocks[0].name.as_str(), blocks[0].bytes, blocks[0].slot),
            ("View", 80, 0)
        );
        let mut samplers = program.samplers();
        samplers.sort_by(|a, b| a.name.cmp(&b.name));
        let samplers: Vec<_> = samplers
            .iter()
            .map(|s| (s.name.as_str(), s.type_name, s.unit))
            .collect();
        assert_eq!(
            samplers,
            [("ids", "usampler2D", 0), ("picture", "sampler2D", 0)]
        );
        assert_eq!(context.counters().programs_compiled, 1);
    });
}

#[test]
fn bindings_are_remembered_and_bad_ones_refused() {
    in_each_api(|context| {
        let program = program(context, RICH_VERTEX, RICH_FRAGMENT);
        program.bind_block("View", 2).unwrap();
        program.bind_sampler("ids", 7).unwrap();
        assert_eq!(program.blocks()[0].slot, 2);
        assert!(
            program
                .samplers()
                .iter()
                .any(|s| s.name == "ids" && s.unit == 7)
        );
        let before = context.counters();
        program.bind_block("View", 2).unwrap();
        program.bind_sampler("ids", 7).unwrap();
        assert_eq!(context.counters().since(&before).state_changes, 0);
        assert_eq!(
            program.bind_block("Scene", 0).unwrap_err().to_string(),
            "program \"test\": no uniform block named \"Scene\", it has View"
        );
        assert!(matches!(
            program.bind_sampler("View", 0),
            Err(Error::UnknownName { .. })
        ));
        assert!(matches!(
            program.bind_block("View", 999),
            Err(Error::LimitExceeded { .. })
        ));
        assert!(matches!(
            program.bind_sampler("ids", 999),
            Err(Error::LimitExceeded { .. })
        ));
    });
}

#[test]
fn uniforms_of_every_type_arrive_and_are_sent_once() {
    let cases: [(&str, Uniform, &str); 16] = [
        ("float", Uniform::F32(0.5), "value == 0.5"),
        (
            "vec2",
            Uniform::F32x2([1.0, 2.0]),
            "value == vec2(1.0, 2.0)",
        ),
        (
            "vec3",
            Uniform::F32x3([1.0, 2.0, 3.0]),
            "value == vec3(1.0, 2.0, 3.0)",
        ),
        (
            "vec4",
            Uniform::F32x4([1.0, 2.0, 3.0, 4.0]),
            "value == vec4(1.0, 2.0, 3.0, 4.0)",
        ),
        ("int", Uniform::I32(-3), "value == -3"),
        ("ivec2", Uniform::I32x2([-1, 2]), "value == ivec2(-1, 2)"),
        (
            "ivec3",
            Uniform::I32x3([-1, 2, 3]),
            "value == ivec3(-1, 2, 3)",
        ),
        (
            "ivec4",
            Uniform::I32x4([-1, 2, 3, 4]),
            "value == ivec4(-1, 2, 3, 4)",
        ),
        ("uint", Uniform::U32(4_000_000_000), "value == 4000000000u"),
        ("uvec2", Uniform::U32x2([1, 2]), "value == uvec2(1u, 2u)"),
        (
            "uvec3",
            Uniform::U32x3([1, 2, 3]),
            "value == uvec3(1u, 2u, 3u)",
        ),
        (
            "uvec4",
            Uniform::U32x4([1, 2, 3, 4]),
            "value == uvec4(1u, 2u, 3u, 4u)",
        ),
        ("bool", Uniform::Bool(true), "value"),
        (
            "mat2",
            Uniform::Mat2([[1.0, 2.0], [3.0, 4.0]]),
            "value[1].x == 3.0",
        ),
        (
            "mat3",
            Uniform::Mat3([[0.0; 3], [0.0, 0.0, 5.0], [0.0; 3]]),
            "value[1].z == 5.0",
        ),
        (
            "mat4",
            Uniform::Mat4([[0.0; 4], [0.0; 4], [0.0; 4], [7.0; 4]]),
            "value[3].y == 7.0",
        ),
    ];
    in_each_api(|context| {
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        for (name, value, test) in cases {
            let fragment = format!(
                "uniform {name} value; layout(location = 0) out vec4 result;
                void main() {{ result = {test} ? vec4(1.0) : vec4(0.5); }}"
            );
            let program = program(context, FLAT_VERTEX, &fragment);
            program.set_uniform("value", value).unwrap();
            let before = context.counters();
            program.set_uniform("value", value).unwrap();
            assert_eq!(context.counters().since(&before).state_changes, 0);
            context
                .draw(&strip(&target, &program, &everything))
                .unwrap();
            assert_eq!(pixels(&target), [[255; 4]], "{name}");
        }
    });
}

#[test]
fn elements_of_arrays_have_names() {
    in_each_api(|context| {
        let fragment = "uniform float shades[3]; layout(location = 0) out vec4 result;
            void main() { result = vec4(shades[0], shades[1], shades[2], 1.0); }";
        let program = program(context, FLAT_VERTEX, fragment);
        program.set_uniform("shades", Uniform::F32(1.0)).unwrap();
        program.set_uniform("shades[1]", Uniform::F32(0.2)).unwrap();
        program.set_uniform("shades[2]", Uniform::F32(0.4)).unwrap();
        assert!(program.set_uniform("shades[3]", Uniform::F32(0.0)).is_err());
        let (target, everything) = (canvas(context, [1, 1]), positions(context, &EVERYTHING));
        context
            .draw(&strip(&target, &program, &everything))
            .unwrap();
        assert_eq!(pixels(&target), [[255, 51, 102, 255]]);
    });
}

#[test]
fn wrong_names_and_types_of_uniforms_are_errors() {
    in_each_api(|context| {
        let program = flat_program(context);
        assert_eq!(
            program
                .set_uniform("colour", Uniform::F32(1.0))
                .unwrap_err()
                .to_string(),
            "program \"test\": no uniform named \"colour\", it has color"
        );
        assert_eq!(
            program
                .set_uniform("color", Uniform::F32x3([1.0; 3]))
                .unwrap_err()
                .to_string(),
            "program \"test\": uniform \"color\": expected vec4, got vec3"
        );
    });
}

#[test]
fn a_compile_error_shows_the_numbered_line() {
    in_each_api(|context| {
        let fragment = "layout(location = 0) out vec4 result;\nvoid main() {\n    vec4 shade = vec4(1.0);\n    result = shape;\n}\n";
        let desc = ProgramDesc {
            label: "typo",
            vertex: FLAT_VERTEX,
            fragment,
        };
        let error = Program::new(context, &desc).unwrap_err();
        let Error::Compile(compile) = &error else {
            panic!("{error}")
        };
        assert_eq!(
            (compile.program.as_str(), compile.stage),
            ("typo", ShaderStage::Fragment)
        );
        assert!(
            compile.messages().any(|(line, _)| line == Some(4)),
            "{}",
            compile.log
        );
        let text = error.to_string();
        assert!(
            text.starts_with("program \"typo\": the fragment shader does not compile\n"),
            "{text}"
        );
        assert!(
            text.contains(
                "\n    3 |     vec4 shade = vec4(1.0);\n>   4 |     result = shape;\n    5 | }"
                    .trim_start_matches('\n')
            ),
            "{text}"
        );
        assert_eq!(context.counters().live_objects, 0, "nothing is left behind");
    });
}

#[test]
fn own_versions_keep_their_line_numbers() {
    in_each_api(|context| {
        let version = match context.capabilities().shading_language {
            ShadingLanguage::Es300 => "#version 300 es\nprecision highp float;",
            ShadingLanguage::Core330 => "#version 330 core\n",
        };
        let fragment =
            format!("{version}\nout vec4 result;\nvoid main() {{ result = nothing; }}\n");
        let desc = ProgramDesc {
            label: "own",
            vertex: FLAT_VERTEX,
            fragment: &fragment,
        };
        let Err(Error::Compile(error)) = Program::new(context, &desc) else {
            panic!()
        };
        assert!(
            error.messages().any(|(line, _)| line == Some(4)),
            "{}",
            error.log
        );
        let right = fragment.replace("nothing", "vec4(1.0)");
        let _works = program(context, FLAT_VERTEX, &right);
    });
}

#[test]
fn stages_that_do_not_fit_do_not_link() {
    in_each_api(|context| {
        let vertex = "out vec2 shade; void main() { shade = vec2(1.0); gl_Position = vec4(0.0); }";
        let fragment = "in vec3 shade; layout(location = 0) out vec4 result;
            void main() { result = vec4(shade, 1.0); }";
        let desc = ProgramDesc {
            label: "apart",
            vertex,
            fragment,
        };
        let error = Program::new(context, &desc).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Error::Link { .. }), "{text}");
        assert!(
            text.starts_with("program \"apart\" does not link: "),
            "{text}"
        );
        assert!(text.contains("shade"), "{text}");
        assert_eq!(context.counters().live_objects, 0);
    });
}

#[test]
fn strange_sources_are_errors_and_never_panics() {
    in_each_api(|context| {
        for source in [
            "",
            "\0",
            "ü",
            "#version",
            "/*",
            "//",
            "#version 99999\nvoid main() {}",
            "}{",
        ] {
            for (vertex, fragment) in [(source, FLAT_FRAGMENT), (FLAT_VERTEX, source)] {
                let desc = ProgramDesc {
                    label: "strange",
                    vertex,
                    fragment,
                };
                match Program::new(context, &desc) {
                    Err(error) => assert!(
                        matches!(error, Error::Compile(_) | Error::Link { .. }),
                        "{error}"
                    ),
                    // NVIDIA's compiler lets some of them pass.
                    Ok(program) => assert!(!is_mesa(context), "{source:?}: {program:?}"),
                }
            }
        }
    });
}
