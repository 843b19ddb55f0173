"""A brush for the scene of a placeholder picture: flat shapes in a palette of eight colours.

The scene is 800 x 600; the street goes on at both sides of it, and the picture, of 800 x 400, shows all of that smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from random import Random

from PIL import Image, ImageColor, ImageDraw

WIDTH, HEIGHT, SCALE = 800, 600, 2
"""Drawn at twice its size, for smooth edges."""
TABLE_TOP = 430
"""The upper edge of the table."""

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Palette:
    night: str
    glow: str
    table: str
    ink: str
    light: str
    warm: str
    cool: str
    leaf: str

    def mix(self, one: str, other: str, share: float) -> str:
        """Returns a blend of two palette colours, by their names."""
        return self.blend(getattr(self, one), getattr(self, other), share)

    def blend(self, one: str, other: str, share: float) -> str:
        """Returns `one` with a `share` of `other`; both as #rrggbb."""
        pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
        return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)

    def dark(self, colour: str, share: float = 0.3) -> str:
        return self.blend(colour, self.ink, share)

    def bright(self, colour: str, share: float = 0.3) -> str:
        return self.blend(colour, self.light, share)


class Brush:
    """Draws on an image with `scale` pixels a unit; its zero point is the pixel `origin`."""

    def __init__(
        self,
        image: Image.Image,
        palette: Palette,
        rng: Random,
        *,
        scale: float = SCALE,
        origin: Point = (0, 0),
    ) -> None:
        self.palette = palette
        self.rng = rng
        self._scale = scale
        self._left, self._top = origin
        self._draw = ImageDraw.Draw(image)

    def oval(self, x: float, y: float, across: float, down: float, colour: str) -> None:
        """Draws an oval by its centre and two radii."""
        self._draw.ellipse(self._box(x - across, y - down, x + across, y + down), fill=colour)

    def half(self, x: float, y: float, across: float, down: float, colour: str) -> None:
        """Draws the lower half of an oval."""
        self._draw.chord(self._box(x - across, y - down, x + across, y + down), 0, 180, fill=colour)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: str, round_by: float = 0
    ) -> None:
        self._draw.rounded_rectangle(self._box(left, top, right, bottom), round_by * self._scale, fill=colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        self._draw.polygon(self._points(points), fill=colour)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        self._draw.line(
            self._points(points),
            fill=colour,
            width=round(width * self._scale),
            joint="curve",
        )
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, colour=colour)

    def ring(self, x: float, y: float, across: float, down: float, colour: str, width: float) -> None:
        self._draw.ellipse(
            self._box(x - across, y - down, x + across, y + down),
            outline=colour,
            width=round(width * self._scale),
        )

    def diamond(self, x: float, y: float, across: float, down: float, colour: str) -> None:
        self.shape([(x - across, y), (x, y - down), (x + across, y), (x, y + down)], colour)

    def leaf(self, x: float, y: float, length: float, width: float, degrees: float, colour: str) -> None:
        """Draws a leaf from its stalk at x, y; 0 degrees points up, more turns to the right."""
        steps = [step / 12 for step in range(13)]
        rim = [(width / 2 * sin(pi * step**0.8), -length * step) for step in steps]
        outline = rim + [(-side, along) for side, along in reversed(rim)]
        self.shape(rotated(outline, x, y, degrees), colour)
        self.line(
            rotated([(0, -length * 0.06), (0, -length * 0.9)], x, y, degrees), self.palette.dark(colour), 3
        )

    def steam(self, x: float, top: float, bottom: float) -> None:
        colour = self.palette.bright(self.palette.glow, 0.6)
        rise = range(int(top), int(bottom), 6)
        self.line([(x + 11 * sin((y - top) / 26), y) for y in rise], colour, 6)

    def shadow(self, x: float, y: float, across: float, down: float) -> None:
        self.oval(x, y, across, down, colour=self.palette.dark(self.palette.table, 0.5))

    def _points(self, points: Sequence[Point]) -> list[Point]:
        return [(self._left + x * self._scale, self._top + y * self._scale) for x, y in points]

    def _box(self, left: float, top: float, right: float, bottom: float) -> list[Point]:
        return self._points([(left, top), (right, bottom)])


def rotated(points: Sequence[Point], x: float, y: float, degrees: float) -> list[Point]:
    """Returns the points turned to the right about the origin, then moved to x, y."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return [(x + a * c - b * s, y + a * s + b * c) for a, b in points]
