"""Drawn screenshots of bank apps, and copies of them as forwarding changes them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1080, 2340
SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, kw_only=True)
class App:
    """The colours of a bank app: background, text, and bars and labels."""

    back: str
    ink: str
    accent: str


APPS = (
    App(back="white", ink="#222222", accent="#00aa66"),
    App(back="#101418", ink="#eeeeee", accent="#ff6600"),
    App(back="#f2f2f7", ink="#111111", accent="#003366"),
)


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """The facts of a transfer that a screenshot shows."""

    app: App
    amount: str
    reference: str
    when: str
    clock: str


def a_transfer(app: App, rng: Random) -> Transfer:
    """Return a transfer with a unique amount, reference and time."""
    return Transfer(
        app=app,
        amount=f"RM{rng.randint(1, 99)}.{rng.choice(('00', '50', '90'))}",
        reference="LR-" + "".join(rng.choices(SYMBOLS, k=5)),
        when=f"{rng.randint(1, 28)} Nov 2026, {rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
        clock=f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
    )


def one_sign_apart(transfer: Transfer) -> tuple[Transfer, ...]:
    """Return three transfers that differ from this one in the last character of the time, the amount or the reference."""
    return tuple(
        replace(transfer, **{field: _with_another_end(getattr(transfer, field))})
        for field in ("when", "amount", "reference")
    )


def _with_another_end(words: str) -> str:
    return words[:-1] + ("7" if words[-1] != "7" else "4")


def draw(transfer: Transfer) -> Image.Image:
    """Return the screenshot, as a phone takes it."""
    app = transfer.app
    picture = Image.new("RGB", (WIDTH, HEIGHT), app.back)
    page = ImageDraw.Draw(picture)

    def write(x: int, y: int, words: str, size: int, colour: str) -> None:
        page.text((x, y), words, font=ImageFont.load_default(size), fill=colour)

    write(60, 30, transfer.clock, 38, app.ink)
    page.rectangle((0, 100, WIDTH, 330), fill=app.accent)
    write(60, 180, "Transfer successful", 60, app.back)
    page.ellipse((440, 420, 640, 620), fill=app.accent)
    write(300, 680, transfer.amount, 110, app.ink)
    rows = {"To": "OMBAK PRINT", "Account": "1234 5678 9012", "Reference": transfer.reference}
    rows |= {"Date": transfer.when, "Status": "Accepted", "Type": "DuitNow QR"}
    for place, (label, words) in enumerate(rows.items()):
        write(60, 900 + 130 * place, label, 42, app.accent)
        write(420, 900 + 130 * place, words, 42, app.ink)
    page.rounded_rectangle((60, 2050, WIDTH - 60, 2190), 40, fill=app.accent)
    write(400, 2085, "Share receipt", 48, app.back)
    return picture


def png(picture: Image.Image) -> bytes:
    return _saved(picture, "PNG")


def jpeg(picture: Image.Image, quality: int) -> bytes:
    return _saved(picture, "JPEG", quality=quality)


def scaled(picture: Image.Image, side: int) -> Image.Image:
    """Return the picture as chat apps scale it: its longer side has `side` pixels."""
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def sent_on(picture: Image.Image) -> Iterator[tuple[str, bytes]]:
    """Yield a picture as it arrives when sent as a file, as a photo, and forwarded as a photo."""
    yield "as a file", png(picture)
    for quality in (95, 60, 40):
        yield f"JPEG {quality}", jpeg(picture, quality)
    for side in (1280, 960, 800):
        for quality in (87, 70, 50):
            yield f"{side} at {quality}", jpeg(scaled(picture, side), quality)
    again = opened(jpeg(scaled(picture, 1280), 87))
    yield "sent on twice", jpeg(scaled(again, 800), 75)
    larger = again.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    yield "made larger again", jpeg(larger, 80)


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
