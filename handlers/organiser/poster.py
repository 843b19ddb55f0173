"""The poster: a page to print from any browser, so that every script is drawn in a font its reader has."""

from collections.abc import Sequence

import qrcode
from markupsafe import Markup

from locales.languages import LANGUAGES
from locales.say import Say, speak

MAX_ALLEYS = 20
"""Alleys that have pages of their own; a market with more gets pages without a name."""
CARDS = 4
QUIET = 4
"""Modules of white around a QR."""

STYLE = Markup("""
@page { size: A4; margin: 0 }
* { box-sizing: border-box; margin: 0 }
body { font-family: system-ui, "Noto Sans", "Noto Sans SC", sans-serif; color: #1d1a16 }
section { width: 210mm; height: 296mm; break-after: page }
.card { display: flex; flex-direction: column; align-items: center; justify-content: space-evenly; text-align: center; padding: 8% }
.wall { height: 100% }
.tables { display: grid; grid-template: 1fr 1fr / 1fr 1fr }
.tables .card { outline: 0.3mm dashed #bbb; font-size: 0.42em }
h2 { font-size: 3.2em; line-height: 1.1; color: #a3341f }
p { font-size: 1.7em; line-height: 1.35 }
svg { width: 58% }
.tables svg { width: 62% }
.address { font-weight: 700 }
""")


def poster_html(say: Say, alleys: Sequence[str], link: str) -> bytes:
    """Returns the page: for each alley, by name, one A4 sheet, and one with four cards. `link` opens the bot."""
    names = alleys if 0 < len(alleys) <= MAX_ALLEYS else [""]
    code = qr_svg(link)
    sheets = Markup().join(_sheets(name, link, code) for name in names)
    page = Markup(
        '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        "<style>{style}</style></head><body>{sheets}</body></html>"
    )
    title = say.plain("Poster")
    filled = page.format(lang=say.language.replace("_", "-"), title=title, style=STYLE, sheets=sheets)
    return str(filled).encode()


def _sheets(name: str, link: str, code: Markup) -> Markup:
    card = _card(name, link, code)
    wall = Markup('<section><div class="card wall">{}</div></section>').format(card)
    cards = Markup('<div class="card">{}</div>').format(card) * CARDS
    return wall + Markup('<section class="tables">{}</section>').format(cards)


def _card(name: str, link: str, code: Markup) -> Markup:
    """Returns what one card says, in every language one line."""
    heading = Markup("<h2>{}</h2>").format(name) if name else Markup()
    lines = Markup().join(
        Markup('<p lang="{}">{}</p>').format(each.code.replace("_", "-"), _line(speak(each.code)))
        for each in LANGUAGES
    )
    return heading + code + lines + Markup('<p class="address">{}</p>').format(link.removeprefix("https://"))


def _line(say: Say) -> str:
    return say.plain("See what is on, join, pick up.")


def qr_svg(link: str) -> Markup:
    """Returns the QR as a drawing of unit squares, sharp at any size; error correction Q: a poster gets dirty."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_Q, border=QUIET)
    code.add_data(link)
    code.make(fit=True)
    rows = code.get_matrix()
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    side = len(rows)
    return Markup(
        '<svg viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img" aria-label="{link}">'
        '<rect width="{side}" height="{side}" fill="#fff"/><path d="{squares}"/></svg>'
    ).format(side=side, link=link, squares=squares)
