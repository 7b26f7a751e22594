//! What a user does to windows, by XTEST; and what they see.

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ClientMessageEvent,
    ConfigureWindowAux, ConnectionExt as _, EventMask, ImageFormat, InputFocus, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, Keycode, Keysym, MOTION_NOTIFY_EVENT, MapState, Window,
};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::{Result, XServer, wait_for};

/// What a window shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Red, green, blue and alpha (always 255) of each pixel, top row first.
    pub rgba: Vec<u8>,
}

impl Picture {
    /// The colour at column `x` and row `y`; `None` outside.
    #[must_use]
    pub fn pixel(&self, x: usize, y: usize) -> Option<[u8; 4]> {
        let start = (x < self.width && y < self.height).then(|| 4 * (y * self.width + x))?;
        self.rgba.get(start..start + 4)?.try_into().ok()
    }
}

/// Someone at the keyboard and mouse of a server.
#[derive(Debug)]
pub struct User {
    connection: RustConnection,
    root: Window,
}

impl User {
    /// Sits down at a server.
    ///
    /// # Errors
    /// When it does not answer or has no XTEST.
    pub fn connect(server: &XServer) -> Result<Self> {
        let (connection, screen) = x11rb::connect(Some(server.display()))?;
        connection.xtest_get_version(2, 2)?.reply()?;
        let Some(screen) = connection.setup().roots.get(screen) else {
            return Err("the server has no screen".into());
        };
        let root = screen.root;
        Ok(Self { connection, root })
    }

    /// Waits for a visible window whose title contains `title`.
    ///
    /// # Errors
    /// When none appears in time, or the server fails.
    pub fn find_window(&self, title: &str) -> Result<Window> {
        wait_for(&format!("a window named {title:?}"), || {
            self.visible_window(title)
        })
    }

