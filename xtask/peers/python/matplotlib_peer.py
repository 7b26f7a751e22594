"""matplotlib by its Agg canvas: as it comes, or with its own style `fast`."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.style
import numpy
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from peer import COLORS

DPI = 100


class Peer:
    version = f"matplotlib {matplotlib.__version__}"
    renderer = "Agg"

    def __init__(self, name, size, antialias):
        if name == "matplotlib-fast":
            matplotlib.style.use("fast")
        self.size = size
        self.antialias = antialias

    def plot(self, data):
        figure = Figure(figsize=(self.size[0] / DPI, self.size[1] / DPI), dpi=DPI)
        self.canvas = FigureCanvasAgg(figure)
        self.axes = figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        for row, color in zip(data, COLORS):
            # A line of one pixel, in points.
            self.axes.plot(row, color=color, linewidth=72 / DPI, antialiased=self.antialias)

    def look(self, x, y):
        self.axes.set_xlim(*x)
        self.axes.set_ylim(*y)

    def draw(self):
        self.canvas.draw()

    def picture(self):
        return numpy.asarray(self.canvas.buffer_rgba())

    def close(self):
        self.canvas = self.axes = None
