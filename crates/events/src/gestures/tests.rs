use super::*;
use crate::Buttons;

const PRIMARY: Button = Button::Primary;

fn press(position: [f64; 2], time_s: f64) -> PointerEvent {
    PointerEvent::new(PointerKind::Press(PRIMARY), position).at_time(time_s)
}

fn moved(position: [f64; 2], time_s: f64) -> PointerEvent {
    PointerEvent::new(PointerKind::Move, position)
        .with_buttons(PRIMARY)
        .at_time(time_s)
}

fn release(position: [f64; 2], time_s: f64) -> PointerEvent {
    PointerEvent::new(PointerKind::Release(PRIMARY), position).at_time(time_s)
}

fn all(recognizer: &mut Recognizer, events: &[PointerEvent]) -> Vec<Gesture> {
    events
        .iter()
        .flat_map(|event| recognizer.update(event))
        .collect()
}

/// The names of the gestures, in order.
fn names(gestures: &[Gesture]) -> Vec<&'static str> {
    gestures
        .iter()
        .map(|gesture| match gesture {
            Gesture::Click(_) => "click",
            Gesture::DoubleClick(_) => "double",
            Gesture::DragStart(_) => "start",
            Gesture::Drag(_) => "drag",
            Gesture::DragEnd(_) => "end",
            Gesture::DragCancel(_) => "cancel",
            Gesture::Pinch(_) => "pinch",
        })
        .collect()
}

fn drags(gestures: &[Gesture]) -> Vec<Drag> {
    gestures
        .iter()
        .filter_map(|gesture| match gesture {
            Gesture::DragStart(drag)
            | Gesture::Drag(drag)
            | Gesture::DragEnd(drag)
            | Gesture::DragCancel(drag) => Some(*drag),
            _ => None,
        })
        .collect()
}

#[test]
fn press_and_release_in_one_place_is_a_click_where_it_was_pressed() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([5.0, 6.0], 1.0).with_modifiers(Modifiers::CONTROL),
            moved([6.0, 7.0], 1.01),
            release([7.0, 7.0], 1.1),
        ],
    );
    let click = Click {
        button: PRIMARY,
        position_logical_px: [5.0, 6.0],
        modifiers: Modifiers::CONTROL,
        pointer: PointerEvent::MOUSE,
        time_s: 1.1,
    };
    assert_eq!(gestures, [Gesture::Click(click)]);
    assert_eq!(recognizer.held(PointerEvent::MOUSE), None);
}

#[test]
fn moves_without_a_button_are_no_gesture() {
    let mut recognizer = Recognizer::default();
    let hover = PointerEvent::new(PointerKind::Move, [50.0, 50.0]);
    assert_eq!(recognizer.update(&hover), []);
    assert_eq!(recognizer.update(&release([50.0, 50.0], 0.0)), []);
}

#[test]
fn the_threshold_itself_is_still_a_click() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 0.0),
            moved([4.0, 0.0], 0.1),
            release([4.0, 0.0], 0.2),
        ],
    );
    assert_eq!(names(&gestures), ["click"]);
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 5.0),
            moved([4.1, 0.0], 5.1),
            release([4.1, 0.0], 5.2),
        ],
    );
    assert_eq!(names(&gestures), ["start", "end"]);
}

#[test]
fn deltas_of_a_drag_add_up_to_the_whole_way() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([10.0, 20.0], 0.0),
            moved([12.0, 20.0], 0.1),
            moved([18.0, 25.0], 0.2),
            moved([18.0, 25.0], 0.3),
            moved([0.0, 0.0], 0.4),
            release([-3.0, 7.0], 0.5),
        ],
    );
    assert_eq!(names(&gestures), ["start", "drag", "end"]);
    let drags = drags(&gestures);
    assert_eq!(drags[0].delta_logical_px, [8.0, 5.0]);
    assert_eq!(drags[1].delta_logical_px, [-18.0, -25.0]);
    assert_eq!(drags[2].delta_logical_px, [-3.0, 7.0]);
    for (drag, current) in drags.iter().zip([[18.0, 25.0], [0.0, 0.0], [-3.0, 7.0]]) {
        assert_eq!(drag.start_logical_px, [10.0, 20.0]);
        assert_eq!(drag.current_logical_px, current);
    }
}