    /// The visible window whose title contains `title`, if there is one now.
    ///
    /// # Errors
    /// When the server fails.
    pub fn visible_window(&self, title: &str) -> Result<Option<Window>> {
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            // A window may go away between the questions.
            let Ok(attributes) = self.connection.get_window_attributes(window)?.reply() else {
                continue;
            };
            if attributes.map_state == MapState::VIEWABLE && self.title(window)?.contains(title) {
                return Ok(Some(window));
            }
        }
        Ok(None)
    }

    /// A window's title; empty when it has none or is gone.
    ///
    /// # Errors
    /// When the server fails.
    pub fn title(&self, window: Window) -> Result<String> {
        let names = [self.atom("_NET_WM_NAME")?, AtomEnum::WM_NAME.into()];
        for name in names {
            let property = self
                .connection
                .get_property(false, window, name, AtomEnum::ANY, 0, 1024)?
                .reply();
            if let Ok(property) = property
                && !property.value.is_empty()
            {
                return Ok(String::from_utf8_lossy(&property.value).into_owned());
            }
        }
        Ok(String::new())
    }

    /// A window's width and height in pixels.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn size(&self, window: Window) -> Result<[u32; 2]> {
        let geometry = self.connection.get_geometry(window)?.reply()?;
        Ok([geometry.width.into(), geometry.height.into()])
    }

    /// Moves the pointer to a place in pixels from the window's top-left corner; it may lie outside.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn move_to(&self, window: Window, position_px: [i16; 2]) -> Result<()> {
        let [x, y] = position_px;
        let place = self
            .connection
            .translate_coordinates(window, self.root, x, y)?
            .reply()?;
        self.connection.xtest_fake_input(
            MOTION_NOTIFY_EVENT,
            0,
            0,
            self.root,
            place.dst_x,
            place.dst_y,
            0,
        )?;
        self.sync()
    }

    /// Moves the pointer to the lower right corner of the screen, out of the way of windows.
    ///
    /// # Errors
    /// When the server fails.
    pub fn rest(&self) -> Result<()> {
        let screen = self.connection.get_geometry(self.root)?.reply()?;
        let corner = |side: u16| i16::try_from(side.saturating_sub(1)).unwrap_or(i16::MAX);
        let (x, y) = (corner(screen.width), corner(screen.height));
        self.connection
            .xtest_fake_input(MOTION_NOTIFY_EVENT, 0, 0, self.root, x, y, 0)?;
        self.sync()
    }

    /// Presses a button by its X number: 1 left, 2 middle, 3 right, 4 and 5 wheel up and down, 6 and 7 left and right.
    ///
    /// # Errors
    /// When the server fails.
    pub fn press(&self, button: u8) -> Result<()> {
        self.connection
            .xtest_fake_input(BUTTON_PRESS_EVENT, button, 0, self.root, 0, 0, 0)?;
        self.sync()
    }

    /// Releases a button.
    ///
    /// # Errors
    /// When the server fails.
    pub fn release(&self, button: u8) -> Result<()> {
        self.connection
            .xtest_fake_input(BUTTON_RELEASE_EVENT, button, 0, self.root, 0, 0, 0)?;
        self.sync()
    }

    /// Presses and releases a button; for 4 to 7, turns the wheel by a notch.
    ///
    /// # Errors
    /// When the server fails.
    pub fn click(&self, button: u8) -> Result<()> {
        self.press(button)?;
        self.release(button)
    }

    /// Drags with a button along places in pixels from the window's top-left corner.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn drag(&self, window: Window, button: u8, path_px: &[[i16; 2]]) -> Result<()> {
        for (index, &position) in path_px.iter().enumerate() {
            self.move_to(window, position)?;
            if index == 0 {
                self.press(button)?;
            }
        }
        self.release(button)
    }

    /// Gives a window the keyboard, as a window manager would.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn focus(&self, window: Window) -> Result<()> {
        self.connection
            .set_input_focus(InputFocus::POINTER_ROOT, window, x11rb::CURRENT_TIME)?
            .check()?;
        Ok(())
    }

    /// Takes the keyboard from all windows.
    ///
    /// # Errors
    /// When the server fails.
    pub fn unfocus(&self) -> Result<()> {
        self.connection
            .set_input_focus(InputFocus::NONE, x11rb::NONE, x11rb::CURRENT_TIME)?
            .check()?;
        Ok(())
    }

    /// Presses and releases a key, by its character or X's name (`a`, `A`, `?`, `Home`, `F1`, `Left`).
    ///
    /// # Errors
    /// When the keyboard has no such key.
    pub fn key(&self, name: &str) -> Result<()> {
        let (keycode, shifted) = self.keycode(name)?;
        let shift = if shifted {
            Some(self.keycode("Shift_L")?.0)
        } else {
            None
        };
        for (kind, keycode) in shift
            .map(|shift| (KEY_PRESS_EVENT, shift))
            .into_iter()
            .chain([(KEY_PRESS_EVENT, keycode), (KEY_RELEASE_EVENT, keycode)])
            .chain(shift.map(|shift| (KEY_RELEASE_EVENT, shift)))
        {
            self.connection
                .xtest_fake_input(kind, keycode, 0, self.root, 0, 0, 0)?;
        }
        self.sync()
    }

    /// Holds a key down (`Shift_L`, `Control_L`, `Alt_L`) while `inner` happens.
    ///
    /// # Errors
    /// When the keyboard has no such key, or `inner` fails.
    pub fn holding(&self, name: &str, inner: impl FnOnce(&Self) -> Result<()>) -> Result<()> {
        let (keycode, _) = self.keycode(name)?;
        self.connection
            .xtest_fake_input(KEY_PRESS_EVENT, keycode, 0, self.root, 0, 0, 0)?;
        let done = inner(self);
        self.connection
            .xtest_fake_input(KEY_RELEASE_EVENT, keycode, 0, self.root, 0, 0, 0)?;
        self.sync()?;
        done
    }

    /// Gives a window another size in pixels, as a window manager would.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn resize(&self, window: Window, size_px: [u32; 2]) -> Result<()> {
        let [width, height] = size_px;
        let size = ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(window, &size)?.check()?;
        Ok(())
    }

    /// Asks a window to close, as the button in its frame does.
    ///
    /// # Errors
    /// When the window is gone.
    pub fn close(&self, window: Window) -> Result<()> {
        let message = [self.atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0];
        let event = ClientMessageEvent::new(32, window, self.atom("WM_PROTOCOLS")?, message);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, event)?
            .check()?;
        Ok(())
    }

    /// Whether a window still exists.
    ///
    /// # Errors
    /// When the server fails.
    pub fn exists(&self, window: Window) -> Result<bool> {
        Ok(self
            .connection
            .get_window_attributes(window)?
            .reply()
            .is_ok())
    }

    /// What a window shows now.
    ///
    /// # Errors
    /// When the window is gone, hidden or partly off the screen.
    pub fn capture(&self, window: Window) -> Result<Picture> {
        let geometry = self.connection.get_geometry(window)?.reply()?;
        let (width, height) = (geometry.width, geometry.height);
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX)?
            .reply()?;
        let (width, height) = (usize::from(width), usize::from(height));
        if image.data.len() != 4 * width * height {
            let length = image.data.len();
            return Err(format!(
                "expected 4 bytes a pixel of {width}x{height}, got {length} bytes"
            )
            .into());
        }
        let rgba = image
            .data
            .chunks_exact(4)
            .flat_map(|bgrx| [bgrx[2], bgrx[1], bgrx[0], 255])
            .collect();
        Ok(Picture {
            width,
            height,
            rgba,
        })
    }

    /// Waits until a window shows what is wished for.
    ///
    /// # Errors
    /// When it does not in time, naming `what` was wished for; or when the window is gone.
    pub fn wait_for_picture(
        &self,
        window: Window,
        what: &str,
        wish: impl Fn(&Picture) -> bool,
    ) -> Result<Picture> {
        wait_for(what, || {
            Ok(Some(self.capture(window)?).filter(|picture| wish(picture)))
        })
    }

    fn atom(&self, name: &str) -> Result<Atom> {
        Ok(self
            .connection
            .intern_atom(false, name.as_bytes())?
            .reply()?
            .atom)
    }

    /// The key that gives a symbol, and whether it needs Shift.
    fn keycode(&self, name: &str) -> Result<(Keycode, bool)> {
        let Some(wanted) = keysym(name) else {
            return Err(format!("no X name of a key: {name:?}").into());
        };
        let (first, last) = (
            self.connection.setup().min_keycode,
            self.connection.setup().max_keycode,
        );
        let mapping = self
            .connection
            .get_keyboard_mapping(first, last - first + 1)?
            .reply()?;
        let columns = usize::from(mapping.keysyms_per_keycode).max(1);
        for column in 0..columns.min(2) {
            for (keycode, symbols) in (first..=last).zip(mapping.keysyms.chunks(columns)) {
                if symbols.get(column) == Some(&wanted) {
                    return Ok((keycode, column == 1));
                }
            }
        }
        Err(format!("the keyboard has no key for {name:?}").into())
    }

    /// Returns when the server has done everything asked so far.
    fn sync(&self) -> Result<()> {
        Ok(self.connection.sync()?)
    }
}

