"""Motifs of home and street: books, plants, and the lanterns of the alley."""

from math import sin

from handlers.drop.drawing.brush import HEIGHT, TABLE_TOP, WIDTH, Brush


def book(brush: Brush) -> None:
    paint, rng = brush.palette, brush.rng
    brush.shadow(410, 508, 270, 26)
    covers = [paint.warm, paint.cool, paint.leaf, paint.dark(paint.glow, 0.1)]
    rng.shuffle(covers)
    for place, (left, right) in enumerate(((180, 600), (214, 622), (196, 566))):
        bottom = 504 - place * 58
        _lying(brush, left, bottom - 56, right, bottom=bottom, cover=covers[place])
    _open_book(brush, 392, 320, covers[3])


def _lying(brush: Brush, left: float, top: float, right: float, bottom: float, cover: str) -> None:
    paint = brush.palette
    brush.box(left, top, right, bottom, colour=cover, round_by=8)
    brush.box(left + 60, top + 9, right + 4, bottom - 9, colour=paint.light)
    for y in (top + 18, top + 27, top + 36):
        brush.line([(left + 64, y), (right, y)], paint.mix("light", "night", 0.2), 2)
    for x in (left + 20, left + 32):
        brush.box(x, top, x + 5, bottom, colour=paint.bright(cover, 0.55))


def _open_book(brush: Brush, x: float, bottom: float, cover: str) -> None:
    paint = brush.palette
    for side in (-1, 1):
        edge = [(x + side * step * 24, bottom - 6 - 36 * sin(step / 9 * 2.6)) for step in range(10)]
        top = [(a + side * 8, b - 150 - abs(a - x) / 7) for a, b in edge]
        brush.shape(
            [
                (x, bottom + 8),
                *((a + side * 14, b + 12) for a, b in edge),
                *((a + side * 14, b) for a, b in reversed(top)),
            ],
            cover,
        )
        page = paint.light if side < 0 else paint.mix("light", "night", 0.1)
        brush.shape([*edge, *reversed(top)], page)
        for row in range(7):
            share = 0.16 + row * 0.11
            words = [
                (a + (c - a) * share, b + (d - b) * share) for (a, b), (c, d) in zip(edge, top, strict=True)
            ]
            brush.line(words[1 : 8 - row % 3], paint.mix("light", "ink", 0.42), 4)


def plant(brush: Brush) -> None:
    paint, rng = brush.palette, brush.rng
    brush.shadow(400, 508, 170, 24)
    for place, turn in enumerate((-78, 74, -52, 50, -30, 28, -8, 10)):
        length = 170 + place * 14 + rng.randint(-12, 12)
        green = paint.mix("leaf", ("ink", "light", "cool")[place % 3], 0.24)
        brush.leaf(400 + turn / 5, 356, length, 74, degrees=turn + rng.randint(-4, 4), colour=green)
    for x, y, turn in ((352, 190, -12), (462, 214, 14)):
        brush.line([(400, 350), ((400 + x) / 2 + turn, 290), (x, y + 30)], paint.dark(paint.leaf, 0.35), 7)
        _ginger(brush, x, y + 44, turn)
    brush.shape([(292, 372), (508, 372), (474, 508), (326, 508)], paint.warm)
    brush.shape([(440, 372), (508, 372), (474, 508), (430, 508)], paint.dark(paint.warm, 0.2))
    brush.box(276, 344, 524, 382, colour=paint.bright(paint.warm, 0.14), round_by=8)
    for x in range(318, 500, 33):
        brush.diamond(x, 430, 13, 20, colour=paint.light)
        brush.diamond(x, 430, 6, 9, colour=paint.warm)


def _ginger(brush: Brush, x: float, y: float, turn: float) -> None:
    """Draws the torch of a kantan flower."""
    paint = brush.palette
    pink = paint.blend(paint.warm, paint.light, 0.22)
    for spread, length in ((-58, 62), (58, 62), (-34, 82), (34, 82), (-14, 96), (14, 96), (0, 84)):
        brush.leaf(x, y, length, 34, degrees=turn + spread, colour=paint.dark(pink, abs(spread) / 220))


