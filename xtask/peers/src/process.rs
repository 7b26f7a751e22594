//! What the system knows of this process: when it began, how much memory it takes.

use std::time::Instant;

/// Seconds since the process began; where the system does not tell, since `main_began`.
pub fn seconds_since_start(main_began: Instant) -> f64 {
    since_start().unwrap_or_else(|| main_began.elapsed().as_secs_f64())
}

#[cfg(target_os = "linux")]
fn since_start() -> Option<f64> {
    // Field 22 of /proc/self/stat: the start in clock ticks since boot (proc(5)); a tick is
    // 10 ms on every Linux.
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit_once(')')?.1;
    let ticks: f64 = after_name.split_whitespace().nth(19)?.parse().ok()?;
    let uptime = std::fs::read_to_string("/proc/uptime").ok()?;
    let now: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    let elapsed = now - ticks / 100.0;
    (elapsed >= 0.0).then_some(elapsed)
}

#[cfg(not(target_os = "linux"))]
fn since_start() -> Option<f64> {
    None
}

/// Resident memory in MB: now, and at its peak. `None` where the system does not tell.
pub fn memory_mb() -> Option<(f64, f64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib * 1024.0 / 1e6)
    };
    Some((field("VmRSS:")?, field("VmHWM:")?))
}
