//! The program on bad input: one clear line, the right exit status, and nothing left behind.
#![expect(
    clippy::expect_used,
    reason = "a test stops where its ground gives way"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Input that lies in the folder where the program runs.
fn prepare(folder: &Path) {
    let whole = galry_tests::npy("(100,)", &[1.0; 100]);
    for (name, bytes) in [
        ("good.npy", whole.clone()),
        ("truncated.npy", whole[..whole.len() - 10].to_vec()),
        ("header.npy", whole[..20].to_vec()),
        ("not.npy", b"no array at all".to_vec()),
        ("empty.npy", galry_tests::npy("(0,)", &[])),
        ("nan.npy", galry_tests::npy("(3,)", &[f32::NAN; 3])),
        ("raw.bin", vec![0; 1001]),
        ("cell.csv", b"t,a\n0,1\n1,2\n2,two\n3,4\n".to_vec()),
        ("empty.csv", Vec::new()),
        ("torn.wav", b"RIFF\x10\x00\x00\x00WAVEfmt ".to_vec()),
        ("what.xyz", b"?".to_vec()),
    ] {
        fs::write(folder.join(name), bytes).expect("the input is written");
    }
    fs::create_dir(folder.join("folder.npy")).expect("the folder is made");
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder)
        .expect("the folder is readable")
        .map(|entry| {
            entry
                .expect("its entry too")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect()
}

fn galry(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(galry_tests::galry().expect("the program builds"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("GALRY_LOG")
        // Nothing of one test is kept for another, nor for whoever runs them.
        .env("GALRY_CACHE_DIR", folder.join("cache"));
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Why an answer is not one clear line with these words and this status, or nothing.
fn fault(output: &Output, status: i32, words: &[&str]) -> Option<String> {
    let text = stderr(output);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    if output.status.code() != Some(status) {
        return Some(format!(
            "expected status {status}, got {}; it said: {text}",
            output.status
        ));
    }
    if lines.len() != 1 {
        return Some(format!(
            "expected one line on stderr, got {}: {text}",
            lines.len()
        ));
    }
    if text.contains("panicked") {
        return Some(format!("it panicked: {text}"));
    }
    words
        .iter()
        .find(|word| !text.contains(**word))
        .map(|word| format!("expected `{word}` in: {text}"))
}

/// Arguments, exit status, words that the line must hold.
type Case = (&'static [&'static str], i32, &'static [&'static str]);

const FAILURES: &[Case] = &[
    // Files.
    (
        &["plot", "missing.npy", "-o", "out.png"],
        1,
        &["missing.npy"],
    ),
    (&["plot", "folder.npy", "-o", "out.png"], 1, &["folder.npy"]),
    (
        &["plot", "truncated.npy", "-o", "out.png"],
        1,
        &["truncated.npy", "528", "518"],
    ),
    (&["plot", "header.npy", "-o", "out.png"], 1, &["header.npy"]),
    (&["plot", "not.npy", "-o", "out.png"], 1, &["not.npy"]),
    (&["plot", "empty.npy", "-o", "out.png"], 1, &["empty.npy"]),
    (&["plot", "nan.npy", "-o", "out.png"], 1, &["nan.npy"]),
    (&["plot", "torn.wav", "-o", "out.png"], 1, &["torn.wav"]),
    (&["plot", "what.xyz", "-o", "out.png"], 1, &["what.xyz"]),
    (&["plot", "empty.csv", "-o", "out.png"], 1, &["empty.csv"]),
    (
        &["plot", "cell.csv", "-o", "out.png"],
        1,
        &["cell.csv", "line 4", "two"],
    ),
    (&["info", "missing.npy"], 1, &["missing.npy"]),
    (&["info", "truncated.npy", "--json"], 1, &["truncated.npy"]),
    (
        &["traces", "missing.npy", "-o", "out.png"],
        1,
        &["missing.npy"],
    ),
    (
        &["traces", "good.npy", "--from", "100", "-o", "out.png"],
        2,
        &["--from 100", "ends at 100"],
    ),
    // Raw binary.
    (
        &["plot", "raw.bin", "--dtype", "i16", "-o", "out.png"],
        1,
        &["raw.bin", "1001"],
    ),
    (
        &[
            "plot",
            "raw.bin",
            "--dtype",
            "i8",
            "--channels",
            "7",
            "--offset",
            "2",
            "-o",
            "out.png",
        ],
        1,
        &["raw.bin", "7"],
    ),
    (
        &[
            "plot", "raw.bin", "--dtype", "i8", "--offset", "2000", "-o", "out.png",
        ],
        1,
        &["raw.bin", "2000"],
    ),
    (
        &[
            "plot",
            "raw.bin",
            "--dtype",
            "i8",
            "--channels",
            "0",
            "-o",
            "out.png",
        ],
        2,
        &["channels"],
    ),
    (
        &["plot", "raw.bin", "--dtype", "i12", "-o", "out.png"],
        2,
        &["i12"],
    ),
    // Limits and sizes.
    (
        &["plot", "good.npy", "--xlim", "3,3", "-o", "out.png"],
        2,
        &["xlim"],
    ),
    (
        &["plot", "good.npy", "--ylim", "-1,-1", "-o", "out.png"],
        2,
        &["ylim"],
    ),
    (
        &["plot", "good.npy", "--ylim", "nan,1", "-o", "out.png"],
        2,
        &["ylim"],
    ),
    (
        &["plot", "good.npy", "--xlim", "0,inf", "-o", "out.png"],
        2,
        &["xlim"],
    ),
    (
        &["plot", "good.npy", "--xlim", "0", "-o", "out.png"],
        2,
        &["xlim"],
    ),
    (
        &["plot", "good.npy", "--size", "0x0", "-o", "out.png"],
        2,
        &["size", "0x0"],
    ),
    (
        &[
            "plot",
            "good.npy",
            "--size",
            "100000x100000",
            "-o",
            "out.png",
        ],
        2,
        &["size", "100000x100000"],
    ),
    (
        &["plot", "good.npy", "--size", "wide", "-o", "out.png"],
        2,
        &["size", "wide"],
    ),
    (
        &["plot", "good.npy", "--color", "blurple", "-o", "out.png"],
        2,
        &["blurple"],
    ),
    // Outputs.
    (
        &["plot", "good.npy", "-o", "nowhere/out.png"],
        1,
        &["nowhere"],
    ),
    (&["plot", "good.npy", "-o", "good.npy"], 2, &["good.npy"]),
    (&["plot", "good.npy", "-o", "out.what"], 2, &["what"]),
    // Calls.
    (&["plot"], 2, &[]),
    (&["plots", "good.npy"], 2, &["plots"]),
    (
        &["plot", "good.npy", "--no-such-option"],
        2,
        &["--no-such-option"],
    ),
    (
        &["plot", "good.npy", "--antialias", "maybe", "-o", "out.png"],
        2,
        &["maybe"],
    ),
    (
        &["plot", "good.npy", "--follow", "-o", "out.png"],
        2,
        &["--follow", "-o out.png"],
    ),
    (&["plot", "good.npy", "--follow", "--x", "0"], 2, &["--x 0"]),
    (&["plot", "missing.npy", "--follow"], 1, &["missing.npy"]),
    (
        &["traces", "good.npy", "--follow", "--from", "3"],
        2,
        &["--from", "--to"],
    ),
    (
        &["bench", "stream", "--rate", "fast"],
        2,
        &["positive number or max", "fast"],
    ),
    (
        &["bench", "stream", "--rate", "9", "--channels", "0"],
        2,
        &["--channels 0"],
    ),
    (
        &[
            "plot", "good.npy", "--kind", "hist", "--bins", "few", "-o", "out.png",
        ],
        2,
        &["--bins", "sturges"],
    ),
    (
        &["plot", "good.npy", "--line-style", "---", "-o", "out.png"],
        2,
        &["--line-style ---", "dashdot"],
    ),
    (
        &["plot", "good.npy", "--line-style", "3,-1", "-o", "out.png"],
        2,
        &["--line-style 3,-1", "at least 0 px"],
    ),
    (
        &["plot", "good.npy", "--kind", "image", "-o", "out.png"],
        1,
        &["good.npy", "expected an image"],
    ),
    // Rooms that are not built yet say so.
    (
        &["plot", "good.npy", "--kind", "violin", "-o", "out.png"],
        2,
        &["not built yet"],
    ),
    (&["simulate", "folder"], 2, &["not built yet"]),
    (&["bench", "pick", "--nodes", "3"], 2, &["not built yet"]),
    (
        &["bench", "nodes", "--lines", "0"],
        2,
        &["--lines", "at least 1"],
    ),
    (
        &["bench", "line", "--width", "0"],
        2,
        &["--width", "above 0"],
    ),
    (
        &["bench", "labels", "--count", "0"],
        2,
        &["--count", "at least 1"],
    ),
    (&["bench", "upload", "--mb", "0"], 2, &["--mb 0", "1 to"]),
    (
        &["plot", "good.npy", "--shading", "auto", "-o", "out.png"],
        2,
        &["--shading auto", "--kind scatter"],
    ),
    (
        &[
            "plot", "good.npy", "--kind", "scatter", "--norm", "cube", "-o", "out.png",
        ],
        2,
        &["equalized"],
    ),
];

#[test]
fn bad_input_is_one_clear_line_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("there is room for the input");
    prepare(folder.path());
    let before = names(folder.path());
    let good = fs::read(folder.path().join("good.npy")).expect("the input is there");
    let mut faults = Vec::new();
    for (arguments, status, words) in FAILURES {
        let output = galry(folder.path(), arguments)
            .output()
            .expect("the program starts");
        let call = arguments.join(" ");
        if let Some(fault) = fault(&output, *status, words) {
            faults.push(format!("galry {call}: {fault}"));
        }
        if !output.stdout.is_empty() {
            faults.push(format!("galry {call}: expected nothing on stdout"));
        }
        let after = names(folder.path());
        if after != before {
            let left: Vec<_> = after.symmetric_difference(&before).collect();
            faults.push(format!("galry {call}: left or took away {left:?}"));
            for name in after.difference(&before) {
                drop(fs::remove_file(folder.path().join(name)));
            }
        }
    }
    let still = fs::read(folder.path().join("good.npy")).expect("the input is still there");
    assert!(still == good, "an input was overwritten");
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn with_no_display_a_picture_is_written_and_named() {
    let folder = tempfile::tempdir().expect("there is room for the input");
    prepare(folder.path());
    for expected in ["good.png", "good-1.png"] {
        let output = galry(folder.path(), &["plot", "good.npy"])
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(
            stderr(&output).contains(expected),
            "expected {expected} in: {}",
            stderr(&output)
        );
        assert!(folder.path().join(expected).is_file());
    }
}

#[test]
fn with_no_gl_the_picture_is_drawn_or_one_line_says_what_to_install() {
    let folder = tempfile::tempdir().expect("there is room for the input");
    prepare(folder.path());
    let output = galry(folder.path(), &["plot", "good.npy", "-o", "out.png"])
        // The loader looks for drivers here, and finds none.
        .env("__EGL_VENDOR_LIBRARY_DIRS", folder.path())
        .output()
        .expect("the program starts");
    if output.status.success() {
        assert!(folder.path().join("out.png").is_file());
    } else {
        assert_eq!(fault(&output, 1, &["libegl1"]), None);
        assert!(!folder.path().join("out.png").exists());
    }
}

#[test]
fn info_tells_one_exact_json_line() {
    let folder = tempfile::tempdir().expect("there is room for the input");
    fs::write(
        folder.path().join("two.npy"),
        galry_tests::npy("(3, 2)", &[1.5, -2.0, f32::NAN, 7.0, f32::INFINITY, 0.0]),
    )
    .expect("the input is written");
    let output = galry(folder.path(), &["info", "two.npy", "--json"])
        .output()
        .expect("it starts");
    assert!(output.status.success(), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    assert_eq!(text.lines().count(), 1, "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    for (key, expected) in [
        ("channels", serde_json::json!(2)),
        ("samples", serde_json::json!(3)),
        ("min", serde_json::json!(-2.0)),
        ("max", serde_json::json!(7.0)),
        ("nan", serde_json::json!(1)),
        ("rate", serde_json::Value::Null),
        ("duration_s", serde_json::Value::Null),
    ] {
        assert_eq!(value[key], expected, "{key} in {text}");
    }
    for key in ["path", "format", "dtype", "bytes"] {
        assert!(!value[key].is_null(), "{key} in {text}");
    }
}

#[test]
fn the_recording_of_the_demo_is_drawn() {
    let folder = tempfile::tempdir().expect("there is room for the picture");
    let recording = galry_tests::root().join("examples/data/eeg_60ch_600hz_i16.npy");
    let out = folder.path().join("traces.png");
    let output = galry(folder.path(), &["traces"])
        .arg(&recording)
        .args(["--rate", "600.615", "-o"])
        .arg(&out)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(fs::metadata(&out).expect("the picture is there").len() > 10_000);
}

#[test]
fn help_and_version_go_to_stdout() {
    let folder = tempfile::tempdir().expect("there is room");
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["plot", "--help"],
        &["bench", "--help"],
    ] {
        let output = galry(folder.path(), arguments)
            .output()
            .expect("the program starts");
        assert!(
            output.status.success() && !output.stdout.is_empty(),
            "{arguments:?}"
        );
    }
}

#[test]
fn subplots_are_the_pictures_of_each_file_above_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let waves: Vec<f32> = (0..500).map(|i| (i as f32 / 20.0).sin()).collect();
    let steps: Vec<f32> = (0..500).map(|i| (i / 50 % 3) as f32).collect();
    for (name, values) in [("waves.npy", &waves), ("steps.npy", &steps)] {
        fs::write(folder.path().join(name), galry_tests::npy("(500,)", values))
            .expect("the input is written");
    }
    let draw = |files: &[&str], size: &str, out: &str| {
        let mut arguments = vec!["plot"];
        arguments.extend(files);
        arguments.extend(["--bare", "--size", size, "-o", out]);
        let output = galry(folder.path(), &arguments).output().expect("it runs");
        assert!(output.status.success(), "{}", stderr(&output));
        galry_testkit::Image::load(&folder.path().join(out)).expect("a picture")
    };
    let both = draw(
        &["waves.npy", "steps.npy", "--subplots"],
        "200x100",
        "both.png",
    );
    for (name, top) in [("waves.npy", 0), ("steps.npy", 50)] {
        let alone = draw(&[name], "200x50", "alone.png");
        for (x, y) in (0..200).flat_map(|x| (0..50).map(move |y| (x, y))) {
            assert_eq!(both.pixel(x, top + y), alone.pixel(x, y), "{name} {x} {y}");
        }
    }
}

#[test]
fn pyramids_are_kept_where_asked_and_the_cache_is_listed_and_cleared() {
    let folder = tempfile::tempdir().expect("there is room for the input");
    let values: Vec<f32> = (0..100_000).map(|i| (i * 7919 % 10_007) as f32).collect();
    let data = galry_tests::npy("(100000,)", &values);
    fs::write(folder.path().join("long.npy"), &data).expect("the input is written");
    let run = |arguments: &[&str]| {
        let output = galry(folder.path(), arguments)
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).expect("it is UTF-8")
    };
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&run(arguments)).expect("it is JSON")
    };
    // What takes a moment to build is kept only where that was asked for.
    run(&["plot", "long.npy", "-o", "auto.png"]);
    run(&["plot", "long.npy", "-o", "off.png", "--pyramid", "off"]);
    let none = BTreeSet::from(["long.npy", "auto.png", "off.png"].map(str::to_owned));
    assert_eq!(names(folder.path()), none);
    run(&["plot", "long.npy", "-o", "a.png", "--pyramid", "beside"]);
    let beside = folder.path().join("long.npy.galry-pyramid");
    let bytes = fs::metadata(&beside).expect("the pyramid is there").len();
    assert!(bytes * 20 <= data.len() as u64, "{bytes} of {}", data.len());
    run(&["plot", "long.npy", "-o", "b.png", "--pyramid", "beside"]);
    let pictures = ["auto.png", "off.png", "a.png", "b.png"]
        .map(|name| fs::read(folder.path().join(name)).expect("the picture is there"));
    assert!(pictures.iter().all(|picture| *picture == pictures[0]));

    let cache = folder.path().join("cache");
    fs::create_dir(&cache).expect("the folder is made");
    fs::rename(&beside, cache.join("0.pyramid")).expect("it is moved");
    fs::write(cache.join("mine.txt"), "mine").expect("it is written");
    let listed = json(&["cache", "list", "--json"]);
    assert_eq!(listed["bytes"], bytes);
    assert_eq!(listed["entries"][0]["data_bytes"], data.len());
    let of = listed["entries"][0]["data_path"].as_str();
    assert!(
        of.is_some_and(|path| path.ends_with("long.npy")),
        "{listed}"
    );
    assert!(run(&["cache", "list"]).contains("long.npy"));
    let cleared = json(&["cache", "clear", "--json"]);
    assert_eq!(
        (&cleared["files"], &cleared["bytes"]),
        (&1.into(), &bytes.into())
    );
    assert_eq!(names(&cache), BTreeSet::from(["mine.txt".to_owned()]));
}