#[test]
fn back_within_the_threshold_a_drag_goes_on() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 0.0),
            moved([10.0, 0.0], 0.1),
            moved([0.0, 0.0], 0.2),
            release([0.0, 0.0], 0.3),
        ],
    );
    assert_eq!(names(&gestures), ["start", "drag", "end"]);
    assert_eq!(drags(&gestures)[2].delta_logical_px, [0.0, 0.0]);
}

#[test]
fn a_release_far_away_without_a_move_is_a_whole_drag() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[press([0.0, 0.0], 0.0), release([30.0, 0.0], 0.1)],
    );
    assert_eq!(names(&gestures), ["start", "end"]);
    let drags = drags(&gestures);
    assert_eq!(
        (drags[0].delta_logical_px, drags[1].delta_logical_px),
        ([30.0, 0.0], [0.0, 0.0])
    );
}

#[test]
fn a_drag_keeps_the_modifiers_of_its_press() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 0.0).with_modifiers(Modifiers::CONTROL),
            moved([9.0, 0.0], 0.1),
        ],
    );
    assert_eq!(drags(&gestures)[0].modifiers, Modifiers::CONTROL);
    assert_eq!(recognizer.held(PointerEvent::MOUSE), Some((PRIMARY, true)));
}

#[test]
fn two_clicks_soon_and_near_are_a_double_click_and_a_third_begins_anew() {
    let mut recognizer = Recognizer::default();
    let at = |time| [press([5.0, 5.0], time), release([5.0, 5.0], time + 0.05)];
    let events: Vec<_> = [0.0, 0.2, 0.4, 0.6].into_iter().flat_map(at).collect();
    assert_eq!(
        names(&all(&mut recognizer, &events)),
        ["click", "double", "click", "double"]
    );
}

#[test]
fn slow_far_or_different_clicks_are_single() {
    for second in [
        [press([5.0, 5.0], 0.41), release([5.0, 5.0], 0.45)],
        [press([13.1, 5.0], 0.2), release([13.1, 5.0], 0.25)],
        [
            PointerEvent::new(PointerKind::Press(Button::Secondary), [5.0, 5.0]).at_time(0.2),
            PointerEvent::new(PointerKind::Release(Button::Secondary), [5.0, 5.0]).at_time(0.25),
        ],
    ] {
        let mut recognizer = Recognizer::default();
        let mut events = vec![press([5.0, 5.0], 0.0), release([5.0, 5.0], 0.05)];
        events.extend(second);
        assert_eq!(
            names(&all(&mut recognizer, &events)),
            ["click", "click"],
            "{second:?}"
        );
    }
}

#[test]
fn a_drag_between_two_clicks_parts_them() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 0.0),
            release([0.0, 0.0], 0.02),
            press([0.0, 0.0], 0.1),
            release([20.0, 0.0], 0.12),
            press([0.0, 0.0], 0.2),
            release([0.0, 0.0], 0.22),
        ],
    );
    assert_eq!(names(&gestures), ["click", "start", "end", "click"]);
}

#[test]
fn another_button_meanwhile_does_nothing() {
    let mut recognizer = Recognizer::default();
    let both: Buttons = [PRIMARY, Button::Secondary].into_iter().collect();
    let second = |kind| PointerEvent::new(kind, [20.0, 0.0]).with_buttons(both);
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 0.0),
            moved([20.0, 0.0], 0.1),
            second(PointerKind::Press(Button::Secondary)),
            second(PointerKind::Release(Button::Secondary)),
            moved([30.0, 0.0], 0.2),
            release([30.0, 0.0], 0.3),
        ],
    );
    assert_eq!(names(&gestures), ["start", "drag", "end"]);
}

