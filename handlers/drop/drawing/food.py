"""Motifs of food and drink."""

from math import cos, pi, radians, sin

from handlers.drop.drawing.brush import Brush, rotated

SEGMENT = (-0.72, -0.62, -0.4, 0, 0.4, 0.62, 0.72)


def kuih(brush: Brush) -> None:
    paint = brush.palette
    brush.shadow(400, 500, 290, 34)
    brush.leaf(120, 486, 560, 150, degrees=88, colour=paint.dark(paint.leaf, 0.15))
    colours = brush.rng.sample([paint.warm, paint.cool, paint.bright(paint.leaf, 0.2)], 2)
    for x, y in ((400, 325), (275, 392), (525, 392)):
        _layered(brush, x, y, [colours[0], paint.light, colours[1]])


def _layered(brush: Brush, x: float, y: float, colours: list[str]) -> None:
    """Draws a diamond of nine layers, seen from above one corner."""
    paint, across, layer = brush.palette, 112, 11
    for step in range(8, -1, -1):
        colour, top = colours[step % 3], y + step * layer
        for side, share in ((-1, 0.12), (1, 0.34)):
            face = [
                (x + side * across, top),
                (x, top + across / 2),
                (x, top + across / 2 + layer),
                (x + side * across, top + layer),
            ]
            brush.shape(face, paint.dark(colour, share))
    brush.diamond(x, y, across, across / 2, colour=colours[0])
    brush.diamond(x, y, across - 18, across / 2 - 9, colour=paint.bright(colours[0], 0.2))


def coffee(brush: Brush) -> None:
    paint = brush.palette
    glass, brew = paint.blend(paint.cool, paint.light, 0.65), paint.blend(paint.ink, paint.warm, 0.25)
    brush.shadow(400, 505, 200, 24)
    brush.shape([(350, 310), (450, 310), (500, 480), (480, 502), (320, 502), (300, 480)], glass)
    brush.shape([(332, 400), (468, 400), (490, 478), (474, 493), (326, 493), (310, 478)], brew)
    brush.shape([(340, 410), (352, 410), (336, 476), (322, 476)], paint.bright(brew, 0.35))
    brush.box(338, 296, 462, 314, colour=paint.dark(paint.warm), round_by=6)
    brush.shape([(270, 168), (530, 168), (440, 298), (360, 298)], paint.warm)
    brush.shape([(450, 168), (530, 168), (440, 298), (410, 298)], paint.dark(paint.warm, 0.22))
    for x in (316, 358, 400):
        brush.line([(x, 186), (400 + (x - 400) * 0.45, 280)], paint.dark(paint.warm, 0.18), 4)
    brush.oval(400, 168, 130, 22, colour=paint.light)
    brush.oval(400, 171, 112, 15, colour=brew)
    for y in (332, 364):
        brush.oval(400, y, 5, 9, colour=brew)
    for x, tilt in ((180, 20), (228, -30), (590, 40), (634, -10)):
        _bean(brush, x, 492 + tilt / 4, tilt)
    brush.steam(372, 84, 150)
    brush.steam(424, 96, 150)


def drink(brush: Brush) -> None:
    """Draws a bottle of a drink with two small bowls of it."""
    paint = brush.palette
    brew, glass = paint.blend(paint.light, paint.glow, 0.45), paint.blend(paint.leaf, paint.light, 0.35)
    brush.shadow(400, 508, 260, 26)
    brush.box(346, 236, 454, 500, colour=glass, round_by=26)
    brush.shape([(346, 262), (376, 196), (424, 196), (454, 262)], glass)
    brush.box(376, 118, 424, 206, colour=glass, round_by=8)
    brush.box(370, 96, 430, 134, colour=paint.dark(paint.warm, 0.2), round_by=8)
    brush.box(356, 290, 444, 490, colour=brew, round_by=20)
    brush.box(346, 334, 454, 434, colour=paint.warm)
    brush.diamond(400, 384, 40, 34, colour=paint.light)
    brush.diamond(400, 384, 22, 18, colour=paint.cool)
    brush.box(360, 244, 370, 322, colour=paint.bright(glass, 0.55), round_by=5)
    for x in (246, 554):
        brush.half(x, 432, 82, 74, colour=paint.cool)
        brush.box(x - 30, 496, x + 30, 508, colour=paint.dark(paint.cool, 0.3), round_by=5)
        brush.oval(x, 432, 82, 22, colour=paint.dark(paint.cool, 0.35))
        brush.oval(x, 435, 70, 16, colour=brew)


def _bean(brush: Brush, x: float, y: float, tilt: float) -> None:
    paint = brush.palette
    colour = paint.blend(paint.ink, paint.warm, 0.45)
    outline = [(22 * cos(step * pi / 12), 14 * sin(step * pi / 12)) for step in range(24)]
    brush.shape(rotated(outline, x, y, tilt), colour)
    brush.line(rotated([(-17, 2), (-4, -2), (5, 3), (17, -1)], x, y, tilt), paint.dark(colour, 0.6), 4)


