use winit::event::{DeviceId, Modifiers as WinitModifiers};
use winit::keyboard::{NativeKey, SmolStr};

use super::*;

const NOW: Now = Now {
    time_s: 1.5,
    pixel_ratio: 2.0,
};

fn pointers(events: &[Event]) -> Vec<PointerEvent> {
    events
        .iter()
        .map(|event| match event {
            Event::Pointer(pointer) => *pointer,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn moved(x: f64, y: f64) -> WindowEvent {
    WindowEvent::CursorMoved {
        device_id: DeviceId::dummy(),
        position: PhysicalPosition::new(x, y),
    }
}

fn mouse(state: ElementState, button: MouseButton) -> WindowEvent {
    WindowEvent::MouseInput {
        device_id: DeviceId::dummy(),
        state,
        button,
    }
}

fn wheel(delta: MouseScrollDelta) -> WindowEvent {
    WindowEvent::MouseWheel {
        device_id: DeviceId::dummy(),
        delta,
        phase: TouchPhase::Moved,
    }
}

fn touch(phase: TouchPhase) -> WindowEvent {
    let location = PhysicalPosition::new(10.0, 20.0);
    WindowEvent::Touch(Touch {
        device_id: DeviceId::dummy(),
        phase,
        location,
        force: None,
        id: 0,
    })
}

#[test]
fn pointer_events_carry_place_buttons_modifiers_and_time() {
    let mut input = Input::default();
    let shift = WinitModifiers::from(ModifiersState::SHIFT);
    assert_eq!(
        input.translate(&WindowEvent::ModifiersChanged(shift), NOW),
        []
    );
    let mut events = input.translate(&moved(30.0, 50.0), NOW);
    events.extend(input.translate(&mouse(ElementState::Pressed, MouseButton::Left), NOW));
    events.extend(input.translate(&mouse(ElementState::Pressed, MouseButton::Right), NOW));
    events.extend(input.translate(&mouse(ElementState::Released, MouseButton::Left), NOW));
    events.extend(input.translate(
        &WindowEvent::CursorLeft {
            device_id: DeviceId::dummy(),
        },
        NOW,
    ));
    let events = pointers(&events);
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [
            PointerKind::Move,
            PointerKind::Press(Button::Primary),
            PointerKind::Press(Button::Secondary),
            PointerKind::Release(Button::Primary),
            PointerKind::Leave,
        ]
    );
    for event in &events {
        assert_eq!(event.position_logical_px, [15.0, 25.0]);
        assert_eq!(
            (event.modifiers, event.pointer, event.time_s),
            (Modifiers::SHIFT, PointerEvent::MOUSE, 1.5)
        );
    }
    let held: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event.buttons.contains(Button::Primary),
                event.buttons.contains(Button::Secondary),
            )
        })
        .collect();
    assert_eq!(
        held,
        [
            (false, false),
            (true, false),
            (true, true),
            (false, true),
            (false, true)
        ]
    );
}

#[test]
fn a_wheel_counts_notches_to_the_right_and_away_from_the_user() {
    let mut input = Input::default();
    let mut steps = |delta| match input.translate(&wheel(delta), NOW)[..] {
        [Event::Wheel(event)] => Some(event.steps),
        [] => None,
        ref other => panic!("{other:?}"),
    };
    assert_eq!(
        steps(MouseScrollDelta::LineDelta(0.0, 1.0)),
        Some([0.0, 1.0])
    );
    assert_eq!(
        steps(MouseScrollDelta::LineDelta(-1.0, 0.0)),
        Some([1.0, 0.0])
    );
    let pixels = |x, y| MouseScrollDelta::PixelDelta(PhysicalPosition::new(x, y));
    assert_eq!(steps(pixels(-100.0, 50.0)), Some([0.5, 0.25]));
    assert_eq!(steps(pixels(0.0, 0.0)), None);
    assert_eq!(steps(pixels(f64::NAN, 0.0)), None);
    assert_eq!(steps(MouseScrollDelta::LineDelta(0.0, f32::INFINITY)), None);
}

#[test]
fn a_finger_presses_moves_lifts_and_leaves() {
    let mut input = Input::default();
    let events: Vec<_> = [TouchPhase::Started, TouchPhase::Moved, TouchPhase::Ended]
        .into_iter()
        .flat_map(|phase| input.translate(&touch(phase), NOW))
        .collect();
    let events = pointers(&events);
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(
        kinds,
        [
            PointerKind::Press(Button::Primary),
            PointerKind::Move,
            PointerKind::Release(Button::Primary),
            PointerKind::Leave,
        ]
    );
    assert!(
        events
            .iter()
            .all(|event| event.pointer == 1 && event.position_logical_px == [5.0, 10.0])
    );
    let cancelled = pointers(&input.translate(&touch(TouchPhase::Cancelled), NOW));
    assert_eq!(
        (cancelled[0].kind, cancelled[0].buttons),
        (PointerKind::Leave, Buttons::NONE)
    );
}

#[test]
fn keys_write_text_unless_they_are_shortcuts() {
    let mut input = Input::default();
    let key = WinitKey::Character(SmolStr::new("é"));
    let press = |input: &Input| input.key(&key, ElementState::Pressed, true, Some("é"), NOW);
    let event = KeyEvent {
        repeat: true,
        ..KeyEvent::new('é', true).at_time(1.5)
    };
    assert_eq!(
        press(&input),
        [Event::Key(event.clone()), Event::Text("é".to_owned())]
    );
    for state in [ModifiersState::CONTROL, ModifiersState::SUPER] {
        input.translate(
            &WindowEvent::ModifiersChanged(WinitModifiers::from(state)),
            NOW,
        );
        assert_eq!(
            press(&input),
            [Event::Key(
                event.clone().with_modifiers(modifiers_from(state))
            )]
        );
    }
}

#[test]
fn a_key_that_comes_up_writes_nothing_and_repeats_nothing() {
    let input = Input::default();
    let key = WinitKey::Named(WinitNamed::Enter);
    let up = input.key(&key, ElementState::Released, true, Some("\r"), NOW);
    assert_eq!(
        up,
        [Event::Key(
            KeyEvent::new(NamedKey::Enter, false).at_time(1.5)
        )]
    );
    let down = input.key(&key, ElementState::Pressed, false, Some("\r"), NOW);
    assert_eq!(
        down,
        [Event::Key(
            KeyEvent::new(NamedKey::Enter, true).at_time(1.5)
        )],
        "a control character is no text"
    );
}

#[test]
fn keys_without_a_name_are_unknown() {
    assert_eq!(
        key_from(&WinitKey::Unidentified(NativeKey::Unidentified)),
        NamedKey::Unknown
    );
    assert_eq!(key_from(&WinitKey::Dead(Some('^'))), NamedKey::Unknown);
    assert_eq!(
        key_from(&WinitKey::Named(WinitNamed::AltGraph)),
        NamedKey::Alt
    );
}

#[test]
fn a_pinch_is_a_factor() {
    let mut input = Input::default();
    let mut pinch = |delta| {
        let device_id = DeviceId::dummy();
        input.translate(
            &WindowEvent::PinchGesture {
                device_id,
                delta,
                phase: TouchPhase::Moved,
            },
            NOW,
        )
    };
    let [Event::Pinch(event)] = pinch(0.5)[..] else {
        panic!("no pinch")
    };
    assert_eq!((event.factor, event.time_s), (1.5, 1.5));
    for delta in [-1.0, -2.0, f64::NAN, f64::INFINITY] {
        assert_eq!(pinch(delta), [], "{delta}");
    }
}
