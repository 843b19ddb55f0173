"""The picture of a ticket: drawn like the placeholder pictures, with its QR.

What kind it is, is told by word, colour, edge and sign; what state it is in, by a stamp and by its QR.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from math import cos, pi, sin
from typing import assert_never

from PIL import Image, ImageDraw

from handlers.drop.drawing.brush import Brush, Palette, Point
from handlers.drop.drawing.household import paper_lantern
from handlers.drop.drawing.lettering import Lettering
from handlers.drop.placeholder_picture import dice_and_palette, draw_motif, string_of_bulbs, wire
from handlers.ticket.qr import QUIET, qr_modules
from handlers.ui.ticket_face import FaceState, TicketFace
from market.ticket.signed_ticket import TicketContent
from market.ticket.ticket_code import grouped
from storage.ticket import TicketKind

WIDTH, HEIGHT, SCALE = 800, 800, 2
"""A square: with its caption and buttons the whole QR is in view on a phone."""
MARGIN = 40
BAND, BASELINE = 88, 62
STRING, SAG = 268, 36
"""Where the string of bulbs hangs."""
TABLE_TOP = 606
CARD_LEFT, CARD_TOP, CARD = 316, 312, 460
QR = 456
"""Pixels, at most."""
LEFT_ROOM = CARD_LEFT - MARGIN - 16
"""Beside the QR."""
TITLE, TEXT, CODE, WORD, STAMP = 42, 30, 38, 50, 56
NAME = "Lorong"
WHITE, BLACK = "#ffffff", "#000000"
GREY = Palette(
    night="#4a4d52",
    glow="#7d8187",
    table="#5d6167",
    ink="#2e3034",
    light="#c9ccd0",
    warm="#83878d",
    cool="#9a9ea4",
    leaf="#8e9298",
)
DIMMED = "#c4c4c4"
COLOURS = 96
COMPRESSION = 3
"""Of the PNG: twice as fast as 6, for a seventh more bytes."""
GROUNDS = 12
"""Kept at once, 0.8 MiB each: the languages and quantities of what just opened."""
SAMPLE = TicketContent(
    code="7KQ2M9XF3", kind=TicketKind.PICKUP, drop=0, expires_at=datetime(2026, 1, 1, tzinfo=UTC), units=1
)
"""Stands for what one ticket has of its own, while what all have in common is drawn."""


class Edge(StrEnum):
    """The lower edge of a band: it tells the kinds apart without colours."""

    STRAIGHT = "straight"
    SAW_TOOTH = "saw-tooth"
    NOTCHED = "notched"


@dataclass(frozen=True)
class Band:
    """The colour of a kind, on which white words stand, and its lower edge."""

    colour: str
    edge: Edge = Edge.STRAIGHT


BANDS = {
    TicketKind.PICKUP: Band("#1d7a46"),
    TicketKind.ADMISSION: Band("#7a2a6b", Edge.NOTCHED),
    TicketKind.RETURNS: Band("#1f5fa8", Edge.SAW_TOOTH),
}
VOID_BAND = "#5a5d62"


def ticket_picture(face: TicketFace, link: str) -> bytes:
    """Returns a PNG of 800 x 800, the same for the same face and link. The QR of `link` is drawn only while the ticket is live."""
    ground = _ground(replace(face, content=SAMPLE, at=face.at and SAMPLE.code))
    image = ground.convert("RGB")
    _draw_own(image, face, link)
    out = BytesIO()
    image.quantize(palette=ground, dither=Image.Dither.NONE).save(out, "PNG", compress_level=COMPRESSION)
    return out.getvalue()


@lru_cache(maxsize=GROUNDS)
def _ground(face: TicketFace) -> Image.Image:
    """Returns what the tickets of an item have in common, in the colours that the whole picture of one needs.

    Many are drawn one after the other when a drop opens. Scene, words and the choice of colours are three quarters of the work.
    """
    image = _scene(face).reduce(SCALE)
    letters = Lettering(face.language)
    _write_band(image, letters, face)
    _write_words(image, letters, face)
    whole = image.copy()
    _draw_own(whole, face, SAMPLE.code)
    colours = whole.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    return image.quantize(palette=colours, dither=Image.Dither.NONE)


def _draw_own(image: Image.Image, face: TicketFace, link: str) -> None:
    """Draws what no other ticket has: the QR, the code, and how far it is collected."""
    letters = Lettering(face.language)
    _draw_card(image, face, link)
    _stamp(image, letters, face)
    _write_code(image, letters, face)


def band_colour(face: TicketFace) -> str:
    return VOID_BAND if face.state is FaceState.VOID else BANDS[face.kind].colour


def _scene(face: TicketFace) -> Image.Image:
    """Draws all but words and QR, at twice the size."""
    rng, palette = dice_and_palette(face.seed)
    if face.state is FaceState.VOID:
        palette = GREY
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), palette.night)
    brush = Brush(image, palette, rng)
    for radius, share in ((420, 0.1), (340, 0.2), (260, 0.34)):
        brush.oval(200, TABLE_TOP - 90, radius, radius, colour=palette.mix("night", "glow", share))
    for x, y, size, colour in (
        (92, 384, 42, palette.warm),
        (226, 360, 30, palette.mix("warm", "glow", 0.55)),
    ):
        paper_lantern(brush, x, y, size, colour=colour, hung_from=STRING + wire(x, SAG))
    string_of_bulbs(brush, STRING, SAG)
    brush.box(0, TABLE_TOP, WIDTH, HEIGHT, colour=palette.table)
    brush.box(0, TABLE_TOP, WIDTH, TABLE_TOP + 7, colour=palette.mix("table", "glow", 0.35))
    front = Brush(image, palette, rng, scale=SCALE * 0.5, origin=(-46 * SCALE, 396 * SCALE))
    draw_motif(front, face.motif, face.seed)
    brush.box(
        CARD_LEFT + 6,
        CARD_TOP + 8,
        CARD_LEFT + CARD + 6,
        CARD_TOP + CARD + 8,
        colour=palette.ink,
        round_by=26,
    )
    _draw_band(brush, face)
    return image


def _draw_band(brush: Brush, face: TicketFace) -> None:
    colour = band_colour(face)
    brush.shape([(0, 0), *_edge(BANDS[face.kind].edge), (WIDTH, 0)], colour)
    match face.kind:
        case TicketKind.PICKUP:
            brush.oval(MARGIN + 24, BAND / 2, 24, 24, colour=WHITE)
        case TicketKind.ADMISSION:
            brush.shape(_star(MARGIN + 26, BAND / 2 + 2, 32), WHITE)
        case TicketKind.RETURNS:
            _arrow_back(brush, MARGIN + 26, BAND / 2 - 4)
        case _:
            assert_never(face.kind)


def _edge(edge: Edge) -> list[Point]:
    """Returns the lower edge of a band, from left to right."""
    match edge:
        case Edge.STRAIGHT:
            return [(0, BAND), (WIDTH, BAND)]
        case Edge.SAW_TOOTH:
            return [(x, BAND + (16 if step % 2 else -6)) for step, x in enumerate(range(0, WIDTH + 1, 20))]
        case Edge.NOTCHED:
            notch: list[Point] = [(0, 10), (38, 10), (50, -8), (62, 10)]
            return [
                *((x + dx, BAND + dy) for x in range(0, WIDTH, 100) for dx, dy in notch),
                (WIDTH, BAND + 10),
            ]
        case _:
            assert_never(edge)


def _star(x: float, y: float, radius: float) -> list[Point]:
    """Returns the corners of a star with five points, the first one up."""
    return [
        (x + reach * sin(step * pi / 5), y - reach * cos(step * pi / 5))
        for step in range(10)
        for reach in (radius if step % 2 == 0 else radius * 0.42,)
    ]


def _arrow_back(brush: Brush, x: float, y: float) -> None:
    """Draws an arrow that turns back to the left."""
    bend = [(x + 6 + 17 * sin(step * pi / 12), y + 5 - 17 * cos(step * pi / 12)) for step in range(13)]
    brush.line([(x - 14, y - 12), *bend, (x - 14, y + 22)], WHITE, 8)
    brush.shape([(x - 30, y - 12), (x - 8, y - 30), (x - 8, y + 6)], WHITE)


def _write_band(image: Image.Image, letters: Lettering, face: TicketFace) -> None:
    """Writes kind and quantity on the band."""
    word, quantity = letters.drawable(face.word), letters.drawable(face.quantity)
    room = WIDTH - MARGIN - letters.width(quantity, WORD)
    letters.draw(image, (room, BASELINE), quantity, WORD, colour=WHITE)
    left = MARGIN + 72
    letters.draw(image, (left, BASELINE), letters.fit(word, WORD, room - left - 30), WORD, colour=WHITE)


def _write_words(image: Image.Image, letters: Lettering, face: TicketFace) -> None:
    """Writes the title on at most two lines, and below it the stall and the time."""
    room = WIDTH - 2 * MARGIN
    title = letters.wrap(letters.drawable(face.title), TITLE, room, lines=2)
    y = BAND + 52
    for line in title:
        letters.draw(image, (MARGIN, y), line, TITLE, colour=WHITE)
        y += TITLE + 6
    for line in filter(None, map(letters.drawable, face.lines)):
        letters.draw(image, (MARGIN, y), letters.fit(line, TEXT, room), TEXT, colour=WHITE)
        y += TEXT + 8


def _draw_card(image: Image.Image, face: TicketFace, link: str) -> None:
    """Draws the white card with the QR: dimmed on a ticket that was used, empty and grey on one that is not valid."""
    card = (CARD_LEFT, CARD_TOP, CARD_LEFT + CARD, CARD_TOP + CARD)
    void = face.state is FaceState.VOID
    ImageDraw.Draw(image).rounded_rectangle(card, 24, fill=GREY.light if void else WHITE)
    if not void:
        code = qr_image(link)
        colour = DIMMED if face.state is FaceState.DONE else BLACK
        ink = Image.new("RGB", code.size, colour)
        place = [CARD_LEFT + (CARD - code.width) // 2, CARD_TOP + (CARD - code.height) // 2]
        image.paste(ink, (place[0], place[1]), code)


def qr_image(link: str) -> Image.Image:
    """Returns a QR as a mask of at most QR pixels: 255 where it is dark, with its quiet zone, error correction M."""
    modules = qr_modules(link)
    scale = QR // (modules.width + 2 * QUIET)
    return modules.point(lambda level: 255 - level).resize(
        (modules.width * scale,) * 2, Image.Resampling.NEAREST
    )


def _stamp(image: Image.Image, letters: Lettering, face: TicketFace) -> None:
    """Writes the state across the card, or how much is collected beside it."""
    middle = CARD_LEFT + CARD / 2
    if face.state is FaceState.PARTLY:
        words = letters.fit(letters.drawable(face.at), TEXT, LEFT_ROOM - 24)
        pill = (MARGIN - 12, CARD_TOP, MARGIN + letters.width(words, TEXT) + 12, CARD_TOP + 46)
        ImageDraw.Draw(image).rounded_rectangle(pill, 23, fill="#ffd479")
        letters.draw(image, (MARGIN, CARD_TOP + 33), words, TEXT, colour="#2a1a00")
    if face.stamp:
        stamp = Image.new("RGBA", (CARD + 40, 150), band_colour(face))
        for words, size, y in ((face.stamp, STAMP, 74), (face.at, TEXT - 4, 122)):
            line = letters.fit(letters.drawable(words), size, CARD)
            letters.draw(stamp, ((stamp.width - letters.width(line, size)) / 2, y), line, size, colour=WHITE)
        turned = stamp.rotate(8, Image.Resampling.BICUBIC, expand=True)
        place = (round(middle - turned.width / 2), CARD_TOP + (CARD - turned.height) // 2)
        image.paste(turned, place, turned)


def _write_code(image: Image.Image, letters: Lettering, face: TicketFace) -> None:
    letters.draw(image, (MARGIN, HEIGHT - 86), NAME, TEXT, colour=WHITE)
    code = grouped(face.code)
    letters.draw(image, (MARGIN, HEIGHT - 36), code, CODE, colour=WHITE)
