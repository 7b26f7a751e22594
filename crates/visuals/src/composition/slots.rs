//! Where resources are bound: the one place that says so.
//!
//! WGSL names a resource by group and binding; GL has one row of points for
//! uniform blocks and one for textures. Group 0 belongs to the renderer (frame,
//! placement), group 1 to the visual, group 2 to modules that users add.

/// How many groups there are.
pub const GROUPS: u32 = 3;

/// How many bindings a group has. Three groups of eight are the 24 points for
/// uniform blocks that the smallest GL offers.
pub const BINDINGS_PER_GROUP: u32 = 8;

/// The uniform-buffer point, or texture unit, of `@group(group) @binding(binding)`;
/// `None` when the table has no such place.
#[must_use]
pub const fn slot(group: u32, binding: u32) -> Option<u32> {
    if group < GROUPS && binding < BINDINGS_PER_GROUP {
        Some(group * BINDINGS_PER_GROUP + binding)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_share_a_slot_and_all_fit_the_smallest_gl() {
        let mut slots = Vec::new();
        for group in 0..GROUPS {
            for binding in 0..BINDINGS_PER_GROUP {
                slots.push(slot(group, binding).unwrap());
            }
        }
        slots.sort_unstable();
        slots.dedup();
        assert_eq!(slots.len(), (GROUPS * BINDINGS_PER_GROUP) as usize);
        assert!(slots.iter().all(|&slot| slot < 24));
        assert_eq!(slot(GROUPS, 0), None);
        assert_eq!(slot(0, BINDINGS_PER_GROUP), None);
    }
}
