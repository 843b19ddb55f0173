"""Motifs of handmade things."""

from math import cos, pi, radians, sin

from handlers.drop.drawing.brush import Brush

SUMMIT = (
    (0, 96),
    (40, 78),
    (86, 88),
    (118, 52),
    (136, 58),
    (152, 30),
    (164, 44),
    (176, 16),
    (184, 34),
    (198, 4),
    (208, 8),
    (216, 34),
    (228, 38),
    (246, 22),
    (258, 40),
    (276, 12),
    (284, 18),
    (292, 46),
    (318, 62),
    (350, 58),
    (392, 88),
    (440, 98),
)
"""Kinabalu from the south: a granite plateau with its peaks."""


def woodcut(brush: Brush) -> None:
    paint = brush.palette
    brush.box(148, 116, 652, 524, colour=paint.dark(paint.table, 0.5))
    brush.box(140, 104, 644, 512, colour=paint.light)
    skies = [paint.mix("warm", "glow", share) for share in (0, 0.25, 0.5, 0.75, 1)]
    for step, colour in enumerate(skies):
        brush.box(172, 134 + step * 44, 612, 134 + (step + 1) * 44, colour=colour)
    brush.oval(brush.rng.randint(280, 500), 262, 52, 52, colour=paint.light)
    for step in range(9):
        y = 142 + step * 19
        brush.line(
            [(186 + step * 23 % 90, y), (300 + step * 61 % 290, y)], paint.bright(skies[step // 2], 0.25), 3
        )
    brush.shape([(172, 480), *((172 + x, 216 + y * 1.15) for x, y in SUMMIT), (612, 480)], paint.ink)
    for x, y, length in (
        (330, 270, 40),
        (352, 262, 60),
        (378, 254, 70),
        (402, 280, 50),
        (430, 262, 76),
        (456, 268, 44),
        (484, 296, 40),
    ):
        brush.line([(x, y), (x + length / 5, y + length)], paint.mix("ink", "glow", 0.45), 4)
    for step, (base, colour) in enumerate(
        (
            (356, paint.mix("ink", "cool", 0.45)),
            (398, paint.mix("ink", "cool", 0.75)),
            (436, paint.mix("ink", "leaf", 0.8)),
        )
    ):
        ridge = [(x, base + 15 * sin(x / (44 + 9 * step) + 2 * step)) for x in range(172, 613, 8)]
        brush.shape([(172, 480), *ridge, (612, 480)], colour)
        brush.line([(x, y - 8) for x, y in ridge[4:-4]], paint.mix("light", "glow", 0.2), 4)
    for x in (222, 562):
        brush.box(x - 9, 82, x + 9, 128, colour=paint.dark(paint.glow), round_by=4)
        brush.line([(x, 86), (x, 124)], paint.ink, 2)


def textile(brush: Brush) -> None:
    paint, rng = brush.palette, brush.rng
    brush.box(150, 118, 662, 500, colour=paint.dark(paint.night, 0.5))
    brush.box(140, 110, 652, 488, colour=paint.ink)
    brush.box(110, 100, 690, 116, colour=paint.dark(paint.glow, 0.4), round_by=8)
    bands = [_diamonds, _zigzag, _steps, _crosses]
    rng.shuffle(bands)
    colours = [paint.warm, paint.glow, paint.leaf, paint.cool, paint.light]
    rng.shuffle(colours)
    for place, (top, height) in enumerate(((134, 56), (206, 84), (306, 84), (406, 56))):
        colour = colours[place]
        brush.box(140, top - 9, 652, top - 4, colour=paint.light)
        brush.box(140, top + height + 4, 652, top + height + 9, colour=paint.glow)
        bands[place](brush, top, height, one=colour, other=colours[(place + 1) % 5])
    for x in range(146, 652, 13):
        brush.line([(x, 488), (x + rng.randint(-3, 3), 522)], paint.blend(paint.ink, colours[x % 4], 0.75), 4)


def _diamonds(brush: Brush, top: float, height: float, one: str, other: str) -> None:
    for x in range(172, 652, 64):
        brush.diamond(x, top + height / 2, 32, height / 2, colour=one)
        brush.diamond(x, top + height / 2, 20, height / 3.2, colour=brush.palette.ink)
        brush.diamond(x, top + height / 2, 11, height / 5.5, colour=other)


def _zigzag(brush: Brush, top: float, height: float, one: str, other: str) -> None:
    for shift, colour in ((0.28, one), (0.72, other)):
        points = [
            (x, top + height * (shift + (0.2 if step % 2 else -0.2)))
            for step, x in enumerate(range(140, 653, 32))
        ]
        brush.line(points, colour, 11)


def _steps(brush: Brush, top: float, height: float, one: str, other: str) -> None:
    for place, x in enumerate(range(140, 652, 64)):
        for step in range(4):
            share, colour = step / 4, one if place % 2 else other
            brush.box(
                x + 8 * step,
                top + height * (1 - share - 0.25),
                x + 64 - 8 * step,
                top + height * (1 - share),
                colour=colour,
            )


def _crosses(brush: Brush, top: float, height: float, one: str, other: str) -> None:
    for place, x in enumerate(range(172, 652, 64)):
        middle, arm, colour = top + height / 2, height / 2, one if place % 2 else other
        brush.box(x - arm, middle - 7, x + arm, middle + 7, colour=colour)
        brush.box(x - 7, middle - arm, x + 7, middle + arm, colour=colour)
        brush.diamond(x, middle, arm * 0.55, arm * 0.55, colour=colour)
        brush.diamond(x, middle, 9, 9, colour=brush.palette.ink)


def beads(brush: Brush) -> None:
    """Draws a beaded collar on its stand."""
    paint, rng = brush.palette, brush.rng
    brush.shadow(400, 516, 190, 22)
    brush.box(300, 492, 500, 518, colour=paint.dark(paint.table, 0.5), round_by=8)
    brush.shape(
        [
            (352, 120),
            (448, 120),
            (462, 220),
            (600, 300),
            (560, 470),
            (480, 500),
            (320, 500),
            (240, 470),
            (200, 300),
            (338, 220),
        ],
        paint.ink,
    )
    colours = [paint.warm, paint.glow, paint.cool, paint.light, paint.leaf]
    rng.shuffle(colours)
    for row in range(8):
        radius = 92 + row * 19
        count = int(radius * pi * 0.92 / 17)
        for bead in range(count + 1):
            angle = radians(8 + 164 * bead / count)
            colour = (
                colours[(abs(bead * 2 - count) // 4 + row) % 4]
                if row % 3
                else colours[(row // 3 + bead % 2) % 5]
            )
            brush.oval(400 + radius * cos(angle), 196 + radius * sin(angle) * 0.98, 8.6, 8.6, colour=colour)
    for step, colour in enumerate((colours[0], colours[1], colours[3])):
        brush.diamond(400, 446, 34 - step * 11, 42 - step * 14, colour=colour)


def music(brush: Brush) -> None:
    """Draws a sompoton: eight bamboo pipes in a gourd."""
    paint, rng = brush.palette, brush.rng
    brush.shadow(420, 508, 210, 26)
    bamboo = paint.mix("glow", "leaf", 0.25)
    tops = [150, 104, 70, 128, 176, 214, 190, 236]
    for place, top in enumerate(tops):
        x, colour = 334 + place * 23, paint.dark(bamboo, 0.1 + 0.22 * (place % 2))
        brush.box(x, top, x + 21, 380, colour=colour, round_by=4)
        brush.box(x + 4, top + 4, x + 8, 376, colour=paint.bright(colour, 0.3), round_by=2)
        brush.oval(x + 10.5, top + 3, 10, 4, colour=paint.ink)
        for y in range(top + rng.randint(40, 70), 360, 92):
            brush.box(x - 1, y, x + 22, y + 4, colour=paint.dark(colour, 0.45), round_by=2)
    for y in (246, 318):
        brush.box(328, y, 522, y + 14, colour=paint.warm, round_by=5)
        brush.box(328, y + 5, 522, y + 8, colour=paint.glow, round_by=1)
    gourd = paint.blend(paint.ink, paint.warm, 0.62)
    brush.line([(440, 430), (530, 420), (600, 388), (652, 350)], gourd, 40)
    brush.oval(654, 349, 19, 19, colour=paint.dark(gourd, 0.45))
    brush.oval(424, 428, 124, 84, colour=gourd)
    brush.oval(392, 404, 54, 26, colour=paint.bright(gourd, 0.2))
    brush.oval(384, 400, 26, 10, colour=paint.bright(gourd, 0.45))
    for turn in range(-3, 4):
        brush.diamond(424 + turn * 30, 452 + (9 - turn * turn) * 1.4, 11, 11, colour=paint.glow)