def lantern(brush: Brush) -> None:
    paint, rng = brush.palette, brush.rng
    _houses(brush)
    for x, y, size, colour in (
        (222, 236, 66, paint.warm),
        (584, 214, 74, paint.warm),
        (400, 290, 100, paint.mix("warm", "glow", 0.55)),
    ):
        paper_lantern(brush, x + rng.randint(-12, 12), y + rng.randint(-10, 10), size, colour=colour)


def _houses(brush: Brush) -> None:
    """Draws two rows of shophouses and the alley between them."""
    paint = brush.palette
    wall, far = paint.mix("night", "ink", 0.6), paint.mix("night", "ink", 0.25)
    brush.shape(
        [
            (0, HEIGHT),
            (0, 160),
            (130, 200),
            (130, 252),
            (236, 282),
            (236, 330),
            (320, 352),
            (320, TABLE_TOP),
            (250, HEIGHT),
        ],
        wall,
    )
    brush.shape(
        [
            (WIDTH, HEIGHT),
            (WIDTH, 140),
            (676, 186),
            (676, 240),
            (566, 276),
            (566, 326),
            (482, 350),
            (482, TABLE_TOP),
            (552, HEIGHT),
        ],
        wall,
    )
    brush.shape(
        [(320, TABLE_TOP), (482, TABLE_TOP), (560, HEIGHT), (240, HEIGHT)], paint.mix("table", "glow", 0.28)
    )
    for x, y, across, down in (
        (36, 262, 44, 70),
        (158, 322, 34, 52),
        (258, 376, 24, 36),
        (722, 250, 44, 70),
        (606, 316, 34, 52),
        (514, 374, 24, 36),
    ):
        brush.box(x - 5, y - 5, x + across + 5, y + down + 5, colour=far)
        brush.box(x, y, x + across, y + down, colour=paint.mix("glow", "warm", brush.rng.random() * 0.4))
        brush.line([(x + across / 2, y), (x + across / 2, y + down)], far, 4)
        brush.line([(x, y + down / 2), (x + across, y + down / 2)], far, 4)
    for x, y, across in ((0, 430, 200), (632, 430, 168)):
        for stripe in range(8):
            colour = paint.warm if stripe % 2 else paint.light
            step = across / 8
            brush.shape(
                [
                    (x + stripe * step, y),
                    (x + (stripe + 1) * step, y),
                    (x + (stripe + 1) * step + 4, y + 46),
                    (x + stripe * step + 4, y + 46),
                ],
                paint.dark(colour, 0.25),
            )


def paper_lantern(
    brush: Brush, x: float, y: float, size: float, *, colour: str, hung_from: float = 0
) -> None:
    paint = brush.palette
    brush.line([(x, hung_from), (x, y - size)], paint.ink, 4)
    brush.oval(x, y, size * 1.13, size * 0.97, colour=paint.bright(paint.glow, 0.35))
    brush.oval(x, y, size, size * 0.84, colour=colour)
    for share in (0.82, 0.55, 0.24):
        brush.oval(
            x, y, size * share, size * 0.84, colour=paint.blend(colour, paint.light, 0.5 * (1 - share))
        )
        brush.ring(x, y, size * share, size * 0.84, colour=paint.dark(colour, 0.18), width=2.5)
    for end in (-1, 1):
        brush.box(
            x - size * 0.34,
            y + end * size * 0.84 - 8,
            x + size * 0.34,
            y + end * size * 0.84 + 8,
            colour=paint.ink,
            round_by=5,
        )
    for tassel in (-10, 0, 10):
        brush.line([(x + tassel / 2, y + size * 0.84), (x + tassel, y + size * 1.4)], paint.glow, 4)