def cup(brush: Brush) -> None:
    paint = brush.palette
    china, shade = paint.light, paint.blend(paint.light, paint.night, 0.16)
    brush.shadow(400, 506, 260, 26)
    brush.oval(400, 478, 236, 34, colour=shade)
    brush.oval(400, 472, 236, 32, colour=china)
    brush.oval(400, 474, 130, 15, colour=paint.blend(china, paint.night, 0.3))
    brush.ring(566, 338, 66, 64, colour=china, width=24)
    brush.half(400, 268, 178, 204, colour=china)
    brush.shape([(470, 268), (578, 268), (560, 350), (512, 424), (440, 470), (400, 471)], shade)
    for x in (-128, -64, 0, 64, 128):
        _flower(brush, 400 + x, 346 - abs(x) / 12, paint.cool if x % 128 else paint.warm)
    brush.oval(400, 268, 178, 40, colour=paint.blend(china, paint.night, 0.1))
    brush.oval(400, 273, 160, 31, colour=paint.blend(paint.ink, paint.warm, 0.35))
    brush.oval(372, 267, 80, 12, colour=paint.blend(paint.ink, paint.glow, 0.55))
    for x, top in ((350, 118), (400, 92), (450, 124)):
        brush.steam(x, top, 220)


def _flower(brush: Brush, x: float, y: float, colour: str) -> None:
    for side in (-1, 1):
        brush.leaf(x, y + 16, 34, 16, degrees=side * 120, colour=brush.palette.leaf)
    for turn in range(5):
        brush.oval(x + 13 * sin(turn * pi * 0.4), y - 13 * cos(turn * pi * 0.4), 10, 10, colour=colour)
    brush.oval(x, y, 7, 7, colour=brush.palette.glow)


def sambal(brush: Brush) -> None:
    paint = brush.palette
    paste, glass = paint.blend(paint.leaf, paint.ink, 0.15), paint.blend(paint.cool, paint.light, 0.6)
    if brush.rng.random() < 0.6:
        paste = paint.dark(paint.warm, 0.08)
    brush.shadow(400, 505, 270, 28)
    brush.box(292, 232, 508, 506, colour=glass, round_by=34)
    brush.box(304, 268, 496, 496, colour=paste, round_by=26)
    for _ in range(70):
        x, y = brush.rng.randint(318, 482), brush.rng.randint(284, 482)
        fleck = brush.rng.choice([paint.bright(paste, 0.35), paint.dark(paste, 0.4), paint.glow])
        brush.leaf(x, y, brush.rng.randint(9, 18), 7, degrees=brush.rng.randint(0, 360), colour=fleck)
    brush.box(304, 344, 496, 430, colour=paint.light)
    brush.diamond(400, 387, 40, 30, colour=paint.warm)
    brush.diamond(400, 387, 20, 15, colour=paint.light)
    for x in (330, 470):
        brush.diamond(x, 387, 14, 14, colour=paint.cool)
    brush.box(316, 276, 328, 336, colour=paint.bright(paste, 0.45), round_by=6)
    brush.shape(
        [
            (272, 246),
            (288, 168),
            (400, 150),
            (512, 168),
            (528, 246),
            (484, 232),
            (440, 250),
            (400, 236),
            (356, 250),
            (316, 232),
        ],
        paint.cool,
    )
    for x in (316, 372, 428, 484):
        brush.line([(x, 178), (x + (x - 400) / 9, 230)], paint.dark(paint.cool, 0.25), 5)
    brush.box(286, 196, 514, 210, colour=paint.glow, round_by=6)
    _chilli(brush, 150, 480, paint.warm)
    _chilli(brush, 190, 514, paint.leaf)
    brush.oval(612, 472, 56, 56, colour=paint.dark(paint.leaf, 0.1))
    brush.oval(612, 472, 48, 48, colour=paint.bright(paint.leaf, 0.75))
    _segments(brush, 612, 472, 44, colours=[paint.bright(paint.leaf, 0.35)] * 8)


def _chilli(brush: Brush, x: float, y: float, colour: str) -> None:
    paint = brush.palette
    curve = [(x + step * 3, y - 22 * sin(step / 44 * pi * 0.55)) for step in range(44)]
    for step, (across, down) in enumerate(curve):
        brush.oval(across, down, 3 + step * 0.3, 3 + step * 0.3, colour=colour)
    brush.line([(a, b - 3) for a, b in curve[14:40]], paint.bright(colour, 0.4), 3)
    tip, end = curve[-1]
    brush.line([(tip + 6, end), (tip + 18, end - 4), (tip + 38, end - 20)], paint.dark(paint.leaf, 0.4), 8)


