//! `cargo xtask bench`: the paper's benchmark at two sizes, and the ratios that galry promises.

use std::path::Path;
use std::process::Command;

use crate::{Result, process, workspace};

/// Runs `galry bench figure5` at 1e5 and 1e8 points (about 400 MB) in a release build.
pub(crate) fn figure5() -> Result {
    process::run(workspace::cargo().args(["build", "--release", "--package", "galry-cli"]))?;
    let galry = workspace::target()
        .join("release")
        .join(format!("galry{}", std::env::consts::EXE_SUFFIX));
    let few = measure(&galry, "1e5", "off")?;
    let many = measure(&galry, "1e8", "off")?;
    let smooth = measure(&galry, "1e8", "on")?;
    let cost = value(&many, "frame_ms_median")? / value(&few, "frame_ms_median")?;
    let first = value(&many, "warm_first_ms")? / value(&many, "memory_pass_ms")?;
    let fps = value(&many, "fps_median")?;
    let smooth_fps = value(&smooth, "fps_median")?;
    let above_mb = value(&many, "rss_mb")? - value(&many, "data_mb")?;
    println!("\nfigure 5, antialiasing off                      measured  wanted");
    println!("frame at 1e8 / frame at 1e5                     {cost:8.2}  <= 1.3");
    println!("first frame / one pass over the data, at 1e8    {first:8.2}  <= 4");
    println!("frames a second, at 1e8                         {fps:8.0}  >= 120");
    println!("the same, antialiased                           {smooth_fps:8.0}  >= 40");
    println!("peak memory above the data at 1e8, MB           {above_mb:8.0}  <= 190");
    Ok(())
}

fn measure(galry: &Path, points: &str, antialias: &str) -> Result<String> {
    let line = process::answer(Command::new(galry).args([
        "bench",
        "figure5",
        "--points",
        points,
        "--seed",
        "1",
        "--antialias",
        antialias,
        "--json",
    ]))
    .ok_or_else(|| format!("galry bench figure5 --points {points} failed: run it to see why"))?;
    println!("{}", line.trim());
    Ok(line)
}

/// The number under a key of a flat JSON object on one line: all that is needed here of JSON.
fn value(line: &str, key: &str) -> Result<f64> {
    let mark = format!("\"{key}\":");
    let number = line
        .find(&mark)
        .map(|start| &line[start + mark.len()..])
        .and_then(|rest| {
            rest.split([',', '}'])
                .next()
                .and_then(|number| number.trim().parse().ok())
        });
    Ok(number.ok_or_else(|| format!("galry bench figure5: no number under {key} in: {line}"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_under_its_key() {
        let line = r#"{"frame_ms":1.5, "frame_ms_full": 2e1,"ok":true}"#;
        assert!((value(line, "frame_ms").expect("is there") - 1.5).abs() < 1e-12);
        assert!((value(line, "frame_ms_full").expect("is there") - 20.0).abs() < 1e-12);
        assert!(value(line, "ok").is_err());
    }
}
