//! The programs of the standard visuals: a visual's own module with the plain
//! hooks.

use galry_shaders::Role;

use super::Module;

/// The plain module of each hook, in the order in which they are laid.
const HOOKS: [&str; 4] = ["frame", "place_linear", "color_plain", "coverage"];

/// The modules of the standard visual `name` (its WGSL file's name): the plain
/// hooks and its own module last. `None` when there is no such visual.
#[must_use]
pub fn modules(name: &str) -> Option<Vec<Module>> {
    let own = galry_shaders::find(name).filter(|module| module.role == Role::Visual)?;
    let hooks = HOOKS.iter().filter_map(|hook| galry_shaders::find(hook));
    Some(hooks.chain([own]).map(Module::from).collect())
}

/// The names of all standard visuals that have a module of their own.
pub fn names() -> impl Iterator<Item = &'static str> {
    galry_shaders::all()
        .iter()
        .filter(|module| module.role == Role::Visual)
        .map(|module| module.name)
}

#[cfg(test)]
mod tests {
    use galry_gloo::ShadingLanguage;

    use super::*;
    use crate::composition::Composition;

    #[test]
    fn every_hook_has_its_module() {
        for hook in HOOKS {
            assert!(galry_shaders::find(hook).is_some(), "{hook}");
        }
        assert_eq!(modules("frame"), None, "a hook is no visual");
        assert_eq!(modules("nothing"), None);
    }

    #[test]
    fn every_standard_program_is_valid_in_both_languages() {
        for name in names() {
            let composition = Composition::new(modules(name).unwrap())
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            let es = composition.translate(ShadingLanguage::Es300).unwrap();
            let core = composition.translate(ShadingLanguage::Core330).unwrap();
            assert!(es.vertex.starts_with("#version 300 es"), "{name}");
            assert!(core.fragment.starts_with("#version 330"), "{name}");
            assert_eq!(es.blocks, core.blocks, "{name}: one table for both");
            assert_eq!(es.textures, core.textures, "{name}");
        }
    }

    #[test]
    fn translating_twice_gives_the_same_text() {
        for name in names() {
            let translate = || {
                Composition::new(modules(name).unwrap())
                    .unwrap()
                    .translate(ShadingLanguage::Es300)
                    .unwrap()
            };
            assert_eq!(translate(), translate(), "{name}");
        }
    }

    #[test]
    fn a_block_used_by_both_stages_has_two_names_and_one_slot() {
        let composition = Composition::new(modules("rectangles").unwrap()).unwrap();
        let translation = composition.translate(ShadingLanguage::Es300).unwrap();
        let slots: Vec<u32> = translation
            .blocks
            .iter()
            .filter(|block| block.name.starts_with("FrameBlock"))
            .map(|block| block.slot)
            .collect();
        assert_eq!(slots, [0, 0], "{:?}", translation.blocks);
    }

    #[test]
    fn a_position_map_can_be_swapped() {
        let polar = Module::new(
            "polar",
            "struct Polar { center: vec2<f32>, radius: f32, zero: f32 }\n\
             @group(2) @binding(0) var<uniform> polar: Polar;\n\
             fn framebuffer_from_visual(p: vec2<f32>) -> vec2<f32> {\n\
                 let angle = p.x - polar.zero;\n\
                 return polar.center + polar.radius * p.y * vec2<f32>(cos(angle), -sin(angle));\n\
             }",
        );
        for name in ["polyline", "rectangles"] {
            let mut modules = modules(name).unwrap();
            for module in &mut modules {
                if module.name() == "place_linear" {
                    *module = polar.clone();
                }
            }
            let translation = Composition::new(modules)
                .unwrap()
                .translate(ShadingLanguage::Es300)
                .unwrap();
            assert!(
                translation.blocks.iter().any(|block| block.slot == 16),
                "{name}"
            );
        }
    }

    #[test]
    fn a_missing_hook_is_reported_where_it_is_called() {
        let mut modules = modules("polyline").unwrap();
        modules.retain(|module| module.name() != "place_linear");
        let error = Composition::new(modules).unwrap_err();
        assert_eq!(error.module.as_deref(), Some("polyline"));
        assert!(error.message.contains("framebuffer_from_visual"), "{error}");
        assert!(
            error.source_line.contains("framebuffer_from_visual"),
            "{error}"
        );
    }
}