def bowl(brush: Brush) -> None:
    paint, rng = brush.palette, brush.rng
    brush.shadow(400, 508, 190, 24)
    brush.half(400, 300, 236, 200, colour=paint.warm)
    brush.box(330, 486, 470, 512, colour=paint.dark(paint.warm, 0.35), round_by=8)
    brush.shape(
        [(500, 300), (636, 300), (610, 384), (540, 456), (450, 496), (430, 496)], paint.dark(paint.warm, 0.2)
    )
    for x in range(190, 620, 42):
        lift = ((x - 400) / 236) ** 2 * 40
        brush.diamond(x, 362 - lift / 2, 16, 16, colour=paint.light)
        brush.diamond(x, 362 - lift / 2, 7, 7, colour=paint.warm)
    brush.oval(400, 300, 236, 58, colour=paint.light)
    brush.oval(400, 303, 216, 47, colour=paint.dark(paint.warm, 0.5))
    for turn in range(5):
        brush.leaf(
            400 + 60 * (turn - 2),
            300,
            96,
            44,
            degrees=(turn - 2) * 34,
            colour=paint.dark(paint.leaf, 0.08 * (turn % 2)),
        )
    heap = [(x, 322 - 52 * sin((x - 210) / 380 * pi)) for x in range(210, 591, 10)]
    brush.shape([*heap, (560, 334), (400, 348), (240, 334)], paint.mix("light", "glow", 0.35))
    for _ in range(34):
        x = rng.randint(240, 560)
        y = rng.uniform(326 - 46 * sin((x - 210) / 380 * pi), 334)
        _morsel(brush, x, y)
    for x, y in ((342, 288), (438, 284), (396, 314), (494, 312)):
        brush.ring(x, y, 15, 12, colour=paint.warm, width=6)
    for y in (0, 24):
        brush.line(
            [(492, 262 + y), (742, 150 + y * 1.9)], paint.dark(paint.table, 0.2) if y else paint.ink, 9
        )


def _morsel(brush: Brush, x: float, y: float) -> None:
    paint, rng = brush.palette, brush.rng
    colour = rng.choice([paint.light, paint.mix("light", "warm", 0.35), paint.mix("light", "glow", 0.6)])
    block = [(-15, -8), (11, -11), (16, 7), (-11, 10)]
    brush.shape(rotated(block, x, y, rng.randint(-40, 40)), colour)


def fruit(brush: Brush) -> None:
    brush.shadow(400, 500, 300, 34)
    _tarap(brush, 338, 338)
    _pomelo(brush, 574, 394)
    for x, y in ((496, 470), (648, 474), (186, 466)):
        _mangosteen(brush, x, y)


def _tarap(brush: Brush, x: float, y: float) -> None:
    paint = brush.palette
    skin = paint.mix("leaf", "light", 0.22)
    brush.line([(x, y - 150), (x + 8, y - 196)], paint.dark(paint.leaf, 0.55), 18)
    brush.oval(x, y, 160, 152, colour=paint.dark(skin, 0.35))
    for row in range(-6, 7):
        for place in range(-7, 8):
            a, b = (place + row % 2 / 2) * 23, row * 23
            if (a / 150) ** 2 + (b / 142) ** 2 < 1:
                lit = 0.32 * max(0.0, 1 - ((a + 60) ** 2 + (b + 60) ** 2) / 40000)
                brush.diamond(x + a, y + b, 12, 14, colour=paint.bright(skin, lit))
    brush.leaf(x + 6, y - 168, 150, 70, degrees=62, colour=paint.leaf)
    brush.leaf(x + 2, y - 168, 130, 62, degrees=-64, colour=paint.dark(paint.leaf, 0.15))


def _segments(brush: Brush, x: float, y: float, reach: float, colours: list[str]) -> None:
    """Draws the segments of a fruit that is cut across."""
    half = 180 / len(colours)
    for turn, colour in enumerate(colours):
        rim = [(reach * sin(radians(half * share)), -reach * cos(radians(half * share))) for share in SEGMENT]
        brush.shape(rotated([(0, -reach * 0.13), *rim], x, y, 2 * half * turn), colour)


def _pomelo(brush: Brush, x: float, y: float) -> None:
    paint = brush.palette
    flesh = paint.mix("warm", "light", 0.25)
    brush.oval(x, y, 112, 108, colour=paint.dark(paint.leaf, 0.1))
    brush.oval(x, y, 102, 98, colour=paint.light)
    _segments(brush, x, y, 92, colours=[flesh, paint.dark(flesh, 0.12)] * 5)


def _mangosteen(brush: Brush, x: float, y: float) -> None:
    paint = brush.palette
    skin = paint.blend(paint.ink, paint.warm, 0.42)
    brush.oval(x, y, 52, 48, colour=skin)
    brush.oval(x - 16, y - 12, 15, 11, colour=paint.bright(skin, 0.18))
    for turn in (-75, -25, 25, 75):
        brush.leaf(x, y - 40, 34, 26, degrees=turn, colour=paint.mix("leaf", "light", 0.15))
    brush.box(x - 5, y - 62, x + 5, y - 38, colour=paint.dark(paint.leaf, 0.4), round_by=3)
