"""Motifs of the sweets that each look like nothing else: buns, dumplings, rings."""

from math import cos, pi, radians, sin

from handlers.drop.drawing.brush import Brush, rotated


def buns(brush: Brush) -> None:
    """Draws steamed buns in a bamboo basket."""
    paint, rng = brush.palette, brush.rng
    bamboo = paint.mix("glow", "light", 0.25)
    dough = paint.bright(paint.light, 0.5)
    brush.shadow(400, 506, 300, 28)
    for x, top in ((300, 96), (400, 76), (500, 100)):
        brush.steam(x, top, 220)
    brush.oval(400, 356, 276, 92, colour=paint.dark(bamboo, 0.45))
    for x, y, size in ((400, 300, 84), (270, 330, 90), (530, 330, 90), (340, 374, 92), (466, 374, 92)):
        _bun(brush, x, y, size, dough=dough)
    brush.shape(
        [(124, 356), *_rim(276, 92, 356), (676, 356), (664, 462), *_rim(264, 52, 462)[::-1], (136, 462)],
        bamboo,
    )
    for y, share in ((392, 0.3), (446, 0.38)):
        brush.line(
            [(400 + 272 * cos(step * pi / 24), y + 78 * sin(step * pi / 24)) for step in range(25)],
            paint.dark(bamboo, share),
            9,
        )
    for step in range(1, 12):
        across, low = 400 + 270 * cos(step * pi / 12), 80 * sin(step * pi / 12)
        strip = [(across, 384 + low), (across + rng.randint(-2, 2), 436 + low * 0.86)]
        brush.line(strip, paint.dark(bamboo, 0.16), 4)


def _rim(across: float, down: float, y: float) -> list[tuple[float, float]]:
    """Returns the lower edge of an oval about x = 400, from left to right."""
    return [(400 - across * cos(step * pi / 24), y + down * sin(step * pi / 24)) for step in range(25)]


def _bun(brush: Brush, x: float, y: float, size: float, dough: str) -> None:
    paint = brush.palette
    brush.oval(x, y + 5, size, size * 0.78, colour=paint.blend(dough, paint.warm, 0.24))
    brush.oval(x - 3, y - 2, size * 0.95, size * 0.73, colour=dough)
    for turn in range(7):
        angle = radians(turn * 360 / 7 + x)
        fold = [
            (x + reach * cos(angle + reach / 90), y - size * 0.2 + reach * 0.62 * sin(angle + reach / 90))
            for reach in range(5, int(size * 0.55), 6)
        ]
        brush.line(fold, paint.blend(dough, paint.warm, 0.3), 4)
    brush.oval(x, y - size * 0.2, 8, 6, colour=paint.warm)


def onde(brush: Brush) -> None:
    """Draws green balls in grated coconut on a banana leaf, one of them open."""
    paint, rng = brush.palette, brush.rng
    green = paint.mix("leaf", "light", 0.12)
    brush.shadow(400, 500, 290, 34)
    brush.leaf(112, 488, 580, 190, degrees=88, colour=paint.dark(paint.leaf, 0.35))
    places = ((400, 268), (318, 336), (482, 336), (236, 408), (400, 408), (564, 408))
    for x, y in places[:-1]:
        _ball(brush, x, y, 74, colour=green)
        for _ in range(46):
            angle, reach = rng.random() * 2 * pi, 70 * rng.random() ** 0.5
            a, b = x + reach * cos(angle), y + reach * sin(angle)
            brush.leaf(
                a,
                b,
                rng.randint(9, 17),
                6,
                degrees=rng.randint(0, 359),
                colour=paint.bright(paint.light, 0.4),
            )
    x, y = places[-1]
    _ball(brush, x, y, 74, colour=green)
    brush.oval(x, y, 56, 54, colour=paint.dark(green, 0.25))
    brush.oval(x, y + 3, 42, 40, colour=paint.blend(paint.ink, paint.glow, 0.5))
    brush.oval(x - 10, y - 10, 13, 9, colour=paint.glow)
    for a, b in ((150, 470), (655, 490), (300, 494), (470, 496)):
        brush.leaf(a, b, 20, 8, degrees=a % 180, colour=paint.light)


def _ball(brush: Brush, x: float, y: float, size: float, colour: str) -> None:
    paint = brush.palette
    brush.oval(x, y + 4, size, size, colour=paint.dark(colour, 0.35))
    brush.oval(x - 3, y - 3, size * 0.93, size * 0.92, colour=colour)
    brush.oval(x - size * 0.32, y - size * 0.36, size * 0.24, size * 0.18, colour=paint.bright(colour, 0.45))


