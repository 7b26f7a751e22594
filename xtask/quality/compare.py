"""Compares galry's pictures of shapes, and Agg's, with the truth.

Run by `cargo xtask quality`: FOLDER holds what the example `quality` of galry-visuals wrote. The truth
of a stroked line is what `strokes` says; of a filled path, what Agg draws in sixteen times as many pixels
a side, averaged, which is nobody's idea of antialiasing either. Coverage alone is compared, of one black
shape on nothing.
"""

import json
import sys
from pathlib import Path as File

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from PIL import Image

import strokes

FINER = 16
# Agg cuts lines a pixel outside of its picture; the ends that it makes there stay out of sight.
MARGIN = 16


def path_of(steps):
    """matplotlib's path of a list of steps."""
    vertices, codes = [], []
    start = None
    for letter, *points in steps:
        if letter == "M":
            start = points[0]
        code = {
            "M": [Path.MOVETO],
            "L": [Path.LINETO],
            "Q": [Path.CURVE3] * 2,
            "C": [Path.CURVE4] * 3,
            "Z": [Path.CLOSEPOLY],
        }[letter]
        vertices += points or [start]
        codes += code
    path = Path(np.array(vertices, float), codes)
    path.should_simplify = False
    return path


def agg(shape, size, finer=1):
    """The coverage of a shape, from 0 to 255, as Agg draws it in `finer` times as many pixels."""
    side = (size + 2 * MARGIN) * finer
    renderer = RendererAgg(side, side, 72)
    # y runs upwards there.
    place = Affine2D().translate(MARGIN, MARGIN).scale(finer, -finer).translate(0, side)
    for item in shape["items"]:
        context = renderer.new_gc()
        context.set_antialiased(True)
        context.set_snap(False)
        context.set_foreground((0, 0, 0, 1), isRGBA=True)
        face = (0, 0, 0, 1) if item["fill"] else None
        if "width" in item:
            context.set_linewidth(item["width"] * finer)
            context.set_joinstyle(item["join"].lower())
            context.set_capstyle({"Square": "projecting"}.get(item["cap"], item["cap"].lower()))
            if item["dashes"]:
                context.set_dashes(0, [length * finer for length in item["dashes"]])
        else:
            context.set_linewidth(0)
        renderer.draw_path(context, path_of(item["path"]), place, face)
    picture = np.asarray(renderer.buffer_rgba())[:, :, 3].astype(float)
    inside = slice(MARGIN * finer, (MARGIN + size) * finer)
    return picture[inside, inside]


def true_coverage(shape, size):
    """The coverage of a shape, from 0 to 255."""
    items = shape["items"]
    if len(items) == 1 and "width" in items[0]:
        return strokes.coverage(items[0], size)
    return averaged(agg(shape, size, FINER), FINER)


def averaged(picture, finer):
    side = picture.shape[0] // finer
    return picture.reshape(side, finer, side, finer).mean(axis=(1, 3))


def rms(errors):
    return float(np.sqrt(np.mean(np.square(errors))))


def main(folder, picture):
    described = json.loads((folder / "shapes.json").read_text())
    size = described["size"]
    classes = {}
    for shape in described["shapes"]:
        truth = true_coverage(shape, size)
        pictures = {"Agg": agg(shape, size)}
        for way in ["shader", "painter"]:
            file = folder / f"{shape['number']}.{way}"
            if file.exists():
                pictures[way] = np.frombuffer(file.read_bytes(), np.uint8).reshape(size, size).astype(float)
        touched = truth > 0
        for other in pictures.values():
            touched |= other > 0
        entry = classes.setdefault(shape["class"], {"count": 0, "errors": {}, "worst": {}})
        entry["count"] += 1
        # What rounding to bytes alone costs.
        entry["errors"].setdefault("rounding", []).append((np.round(truth) - truth)[touched])
        for name, values in pictures.items():
            errors = values - truth
            entry["errors"].setdefault(name, []).append(errors[touched])
            worst = entry["worst"].get(name)
            if worst is None or np.abs(errors).max() > np.abs(worst[1]).max():
                entry["worst"][name] = (values, errors, truth)
    print("| class | shapes | galry, shader | galry, painter | Agg | rounding | wanted |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    is_good = True
    for name, entry in classes.items():
        found = {key: rms(np.concatenate(errors)) for key, errors in entry["errors"].items()}
        limit = max(found["Agg"], found["rounding"]) + 0.5
        galry = [found.get("shader"), found.get("painter")]
        is_good &= all(value <= limit for value in galry if value is not None)
        cells = [f"{value:.2f}" if value is not None else "" for value in galry]
        print(
            f"| {name} | {entry['count']} | {cells[0]} | {cells[1]} | {found['Agg']:.2f} "
            f"| {found['rounding']:.2f} | ≤ {limit:.2f} |"
        )
    draw_differences(classes, size, picture)
    if not is_good:
        sys.exit("quality: a class is farther from the truth than wanted")


def draw_differences(classes, size, file):
    """The shape of each class that galry's shader draws worst: truth, galry, and both differences."""
    scale = 3
    cell = size * scale + 6
    sheet = Image.new("RGB", (4 * cell + 6, len(classes) * cell + 6), "white")
    for row, entry in enumerate(classes.values()):
        values, errors, truth = entry["worst"]["shader"]
        agg_errors = entry["worst"]["Agg"][1]
        # Twenty times as large, grey for none.
        grey = [255 - truth, 255 - values, 128 + 20 * errors, 128 + 20 * agg_errors]
        for column, part in enumerate(grey):
            image = Image.fromarray(np.clip(part, 0, 255).astype(np.uint8))
            image = image.resize((size * scale, size * scale), Image.NEAREST)
            sheet.paste(image, (6 + column * cell, 6 + row * cell))
    sheet.save(file)


if __name__ == "__main__":
    main(File(sys.argv[1]), sys.argv[2])
