"""The truth of a stroked line: how much of each pixel lies within it, by its definition and by
nobody's stroker.

A stroke is the union of rectangles along the segments, of what joins fill between them, and of caps
(SVG 2, section 13.7). Agg's own outline, drawn in however many pixels, is not that: on the inner side
of a corner it leaves out part of a segment that is shorter than the line is wide.

All of these parts are convex, so each meets a horizontal line in one interval. Coverage is the mean over
many lines a pixel, each exactly.
"""

import numpy as np

# Horizontal lines a pixel.
ROWS = 256


def pieces_of(path):
    """Points of each outline of straight steps, and whether it is closed."""
    pieces = []
    for letter, *points in path:
        if letter == "M":
            pieces.append([[points[0]], False])
        elif letter == "L":
            pieces[-1][0].append(points[0])
        elif letter == "Z":
            pieces[-1][1] = True
        else:
            raise ValueError(f"expected straight steps, got {letter}")
    return [(np.array(points, float), closed) for points, closed in pieces]


def dashed(points, lengths):
    """The dashes of an open line, each with the corners that it goes around."""
    dashes, current = [], [points[0]]
    index, left = 0, lengths[0]
    for start, end in zip(points, points[1:]):
        length = np.hypot(*(end - start))
        gone = 0.0
        while left <= length - gone:
            gone += left
            place = start + (end - start) * (gone / length)
            if index % 2 == 0:
                dashes.append(np.array([*current, place]))
            current = [place]
            index = (index + 1) % len(lengths)
            left = lengths[index]
        left -= length - gone
        if index % 2 == 0:
            current.append(end)
    if index % 2 == 0 and len(current) > 1:
        dashes.append(np.array(current))
    return dashes


class Sections:
    """Where each of a stroke's parts meets many horizontal lines."""

    def __init__(self, size):
        self.size = size
        self.y = (np.arange(size * ROWS) + 0.5) / ROWS
        self.parts = []

    def add_polygon(self, corners, disc=None):
        """Adds a convex polygon, or what of it lies within a disc."""
        corners = np.array(corners)
        low = np.full(len(self.y), np.inf)
        high = -low
        for a, b in zip(corners, np.roll(corners, -1, axis=0)):
            if a[1] == b[1]:
                continue
            part = (self.y - a[1]) / (b[1] - a[1])
            crosses = (part >= 0) & (part <= 1)
            x = a[0] + part * (b[0] - a[0])
            low[crosses] = np.minimum(low, x)[crosses]
            high[crosses] = np.maximum(high, x)[crosses]
        if disc is not None:
            disc_low, disc_high = self.disc(*disc)
            low, high = np.maximum(low, disc_low), np.minimum(high, disc_high)
        self.add(low, high)

    def add_disc(self, center, radius):
        """Adds a disc."""
        self.add(*self.disc(center, radius))

    def disc(self, center, radius):
        squared = radius**2 - (self.y - center[1]) ** 2
        half = np.where(squared >= 0, np.sqrt(np.maximum(squared, 0)), -np.inf)
        return center[0] - half, center[0] + half

    def add(self, low, high):
        # What is nowhere is empty at the far right, and stays there when sorted.
        is_empty = ~(low < high)
        self.parts.append(np.where(is_empty, np.inf, [low, high]))

    def coverage(self):
        """The coverage of all parts together, from 0 to 255."""
        low, high = np.clip(np.array(self.parts), -1, self.size + 1).transpose(1, 0, 2)
        order = np.argsort(low, axis=0)
        low = np.take_along_axis(low, order, axis=0)
        high = np.take_along_axis(high, order, axis=0)
        # What is left of an interval beyond those that begin before it.
        reached = np.maximum.accumulate(high, axis=0)
        low[1:] = np.maximum(low[1:], reached[:-1])
        pixels = np.arange(self.size)
        sums = np.zeros((len(self.y), self.size))
        for start, end in zip(low, high):
            rows = np.flatnonzero(end > start)
            edges = np.stack([start[rows], end[rows]])[:, :, None]
            within = np.clip(edges - pixels, 0, 1)
            sums[rows] += within[1] - within[0]
        return 255 * sums.reshape(self.size, ROWS, self.size).mean(axis=1)


def coverage(item, size):
    """The coverage of a stroked item, from 0 to 255, in a picture of `size` pixels a side."""
    sections = Sections(size)
    for points, closed in pieces_of(item["path"]):
        if item["dashes"]:
            if closed:
                raise ValueError("expected dashes of an open line, got a closed one")
            for dash in dashed(points, item["dashes"]):
                stroke(sections, dash, False, item)
        else:
            stroke(sections, points, closed, item)
    return sections.coverage()


def stroke(sections, points, closed, item):
    """Adds the parts of a line without dashes."""
    radius = item["width"] / 2
    following = np.roll(points, -1, axis=0)
    if not closed:
        points, following = points[:-1], following[:-1]
    is_segment = np.hypot(*(following - points).T) > 0
    starts, ends = points[is_segment], following[is_segment]
    directions = (ends - starts) / np.hypot(*(ends - starts).T)[:, None]
    count = len(starts)
    for index in range(count):
        start, end, along = starts[index], ends[index], directions[index]
        if item["cap"] == "Square" and not closed:
            start = start - radius * along if index == 0 else start
            end = end + radius * along if index == count - 1 else end
        across = radius * np.array([-along[1], along[0]])
        sections.add_polygon([start + across, end + across, end - across, start - across])
    if item["cap"] == "Round" and not closed:
        for end in [starts[0], ends[-1]]:
            sections.add_disc(end, radius)
    for index in range(0 if closed else 1, count):
        add_join(sections, starts[index], directions[index - 1], directions[index], item["join"], radius)


def add_join(sections, point, before, after, join, radius):
    """Adds what lies between two segments on a corner's outer side."""
    turn = before[0] * after[1] - before[1] * after[0]
    side = -radius if turn > 0 else radius
    one = point + side * np.array([-before[1], before[0]])
    other = point + side * np.array([-after[1], after[0]])
    middle = (one + other) / 2
    # How much farther the edges meet; the mitres that are compared are within any limit.
    farther = 2 / max(1 + before @ after, 1e-3)
    tip = point + (middle - point) * farther
    if join == "Bevel":
        sections.add_polygon([point, one, other])
    elif join == "Miter":
        sections.add_polygon([point, one, tip, other])
    else:
        sections.add_polygon([point, one, tip, other], disc=(point, radius))