#[test]
fn bench_traces_tells_what_it_measured_in_one_line() {
    let folder = tempfile::tempdir().expect("there is room for the input");
    let values: Vec<f32> = (0..90_000).map(|i| (i * 7919 % 10_007) as f32).collect();
    let data = galry_tests::npy("(30000, 3)", &values);
    fs::write(folder.path().join("three.npy"), data).expect("the input is written");
    let call = [
        "bench",
        "traces",
        "three.npy",
        "--size",
        "300x200",
        "--json",
    ];
    let output = galry(folder.path(), &call)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    assert_eq!(text.lines().count(), 1, "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    for key in [
        "open_ms",
        "coarse_ms",
        "first_ms",
        "first_frame_s",
        "scroll_ms_p95",
        "zoom_ms_p95",
        "rss_mb",
    ] {
        assert!(
            value[key].as_f64().is_some_and(|v| v > 0.0),
            "{key} in {text}"
        );
    }
    for (key, expected) in [
        ("ok", serde_json::json!(true)),
        ("channels", serde_json::json!(3)),
        ("samples", serde_json::json!(30_000)),
        // All is loaded by then.
        ("scroll_partial_frames", serde_json::json!(0)),
        ("zoom_partial_frames", serde_json::json!(0)),
    ] {
        assert_eq!(value[key], expected, "{key} in {text}");
    }
}