def tangyuan(brush: Brush) -> None:
    """Draws round dumplings of three colours in a bowl of syrup, and a spoon."""
    paint = brush.palette
    china, syrup = paint.light, paint.mix("glow", "light", 0.3)
    brush.shadow(400, 508, 230, 26)
    brush.oval(400, 494, 250, 26, colour=paint.blend(china, paint.night, 0.22))
    brush.half(400, 290, 272, 208, colour=china)
    brush.shape(
        [(540, 290), (672, 290), (640, 384), (560, 456), (470, 494), (440, 496)],
        paint.blend(china, paint.night, 0.16),
    )
    for x in range(230, 600, 56):
        low = 414 - ((x - 400) / 272) ** 2 * 44
        brush.ring(x, low, 18, 18, colour=paint.cool, width=6)
        brush.oval(x, low, 5, 5, colour=paint.warm)
    brush.oval(400, 290, 272, 80, colour=paint.blend(china, paint.night, 0.1))
    brush.oval(400, 296, 250, 66, colour=syrup)
    colours = (
        paint.bright(paint.light, 0.7),
        paint.blend(paint.warm, paint.light, 0.55),
        paint.blend(paint.leaf, paint.light, 0.5),
    )
    shift = brush.rng.randint(0, 2)
    for place, (x, y) in enumerate(
        ((290, 272), (400, 256), (500, 274), (236, 300), (346, 308), (452, 312), (556, 304))
    ):
        _ball(brush, x, y, 52, colour=colours[(place + shift) % 3])
    brush.line([(600, 300), (706, 176)], paint.dark(china, 0.3), 20)
    brush.line([(604, 294), (706, 174)], paint.cool, 12)
    for x, top in ((330, 92), (420, 76)):
        brush.steam(x, top, 186)


def cincin(brush: Brush) -> None:
    """Draws rings of fried dough: flowers with a hole in each petal, a stack and one that leans on it."""
    paint = brush.palette
    crust = paint.blend(paint.warm, paint.glow, 0.4)
    brush.shadow(400, 502, 290, 32)
    brush.leaf(120, 492, 560, 150, degrees=88, colour=paint.dark(paint.leaf, 0.2))
    for step in range(5):
        _flower_ring(brush, 300, 452 - step * 32, size=152, flat=0.42, crust=crust)
    _flower_ring(brush, 556, 362, size=128, flat=1, crust=crust)


def _flower_ring(brush: Brush, x: float, y: float, *, size: float, flat: float, crust: str) -> None:
    """Draws a flower of five petals, `flat` times as high as wide."""
    paint = brush.palette
    petals = [
        (x + size * 0.56 * sin(turn * 0.4 * pi), y - size * 0.56 * flat * cos(turn * 0.4 * pi))
        for turn in range(5)
    ]
    for drop, colour in ((24 * (1.2 - flat) + 8, paint.dark(crust, 0.42)), (0, crust)):
        for a, b in petals:
            brush.oval(a, b + drop, size * 0.45, size * 0.45 * flat, colour=colour)
        brush.oval(x, y + drop, size * 0.45, size * 0.45 * flat, colour=colour)
    hole = paint.dark(crust, 0.62)
    for a, b in petals:
        brush.ring(a, b, size * 0.36, size * 0.36 * flat, colour=paint.bright(crust, 0.25), width=4)
        brush.oval(a, b, size * 0.19, size * 0.19 * flat, colour=hole)
    brush.oval(x, y, size * 0.16, size * 0.16 * flat, colour=hole)


def penjaram(brush: Brush) -> None:
    """Draws fried pancakes with a high middle and a crisp rim."""
    paint = brush.palette
    crust = paint.blend(paint.leaf if brush.rng.random() < 0.4 else paint.warm, paint.glow, 0.6)
    brush.shadow(400, 500, 300, 34)
    brush.oval(400, 480, 300, 44, colour=paint.dark(paint.light, 0.18))
    brush.oval(400, 472, 300, 42, colour=paint.light)
    for x, y in ((284, 424), (516, 424), (400, 356)):
        brush.oval(x, y + 12, 152, 62, colour=paint.dark(crust, 0.5))
        brush.oval(x, y, 152, 60, colour=paint.dark(crust, 0.22))
        for turn in range(22):
            angle = turn * pi / 11
            brush.oval(
                x + 138 * cos(angle),
                y + 50 * sin(angle),
                17,
                11,
                colour=paint.dark(crust, 0.3 if turn % 2 else 0.12),
            )
        brush.oval(x, y - 12, 104, 46, colour=crust)
        brush.oval(x - 4, y - 30, 74, 36, colour=paint.bright(crust, 0.2))
        brush.oval(x - 24, y - 42, 24, 10, colour=paint.bright(crust, 0.5))


