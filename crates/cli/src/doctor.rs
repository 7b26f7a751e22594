//! `galry doctor`: what this machine offers.

use galry::scene::HeadlessCanvas;
use serde_json::json;

use crate::failure::{Failure, Result, chain};
use crate::{cache, output};

pub(crate) fn run(json: bool) -> Result<()> {
    let gl = HeadlessCanvas::new([16, 16]);
    let display = galry::plot::display_available();
    let fonts = galry::visuals::Fonts::embedded();
    let sample = fonts.measure("10⁻³ µV", &galry::visuals::TextStyle::default());
    let fonts_ok = sample.width_px > 0.0;
    let gl_text = match &gl {
        Ok(canvas) => {
            let found = canvas.context().capabilities();
            format!("{} ({})", found.version_text, found.renderer)
        }
        Err(error) => chain(error),
    };
    let display_text = match &display {
        Ok(()) => String::from("available"),
        Err(error) => chain(error),
    };
    let hdf5_text = if cfg!(feature = "hdf5") {
        "built in"
    } else {
        "built without: cargo install galry-cli --features hdf5"
    };
    let cache = cache::folder();
    let cache_text = cache.as_ref().map_or_else(
        || String::from("no folder: set GALRY_CACHE_DIR or HOME"),
        |folder| folder.path().display().to_string(),
    );
    if json {
        output::print_json(&json!({
            "version": env!("CARGO_PKG_VERSION"),
            "gl": gl.is_ok(),
            "gl_text": gl_text,
            "display": display.is_ok(),
            "display_text": display_text,
            "fonts": fonts_ok,
            "hdf5": cfg!(feature = "hdf5"),
            "cache": cache.is_some(),
            "cache_text": cache_text,
        }))?;
    } else {
        let mark = |ok: bool| if ok { "ok     " } else { "missing" };
        output::print_lines(&format!(
            "galry   {}\n\
             gl      {} {gl_text}\n\
             display {} {display_text}\n\
             fonts   {} Inter, embedded\n\
             hdf5    {} {hdf5_text}\n\
             cache   {} {cache_text}\n",
            env!("CARGO_PKG_VERSION"),
            mark(gl.is_ok()),
            mark(display.is_ok()),
            mark(fonts_ok),
            mark(cfg!(feature = "hdf5")),
            mark(cache.is_some()),
        ))?;
    }
    match gl {
        Ok(_) => Ok(()),
        Err(_) => Err(Failure::failed(
            "no OpenGL can be had: only SVG pictures can be made",
        )),
    }
}
