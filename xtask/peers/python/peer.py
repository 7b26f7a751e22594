"""One run of the paper's benchmark by a Python plotting library.

    peer.py NAME --points N --seed S --size WxH --antialias on|off
    peer.py NAME … --data FILE --frames 0,50 --out FOLDER

The first form measures and prints one JSON object a line, as soon as each part is known, so that a
run that is stopped has told what it knew. The second reads the samples from a file (f32, the series
one after the other) and writes frames of the zoom as PNG, for the check that the picture is right.
"""

import argparse
import importlib
import json
import os
import sys
import time

SERIES = 10
ZOOM_FRAMES = 100
MOST_FRAMES = 300
LONGEST_S = 10.0
FULL_FRAMES = 20
FULL_LONGEST_S = 5.0
INTERVAL_S = 0.001
Y = (-5.0, 5.0)

PEERS = {
    "matplotlib": "matplotlib_peer",
    "matplotlib-fast": "matplotlib_peer",
    "vispy": "vispy_peer",
    "pyqtgraph": "pyqtgraph_peer",
    "pyqtgraph-peak": "pyqtgraph_peer",
}


def seconds_since_start():
    """Since the process began, by the system's word: the interpreter's own start is counted too."""
    with open("/proc/self/stat") as stat:
        ticks = float(stat.read().rpartition(")")[2].split()[19])
    with open("/proc/uptime") as uptime:
        now = float(uptime.read().split()[0])
    return now - ticks / os.sysconf("SC_CLK_TCK")


def memory_mb(field):
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith(field):
                return int(line.split()[1]) * 1024 / 1e6
    return None


def tell(**values):
    print(json.dumps(values), flush=True)


def zoom_part(frame):
    return 1.0 - 0.0099 * (frame % ZOOM_FRAMES)


def quantile(values, part):
    values = sorted(values)
    return values[round((len(values) - 1) * part)]


class Bench:
    """A plot of one data set and the frames asked of it."""

    def __init__(self, peer, data):
        self.peer = peer
        self.last = data.shape[1] - 1
        peer.plot(data)

    def look(self, part, nudge=0.0):
        middle = self.last / 2
        half = middle * part
        self.peer.look((middle - half, middle + half), (Y[0] + nudge, Y[1] + nudge))

    def frame_ms(self, part, nudge=0.0):
        began = time.perf_counter()
        self.look(part, nudge)
        self.peer.draw()
        return (time.perf_counter() - began) * 1e3

    def zoom(self):
        self.frame_ms(zoom_part(ZOOM_FRAMES - 1))
        frames, memory = [], []
        began = due = time.perf_counter()
        while len(frames) < MOST_FRAMES and time.perf_counter() - began < LONGEST_S:
            while time.perf_counter() < due:
                pass
            due = max(due + INTERVAL_S, time.perf_counter())
            frames.append(self.frame_ms(zoom_part(len(frames))))
            memory.append(memory_mb("VmRSS:"))
        median = quantile(frames, 0.5)
        tell(
            frame_ms_median=median,
            frame_ms_p95=quantile(frames, 0.95),
            frames=len(frames),
            fps_median=1e3 / median,
            rss_mb_mean=sum(memory) / len(memory),
            rss_mb=memory_mb("VmHWM:"),
        )

    def all_in_view(self):
        frames = []
        began = time.perf_counter()
        while len(frames) < FULL_FRAMES and (
            not frames or time.perf_counter() - began < FULL_LONGEST_S
        ):
            frames.append(self.frame_ms(1.0, 0.01 * (len(frames) + 1)))
        tell(frame_ms_full=quantile(frames, 0.5), rss_mb=memory_mb("VmHWM:"))


def is_drawn(picture):
    """Whether more than a hundredth of the picture differs from its first pixel."""
    return bool((picture != picture[0, 0]).any(axis=-1).mean() > 0.01)


def noise(numpy, points, seed):
    data = numpy.empty((SERIES, points // SERIES), dtype=numpy.float32)
    for series, row in enumerate(data):
        numpy.random.default_rng([seed, series]).standard_normal(dtype=numpy.float32, out=row)
    return data


def measure(peer, arguments):
    import numpy

    began = time.perf_counter()
    data = noise(numpy, arguments.points, arguments.seed)
    generate_s = time.perf_counter() - began
    tell(
        peer=arguments.peer,
        n=data.size,
        seed=arguments.seed,
        version=peer.version,
        generate_ms=generate_s * 1e3,
        data_mb=data.nbytes / 1e6,
    )
    bench = Bench(peer, data)
    bench.frame_ms(1.0)
    first_frame_s = seconds_since_start() - generate_s
    tell(
        first_frame_s=first_frame_s,
        renderer=peer.renderer,
        rss_mb=memory_mb("VmHWM:"),
        ok=is_drawn(peer.picture()),
    )
    bench.zoom()
    tell(ok=is_drawn(peer.picture()))
    bench.all_in_view()
    # A second plot, of data not seen before, in the process that is warm by now.
    peer.close()
    del bench, data
    data = noise(numpy, arguments.points, arguments.seed + 1_000_000)
    began = time.perf_counter()
    Bench(peer, data).frame_ms(1.0)
    tell(warm_first_ms=(time.perf_counter() - began) * 1e3)


def write_frames(peer, arguments):
    import numpy
    from PIL import Image

    data = numpy.fromfile(arguments.data, dtype="<f4").reshape(SERIES, -1)
    bench = Bench(peer, data)
    for frame in (int(frame) for frame in arguments.frames.split(",")):
        bench.frame_ms(zoom_part(frame))
        picture = numpy.ascontiguousarray(peer.picture()[..., :3])
        Image.fromarray(picture).save(os.path.join(arguments.out, f"frame-{frame}.png"))
    tell(version=peer.version)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("peer", choices=sorted(PEERS))
    parser.add_argument("--points", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", default="1200x800")
    parser.add_argument("--antialias", choices=["on", "off"], default="off")
    parser.add_argument("--data")
    parser.add_argument("--frames", default="0,50")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    size = tuple(int(side) for side in arguments.size.split("x"))
    module = importlib.import_module(PEERS[arguments.peer])
    peer = module.Peer(arguments.peer, size, arguments.antialias == "on")
    if arguments.data:
        write_frames(peer, arguments)
    else:
        measure(peer, arguments)
    # Tearing down a GL context or a Qt application is no part of the benchmark, and not always safe.
    sys.stdout.flush()
    os._exit(0)


COLORS = [
    "#3b93ff", "#d3801f", "#0c5508", "#82029f", "#916703",
    "#c035bd", "#16907a", "#535d5e", "#3b93ff", "#d3801f",
]

if __name__ == "__main__":
    # The modules of the peers import this one by its name.
    sys.modules["peer"] = sys.modules["__main__"]
    main()