/// X's number for a symbol by its character or name.
fn keysym(name: &str) -> Option<Keysym> {
    let mut characters = name.chars();
    if let (Some(character), None) = (characters.next(), characters.next()) {
        // Latin-1 has its own numbers, all others lie above.
        let code = u32::from(character);
        return Some(if code < 0x100 {
            code
        } else {
            0x0100_0000 + code
        });
    }
    if let Some(number) = name
        .strip_prefix('F')
        .and_then(|number| number.parse::<u32>().ok())
    {
        return (1..=12).contains(&number).then_some(0xffbd + number);
    }
    Some(match name {
        "space" => 0x20,
        "BackSpace" => 0xff08,
        "Tab" => 0xff09,
        "Return" => 0xff0d,
        "Escape" => 0xff1b,
        "Home" => 0xff50,
        "Left" => 0xff51,
        "Up" => 0xff52,
        "Right" => 0xff53,
        "Down" => 0xff54,
        "Page_Up" => 0xff55,
        "Page_Down" => 0xff56,
        "End" => 0xff57,
        "Insert" => 0xff63,
        "Shift_L" => 0xffe1,
        "Control_L" => 0xffe3,
        "Alt_L" => 0xffe9,
        "Super_L" => 0xffeb,
        "Delete" => 0xffff,
        _ => return None,
    })
}
