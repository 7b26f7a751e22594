//! The paper's Figure 5 in a small form: galry alone, no network, in seconds.
#![expect(
    clippy::expect_used,
    reason = "a test stops where its ground gives way"
)]

use std::path::Path;
use std::process::{Command, Output};

fn figure5(out: &Path, arguments: &[&str]) -> Output {
    let programs = galry_tests::programs().expect("the programs build");
    Command::new(programs.join(format!("figure5{}", std::env::consts::EXE_SUFFIX)))
        .args([
            "--peers", "galry", "--points", "1e4,2e4", "--size", "300x200",
        ])
        .args(["--quick", "--out"])
        .arg(out)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn galry_is_measured_checked_and_drawn() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let output = figure5(folder.path(), &[]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    let checks = said.lines().filter(|line| line.starts_with("picture of"));
    assert!(
        checks.clone().count() == 2 && checks.clone().all(|line| line.ends_with("right")),
        "{said}"
    );
    let json = std::fs::read_to_string(folder.path().join("figure5.json")).expect("it is written");
    // Two numbers of points, off and on; a line each.
    let runs: Vec<&str> = json
        .lines()
        .filter(|line| line.contains("\"fps_median\""))
        .collect();
    assert_eq!(runs.len(), 4, "{json}");
    for run in runs {
        assert!(
            run.contains("\"outcome\":\"done\"") && run.contains("\"ok\":true"),
            "{run}"
        );
    }
    let table = std::fs::read_to_string(folder.path().join("figure5.md")).expect("it is written");
    assert!(table.contains("| galry |"), "{table}");

    let picture = std::fs::read(folder.path().join("figure5.png")).expect("it is drawn");
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 10_000);

    // What is there is not measured again.
    let output = figure5(folder.path(), &["--resume"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(
        !text(&output.stdout).contains("frames/s"),
        "{}",
        text(&output.stdout)
    );
    let again = std::fs::read_to_string(folder.path().join("figure5.json")).expect("it is there");
    assert_eq!(again, json);
}

#[test]
fn a_wrong_call_is_told() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    for (arguments, word) in [
        (["--peers", "gnuplot"], "gnuplot"),
        (["--galry", "no/such/program"], "no/such/program"),
    ] {
        let programs = galry_tests::programs().expect("the programs build");
        let output =
            Command::new(programs.join(format!("figure5{}", std::env::consts::EXE_SUFFIX)))
                .args(arguments)
                .arg("--out")
                .arg(folder.path())
                .output()
                .expect("the program starts");
        assert!(!output.status.success());
        assert!(
            text(&output.stderr).contains(word),
            "{}",
            text(&output.stderr)
        );
    }
}

#[test]
fn a_start_is_told_in_its_parts() {
    let galry = galry_tests::galry().expect("the program builds");
    let output = Command::new(galry)
        .args([
            "bench", "start", "--repeat", "1", "--points", "1e4", "--size", "300x200", "--json",
        ])
        .output()
        .expect("the program starts");
    let answer = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(answer.lines().count(), 1, "{answer}");
    for key in [
        "context_ms",
        "programs_ms",
        "text_ms",
        "first_draw_ms",
        "first_frame_ms",
    ] {
        // For the shader cache off, cold and warm, and once more for the answer itself.
        assert_eq!(
            answer.matches(&format!("\"{key}\":")).count(),
            4,
            "{key}: {answer}"
        );
        assert!(
            !answer.contains(&format!("\"{key}\":0.0,")),
            "{key}: {answer}"
        );
    }
    assert!(
        answer.contains("\"ok\":true") && !answer.contains("\"ok\":false"),
        "{answer}"
    );
}

#[test]
fn what_was_kept_of_a_file_is_used_again() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let path = folder.path().join("noise.i16");
    let samples: Vec<u8> = (0..400_000_u32)
        .flat_map(|i| (i.wrapping_mul(2_654_435_761) >> 16).to_le_bytes()[..2].to_vec())
        .collect();
    std::fs::write(&path, samples).expect("it is writable");
    let kept = folder.path().join("noise.kept");
    let run = || {
        let galry = galry_tests::galry().expect("the program builds");
        let output = Command::new(galry)
            .args(["bench", "figure5", "--points", "4e5", "--scale", "10000"])
            .args(["--size", "300x200", "--json", "--file"])
            .arg(&path)
            .arg("--pyramid")
            .arg(&kept)
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let answer = text(&output.stdout);
        assert!(
            answer.contains("\"ok\":true") && answer.contains("\"data_mb\":0.8"),
            "{answer}"
        );
    };
    run();
    let first = std::fs::read(&kept).expect("the minima and maxima are kept");
    run();
    assert_eq!(std::fs::read(&kept).expect("they are there"), first);
}

#[test]
fn a_file_of_another_length_is_told() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let path = folder.path().join("noise.i16");
    std::fs::write(&path, vec![0; 40_000]).expect("it is writable");
    let galry = galry_tests::galry().expect("the program builds");
    let output = Command::new(galry)
        .args(["bench", "figure5", "--points", "1e4", "--json", "--file"])
        .arg(&path)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(
        said.contains("noise.i16") && said.contains("2000"),
        "{said}"
    );
}
