//! Markers without GL: the painter against a slow truth, descriptions, lengths.

use super::outline::Outline;
use super::*;
use crate::composition::standard;
use proptest::prelude::*;

/// What the painter says it does, mark by mark and pixel by pixel, from the last mark to the
/// first, without tiles, masks or an early end.
fn slow_picture(markers: &Markers, size: [usize; 2], placement: &Placement) -> Vec<u8> {
    let outline = Outline::new(markers.marks.style.symbol);
    let mut pixels = Vec::new();
    for y in 0..size[1] {
        for x in 0..size[0] {
            let mut light = 65_535_u64;
            let mut sums = [0_u64; 3];
            for (index, &position) in markers.marks.data.positions.iter().enumerate().rev() {
                let center = placement
                    .framebuffer_from_visual(position)
                    .map(|px| (px * 64.0 + 0.5).floor() / 64.0);
                let shape = markers.marks.shape(&outline, index, placement.antialias);
                if shape.is_nothing() || !center.iter().all(|value| value.is_finite()) {
                    continue;
                }
                let pixel = [x as f32 + 0.5 - center[0], y as f32 + 0.5 - center[1]];
                let opacity = shape.opacity(pixel);
                let share = |part: u16| (light * u64::from(part)).div_ceil(65_536);
                let face = share(opacity.face);
                let edge = share(opacity.edge).min(light - face);
                light -= face + edge;
                for (channel, sum) in sums.iter_mut().enumerate() {
                    *sum += face * u64::from(shape.inks.face[channel])
                        + edge * u64::from(shape.inks.edge[channel]);
                }
            }
            let byte = |sum: u64| ((sum + 32_767) / 65_535) as u8;
            pixels.extend(sums.map(byte));
            pixels.push(byte((65_535 - light) * 255));
        }
    }
    pixels
}

fn painted(markers: &Markers, size: [usize; 2], placement: &Placement) -> Vec<u8> {
    let mut painted = Painted::default();
    let rect_px = [0, 0, size[0] as i32, size[1] as i32];
    markers.marks.paint(&mut painted, rect_px, placement);
    painted.picture.pixels().to_vec()
}

prop_compose! {
    fn any_markers()(
        positions in prop::collection::vec(prop::array::uniform2(-8.0f32..80.0), 0..60),
        sizes in prop::collection::vec(prop_oneof![
            4 => -1.0f32..20.0, 1 => Just(f32::NAN), 1 => Just(300.0f32)
        ], 60),
        colors in prop::collection::vec(any::<[u8; 4]>(), 60),
        symbol in prop::sample::select(&Symbol::ALL[..]),
        own in prop::array::uniform3(any::<bool>()),
        size_px in 0.3f32..14.0,
        edge_width_px in prop_oneof![Just(0.0f32), 0.1f32..4.0],
        alpha in prop_oneof![Just(1.0f32), 0.0f32..1.0],
    ) -> Markers {
        let count = positions.len();
        let of = |own: bool| if own { count } else { 0 };
        Markers::new(
            MarkersData {
                sizes_px: sizes[..of(own[0])].to_vec(),
                faces: colors[..of(own[1])].to_vec(),
                edges: colors.iter().rev().take(of(own[2])).copied().collect(),
                positions,
            },
            MarkersStyle {
                symbol,
                size_px,
                face: Color::rgba8(200, 100, 7, 255).with_alpha(alpha),
                edge: Color::rgba8(1, 50, 250, 255).with_alpha(1.0 - alpha * 0.5),
                edge_width_px,
            },
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_painter_gives_the_bytes_of_the_slow_truth(
        markers in any_markers(),
        antialias in any::<bool>(),
    ) {
        let size = [70, 41];
        let placement = Placement { antialias, ..Placement::default() };
        prop_assert_eq!(
            painted(&markers, size, &placement),
            slow_picture(&markers, size, &placement)
        );
    }
}

fn shared(positions: Vec<[f32; 2]>, style: MarkersStyle) -> Markers {
    let data = MarkersData {
        positions,
        ..MarkersData::default()
    };
    Markers::new(data, style)
}

#[test]
fn dense_marks_are_left_out_once_nothing_of_them_can_be_seen() {
    let positions: Vec<[f32; 2]> = (0..400_000_u32)
        .map(|i| {
            let hash = i.wrapping_mul(2_654_435_761);
            [
                (hash >> 16) as f32 / 1024.0,
                (hash & 0xffff) as f32 / 1024.0,
            ]
        })
        .collect();
    let markers = shared(positions, MarkersStyle::default());
    let mut picture = Painted::default();
    markers
        .marks
        .paint(&mut picture, [0, 0, 64, 64], &Placement::default());
    assert!(
        picture
            .picture
            .pixels()
            .chunks(4)
            .all(|pixel| pixel[3] == 255)
    );
    let laid = picture.painter.laid();
    assert!(laid < 20_000, "laid {laid} of 400000");
}

#[test]
fn a_large_mark_whose_centre_is_far_away_is_seen() {
    for (center, size_px) in [(-1e6, 2.1e6), (-40.0, 100.0), (1e6, 2.1e6)] {
        let style = MarkersStyle {
            size_px,
            ..MarkersStyle::default()
        };
        let markers = shared(vec![[center, 20.0]], style);
        let alpha = painted(&markers, [40, 40], &Placement::default());
        assert_eq!(alpha[(20 * 40 + 5) * 4 + 3], 255, "{center}");
    }
}

#[test]
fn lengths_that_disagree_are_told() {
    let data = MarkersData {
        positions: vec![[0.0; 2]; 3],
        sizes_px: vec![1.0; 2],
        ..MarkersData::default()
    };
    assert_eq!(
        data.check().unwrap_err().to_string(),
        "sizes of markers: expected 3, got 2"
    );
}

#[test]
fn a_description_has_a_face_and_a_line_and_leaves_out_what_is_clipped() {
    let style = MarkersStyle {
        symbol: Symbol::Square,
        edge: Color::BLACK,
        edge_width_px: 2.0,
        ..MarkersStyle::default()
    };
    let markers = shared(vec![[5.0, 5.0], [500.0, 5.0], [f32::NAN, 1.0]], style);
    let placement = Placement {
        clip_px: Some([0, 0, 50, 50]),
        ..Placement::default()
    };
    let mut description = Description::new();
    markers.describe(&placement, &mut description);
    assert_eq!(description.items.len(), 2);
}

#[test]
fn a_crowd_is_described_as_a_picture() {
    let positions = (0..20_000).map(|i| [(i % 50) as f32, (i / 400) as f32]);
    let markers = shared(positions.collect(), MarkersStyle::default());
    let placement = Placement {
        clip_px: Some([0, 0, 50, 50]),
        ..Placement::default()
    };
    let mut description = Description::new();
    markers.describe(&placement, &mut description);
    assert!(matches!(
        description.items[..],
        [crate::Item::Image { size: [50, 50], .. }]
    ));
}

#[test]
fn there_is_a_program() {
    assert!(standard::modules(NAME).is_some());
}
