"""Vispy by a headless EGL context: its scene graph, ten line visuals, a pan-zoom camera."""

import os

# Without a display Vispy asks EGL for its default display, which Mesa has only by this word; NVIDIA's
# driver needs none.
if not os.path.exists("/dev/nvidiactl"):
    os.environ.setdefault("EGL_PLATFORM", "surfaceless")

import numpy
import vispy
from vispy import app, gloo, scene

from peer import COLORS

app.use_app("egl")


class Peer:
    version = f"vispy {vispy.__version__}"
    renderer = None

    def __init__(self, name, size, antialias):
        self.antialias = antialias
        # Without `show` nothing is drawn by itself; the picture goes into a framebuffer of our own.
        self.canvas = scene.SceneCanvas(size=size, bgcolor="white", show=False)
        self.canvas.set_current()
        shape = (size[1], size[0])
        self.target = gloo.FrameBuffer(
            gloo.Texture2D(shape + (4,)), gloo.RenderBuffer(shape, "depth")
        )
        self.renderer = gloo.gl.glGetParameter(gloo.gl.GL_RENDERER)
        self.view = None

    def plot(self, data):
        self.view = self.canvas.central_widget.add_view(camera="panzoom")
        x = numpy.arange(data.shape[1], dtype=numpy.float32)
        for row, color in zip(data, COLORS):
            line = scene.Line(
                numpy.column_stack([x, row]),
                color=color,
                width=1,
                method="gl",
                antialias=self.antialias,
                parent=self.view.scene,
            )
            if self.antialias:
                # At one depth, the pale edge of a smooth line would keep all that comes after it out.
                line.set_gl_state("translucent", depth_test=False)

    def look(self, x, y):
        self.view.camera.rect = (x[0], y[0], x[1] - x[0], y[1] - y[0])

    def draw(self):
        self.canvas.push_fbo(self.target, (0, 0), self.target.color_buffer.shape[1::-1])
        try:
            self.canvas._draw_scene()
            # One pixel read back: the frame is complete.
            with self.target:
                self.pixel = gloo.read_pixels((0, 0, 1, 1))
        finally:
            self.canvas.pop_fbo()

    def picture(self):
        with self.target:
            height, width = self.target.color_buffer.shape[:2]
            return gloo.read_pixels((0, 0, width, height))

    def close(self):
        self.view.parent = None
        self.view = None
