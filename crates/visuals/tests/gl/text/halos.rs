//! Halos: as far around the ink as asked, and below the ink of all.

use galry_visuals::text::{Halo, Label, Text, TextStyle};
use galry_visuals::{Color, Description, Item, Placement, Visual as _};

use super::{drawn, label};

fn with_halo(text: &str, position: [f32; 2], width_px: f32) -> Label {
    Label {
        style: TextStyle::new(40.0),
        halo: Some(Halo {
            color: Color::rgb8(255, 0, 0),
            width_px,
        }),
        ..label(text, position)
    }
}

#[test]
fn a_halo_reaches_as_far_around_the_ink_as_asked() {
    for (text, angle_rad) in [("R8", 0.0), (r"$\sqrt{x}$", 0.0), ("gS", 0.6)] {
        let haloed = |width_px| Label {
            angle_rad,
            ..with_halo(text, [40.0, 60.0], width_px)
        };
        let plain = drawn(vec![Label {
            halo: None,
            ..haloed(0.0)
        }]);
        for width_px in [1.5_f32, 4.0] {
            let pixels = drawn(vec![haloed(width_px)]);
            // Pixels of the ink by how much of them is covered, and how far the next one is.
            let ink = |least: u8| -> Vec<[i32; 2]> {
                let alpha = plain.alpha();
                let all = alpha
                    .iter()
                    .enumerate()
                    .filter(|(_, alpha)| **alpha >= least);
                all.map(|(index, _)| [(index % 160) as i32, (index / 160) as i32])
                    .collect()
            };
            let nearest = |ink: &[[i32; 2]], x: i32, y: i32| {
                let distance = |at: &[i32; 2]| f64::from((at[0] - x).pow(2) + (at[1] - y).pow(2));
                ink.iter().map(distance).fold(f64::MAX, f64::min).sqrt()
            };
            let (full, any) = (ink(255), ink(1));
            for y in 0..100 {
                for x in 0..160 {
                    let alpha = pixels.at(x as usize, y as usize)[3];
                    let what = format!("{text}, {width_px} px: ({x}, {y})");
                    if nearest(&full, x, y) <= f64::from(width_px) - 0.25 {
                        assert!(alpha >= 250, "{what} is bare: {alpha}");
                    }
                    if nearest(&any, x, y) >= f64::from(width_px) + 1.5 {
                        assert_eq!(alpha, 0, "{what} is too far");
                    }
                }
            }
        }
    }
}

#[test]
fn no_halo_lies_on_a_neighbour_s_ink() {
    let close = || {
        vec![
            with_halo("HI", [20.0, 50.0], 6.0),
            with_halo("HI", [68.0, 54.0], 6.0),
        ]
    };
    let plain = close().into_iter().map(|label| Label {
        halo: None,
        ..label
    });
    let ink = drawn(plain.collect());
    let both = drawn(close());
    for (index, alpha) in ink.alpha().into_iter().enumerate() {
        if alpha == 255 {
            assert_eq!(both.at(index % 160, index / 160), [0, 0, 0, 255]);
        }
    }
}

#[test]
fn what_is_no_halo_changes_nothing() {
    let plain = drawn(vec![Label {
        halo: None,
        ..with_halo("a", [40.0, 60.0], 1.0)
    }]);
    for width_px in [0.0, -3.0, f32::NAN] {
        assert_eq!(drawn(vec![with_halo("a", [40.0, 60.0], width_px)]), plain);
    }
}

#[test]
fn halos_are_described_below_all_ink() {
    let text = Text::new(vec![
        with_halo("a", [10.0, 50.0], 2.0),
        with_halo("b", [60.0, 50.0], 1.0),
    ]);
    let mut out = Description::new();
    text.describe(&Placement::default(), &mut out);
    let widths: Vec<Option<f32>> = out
        .items
        .iter()
        .map(|item| match item {
            Item::Path { stroke, .. } => stroke.map(|stroke| stroke.width_px),
            other => panic!("expected a path, got {other:?}"),
        })
        .collect();
    assert_eq!(widths, [Some(4.0), Some(2.0), None, None]);
}