#[test]
fn a_stream_is_measured_and_checked() {
    let folder = tempfile::tempdir().expect("there is room for the program");
    for (rate, dtype) in [("2000", "i16"), ("max", "f32")] {
        let mut command = galry(folder.path(), &["bench", "stream", "--json"]);
        command.args(["--channels", "3", "--ring", "200", "--size", "200x100"]);
        command.args(["--rate", rate, "--dtype", dtype, "--seconds", "0.3"]);
        let output = command.output().expect("the program starts");
        assert!(output.status.success(), "{}", stderr(&output));
        let report = String::from_utf8_lossy(&output.stdout).into_owned();
        // Drawn, and the newest samples are those that were pushed.
        assert!(report.contains("\"ok\":true"), "{report}");
        for key in [
            "sustained_msamples_s",
            "frame_ms_p95",
            "dropped_samples",
            "renderer",
        ] {
            assert!(report.contains(key), "{key}: {report}");
        }
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_program_says_130_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("there is room");
    let spools = folder.path().join("spools");
    fs::create_dir(&spools).expect("the folder is made");
    // It waits for its input, of which it keeps a copy in a file.
    let mut program = galry(folder.path(), &["plot", "-", "-o", "out.png"])
        .env("TMPDIR", &spools)
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = program.stdin.take().expect("it is piped");
    std::io::Write::write_all(&mut input, b"a,b\n1,2\n").expect("it reads");
    while names(&spools).is_empty() {
        std::thread::yield_now();
    }
    let kill = Command::new("kill")
        .args(["-INT", &program.id().to_string()])
        .status()
        .expect("kill is there");
    assert!(kill.success());
    let status = program.wait().expect("it ends");
    drop(input);
    assert_eq!(status.code(), Some(130));
    assert!(names(&spools).is_empty());
    assert_eq!(names(folder.path()), BTreeSet::from(["spools".to_owned()]));
}
