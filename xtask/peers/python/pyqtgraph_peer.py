"""PyQtGraph on Qt's off-screen platform: plain, or with clipping and peak downsampling."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy
import pyqtgraph
from pyqtgraph.Qt import QtCore, QtGui

from peer import COLORS


class Widget(pyqtgraph.PlotWidget):
    """Counts how often it was painted."""

    paints = 0

    def paintEvent(self, event):
        super().paintEvent(event)
        self.paints += 1


class Peer:
    version = f"pyqtgraph {pyqtgraph.__version__}, PyQt {QtCore.PYQT_VERSION_STR}"
    renderer = "Qt's raster engine"

    def __init__(self, name, size, antialias):
        pyqtgraph.setConfigOptions(antialias=antialias, background="w")
        self.application = pyqtgraph.mkQApp()
        self.size = size
        self.reduces = name == "pyqtgraph-peak"

    def plot(self, data):
        self.widget = Widget()
        self.widget.setFrameStyle(0)
        self.widget.resize(*self.size)
        item = self.widget.getPlotItem()
        item.hideAxis("left")
        item.hideAxis("bottom")
        item.hideButtons()
        item.layout.setContentsMargins(0, 0, 0, 0)
        item.setDefaultPadding(0)
        item.getViewBox().setBorder(None)
        if self.reduces:
            item.setClipToView(True)
            item.setDownsampling(auto=True, mode="peak")
        last = data.shape[1] - 1
        item.setRange(xRange=(0, last), yRange=(-5, 5), padding=0)
        for row, color in zip(data, COLORS):
            item.plot(row, pen=pyqtgraph.mkPen(color, width=1))
        self.box = item.getViewBox()
        self.widget.show()

    def look(self, x, y):
        self.box.setRange(xRange=x, yRange=y, padding=0)

    def draw(self):
        # A changed range asks for a paint, which waits in the queue: one paint a frame.
        paints = self.widget.paints
        self.application.processEvents()
        if self.widget.paints == paints:
            self.widget.viewport().repaint()

    def picture(self):
        image = self.widget.grab().toImage().convertToFormat(QtGui.QImage.Format.Format_RGBA8888)
        bits = image.constBits()
        bits.setsize(image.sizeInBytes())
        rows = numpy.frombuffer(bits, dtype=numpy.uint8).reshape(image.height(), -1)
        return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()

    def close(self):
        self.widget.close()
        self.widget = self.box = None