def seri_muka(brush: Brush) -> None:
    """Draws slices of two layers: pandan custard on white rice."""
    paint = brush.palette
    rice, custard = paint.bright(paint.light, 0.5), paint.blend(paint.leaf, paint.light, 0.12)
    brush.shadow(400, 504, 300, 32)
    brush.leaf(116, 494, 572, 150, degrees=88, colour=paint.dark(paint.leaf, 0.45))
    for x, y in ((470, 296), (250, 352), (540, 390)):
        across, deep = 150, 62
        top = [
            (x - across, y),
            (x - across * 0.3, y - deep * 0.6),
            (x + across, y - deep * 0.2),
            (x + across * 0.3, y + deep * 0.5),
        ]
        for lift, share, colour in ((100, 0, rice), (46, 0, custard)):
            low = [(a, b + lift) for a, b in top]
            brush.shape([top[0], low[0], low[3], top[3]], paint.dark(colour, 0.08 + share))
            brush.shape([top[3], low[3], low[2], top[2]], paint.dark(colour, 0.26 + share))
        for step in range(13):
            brush.oval(
                x - across + 14 + step * 14,
                y + 62 + step * 3 + step % 3 * 8,
                4,
                3,
                colour=paint.dark(rice, 0.2),
            )
        brush.shape(top, paint.bright(custard, 0.22))
        brush.line([top[0], top[3], top[2]], paint.bright(custard, 0.45), 4)


def cake(brush: Brush) -> None:
    """Draws slices of a dark cake with pale pieces of biscuit in it."""
    paint = brush.palette
    crumb = paint.blend(paint.ink, paint.warm, 0.38)
    brush.shadow(400, 508, 310, 30)
    brush.oval(400, 488, 300, 40, colour=paint.blend(paint.light, paint.night, 0.18))
    brush.oval(400, 480, 300, 38, colour=paint.light)
    for x, top in ((222, 378), (404, 378), (312, 274)):
        brush.shape(
            [(x + 164, top), (x + 196, top - 26), (x + 196, top + 76), (x + 164, top + 104)],
            paint.dark(crumb, 0.45),
        )
        brush.shape(
            [(x, top), (x + 32, top - 26), (x + 196, top - 26), (x + 164, top)], paint.bright(crumb, 0.22)
        )
        brush.box(x, top, x + 164, top + 104, colour=crumb)
        _biscuits(brush, x, top)


def _biscuits(brush: Brush, x: float, top: float) -> None:
    """Draws broken biscuits in a slice, each another way round."""
    paint, rng = brush.palette, brush.rng
    pale = paint.blend(paint.light, paint.glow, 0.4)
    for across, down in ((26, 24), (70, 34), (120, 22), (40, 66), (92, 74), (140, 62)):
        wide, high = rng.randint(13, 22), rng.randint(8, 13)
        corners = [(-wide, -high), (wide * 0.8, -high * 0.7), (wide, high), (-wide * 0.7, high * 0.8)]
        brush.shape(rotated(corners, x + across, top + down, rng.randint(-60, 60)), pale)


def tray(brush: Brush) -> None:
    """Draws a round tray with many kinds of kuih."""
    paint, rng = brush.palette, brush.rng
    brush.shadow(400, 512, 320, 30)
    brush.oval(400, 430, 316, 104, colour=paint.dark(paint.glow, 0.35))
    brush.oval(400, 418, 316, 102, colour=paint.glow)
    brush.oval(400, 416, 282, 86, colour=paint.dark(paint.leaf, 0.25))
    colours = [
        paint.warm,
        paint.light,
        paint.cool,
        paint.bright(paint.leaf, 0.35),
        paint.bright(paint.warm, 0.4),
    ]
    places = [
        (x, y)
        for y, row in ((372, (310, 400, 490)), (412, (190, 280, 520, 610)), (456, (310, 400, 490)))
        for x in row
    ]
    for place, (x, y) in enumerate([*places, (400, 414)]):
        colour = colours[(place + rng.randint(0, 4)) % 5]
        brush.oval(x, y + 14, 40, 17, colour=paint.dark(colour, 0.4))
        if place % 2:
            brush.oval(x, y, 40, 19, colour=colour)
            brush.oval(x - 9, y - 5, 14, 5, colour=paint.bright(colour, 0.4))
        else:
            brush.diamond(x, y + 7, 46, 22, colour=paint.dark(colour, 0.25))
            brush.diamond(x, y, 46, 22, colour=colour)