#[test]
fn leaving_the_window_with_the_button_held_goes_on_and_without_it_cancels() {
    let mut recognizer = Recognizer::default();
    let leave = PointerEvent::new(PointerKind::Leave, [0.0, 0.0]);
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 0.0),
            moved([20.0, 0.0], 0.1),
            leave.with_buttons(PRIMARY),
            moved([40.0, 0.0], 0.2),
            leave,
            moved([60.0, 0.0], 0.3),
            release([60.0, 0.0], 0.4),
        ],
    );
    assert_eq!(names(&gestures), ["start", "drag", "cancel"]);
    assert_eq!(drags(&gestures)[2].current_logical_px, [40.0, 0.0]);
    assert_eq!(drags(&gestures)[2].delta_logical_px, [0.0, 0.0]);
}

#[test]
fn a_press_after_a_lost_release_begins_anew() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([0.0, 0.0], 0.0),
            moved([20.0, 0.0], 0.1),
            press([50.0, 0.0], 1.0),
            release([50.0, 0.0], 1.1),
        ],
    );
    assert_eq!(names(&gestures), ["start", "cancel", "click"]);
}

#[test]
fn two_fingers_pinch_about_their_middle() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([100.0, 100.0], 0.0).with_pointer(1),
            moved([120.0, 100.0], 0.1).with_pointer(1),
            press([220.0, 100.0], 0.2).with_pointer(2),
            moved([320.0, 100.0], 0.3).with_pointer(2),
            moved([220.0, 100.0], 0.4).with_pointer(1),
            release([220.0, 100.0], 0.5).with_pointer(1),
            moved([0.0, 0.0], 0.6).with_pointer(2),
            release([0.0, 0.0], 0.7).with_pointer(2),
        ],
    );
    assert_eq!(names(&gestures), ["start", "end", "pinch", "pinch"]);
    let Gesture::Pinch(first) = gestures[2] else {
        panic!("{gestures:?}")
    };
    assert_eq!(
        (first.factor, first.position_logical_px),
        (2.0, [220.0, 100.0])
    );
    assert_eq!(first.delta_logical_px, [50.0, 0.0]);
    let Gesture::Pinch(second) = gestures[3] else {
        panic!("{gestures:?}")
    };
    assert_eq!(
        (second.factor, second.position_logical_px),
        (0.5, [270.0, 100.0])
    );
    // Everything is lifted: a finger clicks again.
    let tap = [
        press([9.0, 9.0], 2.0).with_pointer(7),
        release([9.0, 9.0], 2.1).with_pointer(7),
    ];
    assert_eq!(names(&all(&mut recognizer, &tap)), ["click"]);
}

#[test]
fn a_third_finger_does_nothing_and_fingers_in_one_place_keep_the_factor_finite() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([10.0, 10.0], 0.0).with_pointer(1),
            press([10.0, 10.0], 0.1).with_pointer(2),
            press([90.0, 90.0], 0.2).with_pointer(3),
            moved([20.0, 90.0], 0.3).with_pointer(3),
            moved([14.0, 10.0], 0.4).with_pointer(2),
            moved([10.0, 10.0], 0.5).with_pointer(2),
        ],
    );
    assert_eq!(names(&gestures), ["pinch", "pinch"]);
    let factors: Vec<_> = gestures
        .iter()
        .map(|gesture| match gesture {
            Gesture::Pinch(pinch) => pinch.factor,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(factors, [4.0, 0.25]);
}

#[test]
fn taps_of_different_fingers_are_a_double_click() {
    let mut recognizer = Recognizer::default();
    let gestures = all(
        &mut recognizer,
        &[
            press([10.0, 10.0], 0.0).with_pointer(4),
            release([10.0, 10.0], 0.1).with_pointer(4),
            press([12.0, 10.0], 0.2).with_pointer(5),
            release([12.0, 10.0], 0.3).with_pointer(5),
        ],
    );
    assert_eq!(names(&gestures), ["click", "double"]);
}

#[test]
fn positions_that_are_no_numbers_do_no_harm() {
    let mut recognizer = Recognizer::default();
    let nowhere = [f64::NAN, f64::INFINITY];
    let gestures = all(
        &mut recognizer,
        &[
            press(nowhere, f64::NAN),
            moved([1.0, 1.0], 0.1),
            release(nowhere, f64::NAN),
        ],
    );
    assert_eq!(names(&gestures), ["start", "end"]);
    recognizer.reset();
    assert_eq!(recognizer.held(PointerEvent::MOUSE), None);
}
